// Checks of parsed JSON. Result files come from disk, from other versions and from other people: whatever is
// wrong with one is said with the place in the file ("rows[3].samples[0].wall: expected a number, found null").

/** Thrown when a text is not the result file it should be. The message is a sentence for the user. */
export class InvalidResult extends Error {
  override name = 'InvalidResult';
}

/** A check takes the value and the path to it, and throws InvalidResult where the value is not as it should be. */
export type Check = (value: unknown, path: string) => void;

function found(value: unknown): string {
  if (value === undefined) {
    return 'nothing';
  }
  if (value === null) {
    return 'null';
  }
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `${JSON.stringify(value)}`;
}

function fail(path: string, expected: string, value: unknown): never {
  throw new InvalidResult(`${path || 'the file'}: expected ${expected}, found ${found(value)}`);
}

export const string: Check = (value, path) => {
  if (typeof value !== 'string') {
    fail(path, 'a text', value);
  }
};

export const boolean: Check = (value, path) => {
  if (typeof value !== 'boolean') {
    fail(path, 'true or false', value);
  }
};

/** A finite number; JSON has no other, but a writer might have put null in its place. */
export const number: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    fail(path, 'a number', value);
  }
};

export const duration: Check = (value, path) => {
  number(value, path);
  if ((value as number) < 0) {
    fail(path, 'a duration of 0 or more', value);
  }
};

/** A whole number from `least` up. */
export function whole(least = 0): Check {
  return (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < least) {
      fail(path, `a whole number from ${least} up`, value);
    }
  };
}

/** A number between 0 and 1. */
export const fraction: Check = (value, path) => {
  number(value, path);
  if ((value as number) < 0 || (value as number) > 1) {
    fail(path, 'a number from 0 to 1', value);
  }
};

export function nullable(check: Check): Check {
  return (value, path) => {
    if (value !== null) {
      check(value, path);
    }
  };
}

export function oneOf(...choices: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== 'string' || !choices.includes(value)) {
      fail(path, `one of ${choices.join(', ')}`, value);
    }
  };
}

export function list(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) {
      fail(path, 'a list', value);
    }
    value.forEach((item, index) => check(item, `${path}[${index}]`));
  };
}

/** An object with at least these fields; others are left alone, so that a file may carry notes of its own. */
export function object(fields: Record<string, Check>): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      fail(path, 'an object', value);
    }
    for (const [name, check] of Object.entries(fields)) {
      check((value as Record<string, unknown>)[name], path ? `${path}.${name}` : name);
    }
  };
}

/** Parses the text of a result file; what it holds is then for checkResult to say. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidResult(`not a JSON text: ${(error as Error).message}`);
  }
}

/** The schema that a value claims to have. */
export function schemaOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
}

/**
 * Checks that a value is a result.
 *
 * @param value - The parsed JSON.
 * @param schema - What it must be, as "name/version".
 * @param check - The shape of that version.
 */
export function checkResult<T>(value: unknown, schema: string, check: Check): T {
  const seen = schemaOf(value);
  if (seen !== schema) {
    const [name, version] = schema.split('/');
    const [seenName, seenVersion] = typeof seen === 'string' ? seen.split('/') : [];
    if (seenName === name && Number(seenVersion) > Number(version)) {
      throw new InvalidResult(`written by a newer lab: its schema is ${seen}, this lab reads up to ${schema}`);
    }
    throw new InvalidResult(seen === undefined ? `no result file: it has no schema, expected ${schema}` : `expected the schema ${schema}, found ${found(seen)}`);
  }
  check(value, '');
  return value as T;
}
