// Cells on the browser kernel as a person meets them: streams as they come, tracebacks, results, completion,
// input, threads, and interrupts of what will not end.

import assert from 'node:assert/strict';
import { screenshot } from '../harness.mjs';
import { until } from '../lab.mjs';

const busy = lab => until('the kernel is busy', async () => (await lab.notebook()).status === 'busy');

export default {
  'what a cell prints appears while it runs': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    const index = await lab.start('import time\nprint("first")\ntime.sleep(3)\nprint("last")');
    await until('the first line', async () => (await lab.output(index)) === 'first');
    assert.equal((await lab.notebook()).status, 'busy');
    assert.equal(await lab.finished(index), 'first\nlast');
    lab.assertQuiet();
  },

  'the value of a last expression is the result, and an error a traceback': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    assert.equal(await lab.run('6 * 7'), '42');
    assert.equal(await lab.run('_ + 1'), '43');
    const traceback = await lab.run('def divide(a, b):\n    return a / b\n\ndivide(1, 0)');
    assert.match(traceback, /Traceback \(most recent call last\)/);
    assert.match(traceback, /in divide/);
    assert.match(traceback, /ZeroDivisionError: division by zero/);
    assert.match(await lab.run('x = = 1'), /SyntaxError: invalid syntax/);
    await screenshot(lab.page, 'traceback');
    lab.assertQuiet();
  },

  'names are completed': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    await lab.run('gilectomy_year = 2016');
    const index = (await lab.cells().count()) - 1;
    await lab.cells().nth(index).locator('.cm-content').click();
    await lab.page.keyboard.insertText('gilectomy_y');
    await lab.page.keyboard.press('Tab');
    await lab.page.locator('.jp-Completer-item', { hasText: 'gilectomy_year' }).waitFor();
    await lab.page.keyboard.press('Enter');
    await until('the name is there', async () => (await lab.cells().nth(index).locator('.cm-content').textContent()) === 'gilectomy_year');
    lab.assertQuiet();
  },

  'input() asks below the cell': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    const index = await lab.start('name = input("Who? ")\nprint("Hello,", name)');
    const field = lab.cells().nth(index).locator('.jp-Stdin-input');
    await field.fill('Larry');
    await field.press('Enter');
    assert.match(await lab.finished(index), /Hello, Larry/);
    lab.assertQuiet();
  },

  'threads run and are joined': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    const code = `import threading
found = []
def work(n):
    found.append(sum(range(n)))
threads = [threading.Thread(target=work, args=(1000 + i,)) for i in range(8)]
for t in threads: t.start()
for t in threads: t.join()
print(sorted(found) == [sum(range(1000 + i)) for i in range(8)])`;
    assert.equal(await lab.run(code), 'True');
    lab.assertQuiet();
  },

  'endless recursion through special methods is an error of the cell': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    await lab.run(`class A:
    def __repr__(self): return repr(self)
    def __eq__(self, other): return self == other
    def __hash__(self): return hash(self)
    def __str__(self): return f"{self}"
    def __len__(self): return len(self)
    def __getattr__(self, name): return getattr(self, name + "x")
    def __call__(self): return self()
    def __iter__(self): return iter(self)
    def __add__(self, other): return self + other
    def __getitem__(self, key): return self[key]
nested = []
for _ in range(100_000): nested = [nested]`);
    const attempts = ['repr(A())', 'A() == A()', 'hash(A())', 'str(A())', 'len(A())', 'A().name', 'A()()', 'iter(A())', 'A() + 1', 'A()[0]', 'sorted([A(), A()], key=lambda a: a + a)', 'repr(nested)'];
    for (const attempt of attempts) {
      assert.match(await lab.run(attempt), /RecursionError/, attempt);
    }
    assert.equal(await lab.run(`import threading
seen = []
def work():
    try: repr(A())
    except RecursionError: seen.append("caught")
threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(seen)`), "['caught', 'caught', 'caught', 'caught']");
    assert.equal(await lab.run('print("on")'), 'on');
    lab.assertQuiet();
  },

  'a join that waits for ever is interrupted': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    const index = await lab.start('import threading\nt = threading.Thread(target=threading.Event().wait, daemon=True)\nt.start()\nt.join()');
    await busy(lab);
    await lab.command('notebook:interrupt-kernel');
    assert.match(await lab.finished(index), /KeyboardInterrupt/);
    assert.equal(await lab.run('print("on")'), 'on');
    lab.assertQuiet();
  },

  'eight spinning threads are stopped by a second interrupt': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    const code = `import threading
def spin():
    while True: pass
threads = [threading.Thread(target=spin) for _ in range(8)]
for t in threads: t.start()
print("spinning")
for t in threads: t.join()`;
    const index = await lab.start(code);
    await until('they spin', async () => (await lab.output(index)) === 'spinning');
    await lab.command('notebook:interrupt-kernel');
    assert.match(await lab.finished(index), /KeyboardInterrupt/);
    await lab.command('notebook:interrupt-kernel');
    assert.equal(await lab.run('for t in threads: t.join(10)\nprint(sum(t.is_alive() for t in threads))'), '0');
    lab.assertQuiet();
  }
};
