// The command line of `gilectomy`, after that of python3.

import { DEFAULT_DESIGN } from './designs';

export interface ICliOptions {
  design: string;
  variant: string;

  /** File that a trace of the run is written to. */
  trace: string | null;

  /** Seed of a deterministic schedule. */
  schedule: number | null;
  program: CliProgram;

  /** What follows the program. */
  args: string[];
}

export type CliProgram = { kind: 'script'; path: string } | { kind: 'command'; code: string } | { kind: 'stdin' };

/** Something other than a program is asked for. */
export type CliQuestion = 'help' | 'version' | 'list-designs';

/** The command line makes no sense; the message is for the user. */
export class UsageError extends Error {}

export const USAGE = `usage: gilectomy [--design NAME] [--trace FILE] [--variant NAME] [--schedule SEED] [-c CODE | SCRIPT | -] [ARGUMENTS...]

Runs Python without the GIL, on real threads.

  -c CODE          run a program given as text
  SCRIPT           run a file
  -                read the program from standard input (so does no program at all, unless it is a terminal)
  --design NAME    how threads share objects; the default is ${DEFAULT_DESIGN}
  --list-designs   print the designs there are, one a line
  --trace FILE     record locks and reference counts, and write them to FILE
  --variant NAME   build of the runtime: release, trace or checked
  --schedule SEED  run one thread at a time, switching as the seed says, the same way each time (checked build)
  --version        print the version
  --help           print this text
`;

/** @param words - The command line without the program's own name. */
export function parseCommandLine(words: readonly string[], terminal: boolean): ICliOptions | CliQuestion {
  const options: Omit<ICliOptions, 'program' | 'args'> = { design: DEFAULT_DESIGN, variant: '', trace: null, schedule: null };
  for (let i = 0; i < words.length; i++) {
    const [word, attached] = splitOption(words[i]);
    const value = (): string => {
      const given = attached ?? words[++i];
      if (given === undefined) {
        throw new UsageError(`${word} wants a value`);
      }
      return given;
    };
    const program = (found: CliProgram): ICliOptions => ({ ...finish(options), program: found, args: words.slice(i + 1) });
    switch (word) {
      case '--help':
      case '-h':
        return 'help';
      case '--version':
      case '-V':
        return 'version';
      case '--list-designs':
        return 'list-designs';
      case '--design':
        options.design = value();
        break;
      case '--variant':
        options.variant = value();
        break;
      case '--trace':
        options.trace = value();
        break;
      case '--schedule':
        options.schedule = seed(value());
        break;
      case '-c':
        return program({ kind: 'command', code: value() });
      case '-':
        return program({ kind: 'stdin' });
      default:
        if (word.startsWith('-')) {
          throw new UsageError(`unknown option ${words[i]}`);
        }
        return program({ kind: 'script', path: words[i] });
    }
  }
  return terminal ? 'help' : { ...finish(options), program: { kind: 'stdin' }, args: [] };
}

function seed(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number >= 2 ** 32) {
    throw new UsageError(`a seed is a whole number from 1 on, not ${text}`);
  }
  return number;
}

/** A trace needs the build that records one, a schedule the one that keeps to it. */
function finish(options: Omit<ICliOptions, 'program' | 'args'>): Omit<ICliOptions, 'program' | 'args'> {
  return { ...options, variant: options.variant || (options.trace !== null ? 'trace' : options.schedule !== null ? 'checked' : 'release') };
}

function splitOption(word: string): [string, string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}
