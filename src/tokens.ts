// The contract between the kernel hub and what it hosts: a kernel is anything that takes Jupyter messages,
// can be interrupted and can be disposed of. Other extensions may register kernels of their own by the token.

import type { Kernel, KernelMessage, KernelSpec } from '@jupyterlab/services';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

/** A kernel that runs in this page. */
export interface ILocalKernel {
  /** Take a message from a front end. Answers go to `ILocalKernelOptions.send`, now or later. */
  handle(msg: KernelMessage.IMessage): void;

  /** Interrupt what runs. It must not wait behind messages that were handled before. */
  interrupt(): void;

  /** End the kernel at once; nothing is sent after this. */
  dispose(): void;

  /** Whether ending it now would lose anything: it has run code. */
  readonly hasState: boolean;
}

/** What a kernel is given when it starts. */
export interface ILocalKernelOptions {
  /** The kernel's id, the same over restarts. */
  readonly id: string;

  /** Path of the document that the kernel was started for, '' if unknown. */
  readonly path: string;

  /** Send a message to every front end that is connected. */
  send(msg: KernelMessage.IMessage): void;

  /** Report that the kernel has lost its state; the hub starts another in its place. */
  died(reason: string): void;
}

/** A kind of kernel, as the launcher lists it, and how to start one. */
export interface ILocalKernelSpec {
  readonly spec: KernelSpec.ISpecModel;
  create(options: ILocalKernelOptions): ILocalKernel;
}

/** A kernel's end by itself: why, and whether another was started in its place. */
export interface ILocalKernelDeath {
  readonly kernel: Kernel.IModel;
  readonly reason: string;
  readonly restarted: boolean;
}

/** The kernels that run in this page. */
export interface IKernelHub {
  /** Add a kind of kernel. Its name replaces a kernel of the same name on the server. */
  register(spec: ILocalKernelSpec): void;

  /** The kernels of this page that run now. */
  running(): ReadonlyArray<Kernel.IModel>;

  /** Whether a reload of the page would end a kernel that has run code. */
  readonly hasState: boolean;

  /** Emitted when a kernel dies by itself. */
  readonly died: ISignal<IKernelHub, ILocalKernelDeath>;
}

export const IKernelHub = new Token<IKernelHub>(
  'gilectomy-lab:IKernelHub',
  'The kernels that run in this page, beside those of the server.'
);
