// What a result file must be, and what is said where it is not.

import { describe, expect, it } from 'vitest';
import { InvalidResult, parseJson } from '../../experiments/check';
import { checkScale, type IScaleResult } from '../../experiments/model';
import { checkTrace, decodeSpans, encodeSpans, type ITraceResult } from '../../experiments/trace-model';
import { scaleSample, traceSample } from './samples';

const again = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

function refusal(check: () => unknown): string {
  try {
    check();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidResult);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('a scaling result', () => {
  const broken = (change: (result: IScaleResult) => void): string => {
    const result = again(scaleSample({ threads: [1, 2], repeat: 1 }));
    change(result);
    return refusal(() => checkScale(result));
  };

  it('survives its file', () => {
    const result = scaleSample();
    expect(checkScale(parseJson(JSON.stringify(result)))).toEqual(result);
  });

  it.each<[string, (result: IScaleResult) => void, string]>([
    ['a field of the wrong type', r => ((r.rows[3].samples[0] as { wall: unknown }).wall = null), 'rows[3].samples[0].wall: expected a number, found null'],
    ['a missing field', r => delete (r as { host?: unknown }).host, 'host: expected an object, found nothing'],
    ['a kind of row it does not know', r => ((r.rows[0] as { kind: string }).kind = 'guess'), 'rows[0].kind: expected one of parallel, serial, control-compute, control-atomic, found "guess"'],
    ['a negative time', r => (r.rows[0].samples[0].wall = -1), 'rows[0].samples[0].wall: expected a duration of 0 or more, found -1'],
    ['an overlap beyond 1', r => (r.rows[0].samples[0].overlap = 2), 'rows[0].samples[0].overlap: expected a number from 0 to 1, found 2'],
    ['no threads', r => (r.threads = [0]), 'threads[0]: expected a whole number from 1 up, found 0']
  ])('with %s is refused with the place', (_, change, message) => {
    expect(broken(change)).toBe(message);
  });

  it('of another schema is refused', () => {
    expect(broken(r => ((r as { schema: string }).schema = 'gilectomy.scale/2'))).toBe(
      'written by a newer lab: its schema is gilectomy.scale/2, this lab reads up to gilectomy.scale/1'
    );
    expect(refusal(() => checkScale(traceSample()))).toBe('expected the schema gilectomy.scale/1, found "gilectomy.trace/1"');
    expect(refusal(() => checkScale([]))).toBe('no result file: it has no schema, expected gilectomy.scale/1');
    expect(refusal(() => parseJson('{'))).toMatch(/^not a JSON text: /);
  });
});

describe('a trace', () => {
  it('survives its file', () => {
    const result = traceSample();
    expect(checkTrace(again(result))).toEqual(result);
  });

  it.each<[string, (result: ITraceResult) => void, string]>([
    ['an object that is not there', r => (r.locks[0].object = 99), 'locks[0].object: expected an index below 8, found 99'],
    ['a span that is cut off', r => (r.lanes[1].spans = '0,1,0,-1,1;5,2'), 'lanes[1].spans: the last span is not complete'],
    ['a span that is no numbers', r => (r.lanes[0].spans = '0,1,x,-1,1;'), 'lanes[0].spans: span 0 is "0,1,x,-1,1", expected 5 numbers']
  ])('with %s is refused with the place', (_, change, message) => {
    const result = again(traceSample({ spans: 5 }));
    change(result);
    expect(refusal(() => checkTrace(result))).toBe(message);
  });

  it('keeps its spans through their text', () => {
    const spans = [0, 10, 0, -1, 2, 3, 9, 2, 7, 1, 1_000_000_007, 1_000_000_009, 1, 0, -1];
    expect([...decodeSpans(encodeSpans(spans))]).toEqual(spans);
    expect(encodeSpans([])).toBe('');
    expect(decodeSpans('')).toHaveLength(0);
  });
});
