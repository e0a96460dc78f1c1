// Where kernels break, on the browser kernel and through JupyterLab's own kernel connections: what
// gilectomy_lab/tests/kernel/test_edges.py does to the kernel under Node. And what one host has made, the other shows.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { venvProgram } from '../../scripts/lib/steps.mjs';
import { until } from '../lab.mjs';

/** Puts `edges` into the page: a kernel of its own, and what a front end does with it. */
async function connect(lab) {
  await lab.page.evaluate(async () => {
    const manager = window.jupyterapp.serviceManager.kernels;
    const kernel = await manager.startNew({ name: 'gilectomy' });
    const run = (connection, code, options = {}) => {
      const request = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true, user_expressions: {}, ...options };
      const future = connection.requestExecute(request, false);
      const outputs = [];
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type !== 'status' && header.msg_type !== 'execute_input') {
          outputs.push([header.msg_type, content]);
        }
      };
      return { future, outputs, done: future.done.then(({ content }) => content) };
    };
    window.edges = {
      kernel,
      run: (code, options) => run(kernel, code, options),
      /** A second connection to the same kernel. */
      second: () => {
        const connection = manager.connectTo({ model: kernel.model });
        return { run: (code, options) => run(connection, code, options), dispose: () => connection.dispose() };
      },
      value: async code => {
        const { outputs, done } = run(kernel, code);
        const { status, ename } = await done;
        return status === 'ok' ? outputs.find(([type]) => type === 'execute_result')?.[1].data['text/plain'] : ename;
      },
      end: () => kernel.shutdown()
    };
  });
}

export default {
  'requests behind an error are aborted, and a second connection is served': async ({ openLab }) => {
    const lab = await openLab();
    await connect(lab);
    const statuses = await lab.page.evaluate(async () => {
      const runs = ['import time; time.sleep(0.2)', 'raise ValueError("x")', 'print("never")', 'print("never")'].map(code => window.edges.run(code));
      return Promise.all(runs.map(async ({ done }) => (await done).status));
    });
    assert.deepEqual(statuses, ['ok', 'error', 'aborted', 'aborted']);
    const shared = await lab.page.evaluate(async () => {
      const second = window.edges.second();
      const { status } = await second.run('shared = 5').done;
      second.dispose();
      return [status, await window.edges.value('shared')];
    });
    assert.deepEqual(shared, ['ok', '5']);
    await lab.page.evaluate(() => window.edges.end());
    lab.assertQuiet();
  },

  'five thousand stream messages and twenty megabytes arrive complete': async ({ openLab }) => {
    const lab = await openLab();
    await connect(lab);
    const flood = await lab.page.evaluate(async () => {
      const { outputs, done } = window.edges.run('import sys\nfor i in range(2500):\n    print(i)\n    print(i, file=sys.stderr)');
      await done;
      const text = name => outputs.filter(([type, content]) => type === 'stream' && content.name === name).map(([, content]) => content.text).join('');
      const expected = Array.from({ length: 2500 }, (_, i) => `${i}\n`).join('');
      return [outputs.length > 1000, text('stdout') === expected, text('stderr') === expected];
    });
    assert.deepEqual(flood, [true, true, true]);
    const large = await lab.page.evaluate(async () => {
      const { outputs, done } = window.edges.run('print("0123456789" * 2_000_000)');
      const { status } = await done;
      return [status, outputs.map(([, content]) => content.text).join('') === `${'0123456789'.repeat(2_000_000)}\n`];
    });
    assert.deepEqual(large, ['ok', true]);
    await lab.page.evaluate(() => window.edges.end());
    lab.assertQuiet();
  },

  'input() is interrupted, and refused where there is none': async ({ openLab }) => {
    const lab = await openLab();
    await connect(lab);
    const names = await lab.page.evaluate(async () => {
      const asking = window.edges.run('input("name? ")', { allow_stdin: true });
      await new Promise(asked => (asking.future.onStdin = asked));
      await window.edges.kernel.interrupt();
      const { ename } = await asking.done;
      const { evalue } = await window.edges.run('input()').done;
      return [ename, evalue.includes('takes no input'), await window.edges.value('1 + 1')];
    });
    assert.deepEqual(names, ['KeyboardInterrupt', true, '2']);
    await lab.page.evaluate(() => window.edges.end());
    lab.assertQuiet();
  },

  'a cell that eats all memory or recurses without end fails, and no more': async ({ openLab }) => {
    const lab = await openLab();
    await connect(lab);
    const names = await lab.page.evaluate(async () => {
      const { value } = window.edges;
      return [
        await value('kept = 7\nkept'),
        await value('def f(n): return f(n + 1)\nf(0)'),
        await value('class A:\n    def __repr__(self): return repr(self)\nrepr(A())'),
        await value('eaten = []\nwhile True:\n    eaten.append(str(len(eaten)) * 1_000_000)'),
        await value('del eaten\nkept')
      ];
    });
    assert.deepEqual(names, ['7', 'RecursionError', 'RecursionError', 'MemoryError', '7']);
    await lab.page.evaluate(() => window.edges.end());
    lab.assertQuiet();
  },

  'eight kernels run at once': async ({ openLab }) => {
    const lab = await openLab();
    const squares = await lab.page.evaluate(async () => {
      const kernels = await Promise.all(Array.from({ length: 8 }, () => window.jupyterapp.serviceManager.kernels.startNew({ name: 'gilectomy' })));
      const found = await Promise.all(
        kernels.map(async (kernel, i) => {
          const future = kernel.requestExecute({ code: `import threading\nt = threading.Thread(target=lambda: print(${i} ** 2))\nt.start(); t.join()` });
          let text = '';
          future.onIOPub = ({ content }) => (text += content.text ?? '');
          await future.done;
          return text.trim();
        })
      );
      await Promise.all(kernels.map(kernel => kernel.shutdown()));
      return found;
    });
    assert.deepEqual(squares, ['0', '1', '4', '9', '16', '25', '36', '49']);
    lab.assertQuiet();
  },

  'magics work, and those that need a machine are refused with a reason': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    assert.match(await lab.run('%time sum(range(10))'), /Wall time: .*45/s);
    assert.match(await lab.run('!ls'), /UsageError: this kernel runs in a browser page, which cannot start the machine's programs/);
    assert.match(await lab.run('%cd /tmp'), /UsageError: this kernel runs in a browser page, which has no folders/);
    assert.match(await lab.run('%env LAB=5\nimport os\nos.environ["LAB"], os.getenv("HOME"), os.getcwd()'), /env: LAB=5.*\('5', '\/', '\/'\)/s);
    assert.match(await lab.run('os.listdir()'), /NotImplementedError: a page has no folders/);
    assert.match(await lab.run('from IPython.display import HTML\nHTML("<b>bold</b>")'), /^bold$/);
    lab.assertQuiet();
  },

  'a notebook made without a browser is shown, and opening it does not change it': async ({ openLab, folder }) => {
    const code = 'import gilectomy as g\ndef f():\n    for i in range(1000): pass\ng.scale(f, threads=[1, 2], designs=["biased"], repeat=1, control=False, serial=False)';
    const cell = (source, id) => ({ cell_type: 'code', id, source, metadata: {}, execution_count: null, outputs: [] });
    const notebook = {
      cells: [cell(code, 'scaling'), cell('g.trace(f, threads=2)', 'tracing')],
      metadata: { kernelspec: { name: 'gilectomy', display_name: 'Python (Gilectomy Lab)', language: 'python' } },
      nbformat: 4,
      nbformat_minor: 5
    };
    const path = join(folder, 'headless.ipynb');
    writeFileSync(path, JSON.stringify(notebook));
    const made = spawnSync(venvProgram('jupyter-execute'), ['--inplace', path], { encoding: 'utf8', timeout: 60_000 });
    assert.equal(made.status, 0, made.stderr);
    const lab = await openLab();
    await lab.openNotebook('headless.ipynb');
    await lab.page.locator('.jp-RenderedVegaCommon5 :is(canvas, svg.marks)').first().waitFor();
    await until('the trace view', () => lab.page.locator('.jp-NotebookPanel:visible .gl-Trace, .jp-NotebookPanel:visible [class*="gl-Trace"]').count());
    await lab.page.waitForTimeout(1500);
    assert.equal(await lab.page.evaluate(() => window.jupyterapp.shell.currentWidget.context.model.dirty), false);
    lab.assertQuiet();
  }
};
