/**
 * How deep natives may nest in a worker: its Wasm stack is as large as the engine likes, and running into its end skips every
 * clean-up. So each worker once runs into it on purpose, when there is nothing to clean up: run() nests in run() on a frame whose one
 * instruction is no opcode of Python's, and counts. On the worst ways from Python through natives to Python that the tests know
 * (kernel/tests/language/test_deep_natives.py) a level takes up to SHARE times as much stack. Half of what then fits is the limit; the other half is
 * for natives that are deeper still, for the compiler, and for what handles the RecursionError.
 */
import { S_FP, S_NUMBERS, S_NATIVE_LIMIT } from "../layout";
import { ts, setThread } from "../thread";
import { F_PC, FRAME_HEADER } from "./frame";
import { run } from "./loop";

/** The instruction of the probe's frame. */
export const PROBE: u32 = 1023;
/** Levels after which it is enough. */
const MOST: i32 = 16000;
const SHARE: i32 = 8;
let levels: i32 = 0;

/**
 * For the worker of a slot, before anything else and while the world may still be in the making: the frame lies in the slot itself.
 * Always ends in an exception of the host's: the end of the stack, or a trap after MOST levels.
 */
export function probeStack(slot: i32): void {
  setThread(slot);
  const fp = ts + S_NUMBERS;
  memory.fill(fp, 0, FRAME_HEADER);
  store<u32>(fp + FRAME_HEADER, PROBE);
  store<usize>(ts, fp, S_FP);
  levels = 0;
  probeLevel();
}

/** The probe's instruction. */
export function probeLevel(): void {
  if (++levels == MOST) unreachable();
  const fp = load<usize>(ts, S_FP);
  store<usize>(fp, fp + FRAME_HEADER, F_PC);
  run();
}

/** After the exception: sets this worker's limit, and returns it. */
export function endProbe(): i32 {
  store<usize>(ts, 0, S_FP);
  const limit = levels / (2 * SHARE);
  store<i32>(ts, limit, S_NATIVE_LIMIT);
  return limit;
}
