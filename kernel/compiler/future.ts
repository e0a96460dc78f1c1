/**
 * `from __future__ import ...`: which features a module asks for, and that it asks before anything else.
 */

import { type IModule } from './ast';
import { errorAt } from './errors';
import { type Source } from './source';

const FEATURES: ReadonlySet<string> = new Set([
  'nested_scopes', 'generators', 'division', 'absolute_import', 'with_statement', 'print_function', 'unicode_literals', 'barry_as_FLUFL',
  'generator_stop', 'annotations'
]);

/** Whether annotations are to be kept as strings. */
export function readFutures(module: IModule, source: Source): boolean {
  let annotations = false;
  let early = true;
  module.body.forEach((stmt, index) => {
    if (stmt.kind === 'ImportFrom' && stmt.module === '__future__' && stmt.level === 0) {
      if (!early) {
        throw errorAt(source, 'from __future__ imports must occur at the beginning of the file', stmt.start, stmt.end);
      }
      for (const { name } of stmt.names) {
        if (name === 'braces') {
          throw errorAt(source, 'not a chance', stmt.start, stmt.end);
        }
        if (!FEATURES.has(name)) {
          throw errorAt(source, `future feature ${name} is not defined`, stmt.start, stmt.end);
        }
        annotations ||= name === 'annotations';
      }
    } else if (!(index === 0 && stmt.kind === 'Expr' && stmt.value.kind === 'Constant' && typeof stmt.value.value === 'string')) {
      early = false;
    }
  });
  return annotations;
}
