// Entry of `gilectomy`: one program in one runtime. Threads write to the process's own streams at once; this
// thread is the control, which waits for signals, input and the end.

import { closeSync, existsSync, openSync, readFileSync, readdirSync, statSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Experiments } from '../experiments/experiments';
import { terminalProgress } from '../experiments/live';
import { nodeExperiments } from '../experiments/node';
import { type INodeFiles, NodePlatform, locateFiles } from '../threads/platform-node';
import { type ExecuteResult, Runtime } from '../threads/runtime';
import { decodeSource, SourceTextError } from '../threads/source-text';
import { VERSION } from '../threads/version';
import { type CliProgram, type ICliOptions, USAGE, UsageError, parseCommandLine } from './cli-options';
import { designNames } from './designs';
import { InputLines } from './input-lines';
import { MachineRequests } from './machine';
import { nodeMachine } from './node/machine-node';
import { ProgramTrace } from './program-trace';

/** Ends the process with a message. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number
  ) {
    super(message);
  }
}

interface ILoadedProgram {
  source: string;
  filename: string;
  argv0: string;

  /** Where the program's own modules lie. */
  directory: string;
}

const INTERRUPTED = 130;
const OUTPUT_LOST = 120;
const LOST = 70;

main().then(
  status => process.exit(status),
  (error: unknown) => {
    if (error instanceof UsageError) {
      complain(`gilectomy: ${error.message}\n${USAGE.slice(0, USAGE.indexOf('\n') + 1)}`);
      process.exit(2);
    }
    complain(error instanceof Refusal ? `${error.message}\n` : `gilectomy: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(error instanceof Refusal ? error.status : LOST);
  }
);

async function main(): Promise<number> {
  const options = parseCommandLine(process.argv.slice(2), process.stdin.isTTY === true);
  switch (options) {
    case 'help':
      say(USAGE);
      return 0;
    case 'version':
      say(`gilectomy ${VERSION} (Python 3.13)\n`);
      return 0;
    case 'list-designs':
      say(designs(locateFiles(__dirname)).map(name => `${name}\n`).join(''));
      return 0;
    default:
      return run(options);
  }
}

async function run(options: ICliOptions): Promise<number> {
  const files = locateFiles(__dirname);
  const variants = [...new Set(readdirSync(files.wasm).flatMap(name => /^\w+\.(\w+)\.wasm$/.exec(name)?.[1] ?? []))];
  if (!variants.includes(options.variant)) {
    throw new UsageError(`there is no variant ${options.variant}; there are ${variants.sort().join(', ')}`);
  }
  const known = designs(files, options.variant);
  if (!known.includes(options.design)) {
    throw new UsageError(`there is no design ${options.design}; there are ${known.join(', ')}`);
  }
  if (options.schedule !== null && options.variant !== 'checked') {
    throw new UsageError(`only a checked build runs a schedule, not ${options.variant}`);
  }
  const program = load(options.program);
  if (options.trace !== null) {
    checkWritable(options.trace);
  }
  const input = new InputLines();
  const machine = new MachineRequests(nodeMachine);
  const paths = [program.directory];
  let experiments: Experiments | null = null;
  let interrupts = 0;
  let started: Runtime | null = null;
  process.on('SIGINT', () => {
    interrupts += 1;
    // Before the program there is nobody to raise KeyboardInterrupt in.
    if (started === null || interrupts > 2) {
      process.exit(INTERRUPTED);
    }
    machine.interrupt();
    started[interrupts === 1 ? 'interrupt' : 'interruptAll']();
  });
  const runtime = await Runtime.create({
    design: options.design,
    variant: options.variant,
    schedule: options.schedule ?? undefined,
    platform: new NodePlatform(files, paths),
    argv: [program.argv0, ...options.args],
    file: options.program.kind === 'script' ? program.filename : undefined,
    machine: true,
    pid: process.pid,
    directStreams: true,
    host: {
      stream: (name, text) => write(name === 'stderr' ? 2 : 1, text),
      message: kind => complain(`gilectomy: nothing takes the message ${kind}\n`),
      request: async (kind, text, cell) => {
        switch (kind) {
          case 'input':
          case 'password': {
            write(1, text);
            const line = await input.next();
            return line === '' ? '!' : `=${line.replace(/\n$/, '')}`;
          }
          case 'readline':
            return input.next();
          case 'unread':
            input.unread(text);
            return '';
          case 'machine':
            return machine.answer(text, (name, printed) => write(name === 'stderr' ? 2 : 1, printed));
          default:
            if (Experiments.handles(kind)) {
              experiments ??= nodeExperiments({ files, directory: __dirname, paths, designs: known, script: true, progress: process.stderr.isTTY ? terminalProgress(complain) : () => undefined });
              return experiments.request(kind, text, cell);
            }
            throw new Error(`the command line does not know the request ${kind}`);
        }
      },
      fatal: reason => {
        complain(`gilectomy: the runtime stopped: ${reason}\n`);
        process.exit(LOST);
      },
      outputLost: reason => {
        complain(`${reason}\n`);
        process.exit(OUTPUT_LOST);
      }
    }
  });
  await call(runtime, 'start');
  const trace = options.trace === null ? null : await ProgramTrace.start(runtime, options.trace);
  started = runtime;
  // As with python3, what went wrong is told before the program's threads are waited for.
  const outcome = report(await runtime.execute(program.source, { filename: program.filename, mode: 'exec', cell: 1 }));
  const joined = report(await runtime.execute('', { filename: '<gilectomy>', mode: 'exec', cell: 1, final: true }));
  await trace?.finish({ func: program.argv0, args: options.args.join(' '), design: options.design, wasm: files.wasm });
  const ending = report(await call(runtime, 'finish'));
  return outcome || joined || ending;
}

/** Calls a function of kernel/lib/_cli.py. */
const call = (runtime: Runtime, name: string): Promise<ExecuteResult> =>
  runtime.execute(`__import__('_cli').${name}()`, { filename: '<gilectomy>', mode: 'exec', cell: 0 });

/** Exit status of a program that ended; its traceback goes to standard error. */
function report(result: ExecuteResult): number {
  switch (result.status) {
    case 'ok':
      return 0;
    case 'exit':
      return result.code & 0xff;
    case 'error':
      complain(result.traceback);
      return result.ename === 'KeyboardInterrupt' ? INTERRUPTED : 1;
  }
}

function load(program: CliProgram): ILoadedProgram {
  switch (program.kind) {
    case 'command':
      return { source: program.code, filename: '<string>', argv0: '-c', directory: '' };
    case 'stdin':
      return { source: decoded(readFileSync(0), '<stdin>'), filename: '<stdin>', argv0: '-', directory: '' };
    case 'script':
      return loadScript(program.path);
  }
}

/** A file, or the `__main__.py` of a folder. */
function loadScript(path: string): ILoadedProgram {
  const shown = resolve(path);
  try {
    const folder = statSync(path).isDirectory();
    const file = folder ? join(shown, '__main__.py') : shown;
    if (folder && !existsSync(file)) {
      throw new Refusal(`gilectomy: can't find '__main__' module in '${shown}'`, 1);
    }
    return { source: decoded(readFileSync(file), file), filename: file, argv0: path, directory: dirname(file) };
  } catch (error) {
    if (error instanceof Refusal) {
      throw error;
    }
    const { code, errno } = error as NodeJS.ErrnoException;
    throw new Refusal(`gilectomy: can't open file '${shown}': [Errno ${Math.abs(errno ?? 0)}] ${reasonOf(code)}`, 2);
  }
}

/** The text of a program. Bytes that are none end it as a SyntaxError does. */
function decoded(bytes: Uint8Array, path: string): string {
  try {
    return decodeSource(bytes, path);
  } catch (error) {
    if (error instanceof SourceTextError) {
      throw new Refusal(`  File "${path}", line ${error.line}\nSyntaxError: ${error.message}`, 1);
    }
    throw error;
  }
}

function reasonOf(code: string | undefined): string {
  return { ENOENT: 'No such file or directory', EACCES: 'Permission denied', EISDIR: 'Is a directory', ENOTDIR: 'Not a directory' }[code ?? ''] ?? code ?? 'unknown error';
}

/** Before a program runs: that its trace will have a place. */
function checkWritable(path: string): void {
  try {
    closeSync(openSync(path, 'a'));
  } catch (error) {
    throw new Refusal(`gilectomy: can't write a trace to '${path}': ${reasonOf((error as NodeJS.ErrnoException).code)}`, 2);
  }
}

function designs(files: INodeFiles, variant?: string): string[] {
  return designNames(readdirSync(files.wasm), variant);
}

function say(text: string): void {
  write(1, text);
}

function complain(text: string): void {
  write(2, text);
}

function write(fd: number, text: string): void {
  try {
    writeSync(fd, text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') {
      throw error;
    }
    process.exit(OUTPUT_LOST);
  }
}
