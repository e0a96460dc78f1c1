// Entry of a thread worker in a browser. The first message starts it; it never sees another.

import type { IThreadInit, ThreadMessage } from './boundary';
import { compileSource } from './compile';
import { decodeText, encodeText } from './memory';
import { Library, compileWith, findModule } from './stdlib';
import { runThread } from './thread';
import { caseMap, unicodeProperty } from './unicode';

const scope = globalThis as unknown as { onmessage: ((event: MessageEvent<IThreadInit>) => void) | null; postMessage(message: ThreadMessage): void };

scope.onmessage = ({ data: init }) => {
  scope.onmessage = null;
  const post = (message: ThreadMessage): void => scope.postMessage(message);
  const library = new Library(() => new Uint8Array(init.library.bytes!));
  runThread(init, {
    compile: compileWith(library, compileSource),
    characters: { property: unicodeProperty, caseMap },
    moduleSource: (name, directories) => findModule(name, directories, path => library.text(path)),
    files: { read: path => encodeText(library.text(path) ?? noFiles(path)), write: noFiles },
    // Each worker's clock starts with it; their origins are on one scale.
    clock: { monotonic: () => (performance.timeOrigin - init.clockOrigin + performance.now()) * 1e6, cpu: () => -1, runDelay: () => -1 },
    write: (fd, bytes, cell) => post({ type: 'write', fd, text: decodeText(bytes), cell }),
    post
  });
};

function noFiles(path: string): never {
  throw new Error(`no such file: ${path} (the browser has no file system yet)`);
}
