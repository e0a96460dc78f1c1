// The machine that a kernel under Node runs on.

import { spawn } from 'node:child_process';
import {
  type Dirent,
  accessSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  unlinkSync
} from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import type { IFileStatus, IFolderEntry, IMachine, IProgram } from '../machine';
import type { StreamName } from '../output';

export const nodeMachine: IMachine = {
  cwd: () => process.cwd(),
  chdir: path => {
    process.chdir(path);
    return process.cwd();
  },
  list: path =>
    readdirSync(path, { withFileTypes: true })
      .map(entry => ({ name: entry.name, kind: kindOf(entry) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  stat: statusOf,
  readlink: path => readlinkSync(path),
  symlink: (target, path, folder) => symlinkSync(target, path, folder ? 'dir' : 'file'),
  access: (path, mode) => {
    try {
      accessSync(path, mode);
      return true;
    } catch {
      // The answer itself: node tells it by an error.
      return false;
    }
  },
  chmod: chmodSync,
  read: path => readFileSync(path, 'utf8'),
  env: () => Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)),
  setEnv: (name, value) => {
    if (value === null) {
      delete process.env[name];
    } else {
      process.env[name] = value;
    }
  },
  mkdir: (path, mode) => mkdirSync(path, { mode }),
  remove: unlinkSync,
  rmdir: rmdirSync,
  rename: renameSync,
  exit: status => process.exit(status),
  system
};

function system(command: string, write: (name: StreamName, text: string) => void): IProgram {
  // A group of its own, so that an interrupt reaches whatever the shell has started.
  const child = spawn(command, { shell: true, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  const group = child.pid === undefined || process.platform === 'win32' ? null : -child.pid;
  const signal = (name: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) {
      if (group === null) {
        child.kill(name);
      } else {
        process.kill(group, name);
      }
    }
  };
  const atExit = (): void => signal('SIGKILL');
  process.on('exit', atExit);
  for (const name of ['stdout', 'stderr'] as const) {
    const decoder = new StringDecoder('utf8');
    child[name].on('data', (chunk: Buffer) => write(name, decoder.write(chunk)));
    child[name].on('end', () => write(name, decoder.end()));
  }
  const done = new Promise<number>((fulfil, reject) => {
    child.on('error', reject);
    child.on('close', (code, by) => fulfil(code ?? -(SIGNALS[by ?? ''] ?? 1)));
  }).finally(() => process.off('exit', atExit));
  return { done, interrupt: () => signal('SIGINT') };
}

const SIGNALS: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function kindOf(entry: Dirent): IFolderEntry['kind'] {
  return entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other';
}

function statusOf(path: string, follow: boolean): IFileStatus {
  const { mode, ino, dev, nlink, uid, gid, size, atimeMs, mtimeMs, ctimeMs } = (follow ? statSync : lstatSync)(path);
  return { mode, ino, dev, nlink, uid, gid, size, atime: atimeMs / 1000, mtime: mtimeMs / 1000, ctime: ctimeMs / 1000 };
}
