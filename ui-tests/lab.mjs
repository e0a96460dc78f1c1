// What a person does in JupyterLab, for the browser tests: open the launcher, open notebooks, write and run
// cells, read outputs, switch kernels. It goes through the page as a person would; only state that is not
// on the screen (ids, models) is asked of the application object.

import assert from 'node:assert/strict';

export const KERNEL = 'Python (Gilectomy Lab)';

/** Poll until `probe` returns something truthy. */
export async function until(what, probe, timeout = 30_000) {
  const deadline = Date.now() + timeout;
  for (;;) {
    const value = await probe();
    if (value) {
      return value;
    }
    if (Date.now() > deadline) {
      throw new Error(`Waited ${timeout / 1000} s in vain: ${what}`);
    }
    await new Promise(done => setTimeout(done, 50));
  }
}

/**
 * How many pixels of a canvas are painted, or how many marks an SVG has.
 *
 * @param {import('playwright-core').Locator} node - A canvas or an SVG.
 * @param {number[]} [colour] - Count only pixels near this red, green and blue; of an SVG, the lengths of its lines.
 */
export function drawnPixels(node, colour) {
  return node.evaluate((element, colour) => {
    if (!(element instanceof HTMLCanvasElement)) {
      const hex = colour && `#${colour.map(part => part.toString(16).padStart(2, '0')).join('')}`;
      const marks = [...element.querySelectorAll('path')].filter(path => !hex || path.getAttribute('stroke') === hex);
      return marks.reduce((sum, path) => sum + path.getTotalLength(), 0);
    }
    const { data } = element.getContext('2d').getImageData(0, 0, element.width, element.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const near = !colour || colour.every((part, channel) => Math.abs(data[at + channel] - part) < 12);
      count += data[at + 3] > 128 && near ? 1 : 0;
    }
    return count;
  }, colour);
}

/** JupyterLab in a page, with an empty workspace. */
export class Lab {
  /**
   * @param {Awaited<ReturnType<typeof import('./harness.mjs').startBrowser>>} browser
   * @param {string} server - URL of the server.
   * @param {string} [path] - What to open, below the server's URL.
   */
  static async open(browser, server, path = 'lab?reset') {
    const { page, problems, close } = await browser.open(server + path);
    const lab = new Lab();
    Object.assign(lab, { page, problems, close, server });
    await lab.ready();
    return lab;
  }

  async ready() {
    await this.page.waitForFunction(() => window.jupyterapp?.restored, undefined, { timeout: 60_000 });
    await this.page.evaluate(() => window.jupyterapp.restored.then(() => undefined));
    await this.page.locator('.jp-LauncherCard:visible, .jp-Notebook:visible').first().waitFor();
  }

  /** Run a command of JupyterLab's. */
  command(id, args = {}) {
    return this.page.evaluate(([id, args]) => window.jupyterapp.commands.execute(id, args).then(() => undefined), [id, args]);
  }

  /** Start a notebook from the launcher's card and wait until its kernel is idle. */
  async newNotebook(kernel = KERNEL) {
    if (!(await this.page.locator('.jp-Launcher:visible').count())) {
      await this.command('launcher:create');
    }
    await this.page.locator('.jp-Launcher:visible .jp-LauncherCard[data-category="Notebook"]', { hasText: kernel }).first().click();
    await this.idle();
    return this.notebook();
  }

  /** Open a notebook of the folder by its path. */
  async openNotebook(path) {
    // A layout that is still being restored may bring another tab to the front.
    await until(`${path} is in front`, async () => {
      await this.command('docmanager:open', { path });
      return (await this.notebook()).path === path;
    });
    await this.idle();
    return this.notebook();
  }

  /** Wait until the kernel of the current notebook is idle. */
  async idle(timeout = 30_000) {
    const probe = async () => {
      const { status, kernelId } = await this.notebook();
      return status === 'idle' && kernelId;
    };
    return until('the kernel is idle', probe, timeout).catch(async error => {
      throw new Error(`${error.message}; the notebook in front is ${JSON.stringify(await this.notebook())}`);
    });
  }

  /** Of the current notebook: path, session and kernel. */
  notebook() {
    return this.page.evaluate(() => {
      const { sessionContext: context, context: document } = window.jupyterapp.shell.currentWidget ?? {};
      const session = context?.session;
      return {
        path: document?.path,
        displayName: window.jupyterapp.serviceManager.kernelspecs.specs?.kernelspecs[session?.kernel?.name]?.display_name,
        status: session?.kernel?.status,
        session: session?.id,
        kernelId: session?.kernel?.id,
        kernelName: session?.kernel?.name
      };
    });
  }

  /** The cells of the notebook in front, as locators. */
  cells() {
    return this.page.locator('.jp-NotebookPanel:visible .jp-Cell');
  }

  /** Write code into the notebook's last cell (always an empty one) and start it, without waiting for its end. */
  async start(code) {
    const index = (await this.cells().count()) - 1;
    await this.cells().nth(index).locator('.cm-content').click();
    await this.page.keyboard.insertText(code);
    await this.page.keyboard.press('Shift+Enter');
    return index;
  }

  /** Run code in the notebook's last cell; its output as text. */
  async run(code, timeout = 30_000) {
    const index = await this.start(code);
    return this.finished(index, timeout);
  }

  /** Wait for the end of a cell; its output as text. */
  async finished(index, timeout = 30_000) {
    const prompt = this.cells().nth(index).locator('.jp-InputPrompt');
    await until(`cell ${index} has run`, async () => /\[\d+\]/.test((await prompt.textContent()) ?? ''), timeout);
    return this.output(index);
  }

  /** What is below a cell, as text. */
  async output(index) {
    return (await this.cells().nth(index).locator('.jp-OutputArea-output').allTextContents()).join('').trimEnd();
  }

  /**
   * Run all cells of the notebook in front, from cleared outputs, and wait until the last has run or one has
   * failed.
   *
   * @returns {Promise<{source: string, outputs: object[]}[]>} The code cells with their outputs as saved.
   */
  async runAll(timeout = 120_000) {
    await this.command('editmenu:clear-all');
    // Not awaited: it ends when the last cell has.
    await this.page.evaluate(() => void window.jupyterapp.commands.execute('notebook:run-all-cells'));
    await until(
      'all cells have run',
      async () => {
        const cells = await this.codeCells();
        const failed = cells.some(({ outputs }) => outputs.some(({ output_type }) => output_type === 'error'));
        const done = cells.every(({ source, count }) => source.trim() === '' || count !== null);
        return failed || (done && (await this.notebook()).status === 'idle');
      },
      timeout
    );
    return this.codeCells();
  }

  /** The code cells of the notebook in front, from its model: those far off the screen are not in the page. */
  codeCells() {
    return this.page.evaluate(() =>
      [...window.jupyterapp.shell.currentWidget.content.model.cells]
        .filter(cell => cell.type === 'code')
        .map(cell => ({ source: cell.sharedModel.source, count: cell.executionCount, outputs: cell.outputs.toJSON() }))
    );
  }

  /** Make the page as tall as the notebook, so that all of it is drawn and a screenshot shows all. */
  async unfold() {
    const height = await this.page.locator('.jp-NotebookPanel:visible .jp-WindowedPanel-outer').evaluate(panel => panel.scrollHeight);
    await this.page.setViewportSize({ width: 1400, height: Math.min(height + 200, 16_000) });
    await this.page.waitForTimeout(500);
  }

  /** Move the notebook to another kernel by the dialog. */
  async switchKernel(displayName) {
    await this.page.locator('.jp-NotebookPanel:visible .jp-Toolbar-kernelName').click();
    const dialog = this.page.locator('.jp-Dialog');
    await dialog.locator('select').selectOption({ label: displayName });
    await dialog.locator('.jp-mod-accept').click();
    await dialog.waitFor({ state: 'detached' });
    await until(`the kernel is ${displayName}`, async () => {
      const { displayName: now, status } = await this.notebook();
      return now === displayName && status === 'idle';
    });
    return this.notebook();
  }

  /** Save the notebook under the name that it has, with the name of its kernel in it. */
  async save() {
    const named = () => this.page.evaluate(() => window.jupyterapp.shell.currentWidget.content.model.metadata.kernelspec !== undefined);
    await until('the notebook knows its kernel', named);
    return this.page.evaluate(() => window.jupyterapp.shell.currentWidget.context.save());
  }

  /** Assert that nothing went wrong in the page's console. */
  assertQuiet() {
    assert.deepEqual(this.problems, []);
  }
}
