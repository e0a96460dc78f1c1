/**
 * The sources of the runtime that are made, not written: the configuration of a build, the design it uses, the
 * interned names, the opcode numbers and the interpreter's one loop.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opcodeTable } from './lib/opcode-table.mjs';

const RUNTIME = resolve(dirname(fileURLToPath(import.meta.url)), '../kernel/runtime');

const opcodeNames = () => opcodeTable().OPCODES.map(o => o.name);

/**
 * Expands the macros of interpreter/macros.txt: `NAME;` or `NAME(args);` at the start of a statement, arguments replaced as words.
 * A macro may use others.
 */
function macroExpander(text) {
  const macros = new Map();
  for (const part of text.split(/^#/m).slice(1)) {
    const [, name, params, body] = /^(\w+)\(([^)]*)\)\n([^]*)$/.exec(part);
    macros.set(name, { params: params.split(',').map(p => p.trim()).filter(Boolean), body: body.trim() });
  }
  const names = [...macros.keys()].sort((a, b) => b.length - a.length).join('|');
  const call = new RegExp(`\\b(${names})\\b(\\(|;|\\)|,)?`);
  const expand = source => {
    let out = '', rest = source;
    for (let m; (m = call.exec(rest));) {
      out += rest.slice(0, m.index);
      const { params, body } = macros.get(m[1]);
      const args = [];
      let end = m.index + m[1].length;
      if (params.length) {
        let depth = 0, start = end + 1;
        for (end++; ; end++) {
          const c = rest[end];
          if (c === '(') depth++;
          else if (c === ')' && depth-- === 0) { args.push(rest.slice(start, end).trim()); break; }
          else if (c === ',' && depth === 0) { args.push(rest.slice(start, end).trim()); start = end + 1; }
        }
        end++;
        if (args.length !== params.length) throw new Error(`macro ${m[1]} wants ${params.length} arguments`);
      }
      if (body.includes(';') && rest[end] === ';') end++;
      let text = body;
      params.forEach((p, i) => { text = text.replace(new RegExp(`\\b${p}\\b`, 'g'), () => args[i]); });
      out += expand(text);
      rest = rest.slice(end);
    }
    return out + rest;
  };
  return expand;
}

function opcodeConstants() {
  return '// Made from kernel/compiler/opcodes.ts.\n' + opcodeNames().map((name, i) => `export const OP_${name}: u32 = ${i};`).join('\n') + `\n/** No opcode: what the inner loop leaves for the outer one to finish. */\nexport const FINISH: u32 = ${opcodeNames().length};\n/** See opcodesVersion in kernel/compiler/opcodes.ts. */\nexport const OPCODES_VERSION: u32 = ${opcodeTable().opcodesVersion()};\n`;
}

/** names.txt: one identifier a line, each becomes `S_name`, the address of the word that holds the interned str. */
function names() {
  const list = readFileSync(join(RUNTIME, 'names.txt'), 'utf8').split('\n').map(l => l.trim()).filter(l => l && !l.startsWith('#'));
  const seen = new Set();
  const unique = list.filter(n => !seen.has(n) && seen.add(n));
  if (unique.length > 2000) throw new Error('the names table is full: enlarge it in layout.ts');
  return '// Made from names.txt.\nimport { NAMES } from "./layout";\nimport { intern } from "./types/intern";\n' +
    unique.map((n, i) => `export const S_${n}: usize = NAMES + ${4 * i};`).join('\n') +
    `\nexport const NAME_COUNT: i32 = ${unique.length};\nexport function initNames(): void {\n` +
    unique.map(n => `  store<usize>(S_${n}, intern("${n}"));`).join('\n') + '\n}\n';
}

/**
 * The interpreter loop: interpreter/head.txt with the quick paths of interpreter/fast/*.txt in its inner loop, one `case` for each opcode
 * from interpreter/ops/*.txt, interpreter/tail.txt. In both kinds of file an opcode is a block that begins with `//@op NAME [NAME2 ...]` at the left margin.
 */
function interpreter() {
  const dir = join(RUNTIME, 'interpreter');
  const numbers = new Map(opcodeNames().map((n, i) => [n, i]));
  const read = f => readFileSync(join(dir, f), 'utf8');
  /** The cases of a folder's files, each block `//@op NAME ...` one; `last` ends a case. */
  const casesOf = (folder, last) => {
    const cases = [];
    const done = new Set();
    for (const file of readdirSync(join(dir, folder)).filter(f => f.endsWith('.txt')).sort()) {
      const parts = read(`${folder}/${file}`).split(/^\/\/@op +(.*)$/m);
      for (let i = 1; i < parts.length; i += 2) {
        const ops = parts[i].trim().split(/\s+/);
        for (const name of ops) {
          if (!numbers.has(name)) throw new Error(`${file}: no such opcode ${name}`);
          if (done.has(name)) throw new Error(`${file}: ${name} is defined twice`);
          done.add(name);
        }
        cases.push(ops.map((n, k) => `      case ${numbers.get(n)}:${k === ops.length - 1 ? ' {' : ''} // ${n}`).join('\n') + '\n' + parts[i + 1].trimEnd().replace(/^/gm, '        ') + `\n${last}      }`);
      }
    }
    return { text: cases.join('\n'), done };
  };
  const quick = casesOf('fast', '').text;
  const { text, done } = casesOf('ops', '        break;\n');
  const missing = [...numbers.keys()].filter(n => !done.has(n));
  if (missing.length) throw new Error(`opcodes without a case: ${missing.join(' ')}`);
  const [head, ...code] = read('head.txt').split(/^(?=export function runQuick)/m);
  const expand = macroExpander(read('macros.txt'));
  return head + expand(code.join('').replace('FAST_CASES', () => quick) + text + '\n' + read('tail.txt'));
}

export function generatedSources(design, variant) {
  return {
    'config.ts': `// Made for one build.\nexport const DESIGN_NAME: string = "${design}";\nexport const TRACE: bool = ${variant === 'trace'};\nexport const CHECKED: bool = ${variant === 'checked'};\n`,
    'designs/active.ts': `export * from "./${design}";\n`,
    'interpreter/numbers.ts': opcodeConstants(),
    'names.ts': names(),
    'interpreter/loop.ts': interpreter()
  };
}
