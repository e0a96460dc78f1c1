/**
 * The first half of the symbol table: walks the tree in source order, opens a scope for each function, class
 * and comprehension, and notes how each name is used. What a scope may not contain is refused here.
 */

import {
  type Comprehension, type Expr, type IArguments, type IComprehension, type IExceptHandler, type IModule, type INode, type Pattern, type Stmt,
  type TypeParam
} from './ast';
import { errorAt, type PythonSyntaxError, tooDeep } from './errors';
import {
  DEF_ANNOT, DEF_COMP_ITER, DEF_GLOBAL, DEF_IMPORT, DEF_LOCAL, DEF_NONLOCAL, DEF_PARAM, DEF_TYPE_PARAM, mangle, resolve, Scope, type ScopeKind, USE
} from './scopes';
import { type Source } from './source';

const MAX_DEPTH = 1500;

/** The scopes of a module, by the node that opens each. */
export class SymbolTable {
  readonly scopes = new Map<INode | readonly TypeParam[], Scope>();

  /** `awaits`: the module's own statements may await, which makes a coroutine of it. */
  constructor(module: IModule, source: Source, stringAnnotations: boolean, awaits: boolean) {
    const collector = new Collector(source, this.scopes, stringAnnotations);
    const scope = collector.module(module);
    scope.isAsyncFunction = awaits && scope.isCoroutine;
    resolve(scope, source);
  }

  scopeOf(node: INode | readonly TypeParam[]): Scope {
    return this.scopes.get(node)!;
  }
}

class Collector {
  private scope!: Scope;
  private depth = 0;

  constructor(
    private readonly source: Source,
    private readonly scopes: Map<INode | readonly TypeParam[], Scope>,
    private readonly stringAnnotations: boolean
  ) {}

  module(module: IModule): Scope {
    const scope = (this.scope = new Scope('module', '<module>', null, module, null));
    this.scopes.set(module, scope);
    this.statements(module.body);
    if (module.expression) {
      this.expr(module.expression);
    }
    return scope;
  }

  private fail(message: string, node: INode): PythonSyntaxError {
    return errorAt(this.source, message, node.start, node.end);
  }

  private open(kind: ScopeKind, name: string, node: INode, key: INode | TypeParam[] = node, className = this.scope.privateName): Scope {
    const scope = new Scope(kind, name, this.scope, node, className);
    this.scopes.set(key, scope);
    this.scope = scope;
    return scope;
  }

  private close(): void {
    this.scope = this.scope.parent!;
  }

  private define(name: string, flag: number, node: INode, scope = this.scope): void {
    const mangled = mangle(this.scope.privateName, name);
    const { symbols } = scope;
    let flags = symbols.get(mangled) ?? 0;
    if (flag & DEF_PARAM && flags & DEF_PARAM) {
      throw this.fail(`duplicate argument '${name}' in function definition`, node);
    }
    if (flag & DEF_TYPE_PARAM && flags & DEF_TYPE_PARAM) {
      throw this.fail(`duplicate type parameter '${name}'`, node);
    }
    flags |= flag;
    if (scope.readingTarget && flag & DEF_LOCAL) {
      // The variable of a comprehension's `for`.
      if (flags & (DEF_GLOBAL | DEF_NONLOCAL)) {
        throw this.fail(`comprehension inner loop cannot rebind assignment expression target '${name}'`, node);
      }
      flags |= DEF_COMP_ITER;
    }
    symbols.set(mangled, flags);
    if (flag & DEF_PARAM) {
      scope.params.push(mangled);
    } else if (flag & DEF_GLOBAL) {
      // A global that a function declares is a symbol of the module too.
      let module: Scope = scope;
      while (module.parent) {
        module = module.parent;
      }
      module.symbols.set(mangled, (module.symbols.get(mangled) ?? 0) | flag);
    }
  }

  // ---- statements

  private statements(body: readonly Stmt[]): void {
    for (const stmt of body) {
      this.statement(stmt);
    }
  }

  private statement(stmt: Stmt): void {
    if (++this.depth > MAX_DEPTH) {
      throw tooDeep(this.source);
    }
    switch (stmt.kind) {
      case 'FunctionDef': {
        this.define(stmt.name, DEF_LOCAL, stmt);
        this.exprs(stmt.decorators);
        this.defaults(stmt.args);
        this.typeParams(stmt.typeParams, stmt.name, stmt);
        this.annotations(stmt.args, stmt.returns);
        this.open('function', stmt.name, stmt);
        this.scope.isCoroutine = this.scope.isAsyncFunction = stmt.isAsync;
        this.arguments(stmt.args);
        this.statements(stmt.body);
        this.close();
        this.endTypeParams(stmt.typeParams);
        break;
      }
      case 'ClassDef': {
        this.define(stmt.name, DEF_LOCAL, stmt);
        this.exprs(stmt.decorators);
        this.typeParams(stmt.typeParams, stmt.name, stmt);
        this.exprs(stmt.bases);
        stmt.keywords.forEach(keyword => this.expr(keyword.value));
        this.open('class', stmt.name, stmt, stmt, stmt.name);
        if (stmt.typeParams.length > 0) {
          this.define('__type_params__', DEF_LOCAL, stmt);
          this.define('.type_params', USE, stmt);
        }
        this.statements(stmt.body);
        this.close();
        this.endTypeParams(stmt.typeParams);
        break;
      }
      case 'TypeAlias':
        this.target(stmt.name);
        this.typeParams(stmt.typeParams, stmt.name.id, stmt);
        this.open('annotation', stmt.name.id, stmt, stmt);
        this.enterAnnotation();
        this.expr(stmt.value);
        this.close();
        this.endTypeParams(stmt.typeParams);
        break;
      case 'Return':
      case 'Expr':
        this.optional(stmt.value);
        break;
      case 'Delete':
        stmt.targets.forEach(target => this.target(target));
        break;
      case 'Assign':
        stmt.targets.forEach(target => this.target(target));
        this.expr(stmt.value);
        break;
      case 'AugAssign':
        this.target(stmt.target);
        this.expr(stmt.value);
        break;
      case 'AnnAssign':
        this.annotatedAssignment(stmt);
        break;
      case 'For':
        this.scope.isCoroutine ||= stmt.isAsync;
        this.target(stmt.target);
        this.expr(stmt.iter);
        this.statements(stmt.body);
        this.statements(stmt.orelse);
        break;
      case 'While':
      case 'If':
        this.expr(stmt.test);
        this.statements(stmt.body);
        this.statements(stmt.orelse);
        break;
      case 'With':
        this.scope.isCoroutine ||= stmt.isAsync;
        for (const item of stmt.items) {
          this.expr(item.context);
          if (item.vars) {
            this.target(item.vars);
          }
        }
        this.statements(stmt.body);
        break;
      case 'Match':
        this.expr(stmt.subject);
        for (const { pattern, guard, body } of stmt.cases) {
          this.pattern(pattern);
          this.optional(guard);
          this.statements(body);
        }
        break;
      case 'Raise':
        this.optional(stmt.exc);
        this.optional(stmt.cause);
        break;
      case 'Try':
        this.statements(stmt.body);
        this.statements(stmt.orelse);
        stmt.handlers.forEach(handler => this.handler(handler));
        this.statements(stmt.finalbody);
        break;
      case 'Assert':
        this.expr(stmt.test);
        this.optional(stmt.msg);
        break;
      case 'Import':
      case 'ImportFrom':
        for (const alias of stmt.names) {
          if (alias.name === '*') {
            if (this.scope.kind !== 'module') {
              throw this.fail('import * only allowed at module level', alias);
            }
            continue;
          }
          const stored = alias.asname ?? alias.name;
          this.define(stored.split('.')[0], DEF_IMPORT, alias);
        }
        break;
      case 'Global':
      case 'Nonlocal':
        this.declaration(stmt);
        break;
      case 'Pass':
      case 'Break':
      case 'Continue':
        break;
    }
    this.depth--;
  }

  private handler(handler: IExceptHandler): void {
    this.optional(handler.type);
    if (handler.name) {
      this.define(handler.name, DEF_LOCAL, handler);
    }
    this.statements(handler.body);
  }

  private annotatedAssignment(stmt: Stmt & { kind: 'AnnAssign' }): void {
    const { target } = stmt;
    if (target.kind === 'Name') {
      const flags = this.scope.symbols.get(mangle(this.scope.privateName, target.id)) ?? 0;
      if (flags & (DEF_GLOBAL | DEF_NONLOCAL) && this.scope.kind !== 'module' && stmt.simple) {
        throw this.fail(`annotated name '${target.id}' can't be ${flags & DEF_GLOBAL ? 'global' : 'nonlocal'}`, stmt);
      }
      if (stmt.simple) {
        this.define(target.id, DEF_ANNOT | DEF_LOCAL, target);
      } else if (stmt.value) {
        this.define(target.id, DEF_LOCAL, target);
      }
    } else {
      this.target(target);
    }
    this.annotation(stmt.annotation);
    this.optional(stmt.value);
  }

  private declaration(stmt: Stmt & { kind: 'Global' | 'Nonlocal' }): void {
    const isGlobal = stmt.kind === 'Global';
    const word = isGlobal ? 'global' : 'nonlocal';
    for (const name of stmt.names) {
      const mangled = mangle(this.scope.privateName, name);
      const flags = this.scope.symbols.get(mangled) ?? 0;
      if (flags & (DEF_PARAM | DEF_LOCAL | USE | DEF_ANNOT)) {
        const message =
          flags & DEF_PARAM ? `name '${name}' is parameter and ${word}`
          : flags & USE ? `name '${name}' is used prior to ${word} declaration`
          : flags & DEF_ANNOT ? `annotated name '${name}' can't be ${word}`
          : `name '${name}' is assigned to before ${word} declaration`;
        throw this.fail(message, stmt);
      }
      this.define(name, isGlobal ? DEF_GLOBAL : DEF_NONLOCAL, stmt);
      if (!this.scope.directives.has(mangled)) {
        this.scope.directives.set(mangled, stmt);
      }
    }
  }

  // ---- functions

  private defaults(args: IArguments): void {
    this.exprs(args.defaults);
    args.kwDefaults.forEach(value => this.optional(value));
  }

  private annotations(args: IArguments, returns: Expr | null): void {
    for (const arg of [...args.posonly, ...args.args, args.vararg, args.kwarg, ...args.kwonly]) {
      if (arg?.annotation) {
        this.annotation(arg.annotation);
      }
    }
    if (returns) {
      this.annotation(returns);
    }
  }

  /** With `from __future__ import annotations` an annotation is text, and its names are not looked at. */
  private annotation(expr: Expr): void {
    if (!this.stringAnnotations) {
      this.expr(expr);
    }
  }

  private arguments(args: IArguments): void {
    const { scope } = this;
    for (const arg of [...args.posonly, ...args.args, ...args.kwonly]) {
      this.define(arg.arg, DEF_PARAM, arg);
    }
    if (args.vararg) {
      this.define(args.vararg.arg, DEF_PARAM, args.vararg);
      scope.hasVarargs = true;
    }
    if (args.kwarg) {
      this.define(args.kwarg.arg, DEF_PARAM, args.kwarg);
      scope.hasVarkeywords = true;
    }
  }

  private enterAnnotation(): void {
    const { parent } = this.scope;
    if (parent!.kind === 'class' || (parent!.kind === 'annotation' && parent!.canSeeClassScope)) {
      this.scope.canSeeClassScope = true;
      this.define('__classdict__', USE, this.scope.node);
    }
  }

  /** Opens the scope of `[T]`, which stands between a generic function or class and what is around it. */
  private typeParams(params: TypeParam[], name: string, node: INode): void {
    if (params.length === 0) {
      return;
    }
    this.open('annotation', `<generic parameters of ${name}>`, node, params);
    this.enterAnnotation();
    const isClass = (node as { kind?: string }).kind === 'ClassDef';
    if (isClass) {
      this.define('.type_params', DEF_LOCAL | USE, node);
      this.define('.generic_base', DEF_LOCAL | USE, node);
    } else if ((node as { kind?: string }).kind === 'FunctionDef') {
      const { args } = node as unknown as { args: IArguments };
      if (args.defaults.length > 0) {
        this.define('.defaults', DEF_PARAM, node);
      }
      if (args.kwDefaults.some(value => value)) {
        this.define('.kwdefaults', DEF_PARAM, node);
      }
    }
    for (const param of params) {
      this.define(param.name, DEF_TYPE_PARAM | DEF_LOCAL, param);
      for (const lazy of [param.bound, param.default]) {
        if (lazy) {
          this.open('annotation', param.name, lazy, lazy);
          this.enterAnnotation();
          this.expr(lazy);
          this.close();
        }
      }
    }
  }

  private endTypeParams(params: TypeParam[]): void {
    if (params.length > 0) {
      this.close();
    }
  }

  // ---- expressions

  private exprs(exprs: readonly Expr[]): void {
    for (const expr of exprs) {
      this.expr(expr);
    }
  }

  private optional(expr: Expr | null): void {
    if (expr) {
      this.expr(expr);
    }
  }

  /** A target of an assignment, a loop or a deletion: names in it are bound. */
  private target(expr: Expr): void {
    switch (expr.kind) {
      case 'Name':
        this.define(expr.id, DEF_LOCAL, expr);
        break;
      case 'Tuple':
      case 'List':
        expr.elts.forEach(elt => this.target(elt));
        break;
      case 'Starred':
        this.target(expr.value);
        break;
      default:
        this.expr(expr);
    }
  }

  private expr(expr: Expr): void {
    if (++this.depth > MAX_DEPTH) {
      throw tooDeep(this.source);
    }
    switch (expr.kind) {
      case 'Constant':
        break;
      case 'Name':
        this.define(expr.id, USE, expr);
        if (expr.id === 'super' && this.scope.isFunctionLike) {
          // `super()` needs the class, which a closure over `__class__` provides.
          this.define('__class__', USE, expr);
        }
        break;
      case 'BoolOp':
        this.exprs(expr.values);
        break;
      case 'NamedExpr':
        this.namedExpr(expr);
        break;
      case 'BinOp': {
        // Long chains lean left; they are walked without recursion.
        const rights: Expr[] = [];
        let left: Expr = expr;
        while (left.kind === 'BinOp') {
          rights.push(left.right);
          left = left.left;
        }
        this.expr(left);
        for (let at = rights.length - 1; at >= 0; at--) {
          this.expr(rights[at]);
        }
        break;
      }
      case 'UnaryOp':
        this.expr(expr.operand);
        break;
      case 'Lambda':
        this.defaults(expr.args);
        this.open('lambda', '<lambda>', expr);
        this.arguments(expr.args);
        this.expr(expr.body);
        this.close();
        break;
      case 'IfExp':
        this.expr(expr.test);
        this.expr(expr.body);
        this.expr(expr.orelse);
        break;
      case 'Dict':
        expr.keys.forEach(key => this.optional(key));
        this.exprs(expr.values);
        break;
      case 'Set':
      case 'List':
      case 'Tuple':
        this.exprs(expr.elts);
        break;
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        this.comprehension(expr);
        break;
      case 'Yield':
        this.yielding(expr);
        this.optional(expr.value);
        break;
      case 'YieldFrom':
        this.yielding(expr);
        this.expr(expr.value);
        break;
      case 'Await':
        this.expr(expr.value);
        this.scope.isCoroutine = true;
        break;
      case 'Compare':
        this.expr(expr.left);
        this.exprs(expr.comparators);
        break;
      case 'Call':
        this.expr(expr.func);
        this.exprs(expr.args);
        expr.keywords.forEach(keyword => this.expr(keyword.value));
        break;
      case 'FormattedValue':
        this.expr(expr.value);
        this.optional(expr.spec);
        break;
      case 'JoinedStr':
        this.exprs(expr.values);
        break;
      case 'Attribute':
      case 'Starred':
        this.expr(expr.value);
        break;
      case 'Subscript':
        this.expr(expr.value);
        this.expr(expr.slice);
        break;
      case 'Slice':
        this.optional(expr.lower);
        this.optional(expr.upper);
        this.optional(expr.step);
        break;
    }
    this.depth--;
  }

  private yielding(expr: Expr): void {
    const { scope } = this;
    if (scope.kind === 'comprehension' || scope.kind === 'genexpr') {
      const what = { ListComp: 'list comprehension', SetComp: 'set comprehension', DictComp: 'dict comprehension', GeneratorExp: 'generator expression' };
      throw this.fail(`'yield' inside ${what[(scope.node as Comprehension).kind]}`, expr);
    }
    scope.isGenerator = true;
  }

  private namedExpr(expr: Expr & { kind: 'NamedExpr' }): void {
    const { scope } = this;
    const { target } = expr;
    if (scope.iterableDepth > 0) {
      throw this.fail('assignment expression cannot be used in a comprehension iterable expression', expr);
    }
    if (!scope.isComprehension) {
      this.expr(expr.value);
      this.define(target.id, DEF_LOCAL, target);
      return;
    }
    // In a comprehension the name belongs to the function or module around it.
    const mangled = mangle(scope.privateName, target.id);
    let outer: Scope | null = scope;
    for (; outer; outer = outer.parent) {
      if (outer.isComprehension) {
        if ((outer.symbols.get(mangled) ?? 0) & DEF_COMP_ITER) {
          throw this.fail(`assignment expression cannot rebind comprehension iteration variable '${target.id}'`, target);
        }
        continue;
      }
      if (outer.kind === 'class') {
        throw this.fail('assignment expression within a comprehension cannot be used in a class body', target);
      }
      if (outer.kind === 'module') {
        this.define(target.id, DEF_GLOBAL, target);
        this.define(target.id, DEF_GLOBAL, target, outer);
      } else {
        const flags = outer.symbols.get(mangled) ?? 0;
        this.define(target.id, flags & DEF_GLOBAL ? DEF_GLOBAL : DEF_NONLOCAL, target);
        this.define(target.id, DEF_LOCAL, target, outer);
      }
      scope.directives.set(mangled, target);
      break;
    }
    this.expr(expr.value);
    this.define(target.id, DEF_LOCAL, target);
  }

  private comprehension(expr: Comprehension): void {
    const first = expr.generators[0];
    // The first iterable is evaluated outside, at once.
    this.scope.iterableDepth++;
    this.expr(first.iter);
    this.scope.iterableDepth--;
    const names = { ListComp: '<listcomp>', SetComp: '<setcomp>', DictComp: '<dictcomp>', GeneratorExp: '<genexpr>' };
    const isGenerator = expr.kind === 'GeneratorExp';
    const scope = this.open(isGenerator ? 'genexpr' : 'comprehension', names[expr.kind], expr);
    if (first.isAsync) {
      scope.isCoroutine = true;
    }
    this.define('.0', DEF_PARAM, expr);
    this.comprehensionTarget(first);
    this.exprs(first.ifs);
    for (const clause of expr.generators.slice(1)) {
      this.comprehensionTarget(clause);
      scope.iterableDepth++;
      this.expr(clause.iter);
      scope.iterableDepth--;
      this.exprs(clause.ifs);
      if (clause.isAsync) {
        scope.isCoroutine = true;
      }
    }
    if (expr.kind === 'DictComp') {
      this.expr(expr.value);
      this.expr(expr.key);
    } else {
      this.expr(expr.elt);
    }
    scope.isGenerator = isGenerator;
    const isAsync = scope.isCoroutine && !isGenerator;
    this.close();
    if (isAsync) {
      this.scope.isCoroutine = true;
    }
  }

  private comprehensionTarget(clause: IComprehension): void {
    this.scope.readingTarget = true;
    this.target(clause.target);
    this.scope.readingTarget = false;
  }

  // ---- patterns

  private pattern(pattern: Pattern): void {
    switch (pattern.kind) {
      case 'MatchValue':
        this.expr(pattern.value);
        break;
      case 'MatchSingleton':
        break;
      case 'MatchSequence':
      case 'MatchOr':
        pattern.patterns.forEach(part => this.pattern(part));
        break;
      case 'MatchMapping':
        this.exprs(pattern.keys);
        pattern.patterns.forEach(part => this.pattern(part));
        if (pattern.rest) {
          this.define(pattern.rest, DEF_LOCAL, pattern);
        }
        break;
      case 'MatchClass':
        this.expr(pattern.cls);
        pattern.patterns.forEach(part => this.pattern(part));
        pattern.kwdPatterns.forEach(part => this.pattern(part));
        break;
      case 'MatchStar':
      case 'MatchAs':
        if (pattern.kind === 'MatchAs' && pattern.pattern) {
          this.pattern(pattern.pattern);
        }
        if (pattern.name) {
          this.define(pattern.name, DEF_LOCAL, pattern);
        }
        break;
    }
  }
}
