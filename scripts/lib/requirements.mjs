// The programs that must be on the machine before anything can be set up, but for Node, see check-node.cjs: each is looked for,
// its version compared, and what is missing is named together with the way to get it.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Refusal } from './console.mjs';

const PYTHONS = ['python3', 'python', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];

/**
 * The first Python of version 3.10 or later on the PATH (or the one named by GILECTOMY_PYTHON), with its
 * `venv` module.
 *
 * @returns {{command: string, version: string}}
 */
export function requirePython() {
  const wanted = process.env.GILECTOMY_PYTHON ? [process.env.GILECTOMY_PYTHON] : PYTHONS;
  const seen = [];
  let withoutVenv;
  for (const command of wanted) {
    const probe = spawnSync(
      command,
      ['-c', 'import sys, importlib.util as u; print(*sys.version_info[:3], *(u.find_spec(m) is not None for m in ("venv", "ensurepip")))'],
      { encoding: 'utf8' }
    );
    const match = /^(\d+) (\d+) (\d+) (True|False) (True|False)/.exec(probe.stdout ?? '');
    if (!match) {
      continue;
    }
    const [, major, minor, micro, venv, pip] = match;
    const version = `${major}.${minor}.${micro}`;
    if (major !== '3' || Number(minor) < 10) {
      seen.push(`${command} is Python ${version}`);
    } else if (venv === 'False' || pip === 'False') {
      withoutVenv ??= { command, version, minor };
    } else {
      return { command, version };
    }
  }
  if (withoutVenv) {
    throw new Refusal(
      `${withoutVenv.command} (Python ${withoutVenv.version}) cannot make virtual environments: its venv module is missing.\n` +
        `On Debian and Ubuntu: \`apt install python3.${withoutVenv.minor}-venv\` (or python3-venv), then run the command again.`
    );
  }
  throw new Refusal(
    `Gilectomy Lab needs Python 3.10 or later for JupyterLab, and found ${seen.length ? `only: ${seen.join(', ')}` : 'none'}.\n` +
      'Install it (for example `apt install python3 python3-venv`, `brew install python`), or name one: ' +
      'GILECTOMY_PYTHON=/path/to/python3 npm start'
  );
}

const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
];

/** The path of a Chromium or Chrome (or GILECTOMY_CHROMIUM), undefined when there is none. */
export function findChromium() {
  return [process.env.GILECTOMY_CHROMIUM, ...CHROMIUMS].find(path => path && existsSync(path));
}

export const CHROMIUM_REMEDY =
  'The browser suite needs Chromium or Chrome, and found none.\n' +
  'Install it (Debian and Ubuntu: `apt install chromium`; macOS: `brew install --cask chromium`), ' +
  'or name one: GILECTOMY_CHROMIUM=/path/to/chrome npm test';
