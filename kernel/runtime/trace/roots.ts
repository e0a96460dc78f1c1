/**
 * The roots of the heap: every reference that lies outside of heap objects, for checks that walk the whole graph with the world
 * stopped. A visitor is the table index of a function (slot address): void, as for TP_TRAVERSE; the content of a slot may be 0.
 */
import { NAMES, R_MODULES, R_MEMORY_ERROR, R_MAIN_MODULE, R_STDOUT, R_STDERR, R_SOURCES, R_INTERNED, S_STACK, S_EXC, S_HANDLED, S_THREAD_OBJECT, S_TLS, S_ASYNCGEN_FIRSTITER, S_ASYNCGEN_FINALIZER, S_MERGE_QUEUE, S_START, S_MAILBOX, S_MAIL_ARG, CMD_THREAD, TYPES, TYPE_SIZE, MAX_STATIC_TYPES } from "../layout";
import { slotAddress, slotCount } from "../thread";
import { typeOf, TY_FLAGS, TF_HEAP, TP_TRAVERSE } from "../object";
import { scanStack } from "../sync/world";
import { NAME_COUNT } from "../names";

/** What keeps objects alive and is counted: namespaces, static types, the threads' stacks and words. */
export function visitRoots(visitor: u32): void {
  call_indirect<void>(visitor, R_MODULES);
  call_indirect<void>(visitor, R_MEMORY_ERROR);
  call_indirect<void>(visitor, R_MAIN_MODULE);
  call_indirect<void>(visitor, R_STDOUT);
  call_indirect<void>(visitor, R_STDERR);
  for (let i = 0; i < NAME_COUNT; i++) call_indirect<void>(visitor, <usize>NAMES + (<usize>i << 2));
  const sources = load<usize>(R_SOURCES);
  if (sources) for (let i: u32 = 0, n = load<u32>(sources) << 1; i < n; i++) call_indirect<void>(visitor, sources + 8 + (i << 2));
  for (let i = 0; i < MAX_STATIC_TYPES; i++) {
    const type = <usize>TYPES + <usize>i * <usize>TYPE_SIZE;
    if (typeOf(type) != 0) traverse(type, visitor);
  }
  for (let i = 0, n = slotCount(); i < n; i++) visitSlot(slotAddress(i), visitor);
}

function visitSlot(slot: usize, visitor: u32): void {
  if (load<usize>(slot, S_STACK) != 0) scanStack(slot, visitor);
  call_indirect<void>(visitor, slot + S_EXC);
  call_indirect<void>(visitor, slot + S_HANDLED);
  call_indirect<void>(visitor, slot + S_THREAD_OBJECT);
  call_indirect<void>(visitor, slot + S_TLS);
  call_indirect<void>(visitor, slot + S_ASYNCGEN_FIRSTITER);
  call_indirect<void>(visitor, slot + S_ASYNCGEN_FINALIZER);
  // The thread's callable, arguments and handle, in the slot or still in the letter that starts it (threads.ts).
  for (let i: usize = 0; i < 16; i += 4) call_indirect<void>(visitor, slot + S_START + i);
  const letter: usize = load<i32>(slot, S_MAILBOX) == CMD_THREAD ? load<usize>(slot, S_MAIL_ARG) : 0;
  if (letter) for (let i: usize = 0; i < 16; i += 4) call_indirect<void>(visitor, letter + i);
  // A reference that was given up but still counts, for the owner to take off: [next, object] cells.
  for (let cell = load<usize>(slot, S_MERGE_QUEUE); cell != 0; cell = load<usize>(cell)) call_indirect<void>(visitor, cell + 4);
}

/** Interned strings, which are immortal and named by the table alone where nobody uses them. */
export function visitInterned(visitor: u32): void {
  const table = load<usize>(R_INTERNED);
  for (let i: u32 = 0, n = load<u32>(table); i < n; i++) call_indirect<void>(visitor, table + 8 + (i << 2));
}

/** Every reference that o holds, but for the one to its class. */
export function traverse(o: usize, visitor: u32): void {
  const f = load<u32>(typeOf(o) + TP_TRAVERSE);
  if (f) call_indirect<void>(f, o, visitor);
}
/** Whether o counts its class: instances of classes made by Python code do. */
export function countsClass(o: usize): bool { return (load<u32>(typeOf(o), TY_FLAGS) & TF_HEAP) != 0; }
