// Makes docs/opcodes.md, the reference page of the bytecode, from the table of opcodes. With --check it writes
// nothing and fails if the page is not what the table says.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { opcodePage } from './lib/opcode-reference.mjs';
import { opcodeTable } from './lib/opcode-table.mjs';

const PAGE = join(dirname(fileURLToPath(import.meta.url)), '../docs/opcodes.md');

const page = opcodePage(opcodeTable());
if (!process.argv.includes('--check')) {
  writeFileSync(PAGE, page);
} else if (readFileSync(PAGE, 'utf8') !== page) {
  console.error('docs/opcodes.md is out of date: node scripts/opcode-page.mjs makes it again.');
  process.exitCode = 1;
}
