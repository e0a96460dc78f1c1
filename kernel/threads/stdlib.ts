// Sources of importable Python modules: our library (one file made by scripts/build-lib.mjs, read when the first
// module is imported) and, before it, the user's own files where there is a file system.

import { decodeText } from './memory';

export interface IModuleSource {
  isPackage: boolean;

  /** Shown in tracebacks and as `__file__`. */
  origin: string;
  source: string;
}

/**
 * First line of the library's file: by dotted name, where the bytes of a source and of the code unit that it compiles to
 * lie after that line. A unit of no length is not there.
 */
interface ILibraryIndex {
  modules: Record<string, [isPackage: boolean, origin: string, at: number, length: number, unitAt: number, unitLength: number]>;
}

/** Our own modules and those of the standard library that come with them. */
export class Library {
  /** @param read - The library's file; asked for once, when it is first needed. Sources are decoded one by one. */
  constructor(private readonly read: () => Uint8Array) {}

  /** Text of a library file by its origin, for imports and tracebacks; null for other paths. */
  text(path: string): string | null {
    const found = path.startsWith(LIBRARY_ORIGIN) ? this._file.byOrigin.get(path) : undefined;
    return found ? this._source(found) : null;
  }

  /** What the module of this origin compiles to, if it was compiled beforehand and `source` is its text. */
  unit(origin: string, source: string): Uint8Array | null {
    const found = origin.startsWith(LIBRARY_ORIGIN) ? this._file.byOrigin.get(origin) : undefined;
    if (found === undefined || found.unitLength === 0 || this._source(found) !== source) {
      return null;
    }
    return this._file.bytes.slice(found.unitAt, found.unitAt + found.unitLength);
  }

  /** Dotted names of all modules. */
  names(): string[] {
    return this._file.names;
  }

  private _source(entry: ILibraryEntry): string {
    // An import asks for the text, then for the unit of that text.
    if (this._latest?.entry !== entry) {
      // A copy: decoders do not take shared memory.
      this._latest = { entry, text: decodeText(this._file.bytes.slice(entry.at, entry.at + entry.length)) };
    }
    return this._latest.text;
  }

  private get _file(): ILibrary {
    this._loaded ??= parseLibrary(this.read());
    return this._loaded;
  }

  private _loaded: ILibrary | null = null;
  private _latest: { entry: ILibraryEntry; text: string } | null = null;
}

interface ILibraryEntry {
  isPackage: boolean;
  origin: string;
  at: number;
  length: number;
  unitAt: number;
  unitLength: number;
}

interface ILibrary {
  bytes: Uint8Array;
  names: string[];
  byOrigin: Map<string, ILibraryEntry>;
}

function parseLibrary(bytes: Uint8Array): ILibrary {
  const start = bytes.indexOf(LINE_FEED) + 1;
  const { modules } = JSON.parse(decodeText(bytes.slice(0, start))) as ILibraryIndex;
  const entries = Object.entries(modules).map(([name, [isPackage, origin, at, length, unitAt, unitLength]]) => ({ name, isPackage, origin, at: start + at, length, unitAt: start + unitAt, unitLength }));
  return {
    bytes,
    names: entries.map(entry => entry.name),
    byOrigin: new Map(entries.map(entry => [entry.origin, entry]))
  };
}

const LINE_FEED = 0x0a;

type Compile = (source: string, filename: string, mode: number, flags: number) => Uint8Array;

/** A compiler that takes what the library has compiled already: an import costs its execution alone. */
export function compileWith(library: Library, compile: Compile): Compile {
  return (source, filename, mode, flags) => (mode === EXEC && flags === 0 ? library.unit(filename, source) : null) ?? compile(source, filename, mode, flags);
}

/** The mode in which modules are compiled, see compile.ts. */
const EXEC = 0;

/** Every module of the library seems to lie below it. */
const LIBRARY_ORIGIN = '/lib/python3.13/';

/** What `sys.path` is at first: the user's own directories, then the library's. */
export const searchPath = (directories: readonly string[]): string[] => [...directories, LIBRARY_ORIGIN.slice(0, -1)];

/** The part of a file system that the search for a module needs; null where a file does not exist. */
export type ReadSource = (path: string) => string | null;

/** Looks for `name`, which has no dots, in each directory as Python's path finder does: a package first, then a module. */
export function findModule(name: string, directories: readonly string[], read: ReadSource): IModuleSource | null {
  for (const directory of directories) {
    const base = directory === '' ? name : `${directory.replace(/\/+$/, '')}/${name}`;
    for (const [origin, isPackage] of [[`${base}/__init__.py`, true], [`${base}.py`, false]] as const) {
      const source = read(origin);
      if (source !== null) {
        return { isPackage, origin, source };
      }
    }
  }
  return null;
}
