// The browser kernel inside JupyterLab: where it appears, that it runs cells, and that it can be
// interrupted, restarted, exchanged and left.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { screenshot } from '../harness.mjs';
import { KERNEL, until } from '../lab.mjs';

const PYTHON3 = 'Python 3 (ipykernel)';

export default {
  'the page is cross-origin isolated': async ({ openLab }) => {
    const lab = await openLab();
    assert.equal(await lab.page.evaluate(() => globalThis.crossOriginIsolated), true);
    lab.assertQuiet();
  },

  'the launcher shows the kernel beside python3': async ({ openLab }) => {
    const lab = await openLab();
    const cards = await lab.page.locator('.jp-LauncherCard[data-category="Notebook"]').allTextContents();
    assert.deepEqual(cards.map(text => text.trim()).sort(), [PYTHON3, KERNEL].sort());
    const logo = lab.page.locator('.jp-LauncherCard[data-category="Notebook"]', { hasText: KERNEL }).locator('img');
    assert.ok(await logo.evaluate(image => image.complete && image.naturalWidth > 0), 'the logo is loaded');
    await screenshot(lab.page, 'launcher');
    lab.assertQuiet();
  },

  'a notebook runs a cell': async ({ openLab }) => {
    const lab = await openLab();
    const { kernelName } = await lab.newNotebook();
    assert.equal(kernelName, 'gilectomy');
    assert.equal(await lab.run('print(1+1)'), '2');
    await screenshot(lab.page, 'first-cell');
    lab.assertQuiet();
  },

  'a cell that never ends is interrupted, and the kernel goes on': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    const index = await lab.start('while True: pass');
    await until('the kernel is busy', async () => (await lab.notebook()).status === 'busy');
    await lab.command('notebook:interrupt-kernel');
    assert.match(await lab.finished(index), /KeyboardInterrupt/);
    assert.equal(await lab.run('print(6*7)'), '42');
    lab.assertQuiet();
  },

  'natives that nest without end raise RecursionError before the stack of a worker ends': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    // The program ends with assertions of its own; it is the command line's test too.
    assert.equal(await lab.run(`${readFileSync('kernel/tests/language/test_deep_natives.py', 'utf8')}\nprint('survived')`), 'survived');
    assert.equal(await lab.run('print(6*7)'), '42');
    lab.assertQuiet();
  },

  'a restart starts afresh under the same kernel id': async ({ openLab }) => {
    const lab = await openLab();
    const before = await lab.newNotebook();
    await lab.run('print(1)');
    await lab.page.evaluate(() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart());
    await lab.idle();
    const after = await lab.notebook();
    assert.equal(after.kernelId, before.kernelId);
    assert.equal(await lab.run('print(2)'), '2');
    assert.equal((await lab.cells().nth(1).locator('.jp-InputPrompt').textContent()).trim(), '[1]:');
    lab.assertQuiet();
  },

  'a notebook moves to python3 and back in one session': async ({ openLab }) => {
    const lab = await openLab();
    const first = await lab.newNotebook();
    await lab.run('print("page")');
    const second = await lab.switchKernel(PYTHON3);
    assert.equal(second.kernelName, 'python3');
    assert.equal(second.session, first.session);
    assert.equal(await lab.run('import sys; print(sys.implementation.name)'), 'cpython');
    const third = await lab.switchKernel(KERNEL);
    assert.equal(third.kernelName, 'gilectomy');
    assert.equal(third.session, first.session);
    assert.equal(await lab.run('print(3)'), '3');
    lab.assertQuiet();
  },

  'a notebook that began on python3 moves here': async ({ openLab }) => {
    const lab = await openLab();
    const first = await lab.newNotebook(PYTHON3);
    assert.equal(await lab.run('print(4)'), '4');
    const second = await lab.switchKernel(KERNEL);
    assert.equal(second.session, first.session);
    assert.equal(await lab.run('print(5)'), '5');
    const kernels = await lab.page.evaluate(async () => {
      await window.jupyterapp.serviceManager.kernels.refreshRunning();
      return [...window.jupyterapp.serviceManager.kernels.running()].map(({ name }) => name);
    });
    assert.deepEqual(kernels, ['gilectomy']);
    lab.assertQuiet();
  },

  'two notebooks run at once': async ({ openLab }) => {
    const lab = await openLab();
    const first = await lab.newNotebook();
    const spinning = await lab.start('while True: pass');
    await until('the first kernel is busy', async () => (await lab.notebook()).status === 'busy');
    const second = await lab.newNotebook();
    assert.notEqual(second.kernelId, first.kernelId);
    assert.equal(await lab.run('print("meanwhile")'), 'meanwhile');
    await lab.command('docmanager:open', { path: first.path });
    await lab.command('notebook:interrupt-kernel');
    assert.match(await lab.finished(spinning), /KeyboardInterrupt/);
    lab.assertQuiet();
  },

  'a notebook that is shut down takes its kernel with it': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    await lab.run('print(1)');
    const left = await lab.page.evaluate(async () => {
      await window.jupyterapp.shell.currentWidget.sessionContext.shutdown();
      const { kernels, sessions } = window.jupyterapp.serviceManager;
      await Promise.all([kernels.refreshRunning(), sessions.refreshRunning()]);
      return [[...kernels.running()].length, [...sessions.running()].length];
    });
    assert.deepEqual(left, [0, 0]);
    lab.assertQuiet();
  },

  'a reload asks first when a kernel has run code': async ({ openLab }) => {
    const lab = await openLab();
    const { path } = await lab.newNotebook();
    // Saved before the notebook knows its kernel's name, it would ask for one when it is opened again.
    await until('the notebook names its kernel', () =>
      lab.page.evaluate(() => window.jupyterapp.shell.currentWidget.context.model.getMetadata('kernelspec')?.name)
    );
    await lab.save();
    const asked = [];
    lab.page.on('dialog', dialog => {
      asked.push(dialog.type());
      void dialog.accept();
    });
    await lab.page.reload();
    await lab.ready();
    assert.deepEqual(asked, [], 'a kernel that ran nothing has nothing to lose');
    await lab.openNotebook(path);
    await lab.run('print(1)');
    await lab.save();
    await lab.page.reload();
    assert.deepEqual(asked, ['beforeunload']);
  },

  'the dark theme shows the notebook': async ({ openLab }) => {
    const lab = await openLab();
    await lab.newNotebook();
    await lab.command('apputils:change-theme', { theme: 'JupyterLab Dark' });
    await lab.page.locator('body[data-jp-theme-light="false"]').waitFor({ state: 'attached' });
    assert.equal(await lab.run('print("night")'), 'night');
    await screenshot(lab.page, 'dark');
    lab.assertQuiet();
  }
};
