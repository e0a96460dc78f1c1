/**
 * The text of one compilation. Every later stage names places by offsets into `text`; lines and UTF-8 columns are
 * worked out only where a position or an error is written.
 */

export interface IWarning {
  message: string;
  line: number;
}

export class Source {
  readonly text: string;
  /** Whether a final newline had to be added. */
  readonly newlineAdded: boolean;
  private readonly ascii: boolean;
  private readonly starts: number[] = [0];
  private lastLine = 1;
  private readonly suspicions = new Map<number, IWarning>();

  constructor(
    raw: string,
    readonly filename: string
  ) {
    let text = raw.charCodeAt(0) === 0xfeff ? raw.slice(1) : raw;
    if (text.includes('\r')) {
      text = text.replace(/\r\n?/g, '\n');
    }
    this.newlineAdded = !text.endsWith('\n');
    if (this.newlineAdded) {
      text += '\n';
    }
    this.text = text;
    this.ascii = /^[\x00-\x7f]*$/.test(text);
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
      this.starts.push(at + 1);
    }
  }

  /** Notes a SyntaxWarning for a place; whatever looks at one place twice gives one warning. */
  warn(message: string, offset: number): void {
    if (!this.suspicions.has(offset)) {
      this.suspicions.set(offset, { message, line: this.lineAt(offset) });
    }
  }

  /** The warnings in the order of their places. */
  get warnings(): IWarning[] {
    return [...this.suspicions].sort(([a], [b]) => a - b).map(([, warning]) => warning);
  }

  /** The 1-based line that holds an offset. */
  lineAt(offset: number): number {
    const starts = this.starts;
    // Positions are mostly asked for in order, so the last answer or its neighbour is tried first.
    let line = this.lastLine;
    if (offset < starts[line - 1] || (line < starts.length && offset >= starts[line])) {
      if (line + 1 < starts.length && offset >= starts[line] && offset < starts[line + 1]) {
        line++;
      } else {
        let low = 0;
        let high = starts.length - 1;
        while (low < high) {
          const middle = (low + high + 1) >> 1;
          if (starts[middle] <= offset) {
            low = middle;
          } else {
            high = middle - 1;
          }
        }
        line = low + 1;
      }
      this.lastLine = line;
    }
    return line;
  }

  /** The offset at which a 1-based line begins. */
  lineStart(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** The text of a line with its newline. */
  lineText(line: number): string {
    return this.text.slice(this.lineStart(line), line < this.starts.length ? this.starts[line] : this.text.length);
  }

  /** The 0-based UTF-8 column of an offset within its line. */
  columnAt(offset: number, line: number): number {
    const start = this.starts[line - 1];
    return this.ascii ? offset - start : utf8Length(this.text, start, offset);
  }

  /** How many code points lie between two offsets. */
  codePoints(start: number, end: number): number {
    if (this.ascii) {
      return end - start;
    }
    let count = 0;
    for (let at = start; at < end; at++, count++) {
      if ((this.text.charCodeAt(at) & 0xfc00) === 0xd800 && (this.text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
        at++;
      }
    }
    return count;
  }
}

/** The UTF-8 length of a part of a string; a lone surrogate counts three bytes. */
export function utf8Length(text: string, start = 0, end = text.length): number {
  let bytes = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes++;
    } else if (code < 0x800) {
      bytes += 2;
    } else if ((code & 0xfc00) === 0xd800 && at + 1 < end && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      bytes += 4;
      at++;
    } else {
      bytes += 3;
    }
  }
  return bytes;
}
