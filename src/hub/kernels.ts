// The kernels of this page: started, restarted and shut down under the names and ids that JupyterLab uses
// for kernels of a server. A record outlives the kernel in it: a restart replaces the kernel and keeps the
// id and the sockets.

import { type Kernel, KernelMessage, type ServerConnection } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import { type ISignal, Signal } from '@lumino/signaling';
import type { ILocalKernel, ILocalKernelDeath, ILocalKernelSpec } from '../tokens';
import { WIRE_PROTOCOL, type LocalSocket } from './socket';

/** Every id of a kernel or session of this page begins with it, also after its end (a stale URL, a reload). */
export const LOCAL_PREFIX = 'browser-';

export const newLocalId = (): string => LOCAL_PREFIX + UUID.uuid4();

export interface ILocalKernelRecord {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly sockets: Set<LocalSocket>;
  kernel: ILocalKernel;
  executionState: string;
  lastActivity: string;

  /**
   * Session of the kernel's last message. The hub's own messages carry it too: a front end drops what is
   * left of another session when a message of a new one comes.
   */
  session: string;
}

export class LocalKernels {
  constructor(private readonly serializer: ServerConnection.ISettings['serializer']) {}

  /** Emitted when a kernel died by itself. */
  get died(): ISignal<this, ILocalKernelDeath> {
    return this._died;
  }

  /** Emitted after a kernel has ended and its record is gone. */
  get ended(): ISignal<this, string> {
    return this._ended;
  }

  register(spec: ILocalKernelSpec): void {
    this._specs.set(spec.spec.name, spec);
  }

  specs(): ILocalKernelSpec[] {
    return [...this._specs.values()];
  }

  hasSpec(name: string | undefined): boolean {
    return name !== undefined && this._specs.has(name);
  }

  get(id: string | undefined): ILocalKernelRecord | undefined {
    return id === undefined ? undefined : this._records.get(id);
  }

  all(): ILocalKernelRecord[] {
    return [...this._records.values()];
  }

  /** Start a kernel of a registered name. */
  start(name: string, path: string): ILocalKernelRecord {
    const id = newLocalId();
    const record: ILocalKernelRecord = {
      id,
      name,
      path,
      sockets: new Set(),
      kernel: unborn,
      executionState: 'starting',
      lastActivity: now(),
      session: UUID.uuid4()
    };
    this._records.set(id, record);
    this._boot(record);
    return record;
  }

  /** End the record's kernel and start another under the same id. */
  restart(record: ILocalKernelRecord): void {
    record.kernel.dispose();
    this._boot(record);
  }

  /** End a kernel and forget it: its sockets close. */
  shutdown(record: ILocalKernelRecord): void {
    record.kernel.dispose();
    this._records.delete(record.id);
    [...record.sockets].forEach(socket => socket.close());
    this._ended.emit(record.id);
  }

  /** Connect a socket, and tell it the status: messages that a front end sends do not all bring one. */
  connect(record: ILocalKernelRecord, socket: LocalSocket): void {
    record.sockets.add(socket);
    if (record.executionState !== 'starting') {
      socket.deliver(this.serializer.serialize(statusMessage(record, record.executionState), WIRE_PROTOCOL));
    }
  }

  /** What the server's API tells of a kernel. */
  model(record: ILocalKernelRecord): Kernel.IModel {
    return {
      id: record.id,
      name: record.name,
      execution_state: record.executionState,
      last_activity: record.lastActivity,
      connections: record.sockets.size
    };
  }

  private _boot(record: ILocalKernelRecord): void {
    const spec = this._specs.get(record.name);
    if (!spec) {
      throw new Error(`No kernel named ${record.name} runs in this page`);
    }
    record.executionState = 'starting';
    // The messages of a kernel that was replaced must not be taken for its successor's.
    let replaced = false;
    const kernel = spec.create({
      id: record.id,
      path: record.path,
      send: msg => {
        if (!replaced) {
          record.session = msg.header.session;
          this._publish(record, msg);
        }
      },
      died: reason => {
        if (!replaced) {
          this._bury(record, reason);
        }
      }
    });
    record.kernel = {
      handle: msg => kernel.handle(msg),
      interrupt: () => kernel.interrupt(),
      dispose: () => {
        replaced = true;
        kernel.dispose();
      },
      get hasState() {
        return kernel.hasState;
      }
    };
  }

  private _publish(record: ILocalKernelRecord, msg: KernelMessage.IMessage): void {
    if (KernelMessage.isStatusMsg(msg)) {
      record.executionState = msg.content.execution_state;
    }
    record.lastActivity = now();
    const frame = this.serializer.serialize(msg, WIRE_PROTOCOL);
    [...record.sockets].forEach(socket => socket.deliver(frame));
  }

  /**
   * As the server does for a kernel that died: start another, and say so with a status message. One that
   * died before it was asked to run anything would die again and again, and is left dead.
   */
  private _bury(record: ILocalKernelRecord, reason: string): void {
    const restarted = record.kernel.hasState;
    if (restarted) {
      this.restart(record);
    } else {
      record.kernel.dispose();
    }
    this._publish(record, statusMessage(record, restarted ? 'restarting' : 'dead'));
    this._died.emit({ kernel: this.model(record), reason, restarted });
  }

  private readonly _specs = new Map<string, ILocalKernelSpec>();
  private readonly _records = new Map<string, ILocalKernelRecord>();
  private readonly _died = new Signal<this, ILocalKernelDeath>(this);
  private readonly _ended = new Signal<this, string>(this);
}

function statusMessage(record: ILocalKernelRecord, status: string): KernelMessage.IStatusMsg {
  return KernelMessage.createMessage<KernelMessage.IStatusMsg>({
    msgType: 'status',
    channel: 'iopub',
    session: record.session,
    content: { execution_state: status as KernelMessage.Status }
  });
}

const now = (): string => new Date().toISOString();

/** Holds the place of a kernel between the making of its record and its start. */
const unborn: ILocalKernel = { handle: () => undefined, interrupt: () => undefined, dispose: () => undefined, hasState: false };
