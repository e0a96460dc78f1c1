// Every notebook of notebooks/, run from top to bottom in JupyterLab: no cell fails, each gives the kinds of
// output that are saved in the file, every chart and every trace is drawn and holds what it should, the console stays quiet.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { screenshot } from '../harness.mjs';
import { drawnPixels, until } from '../lab.mjs';

const names = (existsSync('notebooks') ? readdirSync('notebooks') : []).filter(name => name.endsWith('.ipynb')).sort();

/** A notebook measures; on two slow cores that takes its time. */
const RUN_MS = 150_000;

const CHART = 'application/vnd.vegalite.v5+json';
const TRACE = 'application/vnd.gilectomy.trace.v1+json';

/**
 * The kinds of a cell's outputs: MIME types of results and displays, the name of a stream, errors. JupyterLab itself adds a PNG to a
 * chart once it has drawn it, so whether one is there depends on when we look.
 */
const kinds = outputs =>
  [...new Set(outputs.flatMap(({ output_type, name, data, ename, evalue }) => (data ? Object.keys(data).filter(type => type !== 'image/png') : output_type === 'error' ? [`${ename}: ${evalue}`] : [name])))].sort();

/** Colours of the designs in charts, as red, green and blue. */
const COLOURS = { gil: [61, 127, 214], gilectomy: [222, 90, 28], biased: [12, 154, 114] };

/** Points of a panel of a chart, by its title. */
function panel(chart, title) {
  const found = chart.concat.find(candidate => candidate.title.text === title);
  assert.ok(found, `the chart has a panel ${title}`);
  return found.layer.flatMap(({ data }) => data.values);
}

/** The chart's points of a design are drawn: its colour is on the canvas, or in the SVG. */
async function assertChartDrawn(chart, node) {
  const designs = new Set(panel(chart, 'Wall time').map(({ series }) => series));
  assert.deepEqual([...designs].sort(), Object.keys(COLOURS).sort());
  for (const design of designs) {
    assert.ok((await drawnPixels(node, COLOURS[design])) > 100, `the line of ${design} is drawn`);
  }
}

/**
 * How much longer two threads take for twice the work than one thread takes for it once: half the time of the same work in series, which
 * was measured right beside it, is the better measure of the once. Null where the two threads did not overlap.
 */
function slowdown(chart, design) {
  const two = panel(chart, 'Wall time').filter(point => point.series === design && point.threads === 2 && 'state' in point);
  const atOnce = two.find(({ kind }) => kind === 'measured, at once');
  const inSeries = two.find(({ kind }) => kind === 'measured, in series on one thread');
  assert.ok(atOnce && inSeries, `${design} was run on two threads, and in series`);
  return atOnce.state === 'overlapped' ? (2 * atOnce.value) / inSeries.value : null;
}

/** The same of the machine itself. */
function control(chart) {
  const two = panel(chart, 'Scaling').find(point => point.series === 'pure compute' && point.threads === 2);
  assert.ok(two, 'there is a control row');
  return two.state === 'overlapped' ? 2 / two.value : null;
}

/**
 * The shape of the official benchmark: gil near 2, gilectomy at least 2, biased near the control. Two cores that do other things as well
 * disturb it. So runs that did not overlap are not judged, nor is what needs a second core where the control shows that it was not to
 * be had; what was found is printed.
 *
 * @returns {string[]} What does not have that shape.
 */
function misshapen(chart, name) {
  const [gil, gilectomy, biased] = ['gil', 'gilectomy', 'biased'].map(design => slowdown(chart, design));
  const limit = control(chart);
  const said = Object.entries({ gil, gilectomy, biased, control: limit }).map(([series, value]) => `${series} ${value?.toFixed(2) ?? 'did not overlap'}`);
  console.log(`        ${name}, two threads over one: ${said.join(', ')}`);
  const wrong = [];
  if (gil === null || gil < 1.4 || gil > 3.5) {
    wrong.push(`gil should take about twice as long: ${gil}`);
  }
  if (limit === null || limit > 1.35) {
    console.log('        the machine was too busy to judge the designs without a GIL');
    return wrong;
  }
  if (gilectomy !== null && gilectomy < 1.7) {
    wrong.push(`gilectomy should take at least twice as long, less what noise may take away: ${gilectomy}`);
  }
  if (biased !== null && biased > limit * 1.4) {
    wrong.push(`biased should stay near the control: ${biased} against ${limit}`);
  }
  return wrong;
}

/** The notebook's own function, measured again in its kernel on one and two threads with more runs: the chart. */
function measuredAgain(lab) {
  return lab.page.evaluate(async type => {
    const { kernel } = window.jupyterapp.shell.currentWidget.sessionContext.session;
    const future = kernel.requestExecute({ code: 'g.scale(fib, 20, threads=[1, 2], repeat=9)' });
    let chart;
    future.onIOPub = ({ content }) => {
      chart = content.data?.[type] ?? chart;
    };
    await future.done;
    return chart;
  }, CHART);
}

/** Few runs on a busy machine may have any shape; what has the wrong one must have it again with more. */
async function assertShape(lab, chart, name) {
  let wrong = misshapen(chart, name);
  for (let again = 0; again < 3 && wrong.length > 0; again++) {
    wrong = misshapen(await measuredAgain(lab), `${name}, measured again`);
  }
  assert.deepEqual(wrong, []);
}

/** A trace shows lanes with spans in them, and tables that name what fib touches. */
async function assertTraceDrawn(result, view) {
  assert.equal(await view.locator('.gl-Trace-error').count(), 0);
  assert.ok(result.lanes.length === 2 && result.lanes.every(lane => lane.spans.length > 0), 'both threads have spans');
  const canvas = view.locator('canvas.gl-TraceTimeline-canvas');
  await canvas.scrollIntoViewIfNeeded();
  await until('the lanes are drawn', async () => (await drawnPixels(canvas)) > 1000);
  await view.locator('.gl-TraceTable:visible tbody tr').first().waitFor();
  assert.match(await view.locator('.gl-TraceTable:visible').innerText(), /globals of __main__/);
  await view.getByRole('tab', { name: /Reference counts/ }).click();
  const counts = await view.locator('.gl-TraceTable:visible').innerText();
  assert.match(counts.split('\n').slice(0, 12).join('\n'), /\bfib\b/);
  await view.getByRole('tab', { name: /Locks/ }).click();
  assert.equal(result.uncounted, 0);
  assert.ok(result.locks[0].holdNs > 0, 'the time that locks were held is known');
}

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
  const bundles = cells.flatMap(({ outputs }) => outputs).map(({ data }) => data ?? {});
  const charts = bundles.flatMap(data => data[CHART] ?? []);
  const traces = bundles.flatMap(data => data[TRACE] ?? []);
  assert.ok(charts.length > 0 && traces.length > 0, 'the notebook has a chart and a trace');
  const drawn = lab.page.locator('.jp-NotebookPanel:visible .jp-RenderedVegaCommon5 :is(canvas, svg.marks)');
  await until(`${charts.length} charts are drawn`, async () => (await drawn.count()) === charts.length);
  const views = lab.page.locator('.jp-NotebookPanel:visible .gl-Trace');
  await until(`${traces.length} traces are drawn`, async () => (await views.count()) === traces.length);
  for (const [index, chart] of charts.entries()) {
    await assertChartDrawn(chart, drawn.nth(index));
    await assertShape(lab, chart, name);
  }
  for (const [index, trace] of traces.entries()) {
    await assertTraceDrawn(trace, views.nth(index));
  }
  await screenshot(lab.page, basename(name, '.ipynb'));
  await lab.command('apputils:change-theme', { theme: 'JupyterLab Dark' });
  await lab.page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
  await lab.page.waitForTimeout(500); // canvases are painted again in the theme's colours
  for (const [index, chart] of charts.entries()) {
    await assertChartDrawn(chart, drawn.nth(index));
  }
  await screenshot(lab.page, `${basename(name, '.ipynb')}-dark`);
  lab.assertQuiet();
}

export default {
  'there are notebooks': async () => assert.ok(names.length > 0),
  ...Object.fromEntries(names.map(name => [`${name} runs again`, context => runsAgain(context, name)]))
};
