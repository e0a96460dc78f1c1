// Notebook 7 with the wheel installed: a notebook is opened and run, once with the kernel of the page and once, where the
// page is not isolated and so has none, with the one under Node.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOTEBOOK, startJupyter } from '../harness.mjs';
import { until } from '../lab.mjs';

const CODE = 'import gilectomy as g\ndef f():\n    for i in range(1000): pass\ng.scale(f, threads=[1, 2], designs=["biased"], repeat=1, control=False, serial=False)';

const codeCell = (source, id) => ({ cell_type: 'code', id, source, metadata: {}, execution_count: null, outputs: [] });

/** Opens a notebook, runs its cells by the menu, and answers where its kernel ran and what the page showed. */
async function runNotebook(browser, { url, folder }) {
  const notebook = {
    cells: [codeCell('import sys, _host\nprint(6 * 7, _host.config("platform"))', 'answer'), codeCell(CODE, 'chart'), codeCell('1 / 0', 'error')],
    metadata: { kernelspec: { name: 'gilectomy', display_name: 'Python (Gilectomy Lab)', language: 'python' } },
    nbformat: 4,
    nbformat_minor: 5
  };
  writeFileSync(join(folder, 'seven.ipynb'), JSON.stringify(notebook));
  const { page, close } = await browser.open(`${url}notebooks/seven.ipynb`);
  try {
    await page.locator('.jp-Notebook .jp-CodeCell').first().waitFor();
    const idle = () => page.evaluate(() => window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle');
    await until('the kernel is idle', idle);
    await page.evaluate(() => void window.jupyterapp.commands.execute('runmenu:run-all'));
    await page.locator('.jp-OutputArea-output[data-mime-type*="stderr"], .jp-RenderedText[data-mime-type="application/vnd.jupyter.error"]').last().waitFor();
    await page.locator('.jp-RenderedVegaCommon5 :is(canvas, svg.marks)').first().waitFor();
    const text = await page.locator('.jp-OutputArea-output').allTextContents();
    const servers = await (await fetch(`${url}api/kernels`)).json();
    return { text, kernelsOfServer: servers.length };
  } finally {
    await close();
  }
}

export default {
  'Notebook 7 runs a notebook and draws its chart, in the page': async ({ browser }) => {
    const jupyter = await startJupyter({ app: NOTEBOOK });
    try {
      const { text, kernelsOfServer } = await runNotebook(browser, jupyter);
      assert.equal(text[0].trim(), '42 browser');
      assert.match(text.at(-1), /ZeroDivisionError: division by zero/);
      assert.equal(kernelsOfServer, 0);
    } finally {
      await jupyter.stop();
    }
  },

  'Notebook 7 runs a notebook and draws its chart, under Node': async ({ browser }) => {
    const jupyter = await startJupyter({ app: NOTEBOOK, env: { GILECTOMY_ISOLATION: 'off' } });
    try {
      const { text, kernelsOfServer } = await runNotebook(browser, jupyter);
      assert.equal(text[0].trim(), '42 node');
      assert.match(text.at(-1), /ZeroDivisionError: division by zero/);
      assert.equal(kernelsOfServer, 1);
    } finally {
      await jupyter.stop();
    }
  }
};
