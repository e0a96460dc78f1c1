// A real JupyterLab and a real Chromium for the browser tests: a server on a free port with a folder of
// its own, a browser with a new profile, and the page's console kept for the tests to look at.

import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../scripts/lib/requirements.mjs';
import { NOTEBOOK_FOLDER, venvProgram } from '../scripts/lib/steps.mjs';

export const SCREENSHOTS = resolve('ui-tests', 'screenshots');

/** A server that has not answered after this is not going to. */
const START_MS = 60_000;

const freePort = () =>
  new Promise((done, fail) => {
    const server = createServer();
    server.on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** JupyterLab, as a command. */
const JUPYTERLAB = { command: [venvProgram('jupyter-lab'), '--LabApp.expose_app_in_browser=True'], env: {} };

/** Notebook 7, which lies beside the virtual environment, see the step `notebook`. */
export const NOTEBOOK = {
  command: [venvProgram('python'), '-m', 'notebook', '--JupyterNotebookApp.expose_app_in_browser=True'],
  env: {
    PYTHONPATH: resolve(NOTEBOOK_FOLDER),
    JUPYTER_PATH: resolve(NOTEBOOK_FOLDER, 'share', 'jupyter'),
    JUPYTER_CONFIG_PATH: resolve(NOTEBOOK_FOLDER, 'etc', 'jupyter'),
    JUPYTERLAB_DIR: resolve(NOTEBOOK_FOLDER, 'share', 'jupyter', 'lab')
  }
};

/**
 * Start JupyterLab from the virtual environment, on a copy of the notebooks.
 *
 * @param {{env?: Record<string, string>, app?: typeof JUPYTERLAB}} [options] - Further environment variables, another
 *   application of Jupyter.
 * @returns {Promise<{url: string, folder: string, stop: () => Promise<void>}>} `url` ends in a slash.
 */
export async function startJupyter({ env = {}, app = JUPYTERLAB } = {}) {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'gilectomy-ui-'));
  const folder = join(home, 'notebooks');
  mkdirSync(folder);
  if (existsSync('notebooks')) {
    cpSync('notebooks', folder, { recursive: true });
  }
  // JupyterLab's question about its news would lie over every screenshot.
  const settings = join(home, 'settings', '@jupyterlab', 'apputils-extension');
  mkdirSync(settings, { recursive: true });
  writeFileSync(join(settings, 'notification.jupyterlab-settings'), '{"fetchNews": "false", "checkForUpdates": false}');
  const child = spawn(
    app.command[0],
    [
      ...app.command.slice(1),
      '--no-browser',
      '--allow-root',
      '--ip=127.0.0.1',
      `--port=${port}`,
      '--ServerApp.port_retries=0',
      '--IdentityProvider.token=',
      '--ServerApp.disable_check_xsrf=True',
      `--ServerApp.root_dir=${folder}`
    ],
    {
      // Settings, workspaces and runtime files of whoever runs the tests stay out of them.
      env: {
        ...process.env,
        HOME: home,
        JUPYTER_CONFIG_DIR: join(home, 'config'),
        JUPYTER_RUNTIME_DIR: join(home, 'runtime'),
        JUPYTER_DATA_DIR: join(home, 'data'),
        JUPYTERLAB_SETTINGS_DIR: join(home, 'settings'),
        JUPYTERLAB_WORKSPACES_DIR: join(home, 'workspaces'),
        ...app.env,
        ...env
      },
      stdio: ['ignore', 'pipe', 'pipe']
    }
  );
  let log = '';
  child.stdout.on('data', chunk => (log += chunk));
  child.stderr.on('data', chunk => (log += chunk));
  const ended = new Promise(done => child.on('close', done));
  const url = `http://localhost:${port}/`;
  const stop = async () => {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(timer);
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  };
  const deadline = Date.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${app.command.join(' ')} did not start:\n${log}`);
    }
    const up = await fetch(`${url}api/status`).then(response => response.ok, () => false);
    if (up) {
      return { url, folder, stop };
    }
    await new Promise(done => setTimeout(done, 200));
  }
}

/** End every session and kernel of the server, so that a test does not see those of the one before. */
export async function endKernels(url) {
  for (const kind of ['sessions', 'kernels']) {
    for (const { id } of await (await fetch(`${url}api/${kind}`)).json()) {
      await fetch(`${url}api/${kind}/${id}`, { method: 'DELETE' });
    }
  }
}

/** Start Chromium; each page that it opens has a profile of its own. */
export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    // Root has no sandbox in a container, and /dev/shm is small there.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu']
  });
  return {
    stop: () => browser.close(),

    /**
     * A page in a new profile.
     *
     * @returns {Promise<{page: import('playwright-core').Page, problems: string[], close: () => Promise<void>}>}
     *   `problems` grows with the errors of the console and those that no one caught.
     */
    async open(url) {
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const problems = [];
      page.on('console', message => {
        if (message.type() === 'error') {
          problems.push(`${message.text()} (${message.location().url})`);
        }
      });
      page.on('pageerror', error => problems.push(error.stack ?? error.message));
      await page.goto(url);
      return { page, problems, close: () => context.close() };
    }
  };
}

/** Save what the page shows as ui-tests/screenshots/NAME.png. */
export async function screenshot(page, name) {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}
