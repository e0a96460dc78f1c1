// How a cell is split into magics and Python.

import { describe, expect, it } from 'vitest';
import { formatDuration, parseHelp, splitMagics } from '../../protocol/magics';

describe('splitMagics', () => {
  it('takes the lines at the head of a cell and keeps line numbers', () => {
    expect(splitMagics('# note\n%design gil\nx = 1')).toEqual({ magics: [{ name: 'design', argument: 'gil', isCell: false }], code: '# note\n\nx = 1' });
  });

  it('takes a cell magic from the first line', () => {
    expect(splitMagics('%%time\nx\ny')).toEqual({ magics: [{ name: 'time', argument: '', isCell: true }], code: '\nx\ny' });
  });

  it('leaves Python alone', () => {
    const code = 'x = (17\n%time)';
    expect(splitMagics(code)).toEqual({ magics: [], code });
  });
});

describe('parseHelp', () => {
  it('knows the mark on either side', () => {
    expect([parseHelp('a.b?'), parseHelp('?a'), parseHelp('a??'), parseHelp('a')]).toEqual([{ name: 'a.b', detail: 0 }, { name: 'a', detail: 0 }, { name: 'a', detail: 1 }, null]);
  });
});

describe('formatDuration', () => {
  it('chooses the unit', () => {
    expect([0.0123, 1.5, 1234, 90_000].map(formatDuration)).toEqual(['12.3 µs', '1.50 ms', '1.23 s', '1.50 min']);
  });
});
