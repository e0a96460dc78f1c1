// The life of a thread worker, in either host: an instance of the runtime's module over the shared memory, bound
// to one slot, that runs what its mailbox says until the runtime ends. It never returns to its event loop.

import * as layout from '../runtime/layout';
import type { IRuntimeExports, IThreadInit, ThreadMessage } from './boundary';
import { type IImportContext, createImports } from './imports';
import { HostMemory } from './memory';

export type ThreadServices = Pick<IImportContext, 'compile' | 'characters' | 'moduleSource' | 'files' | 'clock' | 'write' | 'post'>;

export const SLOT_IDLE = 1;

/** Natives must be able to nest so deep, or ordinary programs fail. */
const LEAST_NESTING = 40;

/** Runs to the end of the runtime. */
export function runThread(init: IThreadInit, services: ThreadServices): void {
  const memory = new HostMemory(init.memory);
  let trapped = false;
  const post = (message: ThreadMessage): void => {
    trapped ||= message.type === 'trap';
    services.post(message);
  };
  try {
    const runtime = instantiate(init, { ...services, post, memory, config: init.config });
    probe(runtime, init.slot);
    // The control's instance makes the world meanwhile.
    memory.wait(layout.C_BOOTED, 0);
    runtime.enterSlot(init.slot);
    const slot = slotAddress(init.slot);
    memory.storeWord(slot + layout.S_STATE, SLOT_IDLE);
    memory.addWord(layout.C_WORKERS, 1);
    memory.notify(slot + layout.S_STATE);
    memory.notify(layout.C_WORKERS);
    post({ type: 'ready', slot: init.slot });
    while (runtime.threadStep() === 0) {
      // Called anew so that the engine can enter code it has optimised meanwhile.
    }
    post({ type: 'ended', slot: init.slot });
  } catch (error) {
    // Whoever poisons first has the reason; the others stop because of it.
    const first = memory.exchangeWord(layout.C_POISON, 0, 1) === 0;
    poison(memory);
    if (first && !trapped) {
      post({ type: 'trap', reason: describe(error) });
    }
  }
}

/** Lets the runtime find out how much stack there is, before it runs anything. */
function probe(runtime: IRuntimeExports, slot: number): void {
  try {
    runtime.probeStack(slot);
  } catch {
    // That is how it ends: a RangeError, or a trap where the stack is larger than ever needed.
  }
  if (runtime.endProbe() < LEAST_NESTING) {
    throw new Error('the stack of this worker is too small to run Python');
  }
}

export function instantiate(init: Pick<IThreadInit, 'module' | 'memory'>, context: Omit<IImportContext, 'runtime'>): IRuntimeExports {
  let runtime: IRuntimeExports | null = null;
  const host = createImports({
    ...context,
    runtime: () => {
      if (!runtime) {
        throw new Error('the runtime called its host before it was instantiated');
      }
      return runtime;
    }
  });
  const instance = new WebAssembly.Instance(init.module, { env: { memory: init.memory }, host });
  runtime = instance.exports as unknown as IRuntimeExports;
  return runtime;
}

export const slotAddress = (slot: number): number => layout.SLOTS + slot * layout.SLOT_SIZE;

/** Marks the runtime as broken and wakes every thread that polls or waits for its own words. */
export function poison(memory: HostMemory): void {
  memory.storeWord(layout.C_POISON, 1);
  for (let slot = 0; slot < layout.MAX_SLOTS; slot++) {
    const at = slotAddress(slot);
    memory.orWord(at + layout.S_BREAKER, layout.BRK_POISON);
    for (const word of [layout.S_PARK, layout.S_MAILBOX, layout.S_ATTACH]) {
      memory.notify(at + word);
    }
  }
}

function describe(error: unknown): string {
  if (error instanceof Error) {
    // The first frames of the runtime's own stack say where it happened.
    const frames = (error.stack ?? '').split('\n').filter(line => line.includes('wasm')).slice(0, 12).map(line => line.trim());
    return [`${error.name}: ${error.message}`, ...frames].join('\n');
  }
  return String(error);
}
