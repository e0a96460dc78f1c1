/**
 * The native modules by name: a raw table of [interned name, function table index of fill(dict)] pairs. A module is made
 * when it is first imported.
 *
 *     block at R_NATIVE_MODULES: 0 u32 count, 4 u32 capacity, 8.. pairs
 */
import { R_MODULES, R_NATIVE_MODULES } from "../layout";
import { intern } from "../types/intern";
import { moduleNew, moduleDict } from "../types/module";
import { dictSet } from "../types/dict";
import { release } from "../designs/active";
import { allocRaw } from "../heap/blocks";
import { hasException } from "../errors";

const CAPACITY: u32 = 128;

/** At boot: `fill(dict)` puts the module's names into its namespace. */
export function registerModule(name: string, fill: (d: usize) => void): void {
  let table = load<usize>(R_NATIVE_MODULES);
  if (table == 0) {
    table = allocRaw(8 + CAPACITY * 8);
    store<u32>(table, 0);
    store<u32>(table, CAPACITY, 4);
    store<usize>(R_NATIVE_MODULES, table);
  }
  const n = load<u32>(table);
  if (n == CAPACITY) unreachable();
  store<usize>(table + 8 + (n << 3), intern(name));
  store<u32>(table + 12 + (n << 3), fill.index);
  store<u32>(table, n + 1);
}

/** The native module of an interned name, made and entered in sys.modules; 0 without an exception if there is none. */
export function nativeModule(name: usize): usize {
  const table = load<usize>(R_NATIVE_MODULES);
  const n = load<u32>(table);
  for (let i: u32 = 0; i < n; i++) {
    if (load<usize>(table + 8 + (i << 3)) != name) continue;
    const m = moduleNew(name);
    if (m == 0) return 0;
    call_indirect<void>(load<u32>(table + 12 + (i << 3)), moduleDict(m));
    if (hasException() || dictSet(load<usize>(R_MODULES), name, m) < 0) { release(m); return 0; }
    return m;
  }
  return 0;
}

/** The number of native modules and their names, for sys.builtin_module_names. */
export function nativeModuleCount(): u32 { return load<u32>(load<usize>(R_NATIVE_MODULES)); }
export function nativeModuleName(i: u32): usize { return load<usize>(load<usize>(R_NATIVE_MODULES) + 8 + (i << 3)); }
