// What a notebook's cell may hold beside Python: `%name`, `%%name`, `!command`, `name?`. A cell is rewritten to plain
// Python in which those are calls of get_ipython() (kernel/lib/_ipython.py), each on its own line, so that line numbers
// stay. Magics that the runtime cannot do to itself are taken out and left to the kernel.

import { Scanner, sourceLines } from './scanner';

export interface IMagicCall {
  name: string;
  argument: string;
}

export interface ICell {
  /** Magics at the head of the cell that the kernel itself does, before the rest runs. */
  hostMagics: IMagicCall[];

  /** `%%name` on the first line: how the rest of the cell is run. */
  cellMagic: IMagicCall | null;

  /** Python. Under a cell magic the first lines are blank, so that line numbers stay. */
  code: string;

  /** What stands below a cell magic, as it was written. */
  body?: string;
}

/** A magic was used wrongly. */
export class UsageError extends Error {}

/** Magics that replace the runtime: they come before everything else in a cell. */
const HOST_MAGICS = ['design', 'threads'];

/** Cell magics that get the cell as it was written: it need not be Python. */
const TEXT_MAGICS = ['bash', 'html', 'javascript', 'latex', 'markdown', 'sh', 'svg', 'writefile'];

const CELL_MAGICS = ['capture', 'design', 'scale', 'threads', 'time', 'timeit', 'trace', ...TEXT_MAGICS];

export function readCell(code: string): ICell {
  const lines = code.split('\n');
  const first = lines.findIndex(line => line.trim() !== '');
  const head = first < 0 ? null : /^%%([A-Za-z_]\w*)(?:[ \t]+(.*?))?[ \t\r]*$/.exec(lines[first]);
  if (head) {
    const [, name, argument = ''] = head;
    if (TEXT_MAGICS.includes(name)) {
      return { hostMagics: [], cellMagic: { name, argument }, code: '', body: lines.slice(first + 1).join('\n') };
    }
    const rest = [...lines.slice(0, first + 1).fill(''), ...rewrite(lines.slice(first + 1))].join('\n');
    return HOST_MAGICS.includes(name)
      ? { hostMagics: [{ name, argument }], cellMagic: null, code: rest }
      : { hostMagics: [], cellMagic: { name, argument }, code: rest };
  }
  const hostMagics = takeHostMagics(lines);
  return { hostMagics, cellMagic: null, code: rewrite(lines).join('\n') };
}

/** Takes the kernel's own magics from the head of a cell; blank lines stay in their place. */
function takeHostMagics(lines: string[]): IMagicCall[] {
  const found: IMagicCall[] = [];
  for (let i = 0; i < lines.length; i++) {
    const call = /^%([A-Za-z_]\w*)(?:[ \t]+(.*?))?[ \t\r]*$/.exec(lines[i]);
    if (call && HOST_MAGICS.includes(call[1])) {
      found.push({ name: call[1], argument: call[2] ?? '' });
      lines[i] = '';
    } else if (!/^\s*(#.*)?$/.test(lines[i])) {
      break;
    }
  }
  return found;
}

function rewrite(lines: readonly string[]): string[] {
  const scanner = new Scanner();
  return lines.map(line => {
    const call = scanner.atStatement ? callOf(line.replace(/\r$/, '')) : null;
    if (call === null) {
      scanner.feed(`${line}\n`);
    }
    return call ?? line;
  });
}

/** The Python call that a line of a notebook's own syntax stands for; null for Python. */
function callOf(line: string): string | null {
  const shell = (method: string, command: string): string => `get_ipython().${method}(${literal(command)})`;
  const magic = (name: string, argument: string): string => `get_ipython().run_line_magic(${literal(name)}, ${literal(argument.trimEnd())})`;
  const [, indent, text] = /^([ \t]*)(.*)$/.exec(line)!;
  if (text.startsWith('!!')) {
    return indent + shell('getoutput', text.slice(2));
  }
  if (text.startsWith('!')) {
    return indent + shell('system', text.slice(1));
  }
  const lineMagic = /^%([A-Za-z_]\w*)(?:[ \t]+(.*))?$/.exec(text);
  if (lineMagic) {
    return indent + magic(lineMagic[1], lineMagic[2] ?? '');
  }
  // The target of an assignment: names, attributes, items.
  const assigned = /^([\p{L}_][\p{L}\p{M}\p{N}_.]*(?:\[[^\]=]*\])?(?:\s*,\s*[\p{L}_][\p{L}\p{M}\p{N}_]*)*\s*=\s*)(?:!(.*)|%([A-Za-z_]\w*)(?:[ \t]+(.*))?)$/u.exec(text);
  if (assigned) {
    return indent + assigned[1] + (assigned[2] !== undefined ? shell('getoutput', assigned[2]) : magic(assigned[3], assigned[4] ?? ''));
  }
  const help = /^(\?\??)\s*(%{0,2}[\p{L}\p{M}\p{N}_.*]+)$|^(%{0,2}[\p{L}\p{M}\p{N}_.*]+)\s*(\?\??)$/u.exec(text.trimEnd());
  if (help) {
    return indent + magic((help[1] ?? help[4]) === '??' ? 'pinfo2' : 'pinfo', help[2] ?? help[3]);
  }
  return null;
}

/** A text as a Python literal: JSON's strings are Python's too. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

/**
 * Source of a `%%scale` or `%%trace` cell: its lines become the body of a function, on the lines where they were, and a
 * last line hands it to the experiment.
 *
 * @param argument - Options: `--threads 1-4`, `--design NAME`, `--designs A,B`, `--repeat N`.
 */
export function experimentSource({ name, argument }: IMagicCall, code: string): string {
  const options = experimentOptions(name, argument);
  const lines = sourceLines(code);
  const body = lines.findIndex(({ text }) => text.trim() !== '' && !text.trim().startsWith('#'));
  if (body < 1) {
    throw new UsageError(`%%${name} stands over the work to measure, and there is none`);
  }
  const text = lines.map(({ text, inString }, i) => (i === 0 ? 'def cell():' : inString || text.trim() === '' ? text : `    ${text}`));
  return `${text.join('\n')}\n__import__('gilectomy').${name}(cell${options.map(([key, value]) => `, ${key}=${value}`).join('')})`;
}

const OPTIONS: Record<string, Record<string, (value: string) => string | null>> = {
  scale: { threads: numbers, designs: names, repeat: number },
  trace: { threads: number, design: name => literal(name) }
};

function experimentOptions(magic: string, argument: string): [string, string][] {
  const known = OPTIONS[magic];
  const words = argument.split(/[\s=]+/).filter(word => word !== '');
  const options: [string, string][] = [];
  for (let i = 0; i < words.length; i += 2) {
    const option = words[i].replace(/^--/, '');
    const value = words[i + 1];
    const text = words[i].startsWith('--') && Object.hasOwn(known, option) && value !== undefined ? known[option](value) : null;
    if (text === null) {
      throw new UsageError(`%%${magic} does not understand ${words.slice(i).join(' ')}; its options are ${Object.keys(known).map(key => `--${key}`).join(', ')}`);
    }
    options.push([option, text]);
  }
  return options;
}

function number(value: string): string | null {
  return /^\d+$/.test(value) ? value : null;
}

/** `4`, `1,2,8` or `1-4`. */
function numbers(value: string): string | null {
  const range = /^(\d+)-(\d+)$/.exec(value);
  if (range) {
    return `range(${range[1]}, ${Number(range[2]) + 1})`;
  }
  return /^\d+(,\d+)*$/.test(value) ? `[${value}]` : null;
}

function names(value: string): string {
  return `[${value.split(',').map(literal).join(', ')}]`;
}

/** The magics there are, with the text of `%lsmagic`. */
export const MAGICS: Record<string, string> = {
  '%cd': '%cd FOLDER          change the current folder; %cd - goes back to the one before',
  '%design': '%design [NAME]      run cells under another design (the runtime starts anew and its variables are gone), or show those there are',
  '%env': '%env [NAME[=VALUE]] show or set environment variables',
  '%ls': '%ls [FOLDER]        list a folder',
  '%lsmagic': '%lsmagic            this list',
  '%pwd': '%pwd                the current folder',
  '%reset': '%reset              forget all variables',
  '%run': '%run FILE [ARGS]    run a file as a program, in this namespace',
  '%threads': '%threads [N]        let at most N Python threads run at once (the runtime starts anew), or show how many may',
  '%time': '%time STATEMENT     run a statement and print how long it took',
  '%timeit': '%timeit [-n N] [-r R] STATEMENT   time a statement, run again and again',
  '%who': '%who [TYPE...]      the variables there are',
  '%whos': '%whos [TYPE...]     the same as a table, with their types and values',
  '%%capture': '%%capture [NAME] [--no-stdout] [--no-stderr] [--no-display]   keep the output of the cell in a variable',
  '%%scale': '%%scale [--threads 1-4] [--designs A,B] [--repeat N]            how the cell scales with threads, under each design',
  '%%time': '%%time              the same as %time, for the cell',
  '%%timeit': '%%timeit [-n N] [-r R] [SETUP]    the same as %timeit, for the cell',
  '%%trace': '%%trace [--threads N] [--design NAME]                             what locks and counts get in the way of the cell',
  '%%writefile': '%%writefile [-a] FILE      write the cell into a file; with -a, behind what is in it',
  '%%bash': '%%bash              run the cell by bash (%%sh by the system\'s shell)',
  '%%sh': '%%sh                the same by the system\'s shell',
  '%%html': '%%html              show the cell as HTML; so do %%markdown, %%latex, %%svg, and %%javascript runs it in the page',
  '%%markdown': '%%markdown          show the cell as Markdown',
  '%%latex': '%%latex             show the cell as LaTeX',
  '%%svg': '%%svg               show the cell as SVG',
  '%%javascript': '%%javascript        run the cell in the page',
  '!': '!COMMAND            run a program of the machine; NAME = !COMMAND keeps its lines',
  '?': 'NAME?  NAME??       what a thing is; with its source. A pattern such as str.*find*? lists names'
};

/** Throws UsageError for a cell magic that does not exist. */
export function checkCellMagic({ name }: IMagicCall): void {
  if (!CELL_MAGICS.includes(name)) {
    throw new UsageError(`there is no %%${name} here; %lsmagic lists what there is`);
  }
}

/** Duration for people. */
export function formatDuration(ms: number): string {
  const [value, unit] = ms >= 60_000 ? [ms / 60_000, 'min'] : ms >= 1000 ? [ms / 1000, 's'] : ms >= 1 ? [ms, 'ms'] : [ms * 1000, 'µs'];
  return `${value.toPrecision(3)} ${unit}`;
}
