// `node scripts/bench-report.mjs [FILE]` makes docs/benchmarks.md and the figures of README.md from a result of `npm run bench`: the
// named one, or the newest that is no quick one. `--check` writes nothing and fails if what they say is not what the result file that they
// name says, so that no figure is ever typed. That file is kept in bench-results/ beside them. Without the page the readme has no figures.

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal, runMain } from './lib/console.mjs';
import { readmeFigures, reportPage } from './lib/bench-page.mjs';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGE = join(top, 'docs/benchmarks.md');
const README = join(top, 'README.md');
const RESULTS = join(top, 'bench-results');
const FIGURES = /(<!-- figures: [^\n]*-->\n)[^]*?(<!-- end of figures -->)/;

function newest() {
  const files = readdirSync(RESULTS).filter(name => /^bench-.*\.json$/.test(name)).sort().reverse();
  const found = files.map(name => join(RESULTS, name)).find(file => !JSON.parse(readFileSync(file, 'utf8')).quick);
  if (!found) {
    throw new Refusal('There is no result in bench-results/: npm run bench makes one.');
  }
  return found;
}

/** The result that the page was made from. */
function quoted() {
  const name = /^<!-- Made from (\S+) /m.exec(readFileSync(PAGE, 'utf8'))?.[1];
  if (!name) {
    throw new Refusal('docs/benchmarks.md does not say which result it was made from.');
  }
  return join(top, name);
}

await runMain(async () => {
  const check = process.argv.includes('--check');
  if (check && !existsSync(PAGE)) {
    const [, start, end] = FIGURES.exec(readFileSync(README, 'utf8')) ?? [];
    if (!readFileSync(README, 'utf8').includes(`${start}${end}`)) {
      throw new Refusal('README.md has figures, but there is no docs/benchmarks.md.');
    }
    return 0;
  }
  const file = check ? quoted() : (process.argv.slice(2).find(word => !word.startsWith('-')) ?? newest());
  const result = JSON.parse(readFileSync(file, 'utf8'));
  const readme = readFileSync(README, 'utf8');
  if (!FIGURES.test(readme)) {
    throw new Refusal('README.md has no place for figures.');
  }
  const wanted = new Map([
    [PAGE, reportPage(result, relative(top, file).replaceAll('\\', '/'))],
    [README, readme.replace(FIGURES, (_, start, end) => `${start}\n${readmeFigures(result)}\n\n${end}`)]
  ]);
  if (!check) {
    wanted.forEach((text, path) => writeFileSync(path, text));
    return 0;
  }
  const stale = [...wanted].filter(([path, text]) => readFileSync(path, 'utf8') !== text).map(([path]) => relative(top, path));
  if (stale.length > 0) {
    console.error(`Not what ${relative(top, file)} says: ${stale.join(', ')}. node scripts/bench-report.mjs ${relative(top, file)} makes it again.`);
  }
  return stale.length === 0 ? 0 : 1;
});
