/**
 * The ground of code generation: emitting instructions into the unit at hand, opening and closing units, and
 * the one place that decides how a name is read, bound and deleted. Expressions, functions and statements
 * build on it in files of their own, a class each.
 */

import { type Comprehension, type ConstantValue, type Expr, type INode, type Stmt } from './ast';
import { assemble } from './assembler';
import { type SymbolTable } from './collect';
import { errorAt, type PythonSyntaxError, tooDeep } from './errors';
import { OP } from './opcodes';
import { mangle, type Scope } from './scopes';
import { type Source } from './source';
import {
  CO_FUTURE_ANNOTATIONS, CO_NESTED, CO_NEWLOCALS, CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS, Handler, type IBlock, type ICode, instruction, JUMP,
  Label, SETUP, Unit
} from './unit';

export type NameUse = 'load' | 'store' | 'delete';

export interface IEmitOptions {
  fuse: boolean;
  /** As Python's -O and -OO: 1 drops assertions, 2 docstrings too. */
  optimize: number;
  stringAnnotations: boolean;
}

const MAX_DEPTH = 1500;
/** Loops, with and try statements inside one another. */
const MAX_BLOCKS = 20;

export abstract class Emitter {
  protected unit!: Unit;
  private depth = 0;

  constructor(
    protected readonly source: Source,
    protected readonly table: SymbolTable,
    protected readonly options: IEmitOptions
  ) {}

  abstract expr(expr: Expr): void;
  protected abstract comprehension(expr: Comprehension): void;
  abstract statement(stmt: Stmt): void;

  protected enter(): void {
    if (++this.depth > MAX_DEPTH) {
      throw tooDeep(this.source);
    }
  }

  protected leave(): void {
    this.depth--;
  }

  protected fail(message: string, node: INode): PythonSyntaxError {
    return errorAt(this.source, message, node.start, node.end);
  }

  /** Gives a SyntaxWarning for a node, if there is one. */
  protected warn(message: string | null, node: INode): void {
    if (message !== null) {
      this.source.warn(message, node.start);
    }
  }

  // ---- instructions

  /** Emits an instruction; without a node it belongs to whatever came before it. */
  protected emit(op: number, arg: number, node: INode | null): void {
    if (op === undefined) {
      throw new Error('unknown opcode');
    }
    this.push(op, arg, null, node);
  }

  private push(op: number, arg: number, label: Label | null, node: INode | null): void {
    const { unit } = this;
    unit.instructions.push(instruction(op, arg, label, unit.handler, node ? node.start : -1, node ? node.end : -1));
  }

  protected jump(label: Label, node: INode | null = null, op = JUMP): void {
    this.push(op, 0, label, node);
  }

  protected mark(label: Label): void {
    label.at = this.unit.instructions.length;
  }

  protected constant(value: ConstantValue, node: INode | null): void {
    this.emit(OP.LOAD_CONST, this.unit.constant(value), node);
  }

  /** An instruction on a name of the names table, private names mangled. */
  protected nameOp(op: number, name: string, node: INode | null): void {
    this.emit(op, this.unit.index(this.unit.names, mangle(this.unit.privateName, name)), node);
  }

  // ---- handlers and blocks

  /** Sends exceptions to a new handler from here on. Returns it; restore `unit.handler` to end its range. */
  protected setup(lasti: boolean, above = 0): Handler {
    const handler = new Handler(lasti, above);
    this.push(SETUP, 0, null, null);
    const marker = this.unit.instructions[this.unit.instructions.length - 1];
    marker.handler = handler;
    this.unit.handler = handler;
    return handler;
  }

  protected inBlock(block: IBlock, emit: () => void): void {
    if (this.unit.blocks.length >= MAX_BLOCKS) {
      throw this.fail('too many statically nested blocks', block.node ?? this.unit.scope.node);
    }
    this.unit.blocks.push(block);
    emit();
    this.unit.blocks.pop();
  }

  // ---- units

  protected open(scope: Scope, name: string, firstline: number, privateName: string | null): Unit {
    const unit = new Unit(scope, name, this.unit ?? null, firstline, privateName);
    if (scope.isFunctionLike) {
      unit.flags |= CO_OPTIMIZED | CO_NEWLOCALS;
      if (scope.nested) {
        unit.flags |= CO_NESTED;
      }
      unit.flags |= (scope.hasVarargs ? CO_VARARGS : 0) | (scope.hasVarkeywords ? CO_VARKEYWORDS : 0);
    }
    if (this.options.stringAnnotations) {
      unit.flags |= CO_FUTURE_ANNOTATIONS;
    }
    this.unit = unit;
    return unit;
  }

  /** Finishes the unit at hand and returns to the one around it. */
  protected close(): ICode {
    const { unit } = this;
    const code = assemble(unit, this.source, this.options.fuse);
    this.unit = unit.parent!;
    return code;
  }

  // ---- names

  protected name(name: string, use: NameUse, node: INode | null): void {
    const { unit } = this;
    const mangled = mangle(unit.privateName, name);
    if (use !== 'load' && mangled === '__debug__') {
      throw this.fail(`cannot ${use === 'store' ? 'assign to' : 'delete'} __debug__`, node ?? unit.scope.node);
    }
    const { scope } = unit;
    switch (unit.placeOf(mangled)) {
      case 'cell':
        this.deref(unit.index(unit.cellvars, mangled), use, node);
        break;
      case 'free':
        this.deref(~unit.freevars.get(mangled)!, use, node);
        break;
      case 'local':
        if (scope.isFunctionLike || unit.hidden.has(mangled)) {
          const op = use === 'load' ? OP.LOAD_FAST : use === 'store' ? OP.STORE_FAST : OP.DELETE_FAST;
          this.emit(op, unit.index(unit.varnames, mangled), node);
        } else {
          this.mapped(mangled, use, node);
        }
        break;
      case 'global implicit':
        if (scope.canSeeClassScope && use === 'load') {
          this.classOrGlobal(mangled, node);
        } else if (scope.isFunctionLike) {
          this.global(mangled, use, node);
        } else {
          this.mapped(mangled, use, node);
        }
        break;
      case 'global explicit':
        this.global(mangled, use, node);
        break;
    }
  }

  /** Free variables are numbered from -1 down here; the assembler gives cells and free variables their slots. */
  private deref(index: number, use: NameUse, node: INode | null): void {
    if (use !== 'load') {
      this.emit(use === 'store' ? OP.STORE_DEREF : OP.DELETE_DEREF, index, node);
    } else if (this.unit.scope.canSeeClassScope && index < 0 && !this.isClassDict(index)) {
      this.loadClassDict(node);
      this.emit(OP.LOAD_FROM_DICT_OR_DEREF, index, node);
    } else if (this.unit.scope.kind === 'class' && this.unit.inlineDepth === 0) {
      this.emit(OP.LOAD_LOCALS, 0, node);
      this.emit(OP.LOAD_FROM_DICT_OR_DEREF, index, node);
    } else {
      this.emit(OP.LOAD_DEREF, index, node);
    }
  }

  /** The namespace of the class body in which an annotation scope stands. */
  private loadClassDict(node: INode | null): void {
    this.emit(OP.LOAD_DEREF, ~this.unit.freevars.get('__classdict__')!, node);
  }

  private isClassDict(index: number): boolean {
    return ~index === this.unit.freevars.get('__classdict__');
  }

  /** A name in an annotation scope directly in a class: the class's own if it has it, else a global. */
  private classOrGlobal(mangled: string, node: INode | null): void {
    const isGlobal = new Label();
    const end = new Label();
    this.constant(mangled, node);
    this.loadClassDict(node);
    this.emit(OP.CONTAINS_OP, 0, node);
    this.jump(isGlobal, node, OP.POP_JUMP_IF_FALSE);
    this.loadClassDict(node);
    this.constant(mangled, node);
    this.emit(OP.BINARY_SUBSCR, 0, node);
    this.jump(end, node);
    this.mark(isGlobal);
    this.global(mangled, 'load', node);
    this.mark(end);
  }

  private global(mangled: string, use: NameUse, node: INode | null): void {
    const op = use === 'load' ? OP.LOAD_GLOBAL : use === 'store' ? OP.STORE_GLOBAL : OP.DELETE_GLOBAL;
    this.emit(op, this.unit.index(this.unit.names, mangled), node);
  }

  private mapped(mangled: string, use: NameUse, node: INode | null): void {
    if (use === 'load' && this.unit.scope.kind === 'class' && this.unit.inlineDepth > 0) {
      // A comprehension does not see the names of the class body that it is inlined into.
      this.global(mangled, use, node);
      return;
    }
    const op = use === 'load' ? OP.LOAD_NAME : use === 'store' ? OP.STORE_NAME : OP.DELETE_NAME;
    this.emit(op, this.unit.index(this.unit.names, mangled), node);
  }

  /** Pushes the tuple of cells that `names` need, if there are any. */
  protected closure(names: readonly string[], node: INode): boolean {
    const { unit } = this;
    for (const name of names) {
      const isCell = name === '__class__' && unit.scope.kind === 'class' ? unit.cellvars.has(name) : unit.placeOf(name) === 'cell';
      const cell = isCell || (name === '__classdict__' && unit.cellvars.has(name));
      this.emit(OP.LOAD_CLOSURE, cell ? unit.index(unit.cellvars, name) : ~unit.freevars.get(name)!, node);
    }
    if (names.length > 0) {
      this.emit(OP.BUILD_TUPLE, names.length, node);
    }
    return names.length > 0;
  }
}
