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

/** Finds a module in the library; the text is asked for once. */
export class Library {
  constructor(private readonly text: () => string) {}

  find(name: string): IModuleSource | null {
    this._file ??= JSON.parse(this.text()) as ILibraryFile;
    const found = Object.hasOwn(this._file.modules, name) ? this._file.modules[name] : undefined;
    return found ? { isPackage: found.package, origin: found.origin, source: found.source } : null;
  }

  private _file: ILibraryFile | null = null;
}

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
