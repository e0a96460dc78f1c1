// Which designs there are: those whose release module has been built.

/** The design that runs when none is asked for. */
export const DEFAULT_DESIGN = 'biased';

/** @param files - Names of the built files. */
export function designNames(files: readonly string[]): string[] {
  const names = files.filter(name => name.endsWith('.release.wasm')).map(name => name.slice(0, -'.release.wasm'.length));
  return names.sort((a, b) => Number(b === DEFAULT_DESIGN) - Number(a === DEFAULT_DESIGN) || (a < b ? -1 : 1));
}
