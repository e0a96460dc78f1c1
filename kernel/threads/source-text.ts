// Bytes of a Python source file as text: UTF-8, with or without a byte order mark, unless a comment in one of the first two
// lines names another encoding (PEP 263).

/** The bytes are no source text; the message is that of the SyntaxError. */
export class SourceTextError extends Error {
  constructor(
    message: string,
    readonly line: number
  ) {
    super(message);
  }
}

/**
 * @param path - Of the file, for errors.
 * @throws SourceTextError
 */
export function decodeSource(bytes: Uint8Array, path: string): string {
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const content = marked ? bytes.subarray(3) : bytes;
  const [encoding, line] = declared(content) ?? ['utf-8', 1];
  if (isUtf8(encoding)) {
    return decodeUtf8(content, path);
  }
  if (marked) {
    throw new SourceTextError(`encoding problem: ${encoding} with BOM`, line);
  }
  if (LATIN_1.includes(encoding)) {
    // No decoder of the platform's: to it, latin-1 is a name of windows-1252.
    return Array.from(content, byte => String.fromCharCode(byte)).join('');
  }
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new SourceTextError(`unknown encoding: ${encoding}`, line);
  }
  try {
    return decoder.decode(content);
  } catch {
    throw new SourceTextError(`(unicode error) the file is not the ${encoding} that it says it is`, line);
  }
}

/** Source text that raises the SyntaxError of a file that is no source text. */
export function raising(error: SourceTextError, path: string): string {
  return `raise SyntaxError(${JSON.stringify(error.message)}, (${JSON.stringify(path)}, ${error.line}, 0, None))\n`;
}

const LATIN_1 = ['latin-1', 'iso-8859-1', 'iso-latin-1', 'latin1', 'l1'];

function isUtf8(encoding: string): boolean {
  return encoding === 'utf-8' || encoding === 'utf8' || encoding.startsWith('utf-8-');
}

/** The encoding that a comment names, in lower case, and its line. */
function declared(content: Uint8Array): [encoding: string, line: number] | null {
  const head = Array.from(content.subarray(0, 400), byte => String.fromCharCode(byte)).join('');
  const lines = head.split(/\r\n|\r|\n/, 2);
  for (const [index, text] of lines.entries()) {
    const found = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text);
    if (found) {
      return [found[1].toLowerCase().replaceAll('_', '-'), index + 1];
    }
    if (!/^[ \t\f]*(#|$)/.test(text)) {
      // Code: what follows it is no declaration.
      return null;
    }
  }
  return null;
}

function decodeUtf8(content: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    const at = firstInvalid(content);
    const line = content.subarray(0, at).reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 1);
    const code = content[at].toString(16).padStart(2, '0');
    throw new SourceTextError(`Non-UTF-8 code starting with '\\x${code}' in file ${path} on line ${line}, but no encoding declared; see https://peps.python.org/pep-0263/ for details`, line);
  }
}

/** Where the first sequence of bytes begins that is no UTF-8. */
function firstInvalid(content: Uint8Array): number {
  // The longest beginning that is valid, by halves; it may end within a sequence, as a stream may.
  let valid = 0;
  let invalid = content.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    if (isBeginning(content.subarray(0, middle))) {
      valid = middle;
    } else {
      invalid = middle;
    }
  }
  // The sequence that is broken off there, or the byte that begins none.
  let at = valid;
  while (at > 0 && valid - at < 3 && !isComplete(content.subarray(0, at))) {
    at -= 1;
  }
  return Math.min(at, content.length - 1);
}

function isBeginning(bytes: Uint8Array): boolean {
  return decodes(bytes, true);
}

function isComplete(bytes: Uint8Array): boolean {
  return decodes(bytes, false);
}

function decodes(bytes: Uint8Array, stream: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}
