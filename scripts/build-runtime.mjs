/**
 * Compiles the runtime: one Wasm module for each design and variant, from one source.
 *
 * Two files are not on disk but made here for each module: `config.ts` (the constants a build is chosen by) and
 * `designs/active.ts` (re-exports the design's hooks). Data segments are moved out of the module, because every
 * instance would apply them again and overwrite shared memory; they are written once by the host.
 *
 *     node scripts/build-runtime.mjs [--design NAME]... [--variant NAME]... [--fast] [--force]
 */
import asc from 'assemblyscript/asc';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { cpus } from 'node:os';
import { generatedSources } from './generate-runtime-sources.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const RUNTIME = join(ROOT, 'kernel/runtime');
const OUT = join(ROOT, 'build/wasm');
const DESIGNS = ['biased', 'gil', 'gilectomy'];
const VARIANTS = ['release', 'trace', 'checked'];
/** A proof of the runtime, not a design that people choose (designs/uncounted.ts). */
const PROOF = { design: 'uncounted', variant: 'checked' };

function walk(dir) {
  return readdirSync(dir).sort().flatMap(name => {
    const path = join(dir, name);
    return statSync(path).isDirectory() ? walk(path) : /\.(ts|txt)$/.test(name) ? [path] : [];
  });
}

/** Of all that goes into a module. */
export function sourceHash() {
  const hash = createHash('sha256');
  for (const path of [...walk(RUNTIME), join(ROOT, 'kernel/compiler/opcodes.ts'), fileURLToPath(import.meta.url), join(ROOT, 'scripts/generate-runtime-sources.mjs'), join(ROOT, 'package-lock.json')]) {
    hash.update(relative(ROOT, path)).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 24);
}

/** Moves active data segments out of a module. Returns the bytes without them and the segments. */
export function stripDataSegments(bytes) {
  let at = 8;
  const uleb = () => { let r = 0, s = 0, b; do { b = bytes[at++]; r |= (b & 127) << s; s += 7; } while (b & 128); return r >>> 0; };
  const kept = [bytes.subarray(0, 8)];
  const segments = [];
  while (at < bytes.length) {
    const start = at, id = bytes[at++], length = uleb(), end = at + length;
    if (id === 11) {
      const count = uleb();
      for (let i = 0; i < count; i++) {
        if (uleb() !== 0) throw new Error('only active data segments of memory 0 are expected');
        if (bytes[at++] !== 0x41) throw new Error('a data segment\'s offset must be a constant');
        const offset = uleb();
        at++;
        const size = uleb();
        segments.push([offset, Buffer.from(bytes.subarray(at, at + size)).toString('base64')]);
        at += size;
      }
    } else if (id !== 12) {
      kept.push(bytes.subarray(start, end));
    }
    at = end;
  }
  return { bytes: Buffer.concat(kept), segments };
}

/**
 * Compiles one module.
 *
 * @param options.edit - Changes a source file's text: (path below kernel/runtime, text) => text. For tests that break something.
 * @param options.out - Folder of the outputs.
 */
export async function compileOne({ design, variant, fast, edit = (_, text) => text, out = OUT }) {
  const files = generatedSources(design, variant);
  const name = `${design}.${variant}`;
  const outputs = new Map();
  // Only what is measured is worth the minutes that full optimisation takes.
  const optimize = fast || variant !== 'release' ? ['-O1'] : ['-O3'];
  const { error, stderr } = await asc.main([
    'kernel/runtime/index.ts', '-o', `${name}.wasm`, ...optimize,
    ...(process.env.GILECTOMY_WAT ? ['-t', `${name}.wat`] : []), ...(process.env.GILECTOMY_DEBUG || variant === 'checked' ? ['--debug'] : []),
    '--runtime', 'stub', '--use', 'abort=kernel/runtime/host/assertFailed', '--enable', 'threads', '--enable', 'bulk-memory', '--importMemory', '--sharedMemory',
    '--initialMemory', '64', '--maximumMemory', '65536', '--memoryBase', String(0x100000), '--exportTable', '--noExportMemory'
  ], {
    readFile: file => {
      const key = file.replace(/\\/g, '/');
      for (const [generated, text] of Object.entries(files)) if (key === `kernel/runtime/${generated}`) return edit(generated, text);
      const path = resolve(ROOT, file);
      return existsSync(path) ? edit(relative(RUNTIME, path).replace(/\\/g, '/'), readFileSync(path, 'utf8')) : null;
    },
    writeFile: (file, contents) => { outputs.set(file, contents); },
    listFiles: () => []
  });
  const messages = stderr.toString();
  if (error) return { name, error: messages + error.message };
  const wasm = outputs.get(`${name}.wasm`);
  const wat = outputs.get(`${name}.wat`);
  const { bytes, segments } = stripDataSegments(wasm);
  // The managed allocator is not thread safe: its entry point must not be reachable.
  if (WebAssembly.Module.exports(new WebAssembly.Module(bytes)).some(e => e.name === '__new')) return { name, error: 'the managed allocator is exported' };
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${name}.wasm`), bytes);
  writeFileSync(join(out, `${name}.json`), JSON.stringify({ segments }));
  if (wat) writeFileSync(join(out, `${name}.wat`), wat);
  return { name, warnings: messages, size: bytes.length };
}

if (!isMainThread) {
  parentPort.on('message', async job => {
    try { parentPort.postMessage(await compileOne(job)); } catch (e) { parentPort.postMessage({ name: `${job.design}.${job.variant}`, error: String(e.stack ?? e) }); }
  });
} else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const values = flag => args.flatMap((a, i) => (a === flag ? [args[i + 1]] : []));
  const designs = values('--design').length ? values('--design') : DESIGNS;
  const variants = values('--variant').length ? values('--variant') : VARIANTS;
  const fast = args.includes('--fast');
  const hash = sourceHash() + (fast ? '.fast' : '');
  const stampFile = join(OUT, 'stamps.json');
  const stamps = existsSync(stampFile) ? JSON.parse(readFileSync(stampFile, 'utf8')) : {};
  const wanted = designs.flatMap(design => variants.map(variant => ({ design, variant })));
  if (!values('--design').length && variants.includes(PROOF.variant)) wanted.push(PROOF);
  const jobs = wanted.map(job => ({ ...job, fast }))
    .filter(j => args.includes('--force') || stamps[`${j.design}.${j.variant}`] !== hash || !existsSync(join(OUT, `${j.design}.${j.variant}.wasm`)));
  let failed = false;
  const count = Math.max(1, Math.min(cpus().length, jobs.length, Number(process.env.GILECTOMY_BUILD_JOBS ?? 2)));
  const run = async () => {
    const worker = new Worker(fileURLToPath(import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 4096 } });
    for (let job; (job = jobs.shift());) {
      const start = Date.now();
      worker.postMessage(job);
      const result = await new Promise(r => worker.once('message', r));
      if (result.error) { failed = true; console.error(`${result.name}: failed\n${result.error}`); delete stamps[result.name]; continue; }
      if (result.warnings) console.error(result.warnings);
      console.log(`${result.name}: ${(result.size / 1024).toFixed(0)} KiB in ${((Date.now() - start) / 1000).toFixed(1)} s`);
      stamps[result.name] = hash;
    }
    await worker.terminate();
  };
  if (jobs.length) await Promise.all(Array.from({ length: count }, run));
  mkdirSync(OUT, { recursive: true });
  writeFileSync(stampFile, JSON.stringify(stamps, null, 1));
  process.exitCode = failed ? 1 : 0;
}
