// The experiments as Python reaches them: `_host.request(kind, json)` with the kinds below. Results travel as
// JSON text, which the Python side keeps as it is and sends back for its other forms.

import { CHART_MIME, scaleChart } from './chart';
import { parseJson, schemaOf } from './check';
import type { IExperimentHost } from './host';
import { checkScale, type IScaleResult } from './model';
import { toPerfetto } from './perfetto';
import { InvalidRequest, ScaleExperiment, type IScaleRequest } from './scale';
import { summaries } from './statistics';
import { hottest, scaleTable } from './text';
import { tracePicture } from './trace-picture';
import { TraceExperiment, type ITraceRequest } from './trace';
import { checkTrace, type ITraceResult, TRACE_MIME, TRACE_SCHEMA } from './trace-model';

/** A bundle of a result's forms, by MIME type. */
export type MimeBundle = Record<string, unknown>;

/** The kinds of requests, each with what it takes and answers. */
const KINDS = [
  'scale', // IScaleRequest → IScaleResult, or {invalid: what is wrong with the request}
  'trace', // ITraceRequest → ITraceResult, or the same
  'experiment.partial', // '' → the result so far of the experiment that is running, which is stopped; '' if there is none
  'experiment.script', // '' → true for the command line
  'result.check', // a result's text → its schema, or a refusal that says what is wrong
  'result.text', // a result → its text form
  'result.hottest', // a number, a line feed, an ITraceResult → its text form with that many rows a table
  'result.bundle', // a result → MimeBundle
  'result.perfetto' // ITraceResult → Chrome trace events
] as const;

export type ExperimentKind = (typeof KINDS)[number];

export class Experiments {
  constructor(private readonly _host: IExperimentHost) {}

  static handles(kind: string): kind is ExperimentKind {
    return (KINDS as readonly string[]).includes(kind);
  }

  /**
   * Answers a request. Rejects with an error whose message is for the user.
   *
   * @param cell - The cell that asks, for progress.
   */
  async request(kind: ExperimentKind, json: string, cell: number): Promise<string> {
    switch (kind) {
      case 'scale':
        return this._run(() => new ScaleExperiment(this._host, JSON.parse(json) as IScaleRequest, cell));
      case 'trace':
        return this._run(() => new TraceExperiment(this._host, JSON.parse(json) as ITraceRequest, cell));
      case 'experiment.partial':
        return this._partial();
      case 'experiment.script':
        return JSON.stringify(this._host.script);
      case 'result.check':
        return JSON.stringify(read(json).schema);
      case 'result.text':
        return JSON.stringify(textOf(read(json)));
      case 'result.hottest': {
        const end = json.indexOf('\n');
        return JSON.stringify(hottest(checkTrace(parseJson(json.slice(end + 1))), Number(json.slice(0, end))));
      }
      case 'result.bundle':
        return JSON.stringify(await this._bundle(read(json)));
      case 'result.perfetto':
        return toPerfetto(checkTrace(parseJson(json)));
    }
  }

  /** Stops the experiment that is running, if any; its request then resolves with what there is, or rejects. */
  stop(): void {
    this._running?.stop();
  }

  private async _run(make: () => ScaleExperiment | TraceExperiment): Promise<string> {
    if (this._running) {
      throw new Error('Another experiment is running: two at once would measure each other.');
    }
    let experiment: ScaleExperiment | TraceExperiment;
    try {
      experiment = make();
    } catch (error) {
      if (error instanceof InvalidRequest) {
        return JSON.stringify({ invalid: error.message });
      }
      throw error;
    }
    this._running = experiment;
    const run = experiment.run();
    this._ended = run.then(
      () => undefined,
      () => undefined
    );
    try {
      return JSON.stringify(await run);
    } finally {
      this._running = null;
    }
  }

  /** Stops the experiment; answers when it has ended, so that its progress is gone before its results are shown. */
  private async _partial(): Promise<string> {
    const running = this._running;
    running?.stop();
    await this._ended;
    return running instanceof ScaleExperiment ? JSON.stringify({ ...running.result(), interrupted: true }) : '';
  }

  private async _bundle(result: IScaleResult | ITraceResult): Promise<MimeBundle> {
    const text = { 'text/plain': textOf(result) };
    if (result.schema === TRACE_SCHEMA) {
      return { [TRACE_MIME]: result, ...(await this._pictures(tracePicture(result))), ...text };
    }
    if (summaries(result).length === 0) {
      return text;
    }
    const chart = scaleChart(result);
    const renderer = await this._host.loadRenderer();
    return { [CHART_MIME]: chart, ...(await this._pictures(await renderer.toSVG(chart))), ...text };
  }

  private async _pictures(svg: string): Promise<MimeBundle> {
    const renderer = await this._host.loadRenderer();
    return { 'image/svg+xml': svg, 'image/png': base64(await renderer.toPNG(svg)) };
  }

  private _running: ScaleExperiment | TraceExperiment | null = null;
  private _ended = Promise.resolve();
}

/** A result of either kind from its text. Throws InvalidResult. */
function read(json: string): IScaleResult | ITraceResult {
  const value = parseJson(json);
  return schemaOf(value) === TRACE_SCHEMA ? checkTrace(value) : checkScale(value);
}

function textOf(result: IScaleResult | ITraceResult): string {
  return result.schema === TRACE_SCHEMA ? hottest(result) : scaleTable(result);
}

function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  }
  return btoa(parts.join(''));
}
