// Where the source of an imported module is found.

import { describe, expect, it } from 'vitest';
import { Library, findUserModule } from '../../threads/stdlib';

describe('findUserModule', () => {
  const files: Record<string, string> = { 'a/m.py': '1', 'b/m.py': '2', 'b/m/__init__.py': '3', 'b/p/q.py': '4', 'top.py': '5' };
  const find = (name: string, ...directories: string[]): unknown => findUserModule(name, directories, path => files[path] ?? null);

  it('takes the first directory that has it, a package before a module', () => {
    expect(find('m', 'a', 'b')).toEqual({ isPackage: false, origin: 'a/m.py', source: '1' });
    expect(find('m', 'b/', 'a')).toEqual({ isPackage: true, origin: 'b/m/__init__.py', source: '3' });
  });

  it('looks for submodules below the package', () => {
    expect(find('p.q', 'b')).toMatchObject({ origin: 'b/p/q.py' });
  });

  it('takes the empty name for the current directory', () => {
    expect(find('top', '')).toMatchObject({ origin: 'top.py' });
    expect(find('none', '', 'a')).toBeNull();
  });
});

describe('Library', () => {
  it('reads its file once, when it is needed', () => {
    let reads = 0;
    const library = new Library(() => {
      reads += 1;
      return JSON.stringify({ modules: { m: { package: false, origin: '/lib/python3.13/m.py', source: 'x = 1' } } });
    });
    expect(reads).toBe(0);
    expect(library.find('m')).toEqual({ isPackage: false, origin: '/lib/python3.13/m.py', source: 'x = 1' });
    expect(library.find('constructor')).toBeNull();
    expect(library.text('/lib/python3.13/m.py')).toBe('x = 1');
    expect(library.text('/etc/passwd')).toBeNull();
    expect(reads).toBe(1);
  });
});
