/**
 * Importing: sys.modules first, then native modules, then Python sources that the host finds in the directories of sys.path
 * or of the package's __path__; the library (kernel/lib, the standard library) is the directory /lib/python3.13. One recursive lock covers an import, so a thread that wants a module which another is
 * importing waits until it is whole.
 */
import { R_MODULES, R_SYS_DICT, NONE, C_IMPORT_LOCK } from "../layout";
import { ts, tid } from "../thread";
import { release } from "../designs/active";
import { typeOf, isStr, isTuple, newRef } from "../object";
import { T_MODULE, T_X_IMPORTERROR, T_X_MODULENOTFOUNDERROR, T_X_KEYERROR } from "../types/table";
import { raise, hasException, clearIf, takeException, setExceptionPlain } from "../errors";
import { dictGetStr, dictSet, dictDel, dictGet, dictNext, dictSetStr } from "../types/dict";
import { listNew, listAppend } from "../types/list";
import { intAsI64 } from "../types/int";
import { strLength, strUtf8, strUtf8Length, strCharAt, substr, strFromUtf8 } from "../types/str";
import { internObject, intern } from "../types/intern";
import { tupleSize, tupleItem } from "../types/tuple";
import { getAttr, getAttrOr0, getIter, iterNext, setAttr, setItem } from "../abstract";
import { moduleNew, moduleDict } from "../types/module";
import { host_moduleSource } from "../host";
import { hostFree } from "../hostblocks";
import { nativeModule } from "./registry";
import { compileSource, execCode } from "../execute";
import { raiseImportError } from "../types/exceptions";
import { S___name__, S___path__, S___package__, S___file__, S___all__ } from "../names";
import { attach, detach } from "../sync/attach";
import { waitWord } from "../sync/schedule";
import { Builder } from "../types/builder";

// ---- the import lock: word C_IMPORT_LOCK = owner's tid, the next word its depth
function lockImports(): void {
  if (atomic.load<u32>(C_IMPORT_LOCK) == tid) { store<u32>(C_IMPORT_LOCK, load<u32>(C_IMPORT_LOCK, 4) + 1, 4); return; }
  while (atomic.cmpxchg<u32>(C_IMPORT_LOCK, 0, tid) != 0) {
    detach();
    const owner = atomic.load<u32>(C_IMPORT_LOCK);
    if (owner != 0) waitWord(C_IMPORT_LOCK, owner, 50000000);
    attach();
  }
  store<u32>(C_IMPORT_LOCK, 1, 4);
}
function unlockImports(): void {
  const depth = load<u32>(C_IMPORT_LOCK, 4) - 1;
  store<u32>(C_IMPORT_LOCK, depth, 4);
  if (depth != 0) return;
  atomic.store<u32>(C_IMPORT_LOCK, 0);
  atomic.notify(C_IMPORT_LOCK, 1);
}

@inline function modules(): usize { return load<usize>(R_MODULES); }

/** Index of the last dot of a name, -1 if there is none. */
function lastDot(s: usize): i32 {
  for (let i = <i32>strLength(s) - 1; i >= 0; i--) if (strCharAt(s, i) == 0x2e) return i;
  return -1;
}
function firstDot(s: usize): i32 {
  for (let i = 0; i < <i32>strLength(s); i++) if (strCharAt(s, i) == 0x2e) return i;
  return -1;
}
/** a + "." + b */
function dotted(a: usize, b: usize): usize {
  const out = Builder.start();
  Builder.str(out, a);
  Builder.char(out, 0x2e);
  Builder.str(out, b);
  const s = Builder.finish(out);
  return s ? internObject(s) : 0;
}

/** The module of a full dotted name (interned), imported if it is not yet there. New reference. */
export function importByName(name: usize): usize {
  const have = dictGet(modules(), name);
  if (have == NONE) { release(have); return raiseImportError(T_X_MODULENOTFOUNDERROR, "import of %s halted; None in sys.modules", name, name); }
  if (hasException()) return 0;
  // A module that another thread is still importing is there already, but not whole: wait for that import.
  if (have && (atomic.load<u32>(C_IMPORT_LOCK) == 0 || atomic.load<u32>(C_IMPORT_LOCK) == tid)) return have;
  if (have) release(have);
  lockImports();
  const m = importLocked(name);
  unlockImports();
  return m;
}

function importLocked(name: usize): usize {
  const again = dictGet(modules(), name);
  if (again || hasException()) return again;
  const dot = lastDot(name);
  let parent: usize = 0;
  if (dot >= 0) {
    const parentName = substr(name, 0, <u32>dot);
    if (parentName == 0) return 0;
    parent = importByName(internObject(parentName));
    if (parent == 0) return 0;
    const now = dictGet(modules(), name); // the parent may have imported it
    if (now) { release(parent); return now; }
  }
  let m = nativeModule(name);
  if (m == 0 && !hasException()) m = importSource(name, parent);
  if (m != 0 && parent != 0) {
    const tail = substr(name, <u32>dot + 1, strLength(name));
    if (tail == 0 || setAttr(parent, internObject(tail), m) < 0) { release(m); m = 0; }
  }
  if (parent) release(parent);
  return m;
}

function notFound(name: usize, parent: usize): usize {
  if (parent == 0 || hasPath(parent)) return raiseImportError(T_X_MODULENOTFOUNDERROR, "No module named '%s'", name, name);
  const out = Builder.start();
  Builder.text(out, "No module named '");
  Builder.str(out, name);
  Builder.text(out, "'; '");
  Builder.slice(out, name, 0, <u32>lastDot(name));
  Builder.text(out, "' is not a package");
  const text = Builder.finish(out);
  if (text == 0) return 0;
  raiseImportError(T_X_MODULENOTFOUNDERROR, "%s", text, name);
  release(text);
  return 0;
}

/** The directories to search, apart by a zero, from sys.path or the package's __path__; what is no str there is passed over. 0 if there are none. */
function directories(parent: usize): usize {
  const list = parent ? getAttrOr0(parent, load<usize>(S___path__)) : dictGetStr(load<usize>(R_SYS_DICT), intern("path"));
  if (list == 0) return 0;
  const it = getIter(list);
  release(list);
  if (it == 0) return 0;
  const b = Builder.start();
  let n = 0;
  while (true) {
    const directory = iterNext(it);
    if (directory == 0) break;
    if (isStr(directory)) {
      if (n++ != 0) Builder.char(b, 0);
      Builder.str(b, directory);
    }
    release(directory);
  }
  release(it);
  if (n == 0 || hasException()) { Builder.abandon(b); return 0; }
  return Builder.finish(b);
}

/** The host's block for a module: u8 isPackage, str origin, str source. 0 if there is no such source, or with an exception. */
function findSource(name: usize, parent: usize): usize {
  const where = directories(parent);
  if (where == 0) return 0;
  const tail = substr(name, <u32>(lastDot(name) + 1), strLength(name));
  const utf8 = tail ? strUtf8(tail) : 0, path = strUtf8(where);
  const block = utf8 != 0 && path != 0 ? host_moduleSource(utf8, strUtf8Length(tail), path, strUtf8Length(where)) : 0;
  if (tail) release(tail);
  release(where);
  return block;
}

/** Runs a Python source as a new module. */
function importSource(name: usize, parent: usize): usize {
  const block = findSource(name, parent);
  if (block == 0) return hasException() ? 0 : notFound(name, parent);
  const isPackage = load<u8>(block) != 0;
  const originLength = load<u32>(block, 1);
  const origin = strFromUtf8(block + 5, originLength);
  const source = strFromUtf8(block + 9 + originLength, load<u32>(block + 5 + originLength));
  hostFree(block);
  if (origin == 0 || source == 0) return 0;
  const m = moduleNew(name);
  if (m == 0) return 0;
  const d = moduleDict(m);
  dictSetStr(d, load<usize>(S___file__), origin);
  const dot = lastDot(name);
  const pkg = isPackage ? newRef(name) : substr(name, 0, dot < 0 ? 0 : <u32>dot);
  if (pkg) { dictSetStr(d, load<usize>(S___package__), pkg); release(pkg); }
  if (isPackage) {
    const path = pathList(origin);
    if (path) { dictSetStr(d, load<usize>(S___path__), path); release(path); }
  }
  if (dictSet(modules(), name, m) < 0) { release(m); return 0; }
  const code = compileSource(source, origin, 0, 0);
  let result: usize = 0;
  if (code) { result = execCode(code, d, d); release(code); }
  release(source);
  release(origin);
  if (result == 0) {
    // A module that failed is not there.
    const exc = takeException();
    if (dictDel(modules(), name) < 0) clearIf(T_X_KEYERROR);
    setExceptionPlain(exc);
    release(m);
    return 0;
  }
  release(result);
  // The module may have put another object in its place.
  const final = dictGet(modules(), name);
  if (final == 0) return hasException() ? 0 : m;
  release(m);
  return final;
}

function hasPath(m: usize): bool {
  if (typeOf(m) != T_MODULE) return false;
  const p = dictGetStr(moduleDict(m), load<usize>(S___path__));
  if (p) release(p);
  return p != 0;
}

/** [folder of the origin] */
function pathList(origin: usize): usize {
  let end = strLength(origin);
  while (end > 0 && strCharAt(origin, end - 1) != 0x2f) end--;
  const l = listNew(0);
  if (l == 0) return 0;
  const folder = substr(origin, 0, end > 0 ? end - 1 : 0);
  if (folder) { listAppend(l, folder); release(folder); }
  return l;
}

/** The full name of a relative import. New reference. */
function resolve(globals: usize, name: usize, level: i32): usize {
  let pkg = dictGetStr(globals, load<usize>(S___package__));
  if (pkg == 0 || !isStr(pkg)) {
    if (pkg) release(pkg);
    pkg = dictGetStr(globals, load<usize>(S___name__));
    if (pkg == 0) return raise(T_X_KEYERROR, "'__name__' not in globals");
    const path = dictGetStr(globals, load<usize>(S___path__));
    if (path) release(path);
    else {
      const dot = lastDot(pkg);
      const cut = substr(pkg, 0, dot < 0 ? 0 : <u32>dot);
      release(pkg);
      pkg = cut;
      if (pkg == 0) return 0;
    }
  }
  if (strLength(pkg) == 0) { release(pkg); return raiseImportError(T_X_IMPORTERROR, "attempted relative import with no known parent package"); }
  let end = <i32>strLength(pkg);
  for (let k = 1; k < level; k++) {
    end--;
    while (end > 0 && strCharAt(pkg, end) != 0x2e) end--;
    if (end <= 0) { release(pkg); return raiseImportError(T_X_IMPORTERROR, "attempted relative import beyond top-level package"); }
  }
  const base = substr(pkg, 0, <u32>end);
  release(pkg);
  if (base == 0 || strLength(name) == 0) return base;
  const full = dotted(base, name);
  release(base);
  return full;
}

/** `import name` (fromlist None: gives the top pkg) and `from name import ...`. */
export function importModule(globals: usize, name: usize, level: usize, fromlist: usize): usize {
  const up = <i32>intAsI64(level);
  let full = up > 0 ? resolve(globals, name, up) : newRef(name);
  if (full == 0) return 0;
  full = internObject(full);
  const m = importByName(full);
  if (m == 0) { release(full); return 0; }
  if (fromlist == NONE || !isTuple(fromlist) || tupleSize(fromlist) == 0) {
    const dot = up > 0 ? -1 : firstDot(full);
    if (dot < 0) { release(full); return m; }
    const top = substr(full, 0, <u32>dot);
    release(full);
    release(m);
    return top ? importByName(internObject(top)) : 0;
  }
  // Submodules named in the list are imported if the package does not have them.
  if (hasPath(m)) {
    for (let i = 0; i < tupleSize(fromlist); i++) {
      const item = tupleItem(fromlist, i);
      if (!isStr(item) || (strLength(item) == 1 && strCharAt(item, 0) == 0x2a)) continue;
      const have = getAttrOr0(m, item);
      if (have) { release(have); continue; }
      const sub: usize = hasException() ? 0 : dotted(full, item);
      const s = sub ? importByName(sub) : 0;
      if (s) release(s);
      else if (!clearIf(T_X_MODULENOTFOUNDERROR)) { release(m); release(full); return 0; }
    }
  }
  release(full);
  return m;
}

export function importFromList(module: usize, name: usize): usize {
  const v = getAttrOr0(module, name);
  if (v || hasException()) return v;
  const d: usize = typeOf(module) == T_MODULE ? moduleDict(module) : 0;
  const moduleName = d ? dictGetStr(d, load<usize>(S___name__)) : 0;
  if (moduleName) {
    // A submodule that is being imported, or a circular import.
    const full = dotted(moduleName, name);
    const m = full ? dictGet(modules(), full) : 0;
    if (m) { release(moduleName); return m; }
  }
  const file = d ? dictGetStr(d, load<usize>(S___file__)) : 0;
  const out = Builder.start();
  Builder.text(out, "cannot import name '");
  Builder.str(out, name);
  Builder.text(out, "' from '");
  if (moduleName) Builder.str(out, moduleName); else Builder.text(out, "<unknown module name>");
  Builder.text(out, "' (");
  if (file) Builder.str(out, file); else Builder.text(out, "unknown location");
  Builder.text(out, ")");
  const text = Builder.finish(out);
  if (file) release(file);
  if (text) { raiseImportError(T_X_IMPORTERROR, "%s", text, moduleName, name); release(text); }
  if (moduleName) release(moduleName);
  return 0;
}

/** from module import *: into a namespace. */
export function importStarInto(module: usize, target: usize): i32 {
  const all = getAttrOr0(module, load<usize>(S___all__));
  if (all == 0 && hasException()) return -1;
  if (all) {
    const it = getIter(all);
    release(all);
    if (it == 0) return -1;
    while (true) {
      const name = iterNext(it);
      if (name == 0) break;
      const v = getAttr(module, name);
      const status = v ? setItem(target, name, v) : -1;
      if (v) release(v);
      release(name);
      if (status < 0) { release(it); return -1; }
    }
    release(it);
    return hasException() ? -1 : 0;
  }
  if (typeOf(module) != T_MODULE) { raise(T_X_IMPORTERROR, "from-import-* object has no __dict__ and no __all__"); return -1; }
  const d = moduleDict(module);
  const cursor = ts + 0x210;
  let at: u32 = 0;
  while (true) {
    store<u32>(cursor, at);
    if (!dictNext(d, cursor, cursor + 4, cursor + 8)) return 0;
    at = load<u32>(cursor);
    const name = load<usize>(cursor, 4), v = load<usize>(cursor, 8);
    const status = isStr(name) && strLength(name) > 0 && strCharAt(name, 0) != 0x5f ? setItem(target, name, v) : 0;
    release(name);
    release(v);
    if (status < 0) return -1;
  }
}
