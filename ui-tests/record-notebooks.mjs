// Runs every notebook of notebooks/ in JupyterLab and saves it with its outputs: `node ui-tests/record-notebooks.mjs`.

import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { endKernels, startBrowser, startJupyter } from './harness.mjs';
import { Lab } from './lab.mjs';

const browser = await startBrowser();
const jupyter = await startJupyter();
try {
  for (const name of readdirSync('notebooks').filter(file => file.endsWith('.ipynb')).sort()) {
    const lab = await Lab.open(browser, jupyter.url);
    await lab.openNotebook(name);
    await lab.runAll(300_000);
    await lab.save();
    copyFileSync(join(jupyter.folder, name), join('notebooks', name));
    console.log(`recorded ${name}`);
    await lab.close();
  }
} finally {
  await endKernels(jupyter.url);
  await browser.stop();
  await jupyter.stop();
}
