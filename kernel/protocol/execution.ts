// One execute request after another: magics, the run itself, its result, its error, expressions that the front
// end wants evaluated after it.

import type { ExecuteResult } from '../threads/runtime';
import type { Cells } from './cells';
import type { History } from './history';
import { CallError, type Interpreter } from './interpreter';
import { type IMagicCall, MAGICS, formatDuration, parseHelp, splitMagics } from './magics';
import type { IDisplayData, IErrorContent, IExecuteRequest, IJupyterMessage } from './messages';
import type { StreamBuffer } from './output';

/** Content of an execute_reply. */
export type ExecuteOutcome =
  | { status: 'ok'; execution_count: number; payload: object[]; user_expressions: Record<string, unknown> }
  | ({ status: 'error'; execution_count: number; payload: object[]; user_expressions: Record<string, unknown> } & IErrorContent);

export class Execution {
  constructor(private readonly options: Execution.IOptions) {}

  /** The number of the latest cell, as in `[3]`. */
  get count(): number {
    return this._count;
  }

  /** Counts an interrupt within the current run. */
  noteInterrupt(): number {
    return ++this._interrupts;
  }

  async run(message: IJupyterMessage, request: IExecuteRequest): Promise<ExecuteOutcome> {
    const { interpreter, cells, history } = this.options;
    const silent = request.silent ?? false;
    const stored = !silent && (request.store_history ?? true);
    if (stored) {
      this._count += 1;
    }
    const cell = interpreter.nextCell();
    cells.add(cell, message, silent);
    this._interrupts = 0;
    this._output = null;
    if (!silent) {
      cells.publish(cell, 'execute_input', { code: request.code, execution_count: this._count });
    }
    this._current = cell;
    const outcome = await this._outcome(cell, request, stored);
    this._current = 0;
    if (stored) {
      history.add(this._count, request.code, this._output);
    }
    if (outcome.status === 'error') {
      const { ename, evalue, traceback } = outcome;
      cells.publish(cell, 'error', { ename, evalue, traceback });
    }
    return outcome;
  }

  /** The value of a cell's last expression. */
  result(cell: number, { data, metadata }: IDisplayData): void {
    this._output = typeof data['text/plain'] === 'string' ? data['text/plain'] : null;
    this.options.cells.publish(cell, 'execute_result', { data, metadata, execution_count: this._count });
  }

  /** The runtime went away under the current cell. */
  lost(reason: string): void {
    this.options.cells.publish(this._current, 'stream', { name: 'stderr', text: `The runtime stopped and its variables are lost: ${reason}\n` });
  }

  private async _outcome(cell: number, request: IExecuteRequest, stored: boolean): Promise<ExecuteOutcome> {
    const answer = { execution_count: this._count, payload: [] as object[], user_expressions: {} };
    try {
      const help = parseHelp(request.code);
      if (help) {
        const text = await this.options.interpreter.call('inspect', help);
        const shown = text === null ? `Object \`${help.name}\` not found.` : text;
        return { ...answer, status: 'ok', payload: [{ source: 'page', start: 0, data: { 'text/plain': shown } }] };
      }
      const result = await this._runPython(cell, request, stored);
      if (result.status === 'error') {
        return { ...answer, status: 'error', ...errorContent(result) };
      }
      if (result.status === 'exit') {
        const evalue = String(result.code);
        return { ...answer, status: 'error', ename: 'SystemExit', evalue, traceback: [`SystemExit: ${evalue}`] };
      }
      const expressions = request.user_expressions ?? {};
      const evaluated = Object.keys(expressions).length > 0 ? await this.options.interpreter.call('expressions', expressions) : {};
      return { ...answer, status: 'ok', user_expressions: evaluated as Record<string, unknown> };
    } catch (error) {
      if (error instanceof CallError && error.ename === 'KeyboardInterrupt') {
        return { ...answer, status: 'error', ...INTERRUPTED };
      }
      const evalue = error instanceof Error ? error.message : String(error);
      const ename = error instanceof MagicError ? 'UsageError' : 'KernelError';
      return { ...answer, status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
    }
  }

  private async _runPython(cell: number, request: IExecuteRequest, stored: boolean): Promise<ExecuteResult> {
    const { magics, code } = splitMagics(request.code);
    let timed: string | null = null;
    for (const magic of magics) {
      const source = await this._magic(magic, code, cell);
      timed ??= source;
    }
    if (timed === null && code.trim() === '') {
      return { status: 'ok' };
    }
    // A %time line runs its statement; the rest of the cell follows it.
    const lineTimed = magics.some(({ name, isCell }) => name === 'time' && !isCell);
    if (timed !== null && lineTimed) {
      const result = await this._timed(() => this._python(timed, cell, stored), cell);
      return result.status !== 'ok' || code.trim() === '' ? result : this._python(code, cell, stored);
    }
    return timed !== null ? this._timed(() => this._python(code, cell, stored), cell) : this._python(code, cell, stored);
  }

  private async _python(code: string, cell: number, stored: boolean): Promise<ExecuteResult> {
    await this.options.interpreter.call('begin', { count: this._count, stored });
    // An interrupt that came before the cell ran is not forgotten.
    if (this._interrupts > 0) {
      return { status: 'error', ename: 'KeyboardInterrupt', evalue: '', traceback: 'KeyboardInterrupt' };
    }
    return this.options.interpreter.execute(code, { filename: `<cell ${this._count}>`, mode: 'cell', cell });
  }

  private async _timed(run: () => Promise<ExecuteResult>, cell: number): Promise<ExecuteResult> {
    const start = performance.now();
    const result = await run();
    this._print(`Wall time: ${formatDuration(performance.now() - start)}\n`, cell);
    return result;
  }

  /** Does what a magic asks for. Answers the source to be timed, if that is what it asks for. */
  private async _magic({ name, argument, isCell }: IMagicCall, code: string, cell: number): Promise<string | null> {
    switch (name) {
      case 'time':
        return isCell ? code : argument;
      case 'lsmagic':
        this._print(`${Object.values(MAGICS).join('\n')}\n`, cell);
        return null;
      case 'design':
        await this._design(argument, cell);
        return null;
      default:
        throw new MagicError(`there is no ${isCell ? '%%' : '%'}${name} here; %lsmagic lists what there is`);
    }
  }

  private async _design(name: string, cell: number): Promise<void> {
    const { interpreter, designs } = this.options;
    if (name === '') {
      this._print(`Design ${interpreter.design} of ${designs.join(', ')}\n`, cell);
      return;
    }
    if (!designs.includes(name)) {
      throw new MagicError(`there is no design ${name}; there are ${designs.join(', ')}`);
    }
    await interpreter.restart(name);
    this._print(`The runtime has started anew under the design ${name}; earlier variables are gone.\n`, cell);
  }

  private _print(text: string, cell: number): void {
    this.options.streams.write('stdout', text, cell);
  }

  private _count = 0;
  private _interrupts = 0;
  private _current = 0;
  private _output: string | null = null;
}

export namespace Execution {
  export interface IOptions {
    interpreter: Interpreter;
    cells: Cells;
    streams: StreamBuffer;
    designs: readonly string[];
    history: History;
  }
}

const INTERRUPTED: IErrorContent = { ename: 'KeyboardInterrupt', evalue: '', traceback: ['KeyboardInterrupt'] };

/** A magic was used wrongly. */
class MagicError extends Error {}

function errorContent({ ename, evalue, traceback }: Extract<ExecuteResult, { status: 'error' }>): IErrorContent {
  return { ename, evalue, traceback: traceback.replace(/\n$/, '').split('\n') };
}
