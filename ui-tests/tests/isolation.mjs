// A page that is not cross-origin isolated: the kernel of the same name under Node serves, the reader is told why
// and what to do, and JupyterLab works as ever.

import assert from 'node:assert/strict';
import { screenshot, startJupyter } from '../harness.mjs';
import { KERNEL } from '../lab.mjs';

export default {
  'without isolation the kernel runs on the server, and a notice says why': async ({ openLab }) => {
    const jupyter = await startJupyter({ env: { GILECTOMY_ISOLATION: 'off' } });
    try {
      const lab = await openLab('lab?reset', jupyter.url);
      assert.equal(await lab.page.evaluate(() => globalThis.crossOriginIsolated), false);
      const cards = await lab.page.locator('.jp-LauncherCard[data-category="Notebook"]').allTextContents();
      assert.equal(cards.filter(text => text.includes(KERNEL)).length, 1);

      const notice = lab.page.locator('.Toastify__toast', { hasText: `${KERNEL} runs on the server, under Node` });
      await notice.waitFor();
      await screenshot(lab.page, 'isolation-notice');
      await notice.getByRole('button', { name: 'What to do' }).click();
      const dialog = lab.page.locator('.jp-Dialog');
      await dialog.getByText('localhost, 127.0.0.1 or https').waitFor();
      await screenshot(lab.page, 'isolation-remedies');
      await dialog.getByRole('button', { name: 'Close' }).click();

      await lab.newNotebook();
      assert.equal(await lab.run('print(6*7)'), '42');
      assert.equal(await lab.run('import gilectomy, sys; print(sys.implementation.name != "cpython")'), 'True');
      lab.assertQuiet();
    } finally {
      await jupyter.stop();
    }
  },

  'a worker script that the browser kept from before isolation is started from a copy': async ({ openLab }) => {
    const lab = await openLab();
    await lab.page.route(/\.worker\.[0-9a-f]+\.js/, async route => {
      const response = await route.fetch();
      const { 'cross-origin-embedder-policy': dropped, ...headers } = response.headers();
      assert.ok(dropped, 'the server sent the header');
      await route.fulfill({ response, headers });
    });
    await lab.newNotebook();
    assert.equal(await lab.run('print(6*7)'), '42');
    assert.ok(lab.page.workers().some(worker => worker.url().startsWith('blob:')), 'the kernel runs from a copy');
    lab.assertQuiet();
  }
};
