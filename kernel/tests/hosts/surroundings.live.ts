// What of the process a program finds in `os`: environment, folder, files, programs. They are the process's own, so that
// open(), os and other programs agree.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const CLI = resolve('dist/node/cli.cjs');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gilectomy-os-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function python(code: string, env: Record<string, string> = {}): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, '-c', code], { cwd: folder, env: { ...process.env, ...env }, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

describe('os', () => {
  it('has the environment of the process', () => {
    expect(python("import os; print(os.environ['LAB'], os.getenv('LAB'), os.getenv('NOT_LAB', 'no'), 'LAB' in os.environ)", { LAB: 'fünf' })).toBe('fünf fünf no True\n');
  });

  it('shows programs what is set in its environment, and no more what is deleted', () => {
    const code = "import os\nos.environ['LAB'] = '5'\nos.environ.update(OTHER='6')\nprint(os.system('test \"$LAB$OTHER\" = 56'))\ndel os.environ['LAB']\nos.environ.pop('OTHER')\nprint(os.system('test -z \"$LAB$OTHER\"'), os.getenv('LAB'))";
    expect(python(code)).toBe('0\n0 None\n');
  });

  it('refuses names and values that no environment can hold', () => {
    const code = "import os\nfor key, value in ('', 'x'), ('a=b', 'x'), ('a', 'x\\0'), ('a', 5):\n    try: os.environ[key] = value\n    except (ValueError, TypeError) as error: print(type(error).__name__)";
    expect(python(code)).toBe('ValueError\nValueError\nValueError\nTypeError\n');
  });

  it('has one current folder with open() and programs', () => {
    const code = "import os\nprint(os.getcwd())\nos.makedirs('a/b')\nos.chdir('a/b')\nopen('here.txt', 'w').write('text')\nprint(os.getcwd(), os.listdir(), open('here.txt').read(), flush=True)\nos.system('pwd; cat here.txt')\nprint(os.path.abspath('here.txt'))\nos.remove('here.txt')\nos.chdir('../..')\nos.rmdir('a/b')\nprint(os.listdir('a'))";
    const deep = join(folder, 'a', 'b');
    expect(python(code)).toBe(`${folder}\n${deep} ['here.txt'] text\n${deep}\ntext${deep}/here.txt\n[]\n`);
  });

  it('tells files, folders and links apart, with their size and times', () => {
    const code = [
      'import os, stat, time',
      "os.makedirs('s/inner'); open('s/text', 'w').write('abc'); os.symlink('inner', 's/link'); os.chmod('s/text', 0o640)",
      "with os.scandir('s') as found:",
      '    for e in sorted(found, key=lambda e: e.name): print(e.name, e.is_dir(), e.is_file(), e.is_symlink(), e.is_dir(follow_symlinks=False))',
      "s = os.stat('s/text')",
      'print(s.st_size, s[6], stat.filemode(s.st_mode), abs(s.st_mtime - time.time()) < 60, s.st_uid == os.lstat("s/text").st_uid)',
      "print(os.readlink('s/link'), os.path.islink('s/link'), os.path.isdir('s/link'), stat.S_ISLNK(os.lstat('s/link').st_mode))",
      "print(os.access('s/text', os.R_OK), os.access('s/none', os.F_OK), os.path.getsize('s/text'), os.path.samefile('s/link', 's/inner'))",
      "print(sorted(os.walk('s')))",
      "for path in 's/text', 's/link': os.remove(path)",
      "os.rmdir('s/inner'); os.rmdir('s'); print(os.path.exists('s'))"
    ].join('\n');
    expect(python(code).split('\n')).toEqual([
      'inner True False False True',
      'link True False True False',
      'text False True False False',
      '3 3 -rw-r----- True True',
      'inner True True True',
      'True False 3 True',
      "[('s', ['inner', 'link'], ['text']), ('s/inner', [], [])]",
      'False',
      ''
    ]);
  });

  it('raises the OSError that fits', () => {
    const code = "import os\nfor call in (lambda: os.chdir('none'), lambda: os.listdir('none'), lambda: os.mkdir('/'), lambda: os.remove('none'), lambda: os.stat('none'), lambda: os.listdir('~')):\n    try: call()\n    except OSError as error: print(type(error).__name__, error.errno, error.strerror, error.filename)";
    expect(python(code)).toBe('FileNotFoundError 2 No such file or directory none\nFileNotFoundError 2 No such file or directory none\nFileExistsError 17 File exists /\nFileNotFoundError 2 No such file or directory none\nFileNotFoundError 2 No such file or directory none\nFileNotFoundError 2 No such file or directory ~\n');
  });

  it('gives the status of a program as wait() does', () => {
    expect(python("import os; print(os.system('exit 3'), os.getpid() > 1)")).toBe('768 True\n');
  });

  it('gives a workload of an experiment the environment and the folder, and lets it change neither', () => {
    const code = "import gilectomy, os\nos.environ['LAB'] = '7'\ndef work():\n    import os\n    os.environ['OTHER'] = '1'\n    try: os.chdir('/')\n    except NotImplementedError: seen = 'refused'\n    raise KeyError(os.environ['LAB'] + seen + os.getcwd())\ntry: gilectomy.scale(work, threads=[1], designs=['biased'], repeat=1, control=False, serial=False)\nexcept Exception as error: print(str(error).strip().splitlines()[-1])\nprint('OTHER' in os.environ)";
    expect(python(code)).toContain(`7refused${folder}`);
  });
});
