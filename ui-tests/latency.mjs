// Latencies of the browser kernel, for `npm run bench`: what a person waits for, measured in the page by the clock of the page.

import { endKernels, startBrowser, startJupyter } from './harness.mjs';
import { Lab } from './lab.mjs';

/** Long enough for a cell to be in the middle of what it does. */
const SETTLE_MS = 300;

/** Runs in the page: one sample of each row, milliseconds. */
async function measure(settle) {
  const { kernels } = window.jupyterapp.serviceManager;
  const pause = ms => new Promise(done => setTimeout(done, ms));
  const found = {};
  const since = start => performance.now() - start;

  const began = performance.now();
  const kernel = await kernels.startNew({ name: 'gilectomy' });
  await kernel.info;
  found['browser: kernel ready'] = since(began);
  try {
    const run = async code => {
      let text = '';
      const future = kernel.requestExecute({ code });
      future.onIOPub = ({ header, content }) => {
        text += header.msg_type === 'stream' ? content.text : '';
      };
      const reply = await future.done;
      return { text, status: reply.content.status, ename: reply.content.ename };
    };
    await run('pass');
    found['browser: start to first cell done'] = since(began);
    const started = await run('import threading, time\nfor _ in range(5):\n    seen = []\n    before = time.perf_counter_ns()\n    t = threading.Thread(target=lambda: seen.append(time.perf_counter_ns()))\n    t.start(); t.join()\n    print((seen[0] - before) / 1e6)');
    found['browser: thread start'] = Math.min(...started.text.trim().split('\n').map(Number));

    const interrupted = async code => {
      const done = run(code);
      await pause(settle);
      const start = performance.now();
      await kernel.interrupt();
      const { ename } = await done;
      if (ename !== 'KeyboardInterrupt') {
        throw new Error(`the cell ended with ${ename ?? 'no error'}, not by the interrupt`);
      }
      return since(start);
    };
    found['browser: interrupt of while True: pass'] = await interrupted('while True: pass');
    found['browser: interrupt of a blocked join'] = await interrupted('t = threading.Thread(target=threading.Event().wait, daemon=True)\nt.start()\nt.join()');
    found['browser: interrupt of 8 spinning threads'] = await interrupted(
      'def spin():\n    while True: pass\nspinning = [threading.Thread(target=spin) for _ in range(8)]\nfor t in spinning: t.start()\nfor t in spinning: t.join()'
    );
    const start = performance.now();
    await kernel.interrupt();
    await run('for t in spinning: t.join(5)');
    found['browser: end of 8 spinning threads by a second interrupt'] = since(start);
    const { text } = await run('print(sum(t.is_alive() for t in spinning))');
    if (text.trim() !== '0') {
      throw new Error(`${text.trim()} threads outlived the second interrupt`);
    }
  } finally {
    await kernel.shutdown();
    kernel.dispose();
  }
  return found;
}

/**
 * Samples of each row, in milliseconds, in a real JupyterLab.
 *
 * @param {number} rounds
 * @returns {Promise<Record<string, number[]>>}
 */
export async function browserLatencies(rounds) {
  const browser = await startBrowser();
  const jupyter = await startJupyter();
  const samples = {};
  try {
    const lab = await Lab.open(browser, jupyter.url);
    for (let round = 0; round < rounds; round++) {
      for (const [row, value] of Object.entries(await lab.page.evaluate(measure, SETTLE_MS))) {
        (samples[row] ??= []).push(value);
      }
    }
    await lab.close();
  } finally {
    await endKernels(jupyter.url);
    await browser.stop();
    await jupyter.stop();
  }
  return samples;
}
