/**
 * Statements that hold blocks: if, loops, try, with, functions, classes. Each knows the two mistakes that befall
 * them all, a missing colon and a missing block.
 */

import {
  type Expr, type IArguments, type IExceptHandler, type IWithItem, type Stmt, type TypeParam
} from './ast';
import { AtomParser } from './atoms';
import { isTarget } from './targets';
import { type IToken, T } from './tokenizer';

export abstract class CompoundParser extends AtomParser {
  protected abstract simpleStatements(body: Stmt[]): void;
  protected abstract matchStatement(): Stmt | null;

  protected expectType(type: T): IToken {
    if (this.tok.type !== type) {
      throw this.failure();
    }
    return this.advance();
  }

  /** Reads one statement, or the several simple ones of a line, into `body`. */
  protected statement(body: Stmt[]): void {
    const compound = this.compoundStatement();
    if (compound) {
      body.push(compound);
    } else {
      this.simpleStatements(body);
    }
  }

  private compoundStatement(): Stmt | null {
    const { type, text } = this.tok;
    if (type === T.Keyword) {
      switch (text) {
        case 'if':
          return this.ifStatement();
        case 'while':
          return this.whileStatement();
        case 'for':
          return this.forStatement(this.tok.start, false);
        case 'try':
          return this.tryStatement();
        case 'with':
          return this.withStatement(this.tok.start, false);
        case 'def':
          return this.functionDefinition([], this.tok.start, false);
        case 'class':
          return this.classDefinition([]);
        case 'async':
          return this.asyncStatement([]);
      }
    } else if (type === T.Op && text === '@') {
      return this.decorated();
    } else if (type === T.Name && text === 'match') {
      return this.matchStatement();
    }
    return null;
  }

  private asyncStatement(decorators: Expr[]): Stmt {
    const { start } = this.advance();
    if (this.is('def')) {
      return this.functionDefinition(decorators, start, true);
    }
    if (this.is('for') && decorators.length === 0) {
      return this.forStatement(start, true);
    }
    if (this.is('with') && decorators.length === 0) {
      return this.withStatement(start, true);
    }
    throw this.failure();
  }

  /** The colon of a compound statement. A line that ends without it is a mistake with a name of its own. */
  protected colon(): void {
    if (this.checking && this.tok.type === T.Newline) {
      throw this.errorToken("expected ':'", this.tokens[this.furthest]);
    }
    this.expect(':');
  }

  /** An indented block, or simple statements on the line of the colon. */
  protected block(what: string, opener: IToken): Stmt[] {
    const body: Stmt[] = [];
    if (this.tok.type !== T.Newline) {
      this.simpleStatements(body);
      return body;
    }
    this.advance();
    if (!this.at(T.Indent)) {
      throw this.missingBlock(what, opener);
    }
    this.advance();
    this.enter();
    while (!this.at(T.Dedent)) {
      if (this.at(T.End)) {
        throw this.failure();
      }
      this.statement(body);
    }
    this.depth--;
    this.advance();
    return body;
  }

  protected missingBlock(what: string, opener: IToken): unknown {
    const line = this.source.lineAt(opener.start);
    const error = this.errorToken(`expected an indented block after ${what} on line ${line}`, this.tok, 'IndentationError');
    return this.checking || error.incomplete ? error : this.failure();
  }

  private elseBlock(): Stmt[] {
    const opener = this.tok;
    if (!this.accept('else')) {
      return [];
    }
    this.force(':');
    return this.block("'else' statement", opener);
  }

  private ifStatement(): Stmt {
    const opener = this.advance();
    const test = this.namedExpression();
    this.colon();
    const body = this.block(`'${opener.text}' statement`, opener);
    const orelse = this.is('elif') ? [this.ifStatement()] : this.elseBlock();
    return { kind: 'If', test, body, orelse, start: opener.start, end: endOf(orelse, body) };
  }

  private whileStatement(): Stmt {
    const opener = this.advance();
    const test = this.namedExpression();
    this.colon();
    const body = this.block("'while' statement", opener);
    const orelse = this.elseBlock();
    return { kind: 'While', test, body, orelse, start: opener.start, end: endOf(orelse, body) };
  }

  private forStatement(start: number, isAsync: boolean): Stmt {
    const opener = this.expect('for');
    const target = this.loopTarget(false);
    this.expect('in');
    const iter = this.starExpressions();
    this.colon();
    const body = this.block("'for' statement", opener);
    const orelse = this.elseBlock();
    return { kind: 'For', target, iter, body, orelse, isAsync, start, end: endOf(orelse, body) };
  }

  // ---- with

  private withStatement(start: number, isAsync: boolean): Stmt {
    const opener = this.expect('with');
    const { pos } = this;
    let items = this.is('(') ? this.attempt(() => this.parenthesisedItems()) : undefined;
    if (!items) {
      this.reset(pos);
      items = [this.withItem()];
      while (this.accept(',')) {
        items.push(this.withItem());
      }
    }
    this.colon();
    const body = this.block("'with' statement", opener);
    return { kind: 'With', items, body, isAsync, start, end: endOf(body) };
  }

  /** `(a as b, c as d):`, which may also turn out to be a tuple or the start of an expression. */
  private parenthesisedItems(): IWithItem[] {
    this.expect('(');
    const items: IWithItem[] = [];
    do {
      if (this.is(')')) {
        break;
      }
      items.push(this.withItem());
    } while (this.accept(','));
    this.expect(')');
    if (items.length === 0 || (!this.is(':') && !(this.checking && this.tok.type === T.Newline))) {
      throw this.failure();
    }
    return items;
  }

  private withItem(): IWithItem {
    const context = this.expression();
    if (!this.accept('as')) {
      return { context, vars: null };
    }
    const { pos } = this;
    const vars = this.attempt(() => (this.is('*') ? this.starred(() => this.binary(1)) : this.primary()));
    if (vars && isTarget(vars, true) && (this.is(',') || this.is(')') || this.is(':') || this.tok.type === T.Newline)) {
      return { context, vars };
    }
    if (this.checking) {
      this.reset(pos);
      const target = this.attempt(() => this.expression());
      if (target && (this.is(',') || this.is(')') || this.is(':'))) {
        this.refuseTarget(target, 'assign');
      }
    }
    throw this.failure();
  }

  // ---- try

  private tryStatement(): Stmt {
    const opener = this.advance();
    this.force(':');
    const body = this.block("'try' statement", opener);
    const handlers: IExceptHandler[] = [];
    let star: boolean | null = null;
    while (this.is('except')) {
      const isStar = this.peek().text === '*';
      if (star !== null && star !== isStar) {
        if (this.checking) {
          const end = this.peek(isStar ? 1 : 0).end;
          throw this.error("cannot have both 'except' and 'except*' on the same 'try'", this.tok.start, end);
        }
        throw this.failure();
      }
      star = isStar;
      handlers.push(this.exceptHandler());
    }
    const orelse = handlers.length > 0 ? this.elseBlock() : [];
    let finalbody: Stmt[] = [];
    const finallyToken = this.tok;
    if (this.accept('finally')) {
      this.force(':');
      finalbody = this.block("'finally' statement", finallyToken);
    } else if (handlers.length === 0) {
      if (this.checking) {
        throw this.errorToken("expected 'except' or 'finally' block", this.tokens[this.furthest]);
      }
      throw this.failure();
    }
    const end = finalbody.length > 0 ? endOf(finalbody) : orelse.length > 0 ? endOf(orelse) : handlers[handlers.length - 1].end;
    return { kind: 'Try', body, handlers, orelse, finalbody, star: star === true, start: opener.start, end };
  }

  private exceptHandler(): IExceptHandler {
    const opener = this.advance();
    const star = this.accept('*');
    let type: Expr | null = null;
    let name: string | null = null;
    if (this.checking) {
      this.checkExcept(star);
    }
    if (!this.is(':')) {
      type = this.expression();
      if (this.accept('as')) {
        name = this.name().text;
      }
    } else if (star) {
      throw this.failure();
    }
    this.colon();
    const body = this.block(`'except${star ? '*' : ''}' statement`, opener);
    return { type, name, body, start: opener.start, end: endOf(body) };
  }

  private checkExcept(star: boolean): void {
    const { pos, tok } = this;
    if (star && (tok.type === T.Newline || this.is(':'))) {
      throw this.errorToken('expected one or more exception types', this.tokens[this.furthest]);
    }
    if (tok.type === T.Newline) {
      throw this.errorToken("expected ':'", this.tokens[this.furthest]);
    }
    const first = this.attempt(() => this.expression());
    if (first && this.accept(',')) {
      const rest = this.attempt(() => this.tupleOf(() => this.expression()));
      if (rest) {
        if (this.accept('as')) {
          this.attempt(() => this.name());
        }
        if (this.is(':')) {
          throw this.error('multiple exception types must be parenthesized', first.start, rest.end);
        }
      }
    }
    this.reset(pos);
  }

  // ---- functions and classes

  private decorated(): Stmt {
    const decorators: Expr[] = [];
    while (this.accept('@')) {
      decorators.push(this.namedExpression());
      this.expectType(T.Newline);
    }
    if (this.is('def')) {
      return this.functionDefinition(decorators, this.tok.start, false);
    }
    if (this.is('class')) {
      return this.classDefinition(decorators);
    }
    if (this.is('async')) {
      return this.asyncStatement(decorators);
    }
    throw this.failure();
  }

  /** `-> annotation`; where that is none, it is the colon that is missing. */
  private returnAnnotation(): Expr | null {
    const { pos } = this;
    if (!this.accept('->')) {
      return null;
    }
    const annotation = this.attempt(() => this.expression());
    if (!annotation) {
      this.reset(pos);
    }
    return annotation ?? null;
  }

  private functionDefinition(decorators: Expr[], start: number, isAsync: boolean): Stmt {
    const opener = this.expect('def');
    const name = this.name().text;
    const typeParams = this.typeParameters();
    this.force('(');
    const args: IArguments = this.parameters(')');
    this.expect(')');
    const returns = this.returnAnnotation();
    this.force(':');
    const body = this.block('function definition', opener);
    return { kind: 'FunctionDef', name, args, body, decorators, returns, isAsync, typeParams, start, end: endOf(body) };
  }

  private classDefinition(decorators: Expr[]): Stmt {
    const opener = this.expect('class');
    const name = this.name().text;
    const typeParams = this.typeParameters();
    const { args, keywords } = this.is('(') ? this.callArguments(true) : { args: [], keywords: [] };
    this.colon();
    const body = this.block('class definition', opener);
    return { kind: 'ClassDef', name, bases: args, keywords, body, decorators, typeParams, start: opener.start, end: endOf(body) };
  }

  /** `[T: bound = default, *Ts, **P]` */
  protected typeParameters(): TypeParam[] {
    const params: TypeParam[] = [];
    if (!this.accept('[')) {
      return params;
    }
    if (this.checking && this.is(']')) {
      throw this.errorToken('Type parameter list cannot be empty');
    }
    do {
      if (this.is(']')) {
        break;
      }
      const { start } = this.tok;
      const kind = this.accept('**') ? 'ParamSpec' : this.accept('*') ? 'TypeVarTuple' : 'TypeVar';
      const name = this.name().text;
      if (kind !== 'TypeVar' && this.checking && this.is(':')) {
        const colon = this.advance();
        const bound = this.attempt(() => this.expression());
        if (bound) {
          const what = bound.kind === 'Tuple' ? 'constraints' : 'bound';
          throw this.error(`cannot use ${what} with ${kind}`, colon.start, this.lastEnd);
        }
      }
      const bound = kind === 'TypeVar' && this.accept(':') ? this.expression() : null;
      const value = this.accept('=') ? (kind === 'TypeVarTuple' ? this.starExpression() : this.expression()) : null;
      params.push({ kind, name, bound, default: value, start, end: this.lastEnd });
    } while (this.accept(','));
    if (params.length === 0) {
      throw this.failure();
    }
    this.expect(']');
    return params;
  }

  protected typeAlias(): Stmt {
    const { start } = this.advance();
    const name = this.name();
    const typeParams = this.typeParameters();
    this.expect('=');
    const value = this.expression();
    return {
      kind: 'TypeAlias', name: { kind: 'Name', id: name.text, start: name.start, end: name.end }, typeParams, value, start, end: this.lastEnd
    };
  }
}

/** The end of the last statement of the first list that has any. */
function endOf(...bodies: readonly (readonly Stmt[])[]): number {
  for (const body of bodies) {
    if (body.length > 0) {
      return body[body.length - 1].end;
    }
  }
  return 0;
}
