/**
 * Code for statements: assignments, loops and imports here; try and with in emit-try.ts. `unwind` is how return,
 * break and continue leave the blocks they are in.
 */

import { type Expr, type IAnnAssign, type IAssign, type IAugAssign, type IFor, type IImport, type IImportFrom, type IModule, type INode, type Stmt, TupleConstant } from './ast';
import { FunctionEmitter } from './emit-functions';
import { constantContainer, constantItems, constantOf } from './fold';
import { OP } from './opcodes';
import { mangle } from './scopes';
import { assertOfTuple } from './suspicions';
import { CO_COROUTINE, type ICode, type IBlock, Label } from './unit';

export abstract class StatementEmitter extends FunctionEmitter {
  private interactive = false;
  protected abstract tryStatement(stmt: Stmt & { kind: 'Try' }): void;
  protected abstract matchStatement(stmt: Stmt & { kind: 'Match' }): void;
  protected abstract withStatement(stmt: Stmt & { kind: 'With' }): void;
  /** Emits what leaving a block takes; `keep` if a value on top of the stack must survive. */
  protected abstract unwindBlock(block: IBlock, keep: boolean, node: INode): void;

  module(module: IModule): ICode {
    const scope = this.table.scopeOf(module);
    this.open(scope, '<module>', 1, null);
    if (scope.isAsyncFunction) {
      return this.functionBody(CO_COROUTINE, () => this.moduleBody(module));
    }
    this.emit(OP.RESUME, 0, { start: 0, end: 0 });
    if (module.expression) {
      this.expr(module.expression);
      this.emit(OP.RETURN_VALUE, 0, module.expression);
    } else {
      this.moduleBody(module);
    }
    return this.close();
  }

  private moduleBody({ body, mode }: IModule): void {
    const last = body[body.length - 1];
    if (mode === 'single') {
      this.interactive = true;
      if (body.some(stmt => stmt.kind === 'AnnAssign')) {
        this.emit(OP.SETUP_ANNOTATIONS, 0, body[0]);
      }
      this.statements(body);
    } else if (mode === 'cell' && last?.kind === 'Expr') {
      // A lone string is a value to show, not a docstring.
      this.body(body.length === 1 ? [] : body.slice(0, -1));
      this.expr(last.value);
      this.emit(OP.PRINT_EXPR, 0, last);
    } else {
      this.body(body);
    }
    this.emit(OP.RETURN_CONST, this.unit.constant(null), null);
  }

  protected override statements(body: readonly Stmt[]): void {
    for (const stmt of body) {
      this.statement(stmt);
    }
  }

  override statement(stmt: Stmt): void {
    this.enter();
    const { unit } = this;
    switch (stmt.kind) {
      case 'FunctionDef':
        this.functionDef(stmt);
        break;
      case 'ClassDef':
        this.classDef(stmt);
        break;
      case 'Return':
        this.returnStatement(stmt);
        break;
      case 'Delete':
        stmt.targets.forEach(target => this.deleteTarget(target));
        break;
      case 'Assign':
        this.assign(stmt);
        break;
      case 'AugAssign':
        this.augAssign(stmt);
        break;
      case 'AnnAssign':
        this.annAssign(stmt);
        break;
      case 'For':
        this.forStatement(stmt);
        break;
      case 'While':
        this.whileStatement(stmt);
        break;
      case 'If': {
        const orelse = new Label();
        this.jumpIf(stmt.test, orelse, false);
        this.statements(stmt.body);
        if (stmt.orelse.length > 0) {
          const end = new Label();
          this.jump(end);
          this.mark(orelse);
          this.statements(stmt.orelse);
          this.mark(end);
        } else {
          this.mark(orelse);
        }
        break;
      }
      case 'With':
        this.withStatement(stmt);
        break;
      case 'Match':
        this.matchStatement(stmt);
        break;
      case 'Raise':
        if (stmt.exc) {
          this.expr(stmt.exc);
        }
        if (stmt.cause) {
          this.expr(stmt.cause);
        }
        this.emit(OP.RAISE_VARARGS, (stmt.exc ? 1 : 0) + (stmt.cause ? 1 : 0), stmt);
        break;
      case 'Try':
        this.tryStatement(stmt);
        break;
      case 'Assert':
        this.assertStatement(stmt);
        break;
      case 'Import':
        this.importStatement(stmt);
        break;
      case 'ImportFrom':
        this.importFrom(stmt);
        break;
      case 'Expr':
        if (this.interactive && !unit.parent) {
          this.expr(stmt.value);
          this.emit(OP.PRINT_EXPR, 0, stmt);
        } else if (stmt.value.kind !== 'Constant') {
          this.expr(stmt.value);
          this.emit(OP.POP_TOP, 0, stmt.value);
        }
        break;
      case 'TypeAlias':
        this.typeAlias(stmt);
        break;
      case 'Break':
      case 'Continue':
        this.leaveLoop(stmt);
        break;
      case 'Global':
      case 'Nonlocal':
      case 'Pass':
        break;
    }
    this.leave();
  }

  // ---- targets

  protected override store(target: Expr): void {
    switch (target.kind) {
      case 'Name':
        this.name(target.id, 'store', target);
        break;
      case 'Attribute':
        this.checkAttribute(target);
        this.expr(target.value);
        this.nameOp(OP.STORE_ATTR, target.attr, this.attributePlace(target));
        break;
      case 'Subscript':
        this.expr(target.value);
        this.expr(target.slice);
        this.emit(OP.STORE_SUBSCR, 0, target);
        break;
      case 'Tuple':
      case 'List':
        this.unpack(target.elts, target);
        break;
      case 'Starred':
        throw this.fail('starred assignment target must be in a list or tuple', target);
      default:
        throw new Error(`the parser let ${target.kind} through as a target`);
    }
  }

  private checkAttribute(target: Expr & { kind: 'Attribute' }): void {
    if (target.attr === '__debug__') {
      throw this.fail('cannot assign to __debug__', target);
    }
  }

  private unpack(elts: readonly Expr[], node: INode): void {
    const star = elts.findIndex(elt => elt.kind === 'Starred');
    if (star < 0) {
      this.emit(OP.UNPACK_SEQUENCE, elts.length, node);
    } else {
      const after = elts.length - star - 1;
      if (star > 255 || after > 0x3fff) {
        throw this.fail('too many expressions in star-unpacking assignment', node);
      }
      if (elts.slice(star + 1).some(elt => elt.kind === 'Starred')) {
        throw this.fail('multiple starred expressions in assignment', node);
      }
      this.emit(OP.UNPACK_EX, star | (after << 8), node);
    }
    elts.forEach(elt => this.store(elt.kind === 'Starred' ? elt.value : elt));
  }

  private deleteTarget(target: Expr): void {
    switch (target.kind) {
      case 'Name':
        this.name(target.id, 'delete', target);
        break;
      case 'Attribute':
        this.expr(target.value);
        this.nameOp(OP.DELETE_ATTR, target.attr, this.attributePlace(target));
        break;
      case 'Subscript':
        this.expr(target.value);
        this.expr(target.slice);
        this.emit(OP.DELETE_SUBSCR, 0, target);
        break;
      case 'Tuple':
      case 'List':
        target.elts.forEach(elt => this.deleteTarget(elt));
        break;
      default:
        throw new Error(`the parser let ${target.kind} through to del`);
    }
  }

  // ---- assignments

  private assign(stmt: IAssign): void {
    const [target] = stmt.targets;
    if (stmt.targets.length === 1 && this.exchange(target, stmt.value)) {
      return;
    }
    this.expr(stmt.value);
    stmt.targets.forEach((each, index) => {
      if (index < stmt.targets.length - 1) {
        this.emit(OP.COPY, 1, stmt);
      }
      this.store(each);
    });
  }

  /** `a, b = b, a`: two or three values change places on the stack, without a tuple. */
  private exchange(target: Expr, value: Expr): boolean {
    if ((target.kind !== 'Tuple' && target.kind !== 'List') || value.kind !== 'Tuple') {
      return false;
    }
    const count = target.elts.length;
    const plain = [...target.elts, ...value.elts].every(elt => elt.kind !== 'Starred');
    if ((count !== 2 && count !== 3) || value.elts.length !== count || !plain || constantItems(value.elts)) {
      return false;
    }
    value.elts.forEach(elt => this.expr(elt));
    this.emit(OP.SWAP, count, target);
    target.elts.forEach(elt => this.store(elt));
    return true;
  }

  private augAssign(stmt: IAugAssign): void {
    const { target } = stmt;
    switch (target.kind) {
      case 'Name':
        this.name(target.id, 'load', target);
        this.expr(stmt.value);
        this.inPlace(stmt.op, stmt);
        this.name(target.id, 'store', target);
        break;
      case 'Attribute': {
        const place = this.attributePlace(target);
        this.checkAttribute(target);
        this.expr(target.value);
        this.emit(OP.COPY, 1, target);
        this.nameOp(OP.LOAD_ATTR, target.attr, place);
        this.expr(stmt.value);
        this.inPlace(stmt.op, stmt);
        this.emit(OP.SWAP, 2, place);
        this.nameOp(OP.STORE_ATTR, target.attr, place);
        break;
      }
      case 'Subscript':
        this.expr(target.value);
        this.expr(target.slice);
        this.emit(OP.COPY, 2, target);
        this.emit(OP.COPY, 2, target);
        this.emit(OP.BINARY_SUBSCR, 0, target);
        this.expr(stmt.value);
        this.inPlace(stmt.op, stmt);
        this.emit(OP.SWAP, 3, target);
        this.emit(OP.SWAP, 2, target);
        this.emit(OP.STORE_SUBSCR, 0, target);
        break;
      default:
        throw new Error(`the parser let ${target.kind} through to an augmented assignment`);
    }
  }

  private annAssign(stmt: IAnnAssign): void {
    const { target, annotation } = stmt;
    const kept = !this.unit.scope.isFunctionLike;
    if (stmt.value) {
      this.expr(stmt.value);
      this.store(target);
    }
    if (target.kind === 'Name' && stmt.simple) {
      if (target.id === '__debug__') {
        throw this.fail('cannot assign to __debug__', target);
      }
      if (kept) {
        this.annotation(annotation);
        this.name('__annotations__', 'load', stmt);
        this.constant(mangle(this.unit.privateName, target.id), stmt);
        this.emit(OP.STORE_SUBSCR, 0, stmt);
      }
      return;
    }
    if (!stmt.value && target.kind !== 'Name') {
      // The target is evaluated for its effects all the same.
      const parts = target.kind === 'Attribute' ? [target.value] : target.kind === 'Subscript' ? [target.value, target.slice] : [];
      for (const part of parts) {
        this.expr(part);
        this.emit(OP.POP_TOP, 0, part);
      }
    }
    if (kept && !this.options.stringAnnotations) {
      this.expr(annotation);
      this.emit(OP.POP_TOP, 0, annotation);
    }
  }

  // ---- control flow

  private returnStatement(stmt: Stmt & { kind: 'Return' }): void {
    const { unit } = this;
    const { scope } = unit;
    if (!scope.isFunctionLike) {
      throw this.fail("'return' outside function", stmt);
    }
    if (stmt.value && scope.isAsyncFunction && scope.isGenerator) {
      throw this.fail("'return' with value in async generator", stmt);
    }
    const constant = stmt.value ? constantOf(stmt.value) : null;
    const keep = constant === undefined;
    if (stmt.value && keep) {
      this.expr(stmt.value);
    }
    this.unwind(keep, stmt, () => {
      if (keep) {
        this.emit(OP.RETURN_VALUE, 0, stmt);
      } else {
        this.emit(OP.RETURN_CONST, unit.constant(constant), stmt);
      }
    });
  }

  private leaveLoop(stmt: Stmt & { kind: 'Break' | 'Continue' }): void {
    const { blocks } = this.unit;
    let index = blocks.length - 1;
    while (index >= 0 && !blocks[index].start) {
      if (blocks[index].kind === 'group handler') {
        break;
      }
      index--;
    }
    const isBreak = stmt.kind === 'Break';
    if (index < 0) {
      throw this.fail(isBreak ? "'break' outside loop" : "'continue' not properly in loop", stmt);
    }
    const loop = blocks[index];
    if (loop.kind === 'group handler') {
      throw this.fail("'break', 'continue' and 'return' cannot appear in an except* block", stmt);
    }
    this.unwind(false, stmt, () => {
      if (isBreak) {
        this.unwindBlock(loop, false, stmt);
        this.jump(loop.exit!, stmt);
      } else {
        this.jump(loop.start!, stmt);
      }
    }, index + 1);
  }

  /** Leaves the blocks above `bottom`, innermost first, and emits what follows outside of them. */
  protected unwind(keep: boolean, node: INode, then: () => void, bottom = 0): void {
    const { unit } = this;
    const { blocks, handler } = unit;
    const left = blocks.splice(bottom);
    for (let at = left.length - 1; at >= 0; at--) {
      const block = left[at];
      if (block.kind === 'group handler') {
        throw this.fail("'break', 'continue' and 'return' cannot appear in an except* block", node);
      }
      // While a block is left, those around it are still in force.
      blocks.push(...left.slice(0, at));
      this.unwindBlock(block, keep, node);
      blocks.splice(bottom);
    }
    then();
    blocks.push(...left);
    unit.handler = handler;
  }

  private whileStatement(stmt: Stmt & { kind: 'While' }): void {
    const start = new Label();
    const orelse = new Label();
    const exit = new Label();
    this.mark(start);
    this.inBlock({ kind: 'while', outer: this.unit.handler, start, exit, node: stmt }, () => {
      this.jumpIf(stmt.test, orelse, false);
      this.statements(stmt.body);
      this.jump(start);
    });
    this.mark(orelse);
    this.statements(stmt.orelse);
    this.mark(exit);
  }

  private forStatement(stmt: IFor): void {
    if (stmt.isAsync) {
      this.asyncFor(stmt);
      return;
    }
    const start = new Label();
    const exhausted = new Label();
    const exit = new Label();
    const container = constantContainer(stmt.iter);
    if (container !== undefined) {
      this.constant(container, stmt.iter);
    } else {
      this.expr(stmt.iter);
    }
    this.emit(OP.GET_ITER, 0, stmt.iter);
    this.mark(start);
    this.inBlock({ kind: 'for', outer: this.unit.handler, start, exit, node: stmt }, () => {
      this.jump(exhausted, stmt.iter, OP.FOR_ITER);
      this.store(stmt.target);
      this.statements(stmt.body);
      this.jump(start);
    });
    this.mark(exhausted);
    this.statements(stmt.orelse);
    this.mark(exit);
  }

  private assertStatement(stmt: Stmt & { kind: 'Assert' }): void {
    this.warn(assertOfTuple(stmt.test), stmt);
    if (this.options.optimize > 0) {
      return;
    }
    const end = new Label();
    this.jumpIf(stmt.test, end, true);
    this.emit(OP.LOAD_ASSERTION_ERROR, 0, stmt);
    if (stmt.msg) {
      // The message stands where a method's self would: it is the only argument.
      this.expr(stmt.msg);
      this.emit(OP.CALL, 0, stmt);
    }
    this.emit(OP.RAISE_VARARGS, 1, stmt.test);
    this.mark(end);
  }

  // ---- imports

  private importStatement(stmt: IImport): void {
    for (const alias of stmt.names) {
      this.constant(0n, stmt);
      this.constant(null, stmt);
      this.emit(OP.IMPORT_NAME, this.unit.index(this.unit.names, alias.name), stmt);
      const [top, ...rest] = alias.name.split('.');
      if (!alias.asname) {
        this.name(top, 'store', stmt);
        continue;
      }
      // `import a.b.c as d` binds the innermost module.
      for (const part of rest) {
        this.emit(OP.IMPORT_FROM, this.unit.index(this.unit.names, part), stmt);
        this.emit(OP.SWAP, 2, stmt);
        this.emit(OP.POP_TOP, 0, stmt);
      }
      this.name(alias.asname, 'store', stmt);
    }
  }

  private importFrom(stmt: IImportFrom): void {
    const { unit } = this;
    this.constant(BigInt(stmt.level), stmt);
    this.constant(new TupleConstant(stmt.names.map(alias => alias.name)), stmt);
    this.emit(OP.IMPORT_NAME, unit.index(unit.names, stmt.module ?? ''), stmt);
    if (stmt.names[0].name === '*') {
      this.emit(OP.IMPORT_STAR, 0, stmt);
      return;
    }
    for (const alias of stmt.names) {
      this.emit(OP.IMPORT_FROM, unit.index(unit.names, alias.name), stmt);
      this.name(alias.asname ?? alias.name, 'store', stmt);
    }
    this.emit(OP.POP_TOP, 0, stmt);
  }

  private asyncFor(stmt: IFor): void {
    this.requireCoroutine(stmt, "'async for' outside async function");
    const { unit } = this;
    const outer = unit.handler;
    const start = new Label();
    const exit = new Label();
    this.expr(stmt.iter);
    this.emit(OP.GET_AITER, 0, stmt.iter);
    this.mark(start);
    const exhausted = this.asyncNext(stmt.iter);
    this.inBlock({ kind: 'async for', outer, start, exit }, () => {
      this.store(stmt.target);
      this.statements(stmt.body);
      this.jump(start);
    });
    this.mark(exhausted);
    this.emit(OP.END_ASYNC_FOR, 0, stmt.iter);
    this.statements(stmt.orelse);
    this.mark(exit);
  }
}
