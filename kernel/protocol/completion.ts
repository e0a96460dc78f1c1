// Completion: what the text before the cursor asks for. Names, attributes, keys and keyword arguments come from the live
// namespace (kernel/lib/_complete.py), modules and paths from the host, magics from their table.

import type { Interpreter } from './interpreter';
import { MAGICS } from './magics';
import type { IMachine } from './machine';
import { Scanner } from './scanner';

/** A match and what it is: `function`, `keyword`, `module`, `path`, ... */
export interface IMatch {
  text: string;
  type: string;
}

export interface ICompletion {
  matches: IMatch[];

  /** Code units before the cursor that a match replaces. */
  length: number;
}

export class Completer {
  constructor(private readonly options: Completer.IOptions) {}

  /** @param code - The cell up to the cursor. */
  async complete(code: string): Promise<ICompletion> {
    const scanner = new Scanner();
    scanner.feed(code);
    if (scanner.inComment) {
      return NOTHING;
    }
    if (scanner.string) {
      const text = code.slice(scanner.string.start);
      const before = code.slice(0, scanner.string.start);
      const keys = /([\p{L}_][\p{L}\p{M}\p{N}_.]*)\[(['"])$/u.exec(before);
      return keys ? this._python({ kind: 'keys', base: keys[1], prefix: text, quote: keys[2] }, text.length) : this._paths(text);
    }
    const line = code.slice(code.lastIndexOf('\n') + 1);
    const magic = /^\s*(%{1,2}\w*)$/.exec(line);
    if (magic) {
      const found = Object.keys(MAGICS).filter(name => name.startsWith('%') && (name.startsWith(magic[1]) || name.replace(/^%+/, '%').startsWith(magic[1])));
      return { matches: found.map(text => ({ text, type: 'magic' })), length: magic[1].length };
    }
    const shell = /^\s*(?:[\w.]+\s*=\s*)?(?:!|%(?:cd|ls|run)\s).*?([^\s=!]*)$/.exec(line);
    if (shell) {
      return this._paths(shell[1]);
    }
    const module = /^\s*(?:import\s+(?:[\w.]+(?:\s+as\s+\w+)?\s*,\s*)*|from\s+)([\w.]*)$/.exec(line);
    if (module) {
      return this._modules(module[1]);
    }
    const member = /^\s*from\s+([\w.]+)\s+import\s+(?:.*[\s,(])?([\p{L}\p{M}\p{N}_]*)$/u.exec(line);
    if (member) {
      return this._python({ kind: 'members', base: member[1], prefix: member[2] }, member[2].length);
    }
    // An attribute of a literal: of what type it is, its last character tells.
    const literal = /(["'\]})])\.(\w*)$/.exec(code);
    if (literal) {
      const base = LITERALS[literal[1]];
      return base ? this._python({ kind: 'members', base, prefix: literal[2] }, literal[2].length) : NOTHING;
    }
    const word = /[\p{L}\p{M}\p{N}_.]*$/u.exec(code)![0];
    return this._python({ kind: 'names', prefix: word, call: openCall(code.slice(0, code.length - word.length)) }, word.length);
  }

  private async _python(question: Record<string, unknown>, length: number): Promise<ICompletion> {
    const pairs = (await this.options.interpreter.call('complete', question)) as [text: string, type: string][] | null;
    return { matches: (pairs ?? []).map(([text, type]) => ({ text, type })), length };
  }

  private _paths(text: string): ICompletion {
    const { machine } = this.options;
    if (!machine) {
      return NOTHING;
    }
    const slash = text.lastIndexOf('/') + 1;
    const [folder, prefix] = [text.slice(0, slash), text.slice(slash)];
    let names: string[];
    try {
      const home = machine.env().HOME ?? '~';
      const entries = machine.list(folder === '' ? '.' : folder.replace(/^~(?=\/)/, home));
      names = entries.map(({ name, kind }) => (kind === 'folder' ? `${name}/` : name));
    } catch {
      // No such folder: nothing can be completed there.
      return NOTHING;
    }
    const found = names.filter(name => name.startsWith(prefix) && (prefix.startsWith('.') || !name.startsWith('.')));
    return { matches: found.map(name => ({ text: folder + name, type: 'path' })), length: text.length };
  }

  /** The next part of a dotted module name. */
  private async _modules(prefix: string): Promise<ICompletion> {
    const builtin = (await this.options.interpreter.call('complete', { kind: 'modules' })) as [string, string][] | null;
    const names = [...(await this.options.modules()), ...(builtin ?? []).map(([name]) => name)];
    const parts = prefix.split('.').length;
    const found = new Set(names.filter(name => name.startsWith(prefix)).map(name => name.split('.').slice(0, parts).join('.')));
    // Private modules only for who asks for them.
    const shown = [...found].filter(name => prefix.split('.').pop()!.startsWith('_') || !name.split('.').pop()!.startsWith('_'));
    return { matches: shown.sort().map(text => ({ text, type: 'module' })), length: prefix.length };
  }
}

export namespace Completer {
  export interface IOptions {
    interpreter: Interpreter;
    machine: IMachine | null;

    /** Dotted names of the modules that can be imported. */
    modules(): Promise<string[]>;
  }
}

const NOTHING: ICompletion = { matches: [], length: 0 };

/** Types of literals by their last character; what `)` ends cannot be told without running it. */
const LITERALS: Record<string, string | undefined> = { '"': 'str', "'": 'str', ']': undefined, '}': 'dict', ')': undefined };

/** The name of the function in whose argument list the text ends; '' outside of one. */
function openCall(code: string): string {
  let depth = 0;
  for (let i = code.length - 1; i >= 0; i--) {
    const char = code[i];
    if (')]}'.includes(char)) {
      depth += 1;
    } else if ('[{'.includes(char)) {
      depth -= 1;
    } else if (char === '(') {
      if (depth === 0) {
        return /([\p{L}_][\p{L}\p{M}\p{N}_.]*)\s*$/u.exec(code.slice(0, i))?.[1] ?? '';
      }
      depth -= 1;
    }
  }
  return '';
}
