/**
 * Atoms and what may trail them: names and literals, displays and comprehensions, attribute access, subscripts,
 * calls, and the strings, plain and formatted, that stand side by side.
 */

import {
  type ConstantValue, Complex, ELLIPSIS, type Expr, type IComprehension, type IFormattedValue, type IJoinedStr, type IKeyword, type IStarred
} from './ast';
import { decodeBytes, decodeString, EscapeError, type Suspect } from './fstring';
import { ParameterParser } from './parameters';
import { expressionName } from './targets';
import { type IToken, T } from './tokenizer';

/** CPython refuses to read a decimal literal with more digits than this. */
const MAX_INT_DIGITS = 4300;

export abstract class AtomParser extends ParameterParser {
  protected override atom(): Expr {
    const token = this.tok;
    const { start, end } = token;
    switch (token.type) {
      case T.Name:
        this.advance();
        return { kind: 'Name', id: token.text, start, end };
      case T.Number:
        this.advance();
        return { kind: 'Constant', value: this.numberValue(token), start, end };
      case T.String:
      case T.FStringStart:
        return this.strings();
      case T.Keyword: {
        const value = token.text === 'None' ? null : token.text === 'True' ? true : token.text === 'False' ? false : undefined;
        if (value === undefined) {
          throw this.failure();
        }
        this.advance();
        return { kind: 'Constant', value, start, end };
      }
      case T.Op:
        switch (token.text) {
          case '(':
            return this.nested(() => this.parenthesised());
          case '[':
            return this.nested(() => this.listDisplay());
          case '{':
            return this.nested(() => this.braceDisplay());
          case '...':
            this.advance();
            return { kind: 'Constant', value: ELLIPSIS, start, end };
        }
    }
    throw this.failure();
  }

  private nested(parse: () => Expr): Expr {
    this.enter();
    const result = parse();
    this.depth--;
    return result;
  }

  private numberValue(token: IToken): ConstantValue {
    const text = token.text.replaceAll('_', '');
    const last = text[text.length - 1];
    if (last === 'j' || last === 'J') {
      return new Complex(0, Number(text.slice(0, -1)));
    }
    if (/^0[xXoObB]/.test(text)) {
      return BigInt(text.toLowerCase());
    }
    if (/[.eE]/.test(text)) {
      return Number(text);
    }
    if (text.length > MAX_INT_DIGITS) {
      throw this.errorToken(
        `Exceeds the limit (${MAX_INT_DIGITS} digits) for integer string conversion: value has ${text.length} digits; use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer literals to avoid decimal conversion limits.`,
        token
      );
    }
    return BigInt(text.replace(/^0+(?=\d)/, ''));
  }

  // ---- displays

  private parenthesised(): Expr {
    const { start } = this.advance();
    if (this.accept(')')) {
      return { kind: 'Tuple', elts: [], start, end: this.lastEnd };
    }
    if (this.is('yield')) {
      const value = this.yieldExpression();
      this.expect(')');
      return value;
    }
    if (this.checking) {
      this.checkComprehensionStart(false);
      this.checkGroup();
    }
    const first = this.starNamedExpression();
    if (this.startsComprehension()) {
      if (first.kind === 'Starred') {
        throw this.failure();
      }
      const generators = this.comprehensionClauses();
      this.expect(')');
      return { kind: 'GeneratorExp', elt: first, generators, start, end: this.lastEnd };
    }
    if (!this.is(',')) {
      if (first.kind === 'Starred') {
        throw this.failure();
      }
      this.expect(')');
      return first;
    }
    const elts = this.elements(first, ')');
    return { kind: 'Tuple', elts, start, end: this.lastEnd };
  }

  private checkGroup(): void {
    const { pos } = this;
    if (this.is('*')) {
      const starred = this.attempt(() => this.starred(() => this.expression()));
      if (starred && this.is(')')) {
        throw this.error('cannot use starred expression here', starred.start, starred.end);
      }
    } else if (this.is('**')) {
      const stars = this.advance();
      if (this.attempt(() => this.expression()) && this.is(')')) {
        throw this.errorToken('cannot use double starred expression here', stars);
      }
    }
    this.reset(pos);
  }

  /** The rest of a display after its first element, through the closing bracket. */
  private elements(first: Expr, closing: string): Expr[] {
    const elts = [first];
    while (this.accept(',')) {
      if (this.is(closing)) {
        break;
      }
      elts.push(this.starNamedExpression());
    }
    this.expect(closing);
    return elts;
  }

  private listDisplay(): Expr {
    const { start } = this.advance();
    if (this.accept(']')) {
      return { kind: 'List', elts: [], start, end: this.lastEnd };
    }
    if (this.checking) {
      this.checkComprehensionStart(true);
    }
    const first = this.starNamedExpression();
    if (this.startsComprehension() && first.kind !== 'Starred') {
      const generators = this.comprehensionClauses();
      this.expect(']');
      return { kind: 'ListComp', elt: first, generators, start, end: this.lastEnd };
    }
    const elts = this.elements(first, ']');
    return { kind: 'List', elts, start, end: this.lastEnd };
  }

  /** Looks, right after an opening bracket, for a comprehension whose element is not one. */
  private checkComprehensionStart(tuples: boolean): void {
    const { pos } = this;
    const element = this.attempt(() => this.starNamedExpression());
    if (element?.kind === 'Starred' && this.startsComprehension() && this.attempt(() => this.comprehensionClauses())) {
      throw this.error('iterable unpacking cannot be used in comprehension', element.start, element.end);
    }
    if (tuples && element && this.is(',')) {
      let end = this.tok.end;
      let last: Expr | undefined;
      while (this.accept(',')) {
        last = this.attempt(() => this.starNamedExpression());
        if (!last) {
          break;
        }
        end = last.end;
      }
      if (this.startsComprehension() && this.attempt(() => this.comprehensionClauses())) {
        throw this.error('did you forget parentheses around the comprehension target?', element.start, end);
      }
    }
    this.reset(pos);
  }

  private braceDisplay(): Expr {
    const { start } = this.advance();
    if (this.accept('}')) {
      return { kind: 'Dict', keys: [], values: [], start, end: this.lastEnd };
    }
    if (this.is('**')) {
      return this.dictDisplay(start, null);
    }
    const { pos } = this;
    if (this.checking) {
      this.checkComprehensionStart(true);
    }
    const first = this.starNamedExpression();
    if (this.is(':')) {
      this.reset(pos);
      return this.dictDisplay(start, this.expression());
    }
    if (this.startsComprehension() && first.kind !== 'Starred') {
      const generators = this.comprehensionClauses();
      this.expect('}');
      return { kind: 'SetComp', elt: first, generators, start, end: this.lastEnd };
    }
    const elts = this.elements(first, '}');
    return { kind: 'Set', elts, start, end: this.lastEnd };
  }

  private dictDisplay(start: number, firstKey: Expr | null): Expr {
    const keys: (Expr | null)[] = [];
    const values: Expr[] = [];
    let key = firstKey;
    for (;;) {
      if (key) {
        this.expect(':');
        this.checkDictValue();
        keys.push(key);
        values.push(this.expression());
        if (keys.length === 1 && this.startsComprehension()) {
          const generators = this.comprehensionClauses();
          this.expect('}');
          return { kind: 'DictComp', key, value: values[0], generators, start, end: this.lastEnd };
        }
      } else {
        const stars = this.expect('**');
        keys.push(null);
        values.push(this.binary(1));
        if (this.checking && keys.length === 1 && this.startsComprehension() && this.attempt(() => this.comprehensionClauses())) {
          throw this.errorToken('dict unpacking cannot be used in dict comprehension', stars);
        }
      }
      if (!this.accept(',')) {
        break;
      }
      if (this.is('}')) {
        break;
      }
      key = this.is('**') ? null : this.dictKey();
    }
    this.expect('}');
    return { kind: 'Dict', keys, values, start, end: this.lastEnd };
  }

  private dictKey(): Expr {
    const key = this.expression();
    if (this.checking && !this.is(':')) {
      throw this.error("':' expected after dictionary key", key.end - 1, -1);
    }
    return key;
  }

  private checkDictValue(): void {
    if (!this.checking) {
      return;
    }
    const colon = this.tokens[this.pos - 1];
    if (this.is('}') || this.is(',')) {
      throw this.errorToken("expression expected after dictionary key and ':'", colon);
    }
    if (this.is('*')) {
      const { pos } = this;
      const star = this.advance();
      if (this.attempt(() => this.binary(1))) {
        throw this.errorToken('cannot use a starred expression in a dictionary value', star);
      }
      this.reset(pos);
    }
  }

  // ---- trailers

  protected override trailer(primary: Expr, start: number): Expr | null {
    const { type, text } = this.tok;
    if (type !== T.Op) {
      return null;
    }
    if (text === '.') {
      this.advance();
      const name = this.name();
      return { kind: 'Attribute', value: primary, attr: name.text, start, end: name.end };
    }
    if (text === '(') {
      this.enter();
      const { args, keywords } = this.callArguments();
      this.depth--;
      return { kind: 'Call', func: primary, args, keywords, start, end: this.lastEnd };
    }
    if (text === '[') {
      this.enter();
      this.advance();
      const index = this.tupleOf(() => this.slice(), true);
      // `a[*b]` is `a[*b,]`.
      const slice: Expr = index.kind === 'Starred' ? { kind: 'Tuple', elts: [index], start: index.start, end: index.end } : index;
      this.expect(']');
      this.depth--;
      return { kind: 'Subscript', value: primary, slice, start, end: this.lastEnd };
    }
    return null;
  }

  /** `*args` in a call or a subscript. */
  private starredArgument(): IStarred {
    const { pos } = this;
    const value = this.attempt(() => this.starred(() => this.expression()));
    if (!value) {
      this.reset(pos);
      throw this.checking ? this.errorToken('Invalid star expression', this.tokens[Math.max(this.furthest, pos)]) : this.failure();
    }
    if (this.checking && this.accept('=')) {
      if (this.attempt(() => this.expression())) {
        throw this.error('cannot assign to iterable argument unpacking', value.start, this.lastEnd);
      }
    }
    return value;
  }

  private slice(): Expr {
    if (this.is('*')) {
      return this.starredArgument();
    }
    const { start, text } = this.tok;
    let lower: Expr | null = null;
    if (!this.is(':')) {
      lower = this.namedExpression();
      if (!this.is(':')) {
        return lower;
      }
      if (lower.kind === 'NamedExpr' && text !== '(') {
        throw this.failure();
      }
    }
    this.expect(':');
    const upper = this.startsExpression() ? this.expression() : null;
    let step: Expr | null = null;
    if (this.accept(':') && this.startsExpression()) {
      step = this.expression();
    }
    return { kind: 'Slice', lower, upper, step, start, end: this.lastEnd };
  }

  /** The arguments of a call or class statement, from the opening to the closing parenthesis. */
  protected callArguments(isClass = false): { args: Expr[]; keywords: IKeyword[] } {
    const open = this.expect('(');
    const args: Expr[] = [];
    const keywords: IKeyword[] = [];
    let unpacking = false;
    /** A mistake seen on the way; a worse one further on comes first. */
    let mistake: (() => unknown) | null = null;
    if (this.checking && this.is('*')) {
      this.checkComprehensionStart(false);
    }
    while (!this.is(')')) {
      const token = this.tok;
      const starAt = this.pos;
      if (this.checking) {
        this.checkArgument();
      }
      if (this.accept('**')) {
        const value = this.expression();
        if (this.checking && this.accept('=')) {
          if (this.attempt(() => this.expression())) {
            throw this.error('cannot assign to keyword argument unpacking', token.start, this.lastEnd);
          }
        }
        keywords.push({ arg: null, value, start: token.start, end: this.lastEnd });
        unpacking = true;
      } else if (token.type === T.Name && this.peek().text === '=') {
        this.advance();
        this.advance();
        const value = this.expression();
        keywords.push({ arg: token.text, value, start: token.start, end: this.lastEnd });
      } else if (this.is('*')) {
        const value = this.starredArgument();
        if (unpacking) {
          const comma = this.tokens[starAt - 1];
          mistake ??= () => this.error('iterable argument unpacking follows keyword argument unpacking', comma.start, value.end);
        }
        args.push(value);
      } else {
        const value = token.type === T.Name && this.peek().text === ':=' ? this.assignmentExpression() : this.expression();
        if (this.startsComprehension() && !isClass) {
          const generators = this.comprehensionClauses();
          const alone = this.is(')') && args.length === 0 && keywords.length === 0;
          if (alone) {
            this.advance();
            args.push({ kind: 'GeneratorExp', elt: value, generators, start: open.start, end: this.lastEnd });
            return { args, keywords };
          }
          if (this.checking) {
            throw this.error('Generator expression must be parenthesized', value.start, endOf(generators));
          }
          throw this.failure();
        }
        if (this.is('=') || this.is(':=')) {
          throw this.failure();
        }
        if (keywords.length > 0) {
          const message = unpacking
            ? 'positional argument follows keyword argument unpacking'
            : 'positional argument follows keyword argument';
          mistake ??= () => this.errorToken(message, this.tokens[this.furthest]);
        }
        args.push(value);
      }
      if (!this.accept(',')) {
        break;
      }
    }
    if (mistake) {
      throw this.checking ? mistake() : this.failure();
    }
    this.expect(')');
    return { args, keywords };
  }

  private checkArgument(): void {
    const { pos, tok } = this;
    if (this.peek().text === '=' && ['True', 'False', 'None'].includes(tok.text)) {
      throw this.error(`cannot assign to ${tok.text}`, tok.start, this.peek().end);
    }
    if (tok.type === T.Name && this.peek().text === '=') {
      this.advance();
      const equals = this.advance();
      if (this.is(',') || this.is(')')) {
        throw this.error('expected argument value expression', tok.start, equals.end);
      }
      const value = this.attempt(() => this.expression());
      if (value && this.startsComprehension() && this.attempt(() => this.comprehensionClauses())) {
        throw this.error("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", tok.start, equals.end);
      }
      this.reset(pos);
      return;
    }
    if (this.is('*') || this.is('**')) {
      return;
    }
    const value = this.attempt(() => this.expression());
    if (value && this.is('=')) {
      const equals = this.tok;
      throw this.error('expression cannot contain assignment, perhaps you meant "=="?', value.start, equals.end);
    }
    if (value && this.is(':=') && value.kind !== 'Name') {
      this.advance();
      if (this.attempt(() => this.expression())) {
        throw this.error(`cannot use assignment expressions with ${expressionName(value)}`, value.start, value.end);
      }
    }
    this.reset(pos);
  }

  // ---- strings

  private strings(): Expr {
    const { start } = this.tok;
    const values: Expr[] = [];
    let bytes: Uint8Array[] | null = null;
    let text = false;
    let formatted = false;
    while (this.tok.type === T.String || this.tok.type === T.FStringStart) {
      if (this.tok.type === T.FStringStart) {
        formatted = text = true;
        values.push(...this.fstring());
        continue;
      }
      const token = this.advance();
      const value = this.stringValue(token);
      if (value instanceof Uint8Array) {
        (bytes ??= []).push(value);
      } else {
        text = true;
        values.push({ kind: 'Constant', value, start: token.start, end: token.end });
      }
    }
    const end = this.lastEnd;
    if (bytes) {
      if (text) {
        throw this.errorToken('cannot mix bytes and nonbytes literals', this.tokens[this.furthest]);
      }
      return { kind: 'Constant', value: concatBytes(bytes), start, end };
    }
    const merged = mergeConstants(values);
    if (!formatted) {
      const only = merged[0];
      return { kind: 'Constant', value: only?.kind === 'Constant' ? only.value : '', start, end };
    }
    return { kind: 'JoinedStr', values: merged, start, end };
  }

  private stringValue(token: IToken): string | Uint8Array {
    const spelling = this.source.text.slice(token.start, token.end);
    const quoteAt = spelling.search(/['"]/);
    const prefix = spelling.slice(0, quoteAt).toLowerCase();
    const size = spelling.length - quoteAt >= 6 && spelling.startsWith(spelling[quoteAt].repeat(3), quoteAt) ? 3 : 1;
    const body = spelling.slice(quoteAt + size, spelling.length - size);
    const raw = prefix.includes('r');
    const suspect = this.suspect(token.start + quoteAt + size);
    return this.decode(token, () => (prefix.includes('b') ? decodeBytes(body, raw, suspect) : raw ? body : decodeString(body, suspect)));
  }

  /** Where in the source a literal's body begins is where its escapes are counted from. */
  private suspect(start: number): Suspect {
    return (message, at) => this.source.warn(message, start + at);
  }

  private decode<R>(token: IToken, decode: () => R): R {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof EscapeError)) {
        throw error;
      }
      const message = error.message.startsWith("'unicodeescape'") ? `(unicode error) ${error.message}` : error.message;
      throw this.errorToken(message, token);
    }
  }

  /** The parts of one f-string. */
  private fstring(): Expr[] {
    const opening = this.advance();
    const raw = /r/i.test(opening.text);
    const values: Expr[] = [];
    while (this.tok.type !== T.FStringEnd) {
      this.fstringPart(values, raw, opening, false);
    }
    this.advance();
    return values;
  }

  private fstringPart(values: Expr[], raw: boolean, opening: IToken, inSpec: boolean): void {
    const { start, end, type } = this.tok;
    if (type === T.FStringMiddle) {
      this.advance();
      let text = this.source.text.slice(start, end);
      if (!inSpec) {
        text = text.replaceAll('{{', '{').replaceAll('}}', '}');
      }
      const value = raw ? text : this.decode(opening, () => decodeString(text, this.suspect(start)));
      values.push({ kind: 'Constant', value, start, end });
      return;
    }
    if (!this.is('{')) {
      throw this.failure();
    }
    this.replacementField(values, raw, opening);
  }

  private replacementField(values: Expr[], raw: boolean, opening: IToken): void {
    const brace = this.advance();
    if (this.checking) {
      this.checkReplacementField();
    }
    const value = this.is('yield') ? this.yieldExpression() : this.starExpressions();
    let debug = false;
    if (this.is('=')) {
      const equals = this.advance();
      debug = true;
      const text = this.source.text.slice(brace.end, Math.max(equals.end, this.tok.start));
      values.push({ kind: 'Constant', value: text, start: brace.end, end: equals.end });
    }
    let conversion: IFormattedValue['conversion'] = '';
    if (this.is('!')) {
      const mark = this.advance();
      const letter = this.name();
      if (letter.start > mark.end) {
        // Spelt as CPython 3.13 spells it.
        throw this.error('f-string: conversion type must come right after the exclamanation mark', mark.start, letter.end);
      }
      if (letter.text !== 's' && letter.text !== 'r' && letter.text !== 'a') {
        throw this.errorToken(`f-string: invalid conversion character '${letter.text}': expected 's', 'r', or 'a'`, letter);
      }
      conversion = letter.text;
    }
    let spec: IJoinedStr | null = null;
    if (this.accept(':')) {
      const specStart = this.tokens[this.pos - 1].start;
      const parts: Expr[] = [];
      while (!this.is('}')) {
        this.fstringPart(parts, raw, opening, true);
      }
      spec = { kind: 'JoinedStr', values: mergeConstants(parts), start: specStart, end: this.lastEnd };
    }
    if (debug && !conversion && !spec) {
      conversion = 'r';
    }
    this.expect('}');
    values.push({ kind: 'FormattedValue', value, conversion, spec, start: brace.start, end: this.lastEnd });
  }

  private checkReplacementField(): void {
    const { pos, tok } = this;
    if (['=', '!', ':', '}'].includes(tok.text)) {
      throw this.errorToken(`f-string: valid expression required before '${tok.text}'`, tok);
    }
    const value = this.attempt(() => (this.is('yield') ? this.yieldExpression() : this.starExpressions()));
    if (!value) {
      throw this.errorToken("f-string: expecting a valid expression after '{'", tok);
    }
    let wanted = "'=', or '!', or ':', or '}'";
    if (this.accept('=')) {
      wanted = "'!', or ':', or '}'";
    }
    if (!['=', '!', ':', '}'].includes(this.tok.text) || this.is('=')) {
      throw this.errorToken(`f-string: expecting ${wanted}`);
    }
    if (this.accept('!')) {
      if (this.is(':') || this.is('}')) {
        throw this.errorToken('f-string: missing conversion character');
      }
      if (this.tok.type !== T.Name) {
        throw this.errorToken('f-string: invalid conversion character');
      }
      this.advance();
      if (!this.is(':') && !this.is('}')) {
        throw this.errorToken("f-string: expecting ':' or '}'");
      }
    }
    if (this.accept(':')) {
      this.attempt(() => {
        while (!this.is('}') && !this.at(T.FStringEnd)) {
          this.fstringPart([], true, tok, true);
        }
      });
      if (!this.is('}') && this.at(T.FStringEnd)) {
        throw this.errorToken("f-string: expecting '}', or format specs");
      }
    }
    this.reset(pos);
  }
}

/** The end of a run of comprehension clauses, for carets. */
function endOf(generators: readonly IComprehension[]): number {
  const last = generators[generators.length - 1];
  const ifs = last.ifs;
  return ifs.length > 0 ? ifs[ifs.length - 1].end : last.iter.end;
}

/** Joins neighbouring string constants and drops empty ones. */
function mergeConstants(values: readonly Expr[]): Expr[] {
  const merged: Expr[] = [];
  for (const value of values) {
    const last = merged[merged.length - 1];
    if (value.kind === 'Constant' && last?.kind === 'Constant') {
      merged[merged.length - 1] = { ...last, value: (last.value as string) + (value.value as string), end: value.end };
    } else if (value.kind !== 'Constant' || value.value !== '') {
      merged.push(value);
    }
  }
  return merged.filter(value => value.kind !== 'Constant' || value.value !== '');
}

function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
