// Standard input, a line at a time, for input() and sys.stdin of a program. Nothing is read before the first
// line is asked for.

export class InputLines {
  /** The next line with its newline; '' at the end of the input. Threads that ask at once are served in turn. */
  next(): Promise<string> {
    const line = this._turn.then(() => this._next());
    this._turn = line.catch(() => undefined);
    return line;
  }

  /** Puts back the rest of a line of which only the beginning was wanted. */
  unread(text: string): void {
    this._rest = text + this._rest;
  }

  private async _next(): Promise<string> {
    this._source ??= this._chunks();
    for (;;) {
      const end = this._rest.indexOf('\n');
      if (end >= 0) {
        const line = this._rest.slice(0, end + 1);
        this._rest = this._rest.slice(end + 1);
        return line;
      }
      const { value, done } = await this._source.next();
      if (done) {
        const line = this._rest;
        this._rest = '';
        return line;
      }
      this._rest += value;
    }
  }

  private async *_chunks(): AsyncGenerator<string> {
    process.stdin.setEncoding('utf8');
    for await (const chunk of process.stdin) {
      yield chunk as string;
    }
  }

  private _turn: Promise<unknown> = Promise.resolve();
  private _source: AsyncGenerator<string> | null = null;
  private _rest = '';
}
