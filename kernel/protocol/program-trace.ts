// `gilectomy --trace FILE`: what a tracing runtime records of a whole program, as a file for the Perfetto viewer
// and a table of the hottest locks and counts on standard error.

import { writeFileSync } from 'node:fs';
import { buildOf, machine } from '../experiments/node';
import { toPerfetto } from '../experiments/perfetto';
import { hottest } from '../experiments/text';
import { assemble } from '../experiments/trace';
import { type ITraceResult, TRACE_SCHEMA } from '../experiments/trace-model';
import type { Runtime } from '../threads/runtime';
import { VERSION } from '../threads/version';

export class ProgramTrace {
  /** Starts to record. */
  static async start(runtime: Runtime, file: string): Promise<ProgramTrace> {
    await host(runtime, 'trace_start()');
    return new ProgramTrace(runtime, file);
  }

  private constructor(
    private readonly runtime: Runtime,
    private readonly file: string
  ) {}

  /** Stops recording and writes the file. */
  async finish({ func, args, design, wasm }: ProgramTrace.IProgram): Promise<void> {
    const ended = now();
    await host(this.runtime, 'trace_stop()');
    const raw = await this.runtime.readTrace();
    const result: ITraceResult = {
      schema: TRACE_SCHEMA,
      func,
      args,
      design,
      threads: raw.threads.length,
      host: machine(),
      versions: { lab: VERSION, build: buildOf(wasm) },
      interrupted: false,
      wall: ended - this._opened,
      ...assemble({ raw, opened: this._opened, ended, idents: raw.threads.map(thread => thread.ident) }),
      overhead: null,
      started: this._started
    };
    writeFileSync(this.file, toPerfetto(result));
    process.stderr.write(`${hottest(result)}\nTrace written to ${this.file}: open it at ui.perfetto.dev\n`);
  }

  private readonly _opened = now();
  private readonly _started = new Date().toISOString();
}

export namespace ProgramTrace {
  export interface IProgram {
    /** Name of the program, and its arguments. */
    func: string;
    args: string;
    design: string;

    /** Directory of the runtime's modules. */
    wasm: string;
  }
}

/** The runtime's clock. */
const now = (): number => Number(process.hrtime.bigint());

async function host(runtime: Runtime, call: string): Promise<void> {
  const result = await runtime.execute(`__import__('_host').${call}`, { filename: '<trace>', mode: 'exec', cell: 0 });
  if (result.status === 'error') {
    throw new Error(result.traceback);
  }
}
