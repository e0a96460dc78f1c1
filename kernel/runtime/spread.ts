/** f(*args, **kwargs) from native code. */
import { S_SP } from "./layout";
import { ts } from "./thread";
import { spread } from "./interpreter/operations";
import { callArgs, dropTo } from "./calls";

/** args: any iterable (tuples are quick); kwargs: a dict or 0. Borrowed. New reference or 0. */
export function callSpread(f: usize, args: usize, kwargs: usize): usize {
  const sp = load<usize>(ts, S_SP);
  if (!spread(f, args, kwargs, sp)) return 0;
  const above = load<usize>(ts, S_SP);
  const r = callArgs(f, sp, <i32>((above - 4 - sp) >> 2), load<usize>(above - 4));
  dropTo(sp);
  return r;
}
