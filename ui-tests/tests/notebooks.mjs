// Every notebook of notebooks/, run from top to bottom in JupyterLab: no cell fails, each gives the kinds of
// output that are saved in the file, every chart is drawn, the console stays quiet.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { screenshot } from '../harness.mjs';
import { until } from '../lab.mjs';

const names = (existsSync('notebooks') ? readdirSync('notebooks') : []).filter(name => name.endsWith('.ipynb')).sort();

/** A notebook measures; on two slow cores that takes its time. */
const RUN_MS = 150_000;

const CHART = 'application/vnd.vegalite.v5+json';

/**
 * The kinds of a cell's outputs: MIME types of results and displays, the name of a stream, errors. JupyterLab itself adds a PNG to a
 * chart once it has drawn it, so whether one is there depends on when we look.
 */
const kinds = outputs =>
  [...new Set(outputs.flatMap(({ output_type, name, data, ename, evalue }) => (data ? Object.keys(data).filter(type => type !== 'image/png') : output_type === 'error' ? [`${ename}: ${evalue}`] : [name])))].sort();

async function runsAgain({ openLab }, name) {
  const saved = JSON.parse(readFileSync(join('notebooks', name), 'utf8')).cells.filter(cell => cell.cell_type === 'code');
  const lab = await openLab();
  await lab.openNotebook(name);
  const cells = await lab.runAll(RUN_MS);
  assert.deepEqual(
    cells.map(({ source, outputs }) => [source, kinds(outputs)]),
    saved.map(({ source, outputs }) => [[source].flat().join(''), kinds(outputs)])
  );
  await lab.unfold();
  const charts = cells.flatMap(({ outputs }) => outputs).filter(({ data }) => data?.[CHART]).length;
  const drawn = lab.page.locator('.jp-NotebookPanel:visible .jp-RenderedVegaCommon5 :is(canvas, svg.marks)');
  await until(`${charts} charts are drawn`, async () => (await drawn.count()) === charts);
  await screenshot(lab.page, basename(name, '.ipynb'));
  await lab.command('apputils:change-theme', { theme: 'JupyterLab Dark' });
  await lab.page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
  await screenshot(lab.page, `${basename(name, '.ipynb')}-dark`);
  lab.assertQuiet();
}

export default {
  'there are notebooks': async () => assert.ok(names.length > 0),
  ...Object.fromEntries(names.map(name => [`${name} runs again`, context => runsAgain(context, name)]))
};
