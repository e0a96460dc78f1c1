/**
 * Code for functions, lambdas and classes: what is evaluated where the definition stands, and the code object
 * of the body.
 */

import { type Expr, type IArg, type IArguments, type IClassDef, type IFunctionDef, type ILambda, type INode, type Stmt, TupleConstant } from './ast';
import { ComprehensionEmitter } from './emit-comprehensions';
import { constantItems } from './fold';
import { OP } from './opcodes';
import { mangle } from './scopes';
import { CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, CO_HAS_DOCSTRING, type ICode } from './unit';
import { unparse } from './unparse';

export abstract class FunctionEmitter extends ComprehensionEmitter {
  protected abstract statements(body: readonly Stmt[]): void;

  /** The body of the unit at hand, a generator's or coroutine's frame set up around it if `generatorFlag` is not 0. */
  protected override functionBody(generatorFlag: number, emit: () => void): ICode {
    const { unit } = this;
    unit.flags |= generatorFlag;
    const start = this.source.lineStart(unit.firstline);
    const place = { start, end: start };
    if (generatorFlag) {
      this.emit(OP.RETURN_GENERATOR, 0, place);
      this.emit(OP.POP_TOP, 0, place);
    }
    // A StopIteration that leaves a generator becomes a RuntimeError.
    const guard = generatorFlag ? this.setup(true) : null;
    this.emit(OP.RESUME, 0, place);
    emit();
    if (guard) {
      unit.handler = null;
      this.mark(guard.label);
      this.emit(OP.STOPITERATION_ERROR, 0, null);
      this.emit(OP.RERAISE, 1, null);
    }
    return this.close();
  }

  /** Pushes a function made of a code object; what `flags` announces is on the stack already. */
  protected override makeFunction(code: ICode, flags: number, node: INode): void {
    const free = code.localsplus.filter(slot => slot.kind & 0x80).map(slot => slot.name);
    if (this.closure(free, node)) {
      flags |= 8;
    }
    this.emit(OP.LOAD_CONST, this.unit.constant(code), node);
    this.emit(OP.MAKE_FUNCTION, flags, node);
  }

  protected functionDef(stmt: IFunctionDef): void {
    if (stmt.typeParams.length > 0) {
      throw this.fail('type parameters are not supported yet', stmt);
    }
    this.checkArguments(stmt.args);
    stmt.decorators.forEach(decorator => this.expr(decorator));
    let flags = this.defaults(stmt.args, stmt);
    if (this.annotations(stmt.args, stmt.returns, stmt)) {
      flags |= 4;
    }
    const scope = this.table.scopeOf(stmt);
    const firstline = this.source.lineAt(stmt.decorators[0]?.start ?? stmt.start);
    const unit = this.open(scope, stmt.name, firstline, this.unit.privateName);
    this.countArguments(stmt.args);
    let body: readonly Stmt[] = stmt.body;
    const doc = this.docstring(body);
    unit.constant(this.options.optimize < 2 ? (doc ?? null) : null);
    if (doc !== undefined) {
      body = body.slice(1);
      if (this.options.optimize < 2) {
        unit.flags |= CO_HAS_DOCSTRING;
      }
    }
    const generatorFlag = stmt.isAsync
      ? (scope.isGenerator ? CO_ASYNC_GENERATOR : CO_COROUTINE)
      : scope.isGenerator ? CO_GENERATOR : 0;
    const code = this.functionBody(generatorFlag, () => {
      this.statements(body);
      this.emit(OP.RETURN_CONST, unit.constant(null), null);
    });
    this.makeFunction(code, flags, stmt);
    this.applyDecorators(stmt.decorators);
    this.name(stmt.name, 'store', stmt);
  }

  private applyDecorators(decorators: readonly Expr[]): void {
    for (const decorator of [...decorators].reverse()) {
      // The function stands where a method's self would: it is the only argument.
      this.emit(OP.CALL, 0, decorator);
    }
  }

  protected override lambda(expr: ILambda): void {
    this.checkArguments(expr.args);
    const flags = this.defaults(expr.args, expr);
    const scope = this.table.scopeOf(expr);
    const unit = this.open(scope, '<lambda>', this.source.lineAt(expr.start), this.unit.privateName);
    this.countArguments(expr.args);
    unit.constant(null);
    const code = this.functionBody(scope.isGenerator ? CO_GENERATOR : 0, () => {
      this.expr(expr.body);
      if (scope.isGenerator) {
        // A lambda that yields returns None in the end.
        this.emit(OP.POP_TOP, 0, expr.body);
        this.emit(OP.RETURN_CONST, unit.constant(null), null);
      } else {
        this.emit(OP.RETURN_VALUE, 0, expr.body);
      }
    });
    this.makeFunction(code, flags, expr);
  }

  private countArguments(args: IArguments): void {
    const { unit } = this;
    unit.argcount = args.posonly.length + args.args.length;
    unit.posonlyargcount = args.posonly.length;
    unit.kwonlyargcount = args.kwonly.length;
  }

  private checkArguments(args: IArguments): void {
    for (const arg of allArguments(args)) {
      if (arg.arg === '__debug__') {
        throw this.fail('cannot assign to __debug__', arg);
      }
    }
  }

  protected docstring(body: readonly Stmt[]): string | undefined {
    const [first] = body;
    return first?.kind === 'Expr' && first.value.kind === 'Constant' && typeof first.value.value === 'string' ? first.value.value : undefined;
  }

  /** Pushes the defaults; returns the flags of MAKE_FUNCTION that announce them. */
  private defaults(args: IArguments, node: INode): number {
    let flags = 0;
    if (args.defaults.length > 0) {
      const items = constantItems(args.defaults);
      if (items) {
        this.constant(new TupleConstant(items), node);
      } else {
        args.defaults.forEach(value => this.expr(value));
        this.emit(OP.BUILD_TUPLE, args.defaults.length, node);
      }
      flags |= 1;
    }
    let named = 0;
    args.kwDefaults.forEach((value, index) => {
      if (value) {
        this.constant(mangle(this.unit.privateName, args.kwonly[index].arg), node);
        this.expr(value);
        named++;
      }
    });
    if (named > 0) {
      this.emit(OP.BUILD_MAP, named, node);
      flags |= 2;
    }
    return flags;
  }

  private annotations(args: IArguments, returns: Expr | null, node: INode): boolean {
    let count = 0;
    const add = (name: string, annotation: Expr): void => {
      this.constant(mangle(this.unit.privateName, name), annotation);
      if (annotation.kind === 'Starred' && !this.options.stringAnnotations) {
        // `*args: *Ts` means the one value that Ts unpacks to.
        this.expr(annotation.value);
        this.emit(OP.UNPACK_SEQUENCE, 1, annotation);
      } else {
        this.annotation(annotation);
      }
      count++;
    };
    for (const arg of [...args.posonly, ...args.args, args.vararg, ...args.kwonly, args.kwarg]) {
      if (arg?.annotation) {
        add(arg.arg, arg.annotation);
      }
    }
    if (returns) {
      add('return', returns);
    }
    if (count > 0) {
      this.emit(OP.BUILD_MAP, count, node);
    }
    return count > 0;
  }

  protected annotation(annotation: Expr): void {
    if (this.options.stringAnnotations) {
      this.constant(unparse(annotation), annotation);
    } else {
      this.expr(annotation);
    }
  }

  // ---- classes

  protected classDef(stmt: IClassDef): void {
    if (stmt.typeParams.length > 0) {
      throw this.fail('type parameters are not supported yet', stmt);
    }
    this.checkKeywords(stmt.keywords);
    stmt.decorators.forEach(decorator => this.expr(decorator));
    this.emit(OP.LOAD_BUILD_CLASS, 0, stmt);
    this.emit(OP.PUSH_NULL, 0, stmt);
    this.makeFunction(this.classBody(stmt), 0, stmt);
    this.constant(stmt.name, stmt);
    this.arguments(2, stmt.bases, stmt.keywords, stmt);
    this.applyDecorators(stmt.decorators);
    this.name(stmt.name, 'store', stmt);
  }

  private classBody(stmt: IClassDef): ICode {
    const scope = this.table.scopeOf(stmt);
    const firstline = this.source.lineAt(stmt.decorators[0]?.start ?? stmt.start);
    const unit = this.open(scope, stmt.name, firstline, stmt.name);
    const start = this.source.lineStart(firstline);
    const place = { start, end: start };
    this.emit(OP.RESUME, 0, place);
    this.name('__name__', 'load', place);
    this.name('__module__', 'store', place);
    this.constant(unit.qualname, place);
    this.name('__qualname__', 'store', place);
    this.constant(BigInt(firstline), place);
    this.name('__firstlineno__', 'store', place);
    this.body(stmt.body);
    if (scope.needsClassClosure) {
      this.emit(OP.LOAD_CLOSURE, unit.index(unit.cellvars, '__class__'), null);
      this.emit(OP.COPY, 1, null);
      this.name('__classcell__', 'store', null);
      this.emit(OP.RETURN_VALUE, 0, null);
    } else {
      this.emit(OP.RETURN_CONST, unit.constant(null), null);
    }
    return this.close();
  }

  /** The statements of a module or class: its docstring becomes `__doc__`, annotations have a place. */
  protected body(body: readonly Stmt[]): void {
    if (body.some(stmt => annotates(stmt))) {
      this.emit(OP.SETUP_ANNOTATIONS, 0, body[0]);
    }
    const doc = this.docstring(body);
    if (doc !== undefined) {
      if (this.options.optimize < 2) {
        this.constant(doc, body[0]);
        this.name('__doc__', 'store', body[0]);
      }
      body = body.slice(1);
    }
    this.statements(body);
  }
}

function allArguments(args: IArguments): IArg[] {
  return [...args.posonly, ...args.args, ...args.kwonly, args.vararg, args.kwarg].filter(arg => arg !== null);
}

/** Whether a statement, or one in its blocks, annotates a variable. */
function annotates(stmt: Stmt): boolean {
  switch (stmt.kind) {
    case 'AnnAssign':
      return true;
    case 'For':
    case 'While':
    case 'If':
      return stmt.body.some(annotates) || stmt.orelse.some(annotates);
    case 'With':
      return stmt.body.some(annotates);
    case 'Match':
      return stmt.cases.some(({ body }) => body.some(annotates));
    case 'Try':
      return [stmt.body, stmt.orelse, stmt.finalbody, ...stmt.handlers.map(handler => handler.body)].some(body => body.some(annotates));
    default:
      return false;
  }
}
