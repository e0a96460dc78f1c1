/**
 * The parser's place in the tokens, and how it fails. A first pass parses as fast as it can and fails without a
 * message; a second pass over the same tokens looks at each step for the mistakes that have messages of
 * their own (`errorPass`). This is how CPython arrives at its messages, so that ours come in the same order.
 */

import { errorAt, type PythonSyntaxError, type SyntaxErrorKind, tooDeep } from './errors';
import { type Source } from './source';
import { type IToken, type ITokens, T, unclosedError } from './tokenizer';

/** Thrown where the grammar does not match; the parser's driver turns it into "invalid syntax". */
export class ParseFailure {
  constructor(readonly at: number) {}
}

/** Levels of nested statements and expressions that the parser accepts. */
const MAX_DEPTH = 400;

export class Cursor {
  protected readonly tokens: IToken[];
  protected pos = 0;
  /** The token at `pos`. */
  protected tok: IToken;
  /** The furthest token looked at, where a failure is reported. */
  furthest = 0;
  protected depth = 0;

  constructor(
    protected readonly source: Source,
    private readonly input: ITokens,
    protected readonly errorPass: boolean
  ) {
    this.tokens = input.tokens;
    this.tok = this.tokens[0];
    if (this.tok.type === T.Error) {
      throw this.input.error!;
    }
  }

  protected advance(): IToken {
    const token = this.tok;
    if (++this.pos > this.furthest) {
      this.furthest = this.pos;
      if (this.tokens[this.pos].type === T.Error) {
        throw this.input.error!;
      }
    }
    this.tok = this.tokens[this.pos];
    return token;
  }

  protected reset(pos: number): void {
    this.pos = pos;
    this.tok = this.tokens[pos];
  }

  protected peek(ahead = 1): IToken {
    return this.tokens[Math.min(this.pos + ahead, this.tokens.length - 1)];
  }

  protected at(type: T): boolean {
    return this.tok.type === type;
  }

  /** Whether the current token is this operator or keyword. */
  protected is(text: string): boolean {
    return this.tok.text === text && this.tok.type !== T.Name;
  }

  protected accept(text: string): boolean {
    if (this.tok.text === text && this.tok.type !== T.Name) {
      this.advance();
      return true;
    }
    return false;
  }

  protected expect(text: string): IToken {
    if (this.tok.text === text && this.tok.type !== T.Name) {
      return this.advance();
    }
    throw this.failure();
  }

  /** A token without which nothing else could be meant: its absence has its own message. */
  protected force(text: string): IToken {
    if (this.tok.text === text && this.tok.type !== T.Name) {
      return this.advance();
    }
    throw this.error(`expected '${text}'`, this.tok.start, this.tok.end);
  }

  protected name(): IToken {
    if (this.tok.type !== T.Name) {
      throw this.failure();
    }
    return this.advance();
  }

  /** The end of the last token consumed. */
  protected get lastEnd(): number {
    return this.tokens[this.pos - 1].end;
  }

  protected failure(): ParseFailure {
    return new ParseFailure(this.pos);
  }

  protected error(message: string, start: number, end: number, kind: SyntaxErrorKind = 'SyntaxError'): PythonSyntaxError {
    return errorAt(this.source, message, start, end, kind);
  }

  protected errorToken(message: string, token: IToken = this.tok, kind: SyntaxErrorKind = 'SyntaxError'): PythonSyntaxError {
    if (token.end >= this.source.text.length && (token.type === T.End || token.type === T.Dedent)) {
      // The end of the source is shown as the end of its last line.
      const error = this.error(message, Math.max(0, this.source.text.length - 1), -1, kind);
      error.incomplete = true;
      return error;
    }
    return this.error(message, token.start, token.end, kind);
  }

  /** Runs a parse that may fail; undefined, with the place restored, if it does. */
  protected attempt<R>(parse: () => R): R | undefined {
    const { pos, depth } = this;
    try {
      return parse();
    } catch (failure) {
      if (!(failure instanceof ParseFailure)) {
        throw failure;
      }
      this.reset(pos);
      this.depth = depth;
      return undefined;
    }
  }

  protected enter(): void {
    if (++this.depth > MAX_DEPTH) {
      throw tooDeep(this.source);
    }
  }

  /**
   * What the tokens beyond a grammatical error say: a bracket opened on an earlier line and never closed is the
   * likelier mistake.
   */
  protected unclosedBefore(token: IToken): PythonSyntaxError | null {
    const open = this.input.open[this.input.open.length - 1];
    if (this.input.error && open && this.source.lineAt(token.start) > this.source.lineAt(open.start)) {
      return unclosedError(this.source, open);
    }
    return null;
  }
}
