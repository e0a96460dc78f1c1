/** Event rings and exact counters of a tracing build. */
export function recordRetain(o: usize): void {}
export function recordRelease(o: usize): void {}
export function recordLocked(o: usize): void {}
export function recordUnlocked(o: usize): void {}
export function recordContended(at: usize): void {}
export function recordGilWait(): void {}
export function recordGilTaken(): void {}
export function recordGilDropped(): void {}
export function recordParked(): void {}
export function recordUnparked(): void {}
