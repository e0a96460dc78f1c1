// The kernel: answers Jupyter messages, whatever carries them. Shell requests are served one after another in
// their order; control and stdin messages at once. It waits for Python, never blocks on it.

import { VERSION } from '../threads/version';
import { Cells } from './cells';
import { type CommType, Comms } from './comms';
import { Completer } from './completion';
import { Execution } from './execution';
import { History, type IHistoryStore } from './history';
import { Interpreter, type RuntimeFactory } from './interpreter';
import { type IMachine, MachineRequests } from './machine';
import { MAGICS, readCell } from './magics';
import {
  type ICompleteRequest,
  type IDisplayData,
  type IExecuteRequest,
  type IHistoryRequest,
  type IInspectRequest,
  type IJupyterHeader,
  type IJupyterMessage,
  MessageFactory,
  PROTOCOL_VERSION
} from './messages';
import { type StreamName, StreamBuffer } from './output';

export class Kernel {
  constructor(private readonly options: Kernel.IOptions) {
    this._factory = new MessageFactory(crypto.randomUUID());
    this._streams = new StreamBuffer((name, text, cell) => this._cells.publish(cell, 'stream', { name, text }));
    this._cells = new Cells((type, content, parent) => this._publish(type, content, parent));
    this._interpreter = new Interpreter(
      options.createRuntime,
      {
        stream: (name, text, cell) => this._streams.write(name, text, cell),
        message: (kind, json, cell) => this._evtRuntimeMessage(kind, json, cell),
        request: (kind, json, cell) => this._evtRuntimeRequest(kind, json, cell),
        fatal: reason => this._evtFatal(reason)
      },
      options.design,
      options.maxThreads ?? DEFAULT_THREADS
    );
    const machine = options.machine ?? null;
    this._history = new History(options.history ?? null);
    this._machine = new MachineRequests(machine);
    this._completer = new Completer({ interpreter: this._interpreter, machine, modules: options.modules ?? (async () => []) });
    this._comms = new Comms(this._interpreter, (type, content, parent, metadata, buffers) =>
      this.options.send({ ...this._factory.create('iopub', type, content, parent, metadata), buffers })
    );
    this._execution = new Execution({
      interpreter: this._interpreter,
      restart: (design, maxThreads) => this._restart(design, maxThreads),
      cells: this._cells,
      streams: this._streams,
      designs: options.designs,
      history: this._history
    });
    this._publish('status', { execution_state: 'starting' }, null);
  }

  /** The session that this kernel's messages carry. */
  get session(): string {
    return this._factory.session;
  }

  /** Resolves when cells can run. */
  ready(): Promise<void> {
    return this._interpreter.ready();
  }

  /** Takes a message of any channel. */
  handle(message: IJupyterMessage): void {
    switch (message.channel) {
      case 'stdin':
        this._evtInputReply(message);
        break;
      case 'control':
        void this._serve(message);
        break;
      default: {
        this._lastReceived += 1;
        const number = this._lastReceived;
        this._shell = this._shell.then(() => this._serve(message, number));
      }
    }
  }

  /** The first stops the cell's main thread, a second within the same cell all its threads. */
  interrupt(): void {
    // An input() that is waiting is left by the thread itself: a refusal from here could overtake the interrupt.
    this._machine.interrupt();
    this._interpreter.interrupt(this._execution.noteInterrupt() > 1);
  }

  /** A message for who has just subscribed to a topic of this kernel's. */
  welcome(topic: string): IJupyterMessage {
    return this._factory.create('iopub', 'iopub_welcome', { subscription: topic }, null);
  }

  /** Starts another runtime in place of one that was lost. */
  recover(): Promise<void> {
    return this._restart(this._interpreter.design);
  }

  /** Ends the runtime. */
  async dispose(): Promise<void> {
    this._streams.flush();
    await this._interpreter.dispose();
  }

  private _restart(design: string, maxThreads?: number): Promise<void> {
    this._comms.closeAll();
    return this._interpreter.restart(design, maxThreads);
  }

  private async _serve(message: IJupyterMessage, number = 0): Promise<void> {
    const { msg_type } = message.header;
    this._publish('status', { execution_state: 'busy' }, message.header);
    try {
      await this._dispatch(message, number);
    } catch (error) {
      const { name, message: text } = error instanceof Error ? error : new Error(String(error));
      this._reply(message, msg_type.replace(/_request$/, '_reply'), { status: 'error', ename: name, evalue: text, traceback: [] });
    }
    this._streams.flush();
    this._publish('status', { execution_state: 'idle' }, message.header);
  }

  private async _dispatch(message: IJupyterMessage, number: number): Promise<void> {
    const reply = (content: object): void => this._reply(message, message.header.msg_type.replace(/_request$/, '_reply'), content);
    switch (message.header.msg_type) {
      case 'kernel_info_request':
        return reply(KERNEL_INFO);
      case 'execute_request':
        return this._execute(message, number);
      case 'complete_request':
        return reply({ status: 'ok', ...(await this._complete(message.content as ICompleteRequest)) });
      case 'inspect_request':
        return reply({ status: 'ok', ...(await this._inspect(message.content as IInspectRequest)) });
      case 'is_complete_request':
        return reply(this._isComplete((message.content as { code: string }).code));
      case 'history_request':
        return reply({ status: 'ok', history: this._history.find(message.content as IHistoryRequest) });
      case 'comm_info_request':
        return reply(this._comms.info((message.content as { target_name?: string | null }).target_name));
      case 'comm_open':
      case 'comm_msg':
      case 'comm_close': {
        const cell = this._interpreter.nextCell();
        this._cells.add(cell, message, false);
        return this._comms.receive(message, cell);
      }
      case 'interrupt_request':
        this.interrupt();
        return reply({ status: 'ok' });
      case 'shutdown_request': {
        const { restart } = message.content as { restart: boolean };
        await this.dispose();
        reply({ status: 'ok', restart });
        return this.options.shutdown?.(restart);
      }
      case 'debug_request': {
        const { command = '', seq = 0 } = message.content as { command?: string; seq?: number };
        return reply({ ...refusal('there is no debugger'), type: 'response', request_seq: seq, success: false, command, message: 'there is no debugger' });
      }
      case 'create_subshell_request':
      case 'delete_subshell_request':
      case 'list_subshell_request':
        return reply(refusal('there are no subshells: cells run one after another, and start threads of their own'));
      default:
        if (message.header.msg_type.endsWith('_request')) {
          return reply(refusal(`there is no answer to ${message.header.msg_type}`));
        }
        console.warn(`The kernel does not know the message ${message.header.msg_type}`);
    }
  }

  private async _execute(message: IJupyterMessage, number: number): Promise<void> {
    const request = message.content as IExecuteRequest;
    const respond = (content: object, metadata?: Record<string, unknown>): void => this._reply(message, 'execute_reply', content, metadata);
    if (number <= this._abortedUpTo) {
      return respond({ status: 'aborted', execution_count: this._execution.count });
    }
    const started = new Date().toISOString();
    const outcome = await this._execution.run(message, request);
    this._streams.flush();
    if (outcome.status === 'error' && (request.stop_on_error ?? true)) {
      // Requests sent before the front end could know of the error are not run.
      await turn();
      await turn();
      this._abortedUpTo = this._lastReceived;
    }
    respond(outcome, { started, dependencies_met: true, engine: this._factory.session, status: outcome.status });
  }

  private _isComplete(code: string): Kernel.IIsCompleteReply {
    const { cellMagic, code: python } = readCell(code);
    // A cell magic's cell ends with an empty line.
    return cellMagic && !/\n[ \t]*$/.test(code) ? { status: 'incomplete', indent: '' } : this.options.isComplete(python);
  }

  private async _complete({ code, cursor_pos }: ICompleteRequest): Promise<object> {
    const before = code.slice(0, codeUnits(code, cursor_pos));
    const { matches, length } = await this._completer.complete(before);
    const start = cursor_pos - [...before.slice(before.length - length)].length;
    const types = matches.map(({ text, type }) => ({ start, end: cursor_pos, text, type }));
    return { matches: matches.map(({ text }) => text), cursor_start: start, cursor_end: cursor_pos, metadata: { _jupyter_types_experimental: types } };
  }

  private async _inspect({ code, cursor_pos, detail_level }: IInspectRequest): Promise<object> {
    const at = codeUnits(code, cursor_pos);
    const name = nameAround(code, at);
    const text = name === '' ? null : ((await this._interpreter.call('inspect', { name, detail: detail_level })) as string | null);
    return text === null ? { found: false, data: {}, metadata: {} } : { found: true, data: { 'text/plain': text }, metadata: {} };
  }

  private _evtRuntimeMessage(kind: string, json: string, cell: number): void {
    this._streams.flush();
    switch (kind) {
      case 'execute_result':
        this._execution.result(cell, JSON.parse(json) as IDisplayData);
        break;
      case 'display_data':
      case 'update_display_data':
      case 'clear_output':
        this._cells.publish(cell, kind, JSON.parse(json));
        break;
      case 'payload':
        this._execution.payload(json);
        break;
      case 'comm_open':
      case 'comm_msg':
      case 'comm_close':
        this._comms.send(kind as CommType, json, this._cells.origin(cell)?.header ?? null);
        break;
      default:
        console.warn(`The kernel does not know the runtime's message ${kind}`);
    }
  }

  private async _evtRuntimeRequest(kind: string, json: string, cell: number): Promise<string> {
    this._streams.flush();
    if (kind === 'input' || kind === 'password') {
      // The runtime takes the line behind a mark, since a host may also tell it that the input has ended.
      return `=${await this._askInput({ prompt: json, password: kind === 'password' }, cell)}`;
    }
    if (kind === 'machine') {
      return this._machine.answer(json, (name, text) => this._streams.write(name, text, cell));
    }
    if (kind === 'magics') {
      return JSON.stringify(Object.values(MAGICS));
    }
    if (!this.options.request) {
      throw new Error(`this kernel does not know the request ${kind}`);
    }
    return this.options.request(kind, json, {
      cell,
      stream: (name, text) => this._streams.write(name, text, cell),
      publish: (type, content) => {
        this._streams.flush();
        this._cells.publish(cell, type, content);
      }
    });
  }

  private _askInput(content: { prompt: string; password: boolean }, cell: number): Promise<string> {
    const origin = this._cells.origin(cell);
    if (!origin?.allowStdin) {
      throw new Error('input() was called, but this front end takes no input');
    }
    return new Promise((resolve, reject) => {
      this._pendingInput?.reject(new Error('another input() took its place'));
      this._pendingInput = { resolve, reject };
      this.options.send(this._factory.create('stdin', 'input_request', content, origin.header));
    });
  }

  private _evtInputReply({ header, content }: IJupyterMessage): void {
    if (header.msg_type === 'input_reply') {
      this._pendingInput?.resolve((content as { value: string }).value);
      this._pendingInput = null;
    }
  }

  private _evtFatal(reason: string): void {
    this._streams.flush();
    this._execution.lost(reason);
    this.options.fatal(reason);
  }

  private _publish(type: string, content: unknown, parent: IJupyterHeader | null): void {
    this.options.send(this._factory.create('iopub', type, content, parent));
  }

  private _reply(message: IJupyterMessage, type: string, content: object, metadata?: Record<string, unknown>): void {
    this.options.send(this._factory.create(message.channel, type, content, message.header, metadata));
  }

  private readonly _factory: MessageFactory;
  private readonly _streams: StreamBuffer;
  private readonly _cells: Cells;
  private readonly _interpreter: Interpreter;
  private readonly _execution: Execution;
  private readonly _history: History;
  private readonly _machine: MachineRequests;
  private readonly _completer: Completer;
  private readonly _comms: Comms;
  private _shell: Promise<void> = Promise.resolve();
  private _lastReceived = 0;
  private _abortedUpTo = 0;
  private _pendingInput: { resolve(text: string): void; reject(reason: Error): void } | null = null;
}

export namespace Kernel {
  export interface IOptions {
    createRuntime: RuntimeFactory;

    /** Design of the first runtime. */
    design: string;

    /** Most Python threads at once in the first runtime. */
    maxThreads?: number;

    /** Names of all designs. */
    designs: readonly string[];

    /** Sends a message to the front end. */
    send(message: IJupyterMessage): void;

    /** The runtime was lost, and with it the kernel's state. */
    fatal(reason: string): void;

    /** A shutdown request was answered. */
    shutdown?(restart: boolean): void;

    /** Answer to an is_complete_request. */
    isComplete(code: string): IIsCompleteReply;

    /** The machine around the kernel; without one, what needs it is refused. */
    machine?: IMachine;

    /** Where history is kept between kernels. */
    history?: IHistoryStore;

    /** Dotted names of the modules that can be imported, for completion. */
    modules?(): Promise<string[]>;

    /** Requests of Python code other than input: experiments. */
    request?(kind: string, json: string, context: IRequestContext): Promise<string>;
  }

  export interface IIsCompleteReply {
    status: 'complete' | 'incomplete' | 'invalid' | 'unknown';
    indent?: string;
  }

  /** Where a request's own output goes. */
  export interface IRequestContext {
    cell: number;
    stream(name: StreamName, text: string): void;
    publish(type: 'display_data' | 'update_display_data' | 'clear_output', content: unknown): void;
  }
}

const KERNEL_INFO = {
  status: 'ok',
  protocol_version: PROTOCOL_VERSION,
  implementation: 'gilectomy',
  implementation_version: VERSION,
  banner: `Gilectomy Lab ${VERSION}: Python without the GIL`,
  language_info: {
    name: 'python',
    version: '3.13.0',
    mimetype: 'text/x-python',
    codemirror_mode: { name: 'ipython', version: 3 },
    pygments_lexer: 'ipython3',
    nbconvert_exporter: 'python',
    file_extension: '.py'
  },
  help_links: [{ text: 'The Gilectomy (EuroPython 2016)', url: 'https://www.youtube.com/watch?v=fgWUwQVoLHo' }],
  debugger: false
};

const DEFAULT_THREADS = 64;

const refusal = (evalue: string): object => ({ status: 'error', ename: 'NotSupported', evalue, traceback: [] });

/** One turn of the event loop: what has arrived meanwhile is handled. */
const turn = (): Promise<void> => new Promise(resolve => setTimeout(resolve, 0));

/** Positions in messages count code points; JavaScript's count code units. */
function codeUnits(text: string, points: number): number {
  let at = 0;
  for (let i = 0; i < points && at < text.length; i++) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
  }
  return at;
}

/** The dotted name that the cursor is in or right behind; that of the call it is in, if it stands after `(`. */
function nameAround(code: string, at: number): string {
  const before = /[\p{L}\p{M}\p{N}_.]*$/u.exec(code.slice(0, at))![0];
  const after = /^[\p{L}\p{M}\p{N}_]*/u.exec(code.slice(at))![0];
  const name = before + after;
  return name !== '' ? name : (/([\p{L}\p{M}\p{N}_.]+)\([^()]*$/u.exec(code.slice(0, at))?.[1] ?? '');
}
