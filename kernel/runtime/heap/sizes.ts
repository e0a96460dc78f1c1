/**
 * Size classes. Small blocks are served in 47 classes: every 8 bytes to 256, every 32 to 512, then in wider steps to
 * 8 KiB. Objects and raw blocks (tables, item arrays) have separate pages: the words of a freed object that a late
 * reader may still try to count must stay counts, so an object's memory only ever becomes another object's of its class.
 */
export const SMALL_MAX: u32 = 8192;
export const CLASSES: u32 = 48;

@inline export function classOf(size: u32): u32 {
  if (size <= 256) return (size + 7) >> 3;
  return classOfLarger(size);
}
function classOfLarger(size: u32): u32 {
  if (size <= 512) return 32 + ((size - 256 + 31) >> 5); // 33..40
  if (size <= 768) return 41;
  if (size <= 1024) return 42;
  if (size <= 1536) return 43;
  if (size <= 2048) return 44;
  if (size <= 3072) return 45;
  if (size <= 4096) return 46;
  return 47;
}
export function sizeOfClass(c: u32): u32 {
  if (c <= 32) return c << 3;
  if (c <= 40) return 256 + ((c - 32) << 5);
  if (c == 41) return 768;
  if (c == 42) return 1024;
  if (c == 43) return 1536;
  if (c == 44) return 2048;
  if (c == 45) return 3072;
  if (c == 46) return 4096;
  return 8192;
}
