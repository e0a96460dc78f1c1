/**
 * The statement half of the parser, and its driver: one quick pass, and if that fails a second one that looks
 * for the mistakes that have messages of their own.
 */

import {
  type BinaryOperator, type Expr, type IAlias, type IModule, type Stmt
} from './ast';
import { ParseFailure } from './cursor';
import { errorAt, PythonSyntaxError } from './errors';
import { PatternParser } from './patterns';
import { type Source } from './source';
import { expressionName, isDeletable, isTarget } from './targets';
import { T, tokenize } from './tokenizer';

export type Mode = 'exec' | 'eval' | 'single' | 'cell';

export function parseSource(source: Source, mode: Mode): IModule {
  const input = tokenize(source);
  let furthest = 0;
  for (const errorPass of [false, true]) {
    // Constructing may already throw: the very first token can be the error.
    const parser = new Parser(source, input, errorPass);
    parser.furthest = furthest;
    try {
      return parser.module(mode);
    } catch (error) {
      if (error instanceof ParseFailure) {
        if (!errorPass) {
          furthest = parser.furthest;
          const { type } = input.tokens[furthest];
          if (input.hard && (type === T.Indent || type === T.Dedent)) {
            throw parser.generic(furthest);
          }
          if (input.hard) {
            throw input.error;
          }
          continue;
        }
      } else if (!errorPass && input.hard && error instanceof PythonSyntaxError) {
        // What cannot be a token, further on, explains it better.
        throw input.error;
      } else if (!errorPass || !(error instanceof Error)) {
        throw parser.preferred(error, furthest);
      } else {
        throw parser.preferred(error, parser.furthest);
      }
    }
    throw parser.generic(furthest);
  }
  throw new Error('the error pass accepted what the first pass refused');
}

const AUGMENTED: ReadonlySet<string> = new Set(['+=', '-=', '*=', '/=', '//=', '%=', '@=', '&=', '|=', '^=', '<<=', '>>=', '**=']);

class Parser extends PatternParser {
  module(mode: Mode): IModule {
    const end = this.source.text.length;
    if (mode === 'eval') {
      const expression = this.starExpressions();
      while (this.tok.type === T.Newline) {
        this.advance();
      }
      if (this.tok.type !== T.End) {
        throw this.failure();
      }
      return { kind: 'Module', body: [], mode, expression, start: 0, end };
    }
    const body: Stmt[] = [];
    while (this.tok.type !== T.End) {
      this.statement(body);
    }
    return { kind: 'Module', body, mode, expression: null, start: 0, end };
  }

  /** What to raise for a grammatical error: a bracket that an earlier line left open explains it better. */
  preferred(error: unknown, at: number): unknown {
    return this.unclosedBefore(this.tokens[Math.min(at, this.tokens.length - 1)]) ?? error;
  }

  /** The error of a failure that no message describes. */
  generic(at: number): PythonSyntaxError {
    const token = this.tokens[at];
    if (token.type === T.Indent || token.type === T.Dedent) {
      const lineEnd = this.source.lineStart(this.source.lineAt(token.end) + 1) - 1;
      const start = token.type === T.Indent ? Math.min(token.end, lineEnd) : lineEnd;
      return errorAt(this.source, token.type === T.Indent ? 'unexpected indent' : 'unexpected unindent', Math.max(start - 1, this.source.lineStart(this.source.lineAt(token.end))), -1, 'IndentationError');
    }
    return this.unclosedBefore(token) ?? this.errorToken('invalid syntax', token);
  }

  // ---- simple statements

  protected override simpleStatements(body: Stmt[]): void {
    for (;;) {
      body.push(this.simpleStatement());
      if (!this.accept(';') || this.tok.type === T.Newline) {
        break;
      }
    }
    this.expectType(T.Newline);
  }

  private simpleStatement(): Stmt {
    const { start, text, type } = this.tok;
    if (type === T.Keyword) {
      switch (text) {
        case 'return': {
          this.advance();
          const value = this.startsExpression() ? this.starExpressions() : null;
          return { kind: 'Return', value, start, end: this.lastEnd };
        }
        case 'pass':
          this.advance();
          return { kind: 'Pass', start, end: this.lastEnd };
        case 'break':
          this.advance();
          return { kind: 'Break', start, end: this.lastEnd };
        case 'continue':
          this.advance();
          return { kind: 'Continue', start, end: this.lastEnd };
        case 'import':
          return this.importName();
        case 'from':
          return this.importFrom();
        case 'raise': {
          this.advance();
          const exc = this.startsExpression() ? this.expression() : null;
          const cause = exc && this.accept('from') ? this.expression() : null;
          return { kind: 'Raise', exc, cause, start, end: this.lastEnd };
        }
        case 'assert': {
          this.advance();
          const test = this.expression();
          const msg = this.accept(',') ? this.expression() : null;
          return { kind: 'Assert', test, msg, start, end: this.lastEnd };
        }
        case 'del':
          return this.deletion();
        case 'global':
        case 'nonlocal': {
          this.advance();
          const names = [this.name().text];
          while (this.accept(',')) {
            names.push(this.name().text);
          }
          return { kind: text === 'global' ? 'Global' : 'Nonlocal', names, start, end: this.lastEnd };
        }
      }
    }
    if (type === T.Name && text === 'type' && this.peek().type === T.Name) {
      const alias = this.attempt(() => this.typeAlias());
      if (alias) {
        return alias;
      }
    }
    return this.expressionStatement();
  }

  private deletion(): Stmt {
    const { start } = this.advance();
    const { pos } = this;
    const target = this.starExpressions();
    const ends = this.is(';') || this.tok.type === T.Newline;
    if (!isDeletable(target) || !ends) {
      if (this.checking) {
        this.reset(pos);
        this.refuseTarget(this.starExpressions(), 'delete');
      }
      throw this.failure();
    }
    // An unparenthesised tuple is a list of targets; `del (a, b)` is one target.
    const bare = target.kind === 'Tuple' && !this.coversParentheses(target, pos);
    const targets = bare ? target.elts : [target];
    return { kind: 'Delete', targets, start, end: this.lastEnd };
  }

  /** Whether a tuple's own parentheses are the outermost tokens of the statement part that starts at `pos`. */
  private coversParentheses(tuple: Expr, pos: number): boolean {
    if (this.tokens[pos].text !== '(' || this.tokens[this.pos - 1].text !== ')') {
      return false;
    }
    const level = this.tokens[pos].level;
    let at = pos + 1;
    while (this.tokens[at].level >= level) {
      at++;
    }
    return at === this.pos - 1 && tuple.start === this.tokens[pos].start;
  }

  /** Assignments of every form, and expressions that stand alone. */
  private expressionStatement(): Stmt {
    const { pos } = this;
    const { start } = this.tok;
    const assignment = this.checking ? this.attempt(() => this.assignment()) : this.assignment();
    if (assignment) {
      return assignment;
    }
    this.reset(pos);
    this.checkAssignment();
    this.reset(pos);
    const value = this.assigned();
    return { kind: 'Expr', value, start, end: this.lastEnd };
  }

  private assignment(): Stmt {
    const first = this.tok;
    const { start } = first;
    const value = this.is('yield') ? this.yieldExpression() : this.starExpressions();
    if (this.tok.type === T.Op) {
      if (this.is('=')) {
        return this.plainAssignment(value, start);
      }
      if (AUGMENTED.has(this.tok.text)) {
        if (value.kind !== 'Name' && value.kind !== 'Attribute' && value.kind !== 'Subscript') {
          throw this.failure();
        }
        const op = this.advance().text.slice(0, -1) as BinaryOperator;
        const operand = this.assigned();
        return { kind: 'AugAssign', target: value, op, value: operand, start, end: this.lastEnd };
      }
      if (this.is(':')) {
        if (value.kind !== 'Name' && value.kind !== 'Attribute' && value.kind !== 'Subscript') {
          throw this.failure();
        }
        this.advance();
        const annotation = this.expression();
        const assigned = this.annotatedValue();
        const simple = value.kind === 'Name' && first.text !== '(';
        return { kind: 'AnnAssign', target: value, annotation, value: assigned, simple, start, end: this.lastEnd };
      }
    }
    if (this.checking) {
      // What is no assignment is looked at again for mistakes before it counts as an expression.
      throw this.failure();
    }
    return { kind: 'Expr', value, start, end: this.lastEnd };
  }

  /** The value after an annotation. A mistake in it is no fault of the target, so the error pass goes on without it. */
  private annotatedValue(): Expr | null {
    const { pos } = this;
    if (!this.accept('=')) {
      return null;
    }
    const value = this.checking ? this.attempt(() => this.assigned()) : this.assigned();
    if (!value) {
      this.reset(pos);
    }
    return value ?? null;
  }

  /** What may stand right of `=`, or alone. */
  private assigned(): Expr {
    return this.is('yield') ? this.yieldExpression() : this.starExpressions();
  }

  private plainAssignment(first: Expr, start: number): Stmt {
    const targets: Expr[] = [];
    let value = first;
    while (this.is('=')) {
      if (!isTarget(value, true)) {
        throw this.failure();
      }
      this.advance();
      targets.push(value);
      value = this.assigned();
    }
    return { kind: 'Assign', targets, value, start, end: this.lastEnd };
  }

  /** Names what is wrong with a statement that looks like an assignment. */
  private checkAssignment(): void {
    if (!this.checking) {
      return;
    }
    const { pos } = this;
    // Annotated targets. Reading a named expression here finds `literal = value` too.
    const bracketed = this.attempt(() => this.atom());
    if (bracketed && (bracketed.kind === 'List' || bracketed.kind === 'Tuple') && this.is(':')) {
      this.advance();
      if (this.attempt(() => this.expression())) {
        throw this.error(`only single target (not ${bracketed.kind.toLowerCase()}) can be annotated`, bracketed.start, bracketed.end);
      }
    }
    this.reset(pos);
    const first = this.attempt(() => this.starNamedExpression());
    if (first && this.is(',')) {
      while (this.accept(',') && this.attempt(() => this.starNamedExpression())) {
        // Only what follows the list matters.
      }
      if (this.accept(':') && this.attempt(() => this.expression())) {
        throw this.error('only single target (not tuple) can be annotated', first.start, first.end);
      }
    }
    this.reset(pos);
    const target = this.attempt(() => this.expression());
    if (target && this.accept(':') && this.attempt(() => this.expression())) {
      throw this.error('illegal target for annotation', target.start, target.end);
    }
    this.reset(pos);
    this.checkTargets();
    this.reset(pos);
    const augmented = this.attempt(() => this.starExpressions());
    if (augmented && AUGMENTED.has(this.tok.text)) {
      this.advance();
      if (this.attempt(() => this.assigned()) && !['Name', 'Attribute', 'Subscript'].includes(augmented.kind)) {
        throw this.error(
          `'${expressionName(augmented)}' is an illegal expression for augmented assignment`, augmented.start, augmented.end
        );
      }
    }
  }

  private checkTargets(): void {
    for (;;) {
      const { start } = this.tok;
      if (this.is('yield')) {
        const value = this.attempt(() => this.yieldExpression());
        if (value && this.is('=')) {
          throw this.error('assignment to yield expression not possible', start, value.end);
        }
        return;
      }
      const target = this.attempt(() => this.starExpressions());
      if (!target || !this.accept('=')) {
        return;
      }
      this.refuseTarget(target, 'assign');
      if (target.kind === 'Starred') {
        return;
      }
    }
  }

  private importName(): Stmt {
    const { start } = this.advance();
    if (this.checking) {
      if (this.tok.type === T.Newline) {
        throw this.errorToken("Expected one or more names after 'import'");
      }
      const { pos } = this;
      const names = this.attempt(() => {
        do {
          this.dottedName();
        } while (this.accept(','));
        this.expect('from');
        this.dottedName();
        return true;
      });
      if (names) {
        throw this.error("Did you mean to use 'from ... import ...' instead?", start, this.lastEnd);
      }
      this.reset(pos);
    }
    const names: IAlias[] = [];
    do {
      const at = this.tok.start;
      const name = this.dottedName();
      const asname = this.accept('as') ? this.name().text : null;
      names.push({ name, asname, start: at, end: this.lastEnd });
    } while (this.accept(','));
    return { kind: 'Import', names, start, end: this.lastEnd };
  }

  private dottedName(): string {
    let name = this.name().text;
    while (this.accept('.')) {
      name += '.' + this.name().text;
    }
    return name;
  }

  private importFrom(): Stmt {
    const { start } = this.advance();
    let level = 0;
    while (this.is('.') || this.is('...')) {
      level += this.advance().text.length;
    }
    const module = this.tok.type === T.Name ? this.dottedName() : null;
    if (!module && level === 0) {
      throw this.failure();
    }
    this.expect('import');
    const names: IAlias[] = [];
    if (this.is('*')) {
      const star = this.advance();
      names.push({ name: '*', asname: null, start: star.start, end: star.end });
    } else {
      const parenthesised = this.accept('(');
      if (this.checking && this.tok.type === T.Newline) {
        throw this.errorToken("Expected one or more names after 'import'");
      }
      for (;;) {
        const at = this.tok.start;
        const name = this.name().text;
        const asname = this.accept('as') ? this.name().text : null;
        names.push({ name, asname, start: at, end: this.lastEnd });
        if (!this.accept(',') || (parenthesised && this.is(')'))) {
          break;
        }
        if (this.checking && !parenthesised && this.tok.type === T.Newline) {
          throw this.errorToken('trailing comma not allowed without surrounding parentheses', this.tokens[this.furthest]);
        }
      }
      if (parenthesised) {
        this.expect(')');
      }
    }
    return { kind: 'ImportFrom', module, names, level, start, end: this.lastEnd };
  }
}
