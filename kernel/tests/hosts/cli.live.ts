// The command line as a shell sees it: streams, arguments, exit status, signals.

import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const CLI = resolve('dist/node/cli.cjs');
const folder = mkdtempSync(join(tmpdir(), 'gilectomy-'));

afterAll(() => rmSync(folder, { recursive: true }));

function gilectomy(args: string[], input = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { input, encoding: 'utf8', cwd: folder });
  return { status, stdout, stderr };
}

function script(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe('gilectomy', () => {
  it('runs a program given as text', () => {
    expect(gilectomy(['-c', 'import sys; print(sys.argv); print("e", file=sys.stderr)', 'a', '-b'])).toEqual({ status: 0, stdout: "['-c', 'a', '-b']\n", stderr: 'e\n' });
  });

  it('runs a script with its arguments and the modules beside it', () => {
    script('helper.py', 'value = 42');
    const main = script('main.py', 'import sys, helper\nprint(sys.argv, __name__, helper.value)');
    expect(gilectomy([main, 'x'])).toEqual({ status: 0, stdout: "['main.py', 'x'] __main__ 42\n", stderr: '' });
  });

  it('reads a program from standard input', () => {
    expect(gilectomy(['-'], 'print(1)')).toMatchObject({ status: 0, stdout: '1\n' });
  });

  it('ends with the status of the program', () => {
    expect(gilectomy(['-c', 'import sys; sys.exit(3)']).status).toBe(3);
    expect(gilectomy(['-c', 'import sys; sys.exit("bad")'])).toMatchObject({ status: 1, stderr: 'bad\n' });
    expect(gilectomy(['-c', 'print(exit); exit(4)'])).toEqual({ status: 4, stdout: 'Use exit() or Ctrl-D (i.e. EOF) to exit\n', stderr: '' });
    expect(gilectomy(['-c', '1/0'])).toMatchObject({ status: 1, stdout: '', stderr: expect.stringMatching(/^Traceback[^]*ZeroDivisionError: division by zero\n$/) });
    expect(gilectomy(['-c', '  x'])).toMatchObject({ status: 1, stderr: expect.stringContaining('IndentationError: unexpected indent') });
    expect(gilectomy(['-c', 'import os, atexit\natexit.register(print, "no")\nos._exit(7)'])).toEqual({ status: 7, stdout: '', stderr: '' });
    expect(gilectomy(['-c', 'x = )'])).toMatchObject({ status: 1, stderr: expect.stringContaining("SyntaxError: unmatched ')'") });
  });

  it('names a thread that waits for itself, and an interrupt ends the wait', () => {
    const main = script(
      'selfish.py',
      `import _thread, time
class Item:
    def __lt__(self, other):
        items.append(1)
        return False
items = [Item(), Item(), Item()]
def interrupt():
    time.sleep(3)
    _thread.interrupt_main()
_thread.start_new_thread(interrupt, ())
try:
    items.sort()
except KeyboardInterrupt:
    print('interrupted', len(items))
items.append(1)
items.pop()
items.reverse()
print(len(items))
`
    );
    const named = /^gilectomy: thread \d+ waits for itself: it sorts a list, .* in Item\.__lt__, .*selfish\.py:4\. Interrupt it to go on\.\n$/;
    for (const variant of ['release', 'checked']) {
      expect(gilectomy(['--design', 'gilectomy', '--variant', variant, main])).toEqual({ status: 0, stdout: 'interrupted 3\n3\n', stderr: expect.stringMatching(named) });
    }
    // The other designs let go of the list's lock meanwhile, or have none.
    expect(gilectomy(['--design', 'biased', main])).toMatchObject({ status: 1, stderr: expect.stringContaining('ValueError: list modified during sort') });
  }, 60_000);

  it('names threads whose sorts wait for each other, and an interrupt of one ends it', () => {
    const main = script(
      'circle.py',
      `import _thread, time
lists = [[], []]
met = [_thread.allocate_lock(), _thread.allocate_lock()]
for lock in met:
    lock.acquire()
class Item:
    def __init__(self, me):
        self.me = me
    def __lt__(self, other):
        if met[self.me].locked():
            met[self.me].release()
            with met[1 - self.me]:
                pass
            lists[1 - self.me].append(None)
        return False
def sort(me):
    try:
        lists[me].sort()
    except KeyboardInterrupt:
        print('interrupted')
    except ValueError as error:
        print(error)
for me in range(2):
    lists[me] += [Item(me), Item(me), Item(me)]
def interrupt():
    time.sleep(3)
    _thread.interrupt_main()
_thread.start_new_thread(interrupt, ())
other = _thread.start_joinable_thread(lambda: sort(1))
sort(0)
other.join()
for one in lists:
    one.append(None)
print(*sorted(map(len, lists)))
`
    );
    const line = 'gilectomy: thread \\d+ and others wait for each other: each sorts a list, .* a lock that another of them keeps, in Item\\.__lt__, .*circle\\.py:14\\. Interrupt it to go on\\.\n';
    for (const variant of ['release', 'checked']) {
      const { status, stdout, stderr } = gilectomy(['--design', 'gilectomy', '--variant', variant, main]);
      expect(stderr).toMatch(new RegExp(`^(?:${line}){2}$`));
      expect({ status, lines: stdout.split('\n').sort() }).toEqual({ status: 0, lines: ['', '4 5', 'interrupted'] });
    }
  }, 60_000);

  it('shows where a script failed by its absolute path, as python3 does', () => {
    const main = script('failing.py', 'def f():\n    return 1 / 0\nf()\n');
    const path = join(folder, 'failing.py');
    const lines = ['Traceback (most recent call last):', `  File "${path}", line 3, in <module>`, '    f()', '    ~^^', `  File "${path}", line 2, in f`, '    return 1 / 0', '           ~~^~~', 'ZeroDivisionError: division by zero', ''];
    expect(gilectomy([main])).toEqual({ status: 1, stdout: '', stderr: lines.join('\n') });
  });

  it('waits for threads that are no daemons', () => {
    const code = 'import threading, time\ndef f():\n    time.sleep(0.2); print("late")\nthreading.Thread(target=f).start()\nprint("early")';
    expect(gilectomy(['-c', code])).toEqual({ status: 0, stdout: 'early\nlate\n', stderr: '' });
  });

  it('tells what went wrong before it waits for threads', () => {
    const code = 'import threading, time, atexit\natexit.register(print, "exit")\ndef f():\n    time.sleep(0.2); print("late")\nthreading.Thread(target=f).start()\n1/0';
    const shown = spawnSync('sh', ['-c', '"$0" "$@" 2>&1', process.execPath, CLI, '-c', code], { encoding: 'utf8' });
    expect(shown.stdout.split('\n').slice(-4)).toEqual(['ZeroDivisionError: division by zero', 'late', 'exit', '']);
    expect(shown.status).toBe(1);
  });

  it('reads lines of standard input', () => {
    const code = 'import sys\nprint(input("? "))\nprint(sys.stdin.readline().strip())\ninput()';
    expect(gilectomy(['-c', code], 'a\nb\n')).toMatchObject({ status: 1, stdout: '? a\nb\n', stderr: expect.stringContaining('EOFError: EOF when reading a line') });
  });

  it('reads standard input by characters, and from what stands in its place', () => {
    const code = 'import sys, io\nprint([sys.stdin.read(2), sys.stdin.readline(1), input(), input(), sys.stdin.read()])\nsys.stdin = io.StringIO("x\\ny")\nprint([input("? "), input()])\nsys.__stdin__.close()\ntry: sys.__stdin__.read()\nexcept ValueError as e: print(e)';
    expect(gilectomy(['-c', code], 'abcd\nef\ng\nh')).toEqual({ status: 0, stdout: "['ab', 'c', 'd', 'ef', 'g\\nh']\n? ['x', 'y']\nI/O operation on closed file.\n", stderr: '' });
  });

  it('helps', () => {
    const code = 'class Point:\n    "A place."\n    def __init__(self, x, y=0): self.x = x\n    def move(self, by):\n        "Elsewhere."\nhelp(Point)\nhelp(len)\nhelp("json.dumps")\nhelp("nothing.here")\nprint(help)';
    const { status, stdout, stderr } = gilectomy(['-c', code]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Help on class Point in module __main__:\n\nclass Point\n    Called as Point(x, y=0)\n\n    A place.\n\nMethods:\n\n    move(self, by)\n        Elsewhere.\n');
    expect(stdout).toContain('Help on built-in function len in module builtins:\n\nlen(object, /)\n    ');
    expect(stdout).toContain('Help on function dumps in module json:\n\ndumps(obj, *, skipkeys=False');
    expect(stdout).toContain("No help for 'nothing.here'");
    expect(stdout).toMatch(/help\(x\) tells what x is/);
  });

  it('reads a script in the encoding that it declares, with any line ends', () => {
    writeFileSync(join(folder, 'latin.py'), Buffer.from('# coding: latin-1\r\nimport latin_module\r\nprint("\xe9", latin_module.x)\r\n', 'latin1'));
    writeFileSync(join(folder, 'latin_module.py'), Buffer.from('# coding: latin-1\nx = "\xfc"\n', 'latin1'));
    expect(gilectomy(['latin.py'])).toEqual({ status: 0, stdout: 'é ü\n', stderr: '' });
    expect(gilectomy([script('marked.py', '\ufeffprint(__file__.endswith("marked.py"))')])).toEqual({ status: 0, stdout: 'True\n', stderr: '' });
    writeFileSync(join(folder, 'wrong.py'), Buffer.from('x = 1\ny = "\xe9"\n', 'latin1'));
    const refused = { status: 1, stdout: '', stderr: expect.stringMatching(/File ".*wrong\.py", line 2\nSyntaxError: Non-UTF-8 code starting with '\\xe9' in file/) };
    expect(gilectomy(['wrong.py'])).toEqual(refused);
    expect(gilectomy(['-c', 'import wrong'])).toEqual({ ...refused, stderr: expect.stringMatching(/line 2\nSyntaxError: Non-UTF-8 code/) });
  });

  it('runs the __main__.py of a folder', () => {
    mkdirSync(join(folder, 'program'));
    expect(gilectomy(['program'])).toMatchObject({ status: 1, stderr: expect.stringContaining("can't find '__main__' module") });
    script('program/part.py', 'value = 5');
    script('program/__main__.py', 'import sys, part\nprint(part.value, sys.argv, __name__)');
    expect(gilectomy(['program', 'x'])).toEqual({ status: 0, stdout: "5 ['program', 'x'] __main__\n", stderr: '' });
  });

  it('says before the program runs that its trace cannot be written', () => {
    expect(gilectomy(['--trace', join('none', 'trace.json'), '-c', 'print(1)'])).toEqual({ status: 2, stdout: '', stderr: "gilectomy: can't write a trace to 'none/trace.json': No such file or directory\n" });
  });

  it('names a file that is not there', () => {
    expect(gilectomy(['none.py'])).toEqual({ status: 2, stdout: '', stderr: `gilectomy: can't open file '${join(folder, 'none.py')}': [Errno 2] No such file or directory\n` });
  });

  it('lists designs, and refuses others', () => {
    expect(gilectomy(['--list-designs']).stdout.split('\n')[0]).toBe('biased');
    expect(gilectomy(['--design', 'none', '-c', ''])).toMatchObject({ status: 2, stderr: expect.stringContaining('there is no design none') });
    expect(gilectomy(['--variant', 'none', '-c', ''])).toMatchObject({ status: 2, stderr: expect.stringMatching(/there is no variant none; there are .*release/) });
  });

  it('raises KeyboardInterrupt for SIGINT and ends with 130', async () => {
    const child = spawn(process.execPath, [CLI, '-c', 'print("up", flush=True)\nwhile True: pass'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    await new Promise(resolved => child.stdout.once('data', resolved));
    child.kill('SIGINT');
    expect(await new Promise(resolved => child.once('exit', resolved))).toBe(130);
    expect(errors).toMatch(/KeyboardInterrupt\n$/);
  });

  it('says what is wrong where its output can no longer be written', () => {
    const lost = spawnSync('sh', ['-c', '"$0" "$@" > /dev/full', process.execPath, CLI, '-c', 'print(1)'], { encoding: 'utf8' });
    expect([lost.status, lost.stderr]).toEqual([120, 'OSError: [Errno 28] No space left on device\n']);
  });

  it('ends when nobody reads its output any more', async () => {
    const child = spawn(process.execPath, [CLI, '-c', 'while True: print("x" * 1000)'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise(resolved => child.stdout.once('data', resolved));
    child.stdout.destroy();
    expect(await new Promise(resolved => child.once('exit', resolved))).toBe(120);
  });
});
