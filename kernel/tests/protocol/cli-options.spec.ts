// The command line, word by word.

import { describe, expect, it } from 'vitest';
import { UsageError, parseCommandLine } from '../../protocol/cli-options';

const parse = (line: string, terminal = true): unknown => parseCommandLine(line === '' ? [] : line.split(' '), terminal);

describe('parseCommandLine', () => {
  it('leaves everything behind the program to the program', () => {
    expect(parse('x.py --design gil -c')).toEqual({ design: 'biased', variant: 'release', trace: null, schedule: null, program: { kind: 'script', path: 'x.py' }, args: ['--design', 'gil', '-c'] });
    expect(parse('-c print() a b')).toMatchObject({ program: { kind: 'command', code: 'print()' }, args: ['a', 'b'] });
    expect(parse('- a')).toMatchObject({ program: { kind: 'stdin' }, args: ['a'] });
  });

  it('takes the values of options in both spellings', () => {
    expect(parse('--design gil x.py')).toMatchObject({ design: 'gil' });
    expect(parse('--design=gil --variant=checked x.py')).toMatchObject({ design: 'gil', variant: 'checked' });
  });

  it('records a trace with the build that can', () => {
    expect(parse('--trace t.json x.py')).toMatchObject({ trace: 't.json', variant: 'trace' });
  });

  it('keeps to a schedule with the build that can', () => {
    expect(parse('--schedule 7 x.py')).toMatchObject({ schedule: 7, variant: 'checked' });
    expect(() => parse('--schedule 0 x.py')).toThrow(UsageError);
    expect(() => parse('--schedule soon x.py')).toThrow(UsageError);
  });

  it('answers questions', () => {
    expect([parse('--help'), parse('--version'), parse('--list-designs')]).toEqual(['help', 'version', 'list-designs']);
  });

  it('reads the program from standard input, unless that is a terminal', () => {
    expect(parse('', false)).toMatchObject({ program: { kind: 'stdin' } });
    expect(parse('', true)).toBe('help');
  });

  it('refuses what it does not know', () => {
    expect(() => parse('--fast x.py')).toThrow(UsageError);
    expect(() => parse('--design')).toThrow(UsageError);
    expect(() => parse('-c')).toThrow(UsageError);
  });
});
