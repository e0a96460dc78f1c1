// The functions that a module of the runtime imports from its host, for any worker. A JavaScript exception must
// never cross a frame of the runtime (it would skip every clean-up there), so each function here catches whatever
// happens and answers a status; what went wrong is reported through `post`.

import { ERROR_MAGIC } from '../runtime/layout';
import type { IRuntimeExports, ThreadMessage } from './boundary';
import { type DoubleKind, formatDouble, parseDouble } from './doubles';
import { mathFn } from './mathfns';
import { BlockWriter, type HostMemory, encodeText } from './memory';
import type { IModuleSource } from './stdlib';

/** What the imports of one instance stand on. */
export interface IImportContext {
  memory: HostMemory;

  /** The instance's own exports; set as soon as it exists. */
  runtime(): IRuntimeExports;

  /** A code unit, or an error block, for a source text. Throws only when the compiler itself is broken. */
  compile(source: string, filename: string, mode: number, flags: number): Uint8Array;

  characters: ICharacters;

  /** The module of the last part of a dotted name, in the first of the directories that has it. */
  moduleSource(name: string, directories: readonly string[]): IModuleSource | null;

  files: IFileAccess;
  config: Readonly<Record<string, string>>;
  clock: IThreadClock;
  write(fd: number, bytes: Uint8Array, cell: number): void;
  post(message: ThreadMessage): void;
}

/** Properties of characters, by the numbers of unicodeops.ts. */
export interface ICharacters {
  property(op: number, codePoint: number): number;
  caseMap(op: number, text: string): string;
}

/** Files of the user. Errors are thrown as Error objects whose message is for the user. */
export interface IFileAccess {
  read(path: string): Uint8Array;
  write(path: string, bytes: Uint8Array, append: boolean): void;
}

/** Clocks in nanoseconds. */
export interface IThreadClock {
  /** The same clock in every thread of the runtime. */
  monotonic(): number;

  /** Time of the calling thread on a processor, -1 where the host cannot tell. */
  cpu(): number;

  /** Time that the calling thread was ready but waited for a processor, -1 where the host cannot tell. */
  runDelay(): number;
}

export function createImports(context: IImportContext): WebAssembly.ModuleImports {
  const { memory, post } = context;
  const text = (address: number, length: number): string => memory.text(address >>> 0, length);

  /** Gives the runtime a block to read and free. */
  const hand = (block: Uint8Array): number => {
    const address = context.runtime().alloc(block.length) >>> 0;
    if (address !== 0) {
      memory.write(address, block);
    }
    return address;
  };

  const guarded =
    <A extends number[], R extends number | void>(name: string, failed: R, body: (...args: A) => R) =>
    (...args: A): R => {
      try {
        return body(...args);
      } catch (error) {
        post({ type: 'log', text: `host function ${name}: ${error instanceof Error ? error.stack ?? error.message : String(error)}` });
        return failed;
      }
    };

  return {
    compile: guarded('compile', 0, (source: number, sourceLength: number, file: number, fileLength: number, mode: number, flags: number) => {
      let block: Uint8Array;
      try {
        block = context.compile(text(source, sourceLength), text(file, fileLength), mode, flags);
      } catch (error) {
        block = compilerFailure(error, text(file, fileLength));
      }
      return hand(block);
    }),
    write: guarded('write', undefined, (fd: number, address: number, length: number, cell: number) =>
      context.write(fd, memory.copy(address >>> 0, length), cell)
    ),
    monotonic: guarded('monotonic', 0, () => context.clock.monotonic()),
    wall: () => (performance.timeOrigin + performance.now()) / 1e3,
    threadCpu: guarded('threadCpu', -1, () => context.clock.cpu()),
    runDelay: guarded('runDelay', -1, () => context.clock.runDelay()),
    formatDouble: guarded('formatDouble', 0, (x: number, kind: number, precision: number, out: number, capacity: number) => {
      const bytes = encodeText(formatDouble(x, String.fromCharCode(kind) as DoubleKind, precision));
      if (bytes.length <= capacity) {
        memory.write(out >>> 0, bytes);
      }
      return bytes.length;
    }),
    parseDouble: guarded('parseDouble', NaN, (address: number, length: number) => parseDouble(text(address, length))),
    mathFn: guarded('mathFn', NaN, mathFn),
    moduleSource: guarded('moduleSource', 0, (name: number, length: number, directories: number, directoriesLength: number) => {
      const found = context.moduleSource(text(name, length), text(directories, directoriesLength).split('\0'));
      return found ? hand(new BlockWriter().u8(found.isPackage ? 1 : 0).text(found.origin).text(found.source).finish()) : 0;
    }),
    readFile: guarded('readFile', 0, (path: number, length: number) => {
      const answer = new BlockWriter();
      try {
        const content = context.files.read(text(path, length));
        answer.u8(1).bytes(content);
      } catch (error) {
        answer.u8(0).text(messageOf(error));
      }
      return hand(answer.finish());
    }),
    writeFile: guarded('writeFile', -1, (path: number, length: number, data: number, dataLength: number, append: number) => {
      try {
        context.files.write(text(path, length), memory.copy(data >>> 0, dataLength), append !== 0);
        return 0;
      } catch (error) {
        return -errorNumber(error);
      }
    }),
    send: guarded('send', undefined, (kind: number, kindLength: number, json: number, jsonLength: number, cell: number) =>
      post({ type: 'send', kind: text(kind, kindLength), json: text(json, jsonLength), cell })
    ),
    request: guarded('request', undefined, (kind: number, kindLength: number, json: number, jsonLength: number, cell: number, replyWord: number) =>
      post({ type: 'request', kind: text(kind, kindLength), json: text(json, jsonLength), cell, replyWord: replyWord >>> 0 })
    ),
    needWorkers: guarded('needWorkers', undefined, (count: number) => post({ type: 'needWorkers', count })),
    entropy: guarded('entropy', undefined, (out: number, length: number) => {
      // getRandomValues refuses shared memory and more than 64 KiB at once.
      for (let at = 0; at < length; at += 65536) {
        memory.write((out >>> 0) + at, crypto.getRandomValues(new Uint8Array(Math.min(65536, length - at))));
      }
    }),
    config: guarded('config', 0, (key: number, length: number) => {
      const value = context.config[text(key, length)];
      return value === undefined ? 0 : hand(new BlockWriter().text(value).finish());
    }),
    done: guarded('done', undefined, (cell: number, status: number, address: number, length: number) =>
      post({ type: 'done', cell, status, json: text(address, length) })
    ),
    log: guarded('log', undefined, (address: number, length: number) => post({ type: 'log', text: text(address, length) })),
    trap: guarded('trap', undefined, (address: number, length: number) => post({ type: 'trap', reason: memory.wideText(address >>> 0, length) })),
    unicode: guarded('unicode', 0, (op: number, codePoint: number) => context.characters.property(op, codePoint)),
    caseMap: guarded('caseMap', 0, (op: number, address: number, length: number) => hand(new BlockWriter().text(context.characters.caseMap(op, text(address, length))).finish()))
  };
}

/** The errno, as Linux numbers them, of a failed write. */
function errorNumber(error: unknown): number {
  const numbers: Record<string, number> = { EPERM: 1, ENOENT: 2, EIO: 5, EACCES: 13, ENOTDIR: 20, EISDIR: 21, ENOSPC: 28, EROFS: 30 };
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? numbers[code] ?? numbers.EIO : NOT_SUPPORTED;
}

const NOT_SUPPORTED = 95;

/** The block of an error that the compiler reports; `text` is the offending line if it is known. */
export function errorBlock(error: ICompilerError): Uint8Array {
  const block = new BlockWriter()
    .u32(ERROR_MAGIC)
    .text(error.kind)
    .text(error.message)
    .text(error.filename)
    .u32(error.lineno)
    .u32(error.offset)
    .u32(error.endLineno)
    .u32(error.endOffset)
    .u8(error.text === null ? 0 : 1);
  return (error.text === null ? block : block.text(error.text)).finish();
}

export interface ICompilerError {
  /** Name of the exception class: SyntaxError, IndentationError, TabError. */
  kind: string;
  message: string;
  filename: string;
  lineno: number;
  offset: number;
  endLineno: number;
  endOffset: number;
  text: string | null;
}

/** A fault of the compiler itself reaches Python as an exception, never as a broken runtime. */
function compilerFailure(error: unknown, filename: string): Uint8Array {
  const tooDeep = error instanceof RangeError && /stack/i.test(error.message);
  return errorBlock({
    kind: tooDeep ? 'RecursionError' : 'SystemError',
    message: tooDeep ? 'maximum recursion depth exceeded during compilation' : `the compiler failed: ${messageOf(error)}`,
    filename,
    lineno: 0,
    offset: 0,
    endLineno: 0,
    endOffset: 0,
    text: null
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
