// Progress on the terminal and child processes, shared by the start, test and build scripts.
// A step prints one line while it runs and one when it is done; what its commands print is kept back and
// shown only when they fail, so that a first start reads as a short list.

import { spawn } from 'node:child_process';

const live = process.stdout.isTTY === true;

/** A failure whose message alone is for the reader: no stack trace is printed for it. */
export class Refusal extends Error {}

/**
 * Run a command to its end.
 *
 * @param {string} command - The program.
 * @param {string[]} args - Its arguments.
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean}} [options] - `quiet` keeps the output
 *   back and returns it; otherwise it goes to the terminal as it comes.
 * @returns {Promise<{code: number, output: string}>} The exit status (128 + n for signal n is not
 *   distinguished from a plain failure) and, when quiet, all that was printed.
 */
export function run(command, args, { cwd, env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit']
    });
    const chunks = [];
    child.stdout?.on('data', chunk => chunks.push(chunk));
    child.stderr?.on('data', chunk => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', code =>
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString('utf8') })
    );
  });
}

/** Like `run` with `quiet`, but a non-zero exit status is an error that carries the output. */
export async function must(command, args, options = {}) {
  const { code, output } = await run(command, args, { ...options, quiet: true });
  if (code !== 0) {
    throw new Refusal(`${output.trimEnd()}\n\n\`${command} ${args.join(' ')}\` failed with status ${code}.`);
  }
  return output;
}

/** Run `work` under a title, with the seconds that it takes. */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => Math.round((Date.now() - start) / 1000);
  let timer;
  if (live) {
    const draw = () => process.stdout.write(`\r\x1b[K  …  ${title}  ${seconds()} s`);
    draw();
    timer = setInterval(draw, 1000);
  } else {
    console.log(`  …  ${title}`);
  }
  try {
    const result = await work();
    finish('ok');
    return result;
  } catch (error) {
    finish('failed');
    throw error;
  }
  function finish(word) {
    clearInterval(timer);
    console.log(`${live ? '\r\x1b[K' : ''}  ${word === 'ok' ? '✓' : '✗'}  ${title}  ${seconds()} s`);
  }
}

/** Run a script's `main` and turn what it throws into a message and an exit status. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Refusal ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
