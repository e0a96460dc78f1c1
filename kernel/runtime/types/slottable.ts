/**
 * Which Python method belongs to which native slot. From these rows come the dispatchers in the slots of a class
 * made by Python code, the wrapper descriptors of native types, and the repair of slots when a method is assigned later.
 *
 *     table at R_SLOT_ROWS: rows of 16 bytes: 0 name (str)  4 u32 slot offset  8 u32 dispatcher  12 u32 kind of wrapper
 *     bits at R_PYTHON_SLOTS: one bit for each function table index, set for dispatchers
 */
import { ROOTS, NONE } from "../layout";
import { typeOf, TY_FLAGS, TY_DICT, TY_BASE, TY_BASES, TY_NAME, TF_HEAP, TF_READY, TF_GETATTR_HOOK, TF_SETATTR_HOOK, TF_DEL,
  fnUnary, fnBinary, fnTernary, fnVoid, fnHash, fnInt, fnInt2, fnInt3, fnCompare, fnNative, fnInit, TP_NEW, TP_DEALLOC, TP_SLOTS_END, INPLACE,
  AM_AITER, AM_ANEXT, AM_AWAIT, NB_ABSOLUTE, NB_ADD, NB_AND, NB_DIVMOD, NB_FLOAT, NB_FLOOR_DIV, NB_INDEX, NB_INT, NB_INVERT, NB_LSHIFT, NB_MAT_MUL,
  NB_MOD, NB_MUL, NB_NEGATIVE, NB_OR, NB_POSITIVE, NB_POW, NB_RSHIFT, NB_SUB, NB_TRUE_DIV, NB_XOR, SQ_CONCAT, SQ_REPEAT, TP_BOOL, TP_CALL, TP_CONTAINS,
  TP_DESCR_GET, TP_DESCR_SET, TP_FINALIZE, TP_FORMAT, TP_GETATTRO, TP_GETITEM, TP_HASH, TP_INIT, TP_ITER, TP_LENGTH, TP_NEXT, TP_REPR, TP_RICHCOMPARE,
  TP_SETATTRO, TP_SETITEM, TP_STR } from "../object";
import { release, immortalise } from "../designs/active";
import { T_OBJECT, T_WRAPPER, T_BUILTIN, STATIC_TYPES, T_TYPE } from "./table";
import { TYPES, TYPE_SIZE } from "../layout";
import { arenaTake } from "../heap/arena";
import { tupleSize } from "./tuple";
import { dictGetStr, dictSetStr, dictContainsStr } from "./dict";
import { strLength, strCharAt } from "./str";
import { typeLookupRef, isSubtype, isHeapType, subclassCount, subclassAt, lookupIn } from "./type";
import { wrapperNew, WR_SLOT, WR_FN, WR_OWNER, WR_NAME, W_NONE, W_UNARY, W_BINARY, W_REFLECTED, W_COMPARE, W_HASH, W_BOOL, W_LENGTH, W_CONTAINS, W_SETITEM, W_DELITEM,
  W_CALL, W_INIT, W_GETATTR, W_SETATTR, W_DELATTR, W_DESCR_GET, W_DESCR_SET, W_DESCR_DELETE, W_NEXT, W_FINALIZE, W_POW, W_RPOW } from "./wrappers";
import { hashNotImplemented, slot_new,
  slot_repr, slot_str, slot_format, slot_hash, slot_call, slot_getattro, slot_setattro, slot_richcompare, slot_iter, slot_next, slot_descr_get,
  slot_descr_set, slot_init, slot_bool, slot_len, slot_getitem, slot_setitem, slot_contains, slot_add, slot_iadd, slot_sub, slot_isub, slot_mul,
  slot_imul, slot_truediv, slot_itruediv, slot_floordiv, slot_ifloordiv, slot_mod, slot_imod, slot_pow, slot_ipow, slot_lshift, slot_ilshift,
  slot_rshift, slot_irshift, slot_and, slot_iand, slot_or, slot_ior, slot_xor, slot_ixor, slot_matmul, slot_imatmul, slot_divmod, slot_neg, slot_pos,
  slot_abs, slot_invert, slot_int, slot_float, slot_index, slot_await, slot_aiter, slot_anext } from "./slots";
import { slot_del } from "./finalize";
import { B_FN, B_SELF } from "../natives";
import { newWrapper, addNewWrapper } from "./object";
import { S___new__, 
  S___repr__, S___str__, S___format__, S___hash__, S___call__, S___getattribute__, S___getattr__, S___setattr__, S___delattr__, S___lt__, S___le__,
  S___eq__, S___ne__, S___gt__, S___ge__, S___iter__, S___next__, S___get__, S___set__, S___delete__, S___init__, S___del__, S___bool__, S___len__,
  S___getitem__, S___setitem__, S___delitem__, S___contains__, S___add__, S___radd__, S___iadd__, S___sub__, S___rsub__, S___isub__, S___mul__,
  S___rmul__, S___imul__, S___truediv__, S___rtruediv__, S___itruediv__, S___floordiv__, S___rfloordiv__, S___ifloordiv__, S___mod__, S___rmod__,
  S___imod__, S___pow__, S___rpow__, S___ipow__, S___lshift__, S___rlshift__, S___ilshift__, S___rshift__, S___rrshift__, S___irshift__, S___and__,
  S___rand__, S___iand__, S___or__, S___ror__, S___ior__, S___xor__, S___rxor__, S___ixor__, S___matmul__, S___rmatmul__, S___imatmul__, S___divmod__,
  S___rdivmod__, S___neg__, S___pos__, S___abs__, S___invert__, S___int__, S___float__, S___index__, S___await__, S___aiter__, S___anext__ } from "../names";

/** Roots of this file. */
const R_SLOT_ROWS: usize = ROOTS + 0x800;
const R_SLOT_ROW_COUNT: usize = ROOTS + 0x804;
const R_PYTHON_SLOTS: usize = ROOTS + 0x808;
const ROW: u32 = 16;
const MAX_ROWS: u32 = 96;
const MAX_FUNCTIONS: u32 = 16384;

function row(name: usize, slot: usize, dispatcher: u32, kind: u32): void {
  const n = load<u32>(R_SLOT_ROW_COUNT);
  if (n == MAX_ROWS || dispatcher >= MAX_FUNCTIONS) unreachable();
  const at = load<usize>(R_SLOT_ROWS) + n * ROW;
  store<usize>(at, load<usize>(name));
  store<u32>(at, <u32>slot, 4);
  store<u32>(at, dispatcher, 8);
  store<u32>(at, kind, 12);
  store<u32>(R_SLOT_ROW_COUNT, n + 1);
  markPython(dispatcher);
}
function markPython(fn: u32): void {
  if (fn == 0) return;
  const at = load<usize>(R_PYTHON_SLOTS) + (fn >> 3);
  store<u8>(at, <u8>(<u32>load<u8>(at) | (<u32>1 << (fn & 7))));
}

/** The rows; once, at boot, when the names are there. */
export function initSlotTable(): void {
  store<usize>(R_SLOT_ROWS, arenaTake(MAX_ROWS * ROW));
  store<usize>(R_PYTHON_SLOTS, arenaTake(MAX_FUNCTIONS >> 3));
  store<u32>(R_SLOT_ROW_COUNT, 0);
  row(S___repr__, TP_REPR, fnUnary(slot_repr), W_UNARY);
  row(S___str__, TP_STR, fnUnary(slot_str), W_UNARY);
  row(S___format__, TP_FORMAT, fnBinary(slot_format), W_BINARY);
  row(S___hash__, TP_HASH, fnHash(slot_hash), W_HASH);
  row(S___call__, TP_CALL, fnNative(slot_call), W_CALL);
  row(S___getattribute__, TP_GETATTRO, fnBinary(slot_getattro), W_GETATTR);
  row(S___getattr__, TP_GETATTRO, fnBinary(slot_getattro), W_NONE);
  row(S___setattr__, TP_SETATTRO, fnInt3(slot_setattro), W_SETATTR);
  row(S___delattr__, TP_SETATTRO, fnInt3(slot_setattro), W_DELATTR);
  row(S___lt__, TP_RICHCOMPARE, fnCompare(slot_richcompare), W_COMPARE + 0);
  row(S___le__, TP_RICHCOMPARE, fnCompare(slot_richcompare), W_COMPARE + 1);
  row(S___eq__, TP_RICHCOMPARE, fnCompare(slot_richcompare), W_COMPARE + 2);
  row(S___ne__, TP_RICHCOMPARE, fnCompare(slot_richcompare), W_COMPARE + 3);
  row(S___gt__, TP_RICHCOMPARE, fnCompare(slot_richcompare), W_COMPARE + 4);
  row(S___ge__, TP_RICHCOMPARE, fnCompare(slot_richcompare), W_COMPARE + 5);
  row(S___iter__, TP_ITER, fnUnary(slot_iter), W_UNARY);
  row(S___next__, TP_NEXT, fnUnary(slot_next), W_NEXT);
  row(S___get__, TP_DESCR_GET, fnTernary(slot_descr_get), W_DESCR_GET);
  row(S___set__, TP_DESCR_SET, fnInt3(slot_descr_set), W_DESCR_SET);
  row(S___delete__, TP_DESCR_SET, fnInt3(slot_descr_set), W_DESCR_DELETE);
  row(S___init__, TP_INIT, fnInit(slot_init), W_INIT);
  row(S___del__, TP_FINALIZE, fnVoid(slot_del), W_FINALIZE);
  row(S___bool__, TP_BOOL, fnInt(slot_bool), W_BOOL);
  row(S___len__, TP_LENGTH, fnInt(slot_len), W_LENGTH);
  row(S___getitem__, TP_GETITEM, fnBinary(slot_getitem), W_BINARY);
  row(S___setitem__, TP_SETITEM, fnInt3(slot_setitem), W_SETITEM);
  row(S___delitem__, TP_SETITEM, fnInt3(slot_setitem), W_DELITEM);
  row(S___contains__, TP_CONTAINS, fnInt2(slot_contains), W_CONTAINS);
  row(S___add__, NB_ADD, fnBinary(slot_add), W_BINARY);
  row(S___radd__, NB_ADD, fnBinary(slot_add), W_REFLECTED);
  row(S___iadd__, NB_ADD + INPLACE, fnBinary(slot_iadd), W_BINARY);
  row(S___sub__, NB_SUB, fnBinary(slot_sub), W_BINARY);
  row(S___rsub__, NB_SUB, fnBinary(slot_sub), W_REFLECTED);
  row(S___isub__, NB_SUB + INPLACE, fnBinary(slot_isub), W_BINARY);
  row(S___mul__, NB_MUL, fnBinary(slot_mul), W_BINARY);
  row(S___rmul__, NB_MUL, fnBinary(slot_mul), W_REFLECTED);
  row(S___imul__, NB_MUL + INPLACE, fnBinary(slot_imul), W_BINARY);
  row(S___truediv__, NB_TRUE_DIV, fnBinary(slot_truediv), W_BINARY);
  row(S___rtruediv__, NB_TRUE_DIV, fnBinary(slot_truediv), W_REFLECTED);
  row(S___itruediv__, NB_TRUE_DIV + INPLACE, fnBinary(slot_itruediv), W_BINARY);
  row(S___floordiv__, NB_FLOOR_DIV, fnBinary(slot_floordiv), W_BINARY);
  row(S___rfloordiv__, NB_FLOOR_DIV, fnBinary(slot_floordiv), W_REFLECTED);
  row(S___ifloordiv__, NB_FLOOR_DIV + INPLACE, fnBinary(slot_ifloordiv), W_BINARY);
  row(S___mod__, NB_MOD, fnBinary(slot_mod), W_BINARY);
  row(S___rmod__, NB_MOD, fnBinary(slot_mod), W_REFLECTED);
  row(S___imod__, NB_MOD + INPLACE, fnBinary(slot_imod), W_BINARY);
  row(S___pow__, NB_POW, fnBinary(slot_pow), W_POW);
  row(S___rpow__, NB_POW, fnBinary(slot_pow), W_RPOW);
  row(S___ipow__, NB_POW + INPLACE, fnBinary(slot_ipow), W_BINARY);
  row(S___lshift__, NB_LSHIFT, fnBinary(slot_lshift), W_BINARY);
  row(S___rlshift__, NB_LSHIFT, fnBinary(slot_lshift), W_REFLECTED);
  row(S___ilshift__, NB_LSHIFT + INPLACE, fnBinary(slot_ilshift), W_BINARY);
  row(S___rshift__, NB_RSHIFT, fnBinary(slot_rshift), W_BINARY);
  row(S___rrshift__, NB_RSHIFT, fnBinary(slot_rshift), W_REFLECTED);
  row(S___irshift__, NB_RSHIFT + INPLACE, fnBinary(slot_irshift), W_BINARY);
  row(S___and__, NB_AND, fnBinary(slot_and), W_BINARY);
  row(S___rand__, NB_AND, fnBinary(slot_and), W_REFLECTED);
  row(S___iand__, NB_AND + INPLACE, fnBinary(slot_iand), W_BINARY);
  row(S___or__, NB_OR, fnBinary(slot_or), W_BINARY);
  row(S___ror__, NB_OR, fnBinary(slot_or), W_REFLECTED);
  row(S___ior__, NB_OR + INPLACE, fnBinary(slot_ior), W_BINARY);
  row(S___xor__, NB_XOR, fnBinary(slot_xor), W_BINARY);
  row(S___rxor__, NB_XOR, fnBinary(slot_xor), W_REFLECTED);
  row(S___ixor__, NB_XOR + INPLACE, fnBinary(slot_ixor), W_BINARY);
  row(S___matmul__, NB_MAT_MUL, fnBinary(slot_matmul), W_BINARY);
  row(S___rmatmul__, NB_MAT_MUL, fnBinary(slot_matmul), W_REFLECTED);
  row(S___imatmul__, NB_MAT_MUL + INPLACE, fnBinary(slot_imatmul), W_BINARY);
  row(S___divmod__, NB_DIVMOD, fnBinary(slot_divmod), W_BINARY);
  row(S___rdivmod__, NB_DIVMOD, fnBinary(slot_divmod), W_REFLECTED);
  row(S___neg__, NB_NEGATIVE, fnUnary(slot_neg), W_UNARY);
  row(S___pos__, NB_POSITIVE, fnUnary(slot_pos), W_UNARY);
  row(S___abs__, NB_ABSOLUTE, fnUnary(slot_abs), W_UNARY);
  row(S___invert__, NB_INVERT, fnUnary(slot_invert), W_UNARY);
  row(S___int__, NB_INT, fnUnary(slot_int), W_UNARY);
  row(S___float__, NB_FLOAT, fnUnary(slot_float), W_UNARY);
  row(S___index__, NB_INDEX, fnUnary(slot_index), W_UNARY);
  row(S___add__, SQ_CONCAT, 0, W_BINARY);
  row(S___mul__, SQ_REPEAT, 0, W_BINARY);
  row(S___rmul__, SQ_REPEAT, 0, W_BINARY);
  row(S___await__, AM_AWAIT, fnUnary(slot_await), W_UNARY);
  row(S___aiter__, AM_AITER, fnUnary(slot_aiter), W_UNARY);
  row(S___anext__, AM_ANEXT, fnUnary(slot_anext), W_UNARY);
  markPython(slot_new.index);
}

/** Whether a slot's content calls a method written in Python: the interpreter may push a frame for it instead. */
export function isPythonSlot(index: u32): bool {
  return index < MAX_FUNCTIONS && (load<u8>(load<usize>(R_PYTHON_SLOTS) + (index >> 3)) & (1 << (index & 7))) != 0;
}

@inline function rowAt(i: u32): usize { return load<usize>(R_SLOT_ROWS) + i * ROW; }

// ---- native types

/** Completes every static type, when all their own slots and methods are set: wrappers for the former, then inheritance. */
export function readyTypes(): void {
  for (let i = 0; i < STATIC_TYPES; i++) {
    const type = <usize>TYPES + <usize>i * <usize>TYPE_SIZE;
    if (load<usize>(type, TY_NAME) != 0) readyType(type);
  }
}

function readyType(type: usize): void {
  const flags = load<u32>(type, TY_FLAGS);
  if (flags & TF_READY) return;
  store<u32>(type, flags | TF_READY, TY_FLAGS);
  const base = load<usize>(type, TY_BASE);
  if (base) readyType(base);
  const dict = load<usize>(type, TY_DICT);
  if (load<u32>(type + TP_RICHCOMPARE) != 0 && load<u32>(type + TP_HASH) == 0 && type != T_OBJECT) {
    store<u32>(type + TP_HASH, fnHash(hashNotImplemented));
    dictSetStr(dict, load<usize>(S___hash__), NONE);
  }
  const n = load<u32>(R_SLOT_ROW_COUNT);
  for (let i: u32 = 0; i < n; i++) {
    const at = rowAt(i), fn = load<u32>(type + load<u32>(at, 4));
    if (fn == 0 || load<u32>(at, 12) == W_NONE || dictContainsStr(dict, load<usize>(at))) continue;
    const w = wrapperNew(type, load<usize>(at), load<u32>(at, 4), fn, load<u32>(at, 12));
    if (w == 0) unreachable();
    immortalise(w);
    dictSetStr(dict, load<usize>(at), w);
  }
  if (load<u32>(type + TP_NEW) != 0) addNewWrapper(type);
  if (base) inheritSlots(type, base);
}

/** Copies what the type does not define itself. */
function inheritSlots(type: usize, base: usize): void {
  for (let slot: usize = TP_DEALLOC; slot < TP_SLOTS_END; slot += 4) {
    if (load<u32>(type + slot) != 0) continue;
    // A native type that says nothing about its making cannot be made by calling it.
    if (slot == TP_NEW && base == T_OBJECT && !isHeapType(type)) continue;
    store<u32>(type + slot, load<u32>(base + slot));
  }
}

// ---- classes of Python code

/** Fills all slots of a new class from its MRO. */
export function initClassSlots(type: usize): void {
  inheritSlots(type, load<usize>(type, TY_BASE));
  const single = tupleSize(load<usize>(type, TY_BASES)) == 1;
  const dict = load<usize>(type, TY_DICT);
  const n = load<u32>(R_SLOT_ROW_COUNT);
  for (let i: u32 = 0; i < n; i++) {
    const at = rowAt(i);
    // With one base its slots are right but for what this class defines.
    if (single && !dictContainsStr(dict, load<usize>(at))) continue;
    updateSlot(type, load<u32>(at, 4));
  }
  if (!single || dictContainsStr(dict, load<usize>(S___new__))) updateNew(type);
  updateHooks(type);
}

function updateHooks(type: usize): void {
  let flags = load<u32>(type, TY_FLAGS) & ~(TF_GETATTR_HOOK | TF_SETATTR_HOOK | TF_DEL);
  if (load<u32>(type + TP_GETATTRO) == fnBinary(slot_getattro)) flags |= TF_GETATTR_HOOK;
  if (load<u32>(type + TP_SETATTRO) == fnInt3(slot_setattro)) flags |= TF_SETATTR_HOOK;
  if (load<u32>(type + TP_FINALIZE) == fnVoid(slot_del)) flags |= TF_DEL;
  store<u32>(type, flags, TY_FLAGS);
}

/**
 * Decides one slot: a native function if all of the slot's methods that the MRO finds are wrappers of that function and
 * fit this type, else the dispatcher.
 */
function updateSlot(type: usize, slot: usize): void {
  let native: u32 = 0, dispatcher: u32 = 0, useDispatcher = false;
  const n = load<u32>(R_SLOT_ROW_COUNT);
  for (let i: u32 = 0; i < n; i++) {
    const at = rowAt(i);
    if (load<u32>(at, 4) != <u32>slot) continue;
    const name = load<usize>(at);
    const descr = typeLookupRef(type, name);
    if (descr == 0) continue;
    if (descr == NONE && slot == TP_HASH) {
      native = fnHash(hashNotImplemented);
    } else if (typeOf(descr) == T_WRAPPER && load<usize>(descr, WR_NAME) == name) {
      const fn = load<u32>(descr, WR_FN);
      if (load<u32>(descr, WR_SLOT) == <u32>slot) {
        dispatcher = load<u32>(at, 8);
        if ((native == 0 || native == fn) && isSubtype(type, load<usize>(descr, WR_OWNER))) native = fn;
        else useDispatcher = true;
      } // else the name's other slot (concatenation beside addition) answers for it
    } else {
      dispatcher = load<u32>(at, 8);
      useDispatcher = true;
    }
    release(descr);
  }
  store<u32>(type + slot, native != 0 && !useDispatcher ? native : dispatcher);
}

function updateNew(type: usize): void {
  const descr = typeLookupRef(type, load<usize>(S___new__));
  let fn = slot_new.index;
  if (descr != 0) {
    if (typeOf(descr) == T_BUILTIN && load<u32>(descr, B_FN) == newWrapper.index) fn = load<u32>(load<usize>(descr, B_SELF) + TP_NEW);
    release(descr);
  }
  store<u32>(type + TP_NEW, fn);
}

/** A class attribute `name` has changed: repairs the slots it stands for, here and in subclasses. Under the lock over types. */
export function updateSlotsFor(type: usize, name: usize): void {
  const length = strLength(name);
  if (length < 5 || strCharAt(name, 0) != 0x5f || strCharAt(name, length - 1) != 0x5f) return;
  const n = load<u32>(R_SLOT_ROW_COUNT);
  let any = false;
  for (let i: u32 = 0; i < n; i++) {
    const at = rowAt(i);
    if (load<usize>(at) != name) continue;
    updateSlot(type, load<u32>(at, 4));
    any = true;
  }
  if (name == load<usize>(S___new__)) { updateNew(type); any = true; }
  if (!any) return;
  updateHooks(type);
  const count = subclassCount(type);
  for (let i: u32 = 0; i < count; i++) updateSlotsFor(subclassAt(type, i), name);
}

/** Repairs all slots of a type and its subclasses (the bases have changed). Under the lock over types. */
export function updateAllSlots(type: usize): void {
  const n = load<u32>(R_SLOT_ROW_COUNT);
  for (let i: u32 = 0; i < n; i++) updateSlot(type, load<u32>(rowAt(i), 4));
  updateNew(type);
  updateHooks(type);
  const count = subclassCount(type);
  for (let i: u32 = 0; i < count; i++) updateAllSlots(subclassAt(type, i));
}
