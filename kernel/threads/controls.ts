// Control workloads: programs that run no Python and share nothing, on the workers of a runtime, to see what the machine
// itself can do. The other half is kernel/runtime/controls.ts, which describes the block that both sides use.

import * as layout from '../runtime/layout';
import type { HostMemory } from './memory';
import { SLOT_IDLE, slotAddress } from './thread';

/** Arithmetic in registers; or atomic additions, each thread on a cache line of its own. */
export type ControlKind = 'compute' | 'atomic';

/** One thread's times in seconds, on the runtime's clock. */
export interface IControlTime {
  start: number;
  end: number;
  /** Null where the host has no CPU time of a thread. */
  cpu: number | null;
  busy: number | null;
  runDelay: number | null;
}

/** What a control workload needs of the runtime. */
export interface IControlPort {
  memory: HostMemory;
  alloc(size: number): number;
  free(address: number): void;
  /** Asks for workers in all slots up to this one. */
  growTo(slot: number): void;
  command(slot: number, command: number, argument: number): void;
  isEnded(): boolean;
}

/** The slots that are used: after the main thread's. */
const FIRST_SLOT = 2;

/** Iterations that take some 30 milliseconds. */
const ITERATIONS: Record<ControlKind, number> = { compute: 14_000_000, atomic: 5_000_000 };

const BLOCK = 48;
/** Bytes between the words of two threads: two lines, since processors fetch lines in pairs. */
const STRIDE = 128;

/** Runs a workload on `threads` workers at once. No Python thread may be running. */
export async function runControl(port: IControlPort, kind: ControlKind, threads: number): Promise<IControlTime[]> {
  const slots = Array.from({ length: threads }, (_, index) => FIRST_SLOT + index);
  port.growTo(FIRST_SLOT + threads - 1);
  await until(port, () => slots.every(slot => port.memory.loadWord(slotAddress(slot) + layout.S_STATE) === SLOT_IDLE));
  const size = threads * BLOCK + (threads + 1) * STRIDE;
  const base = port.alloc(size) >>> 0;
  if (base === 0) {
    throw new Error('no memory for the control workload');
  }
  try {
    const words = Math.ceil((base + threads * BLOCK) / STRIDE) * STRIDE;
    const blocks = slots.map((_, index) => base + index * BLOCK);
    for (const [index, block] of blocks.entries()) {
      const bytes = new Uint8Array(BLOCK);
      new Uint32Array(bytes.buffer, 0, 4).set([kind === 'compute' ? 0 : 1, ITERATIONS[kind], words, index]);
      port.memory.write(block, bytes);
    }
    for (const [index, slot] of slots.entries()) {
      port.command(slot, layout.CMD_CONTROL, blocks[index]);
    }
    await until(port, () => blocks.every(block => port.memory.loadWord(block + 40) === 1));
    return blocks.map(block => timesOf(port.memory.copy(block, BLOCK)));
  } finally {
    if (!port.isEnded()) {
      port.free(base);
    }
  }
}

function timesOf(block: Uint8Array): IControlTime {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const [start, end, cpu] = [16, 24, 32].map(at => view.getFloat64(at, true) / 1e9);
  return { start, end, cpu: cpu < 0 ? null : cpu, busy: end - start, runDelay: null };
}

async function until(port: IControlPort, condition: () => boolean): Promise<void> {
  while (!condition()) {
    if (port.isEnded()) {
      throw new Error('the runtime has ended');
    }
    await new Promise(resolve => setTimeout(resolve, 1));
  }
}
