// Entry of a thread worker in Node.

import { closeSync, openSync, readFileSync, readSync, statSync, writeSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { compileSource } from './compile';
import type { IThreadInit, ThreadMessage } from './boundary';
import type { IThreadClock } from './imports';
import { decodeText, encodeText } from './memory';
import { decodeSource, raising, SourceTextError } from './source-text';
import { Library, compileWith, findModule } from './stdlib';
import { runThread } from './thread';
import { caseMap, unicodeProperty } from './unicode';

const post = (message: ThreadMessage): void => parentPort!.postMessage(message);

// The one message it ever takes: from then on it never returns to its event loop.
parentPort!.once('message', (init: IThreadInit) => {
  const library = new Library(() => readFileSync(init.library.file!));
  runThread(init, {
    compile: compileWith(library, compileSource),
    characters: { property: unicodeProperty, caseMap },
    moduleSource: (name, directories) => findModule(name, directories, path => library.text(path) ?? readIfThere(path)),
    files: { read: path => { const text = library.text(path); return text === null ? readFileSync(path) : encodeText(text); }, write: writeFile },
    clock: { monotonic: () => Number(process.hrtime.bigint()), ...linuxTimes() },
    write: init.directStreams ? writeDirectly : (fd, bytes, cell) => post({ type: 'write', fd, text: decodeText(bytes), cell }),
    post
  });
});

function readIfThere(path: string): string | null {
  let bytes: Uint8Array;
  try {
    if (!statSync(path).isFile()) {
      return null;
    }
    bytes = readFileSync(path);
  } catch {
    // Not there, or not readable: the search goes on, as Python's does.
    return null;
  }
  try {
    return decodeSource(bytes, path);
  } catch (error) {
    if (error instanceof SourceTextError) {
      return raising(error, path);
    }
    throw error;
  }
}

function writeFile(path: string, bytes: Uint8Array, append: boolean): void {
  const fd = openSync(path, append ? 'a' : 'w');
  try {
    for (let at = 0; at < bytes.length; ) {
      at += writeSync(fd, bytes, at);
    }
  } finally {
    closeSync(fd);
  }
}

/** Errors after which writing on makes no sense, in the words of python3. */
const LOST: Record<string, string> = {
  EPIPE: 'BrokenPipeError: [Errno 32] Broken pipe',
  ENOSPC: 'OSError: [Errno 28] No space left on device',
  EIO: 'OSError: [Errno 5] Input/output error'
};

/** Writes all bytes to a descriptor of the process, waiting where a pipe is full. */
function writeDirectly(fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') {
        Atomics.wait(pause, 0, 0, 1);
      } else if (code !== undefined && code in LOST) {
        post({ type: 'outputLost', reason: LOST[code] });
        return;
      } else {
        throw error;
      }
    }
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Linux tells each thread its time on a processor and its time waiting for one. */
function linuxTimes(): Pick<IThreadClock, 'cpu' | 'runDelay'> {
  let fd = -1;
  try {
    fd = openSync('/proc/thread-self/schedstat', 'r');
  } catch {
    return { cpu: () => -1, runDelay: () => -1 };
  }
  const buffer = new Uint8Array(96);
  const field = (index: number): number => {
    const length = readSync(fd, buffer, 0, buffer.length, 0);
    const value = Number(decodeText(buffer.subarray(0, length)).split(' ')[index]);
    return Number.isFinite(value) ? value : -1;
  };
  return {
    cpu: () => {
      // The kernel brings a running thread's time up to date every few milliseconds, or when the thread gives way.
      Atomics.wait(pause, 0, 0, 0.001);
      return field(0);
    },
    runDelay: () => field(1)
  };
}
