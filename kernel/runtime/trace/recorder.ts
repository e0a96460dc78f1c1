/**
 * Layout of a thread's recorder (raw, at S_TRACE_RING of its slot): what trace/rings.ts writes and trace/dump.ts reads.
 *
 *     ring: events of EVENT bytes: f64 time ns, u32 kind | epoch << 8, u32 object, u32 code, u32 line
 *     held: HELD locks of 32 bytes that the thread has: 0 object  4 epoch  8 type  12 code  16 line  20 after a wait  24 f64 since
 */
export const R_IDENT: usize = 0;
export const R_RING: usize = 4;
/** Events written, those that the ring has lost again among them. */
export const R_EVENTS: usize = 8;
export const R_TABLE: usize = 12;
export const R_CAPACITY: usize = 16;
export const R_USED: usize = 20;
/** Changes that found no room in the table. */
export const R_UNCOUNTED: usize = 24;
export const R_NEXT: usize = 28;
/** A table of the same capacity to move to, or 0. */
export const R_SPARE: usize = 32;
export const R_HELD: usize = 36;
/** f64: since when the GIL is held, 0 if it is not. */
export const R_GIL_SINCE: usize = 40;
/** Events that the ring holds, a power of two. */
export const R_CAPACITY_EVENTS: usize = 48;
export const R_SIZE: u32 = 64;

/** Unless the host has asked for more or fewer. */
export const RING_EVENTS: u32 = 65536;
export const EVENT: u32 = 24;
export const HELD: u32 = 64;
export const HELD_SIZE: u32 = 32;
