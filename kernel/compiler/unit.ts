/**
 * One code object in the making: its instructions, with labels and handlers still symbolic, and the tables of
 * constants and names that instructions refer to by number.
 */

import { Complex, type ConstantValue, ELLIPSIS, FrozenSetConstant, TupleConstant } from './ast';
import { type Place, type Scope } from './scopes';

/** A place in the code, known once `at` is set. */
export class Label {
  at = -1;
}

/** Where exceptions go; `depth` is found by the assembler from where the handler was set up. */
export class Handler {
  readonly label = new Label();
  depth = -1;

  constructor(
    /** Whether the offset of the raising instruction is pushed below the exception, to raise it again later. */
    readonly lasti: boolean,
    /** How many values above the handler's depth lie on the stack where it is set up. */
    readonly above: number
  ) {}
}

/** Not opcodes: marks where a handler is set up, for the stack depth. */
export const SETUP = -1;
/** A jump whose direction the assembler finds. */
export const JUMP = -2;

export interface IInstruction {
  op: number;
  arg: number;
  /** Where a jump goes, or where the set-up handler is. */
  label: Label | null;
  /** The jump's target once labels are resolved. */
  target: IInstruction | null;
  handler: Handler | null;
  /** Offsets in the source; -1 where the instruction stands for nothing in it. */
  start: number;
  end: number;
  /** A STORE_FAST that may store an empty slot (end of an inlined comprehension). */
  mayUnbind: boolean;
  /** The stack depth before it, once the assembler has come by; -1 if it cannot be reached. */
  depth: number;
  /** Its place in the list that the assembler works on. */
  index: number;
}

export function instruction(op: number, arg: number, label: Label | null, handler: Handler | null, start: number, end: number): IInstruction {
  return { op, arg, label, target: null, handler, start, end, mayUnbind: false, depth: -1, index: -1 };
}

/** A finished code object. */
export interface ICode {
  argcount: number;
  posonlyargcount: number;
  kwonlyargcount: number;
  nlocals: number;
  ncells: number;
  nfrees: number;
  stacksize: number;
  flags: number;
  firstlineno: number;
  name: string;
  qualname: string;
  filename: string;
  localsplus: { name: string; kind: number }[];
  names: string[];
  consts: CodeConstant[];
  words: number[];
  exceptions: { start: number; end: number; target: number; depth: number; lasti: boolean }[];
  /** line, endLine, col, endCol of each word. */
  positions: number[];
}

export type CodeConstant = ConstantValue | ICode;

export const CO_OPTIMIZED = 1;
export const CO_NEWLOCALS = 2;
export const CO_VARARGS = 4;
export const CO_VARKEYWORDS = 8;
export const CO_NESTED = 16;
export const CO_GENERATOR = 32;
export const CO_COROUTINE = 128;
export const CO_ASYNC_GENERATOR = 512;
export const CO_FUTURE_ANNOTATIONS = 0x1000000;
export const CO_HAS_DOCSTRING = 0x4000000;

/** Something that control may have to leave: what it takes to do so depends on its kind. */
export interface IBlock {
  kind: 'while' | 'for' | 'async for' | 'try' | 'finally try' | 'finally end' | 'with' | 'async with' | 'handler' | 'group handler' | 'value';
  /** The handler in force outside of the block. */
  outer: Handler | null;
  /** Loops: where `continue` and `break` go. */
  start?: Label;
  exit?: Label;
  /** Emits the `finally` body. */
  emitFinally?: () => void;
  /** The name that an except handler unbinds at its end. */
  name?: string | null;
  node?: { start: number; end: number };
}

export class Unit {
  readonly instructions: IInstruction[] = [];
  readonly consts: CodeConstant[] = [];
  private readonly constIndex = new Map<string, number>();
  readonly names = new Map<string, number>();
  readonly varnames = new Map<string, number>();
  readonly cellvars = new Map<string, number>();
  readonly freevars = new Map<string, number>();
  /** Comprehension variables that live in slots although the scope is a module's or a class's. */
  readonly hidden = new Set<string>();
  /** The names of slots that were ever hidden, for the code object. */
  readonly everHidden = new Set<string>();
  /** Places of names inside an inlined comprehension. */
  readonly overrides = new Map<string, Place>();
  inlineDepth = 0;
  readonly blocks: IBlock[] = [];
  handler: Handler | null = null;
  argcount = 0;
  posonlyargcount = 0;
  kwonlyargcount = 0;
  flags = 0;
  readonly qualname: string;

  constructor(
    readonly scope: Scope,
    readonly name: string,
    readonly parent: Unit | null,
    readonly firstline: number,
    /** The class whose private names are mangled here. */
    readonly privateName: string | null
  ) {
    for (const param of scope.params) {
      this.varnames.set(param, this.varnames.size);
    }
    for (const cell of scope.namesAt('cell')) {
      this.cellvars.set(cell, this.cellvars.size);
    }
    if (scope.needsClassClosure) {
      this.cellvars.set('__class__', this.cellvars.size);
    }
    if (scope.needsClassDict) {
      this.cellvars.set('__classdict__', this.cellvars.size);
    }
    for (const free of scope.freeNames()) {
      this.freevars.set(free, this.freevars.size);
    }
    this.qualname = this.qualifiedName();
  }

  private qualifiedName(): string {
    let parent = this.parent;
    if (parent?.scope.kind === 'annotation') {
      parent = parent.parent;
    }
    if (!parent || parent.scope.kind === 'module') {
      return this.name;
    }
    if (this.scope.kind === 'function' || this.scope.kind === 'class') {
      if (parent.placeOf(this.name) === 'global explicit') {
        return this.name;
      }
    }
    return `${parent.qualname}${parent.scope.isFunctionLike ? '.<locals>' : ''}.${this.name}`;
  }

  placeOf(name: string): Place {
    return this.overrides.get(name) ?? this.scope.place(name);
  }

  constant(value: CodeConstant): number {
    const key = constantKey(value);
    if (key === null) {
      return this.consts.push(value) - 1;
    }
    let index = this.constIndex.get(key);
    if (index === undefined) {
      index = this.consts.push(value) - 1;
      this.constIndex.set(key, index);
    }
    return index;
  }

  /** The index of a name in one of the tables, added if it is new. */
  index(table: Map<string, number>, name: string): number {
    let index = table.get(name);
    if (index === undefined) {
      index = table.size;
      table.set(name, index);
    }
    return index;
  }
}

/** A text that is equal for constants that may share a place; null for code. */
function constantKey(value: CodeConstant): string | null {
  if (value === null || typeof value === 'boolean') {
    return String(value);
  }
  switch (typeof value) {
    case 'bigint':
      return `i${value}`;
    case 'number':
      return Object.is(value, -0) ? 'f-0' : `f${value}`;
    case 'string':
      return `s${value}`;
    case 'symbol':
      return value === ELLIPSIS ? '...' : null;
  }
  if (value instanceof Uint8Array) {
    return `b${value.join()}`;
  }
  if (value instanceof Complex) {
    return `c${constantKey(value.real)},${constantKey(value.imag)}`;
  }
  if (value instanceof TupleConstant || value instanceof FrozenSetConstant) {
    const parts = value.items.map(item => {
      const key = constantKey(item)!;
      return `${key.length}:${key}`;
    });
    return `${value instanceof TupleConstant ? 't' : 'z'}${parts.join('')}`;
  }
  return null;
}
