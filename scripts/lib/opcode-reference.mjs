// The text of the reference page of the bytecode.

/** What an argument means, for the page. */
const ARGUMENTS = {
  none: '',
  const: 'constant',
  name: 'name',
  local: 'variable',
  count: 'n',
  flags: 'flags',
  forward: 'jump ahead',
  backward: 'jump back',
  local2: 'two locals',
  localconst: 'local, constant',
  localname: 'local, name'
};

/** Text in a cell of a Markdown table. */
const cell = text => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** Code in a cell of a Markdown table, where `|` ends the cell even between backquotes. */
const code = text => (text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``);

/**
 * @param {{OPCODES: readonly object[], OPCODE_BITS: number, MAX_ARG: number}} table - As opcodes.ts exports it.
 * @returns {string} Markdown.
 */
export function opcodePage({ OPCODES, OPCODE_BITS, MAX_ARG }) {
  const groups = [];
  for (const [number, row] of OPCODES.entries()) {
    if (row.group !== groups.at(-1)?.title) {
      groups.push({ title: row.group, rows: [] });
    }
    groups.at(-1).rows.push([number, row]);
  }
  const sections = groups.map(
    ({ title, rows }) =>
      `## ${title[0].toUpperCase()}${title.slice(1)}\n\n| | Opcode | Argument | Stack | Caches | Does |\n|--:|---|---|---|--:|---|\n` +
      rows.map(([number, { name, arg, stack, caches, doc }]) => `| ${number} | \`${name}\` | ${ARGUMENTS[arg]} | ${code(stack)} | ${caches || ''} | ${cell(doc)} |`).join('\n')
  );
  return `# The bytecode

<!-- Made from kernel/compiler/opcodes.ts by scripts/opcode-page.mjs: change the table, not this page. -->

An instruction is one 32-bit word, its opcode in bits 0 to ${OPCODE_BITS - 1} and its argument, at most ${MAX_ARG}, above them. Some
opcodes are followed by cache words, which belong to the instruction. Jumps count in words from its end.

The stack is written bottom to top, before \`--\` after. \`xs[n]\` are n values, \`|null\` a slot that may be empty, \`[x]\` a value
that is not always there.

\`dis.dis(f)\` shows a function's instructions, with the names, constants and jump targets that their arguments stand for.

${sections.join('\n\n')}
`;
}
