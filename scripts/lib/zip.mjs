// Reads files out of a ZIP archive: stored and deflated members, found by the central directory at its end.
// Layout: PKWARE's APPNOTE, sections 4.3.7 (local header), 4.3.12 (central directory), 4.3.16 (its end).

import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const CENTRAL_SIGNATURE = 0x02014b50;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * The members of an archive: name → function that gives the member's bytes.
 *
 * @param {string} path - The archive's file.
 * @returns {Map<string, () => Buffer>}
 */
export function openZip(path) {
  const file = readFileSync(path);
  let end = file.length - END_BYTES;
  // A comment may follow the end record.
  while (end >= 0 && file.readUInt32LE(end) !== END_SIGNATURE) {
    end--;
  }
  if (end < 0) {
    throw new Error(`${path} is no ZIP archive`);
  }
  const members = new Map();
  let at = file.readUInt32LE(end + 16);
  for (let count = file.readUInt16LE(end + 10); count > 0; count--) {
    if (file.readUInt32LE(at) !== CENTRAL_SIGNATURE) {
      throw new Error(`${path}: the central directory is damaged`);
    }
    const [method, packed, size] = [file.readUInt16LE(at + 10), file.readUInt32LE(at + 20), file.readUInt32LE(at + 24)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(offset => file.readUInt16LE(at + offset));
    const local = file.readUInt32LE(at + 42);
    const name = file.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
    members.set(name, () => memberBytes(file, name, { method, packed, size, local }));
    at += CENTRAL_BYTES + nameLength + extraLength + commentLength;
  }
  return members;
}

function memberBytes(file, name, { method, packed, size, local }) {
  const start = local + LOCAL_BYTES + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28);
  const body = file.subarray(start, start + packed);
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(`${name}: compression method ${method} is not supported`);
  }
  const bytes = method === STORED ? body : inflateRawSync(body);
  if (bytes.length !== size) {
    throw new Error(`${name}: ${bytes.length} bytes instead of ${size}`);
  }
  return bytes;
}
