/**
 * Races, leaks and a lost root planted in copies of designs, to show that the seeded schedules, the audit of counts and the check of roots find them: `node kernel/tests/designs/plants.mjs [--only TEXT]`.
 *
 * Each plant is a change of one place of the runtime's source. A module with the change is compiled into build/planted, and the race
 * programs are run on it under one seed after another. The test fails if no seed within the bound shows the race, or if the
 * place to change is no longer there. Closes with `N passed, N failed`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileOne, sourceHash } from '../../../scripts/build-runtime.mjs';

const OUT = 'build/planted';
const RACES = 'kernel/tests/races';
/** Seeds a process tries. */
const BATCH = 25;
const LIMIT_MS = 20_000;

/**
 * `replace` are pairs of source text and what stands there instead; `programs` are tried in turn, at most `bound` seeds of each,
 * in rounds of one process unless they are to run `alone`.
 */
const PLANTS = [
  {
    name: 'gilectomy counts with a plain add',
    design: 'gilectomy',
    file: 'designs/gilectomy.ts',
    replace: [['retain(o: usize): void { yieldPoint(); atomic.add<u32>(o, 1);', 'retain(o: usize): void { const c = load<u32>(o); yieldPoint(); store<u32>(o, c + 1);']],
    programs: ['test_list_append_pop', 'test_attributes'],
    bound: 100
  },
  {
    name: 'gilectomy appends to a list without its lock',
    design: 'gilectomy',
    file: 'types/list.ts',
    replace: [[/(export function listAppendOwned[^]*?)\n {2}lockObject\(l\);([^]*?)\n {2}unlockObject\(l\);\n {2}return 0;/, '$1$2\n  return 0;']],
    programs: ['test_list_append_pop'],
    bound: 100
  },
  {
    name: 'biased frees replaced storage at once, without a grace period',
    design: 'biased',
    file: 'heap/blocks.ts',
    replace: [['if (LOCK_FREE_READS) deferFree(p, size);\n  else freeRaw(p, size);', 'freeRaw(p, size);']],
    programs: ['test_dict_store_delete', 'test_set_add', 'test_list_append_pop'],
    bound: 200
  },
  {
    name: 'biased opens an object to readers only if no other thread has counted it',
    design: 'biased',
    file: 'designs/biased.ts',
    replace: [['if ((shared & 3) != 0 || atomic.cmpxchg<i32>(o, shared, shared | 1, O_SHARED) == shared) return;', 'atomic.cmpxchg<i32>(o, 0, 1, O_SHARED); return;']],
    programs: ['test_weakrefs'],
    bound: 400
  },
  {
    name: 'biased counts the objects of other threads with a plain add',
    design: 'biased',
    file: 'designs/biased.ts',
    replace: [['else { yieldPoint(); atomic.add<i32>(o, 4, O_SHARED); }', 'else { const s = load<i32>(o, O_SHARED); yieldPoint(); store<i32>(o, s + 4, O_SHARED); }']],
    programs: ['test_attributes', 'test_class_attributes', 'test_weakrefs'],
    bound: 200
  },
  {
    name: 'biased keeps a block where it was freed, so that two threads come to share cache lines',
    design: 'biased',
    file: 'heap/blocks.ts',
    replace: [['if (home != tid && home != 0) giveHome(p, c);\n    else if', 'if']],
    programs: ['test_cache_lines'],
    bound: 20
  },
  {
    name: 'gilectomy forgets to release the value that a dict store replaces',
    design: 'gilectomy',
    file: 'types/dict.ts',
    replace: [['    unlockObject(d);\n    release(old);\n    return 0;', '    unlockObject(d);\n    return 0;']],
    programs: ['test_no_leak'],
    bound: 50
  },
  {
    name: 'gil forgets to release the value that a dict store replaces, which the audit at the end finds',
    design: 'gil',
    file: 'types/dict.ts',
    replace: [['    unlockObject(d);\n    release(old);\n    return 0;', '    unlockObject(d);\n    return 0;']],
    programs: ['../language/test_dict_basic'],
    alone: true,
    bound: 1
  },
  {
    name: 'a sort keeps the items of its list where no root leads to them',
    design: 'uncounted',
    file: 'types/list.ts',
    replace: [['  rootMovedAll(items, items ? load<i32>(l, LIST_SIZE) : 0);\n', '']],
    programs: ['../language/test_list_sort'],
    alone: true,
    bound: 20
  }
];

/** A folder from which a command line runs the module with the plant. */
async function build({ name, design, file }, text) {
  const folder = join(OUT, name.replace(/\W+/g, '-'));
  const stamp = join(folder, 'stamp');
  const wanted = createHash('sha256').update(sourceHash()).update(text).update(readFileSync('dist/node/cli.cjs')).update(readFileSync('build/lib.pack')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder;
  mkdirSync(join(folder, 'wasm'), { recursive: true });
  const { error } = await compileOne({ design, variant: 'checked', out: join(folder, 'wasm'), edit: (path, source) => (path === file ? text : source) });
  if (error) throw new Error(error);
  for (const part of ['cli.cjs', 'thread-worker.cjs']) copyFileSync(join('dist/node', part), join(folder, part));
  copyFileSync('build/lib.pack', join(folder, 'lib.pack'));
  writeFileSync(stamp, wanted);
  return folder;
}

/** The source with the race in it. */
function plant({ file, replace }) {
  let text = readFileSync(join('kernel/runtime', file), 'utf8');
  for (const [from, to] of replace) {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`${file} has no longer what is to be replaced: ${from}`);
    text = changed;
  }
  return text;
}

/** Runs the programs until one goes wrong; says how, or null. */
function search(folder, { design, programs, bound, alone }) {
  const batch = alone ? 1 : BATCH;
  for (const program of programs) {
    for (let seed = 1; seed <= bound; seed += batch) {
      const file = join(RACES, `${program}.py`);
      const rounds = alone ? [file] : [join(RACES, 'rounds.py'), file, String(BATCH), String(seed)];
      const args = [join(folder, 'cli.cjs'), '--design', design, '--schedule', String(seed), ...rounds];
      const { status, stderr, signal } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: LIMIT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 24 });
      const lines = stderr.trim().split('\n');
      const last = lines.find(line => /^(gilectomy: |\w*Error\b)/.test(line)) ?? lines.at(-1);
      if (signal) return `${program}, seeds from ${seed}: hangs`;
      if (status !== 0) return `${program}, seeds from ${seed}: ${last}`;
    }
  }
  return null;
}

async function report(item) {
  const start = Date.now();
  let found = null;
  let wrong = 'no seed within the bound showed the race';
  try {
    found = search(await build(item, plant(item)), item);
  } catch (error) {
    wrong = error.message;
  }
  console.log(`${found ? 'ok      ' : 'FAILED  '}${item.name}  ${Date.now() - start} ms\n        ${found ?? wrong}`);
  return Boolean(found);
}

/** A plant in a process of its own, since a compilation keeps one busy. */
function apart({ name }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(import.meta.url), '--alone', name], { stdio: 'inherit' });
    child.once('error', reject).once('close', code => resolve(code === 0));
  });
}

const args = process.argv.slice(2);
const option = name => (args.includes(name) ? args[args.indexOf(name) + 1] : '');
if (option('--alone')) {
  process.exitCode = (await report(PLANTS.find(({ name }) => name === option('--alone')))) ? 0 : 1;
} else {
  const queue = PLANTS.filter(({ name }) => name.includes(option('--only')));
  const results = [];
  const work = async () => {
    for (let item; (item = queue.shift());) results.push(await apart(item));
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(2, cpus().length)) }, work));
  const passed = results.filter(Boolean).length;
  console.log(`\n${passed} passed, ${results.length - passed} failed`);
  process.exitCode = passed === results.length && passed > 0 ? 0 : 1;
}
