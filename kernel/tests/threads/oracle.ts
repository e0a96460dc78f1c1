// Runs a Python program with the machine's own Python, whose answers tests compare with.

import { spawnSync } from 'node:child_process';

/** Standard output of `program` with `input` on its standard input. */
export function python(program: string, input = ''): string {
  command ??= find();
  const { status, stdout, stderr } = spawnSync(command, ['-c', program], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) {
    throw new Error(`${command} failed: ${stderr}`);
  }
  return stdout;
}

/** The first interpreter that runs: a name on the PATH may be no more than a version manager's signpost. */
function find(): string {
  const found = [process.env.GILECTOMY_PYTHON ?? '', 'python3.13', 'python3'].find(name => name !== '' && spawnSync(name, ['-c', 'pass']).status === 0);
  if (found === undefined) {
    throw new Error('no python3 on this machine');
  }
  return found;
}

let command: string | null = null;
