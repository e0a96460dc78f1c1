/**
 * What the tokenizer remembers about an f-string it is inside of (PEP 701), and how the literal parts and ordinary
 * string literals are decoded.
 */

export class FStringFrame {
  /** The replacement fields that are open, outermost first: the bracket level inside, and whether the format spec has begun. */
  readonly expressions: { level: number; spec: boolean }[] = [];

  constructor(
    readonly quote: string,
    /** 1 or 3 quotes. */
    readonly size: number,
    readonly raw: boolean,
    readonly start: number
  ) {}

  get inExpression(): boolean {
    const { expressions } = this;
    return expressions.length > 0 && !expressions[expressions.length - 1].spec;
  }

  get inSpec(): boolean {
    const { expressions } = this;
    return expressions.length > 0 && expressions[expressions.length - 1].spec;
  }

  /**
   * The end of the literal text that starts at `at`: the offset of the closing quotes, of a brace, or, negative,
   * -1 minus the offset at which the line or the source ended too early.
   */
  scan(text: string, at: number): number {
    const closing = this.quote.repeat(this.size);
    const spec = this.inSpec;
    for (; at < text.length; at++) {
      const c = text[at];
      if (c === this.quote && (this.size === 1 || text.startsWith(closing, at))) {
        return at;
      }
      if (c === '\n' && this.size === 1) {
        return -1 - at;
      }
      if (c === '{' || c === '}') {
        if (text[at + 1] === c && !spec) {
          at++;
          continue;
        }
        return at;
      }
      if (c === '\\') {
        const next = text[at + 1];
        if (!this.raw && next === 'N' && text[at + 2] === '{') {
          const close = text.indexOf('}', at);
          if (close > 0) {
            at = close;
          }
        } else if (next !== '{' && next !== '}') {
          at++;
        }
      }
    }
    return -1 - at;
  }
}

/** A literal that cannot be decoded; the message is what follows CPython's "(unicode error) " or stands alone. */
export class EscapeError extends Error {}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\n': ''
};

/** Told of an escape that is none, by where its backslash stands in the literal's body. */
export type Suspect = (message: string, at: number) => void;

const invalidEscape = (c: string): string => `invalid escape sequence '\\${c}'`;

/** Three octal digits may name more than a byte holds. */
function octal(digits: string, at: number, suspect: Suspect): number {
  const code = parseInt(digits, 8);
  if (code > 255) {
    suspect(`invalid octal escape sequence '\\${digits}'`, at);
  }
  return code;
}

/** Resolves the escapes of a str literal. */
export function decodeString(text: string, suspect: Suspect): string {
  let at = text.indexOf('\\');
  if (at < 0) {
    return text;
  }
  let out = '';
  let from = 0;
  for (; at >= 0; at = text.indexOf('\\', from)) {
    out += text.slice(from, at);
    const c = text[at + 1];
    const simple = SIMPLE[c];
    if (simple !== undefined) {
      out += simple;
      from = at + 2;
    } else if (c >= '0' && c <= '7') {
      const digits = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))![0];
      out += String.fromCharCode(octal(digits, at, suspect));
      from = at + 1 + digits.length;
    } else if (c === 'x' || c === 'u' || c === 'U') {
      const size = c === 'x' ? 2 : c === 'u' ? 4 : 8;
      const digits = /^[0-9a-fA-F]*/.exec(text.slice(at + 2, at + 2 + size))![0];
      const place = `'unicodeescape' codec can't decode bytes in position ${at}-${at + 1 + digits.length}`;
      if (digits.length < size) {
        throw new EscapeError(`${place}: truncated \\${c === 'x' ? 'xXX' : c === 'u' ? 'uXXXX' : 'UXXXXXXXX'} escape`);
      }
      const code = parseInt(digits, 16);
      if (code > 0x10ffff) {
        throw new EscapeError(`${place}: illegal Unicode character`);
      }
      out += String.fromCodePoint(code);
      from = at + 2 + size;
    } else if (c === 'N') {
      const name = /^\{([^}]*)\}/.exec(text.slice(at + 2));
      if (!name) {
        const end = text[at + 2] === '{' ? text.length - 1 : at + 1;
        throw new EscapeError(`'unicodeescape' codec can't decode bytes in position ${at}-${end}: malformed \\N character escape`);
      }
      const character = NAMED[name[1].toUpperCase()];
      if (character === undefined) {
        const place = `'unicodeescape' codec can't decode bytes in position ${at}-${at + 2 + name[0].length - 1}`;
        throw new EscapeError(`${place}: unknown Unicode character name`);
      }
      out += character;
      from = at + 2 + name[0].length;
    } else {
      // Not an escape: the backslash stays.
      // In an f-string a replacement field may follow the last character.
      suspect(invalidEscape(String.fromCodePoint(text.codePointAt(at + 1) ?? 0x7b)), at);
      out += '\\';
      from = at + 1;
    }
  }
  return out + text.slice(from);
}

/** Characters that \N{...} knows; the whole database of Unicode names would outweigh the compiler. */
const NAMED: Readonly<Record<string, string>> = {
  SPACE: ' ', 'NO-BREAK SPACE': '\u00a0', 'DEGREE SIGN': '°', 'MICRO SIGN': 'µ', 'MULTIPLICATION SIGN': '×', 'DIVISION SIGN': '÷',
  'PLUS-MINUS SIGN': '±', 'EN DASH': '–', 'EM DASH': '—', 'BULLET': '•', 'HORIZONTAL ELLIPSIS': '…', 'EURO SIGN': '€', 'SNOWMAN': '☃',
  'GREEK SMALL LETTER ALPHA': 'α', 'GREEK SMALL LETTER BETA': 'β', 'GREEK SMALL LETTER GAMMA': 'γ', 'GREEK SMALL LETTER DELTA': 'δ',
  'GREEK SMALL LETTER EPSILON': 'ε', 'GREEK SMALL LETTER LAMDA': 'λ', 'GREEK SMALL LETTER LAMBDA': 'λ', 'GREEK SMALL LETTER MU': 'μ',
  'GREEK SMALL LETTER PI': 'π', 'GREEK SMALL LETTER SIGMA': 'σ', 'GREEK SMALL LETTER OMEGA': 'ω', 'GREEK CAPITAL LETTER DELTA': 'Δ',
  'GREEK CAPITAL LETTER SIGMA': 'Σ', 'GREEK CAPITAL LETTER OMEGA': 'Ω', 'LEFTWARDS ARROW': '←', 'RIGHTWARDS ARROW': '→',
  'UPWARDS ARROW': '↑', 'DOWNWARDS ARROW': '↓', 'INFINITY': '∞', 'CHECK MARK': '✓', 'HEAVY CHECK MARK': '✔', 'BALLOT X': '✗',
  'BLACK STAR': '★', 'WHITE STAR': '☆', 'FULL BLOCK': '█', 'ZERO WIDTH SPACE': '\u200b', 'ZERO WIDTH JOINER': '\u200d',
  'COMBINING ACUTE ACCENT': '\u0301', 'COMBINING GRAVE ACCENT': '\u0300', 'LATIN SMALL LETTER E WITH ACUTE': 'é', 'GRINNING FACE': '😀',
  'PILE OF POO': '💩', 'SNAKE': '🐍'
};

/** Resolves the escapes of a bytes literal. */
export function decodeBytes(text: string, raw: boolean, suspect: Suspect): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      throw new EscapeError('bytes can only contain ASCII literal characters');
    }
    if (code !== 92 || raw) {
      out.push(code);
      continue;
    }
    const c = text[at + 1];
    const simple = SIMPLE[c];
    if (simple !== undefined) {
      if (simple) {
        out.push(simple.charCodeAt(0));
      }
      at++;
    } else if (c >= '0' && c <= '7') {
      const digits = /^[0-7]{1,3}/.exec(text.slice(at + 1, at + 4))![0];
      out.push(octal(digits, at, suspect) & 255);
      at += digits.length;
    } else if (c === 'x') {
      const digits = /^[0-9a-fA-F]{2}/.exec(text.slice(at + 2, at + 4));
      if (!digits) {
        throw new EscapeError(`(value error) invalid \\x escape at position ${at}`);
      }
      out.push(parseInt(digits[0], 16));
      at += 3;
    } else {
      suspect(invalidEscape(c), at);
      out.push(92);
    }
  }
  return Uint8Array.from(out);
}
