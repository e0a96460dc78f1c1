// `npm start [-- OPTION...]`: from a clone to JupyterLab on the notebooks. Sets up what is missing or out of
// date, then starts JupyterLab; the options go to it (`--no-browser`, `--port N`, ...).

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runMain } from './lib/console.mjs';
import { checkMachine, prepare, venvProgram } from './lib/steps.mjs';

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));

await runMain(async () => {
  checkMachine({ python: true });
  console.log('Gilectomy Lab');
  await prepare(['modules', 'runtime', 'kernel', 'library', 'extension', 'bundles', 'venv', 'wheel']);
  console.log('  →  JupyterLab on notebooks/ (Ctrl-C ends it)\n');
  const options = ['--notebook-dir=notebooks', ...process.argv.slice(2)];
  if (process.getuid?.() === 0 && !options.includes('--allow-root')) {
    // As in most containers; Jupyter refuses root otherwise. Unless told another address it listens on this machine only, behind its token.
    console.log('  !  running as root: JupyterLab is started with --allow-root');
    options.push('--allow-root');
  }
  const jupyter = spawn(venvProgram('jupyter-lab'), options, { stdio: 'inherit' });
  // The terminal sends Ctrl-C to JupyterLab too, which asks its own question; this process waits for it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => jupyter.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    jupyter.on('error', reject);
    jupyter.on('close', code => resolve(code ?? 1));
  });
});
