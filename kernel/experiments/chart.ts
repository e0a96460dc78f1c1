// The chart of a scaling experiment as a Vega-Lite 5 specification: the talk's two charts (time against threads, ratio
// to the GIL build against threads) and the scaling with the machine's own limit. All aggregation happens in
// statistics.ts, so that chart, tooltip and table say the same numbers.
//
// Colours have to do in both themes, since one stored chart is shown in either: nothing is filled behind it, and text,
// grid and axes are mid greys that read on white and on JupyterLab's dark background alike.

import type { TopLevelSpec } from 'vega-lite';
import { CONTROL_COLOUR, looksOf, REFERENCE } from './designs';
import { callText, type IScaleResult } from './model';
import { type ISpread, type ISummary, summaries, workMeasure } from './statistics';
import { notes } from './text';

export const CHART_MIME = 'application/vnd.vegalite.v5+json';

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';
const TEXT = '#767d87';
const LINES = 'rgba(128, 136, 148, 0.22)';
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif';

const WIDTH = 345;
const HEIGHT = 210;

/** Above this ratio between the largest and the smallest value a panel gets a logarithmic scale. */
const LINEAR_RANGE = 14;

/** A mark, a transform or an encoding: the nesting is Vega-Lite's own and is checked by compiling it in the tests. */
type Part = Record<string, unknown>;

/** One point of one panel. */
interface IPoint {
  series: string;
  threads: number;
  value: number;
  /** Spread of the runs: from the minimum to the upper quartile. */
  high: number;
  state: 'overlapped' | 'did not overlap';
  kind: string;
  runs: string;
  median: number;
}

interface IPanel {
  title: string;
  subtitle: string;
  points: IPoint[];
  /** Lines of the same series drawn thin and dotted. */
  twins: IPoint[];
  /** Lines of the machine's own limit. */
  limits: IPoint[];
  /** Seconds for times, else what the number is. */
  unit: 'seconds' | 'ratio';
  /** A horizontal or diagonal line of reference. */
  rule?: { points: { threads: number; value: number }[]; label: string };
}

function point(summary: ISummary, series: string, spread: ISpread, factor = 1): IPoint {
  return {
    series,
    threads: summary.threads,
    value: spread.minimum * factor,
    high: spread.high * factor,
    median: spread.median * factor,
    state: summary.hollow ? 'did not overlap' : 'overlapped',
    kind: KINDS[summary.kind],
    runs: summary.excluded > 0 ? `${summary.runs} counted, ${summary.excluded} left out (did not overlap)` : `${summary.runs}`
  };
}

const KINDS = {
  parallel: 'measured, at once',
  serial: 'measured, in series on one thread',
  'control-compute': 'control: pure compute, nothing shared',
  'control-atomic': 'control: atomics on lines of their own'
} as const;

const CONTROL_NAMES: Record<string, string> = { 'control-compute': 'pure compute', 'control-atomic': 'padded atomics' };

/** A ratio as a point without spread. */
function plain(summary: ISummary, series: string, value: number): IPoint {
  return point(summary, series, { minimum: value, low: value, median: value, high: value, maximum: value });
}

function panels(result: IScaleResult, all: readonly ISummary[]): IPanel[] {
  const parallel = all.filter(summary => summary.kind === 'parallel' && summary.design !== null);
  const serial = all.filter(summary => summary.kind === 'serial' && summary.design !== null);
  const controls = all.filter(summary => summary.design === null);
  const work = workMeasure(all);
  const found: IPanel[] = [
    {
      title: 'Wall time',
      subtitle: serial.length > 0 ? 'dotted: the same work in series' : '',
      points: parallel.map(summary => point(summary, summary.design!, summary.wall)),
      twins: serial.map(summary => point(summary, summary.design!, summary.wall)),
      limits: [],
      unit: 'seconds'
    }
  ];
  if (work !== null) {
    found.push({
      title: work === 'cpu' ? 'CPU time' : 'Busy time',
      subtitle: work === 'cpu' ? 'all threads together' : 'wall less parked, all threads together',
      points: parallel.map(summary => point(summary, summary.design!, summary[work]!)),
      twins: [],
      limits: [],
      unit: 'seconds'
    });
  }
  const wallRatios = parallel.filter(summary => summary.wallRatio !== null);
  if (result.designs.length > 1 && wallRatios.length > 0) {
    const cpuRatios = parallel.filter(summary => summary.cpuRatio !== null && summary.design !== REFERENCE);
    found.push({
      title: `Times the GIL build’s time`,
      subtitle: cpuRatios.length > 0 ? `wall time; dotted: ${work === 'busy' ? 'busy' : 'CPU'} time` : 'wall time',
      points: wallRatios.map(summary => plain(summary, summary.design!, summary.wallRatio!)),
      twins: cpuRatios.map(summary => plain(summary, summary.design!, summary.cpuRatio!)),
      limits: [],
      unit: 'ratio'
    });
  }
  const scaled = parallel.filter(summary => summary.scaling !== null);
  if (Math.max(...result.threads) > 1 && scaled.length > 0) {
    const top = Math.max(...result.threads);
    found.push({
      title: 'Scaling',
      subtitle: 'throughput over that of one thread',
      points: scaled.map(summary => plain(summary, summary.design!, summary.scaling!)),
      twins: [],
      limits: controls.filter(summary => summary.scaling !== null).map(summary => plain(summary, CONTROL_NAMES[summary.kind], summary.scaling!)),
      unit: 'ratio',
      rule: {
        points: [1, Math.min(top, result.host.cores), top].map(threads => ({ threads, value: Math.min(threads, result.host.cores) })),
        label: `${result.host.cores} ${result.host.cores === 1 ? 'core' : 'cores'}`
      }
    });
  }
  return found.filter(panel => panel.points.length > 0);
}

/** Ticks at thread counts that were run, fewer where they would touch. */
function threadTicks(threads: readonly number[]): number[] {
  const sorted = [...new Set(threads)].sort((a, b) => a - b);
  const step = Math.ceil(sorted.length / 12);
  return sorted.filter((_, index) => index % step === 0);
}

/** Whether times up to this many seconds are shown in seconds, milliseconds or microseconds. */
function timeUnit(largest: number): { factor: number; name: string; short: string } {
  if (largest >= 1) {
    return { factor: 1, name: 'seconds', short: 's' };
  }
  return largest >= 1e-3 ? { factor: 1e3, name: 'milliseconds', short: 'ms' } : { factor: 1e6, name: 'microseconds', short: 'µs' };
}

/** The steps 1, 2, 5 of each power of ten from just below `least` to just above `most`. */
export function logTicks(least: number, most: number): number[] {
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.ceil(Math.log10(most)); power++) {
    ticks.push(...[1, 2, 5].map(step => Number(`${step}e${power}`)));
  }
  const first = ticks.filter(tick => tick <= least).length - 1;
  const last = ticks.findIndex(tick => tick >= most);
  return ticks.slice(Math.max(0, first), last < 0 ? ticks.length : last + 1);
}

function panelSpec(panel: IPanel, result: IScaleResult): Part {
  const all = [...panel.points, ...panel.twins, ...panel.limits];
  const unit = panel.unit === 'seconds' ? timeUnit(Math.max(...all.map(item => item.value))) : { factor: 1, name: '', short: '' };
  const scaled = (points: IPoint[]): IPoint[] =>
    points.map(item => ({ ...item, value: item.value * unit.factor, high: item.high * unit.factor, median: item.median * unit.factor }));
  const points = scaled(panel.points);
  const values = scaled(all).flatMap(item => [item.value, item.high]).filter(value => value > 0);
  // Where no clock has moved there is still an axis.
  const least = values.length > 0 ? Math.min(...values) : 1;
  const most = values.length > 0 ? Math.max(...values) : 1;
  const log = most / least > LINEAR_RANGE;
  const ticks = logTicks(least, most);

  const looks = looksOf(result.designs);
  const names = [...looks.keys()];
  const legend = { symbolOpacity: 1, symbolStrokeWidth: 0, symbolSize: 90 };
  const nominal = { field: 'series', type: 'nominal', title: null, legend };
  const colour = { ...nominal, scale: { domain: names, range: names.map(name => looks.get(name)!.colour) } };
  const shape = { ...nominal, scale: { domain: names, range: names.map(name => looks.get(name)!.shape) } };
  const fewest = Math.min(...result.threads);
  const x = {
    field: 'threads',
    type: 'quantitative',
    title: 'threads',
    scale: { domain: [fewest, Math.max(...result.threads, fewest + 1)], nice: false, padding: 12 },
    axis: { values: threadTicks(result.threads), format: 'd', grid: false }
  };
  const y = {
    field: 'value',
    type: 'quantitative',
    title: null,
    scale: log
      ? { type: 'log', domain: [ticks[0], ticks[ticks.length - 1]], nice: false }
      : // Above a rule there is room for its label, which would else push the title up.
        { zero: true, nice: 5, ...(panel.rule ? { domainMax: Math.max(most, ...panel.rule.points.map(({ value }) => value * 1.15)) } : values.length === 0 && { domainMax: most }) },
    axis: log ? { values: ticks, format: '~r' } : { format: '~r', tickCount: 5 }
  };
  const quantity = (field: string, title: string): Part => ({ field, type: 'quantitative', title, format: '.3~r' });
  const tooltip = [
    { field: 'series', type: 'nominal', title: 'design' },
    { field: 'threads', type: 'quantitative', title: 'threads' },
    ...(panel.unit === 'seconds'
      ? [quantity('value', `minimum, ${unit.short}`), quantity('median', `median, ${unit.short}`)]
      : [quantity('value', panel.title.toLowerCase())]),
    { field: 'kind', type: 'nominal', title: 'kind' },
    { field: 'state', type: 'nominal', title: 'the threads' },
    { field: 'runs', type: 'nominal', title: 'runs' }
  ];

  const layers: Part[] = [];
  if (panel.rule) {
    const line = { color: CONTROL_COLOUR, opacity: 0.6 };
    layers.push(
      { data: { values: panel.rule.points }, mark: { type: 'line', strokeWidth: 1, ...line }, encoding: { x, y } },
      {
        data: { values: panel.rule.points.slice(-1) },
        mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -6, color: TEXT, fontSize: 11, text: panel.rule.label },
        encoding: { x, y }
      }
    );
  }
  if (points.some(item => item.high > item.value)) {
    // A bar a point and no band through them: nothing was measured between two numbers of threads, and front ends with an older
    // Vega fill such bands wrongly.
    layers.push({
      data: { values: points },
      mark: { type: 'rule', opacity: 0.3, strokeWidth: 7, strokeCap: 'butt' },
      encoding: { x, y, y2: { field: 'high' }, color: colour }
    });
  }
  if (panel.limits.length > 0) {
    const dash = {
      field: 'series',
      type: 'nominal',
      title: null,
      scale: { domain: Object.values(CONTROL_NAMES), range: [[7, 4], [2, 3]] },
      legend: { symbolStrokeColor: CONTROL_COLOUR, symbolStrokeWidth: 1.75, symbolSize: 300 }
    };
    layers.push({
      data: { values: panel.limits },
      mark: { type: 'line', color: CONTROL_COLOUR, strokeWidth: 1.75 },
      encoding: { x, y, strokeDash: dash, tooltip }
    });
  }
  if (panel.twins.length > 0) {
    layers.push({
      data: { values: scaled(panel.twins) },
      mark: { type: 'line', strokeDash: [1, 4], strokeWidth: 1.9, strokeCap: 'round' },
      encoding: { x, y, color: colour, tooltip }
    });
  }
  layers.push({
    data: { values: points },
    mark: { type: 'line', strokeWidth: 2.25, strokeJoin: 'round', strokeCap: 'round' },
    encoding: { x, y, color: colour }
  });
  for (const [state, mark] of Object.entries({
    overlapped: { filled: true, size: 62 },
    'did not overlap': { filled: false, size: 80, strokeWidth: 1.75 }
  })) {
    const some = points.filter(item => item.state === state);
    if (some.length > 0) {
      layers.push({ data: { values: some }, mark: { type: 'point', opacity: 1, ...mark }, encoding: { x, y, color: colour, shape, tooltip } });
    }
  }
  return {
    title: { text: panel.title, subtitle: [unit.name, panel.subtitle, log ? 'logarithmic' : ''].filter(part => part !== '').join(', ') },
    width: WIDTH,
    height: HEIGHT,
    layer: layers
  };
}

/** Breaks a sentence into lines of at most `width` characters. */
function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of sentence.split(' ')) {
    const last = lines[lines.length - 1];
    if (last !== '' && last.length + word.length + 1 > width) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    }
  }
  return lines;
}

/**
 * The chart.
 *
 * @param result - A result with at least one sample.
 */
export function scaleChart(result: IScaleResult): TopLevelSpec {
  const all = summaries(result);
  const specs = panels(result, all).map(panel => panelSpec(panel, result));
  const { host, settings } = result;
  const facts = `best of ${settings.repeat}${settings.repeat > 1 ? ', bars to the upper quartile' : ''}, on ${host.cores} ${host.cores === 1 ? 'core' : 'cores'}${host.cpu ? ` (${host.cpu})` : ''}, ${host.engine}`;
  const spec: Part = {
    $schema: SCHEMA,
    description: `Scaling of ${callText(result)} under ${result.designs.join(', ')}: time and ratios against the number of threads.`,
    title: {
      text: callText(result),
      subtitle: [
        facts,
        ...notes(result, all).flatMap(note => wrapped(note, 118)),
        ...(all.some(summary => summary.hollow && summary.design !== null) ? ['Hollow points: no run overlapped.'] : [])
      ],
      anchor: 'start',
      offset: 14
    },
    background: 'transparent',
    concat: specs,
    columns: 2,
    // Plots line up by their axes, whatever the width of the labels.
    bounds: 'flush',
    spacing: { row: 108, column: 70 },
    resolve: { scale: { color: 'shared', shape: 'shared', x: 'independent', y: 'independent' }, legend: { color: 'shared', shape: 'shared' } },
    config: {
      font: FONT,
      view: { stroke: null },
      title: {
        anchor: 'start',
        frame: 'group',
        color: TEXT,
        fontSize: 13,
        fontWeight: 600,
        subtitleColor: TEXT,
        subtitleFontSize: 11,
        subtitlePadding: 4,
        offset: 10
      },
      axis: {
        labelColor: TEXT,
        titleColor: TEXT,
        gridColor: LINES,
        domainColor: LINES,
        tickColor: LINES,
        labelFontSize: 11,
        titleFontSize: 11,
        titleFontWeight: 400,
        titlePadding: 8,
        labelPadding: 5
      },
      axisY: { domain: false, ticks: false },
      legend: {
        orient: 'top',
        direction: 'horizontal',
        columns: 4,
        labelColor: TEXT,
        titleColor: TEXT,
        labelFontSize: 12,
        titleFontSize: 11,
        titleFontWeight: 400,
        columnPadding: 18,
        rowPadding: 5,
        offset: 16,
        // Designs and control rows stand in one line, apart.
        layout: { top: { anchor: 'start', direction: 'horizontal', center: true, margin: 26 } }
      }
    }
  };
  return spec as unknown as TopLevelSpec;
}
