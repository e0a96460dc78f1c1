// Where the source of an imported module is found.

import { describe, expect, it } from 'vitest';
import { encodeText } from '../../threads/memory';
import { Library, compileWith, findModule, searchPath } from '../../threads/stdlib';

describe('findModule', () => {
  const files: Record<string, string> = { 'a/m.py': '1', 'b/m.py': '2', 'b/m/__init__.py': '3', 'b/p/q.py': '4', 'top.py': '5' };
  const find = (name: string, ...directories: string[]): unknown => findModule(name, directories, path => files[path] ?? null);

  it('takes the first directory that has it, a package before a module', () => {
    expect(find('m', 'a', 'b')).toEqual({ isPackage: false, origin: 'a/m.py', source: '1' });
    expect(find('m', 'b/', 'a')).toEqual({ isPackage: true, origin: 'b/m/__init__.py', source: '3' });
  });

  it('takes the directories of a package for its submodules', () => {
    expect(find('q', 'b', 'b/p')).toMatchObject({ origin: 'b/p/q.py' });
  });

  it('takes the empty name for the current directory', () => {
    expect(find('top', '')).toMatchObject({ origin: 'top.py' });
    expect(find('none', '', 'a')).toBeNull();
  });
});

describe('compileWith', () => {
  const library = new Library(() => encodeText(`${JSON.stringify({ modules: { m: [false, '/lib/python3.13/m.py', 0, 5, 5, 2] } })}\nx = 1UV`));
  const compile = compileWith(library, (source, filename, mode, flags) => encodeText(`${source} ${filename} ${mode} ${flags}`));

  it('takes a unit for its own text alone, without flags', () => {
    expect(compile('x = 1', '/lib/python3.13/m.py', 0, 0)).toEqual(encodeText('UV'));
    expect(compile('x = 1', '/lib/python3.13/m.py', 0, 1)).toEqual(encodeText('x = 1 /lib/python3.13/m.py 0 1'));
    expect(compile('x = 1', '/lib/python3.13/m.py', 1, 0)).toEqual(encodeText('x = 1 /lib/python3.13/m.py 1 0'));
    expect(compile('x = 1', 'm.py', 0, 0)).toEqual(encodeText('x = 1 m.py 0 0'));
  });
});

describe('Library', () => {
  it('reads its file once, when it is needed', () => {
    let reads = 0;
    const library = new Library(() => {
      reads += 1;
      const index = { modules: { m: [false, '/lib/python3.13/m.py', 0, 5, 13, 2], p: [true, '/lib/python3.13/p/__init__.py', 5, 8, 0, 0] } };
      return encodeText(`${JSON.stringify(index)}\nx = 1y = "é"UV`);
    });
    expect(reads).toBe(0);
    const find = (name: string): unknown => findModule(name, searchPath(['']), path => library.text(path));
    expect(find('m')).toEqual({ isPackage: false, origin: '/lib/python3.13/m.py', source: 'x = 1' });
    expect(find('p')).toEqual({ isPackage: true, origin: '/lib/python3.13/p/__init__.py', source: 'y = "é"' });
    expect(find('constructor')).toBeNull();
    expect(library.names()).toEqual(['m', 'p']);
    expect(library.text('/lib/python3.13/m.py')).toBe('x = 1');
    expect(library.text('/etc/passwd')).toBeNull();
    expect(library.unit('/lib/python3.13/m.py', 'x = 1')).toEqual(encodeText('UV'));
    expect(library.unit('/lib/python3.13/m.py', 'x = 2')).toBeNull();
    expect(library.unit('/lib/python3.13/p/__init__.py', 'y = "é"')).toBeNull();
    expect(reads).toBe(1);
  });
});
