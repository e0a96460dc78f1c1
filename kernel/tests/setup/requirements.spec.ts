// `npm start` on a machine that lacks what it needs: it says what, and what to do, before anything is set up.

import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';

const START = resolve('scripts/start.mjs');
const folder = mkdtempSync(join(tmpdir(), 'gilectomy-path-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs `npm start`'s script with these programs as all there is on the PATH. */
function start(programs: Record<string, string>, flags: string[] = []): { status: number | null; stdout: string; stderr: string } {
  const path = mkdtempSync(join(folder, 'bin-'));
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(path, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(path, name), 0o755);
  }
  const env: NodeJS.ProcessEnv = { ...process.env, PATH: path };
  delete env.GILECTOMY_PYTHON;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, START], { env, encoding: 'utf8', timeout: 30_000 });
  return { status, stdout, stderr };
}

/** A module that makes Node say that it is another version. */
const node = (version: string): string[] => ['--import', `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`];

describe('npm start', () => {
  it('without Python says so, and how to get one', () => {
    const { status, stdout, stderr } = start({});
    expect(status).toBe(1);
    expect(stderr).toMatch(/needs Python 3\.10 or later for JupyterLab, and found none\.\nInstall it \(for example `apt install python3 python3-venv`/);
    expect(stdout).toBe('');
  });

  it('with a Python that is too old names it and its version', () => {
    const { status, stderr } = start({ python3: 'echo 3 8 10 True True' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/needs Python 3\.10 or later.*found only: python3 is Python 3\.8\.10\.\nInstall it/);
  });

  it('with a Python that has no venv module names the package to install', () => {
    const { status, stderr } = start({ python3: 'echo 3 11 2 True False' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/python3 \(Python 3\.11\.2\) cannot make virtual environments.*\n.*`apt install python3\.11-venv`/);
  });

  it.each(['12.22.12', '18.19.0', '20.18.3', '21.7.3', '22.11.0'])('under Node %s, which is too old, names its version and the remedy', version => {
    const { status, stderr } = start({ python3: 'echo 3 11 2 True True' }, node(version));
    expect(status).toBe(1);
    expect(stderr).toContain(`Node ${version} is too old: Gilectomy Lab is built with Node 20.19 or later of 20, or 22.12 or later.\nGet it from your system`);
  });

  it.each(['20.19.0', '22.12.0', '23.0.0', '24.1.0'])('takes Node %s', version => {
    expect(start({}, node(version)).stderr).toContain('needs Python 3.10');
  });

  it('asks for the version in a file that any Node can read, before all others', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    for (const name of ['start', 'test', 'build', 'bench', 'lint']) {
      expect(scripts[name]).toMatch(/^node -r \.\/scripts\/check-node\.cjs /);
    }
    const compiled = ts.transpileModule(readFileSync('scripts/check-node.cjs', 'utf8'), { reportDiagnostics: true, compilerOptions: { allowJs: true, target: ts.ScriptTarget.ES5 } });
    // Nothing in it had to be made older.
    const code = (text: string): string => text.replace(/\/\/.*|\s+/g, '').replaceAll('"', "'");
    expect(code(compiled.outputText)).toBe(code(readFileSync('scripts/check-node.cjs', 'utf8')));
  });
});
