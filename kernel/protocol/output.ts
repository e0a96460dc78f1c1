// Stream output on its way to the front end: collected for a moment, so that a program that prints line after
// line does not send a message for each, and flushed whenever anything else is published.

export type StreamName = 'stdout' | 'stderr';

/** Publishes one stream message. */
export type PublishStream = (name: StreamName, text: string, cell: number) => void;

export class StreamBuffer {
  constructor(private readonly publish: PublishStream) {}

  write(name: StreamName, text: string, cell: number): void {
    if (text === '') {
      return;
    }
    const last = this._parts.at(-1);
    if (last && last.name === name && last.cell === cell) {
      last.text.push(text);
    } else {
      this._parts.push({ name, cell, text: [text] });
    }
    this._size += text.length;
    if (this._size >= FLUSH_SIZE) {
      this.flush();
    } else {
      this._timer ??= setTimeout(() => this.flush(), FLUSH_MS);
    }
  }

  flush(): void {
    clearTimeout(this._timer ?? undefined);
    this._timer = null;
    this._size = 0;
    for (const { name, text, cell } of this._parts.splice(0)) {
      this.publish(name, text.join(''), cell);
    }
  }

  private readonly _parts: { name: StreamName; cell: number; text: string[] }[] = [];
  private _size = 0;
  private _timer: ReturnType<typeof setTimeout> | null = null;
}

const FLUSH_MS = 20;
const FLUSH_SIZE = 1 << 16;
