// One execute request after another: magics, the run itself, its result, its error, expressions that the front
// end wants evaluated after it.

import type { ExecuteResult } from '../threads/runtime';
import type { Cells } from './cells';
import type { History } from './history';
import { CallError, type Interpreter } from './interpreter';
import { type ICell, type IMagicCall, UsageError, checkCellMagic, experimentSource, formatDuration, literal, readCell } from './magics';
import type { IDisplayData, IErrorContent, IExecuteRequest, IJupyterMessage } from './messages';
import type { StreamBuffer } from './output';
import { endsInSemicolon } from './scanner';

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
    const { interpreter, cells, history, streams } = this.options;
    const silent = request.silent ?? false;
    const stored = !silent && (request.store_history ?? true);
    if (stored) {
      this._count += 1;
    }
    const cell = interpreter.nextCell();
    cells.add(cell, message, silent);
    this._interrupts = 0;
    this._output = null;
    this._payload = [];
    if (!silent) {
      cells.publish(cell, 'execute_input', { code: request.code, execution_count: this._count });
    }
    this._current = cell;
    const outcome = await this._outcome(cell, request, stored);
    this._current = 0;
    if (stored) {
      history.add(this._count, request.code, this._output);
    }
    streams.flush();
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

  /** Something for the front end to do once the cell has ended: to show a text in its pager, say. */
  payload(json: string): void {
    this._payload.push(JSON.parse(json) as object);
  }

  /** The runtime went away under the current cell. */
  lost(reason: string): void {
    this.options.cells.publish(this._current, 'stream', { name: 'stderr', text: `The runtime stopped and its variables are lost: ${reason}\n` });
  }

  private async _outcome(cell: number, request: IExecuteRequest, stored: boolean): Promise<ExecuteOutcome> {
    const answer = { execution_count: this._count, payload: this._payload, user_expressions: {} };
    try {
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
      const ename = error instanceof UsageError ? 'UsageError' : 'KernelError';
      return { ...answer, status: 'error', ename, evalue, traceback: [`${ename}: ${evalue}`] };
    }
  }

  private async _runPython(cell: number, request: IExecuteRequest, stored: boolean): Promise<ExecuteResult> {
    const read = readCell(request.code);
    if (read.cellMagic) {
      checkCellMagic(read.cellMagic);
      return this._cellMagic(read.cellMagic, read, cell, stored);
    }
    for (const magic of read.hostMagics) {
      await this._hostMagic(magic, cell);
    }
    return read.code.trim() === '' ? { status: 'ok' } : this._python(read.code, cell, stored);
  }

  private async _cellMagic(magic: IMagicCall, { code, body }: ICell, cell: number, stored: boolean): Promise<ExecuteResult> {
    if (body !== undefined) {
      return this._pythonMagic(magic, body, cell, stored);
    }
    switch (magic.name) {
      case 'time':
        return this._timed(() => this._python(code, cell, stored), cell);
      case 'timeit':
        return this._pythonMagic(magic, code, cell, stored);
      case 'capture': {
        await this.options.interpreter.call('capture_begin', magic.argument, cell);
        try {
          return await this._python(code, cell, stored);
        } finally {
          await this.options.interpreter.call('capture_end', null, cell);
        }
      }
      default:
        return this._python(experimentSource(magic, code), cell, stored);
    }
  }

  /** A cell magic that kernel/lib/_magics.py does. */
  private _pythonMagic({ name, argument }: IMagicCall, body: string, cell: number, stored: boolean): Promise<ExecuteResult> {
    return this._python(`get_ipython().run_cell_magic(${[name, argument, body].map(literal).join(', ')})`, cell, stored);
  }

  private async _python(code: string, cell: number, stored: boolean): Promise<ExecuteResult> {
    await this.options.interpreter.call('begin', { count: this._count, stored, code, quiet: endsInSemicolon(code) });
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

  private async _hostMagic({ name, argument }: IMagicCall, cell: number): Promise<void> {
    await (name === 'design' ? this._design(argument, cell) : this._threads(argument, cell));
  }

  private async _threads(argument: string, cell: number): Promise<void> {
    const { interpreter, restart } = this.options;
    if (argument === '') {
      this._print(`At most ${interpreter.maxThreads} Python threads\n`, cell);
      return;
    }
    const count = Number(argument);
    if (!Number.isInteger(count) || count < 1 || count > MOST_THREADS) {
      throw new UsageError(`%threads wants a number from 1 to ${MOST_THREADS}, not ${argument}`);
    }
    await restart(interpreter.design, count);
    this._print(`The runtime has started anew for at most ${count} Python threads; earlier variables are gone.\n`, cell);
  }

  private async _design(name: string, cell: number): Promise<void> {
    const { interpreter, restart, designs } = this.options;
    if (name === '') {
      this._print(`Design ${interpreter.design} of ${designs.join(', ')}\n`, cell);
      return;
    }
    if (!designs.includes(name)) {
      throw new UsageError(`there is no design ${name}; there are ${designs.join(', ')}`);
    }
    await restart(name);
    this._print(`The runtime has started anew under the design ${name}; earlier variables are gone.\n`, cell);
  }

  private _print(text: string, cell: number): void {
    this.options.streams.write('stdout', text, cell);
  }

  private _count = 0;
  private _interrupts = 0;
  private _current = 0;
  private _output: string | null = null;
  private _payload: object[] = [];
}

export namespace Execution {
  export interface IOptions {
    interpreter: Interpreter;

    /** Ends the runtime, with all that depends on it, and starts another. */
    restart(design: string, maxThreads?: number): Promise<void>;
    cells: Cells;
    streams: StreamBuffer;
    designs: readonly string[];
    history: History;
  }
}

const INTERRUPTED: IErrorContent = { ename: 'KeyboardInterrupt', evalue: '', traceback: ['KeyboardInterrupt'] };

/** As many workers as a process or a page can bear. */
const MOST_THREADS = 256;

function errorContent({ ename, evalue, traceback }: Extract<ExecuteResult, { status: 'error' }>): IErrorContent {
  if (ename === 'UsageError') {
    // A magic's own frames explain nothing.
    return { ename, evalue, traceback: [`UsageError: ${evalue}`] };
  }
  return { ename, evalue, traceback: traceback.replace(/\n$/, '').split('\n') };
}
