// History that outlives a kernel.

import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { History } from '../../protocol/history';
import { HistoryFile, historyPath } from '../../protocol/node/history-file';

describe('a history file', () => {
  let folder: string;
  let warnings: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'history-'));
    warnings = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (id: string): History => new History(new HistoryFile(join(folder, 'deep', 'history.jsonl'), id, text => warnings.push(text)));
  const tail = (history: History, n = 10): unknown => history.find({ hist_access_type: 'tail', n, output: false, raw: true });

  it('shows the cells of earlier sessions before its own', () => {
    const first = open('a');
    first.add(1, 'x = 1', null);
    first.add(2, 'x', '1');
    const second = open('b');
    second.add(1, 'y', null);
    expect(tail(second)).toEqual([[1, 1, 'x = 1'], [1, 2, 'x'], [2, 1, 'y']]);
    expect(second.find({ hist_access_type: 'range', session: -1, start: 2, output: true, raw: true })).toEqual([[1, 2, ['x', '1']]]);
    expect(second.find({ hist_access_type: 'range', session: 0, start: 1, output: false, raw: true })).toEqual([[2, 1, 'y']]);
    expect(second.find({ hist_access_type: 'search', pattern: 'x*', unique: true, output: false, raw: true })).toEqual([[1, 1, 'x = 1'], [1, 2, 'x']]);
  });

  it('gives sessions that run side by side numbers of their own', () => {
    const histories = ['a', 'b', 'c'].map(open);
    histories.forEach(history => history.add(1, 'z', null));
    expect(histories.map(history => (history.find({ hist_access_type: 'range', session: 0, output: false, raw: true }) as number[][])[0][0])).toEqual([1, 2, 3]);
  });

  it('is for its user only', () => {
    open('a').add(1, 'secret', null);
    if (process.platform !== 'win32') {
      expect(statSync(join(folder, 'deep', 'history.jsonl')).mode & 0o77).toBe(0);
    }
  });

  it('bears a line that was cut off', () => {
    open('a').add(1, 'good', null);
    appendFileSync(join(folder, 'deep', 'history.jsonl'), '{"k":"a","l":2,"i":"ba\n');
    expect(tail(open('b'))).toEqual([[1, 1, 'good']]);
  });

  it('says once that it cannot be kept, and goes on in memory', () => {
    writeFileSync(join(folder, 'deep'), 'a file where the folder should be');
    const history = open('a');
    history.add(1, 'x', null);
    history.add(2, 'y', null);
    expect(warnings.filter(text => text.startsWith('history is not kept'))).toHaveLength(1);
    expect(tail(history)).toEqual([[1, 1, 'x'], [1, 2, 'y']]);
    expect(readFileSync(join(folder, 'deep'), 'utf8')).toContain('a file');
  });

  it('lies where Jupyter keeps data, or where it is told to', () => {
    expect(historyPath({ JUPYTER_DATA_DIR: '/data' })).toBe(join('/data', 'gilectomy-lab', 'history.jsonl'));
    expect(historyPath({ GILECTOMY_HISTORY: '/h' })).toBe('/h');
    expect(historyPath({ GILECTOMY_HISTORY: 'off' })).toBe(null);
  });
});
