/**
 * The object header, the same in every design, and what every part of the runtime needs to read it.
 *
 *      0  u32  count     the reference count; the owner's count in `biased`
 *      4  i32  shared    biased: count << 2 | state of all other threads
 *      8  u16  owner     biased: the owning slot + 1, 0 once merged
 *     10  u16  flags     F_* below
 *     12  u32  type      address of the type object
 *     16  ...            payload; a mutable object's first word is its lock (O_LOCK)
 *
 * A reference is the object's address; 0 is "no object". Access to a slot of another object goes through the
 * design's hooks (designs/design.ts), never through a plain load or store.
 */
import { NONE, TRUE, FALSE, EMPTY_TUPLE, EMPTY_STR, NOT_IMPLEMENTED, DUMMY, ELLIPSIS } from "./layout";
import { T_INT, T_BIGINT, T_TYPE, T_STR, T_TUPLE, T_LIST, T_DICT, T_SET, T_FROZENSET, T_BOOL, T_FLOAT, T_BYTES, T_NONETYPE } from "./types/table";
import { retain } from "./designs/active";

export const O_COUNT: usize = 0;
export const O_SHARED: usize = 4;
export const O_OWNER: usize = 8;
export const O_FLAGS: usize = 10;
export const O_TYPE: usize = 12;
export const O_PAYLOAD: usize = 16;
/** The lock word of a mutable object (its type has TF_LOCKED). */
export const O_LOCK: usize = 16;
export const HEADER: usize = 16;

/** Never counted, never freed. */
export const F_IMMORTAL: u32 = 1;
/** Counts from frames are not kept; freed by a stopped world only. */
export const F_DEFERRED: u32 = 2;
/** Another thread may have seen it. */
export const F_SHARED: u32 = 4;
/** An int whose value needs digits (types/bigint.ts), whatever its type. */
export const F_BIG: u32 = 8;
/** An interned str. */
export const F_INTERNED: u32 = 16;
/** Under deallocation; `__del__` has been called. */
export const F_FINALIZED: u32 = 32;
/** A path without the lock is open to the owner alone. */
export const F_UNLOCKED_OWNER: u32 = 64;
/** A weak reference to it exists. */
export const F_WEAKREF: u32 = 128;

/** The count of an object that is never counted. */
export const IMMORTAL_COUNT: u32 = 0xffffffff;

@inline export function typeOf(o: usize): usize { return load<usize>(o, O_TYPE); }
@inline export function flagsOf(o: usize): u32 { return load<u16>(o, O_FLAGS); }
@inline export function setFlag(o: usize, flag: u32): void { store<u16>(o, <u16>(load<u16>(o, O_FLAGS) | flag), O_FLAGS); }
@inline export function hasFlag(o: usize, flag: u32): bool { return (load<u16>(o, O_FLAGS) & flag) != 0; }

// ---- the type object (types/type.ts explains the fields) -----------------------------------------------------
export const TY_NAME: usize = 20;
export const TY_QUALNAME: usize = 24;
export const TY_BASICSIZE: usize = 28;
export const TY_FLAGS: usize = 32;
/** Changes with every change of an attribute of the type or of a base; 0 = not cachable. */
export const TY_VERSION: usize = 36;
export const TY_BASE: usize = 40;
export const TY_BASES: usize = 44;
export const TY_MRO: usize = 48;
export const TY_DICT: usize = 52;
export const TY_SUBCLASSES: usize = 56;
/** Keys shared by the inline values of instances (types/sharedkeys). */
export const TY_SHARED_KEYS: usize = 60;
export const TY_MODULE: usize = 64;
/** Offset of the first `__slots__` member; number of them. */
export const TY_SLOTS_OFFSET: usize = 68;
export const TY_SLOTS_COUNT: usize = 72;
/** Offset in an instance of its attributes record (see types/instance.ts), 0 = instances have no `__dict__`. */
export const TY_DICT_OFFSET: usize = 76;
export const TY_WEAK_OFFSET: usize = 80;
/** Function table index of the constructor of native types: new(type, args, nargs, kw). */
export const TY_DOC: usize = 84;
/** First type slot; the slots are u32 function table indices, 0 = absent. */
export const TY_SLOTS: usize = 128;

// Type flags
/** The object's first payload word is a lock. */
export const TF_LOCKED: u32 = 1;
export const TF_HEAP: u32 = 2;
export const TF_BASETYPE: u32 = 4;
export const TF_INT: u32 = 8;
export const TF_STR: u32 = 16;
export const TF_TUPLE: u32 = 32;
export const TF_LIST: u32 = 64;
export const TF_DICT: u32 = 128;
export const TF_TYPE: u32 = 256;
export const TF_EXCEPTION: u32 = 512;
export const TF_FLOAT: u32 = 1024;
export const TF_BYTES: u32 = 2048;
export const TF_SET: u32 = 4096;
/** Looked up through an instance it takes the instance as first argument without a bound method. */
export const TF_METHOD_DESCRIPTOR: u32 = 8192;
/** Instances live as long as the module: counts of frames are deferred. */
export const TF_ABSTRACT: u32 = 16384;
export const TF_IMMUTABLE: u32 = 32768;
/** The type or a base defines __getattr__ or __getattribute__ in Python. */
export const TF_GETATTR_HOOK: u32 = 65536;
export const TF_SETATTR_HOOK: u32 = 131072;
export const TF_DEL: u32 = 262144;
export const TF_EXTENDED_MRO: u32 = 524288;
export const TF_READY: u32 = 1048576;

// Type slots: offsets from the type object's address.
export const TP_DEALLOC: usize = 128;   // (o): void            release what o holds, then freeObject
export const TP_TRAVERSE: usize = 132;  // (o, visitor: u32): void   call_indirect(visitor, slotAddress) for each reference
export const TP_REPR: usize = 136;      // (o): str
export const TP_STR: usize = 140;       // (o): str
export const TP_HASH: usize = 144;      // (o): i64   -1 = error raised
export const TP_CALL: usize = 148;      // (o, args, nargs, kw): ref
export const TP_GETATTRO: usize = 152;  // (o, name): ref
export const TP_SETATTRO: usize = 156;  // (o, name, value|0): i32   0 ok, -1 error
export const TP_RICHCOMPARE: usize = 160; // (a, b, op): ref (may be NotImplemented)
export const TP_ITER: usize = 164;      // (o): ref
export const TP_NEXT: usize = 168;      // (o): ref   0 without an exception = exhausted
export const TP_DESCR_GET: usize = 172; // (descr, obj|0, type): ref
export const TP_DESCR_SET: usize = 176; // (descr, obj, value|0): i32
export const TP_INIT: usize = 180;      // (o, args, nargs, kw): i32
export const TP_NEW: usize = 184;       // (type, args, nargs, kw): ref
export const TP_FORMAT: usize = 188;    // (o, spec: str): ref
export const TP_LOCK: usize = 192;      // (o): void     the talk's two new slots
export const TP_UNLOCK: usize = 196;    // (o): void
export const TP_BOOL: usize = 200;      // (o): i32  1, 0, -1
export const TP_LENGTH: usize = 204;    // (o): i32  -1 = error raised
export const TP_GETITEM: usize = 208;   // (o, key): ref
export const TP_SETITEM: usize = 212;   // (o, key, value|0): i32
export const TP_CONTAINS: usize = 216;  // (o, x): i32  1, 0, -1
export const TP_FINALIZE: usize = 220;  // (o): void
// binary operators: (a, b): ref (may be NotImplemented), called with either operand's type, as CPython's nb_ slots
export const NB_ADD: usize = 224;
export const NB_SUB: usize = 228;
export const NB_MUL: usize = 232;
export const NB_TRUE_DIV: usize = 236;
export const NB_FLOOR_DIV: usize = 240;
export const NB_MOD: usize = 244;
export const NB_POW: usize = 248;       // (a, b): ref; pow with a modulus is a function of types/int.ts
export const NB_LSHIFT: usize = 252;
export const NB_RSHIFT: usize = 256;
export const NB_AND: usize = 260;
export const NB_OR: usize = 264;
export const NB_XOR: usize = 268;
export const NB_MAT_MUL: usize = 272;
export const NB_DIVMOD: usize = 276;
/** In-place slots stand INPLACE bytes after their plain ones (not for divmod): (a, b): ref, 0 index = use the plain one. */
export const INPLACE: usize = 56;
export const NB_IADD: usize = 280;      // ... NB_IMAT_MUL = 328
export const NB_NEGATIVE: usize = 336;  // unary: (o): ref
export const NB_POSITIVE: usize = 340;
export const NB_ABSOLUTE: usize = 344;
export const NB_INVERT: usize = 348;
export const NB_INT: usize = 352;
export const NB_FLOAT: usize = 356;
export const NB_INDEX: usize = 360;
/** Sequence concatenation and repetition fall back here after the number slots say no: (a, b): ref, (a, count: int object): ref */
export const SQ_CONCAT: usize = 364;
export const SQ_REPEAT: usize = 368;
/** Async: __await__, __aiter__, __anext__. */
export const AM_AWAIT: usize = 372;
export const AM_AITER: usize = 376;
export const AM_ANEXT: usize = 380;
/** Bytes-like objects: (o): address of the bytes, length through TP_LENGTH. */
export const TP_BUFFER: usize = 384;
export const TP_SLOTS_END: usize = 388;

// Comparison operators, in opcode order.
export const LT: i32 = 0;
export const LE: i32 = 1;
export const EQ: i32 = 2;
export const NE: i32 = 3;
export const GT: i32 = 4;
export const GE: i32 = 5;

@inline export function typeFlags(o: usize): u32 { return load<u32>(typeOf(o), TY_FLAGS); }
@inline export function isInt(o: usize): bool { return (typeFlags(o) & TF_INT) != 0; }
@inline export function isStr(o: usize): bool { return (typeFlags(o) & TF_STR) != 0; }
@inline export function isTuple(o: usize): bool { return (typeFlags(o) & TF_TUPLE) != 0; }
@inline export function isList(o: usize): bool { return (typeFlags(o) & TF_LIST) != 0; }
@inline export function isDict(o: usize): bool { return (typeFlags(o) & TF_DICT) != 0; }
@inline export function isType(o: usize): bool { return (typeFlags(o) & TF_TYPE) != 0; }
@inline export function isExactStr(o: usize): bool { return typeOf(o) == T_STR; }
/** An exact int with a 64-bit value: the payload is the value. */
@inline export function isCompactInt(o: usize): bool { return typeOf(o) == T_INT; }

@inline export function newRef(o: usize): usize { retain(o); return o; }
/** A new reference to None. */
@inline export function none(): usize { retain(NONE); return NONE; }
@inline export function boolOf(value: bool): usize { const o: usize = value ? <usize>TRUE : <usize>FALSE; retain(o); return o; }
@inline export function notImplemented(): usize { retain(NOT_IMPLEMENTED); return NOT_IMPLEMENTED; }

// ---- signatures of table functions; `.index` is the function table index
@inline export function fnUnary(f: (a: usize) => usize): u32 { return f.index; }
@inline export function fnBinary(f: (a: usize, b: usize) => usize): u32 { return f.index; }
@inline export function fnTernary(f: (a: usize, b: usize, c: usize) => usize): u32 { return f.index; }
@inline export function fnVoid(f: (a: usize) => void): u32 { return f.index; }
@inline export function fnHash(f: (a: usize) => i64): u32 { return f.index; }
@inline export function fnInt(f: (a: usize) => i32): u32 { return f.index; }
@inline export function fnInt2(f: (a: usize, b: usize) => i32): u32 { return f.index; }
@inline export function fnInt3(f: (a: usize, b: usize, c: usize) => i32): u32 { return f.index; }
@inline export function fnCompare(f: (a: usize, b: usize, op: i32) => usize): u32 { return f.index; }
@inline export function fnTraverse(f: (a: usize, visitor: u32) => void): u32 { return f.index; }
/** native(self, args: address of nargs references, nargs, kw: tuple of names of the last len(kw) args, or 0): new reference or 0 */
@inline export function fnNative(f: (self: usize, args: usize, nargs: i32, kw: usize) => usize): u32 { return f.index; }
@inline export function fnInit(f: (self: usize, args: usize, nargs: i32, kw: usize) => i32): u32 { return f.index; }

@inline export function setSlot(type: usize, slot: usize, index: u32): void { store<u32>(type + slot, index); }
@inline export function slotOf(o: usize, slot: usize): u32 { return load<u32>(typeOf(o) + slot); }
