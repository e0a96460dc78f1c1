// How a cell is split into magics and Python.

import { describe, expect, it } from 'vitest';
import { UsageError, experimentSource, formatDuration, readCell } from '../../protocol/magics';
import { endsInSemicolon } from '../../protocol/scanner';

const rewritten = (code: string): string => readCell(code).code;

describe('readCell', () => {
  it("takes the kernel's own magics from the head of a cell and keeps line numbers", () => {
    expect(readCell('# note\n%design gil\n%threads 4\nx = 1')).toEqual({
      hostMagics: [{ name: 'design', argument: 'gil' }, { name: 'threads', argument: '4' }],
      cellMagic: null,
      code: '# note\n\n\nx = 1'
    });
  });

  it('takes a cell magic from the first line', () => {
    expect(readCell('\n%%time it\nx\ny')).toEqual({ hostMagics: [], cellMagic: { name: 'time', argument: 'it' }, code: '\n\nx\ny' });
  });

  it('leaves the cell of a magic for text as it was written', () => {
    expect(readCell('%%writefile a.txt\n%not\n!this {x}\n')).toEqual({ hostMagics: [], cellMagic: { name: 'writefile', argument: 'a.txt' }, code: '', body: '%not\n!this {x}\n' });
  });

  it('rewrites line magics wherever a statement can begin', () => {
    expect(rewritten('if x:\n    %time f("a")\n%pwd')).toBe('if x:\n    get_ipython().run_line_magic("time", "f(\\"a\\")")\nget_ipython().run_line_magic("pwd", "")');
    expect(rewritten('p = %pwd')).toBe('p = get_ipython().run_line_magic("pwd", "")');
  });

  it('rewrites shell lines, whatever quotes they hold', () => {
    expect(rewritten("!echo it's\nx")).toBe('get_ipython().system("echo it\'s")\nx');
    expect(rewritten('a.b[0] = !ls')).toBe('a.b[0] = get_ipython().getoutput("ls")');
    expect(rewritten('!!ls')).toBe('get_ipython().getoutput("ls")');
  });

  it('rewrites questions', () => {
    expect(rewritten('größe??')).toBe('get_ipython().run_line_magic("pinfo2", "größe")');
    expect(['a.b?', '?a', 'a??', 'str.*find*?', '%time?'].map(rewritten)).toEqual(
      [['pinfo', 'a.b'], ['pinfo', 'a'], ['pinfo2', 'a'], ['pinfo', 'str.*find*'], ['pinfo', '%time']].map(([magic, name]) => `get_ipython().run_line_magic("${magic}", "${name}")`)
    );
  });

  for (const code of ['x = (17\n%time)', 'x = """\n%pwd\n!ls\n"""', 'x = 5 \\\n% 3', "x = 'a' # '''\ny", 'x != y', 'a = b\n"c?"', 'f"""{\n%x\n}"""']) {
    it(`leaves Python alone: ${JSON.stringify(code)}`, () => {
      expect(readCell(code)).toEqual({ hostMagics: [], cellMagic: null, code });
    });
  }
});

describe('experimentSource', () => {
  it('makes a function of the cell, its lines where they were', () => {
    const { cellMagic, code } = readCell('%%scale --threads 1-3 --designs gil,biased --repeat 2\ntext = """a\nb"""\nfor _ in text:\n    pass');
    expect(experimentSource(cellMagic!, code)).toBe(
      'def cell():\n    text = """a\nb"""\n    for _ in text:\n        pass\n__import__(\'gilectomy\').scale(cell, threads=range(1, 4), designs=["gil", "biased"], repeat=2)'
    );
  });

  it('refuses what it does not understand, and a cell without work', () => {
    expect(() => experimentSource({ name: 'trace', argument: '--threads 1-4' }, '\nx')).toThrow(UsageError);
    expect(() => experimentSource({ name: 'trace', argument: '--sample' }, '\nx')).toThrow(UsageError);
    expect(() => experimentSource({ name: 'trace', argument: '' }, '\n# nothing')).toThrow(UsageError);
  });
});

describe('formatDuration', () => {
  it('chooses the unit', () => {
    expect([0.0123, 1.5, 1234, 90_000].map(formatDuration)).toEqual(['12.3 µs', '1.50 ms', '1.23 s', '1.50 min']);
  });
});

describe('a semicolon at the end', () => {
  it.each(['6 * 7;', '6 * 7 ;  ', 'x = 1\nx;\n\n', 'x;  # not shown', "'a;b';"])('is seen: %j', code => expect(endsInSemicolon(code)).toBe(true));
  it.each(['6 * 7', "'a;'", '"""\na;', '1  # a;', 'a; b', '1 # x;\n'])('is none: %j', code => expect(endsInSemicolon(code)).toBe(false));
});
