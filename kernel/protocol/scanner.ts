// Where in Python text statements can begin: a scan for strings, brackets and continued lines, no more. It serves
// what notebooks add to the language (magics, help, shell lines) and completion, on text that is not Python yet.

/** A string literal that the scan is inside of. */
export interface IOpenString {
  /** Its closing quotes. */
  quote: string;
  raw: boolean;

  /** Offset of its first character in the text scanned. */
  start: number;
}

export class Scanner {
  /** The string that the text so far leaves open. */
  get string(): IOpenString | null {
    return this._string;
  }

  /** Whether a statement can begin here, at the start of a line. */
  get atStatement(): boolean {
    return this._string === null && this._depth === 0 && !this._continued;
  }

  /** Whether the text so far ends in a comment. */
  get inComment(): boolean {
    return this._comment;
  }

  /** Scans on. Lines end with a line feed; a triple quote must not be cut in two. */
  feed(text: string): void {
    let i = 0;
    while (i < text.length) {
      i = this._string ? this._inString(text, i, this._string) : this._inCode(text, i);
    }
    this._offset += text.length;
  }

  private _inString(text: string, i: number, { quote }: IOpenString): number {
    if (text[i] === '\\') {
      return i + 2;
    }
    if (text.startsWith(quote, i)) {
      this._string = null;
      return i + quote.length;
    }
    if (text[i] === '\n' && quote.length === 1) {
      // A string that was forgotten to be closed ends with its line.
      this._string = null;
    }
    return i + 1;
  }

  private _inCode(text: string, i: number): number {
    const char = text[i];
    if (char === '\n') {
      this._continued = this._backslash;
      this._backslash = this._comment = false;
      return i + 1;
    }
    if (this._comment) {
      return i + 1;
    }
    this._backslash = char === '\\';
    if (char === '#') {
      this._comment = true;
    } else if (char === '"' || char === "'") {
      const triple = char.repeat(3);
      const quote = text.startsWith(triple, i) ? triple : char;
      this._string = { quote, raw: /r[bf]?$|[bf]r$/i.test(text.slice(Math.max(0, i - 2), i)), start: this._offset + i + quote.length };
      return i + quote.length;
    } else if ('([{'.includes(char)) {
      this._depth += 1;
    } else if (')]}'.includes(char)) {
      this._depth = Math.max(0, this._depth - 1);
    }
    return i + 1;
  }

  private _string: IOpenString | null = null;
  private _depth = 0;
  private _offset = 0;
  private _comment = false;
  private _backslash = false;
  private _continued = false;
}

/** Whether a text ends in a semicolon, by which notebooks ask that the value before it is not shown. */
export function endsInSemicolon(code: string): boolean {
  const found = /;[ \t]*(#[^\n]*)?\s*$/.exec(code);
  if (!found) {
    return false;
  }
  const scanner = new Scanner();
  scanner.feed(code.slice(0, found.index));
  return scanner.string === null && !scanner.inComment;
}

export interface ISourceLine {
  text: string;

  /** Whether it lies, at its start, inside a string. */
  inString: boolean;
}

/** The lines of a text, and which of them begin inside a string. */
export function sourceLines(code: string): ISourceLine[] {
  const scanner = new Scanner();
  return code.split('\n').map(text => {
    const inString = scanner.string !== null;
    scanner.feed(`${text}\n`);
    return { text, inString };
  });
}
