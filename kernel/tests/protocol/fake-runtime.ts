// A runtime that understands a handful of made-up statements, to test the kernel around it:
//
//     print TEXT        a line on standard output        value TEXT    the value of the cell
//     raise NAME TEXT   an exception                     exit N        SystemExit
//     spin              runs until it is interrupted     ask PROMPT    input(), whose line is printed
//     trap REASON       the runtime is lost
//
// Calls into the module `_kernel` are recorded, and answered by `answers`.

import type { IKernelRuntime, RuntimeFactory } from '../../protocol/interpreter';
import type { ExecuteResult, IExecuteOptions, IRuntimeHost } from '../../threads/runtime';

export class FakeRuntime implements IKernelRuntime {
  constructor(
    readonly design: string,
    private readonly _host: IRuntimeHost,
    private readonly _answers: Record<string, unknown>,
    readonly maxThreads: number
  ) {}

  readonly calls: string[] = [];
  readonly interrupts: ('main' | 'all')[] = [];
  isDisposed = false;

  async execute(source: string, { cell }: IExecuteOptions): Promise<ExecuteResult> {
    const call = /^__import__\('_kernel'\)\.(\w+)\((.*)\)$/.exec(source);
    if (call) {
      this.calls.push(call[1]);
      if (call[1] in this._answers) {
        this._host.message('reply', JSON.stringify(this._answers[call[1]]), cell);
      }
      return { status: 'ok' };
    }
    for (const line of source.split('\n')) {
      const result = await this._statement(line, cell);
      if (result) {
        return result;
      }
    }
    return { status: 'ok' };
  }

  interrupt(): void {
    this.interrupts.push('main');
    this._wake?.();
  }

  interruptAll(): void {
    this.interrupts.push('all');
    this._wake?.();
  }

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }

  private async _statement(line: string, cell: number): Promise<ExecuteResult | null> {
    const [word, ...rest] = line.split(' ');
    const text = rest.join(' ');
    switch (word) {
      case 'print':
        this._host.stream('stdout', `${text}\n`, cell);
        return null;
      case 'value':
        this._host.message('execute_result', JSON.stringify({ data: { 'text/plain': text }, metadata: {} }), cell);
        return null;
      case 'raise':
        return { status: 'error', ename: rest[0], evalue: rest.slice(1).join(' '), traceback: `Traceback\n${text}\n` };
      case 'exit':
        return { status: 'exit', code: Number(text) };
      case 'spin':
        await new Promise<void>(resolve => (this._wake = resolve));
        return { status: 'error', ename: 'KeyboardInterrupt', evalue: '', traceback: 'KeyboardInterrupt\n' };
      case 'trap':
        this._host.fatal(text);
        throw new Error(`the runtime was lost: ${text}`);
      case 'ask':
        try {
          this._host.stream('stdout', `got ${(await this._host.request('input', text, cell)).slice(1)}\n`, cell);
          return null;
        } catch (error) {
          return { status: 'error', ename: 'RuntimeError', evalue: (error as Error).message, traceback: 'RuntimeError\n' };
        }
      case '':
        return null;
      default:
        return { status: 'error', ename: 'SyntaxError', evalue: line, traceback: 'SyntaxError\n' };
    }
  }

  private _wake: (() => void) | null = null;
}

/** A factory that keeps what it made. */
export function fakeFactory(answers: Record<string, unknown> = {}): { made: FakeRuntime[]; create: RuntimeFactory } {
  const made: FakeRuntime[] = [];
  return {
    made,
    create: async (design, host, maxThreads) => {
      const runtime = new FakeRuntime(design, host, answers, maxThreads);
      made.push(runtime);
      return runtime;
    }
  };
}
