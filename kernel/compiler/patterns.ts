/**
 * The match statement: its soft keywords, which are names everywhere else, and its patterns.
 */

import { Complex, type Expr, type IMatchCase, type IMatchClass, type IMatchMapping, type Pattern, type Stmt } from './ast';
import { CompoundParser } from './compound';
import { T } from './tokenizer';

export abstract class PatternParser extends CompoundParser {
  /** A match statement, or null where `match` is only a name. */
  protected override matchStatement(): Stmt | null {
    const next = this.peek();
    const { pos, depth } = this;
    if (next.type === T.Newline || (next.type === T.Op && !'([{-+~*...'.includes(next.text))) {
      return null;
    }
    const opener = this.advance();
    const subject = this.attempt(() => this.subject());
    if (!subject) {
      this.reset(pos);
      return null;
    }
    if (this.checking && this.at(T.Newline)) {
      throw this.errorToken("expected ':'", this.tokens[this.furthest]);
    }
    if (!this.accept(':') || !this.at(T.Newline)) {
      this.reset(pos);
      this.depth = depth;
      return null;
    }
    this.advance();
    if (!this.at(T.Indent)) {
      throw this.missingBlock("'match' statement", opener);
    }
    this.advance();
    const cases: IMatchCase[] = [];
    this.enter();
    while (!this.at(T.Dedent)) {
      cases.push(this.caseBlock());
    }
    this.depth--;
    this.advance();
    const { body } = cases[cases.length - 1];
    return { kind: 'Match', subject, cases, start: opener.start, end: body[body.length - 1].end };
  }

  private subject(): Expr {
    const { start } = this.tok;
    const first = this.starNamedExpression();
    if (!this.is(',')) {
      if (first.kind === 'Starred') {
        throw this.failure();
      }
      return first;
    }
    const elts = [first];
    while (this.accept(',') && this.startsExpression()) {
      elts.push(this.starNamedExpression());
    }
    return { kind: 'Tuple', elts, start, end: this.lastEnd };
  }

  private caseBlock(): IMatchCase {
    if (this.tok.type !== T.Name || this.tok.text !== 'case') {
      throw this.failure();
    }
    const opener = this.advance();
    const pattern = this.openPattern();
    const guard = this.accept('if') ? this.namedExpression() : null;
    this.colon();
    return { pattern, guard, body: this.block("'case' statement", opener) };
  }

  /** `a, *b`: at the top a sequence needs no brackets. */
  private openPattern(): Pattern {
    const { start } = this.tok;
    const first = this.maybeStar();
    if (!this.is(',')) {
      if (first.kind === 'MatchStar') {
        throw this.failure();
      }
      return first;
    }
    const patterns = [first];
    while (this.accept(',') && !this.is(':') && !this.is('if')) {
      patterns.push(this.maybeStar());
    }
    return { kind: 'MatchSequence', patterns, start, end: this.lastEnd };
  }

  private maybeStar(): Pattern {
    const { start } = this.tok;
    if (!this.accept('*')) {
      return this.pattern();
    }
    const name = this.name().text;
    return { kind: 'MatchStar', name: name === '_' ? null : name, start, end: this.lastEnd };
  }

  private pattern(): Pattern {
    const { start } = this.tok;
    this.enter();
    const pattern = this.orPattern();
    this.depth--;
    if (!this.accept('as')) {
      return pattern;
    }
    if (this.checking) {
      if (this.tok.text === '_') {
        throw this.errorToken("cannot use '_' as a target");
      }
      const { pos } = this;
      const target = this.attempt(() => this.expression());
      if (target && target.kind !== 'Name') {
        throw this.error('invalid pattern target', target.start, target.end);
      }
      this.reset(pos);
    }
    const name = this.name().text;
    if (name === '_') {
      throw this.failure();
    }
    return { kind: 'MatchAs', pattern, name, start, end: this.lastEnd };
  }

  private orPattern(): Pattern {
    const { start } = this.tok;
    const first = this.closedPattern();
    if (!this.is('|')) {
      return first;
    }
    const patterns = [first];
    while (this.accept('|')) {
      patterns.push(this.closedPattern());
    }
    return { kind: 'MatchOr', patterns, start, end: this.lastEnd };
  }

  private closedPattern(): Pattern {
    const { start, type, text } = this.tok;
    if (type === T.Keyword) {
      const value = text === 'None' ? null : text === 'True' ? true : text === 'False' ? false : undefined;
      if (value === undefined) {
        throw this.failure();
      }
      this.advance();
      return { kind: 'MatchSingleton', value, start, end: this.lastEnd };
    }
    if (type === T.Number || type === T.String || type === T.FStringStart || text === '-') {
      const value = this.literal();
      return { kind: 'MatchValue', value, start, end: this.lastEnd };
    }
    if (type === T.Name) {
      return this.namePattern(start);
    }
    if (this.accept('[')) {
      const patterns = this.sequence(']');
      return { kind: 'MatchSequence', patterns, start, end: this.lastEnd };
    }
    if (this.accept('(')) {
      const opened = this.pos;
      const patterns = this.sequence(')');
      // Without a comma the parentheses only group.
      const comma = this.tokens[this.pos - 2].text === ',';
      if (patterns.length === 1 && !comma && this.pos > opened) {
        if (patterns[0].kind === 'MatchStar') {
          throw this.failure();
        }
        return patterns[0];
      }
      return { kind: 'MatchSequence', patterns, start, end: this.lastEnd };
    }
    if (this.is('{')) {
      return this.mappingPattern();
    }
    throw this.failure();
  }

  private sequence(closing: string): Pattern[] {
    const patterns: Pattern[] = [];
    while (!this.is(closing)) {
      patterns.push(this.maybeStar());
      if (!this.accept(',')) {
        break;
      }
    }
    this.expect(closing);
    return patterns;
  }

  /** A number with its sign and perhaps an imaginary part, or strings. */
  private literal(): Expr {
    const { start } = this.tok;
    const negative = this.accept('-');
    if (this.tok.type !== T.Number && negative) {
      throw this.failure();
    }
    const isNumber = this.tok.type === T.Number;
    const atom = this.atom();
    if (atom.kind === 'JoinedStr') {
      throw this.error('patterns may only match literals and attribute lookups', atom.start, atom.end);
    }
    let value: Expr = negative ? { kind: 'UnaryOp', op: '-', operand: atom, start, end: this.lastEnd } : atom;
    if (isNumber && (this.is('+') || this.is('-'))) {
      const op = this.advance().text as '+' | '-';
      if (atom.kind === 'Constant' && atom.value instanceof Complex) {
        throw this.checking ? this.error('real number required in complex literal', atom.start, atom.end) : this.failure();
      }
      if (this.tok.type !== T.Number || !/[jJ]$/.test(this.tok.text)) {
        throw this.checking ? this.errorToken('imaginary number required in complex literal') : this.failure();
      }
      const right = this.atom();
      value = { kind: 'BinOp', left: value, op, right, start, end: this.lastEnd };
    }
    return value;
  }

  private namePattern(start: number): Pattern {
    const first = this.name();
    let value: Expr = { kind: 'Name', id: first.text, start: first.start, end: first.end };
    while (this.accept('.')) {
      const attr = this.name().text;
      value = { kind: 'Attribute', value, attr, start, end: this.lastEnd };
    }
    if (this.is('(')) {
      return this.classPattern(value, start);
    }
    if (value.kind === 'Attribute') {
      return { kind: 'MatchValue', value, start, end: this.lastEnd };
    }
    if (this.is('=')) {
      throw this.failure();
    }
    return { kind: 'MatchAs', pattern: null, name: first.text === '_' ? null : first.text, start, end: this.lastEnd };
  }

  private classPattern(cls: Expr, start: number): Pattern {
    this.expect('(');
    const result: IMatchClass = { kind: 'MatchClass', cls, patterns: [], kwdAttrs: [], kwdPatterns: [], start, end: 0 };
    while (!this.is(')')) {
      const at = this.tok.start;
      if (this.tok.type === T.Name && this.peek().text === '=') {
        result.kwdAttrs.push(this.advance().text);
        this.advance();
        result.kwdPatterns.push(this.pattern());
      } else {
        const pattern = this.pattern();
        if (result.kwdAttrs.length > 0) {
          throw this.checking ? this.error('positional patterns follow keyword patterns', at, pattern.end) : this.failure();
        }
        result.patterns.push(pattern);
      }
      if (!this.accept(',')) {
        break;
      }
    }
    this.expect(')');
    result.end = this.lastEnd;
    return result;
  }

  private mappingPattern(): Pattern {
    const { start } = this.advance();
    const result: IMatchMapping = { kind: 'MatchMapping', keys: [], patterns: [], rest: null, start, end: 0 };
    while (!this.is('}')) {
      if (this.accept('**')) {
        result.rest = this.name().text;
        if (result.rest === '_') {
          throw this.failure();
        }
        this.accept(',');
        break;
      }
      result.keys.push(this.mappingKey());
      this.expect(':');
      result.patterns.push(this.pattern());
      if (!this.accept(',')) {
        break;
      }
    }
    this.expect('}');
    result.end = this.lastEnd;
    return result;
  }

  private mappingKey(): Expr {
    const { start, type, text } = this.tok;
    if (type === T.Name) {
      const pattern = this.namePattern(start);
      if (pattern.kind !== 'MatchValue') {
        throw this.failure();
      }
      return pattern.value;
    }
    if (type === T.Keyword && (text === 'None' || text === 'True' || text === 'False')) {
      return this.atom();
    }
    return this.literal();
  }
}
