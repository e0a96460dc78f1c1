/** The exceptions of files: io.UnsupportedOperation, and OSError with an errno from what the host says. */
import { T_X_OSERROR } from "../types/table";
import { allocRaw, freeRaw } from "../heap/blocks";
import { noMemory, setException, raiseObject } from "../errors";
import { release } from "../designs/active";
import { strFromLiteral, intern } from "../types/intern";
import { strFromUtf8 } from "../types/str";
import { intFromI32 } from "../types/int";
import { callArgs, call1 } from "../calls";
import { getAttr } from "../abstract";
import { importByName } from "./import_";

/** Raises io.UnsupportedOperation(message). Returns 0. */
export function raiseUnsupported(message: string): usize {
  const io = importByName(intern("io"));
  if (io == 0) return 0;
  const cls = getAttr(io, intern("UnsupportedOperation"));
  release(io);
  if (cls == 0) return 0;
  const text = strFromLiteral(message);
  const exc = text ? call1(cls, text) : 0;
  if (text) release(text);
  release(cls);
  return exc ? setException(exc) : 0;
}

/** Whether the host's message (UTF-8) begins with an error's name. */
function begins(p: usize, n: u32, name: string): bool {
  if (n < <u32>name.length) return false;
  for (let i = 0; i < name.length; i++) if (load<u8>(p + i) != <u8>name.charCodeAt(i)) return false;
  return true;
}

/**
 * Raises OSError(errno, text, filename), in its subclass. `status` is a negative errno, or 0 to go by the host's
 * message, which begins with the error's POSIX name where there is one. Returns 0.
 */
export function raiseFileError(status: i32, message: usize, length: u32, name: usize): usize {
  let errno = -status;
  if (message) {
    errno = begins(message, length, "ENOENT") ? 2 : begins(message, length, "EACCES") ? 13 : begins(message, length, "EISDIR") ? 21
      : begins(message, length, "ENOTDIR") ? 20 : begins(message, length, "EEXIST") ? 17 : begins(message, length, "EPERM") ? 1 : 0;
    if (errno == 0) {
      // A host without files says so in its own words.
      const text = strFromUtf8(message, length);
      return text ? raiseObject(T_X_OSERROR, text) : 0;
    }
  }
  const args = allocRaw(12);
  if (args == 0) return noMemory();
  store<usize>(args, intFromI32(errno));
  store<usize>(args, strFromLiteral(
    errno == 2 ? "No such file or directory" : errno == 13 ? "Permission denied" : errno == 21 ? "Is a directory" : errno == 20 ? "Not a directory"
      : errno == 17 ? "File exists" : errno == 1 ? "Operation not permitted" : errno == 28 ? "No space left on device" : errno == 30 ? "Read-only file system"
      : errno == 95 ? "Operation not supported" : "Input/output error"), 4);
  store<usize>(args, name, 8);
  const exc = load<usize>(args) && load<usize>(args, 4) ? callArgs(T_X_OSERROR, args, 3, 0) : 0;
  if (load<usize>(args)) release(load<usize>(args));
  if (load<usize>(args, 4)) release(load<usize>(args, 4));
  freeRaw(args, 12);
  return exc ? setException(exc) : 0;
}
