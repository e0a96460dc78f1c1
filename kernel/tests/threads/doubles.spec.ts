// Text of doubles, compared with what Python prints for thousands of values.

import { describe, expect, it } from 'vitest';
import { type DoubleKind, formatDouble, parseDouble } from '../../threads/doubles';
import { python } from './oracle';
import { randomDoubles } from './random';

const edges = [
  0, -0, 1, -1, 0.5, 1.5, 2.5, 0.125, 0.1, 1e15, 1e16, 123456789012345680, 9999999999999998, 1e-4, 1e-5, 0.00012345, 1e22, 1e23, 9.999999999999999e22, 5e-324, 2.2250738585072014e-308,
  1.7976931348623157e308, 999999.5, 9.5, 99.5, 0.05, 1e21, 123456.5, 2 ** 53, 2 ** 63, NaN, Infinity, -Infinity
];
const values = [...edges, ...randomDoubles(3000, 1)];

/** Python's answer to `expression` for every value x, one a line. */
function expected(expression: string): string[] {
  const texts = values.map(x => (Object.is(x, -0) ? '-0.0' : Number.isNaN(x) ? 'nan' : String(x).replace('Infinity', 'inf')));
  return python(`import sys\nfor line in sys.stdin:\n    x = float(line)\n    print(${expression})`, texts.join('\n')).trimEnd().split('\n');
}

describe('formatDouble', () => {
  it('writes the shortest digits as repr does', () => {
    expect(values.map(x => formatDouble(x, 'r', 0))).toEqual(expected('repr(x)'));
  });

  const formats: [DoubleKind, number][] = [['e', 0], ['e', 6], ['e', 17], ['e', 40], ['f', 0], ['f', 2], ['f', 6], ['f', 30], ['g', 0], ['g', 1], ['g', 6], ['g', 12], ['g', 17], ['g', 60]];
  for (const [kind, precision] of formats) {
    it(`writes %.${precision}${kind} digit for digit`, () => {
      expect(values.map(x => formatDouble(x, kind, precision))).toEqual(expected(`'%.${precision}${kind}' % x`));
    });
  }

  it('keeps trailing zeros where asked to', () => {
    expect(values.map(x => formatDouble(x, 'G', 6))).toEqual(expected("'%#.6g' % x"));
  });

  it('goes on to any precision', () => {
    expect(formatDouble(0.1, 'f', 60)).toBe('0.100000000000000005551115123125782702118158340454101562500000');
    expect(formatDouble(5e-324, 'f', 1100)).toBe(python("print('%.1100f' % 5e-324)").trimEnd());
  });
});

describe('parseDouble', () => {
  it('rounds to the nearest double', () => {
    expect(parseDouble('9007199254740993')).toBe(9007199254740992);
    expect(parseDouble('1e400')).toBe(Infinity);
    expect(parseDouble(' -1.5e3 ')).toBe(-1500);
  });

  it('knows the special values in any case', () => {
    expect([parseDouble('inf'), parseDouble('-Infinity'), parseDouble('+INF'), parseDouble('NaN')]).toEqual([Infinity, -Infinity, Infinity, NaN]);
  });
});
