// Sources of importable Python modules: our library (one JSON file made by scripts/build-lib.mjs, read when the
// first module is imported) and, before it, the user's own files where there is a file system.

export interface IModuleSource {
  isPackage: boolean;

  /** Shown in tracebacks and as `__file__`. */
  origin: string;
  source: string;
}

/** The library's file: dotted module name to source. */
export interface ILibraryFile {
  modules: Record<string, { package: boolean; origin: string; source: string }>;
}

/** Our own modules and those of the standard library that come with them. */
export class Library {
  /** @param read - The library's JSON text; asked for once, when it is first needed. */
  constructor(private readonly read: () => string) {}

  find(name: string): IModuleSource | null {
    const found = this._modules.get(name);
    return found ? { isPackage: found.package, origin: found.origin, source: found.source } : null;
  }

  /** Text of a library file by its origin, for tracebacks; null for other paths. */
  text(path: string): string | null {
    return path.startsWith(LIBRARY_ORIGIN) ? ([...this._modules.values()].find(({ origin }) => origin === path)?.source ?? null) : null;
  }

  private get _modules(): Map<string, ILibraryFile['modules'][string]> {
    this._loaded ??= new Map(Object.entries((JSON.parse(this.read()) as ILibraryFile).modules));
    return this._loaded;
  }

  private _loaded: Map<string, ILibraryFile['modules'][string]> | null = null;
}

/** Every module of the library seems to lie below it. */
const LIBRARY_ORIGIN = '/lib/python3.13/';

/** The part of a file system that the search for a module needs; null where a file does not exist. */
export type ReadSource = (path: string) => string | null;

/** Looks for `name` below each directory as Python's path finder does: a package first, then a module. */
export function findUserModule(name: string, directories: readonly string[], read: ReadSource): IModuleSource | null {
  const relative = name.split('.').join('/');
  for (const directory of directories) {
    const base = directory === '' ? relative : `${directory.replace(/\/+$/, '')}/${relative}`;
    for (const [origin, isPackage] of [[`${base}/__init__.py`, true], [`${base}.py`, false]] as const) {
      const source = read(origin);
      if (source !== null) {
        return { isPackage, origin, source };
      }
    }
  }
  return null;
}
