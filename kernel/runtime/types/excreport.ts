/**
 * The report of an exception: what caused it, its traceback, the members of a group in boxes. First the exceptions that
 * hang together are gathered, each chain shown at its first place only, in the order in which CPython's traceback module
 * visits them; then they are printed.
 *
 *     node, raw, 36 bytes: 0 exception (borrowed: the report's exception holds it; owned here while threads may change it)
 *         4 node of the cause   8 node of the context   12 raw array of member nodes   16 their number
 *         20 next of all nodes   24 next to visit   28 node that this one explains, while a chain is printed
 */
import { release, readSlot } from "../designs/active";
import { newRef } from "../object";
import { T_X_BASEEXCEPTIONGROUP } from "./table";
import { allocRaw, freeRaw } from "../heap/blocks";
import { strLength, strCharAt } from "./str";
import { tupleSize, tupleItem } from "./tuple";
import { Builder } from "./builder";
import { exceptionMatches, exceptionExtra, E_CAUSE, E_CONTEXT, E_SUPPRESS, E_TRACEBACK } from "./exceptions";
import { entries, lastLine } from "./traceback";

const NODE: u32 = 36;
const MAX_WIDTH: i32 = 15;
const MAX_DEPTH: i32 = 10;

/** All nodes of the report in the making; those still to visit. */
let all: usize = 0;
let pending: usize = 0;
/** Nesting of groups where we print, and whether the innermost box still wants its closing line. */
let depth: i32 = 0;
let needClose: bool = false;

// ---- gathering

/** A node for an exception (owned), which is to be visited. 0 if memory is full. */
function nodeNew(exc: usize): usize {
  const node = allocRaw(NODE);
  if (node == 0) { release(exc); return 0; }
  memory.fill(node, 0, NODE);
  store<usize>(node, exc);
  store<usize>(node, all, 20);
  all = node;
  return node;
}
function visitLater(node: usize): void {
  if (node == 0) return;
  store<usize>(node, pending, 24);
  pending = node;
}
function seen(exc: usize): bool {
  for (let node = all; node != 0; node = load<usize>(node, 20)) if (load<usize>(node) == exc) return true;
  return false;
}
/** The node of a field of the exception, unless what it holds has its place already. */
function nodeOf(exc: usize, at: usize): usize {
  const other = readSlot(exc, exc + at);
  if (other == 0) return 0;
  if (seen(other)) { release(other); return 0; }
  return nodeNew(other);
}

function visit(node: usize): void {
  const exc = load<usize>(node);
  const cause = nodeOf(exc, E_CAUSE);
  store<usize>(node, cause, 4);
  const context = cause == 0 && load<u32>(exc, E_SUPPRESS) == 0 ? nodeOf(exc, E_CONTEXT) : 0;
  store<usize>(node, context, 8);
  visitLater(cause);
  visitLater(context);
  if (!exceptionMatches(exc, T_X_BASEEXCEPTIONGROUP)) return;
  const members = exceptionExtra(exc, 1);
  if (members == 0) return;
  const n = tupleSize(members);
  const list = allocRaw(<u32>n << 2);
  if (list) {
    store<usize>(node, list, 12);
    store<i32>(node, n, 16);
    for (let i = 0; i < n; i++) {
      const member = nodeNew(newRef(tupleItem(members, i)));
      store<usize>(list + (<usize>i << 2), member);
      visitLater(member);
    }
  }
  release(members);
}

// ---- printing

function indent(b: usize): void { for (let i = 0; i < depth * 2; i++) Builder.char(b, 0x20); }

/** Adds a text (owned) line by line behind the margin of the groups around it; `corner`: its first line begins the outermost. */
function emit(b: usize, text: usize, corner: bool): void {
  if (text == 0) return;
  if (depth == 0) Builder.str(b, text);
  else {
    let start: u32 = 0;
    for (let i: u32 = 0, n = strLength(text); i < n; i++) {
      if (strCharAt(text, i) != 0x0a) continue;
      indent(b);
      Builder.text(b, corner && start == 0 ? "+ " : "| ");
      Builder.slice(b, text, start, i + 1);
      start = i + 1;
    }
  }
  release(text);
}
function emitText(b: usize, text: string): void {
  const part = Builder.start();
  Builder.text(part, text);
  emit(b, Builder.finish(part), false);
}

/** Traceback and last line of one exception. */
function body(exc: usize, title: string): usize {
  const part = Builder.start();
  const tb = readSlot(exc, exc + E_TRACEBACK);
  if (tb) {
    Builder.text(part, title);
    entries(part, tb, 0);
    release(tb);
  }
  lastLine(part, exc, 0);
  return Builder.finish(part);
}

function printGroup(b: usize, node: usize): void {
  if (depth > MAX_DEPTH) return emitText(b, "... (max_group_depth is 10)\n");
  const outermost = depth == 0;
  if (outermost) depth = 1;
  emit(b, body(load<usize>(node), "Exception Group Traceback (most recent call last):\n"), outermost);
  const list = load<usize>(node, 12), count = load<i32>(node, 16);
  const shown = count <= MAX_WIDTH ? count : MAX_WIDTH + 1;
  needClose = false;
  for (let i = 0; i < shown; i++) {
    const last = i == shown - 1, cut = i >= MAX_WIDTH;
    if (last) needClose = true;
    indent(b);
    Builder.text(b, i == 0 ? "+-+---------------- " : "  +---------------- ");
    if (cut) Builder.text(b, "..."); else Builder.int(b, i + 1);
    Builder.text(b, " ----------------\n");
    depth++;
    if (!cut) {
      const member = load<usize>(list + (<usize>i << 2));
      if (member) printChain(b, member);
    } else {
      const rest = count - MAX_WIDTH;
      const part = Builder.start();
      Builder.text(part, "and ");
      Builder.int(part, rest);
      Builder.text(part, rest == 1 ? " more exception\n" : " more exceptions\n");
      emit(b, Builder.finish(part), false);
    }
    if (last && needClose) {
      indent(b);
      Builder.text(b, "+------------------------------------\n");
      needClose = false;
    }
    depth--;
  }
  if (outermost) depth = 0;
}

/** An exception after what led to it. */
function printChain(b: usize, node: usize): void {
  // Down to the first cause, then back.
  let first = node;
  store<usize>(node, 0, 28);
  for (;;) {
    const next = load<usize>(first, 4) ? load<usize>(first, 4) : load<usize>(first, 8);
    if (next == 0) break;
    store<usize>(next, first, 28);
    first = next;
  }
  for (let n = first; n != 0; n = load<usize>(n, 28)) {
    if (exceptionMatches(load<usize>(n), T_X_BASEEXCEPTIONGROUP)) printGroup(b, n);
    else emit(b, body(load<usize>(n), "Traceback (most recent call last):\n"), false);
    const explained = load<usize>(n, 28);
    if (explained == 0) break;
    emitText(b, load<usize>(explained, 4) == n ? "\nThe above exception was the direct cause of the following exception:\n\n" : "\nDuring handling of the above exception, another exception occurred:\n\n");
  }
}

/** The whole report of an exception (borrowed), ending in a newline. New reference, or 0 with MemoryError. */
export function formatException(exc: usize): usize {
  const outerAll = all, outerPending = pending, outerDepth = depth, outerClose = needClose; // a __str__ may ask for a report of its own
  all = 0;
  pending = 0;
  depth = 0;
  needClose = false;
  const b = Builder.start();
  const top = nodeNew(newRef(exc));
  visitLater(top);
  while (pending != 0) {
    const node = pending;
    pending = load<usize>(node, 24);
    visit(node);
  }
  if (top) printChain(b, top);
  while (all != 0) {
    const node = all;
    all = load<usize>(node, 20);
    release(load<usize>(node));
    if (load<usize>(node, 12)) freeRaw(load<usize>(node, 12), load<u32>(node, 16) << 2);
    freeRaw(node, NODE);
  }
  all = outerAll;
  pending = outerPending;
  depth = outerDepth;
  needClose = outerClose;
  return Builder.finish(b);
}
