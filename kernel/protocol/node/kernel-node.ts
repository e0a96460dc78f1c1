// Entry of the Jupyter kernel under Node: `node kernel.cjs CONNECTION_FILE`. This thread carries messages and answers
// heartbeats; Python runs in workers of its own, so that the kernel can always be asked and interrupted.

import { randomUUID } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { experimentRequests } from '../../experiments/live';
import { nodeExperiments } from '../../experiments/node';
import { isComplete } from '../../compiler/index';
import { NodePlatform, locateFiles } from '../../threads/platform-node';
import { Library } from '../../threads/stdlib';
import { Runtime } from '../../threads/runtime';
import { DEFAULT_DESIGN, designNames } from '../designs';
import { Kernel } from '../kernel';
import { ConnectionError, readConnection } from './connection';
import { HistoryFile, historyPath } from './history-file';
import { nodeMachine } from './machine-node';
import { watchParent } from './parent';
import { Transport } from './transport';

async function main(): Promise<void> {
  const [file] = process.argv.slice(2);
  if (!file) {
    throw new ConnectionError('the one argument is the path of a connection file');
  }
  const connection = readConnection(file);
  const files = locateFiles(__dirname);
  const designs = designNames(readdirSync(files.wasm));
  // Modules are looked for in the current folder, wherever %cd has made that.
  const paths = [''];
  const warn = (text: string): void => void process.stderr.write(`gilectomy kernel: ${text}\n`);

  const history = historyPath();
  let libraryNames: string[] | null = null;
  let leaving: Promise<void> | null = null;
  const leave = (): Promise<void> =>
    (leaving ??= (async () => {
      // Threads that do not end in time end with the process.
      setTimeout(() => process.exit(0), LEAVE_MS).unref();
      await Promise.all([kernel.dispose(), transport.close()]);
      process.exit(0);
    })());

  const transport = new Transport(connection, {
    message: message => kernel.handle(message),
    welcome: topic => kernel.welcome(topic),
    warn,
    failed: error => {
      warn(`a socket is broken: ${error.message}`);
      process.exit(1);
    }
  });
  const opened = transport.open();
  const kernel = new Kernel({
    design: DEFAULT_DESIGN,
    designs,
    send: message => transport.send(message),
    fatal: () => void kernel.recover().catch((error: unknown) => warn(String(error))),
    shutdown: () => void leave(),
    isComplete,
    machine: nodeMachine,
    history: history === null ? undefined : new HistoryFile(history, randomUUID(), warn),
    modules: async () => [...(libraryNames ??= new Library(() => readFileSync(files.library)).names()), ...ownModules()],
    request: experimentRequests(progress => nodeExperiments({ files, directory: __dirname, paths, designs, script: false, progress })),
    createRuntime: async (design, host, maxThreads) => {
      // Whoever asks what kernel this is has an answer before the runtime loads.
      await opened;
      return Runtime.create({ design, maxThreads, variant: 'release', platform: new NodePlatform(files, paths), host, machine: true, pid: process.pid, spareThreads: SPARE_THREADS });
    }
  });
  process.on('SIGINT', () => kernel.interrupt());
  process.on('SIGTERM', () => void leave());
  watchParent(() => process.exit(0));
  await opened;
  await kernel.ready();
}

/** Python files in the current folder. */
const ownModules = (): string[] => nodeMachine.list('.').flatMap(({ name }) => /^([\p{L}_][\p{L}\p{M}\p{N}_]*)\.py$/u.exec(name)?.[1] ?? []);

/** How long the kernel may take to end its threads. */
const LEAVE_MS = 2000;

/** Workers that wait for threads before the first is started. */
const SPARE_THREADS = 4;

main().catch((error: unknown) => {
  const text = error instanceof ConnectionError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`gilectomy kernel: ${text}\n`);
  process.exit(1);
});
