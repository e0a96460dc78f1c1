// Takes pictures of the views with generated data, light and dark, and times how fast a large trace is painted.
//
//     node ui-tests/harness/shoot.mjs [DIRECTORY]

/* global WheelEvent, requestAnimationFrame */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { createServer } from 'vite';
import { findChromium } from '../../scripts/lib/requirements.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = resolve(process.argv[2] ?? join(here, '../screenshots'));
mkdirSync(target, { recursive: true });

const server = await createServer({ configFile: false, root: here, logLevel: 'error', server: { port: 0, hmr: false, fs: { strict: false } } });
await server.listen();
const base = server.resolvedUrls.local[0];
const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox'] });
try {
  for (const theme of ['light', 'dark']) {
    const page = await browser.newPage({ viewport: { width: 900, height: 640 } });
    page.on('console', message => message.type() === 'error' && console.error(message.text()));
    page.on('pageerror', error => console.error(error));
    const open = async query => {
      await page.goto(`${base}?theme=${theme}&${query}`);
      await page.waitForSelector('body[data-ready]');
      await page.waitForTimeout(150);
    };
    const shoot = name => page.screenshot({ path: join(target, `${name}-${theme}.png`), fullPage: true });

    await open('view=chart');
    await shoot('chart');
    await open('spans=60');
    await page.mouse.move(420, 130);
    await shoot('trace-few');
    await page.locator('.gl-TraceTable-toggle').first().click();
    await page.locator('tr.gl-mod-selectable').first().click();
    await shoot('trace-highlight');
    await open('spans=33000');
    await shoot('trace-many');
    await page.getByRole('tab', { name: /Reference/ }).click();
    await page.locator('.gl-TraceTimeline-stage').focus();
    for (const key of ['n', 'n', 'n']) {
      await page.keyboard.press(key);
    }
    await page.waitForTimeout(100);
    await shoot('trace-counts');
    // Frames while a hundred thousand spans are zoomed into.
    const worst = await page.evaluate(async () => {
      const stage = document.querySelector('.gl-TraceTimeline-stage');
      const box = stage.getBoundingClientRect();
      let slowest = 0;
      for (let index = 0; index < 40; index++) {
        stage.dispatchEvent(new WheelEvent('wheel', { ctrlKey: true, deltaY: index < 20 ? 300 : -300, clientX: box.left + 400, clientY: box.top + 60, bubbles: true, cancelable: true }));
        await new Promise(requestAnimationFrame);
        const begun = performance.now();
        await new Promise(requestAnimationFrame);
        slowest = Math.max(slowest, performance.now() - begun);
      }
      return slowest;
    });
    console.log(`${theme}: slowest frame ${worst.toFixed(1)} ms`);
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`pictures in ${target}`);
