/**
 * Code for functions, lambdas and classes: what is evaluated where the definition stands, and the code object
 * of the body.
 */

import { type Expr, type IArg, type IArguments, type IClassDef, type IFunctionDef, type ILambda, type INode, type ITypeAlias, type Stmt, type TypeParam, TupleConstant } from './ast';
import { ComprehensionEmitter } from './emit-comprehensions';
import { constantItems } from './fold';
import { OP } from './opcodes';
import { mangle } from './scopes';
import { CO_ASYNC_GENERATOR, CO_COROUTINE, CO_GENERATOR, CO_HAS_DOCSTRING, type ICode, type Unit } from './unit';
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
    this.checkArguments(stmt.args);
    stmt.decorators.forEach(decorator => this.expr(decorator));
    if (stmt.typeParams.length > 0) {
      this.genericFunction(stmt);
    } else {
      this.plainFunction(stmt, this.defaults(stmt.args, stmt));
    }
    this.applyDecorators(stmt.decorators);
    this.name(stmt.name, 'store', stmt);
  }

  /** Pushes the function of a def; its defaults are on the stack already, as `flags` say. */
  private plainFunction(stmt: IFunctionDef, flags: number): void {
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
  }

  /** A def with type parameters: a scope of their own around it, called at once with the defaults. */
  private genericFunction(stmt: IFunctionDef): void {
    let given = 0;
    const code = this.parameterScope(stmt.typeParams, stmt.name, stmt, unit => {
      if (stmt.args.defaults.length > 0) {
        this.name('.defaults', 'load', stmt);
        given |= 1;
      }
      if (stmt.args.kwDefaults.some(value => value)) {
        this.name('.kwdefaults', 'load', stmt);
        given |= 2;
      }
      unit.argcount = (given & 1) + (given >> 1);
      this.plainFunction(stmt, given);
      this.emit(OP.COPY, 1, stmt);
      this.typeParameters(stmt.typeParams, stmt);
      this.emit(OP.SWAP, 2, stmt);
      this.nameOp(OP.STORE_ATTR, '__type_params__', stmt);
    });
    this.makeFunction(code, 0, stmt);
    this.emit(OP.PUSH_NULL, 0, stmt);
    this.defaults(stmt.args, stmt);
    this.emit(OP.CALL, (given & 1) + (given >> 1), stmt);
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
    this.checkKeywords(stmt.keywords);
    stmt.decorators.forEach(decorator => this.expr(decorator));
    if (stmt.typeParams.length > 0) {
      this.genericClass(stmt);
    } else {
      this.plainClass(stmt, stmt.bases);
    }
    this.applyDecorators(stmt.decorators);
    this.name(stmt.name, 'store', stmt);
  }

  private plainClass(stmt: IClassDef, bases: readonly Expr[]): void {
    this.emit(OP.LOAD_BUILD_CLASS, 0, stmt);
    this.emit(OP.PUSH_NULL, 0, stmt);
    this.makeFunction(this.classBody(stmt), 0, stmt);
    this.constant(stmt.name, stmt);
    this.arguments(2, bases, stmt.keywords, stmt);
  }

  /** A class with type parameters: in their scope, with Generic[...] of them as its last base. */
  private genericClass(stmt: IClassDef): void {
    const place = { start: stmt.start, end: stmt.start };
    const code = this.parameterScope(stmt.typeParams, stmt.name, stmt, () => {
      this.typeParameters(stmt.typeParams, place);
      this.name('.type_params', 'store', place);
      this.typingCall('generic_base', place, () => this.name('.type_params', 'load', place));
      this.name('.generic_base', 'store', place);
      this.plainClass(stmt, [...stmt.bases, { kind: 'Name', id: '.generic_base', ...place }]);
    });
    this.makeFunction(code, 0, stmt);
    this.emit(OP.PUSH_NULL, 0, stmt);
    this.emit(OP.CALL, 0, stmt);
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
    if (stmt.typeParams.length > 0) {
      this.name('.type_params', 'load', place);
      this.name('__type_params__', 'store', place);
    }
    if (scope.needsClassDict) {
      this.emit(OP.LOAD_LOCALS, 0, place);
      this.emit(OP.STORE_DEREF, unit.index(unit.cellvars, '__classdict__'), place);
    }
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

  // ---- type parameters (PEP 695)

  /** The code of a scope for type parameters: they are made, then what `emit` pushes is returned. */
  private parameterScope(params: readonly TypeParam[], name: string, node: INode, emit: (unit: Unit) => void): ICode {
    const scope = this.table.scopeOf(params);
    const unit = this.open(scope, `<generic parameters of ${name}>`, this.source.lineAt(node.start), this.unit.privateName);
    unit.constant(null);
    return this.functionBody(0, () => {
      params.forEach(param => this.typeParameter(param));
      emit(unit);
      this.emit(OP.RETURN_VALUE, 0, node);
    });
  }

  /** Makes one type parameter and binds its name; bound and default are functions, called when they are asked for. */
  private typeParameter(param: TypeParam): void {
    const hasConstraints = param.bound?.kind === 'Tuple';
    this.typingCall(MAKERS[param.kind], param, () => {
      this.constant(param.name, param);
      this.lazy(param.bound, param.name, param);
      this.lazy(param.default, param.name, param);
      this.constant(hasConstraints, param);
      return 4;
    });
    this.name(param.name, 'store', param);
  }

  /** Pushes a function that evaluates an expression in a scope of its own, or None. */
  private lazy(expr: Expr | null, name: string, node: INode): void {
    if (expr === null) {
      this.constant(null, node);
      return;
    }
    const unit = this.open(this.table.scopeOf(expr), name, this.source.lineAt(expr.start), this.unit.privateName);
    unit.constant(null);
    const code = this.functionBody(0, () => {
      if (expr.kind === 'Starred') {
        this.expr(expr.value);
        this.emit(OP.UNPACK_SEQUENCE, 1, expr);
      } else {
        this.expr(expr);
      }
      this.emit(OP.RETURN_VALUE, 0, expr);
    });
    this.makeFunction(code, 0, expr);
  }

  /** Pushes the tuple of the type parameters. */
  private typeParameters(params: readonly TypeParam[], node: INode): void {
    params.forEach(param => this.name(param.name, 'load', node));
    this.emit(OP.BUILD_TUPLE, params.length, node);
  }

  /** Calls a function of the library's `_typing`, with what `args` pushes: one value, or the number that it answers. */
  private typingCall(name: string, node: INode, args: () => number | void): void {
    this.constant(0n, node);
    this.constant(null, node);
    this.emit(OP.IMPORT_NAME, this.unit.index(this.unit.names, '_typing'), node);
    this.nameOp(OP.LOAD_ATTR, name, node);
    this.emit(OP.PUSH_NULL, 0, node);
    this.emit(OP.CALL, args() ?? 1, node);
  }

  protected typeAlias(stmt: ITypeAlias): void {
    const make = (): void => {
      this.typingCall('make_alias', stmt, () => {
        this.constant(stmt.name.id, stmt);
        if (stmt.typeParams.length > 0) {
          this.typeParameters(stmt.typeParams, stmt);
        } else {
          this.constant(null, stmt);
        }
        const unit = this.open(this.table.scopeOf(stmt), stmt.name.id, this.source.lineAt(stmt.start), this.unit.privateName);
        unit.constant(null);
        const code = this.functionBody(0, () => {
          this.expr(stmt.value);
          this.emit(OP.RETURN_VALUE, 0, stmt.value);
        });
        this.makeFunction(code, 0, stmt);
        return 3;
      });
    };
    if (stmt.typeParams.length > 0) {
      this.makeFunction(this.parameterScope(stmt.typeParams, stmt.name.id, stmt, make), 0, stmt);
      this.emit(OP.PUSH_NULL, 0, stmt);
      this.emit(OP.CALL, 0, stmt);
    } else {
      make();
    }
    this.name(stmt.name.id, 'store', stmt.name);
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

/** Functions of the library's `_typing`. */
const MAKERS = { TypeVar: 'make_typevar', ParamSpec: 'make_paramspec', TypeVarTuple: 'make_typevartuple' } as const;

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
