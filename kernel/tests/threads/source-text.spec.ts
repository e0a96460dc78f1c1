// Bytes of source files as text, by their mark and their declaration.

import { describe, expect, it } from 'vitest';
import { decodeSource, SourceTextError } from '../../threads/source-text';

const latin = (text: string): Uint8Array => Uint8Array.from(text, char => char.charCodeAt(0));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function refusal(bytes: Uint8Array): [message: string, line: number] {
  try {
    decodeSource(bytes, 'a.py');
  } catch (error) {
    if (error instanceof SourceTextError) {
      return [error.message, error.line];
    }
    throw error;
  }
  throw new Error('it was decoded');
}

describe('decodeSource', () => {
  it('takes UTF-8 by default, and drops a byte order mark', () => {
    expect(decodeSource(utf8('x = "é€😀"'), 'a.py')).toBe('x = "é€😀"');
    expect(decodeSource(utf8('\ufeffx'), 'a.py')).toBe('x');
    expect(decodeSource(utf8('\ufeff# coding: utf-8\nx'), 'a.py')).toBe('# coding: utf-8\nx');
  });

  it('takes the encoding that a comment in the first two lines names', () => {
    expect(decodeSource(latin('# -*- coding: latin-1 -*-\n"\xe9\x80"'), 'a.py')).toContain('"é\x80"');
    expect(decodeSource(latin('#!/bin/python\r\n# vim: set fileencoding=ISO_8859-1 :\r\n"\xe9"'), 'a.py')).toContain('"é"');
    expect(decodeSource(latin('# coding: cp1251\n"\xe9"'), 'a.py')).toContain('"й"');
    expect(refusal(latin('x = 1\n# coding: latin-1\n"\xe9"'))[1]).toBe(3);
  });

  it('refuses other bytes with the line that they are on', () => {
    expect(refusal(latin('a\nb\n"\xe9"'))).toEqual([expect.stringMatching(/^Non-UTF-8 code starting with '\\xe9' in file a\.py on line 3, but no encoding declared/), 3]);
    expect(refusal(latin('\xff'))[0]).toContain("'\\xff'");
    expect(refusal(latin('abc\xe2\x82'))[0]).toContain("'\\xe2'");
    expect(refusal(latin('\n# coding: klingon\n'))).toEqual(['unknown encoding: klingon', 2]);
    expect(refusal(utf8('\ufeff# coding: latin-1'))).toEqual(['encoding problem: latin-1 with BOM', 1]);
  });
});
