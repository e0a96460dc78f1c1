// The machine around a kernel, for magics and completion: folders, files, environment variables, other programs. A
// page has none; the kernel under Node is given one (node/machine-node.ts).

import { UsageError } from './magics';
import type { StreamName } from './output';

export interface IMachine {
  cwd(): string;

  /** Changes the current folder; answers the new one. */
  chdir(path: string): string;

  /** What is in a folder, sorted by name. */
  list(path: string): IFolderEntry[];

  /** @param follow - Of a symbolic link, tell of what it points to. */
  stat(path: string, follow: boolean): IFileStatus;
  readlink(path: string): string;
  symlink(target: string, path: string, folder: boolean): void;

  /** Whether this process may use a file so; the bits of `mode` are those of access(2). */
  access(path: string, mode: number): boolean;
  chmod(path: string, mode: number): void;

  read(path: string): string;
  env(): Record<string, string>;

  /** Sets an environment variable; null removes it. */
  setEnv(name: string, value: string | null): void;
  mkdir(path: string, mode: number): void;
  remove(path: string): void;
  rmdir(path: string): void;
  rename(from: string, to: string): void;

  /** Ends the process at once. */
  exit(status: number): void;

  /** Runs a command line by the system's shell. */
  system(command: string, write: (name: StreamName, text: string) => void): IProgram;
}

export interface IFolderEntry {
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
}

/** The fields of stat(2); times in seconds since 1970. */
export interface IFileStatus {
  mode: number;
  ino: number;
  dev: number;
  nlink: number;
  uid: number;
  gid: number;
  size: number;
  atime: number;
  mtime: number;
  ctime: number;
}

export interface IProgram {
  /** Exit status; a signal N counts as -N. */
  done: Promise<number>;
  interrupt(): void;
}

/** A request of kernel/lib/_ipython.py and kernel/lib/os.py, by its kind `machine`. */
type MachineRequest =
  | { op: 'cwd' | 'env' }
  | { op: 'chdir' | 'list' | 'read' | 'readlink' | 'remove' | 'rmdir'; path: string }
  | { op: 'access' | 'chmod' | 'mkdir'; path: string; mode: number }
  | { op: 'exit'; status: number }
  | { op: 'stat'; path: string; follow: boolean }
  | { op: 'symlink'; path: string; target: string; folder: boolean }
  | { op: 'rename'; path: string; to: string }
  | { op: 'setEnv'; name: string; value: string | null }
  | { op: 'system'; command: string; keep: boolean };

/** Serves what Python asks of the machine, and remembers the program that is running. */
export class MachineRequests {
  constructor(private readonly machine: IMachine | null) {}

  /** Stops the program that runs, if any. */
  interrupt(): void {
    this._program?.interrupt();
  }

  /**
   * Answers a request by JSON. Rejects with a message for the user.
   *
   * @param write - Takes what a program prints.
   */
  async answer(json: string, write: (name: StreamName, text: string) => void): Promise<string> {
    const request = JSON.parse(json) as MachineRequest;
    const { machine } = this;
    if (machine === null) {
      throw new UsageError(REFUSALS[request.op]);
    }
    return JSON.stringify(await this._do(machine, request, write));
  }

  private async _do(machine: IMachine, request: MachineRequest, write: (name: StreamName, text: string) => void): Promise<unknown> {
    switch (request.op) {
      case 'cwd':
        return machine.cwd();
      case 'env':
        return machine.env();
      case 'chdir':
        return machine.chdir(request.path);
      case 'list':
        return machine.list(request.path);
      case 'read':
        return machine.read(request.path);
      case 'setEnv':
        return machine.setEnv(request.name, request.value) ?? null;
      case 'stat':
        return machine.stat(request.path, request.follow);
      case 'readlink':
        return machine.readlink(request.path);
      case 'symlink':
        return machine.symlink(request.target, request.path, request.folder) ?? null;
      case 'access':
        return machine.access(request.path, request.mode);
      case 'chmod':
        return machine.chmod(request.path, request.mode) ?? null;
      case 'mkdir':
        return machine.mkdir(request.path, request.mode) ?? null;
      case 'remove':
        return machine.remove(request.path) ?? null;
      case 'rmdir':
        return machine.rmdir(request.path) ?? null;
      case 'rename':
        return machine.rename(request.path, request.to) ?? null;
      case 'exit':
        return machine.exit(request.status) ?? null;
      case 'system':
        return this._system(machine, request.command, request.keep, write);
    }
  }

  private async _system(machine: IMachine, command: string, keep: boolean, write: (name: StreamName, text: string) => void): Promise<{ status: number; output: string }> {
    const kept: string[] = [];
    const program = machine.system(command, (name, text) => (keep && name === 'stdout' ? void kept.push(text) : write(name, text)));
    this._program = program;
    try {
      return { status: await program.done, output: kept.join('') };
    } finally {
      this._program = null;
    }
  }

  private _program: IProgram | null = null;
}

const INSTEAD = 'the kernel of the same name on the server, under Node, does: change the kernel, or run the notebook with `jupyter execute`';
const NO_FOLDERS = `this kernel runs in a browser page, which has no folders; ${INSTEAD}`;

const NO_ENVIRONMENT = `this kernel runs in a browser page, which has no environment variables; ${INSTEAD}`;
const NO_FILES = `this kernel runs in a browser page, which cannot read or write the machine's files; ${INSTEAD}`;

const REFUSALS: Record<MachineRequest['op'], string> = {
  cwd: NO_FOLDERS,
  chdir: NO_FOLDERS,
  list: NO_FOLDERS,
  mkdir: NO_FOLDERS,
  rmdir: NO_FOLDERS,
  read: NO_FILES,
  stat: NO_FILES,
  readlink: NO_FILES,
  symlink: NO_FILES,
  access: NO_FILES,
  chmod: NO_FILES,
  remove: NO_FILES,
  rename: NO_FILES,
  env: NO_ENVIRONMENT,
  setEnv: NO_ENVIRONMENT,
  exit: `this kernel runs in a browser page, which is no process; ${INSTEAD}`,
  system: `this kernel runs in a browser page, which cannot start the machine's programs; ${INSTEAD}`
};
