/**
 * Code for comprehensions. List, set and dict comprehensions are compiled into the function around them: their
 * variables borrow slots there, whose values are put aside first and restored at the end, also when an exception
 * passes. Generator expressions are functions of their own.
 */

import { type Comprehension, type Expr, type IComprehension, type INode } from './ast';
import { ExpressionEmitter } from './emit-expressions';
import { OP } from './opcodes';
import { DEF_PARAM, type Place, type Scope } from './scopes';
import { CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, type ICode, Label } from './unit';

/** What an inlined comprehension put aside. */
interface ISaved {
  locals: string[];
  places: Map<string, Place | undefined>;
  hidden: string[];
}

export abstract class ComprehensionEmitter extends ExpressionEmitter {
  protected override comprehension(expr: Comprehension): void {
    const scope = this.table.scopeOf(expr);
    const [outermost] = expr.generators;
    this.checkAsync(expr, scope);
    if (scope.inlined) {
      this.expr(outermost.iter);
      this.emit(outermost.isAsync ? OP.GET_AITER : OP.GET_ITER, 0, outermost.iter);
      this.inlined(expr, scope);
      return;
    }
    const unit = this.open(scope, scope.name, this.source.lineAt(expr.start), this.unit.privateName);
    unit.argcount = 1;
    const isGenerator = expr.kind === 'GeneratorExp';
    const code = this.functionBody(isGenerator ? (scope.isCoroutine ? CO_ASYNC_GENERATOR : CO_GENERATOR) : scope.isCoroutine ? CO_COROUTINE : 0, () => {
      if (!isGenerator) {
        this.accumulator(expr);
      }
      this.clauses(expr, 0, 0, false);
      if (isGenerator) {
        this.constant(null, null);
      }
      this.emit(OP.RETURN_VALUE, 0, isGenerator ? null : expr);
    });
    this.makeFunction(code, 0, expr);
    this.expr(outermost.iter);
    this.emit(outermost.isAsync ? OP.GET_AITER : OP.GET_ITER, 0, outermost.iter);
    this.emit(OP.CALL, 0, expr);
    if (scope.isCoroutine && !isGenerator) {
      this.awaitTop(expr);
    }
  }

  private accumulator(expr: Comprehension): void {
    this.emit(expr.kind === 'ListComp' ? OP.BUILD_LIST : expr.kind === 'SetComp' ? OP.BUILD_SET : OP.BUILD_MAP, 0, expr);
  }

  private inlined(expr: Comprehension, scope: Scope): void {
    const { unit } = this;
    const saved = this.pushLocals(expr, scope);
    const count = saved.locals.length;
    const outer = unit.handler;
    if (count > 0) {
      // The iterator goes on top of the values put aside.
      this.emit(OP.SWAP, count + 1, expr);
    }
    const handler = count > 0 ? this.setup(false) : null;
    this.accumulator(expr);
    this.emit(OP.SWAP, 2, expr);
    this.clauses(expr, 0, 0, true);
    if (handler) {
      const end = new Label();
      unit.handler = outer;
      this.restoreLocals(saved, expr);
      this.jump(end);
      this.mark(handler.label);
      // Beneath the exception lies what there was of the result.
      this.emit(OP.SWAP, 2, expr);
      this.emit(OP.POP_TOP, 0, expr);
      this.restoreLocals(saved, expr);
      this.emit(OP.RERAISE, 0, expr);
      this.mark(end);
    }
    this.popNames(saved);
  }

  /** Gives the comprehension's names their places in this unit, and puts the values of borrowed slots aside. */
  private pushLocals(expr: Comprehension, scope: Scope): ISaved {
    const { unit } = this;
    const saved: ISaved = { locals: [], places: new Map(), hidden: [] };
    const inClass = unit.scope.kind === 'class' && unit.inlineDepth === 0;
    unit.inlineDepth++;
    for (const [name, flags] of scope.symbols) {
      if (flags & DEF_PARAM) {
        continue;
      }
      const place = scope.place(name);
      const outside = unit.placeOf(name);
      const bound = place === 'local' || place === 'cell';
      if (!bound && !inClass) {
        continue;
      }
      if (place !== outside || inClass) {
        saved.places.set(name, unit.overrides.get(name));
        unit.overrides.set(name, place);
      }
      if (!bound) {
        continue;
      }
      if (!unit.scope.isFunctionLike && !unit.hidden.has(name)) {
        unit.hidden.add(name);
        unit.everHidden.add(name);
        saved.hidden.push(name);
      }
      // The slot of a cell is a slot like any other: its cell is put aside, an empty one takes its place.
      this.emit(OP.LOAD_FAST_AND_CLEAR, unit.index(unit.varnames, name), expr);
      if (place === 'cell') {
        this.emit(OP.MAKE_CELL, unit.index(unit.cellvars, name), expr);
      }
      saved.locals.push(name);
    }
    return saved;
  }

  /** With the result on top of the values put aside: restores them, leaving the result. */
  private restoreLocals(saved: ISaved, expr: Comprehension): void {
    const { unit } = this;
    this.emit(OP.SWAP, saved.locals.length + 1, expr);
    for (const name of [...saved.locals].reverse()) {
      this.emit(OP.STORE_FAST, unit.index(unit.varnames, name), expr);
      unit.instructions[unit.instructions.length - 1].mayUnbind = true;
    }
  }

  private popNames(saved: ISaved): void {
    const { unit } = this;
    unit.inlineDepth--;
    for (const [name, place] of saved.places) {
      if (place === undefined) {
        unit.overrides.delete(name);
      } else {
        unit.overrides.set(name, place);
      }
    }
    saved.hidden.forEach(name => unit.hidden.delete(name));
  }

  /** One `for` clause and all that is inside it; `depth` is how far down the result lies. */
  private clauses(expr: Comprehension, index: number, depth: number, iteratorPushed: boolean): void {
    const clause = expr.generators[index];
    if (clause.isAsync) {
      this.asyncClause(expr, index, depth, iteratorPushed);
      return;
    }
    const start = new Label();
    const skip = new Label();
    const exhausted = new Label();
    let loops = true;
    if (index === 0) {
      if (!iteratorPushed) {
        this.emit(OP.LOAD_FAST, 0, expr);
      }
    } else if ((clause.iter.kind === 'List' || clause.iter.kind === 'Tuple') && clause.iter.elts.length === 1 && clause.iter.elts[0].kind !== 'Starred') {
      // `for y in [f(x)]` only gives a value a name.
      this.expr(clause.iter.elts[0]);
      loops = false;
    } else {
      this.expr(clause.iter);
      this.emit(OP.GET_ITER, 0, clause.iter);
    }
    if (loops) {
      depth++;
      this.mark(start);
      this.jump(exhausted, clause.iter, OP.FOR_ITER);
    }
    this.store(clause.target);
    this.inner(expr, index, depth, clause, skip);
    this.mark(skip);
    if (loops) {
      this.jump(start);
      this.mark(exhausted);
    }
  }

  protected inner(expr: Comprehension, index: number, depth: number, clause: IComprehension, next: Label): void {
    for (const condition of clause.ifs) {
      this.jumpIf(condition, next, false);
    }
    if (index + 1 < expr.generators.length) {
      this.clauses(expr, index + 1, depth, false);
      return;
    }
    switch (expr.kind) {
      case 'GeneratorExp':
        this.expr(expr.elt);
        this.yieldValue(expr.elt);
        this.emit(OP.POP_TOP, 0, expr.elt);
        break;
      case 'ListComp':
        this.expr(expr.elt);
        this.emit(OP.LIST_APPEND, depth + 1, expr.elt);
        break;
      case 'SetComp':
        this.expr(expr.elt);
        this.emit(OP.SET_ADD, depth + 1, expr.elt);
        break;
      case 'DictComp':
        this.expr(expr.key);
        this.expr(expr.value);
        this.emit(OP.MAP_ADD, depth + 1, { start: expr.key.start, end: expr.value.end });
        break;
    }
  }

  private asyncClause(expr: Comprehension, index: number, depth: number, iteratorPushed: boolean): void {
    const clause = expr.generators[index];
    const start = new Label();
    const skip = new Label();
    if (index > 0) {
      this.expr(clause.iter);
      this.emit(OP.GET_AITER, 0, clause.iter);
    } else if (!iteratorPushed) {
      this.emit(OP.LOAD_FAST, 0, expr);
    }
    this.mark(start);
    const exhausted = this.asyncNext(clause.iter);
    this.store(clause.target);
    this.inner(expr, index, depth + 1, clause, skip);
    this.mark(skip);
    this.jump(start);
    this.mark(exhausted);
    this.emit(OP.END_ASYNC_FOR, 0, clause.iter);
  }

  /** Awaits the next value of the asynchronous iterator on the stack; returns where its end, as an exception, goes. */
  protected asyncNext(node: INode): Label {
    const { unit } = this;
    const outer = unit.handler;
    const handler = this.setup(false);
    this.emit(OP.GET_ANEXT, 0, node);
    this.constant(null, node);
    this.delegate(node, true);
    unit.handler = outer;
    return handler.label;
  }

  private checkAsync(expr: Comprehension, scope: Scope): void {
    const { scope: around } = this.unit;
    if (scope.isCoroutine && expr.kind !== 'GeneratorExp' && !around.isAsyncFunction && !around.isComprehension) {
      throw this.fail('asynchronous comprehension outside of an asynchronous function', expr);
    }
  }

  protected abstract store(target: Expr): void;
  protected abstract functionBody(generatorFlag: number, emit: () => void): ICode;
  protected abstract makeFunction(code: ICode, flags: number, node: Expr): void;
}
