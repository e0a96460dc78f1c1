// The browser suite: starts one JupyterLab and one Chromium and runs the tests of ui-tests/tests/ in them.
// `node ui-tests/run.mjs [WORD...]` runs those whose title or file holds one of the words. Closes with the
// line `N passed, N failed`; a test that fails leaves a screenshot.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { endKernels, screenshot, startBrowser, startJupyter } from './harness.mjs';
import { Lab } from './lab.mjs';

const TESTS = join('ui-tests', 'tests');
const TEST_MS = 180_000;
const words = process.argv.slice(2);

/** @type {{file: string, title: string, body: (context: object) => Promise<void>}[]} */
const tests = [];
for (const file of readdirSync(TESTS).filter(name => name.endsWith('.mjs')).sort()) {
  const { default: cases } = await import(pathToFileURL(join(TESTS, file)));
  for (const [title, body] of Object.entries(cases)) {
    tests.push({ file, title, body });
  }
}
const chosen = tests.filter(({ file, title }) => words.length === 0 || words.some(word => title.includes(word) || file.includes(word)));

let passed = 0;
let failed = 0;
const browser = await startBrowser();
const jupyter = await startJupyter();
try {
  for (const { file, title, body } of chosen) {
    const start = Date.now();
    const opened = [];
    const context = {
      server: jupyter.url,
      folder: jupyter.folder,
      browser,
      /** Open JupyterLab in a new profile; it is closed after the test. */
      openLab: async (path, server = jupyter.url) => {
        const lab = await Lab.open(browser, server, path);
        opened.push(lab);
        return lab;
      }
    };
    let timer;
    const late = new Promise((_, fail) => {
      timer = setTimeout(() => fail(new Error(`not done after ${TEST_MS / 1000} s`)), TEST_MS);
    });
    try {
      await Promise.race([body(context), late]);
      passed++;
      console.log(`ok      ${file}: ${title}  ${Date.now() - start} ms`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${file}: ${title}\n${indent(error.stack ?? String(error))}`);
      for (const [i, lab] of opened.entries()) {
        await screenshot(lab.page, `failed-${passed + failed}-${i}`).catch(reason => console.log(`no screenshot: ${reason.message}`));
        if (lab.problems.length > 0) {
          console.log(indent(`console: ${lab.problems.join('\n')}`));
        }
      }
    } finally {
      clearTimeout(timer);
      for (const lab of opened) {
        await lab.close();
      }
      await endKernels(jupyter.url);
    }
  }
} finally {
  await browser.stop();
  await jupyter.stop();
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function indent(text) {
  return text.replace(/^/gm, '        ');
}
