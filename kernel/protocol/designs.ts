// Which designs there are: those whose release module has been built.

/** The design that runs when none is asked for. */
export const DEFAULT_DESIGN = 'biased';

/**
 * @param files - Names of the built files.
 * @param variant - Of which builds; checked ones are there of more than the designs that people choose from.
 */
export function designNames(files: readonly string[], variant = 'release'): string[] {
  const end = `.${variant}.wasm`;
  const names = files.filter(name => name.endsWith(end)).map(name => name.slice(0, -end.length));
  return names.sort((a, b) => Number(b === DEFAULT_DESIGN) - Number(a === DEFAULT_DESIGN) || (a < b ? -1 : 1));
}
