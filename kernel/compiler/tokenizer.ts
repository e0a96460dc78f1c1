/**
 * Text to tokens. The whole source is read at once: a lexical error outranks every grammatical one, wherever it
 * stands, as it does in CPython. F-strings are cut into start, middle, expression and end tokens here
 * (PEP 701); fstring.ts holds the state of the ones that are open.
 */

import { errorAt, PythonSyntaxError, type SyntaxErrorKind } from './errors';
import { FStringFrame } from './fstring';
import { type Source } from './source';

export const enum T {
  End,
  Name,
  Keyword,
  Number,
  String,
  Op,
  Newline,
  Indent,
  Dedent,
  FStringStart,
  FStringMiddle,
  FStringEnd,
  /** Stands where reading had to stop; `Tokens.error` says why. */
  Error
}

export interface IToken {
  type: T;
  /** The spelling of names, keywords, numbers and operators; empty for the others. */
  text: string;
  start: number;
  end: number;
  /** How many brackets are open after the token. */
  level: number;
}

/** What the parser reads: the tokens, and the error to raise if it ever reaches a final Error token. */
export interface ITokens {
  tokens: IToken[];
  error: PythonSyntaxError | null;
  /** Whether that error outranks a mistake of grammar before it. */
  hard: boolean;
  /** Brackets left open at the end, innermost last: the character and its offset. */
  open: { text: string; start: number }[];
}

export const KEYWORDS: ReadonlySet<string> = new Set([
  'False', 'None', 'True', 'and', 'as', 'assert', 'async', 'await', 'break', 'class', 'continue', 'def', 'del', 'elif', 'else', 'except',
  'finally', 'for', 'from', 'global', 'if', 'import', 'in', 'is', 'lambda', 'nonlocal', 'not', 'or', 'pass', 'raise', 'return', 'try', 'while',
  'with', 'yield'
]);

const MAX_BRACKETS = 200;
const MAX_INDENTS = 100;
const MAX_FSTRINGS = 150;
/** Replacement fields inside the format specs of one another. */
const MAX_FIELDS = 3;

const NUMBER = /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?[jJ]?)/y;
const IDENTIFIER = /[\p{XID_Start}_][\p{XID_Continue}]*/uy;
const OPERATOR = /\*\*=|\/\/=|>>=|<<=|\.\.\.|!=|->|:=|\+=|-=|\*\*|\*=|\/\/|\/=|%=|&=|\|=|\^=|<<|<=|<>|>>|>=|==|@=|[-+*/%@&|^~<>()[\]{},:.;=!$?`]/y;
/** A keyword may follow a number directly. */
const AFTER_NUMBER = /(?:and|else|for|if|in|is|not|or)/y;

export function tokenize(source: Source): ITokens {
  return new Tokenizer(source).run();
}

/** Thrown to leave the loop at an error that only matters if the parser gets so far. */
class Stop {
  constructor(readonly error: PythonSyntaxError) {}
}

class Tokenizer {
  private readonly text: string;
  private readonly tokens: IToken[] = [];
  private readonly brackets: { text: string; start: number }[] = [];
  private readonly fstrings: FStringFrame[] = [];
  private readonly indents: { column: number; alternate: number }[] = [{ column: 0, alternate: 0 }];
  private at = 0;

  constructor(private readonly source: Source) {
    this.text = source.text;
  }

  run(): ITokens {
    let error: PythonSyntaxError | null = null;
    let hard = false;
    try {
      const nul = this.text.indexOf('\0');
      if (nul >= 0) {
        throw this.fail('source code string cannot contain null bytes', nul, nul);
      }
      this.lines();
    } catch (stop) {
      if (!(stop instanceof Stop) && !(stop instanceof PythonSyntaxError)) {
        throw stop;
      }
      hard = stop instanceof PythonSyntaxError;
      error = stop instanceof Stop ? stop.error : stop;
      this.push(T.Error, '', this.at, this.at);
    }
    return { tokens: this.tokens, error, hard, open: this.brackets };
  }

  private push(type: T, text: string, start: number, end: number): void {
    this.tokens.push({ type, text, start, end, level: this.brackets.length });
    this.at = end;
  }

  private fail(message: string, start: number, end = -1, kind: SyntaxErrorKind = 'SyntaxError'): PythonSyntaxError {
    return errorAt(this.source, message, start, end, kind);
  }

  private lines(): void {
    const { text } = this;
    let lineHasTokens = false;
    while (this.at < text.length) {
      const frame = this.fstrings[this.fstrings.length - 1];
      if (frame && !frame.inExpression) {
        this.fstringText(frame);
        continue;
      }
      if (!lineHasTokens && this.brackets.length === 0) {
        if (!this.indentation()) {
          continue;
        }
        lineHasTokens = true;
        continue;
      }
      const code = text.charCodeAt(this.at);
      if (code === 32 || code === 9 || code === 12) {
        this.at++;
      } else if (code === 10) {
        if (this.brackets.length === 0) {
          this.push(T.Newline, '', this.at, this.at + 1);
          lineHasTokens = false;
        } else {
          this.at++;
        }
      } else if (code === 35) {
        this.at = text.indexOf('\n', this.at);
      } else if (code === 92) {
        this.continuation();
      } else {
        this.token(code);
      }
    }
    if (this.fstrings.length > 0 || this.brackets.length > 0) {
      throw new Stop(this.unclosed());
    }
    for (let left = this.indents.length; left > 1; left--) {
      this.push(T.Dedent, '', this.at, this.at);
    }
    this.push(T.End, '', this.at, this.at);
  }

  private unclosed(): PythonSyntaxError {
    return unclosedError(this.source, this.brackets[this.brackets.length - 1]);
  }

  private continuation(): void {
    if (this.text.charCodeAt(this.at + 1) !== 10) {
      throw new Stop(this.fail('unexpected character after line continuation character', this.at + 1));
    }
    this.at += 2;
    if (this.at >= this.text.length) {
      const error = this.fail('unexpected EOF while parsing', this.at - 1);
      error.incomplete = true;
      throw new Stop(error);
    }
  }

  /** Reads the white space at the start of a line; true if a statement follows on it. */
  private indentation(): boolean {
    const { text } = this;
    let column = 0;
    let alternate = 0;
    let continued: { column: number; alternate: number } | null = null;
    let at = this.at;
    for (; ; at++) {
      const code = text.charCodeAt(at);
      if (code === 32) {
        column++;
        alternate++;
      } else if (code === 9) {
        column = (column | 7) + 1;
        alternate++;
      } else if (code === 12) {
        column = alternate = 0;
      } else if (code === 92 && text.charCodeAt(at + 1) === 10 && at + 2 < text.length) {
        // The indentation is that of the line that is continued.
        continued ??= column > 0 ? { column, alternate } : null;
        at++;
      } else {
        break;
      }
    }
    const code = text.charCodeAt(at);
    if (code === 10) {
      this.at = at + 1;
      return false;
    }
    if (code === 35) {
      this.at = text.indexOf('\n', at) + 1;
      return false;
    }
    if (continued) {
      ({ column, alternate } = continued);
    }
    const lineStart = this.at;
    this.at = at;
    let top = this.indents[this.indents.length - 1];
    if (column === top.column) {
      if (alternate !== top.alternate) {
        throw this.tabs(lineStart);
      }
    } else if (column > top.column) {
      if (this.indents.length >= MAX_INDENTS) {
        throw new Stop(this.fail('too many levels of indentation', lineStart, -1, 'IndentationError'));
      }
      if (alternate <= top.alternate) {
        throw this.tabs(lineStart);
      }
      this.indents.push({ column, alternate });
      this.push(T.Indent, '', at, at);
    } else {
      while (column < top.column) {
        this.indents.pop();
        top = this.indents[this.indents.length - 1];
        if (column > top.column) {
          const end = this.source.lineStart(this.source.lineAt(at) + 1) - 1;
          throw new Stop(this.fail('unindent does not match any outer indentation level', end, -1, 'IndentationError'));
        }
        this.push(T.Dedent, '', at, at);
      }
      if (alternate !== top.alternate) {
        throw this.tabs(lineStart);
      }
    }
    return true;
  }

  private tabs(lineStart: number): Stop {
    return new Stop(this.fail('inconsistent use of tabs and spaces in indentation', lineStart, -1, 'TabError'));
  }

  private token(code: number): void {
    const { text } = this;
    const start = this.at;
    if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code >= 128) {
      this.name(start);
    } else if ((code >= 48 && code <= 57) || (code === 46 && isDigit(text.charCodeAt(start + 1)))) {
      this.number(start);
    } else if (code === 39 || code === 34) {
      this.string(start, start);
    } else {
      OPERATOR.lastIndex = start;
      const match = OPERATOR.exec(text);
      if (!match) {
        const hex = code.toString(16).toUpperCase().padStart(4, '0');
        throw this.fail(`invalid non-printable character U+${hex}`, start, start);
      }
      this.operator(match[0], start);
    }
  }

  private name(start: number): void {
    const { text } = this;
    let end = start;
    let ascii = true;
    for (; ; end++) {
      const c = text.charCodeAt(end);
      if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 48 && c <= 57)) {
        continue;
      }
      if (c >= 128) {
        ascii = false;
      }
      break;
    }
    if (ascii) {
      const quote = text.charCodeAt(end);
      if ((quote === 39 || quote === 34) && end - start <= 2 && /^(?:[rbuf]|br|rb|fr|rf)$/i.test(text.slice(start, end))) {
        this.string(start, end);
        return;
      }
      const name = text.slice(start, end);
      this.push(KEYWORDS.has(name) ? T.Keyword : T.Name, name, start, end);
      return;
    }
    IDENTIFIER.lastIndex = start;
    const match = IDENTIFIER.exec(text);
    end = match ? IDENTIFIER.lastIndex : start;
    const next = text.codePointAt(end)!;
    if (end === start || next >= 128) {
      const hex = next.toString(16).toUpperCase().padStart(4, '0');
      const character = String.fromCodePoint(next);
      // A letter-like run ends at a character that no identifier may hold.
      const printable = !/[\p{C}\p{Z}]/u.test(character);
      throw this.fail(printable ? `invalid character '${character}' (U+${hex})` : `invalid non-printable character U+${hex}`, end, end);
    }
    this.push(T.Name, text.slice(start, end).normalize('NFKC'), start, end);
  }

  private number(start: number): void {
    const { text } = this;
    NUMBER.lastIndex = start;
    NUMBER.exec(text);
    let end = NUMBER.lastIndex;
    const second = text.charAt(start + 1).toLowerCase();
    const radix = text.charAt(start) === '0' && 'xob'.includes(second) && second ? second : '';
    const kind = radix === 'x' ? 'hexadecimal' : radix === 'o' ? 'octal' : radix === 'b' ? 'binary' : 'decimal';
    if (radix && end <= start + 2) {
      // The prefix alone: no digit after it.
      end = start + 2;
      const next = text.charAt(end);
      if (/[0-9]/.test(next)) {
        throw this.fail(`invalid digit '${next}' in ${kind} literal`, end, end);
      }
      if (next === '_') {
        this.digitAfter(end, kind);
        throw this.fail(`invalid ${kind} literal`, end, end);
      }
      throw this.fail(`invalid ${kind} literal`, end - 1, end - 1);
    }
    const spelling = text.slice(start, end);
    const next = text.charAt(end);
    if (radix && /[0-9]/.test(next)) {
      throw this.fail(`invalid digit '${next}' in ${kind} literal`, end, end);
    }
    if (next === '_' || /[a-zA-Z]/.test(next)) {
      AFTER_NUMBER.lastIndex = end;
      if (next === '_' || !AFTER_NUMBER.test(text)) {
        const imaginary = /[jJ]$/.test(spelling) && !radix;
        if (radix && next === '_') {
          this.digitAfter(end, kind);
        }
        const sign = !radix && /^[eE][+-]/.test(text.slice(end, end + 2)) ? end + 1 : -1;
        const place = sign >= 0 ? sign : next === '_' && /[0-9a-fA-F]$/.test(spelling) ? end : end - 1;
        throw this.fail(`invalid ${imaginary ? 'imaginary' : kind} literal`, place, place);
      }
    }
    if (!radix && /^0[\d_]*[1-9]/.test(spelling) && /^[\d_]+$/.test(spelling)) {
      const zeros = /^[0_]*/.exec(spelling)![0].length;
      throw this.fail(
        'leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers', start, start + zeros
      );
    }
    this.push(T.Number, spelling, start, end);
  }

  /** After an underscore in a number with a prefix: a digit that the base does not have is named. */
  private digitAfter(underscore: number, kind: string): void {
    const digit = this.text.charAt(underscore + 1);
    if (/[0-9]/.test(digit)) {
      throw this.fail(`invalid digit '${digit}' in ${kind} literal`, underscore + 1, underscore + 1);
    }
  }

  private string(start: number, quoteAt: number): void {
    const { text } = this;
    const quote = text[quoteAt];
    const size = text.startsWith(quote.repeat(3), quoteAt) ? 3 : 1;
    const prefix = text.slice(start, quoteAt).toLowerCase();
    if (prefix.includes('f')) {
      if (this.fstrings.length >= MAX_FSTRINGS) {
        throw this.fail('too many nested f-strings', start);
      }
      this.push(T.FStringStart, text.slice(start, quoteAt + size), start, quoteAt + size);
      this.fstrings.push(new FStringFrame(quote, size, prefix.includes('r'), start));
      return;
    }
    let at = quoteAt + size;
    if (size === 1) {
      let escapedQuote = false;
      for (; ; at++) {
        const c = text.charCodeAt(at);
        if (c === 92) {
          at++;
          escapedQuote ||= text.charCodeAt(at) === quote.charCodeAt(0);
        } else if (c === 10 || at >= text.length) {
          this.unterminated(start, false, escapedQuote);
        } else if (c === quote.charCodeAt(0)) {
          break;
        }
      }
      this.push(T.String, text.slice(start, at + 1), start, at + 1);
      return;
    }
    const closing = quote.repeat(3);
    for (; !text.startsWith(closing, at); at++) {
      if (at >= text.length) {
        this.unterminated(start, true);
      }
      if (text.charCodeAt(at) === 92) {
        at++;
      }
    }
    this.push(T.String, text.slice(start, at + 3), start, at + 3);
  }

  private unterminated(start: number, triple: boolean, escapedQuote = false): never {
    // Inside an f-string's expression, a quote that opens nothing more likely closes the f-string.
    const frame = this.fstrings[this.fstrings.length - 1];
    if (frame && frame.quote === this.text[start] && (frame.size === 1) === !triple) {
      throw new Stop(this.fail("f-string: expecting '}'", start, start));
    }
    const line = this.source.lineAt(triple ? this.text.length - 1 : start);
    const hint = escapedQuote ? '; perhaps you escaped the end quote?' : '';
    const error = this.fail(`unterminated ${triple ? 'triple-quoted ' : ''}string literal (detected at line ${line})${hint}`, start, start);
    error.incomplete = triple;
    throw error;
  }

  /** The literal part of an f-string, up to its end or its next expression. */
  private fstringText(frame: FStringFrame): void {
    const { text } = this;
    const start = this.at;
    const end = frame.scan(text, start);
    if (end < 0) {
      const line = this.source.lineAt(Math.min(-end - 1, text.length - 1));
      if (frame.inSpec) {
        throw new Stop(this.unclosed());
      }
      const triple = frame.size === 3;
      const error = this.fail(
        `unterminated ${triple ? 'triple-quoted ' : ''}f-string literal (detected at line ${line})`, frame.start, frame.start
      );
      error.incomplete = triple;
      throw error;
    }
    if (end > start) {
      this.push(T.FStringMiddle, '', start, end);
    }
    if (text[end] === '{') {
      this.operator('{', end);
      if (frame.expressions.length >= MAX_FIELDS) {
        throw this.fail('f-string: expressions nested too deeply', end - 1, end - 1);
      }
      frame.expressions.push({ level: this.brackets.length, spec: false });
    } else if (text[end] === '}') {
      if (!frame.inSpec) {
        throw this.fail("f-string: single '}' is not allowed", end, end);
      }
      this.operator('}', end);
    } else {
      // In a format spec this is too early; the parser says so.
      this.push(T.FStringEnd, '', end, end + frame.size);
      this.fstrings.pop();
    }
  }

  private operator(operator: string, start: number): void {
    const frame = this.fstrings[this.fstrings.length - 1];
    const field = frame?.expressions[frame.expressions.length - 1];
    if (field && field.level === this.brackets.length) {
      // Directly inside the braces of a replacement field a colon starts the format spec.
      if (operator[0] === ':') {
        this.push(T.Op, ':', start, start + 1);
        field.spec = true;
        return;
      }
    }
    switch (operator) {
      case '(':
      case '[':
      case '{':
        if (this.brackets.length >= MAX_BRACKETS) {
          throw this.fail('too many nested parentheses', start, start);
        }
        this.brackets.push({ text: operator, start });
        break;
      case ')':
      case ']':
      case '}': {
        const open = this.brackets[this.brackets.length - 1];
        if (frame && frame.expressions.length === 0 && operator === '}' && !open) {
          throw this.fail("f-string: single '}' is not allowed", start, start);
        }
        if (!open) {
          throw this.fail(`unmatched '${operator}'`, start, start);
        }
        const matching = open.text === '(' ? ')' : open.text === '[' ? ']' : '}';
        if (operator !== matching) {
          if (field && field.level === this.brackets.length) {
            throw this.fail(`f-string: unmatched '${operator}'`, start, start);
          }
          const line = this.source.lineAt(open.start);
          const where = line !== this.source.lineAt(start) ? ` on line ${line}` : '';
          throw this.fail(
            `closing parenthesis '${operator}' does not match opening parenthesis '${open.text}'${where}`, start, start
          );
        }
        if (field && field.level === this.brackets.length) {
          frame.expressions.pop();
        }
        this.brackets.pop();
        break;
      }
    }
    this.push(T.Op, operator, start, start + operator.length);
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function unclosedError(source: Source, open: { text: string; start: number }): PythonSyntaxError {
  const error = errorAt(source, `'${open.text}' was never closed`, open.start, -1);
  error.incomplete = true;
  return error;
}
