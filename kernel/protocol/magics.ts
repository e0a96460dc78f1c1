// Lines that are addressed to the kernel instead of the runtime: `%name arguments` at the head of a cell, a
// `%%name` on its first line, and `name?`. A cell is split here; what the magics do is up to their handlers.

export interface IMagicCall {
  name: string;
  argument: string;

  /** `%%name`: the rest of the cell belongs to it. */
  isCell: boolean;
}

export interface ISplitCell {
  magics: IMagicCall[];

  /** The Python that remains, with blank lines where magics were, so that line numbers stay. */
  code: string;
}

/** A help request: the object's name and how much is wanted. */
export interface IHelpCall {
  name: string;
  detail: 0 | 1;
}

export function splitMagics(code: string): ISplitCell {
  const lines = code.split('\n');
  const magics: IMagicCall[] = [];
  for (let i = 0; i < lines.length; i++) {
    const call = /^(%%?)([A-Za-z_]\w*)(?:[ \t]+(.*?))?[ \t]*$/.exec(lines[i]);
    if (call) {
      const isCell = call[1] === '%%';
      if (isCell && magics.length > 0) {
        break;
      }
      magics.push({ name: call[2], argument: call[3] ?? '', isCell });
      lines[i] = '';
      if (isCell) {
        break;
      }
    } else if (!/^\s*(#.*)?$/.test(lines[i])) {
      break;
    }
  }
  return { magics, code: magics.length > 0 ? lines.join('\n') : code };
}

export function parseHelp(code: string): IHelpCall | null {
  const text = code.trim();
  const found = /^(\?\??)?\s*([A-Za-z_][\w.]*)\s*(\?\??)?$/.exec(text);
  const marks = found?.[3] ?? found?.[1];
  return found && marks ? { name: found[2], detail: marks === '??' ? 1 : 0 } : null;
}

/** The magics there are, with the text of `%lsmagic`. */
export const MAGICS: Record<string, string> = {
  design: '%design NAME     run cells under another design; the runtime starts anew and its variables are gone\n%design          show the design and those there are',
  lsmagic: '%lsmagic         this list',
  time: '%time STATEMENT  run a statement and print how long it took by the clock\n%%time           the same for the whole cell'
};

/** Duration for people. */
export function formatDuration(ms: number): string {
  const [value, unit] = ms >= 60_000 ? [ms / 60_000, 'min'] : ms >= 1000 ? [ms / 1000, 's'] : ms >= 1 ? [ms, 'ms'] : [ms * 1000, 'µs'];
  return `${value.toPrecision(3)} ${unit}`;
}
