/**
 * The compiler against its text cases: trees, bytecode and errors; and what no text case can show.
 */

import { describe, expect, it } from 'vitest';
import { compile, compileToCode, disassemble, isComplete, parse, PythonSyntaxError, readCodeUnit } from '../../compiler/index';
import { dump, readCases } from './cases';

describe('trees', () => {
  it.each(readCases('trees.txt'))('$title', ({ source, expected }) => {
    expect(parse(source).body.map(dump).join('\n')).toBe(expected);
  });
});

describe('bytecode', () => {
  it.each(readCases('bytecode.txt'))('$title', ({ source, expected }) => {
    expect(disassemble(compileToCode(source, 'case.py', 'exec'))).toBe(expected);
  });
});

/** Kind, message, line and columns as CPython 3.13 gives them; an end that CPython leaves open is not compared. */
describe('errors', () => {
  it.each(readCases('errors.txt'))('$title', ({ source, expected }) => {
    const error = errorOf(source);
    const [, end] = /\n.*-(.*)$/.exec(expected) ?? [];
    const place = `${error.lineno}:${error.offset}${end ? `-${error.endLineno}:${error.endOffset}` : ''}`;
    expect(`${error.kind}: ${error.message}\n${place}`).toBe(expected);
  });
});

function errorOf(source: string): PythonSyntaxError {
  try {
    compile(source, 'case.py', 'exec');
  } catch (error) {
    if (error instanceof PythonSyntaxError) {
      return error;
    }
    throw error;
  }
  throw new Error('compiled without an error');
}

describe('code units', () => {
  it('are read back as they were written', () => {
    const source = 'def f(a, *b, c=2**70, **d):\n    "é"\n    return [a, -1, 1.5, 2j, b"x\\xff", "\\ud800", {1, 2}, (None, ...), True in (1,)]\n';
    const code = compileToCode(source, 'unit.py', 'exec');
    expect(readCodeUnit(compile(source, 'unit.py', 'exec'))).toEqual(code);
  });

  it('count columns in UTF-8 bytes', () => {
    const code = compileToCode('é = ü.x', 'unit.py', 'exec');
    const columns = code.positions.filter((_, index) => index % 4 === 3);
    expect(columns).toContain('é = ü.x'.length + 2);
  });
});

describe('modes', () => {
  it('cell shows the value of a last expression', () => {
    expect(disassemble(compileToCode('1 + x\nx', 'cell', 'cell'))).toMatch(/POP_TOP[^]*LOAD_NAME +x\n.*PRINT_EXPR/);
  });

  it('cell shows a lone string', () => {
    expect(disassemble(compileToCode('"text"', 'cell', 'cell'))).toContain('PRINT_EXPR');
  });

  it('single shows every expression of its level, not those of functions', () => {
    const text = disassemble(compileToCode('x; y\ndef f(): z\n', 'input', 'single'));
    expect(text.match(/PRINT_EXPR/g)).toHaveLength(2);
  });

  it('eval returns the value of one expression', () => {
    expect(disassemble(compileToCode(' 1, x ', 'input', 'eval'))).toContain('RETURN_VALUE');
    expect(() => compileToCode('x = 1', 'input', 'eval')).toThrow('invalid syntax');
  });

  it('-O drops assertions, -OO docstrings too', () => {
    const source = '"doc"\nassert x, y\n';
    expect(disassemble(compileToCode(source, 'o', 'exec', { optimize: 1 }))).not.toContain('RAISE_VARARGS');
    expect(disassemble(compileToCode(source, 'o', 'exec', { optimize: 2 }))).not.toContain('__doc__');
  });
});

describe('completeness', () => {
  it.each([
    ['x = 1', 'complete'], ['', 'complete'], ['if x:', 'incomplete'], ['if x:\n    y', 'incomplete'], ['if x:\n    y\n', 'complete'],
    ['f(1,', 'incomplete'], ['"""a', 'incomplete'], ["'a", 'invalid'], ['x = = 1', 'invalid'], ['a \\', 'incomplete'], ['@d', 'incomplete'],
    ['try:\n    x\n', 'incomplete'], ['return', 'invalid'], ['def f(a,\n  b):', 'incomplete'], ['f"{a', 'incomplete'], ['f"""{a}', 'incomplete']
  ])('%j is %s', (source, status) => {
    expect(isComplete(source).status).toBe(status);
  });

  it('suggests the indent of the next line', () => {
    expect(isComplete('for x in y:\n    if x:').indent).toBe('        ');
  });
});

describe('nesting', () => {
  it.each([
    ['parentheses', '('.repeat(150) + ')'.repeat(150)],
    ['a long sum', Array.from({ length: 20_000 }, (_, index) => `x${index % 7}`).join(' + ')],
    ['a long call chain', 'x' + '.f()'.repeat(300)],
    ['many else-ifs', 'if x: pass\n' + 'elif y: pass\n'.repeat(300)]
  ])('%s compiles', (_, source) => {
    expect(compile(source, 'deep.py', 'exec').length).toBeGreaterThan(0);
  });

  it.each([
    ['minus signs', '-'.repeat(50_000) + '1'],
    ['lambdas', 'lambda: '.repeat(50_000) + '1'],
    ['calls', 'x' + '.f()'.repeat(50_000)],
    ['else-ifs', 'if x: pass\n' + 'elif y: pass\n'.repeat(50_000)]
  ])('too many %s are a Python error', (_, source) => {
    expect(errorOf(source).kind).toBe('RecursionError');
  });
});
