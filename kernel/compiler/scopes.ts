/**
 * The symbol table: which names each function, class and comprehension binds and uses, and from that where
 * each name lives. Names are collected in collect.ts, in source order; they are resolved here from the
 * outside in, while the free names found flow from the inside out.
 */

import { type INode } from './ast';
import { errorAt } from './errors';
import { type Source } from './source';

/** How a name is used in one scope. */
export const DEF_GLOBAL = 1;
export const DEF_LOCAL = 2;
export const DEF_PARAM = 4;
export const DEF_NONLOCAL = 8;
export const USE = 16;
export const DEF_ANNOT = 32;
export const DEF_COMP_ITER = 64;
export const DEF_IMPORT = 128;
/** Bound in a class body and also free in it: a method closes over the outer variable of that name. */
export const DEF_FREE_CLASS = 256;
/** A cell of a comprehension that was inlined here. */
export const DEF_COMP_CELL = 512;
export const DEF_TYPE_PARAM = 1024;
const DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM;

/** Where a name lives. */
export type Place = 'local' | 'cell' | 'free' | 'global explicit' | 'global implicit';

export type ScopeKind = 'module' | 'class' | 'function' | 'lambda' | 'comprehension' | 'genexpr' | 'annotation';

export class Scope {
  readonly symbols = new Map<string, number>();
  readonly places = new Map<string, Place>();
  children: Scope[] = [];
  /** Names of the parameters, in the order of their slots. */
  readonly params: string[] = [];
  /** Where `global` and `nonlocal` named what, for errors. */
  readonly directives = new Map<string, INode>();
  isGenerator = false;
  /** Something in it is awaited, or it is an async def. */
  isCoroutine = false;
  isAsyncFunction = false;
  /** A comprehension compiled into the function around it. */
  inlined = false;
  /** A class whose methods use `__class__`. */
  needsClassClosure = false;
  /** A class that an annotation scope inside it looks names up in. */
  needsClassDict = false;
  /** An annotation scope (PEP 695) directly in a class. */
  canSeeClassScope = false;
  /** Reading the iterable of a comprehension: how deep. */
  iterableDepth = 0;
  /** Reading the target of a comprehension's `for`. */
  readingTarget = false;
  hasVarargs = false;
  hasVarkeywords = false;

  constructor(
    readonly kind: ScopeKind,
    readonly name: string,
    readonly parent: Scope | null,
    readonly node: INode,
    /** The class for which private names are mangled. */
    readonly privateName: string | null
  ) {
    parent?.children.push(this);
    this.iterableDepth = parent?.iterableDepth ?? 0;
  }

  get isFunctionLike(): boolean {
    return this.kind !== 'module' && this.kind !== 'class';
  }

  get isComprehension(): boolean {
    return this.kind === 'comprehension' || this.kind === 'genexpr';
  }

  /** Whether some function encloses this scope. */
  get nested(): boolean {
    for (let scope = this.parent; scope; scope = scope.parent) {
      if (scope.isFunctionLike) {
        return true;
      }
    }
    return false;
  }

  place(name: string): Place {
    return this.places.get(name) ?? 'global implicit';
  }

  /** Names whose place is `place`, sorted, as closures are built in that order. */
  namesAt(place: Place): string[] {
    return [...this.places].filter(([, at]) => at === place).map(([name]) => name).sort(byCodePoint);
  }

  /** Free variables, those that a class body only passes on included. */
  freeNames(): string[] {
    const names = new Set(this.namesAt('free'));
    for (const [name, flags] of this.symbols) {
      if (flags & DEF_FREE_CLASS) {
        names.add(name);
      }
    }
    return [...names].sort(byCodePoint);
  }
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The name under which a private name of a class is stored. */
export function mangle(className: string | null, name: string): string {
  if (!className || !name.startsWith('__') || name.endsWith('__') || name.includes('.')) {
    return name;
  }
  const stripped = className.replace(/^_+/, '');
  return stripped ? `_${stripped}${name}` : name;
}

/** Finds the place of every name of a module and all scopes in it. */
export function resolve(module: Scope, source: Source): void {
  analyze(module, null, new Set(), new Set(), source);
}

/** Resolves a scope; adds to `free` the names it takes from outside. */
function analyze(scope: Scope, bound: ReadonlySet<string> | null, free: Set<string>, globals: ReadonlySet<string>, source: Source): void {
  const outerBound = bound ? new Set(bound) : null;
  const outerGlobals = new Set(globals);
  const local = new Set<string>();
  const newFree = new Set<string>();
  const isClass = scope.kind === 'class';
  // What a class body binds is not visible in its methods; what it sees from outside is.
  const classBound = isClass ? new Set(bound ?? []) : null;
  const classGlobals = isClass ? new Set(globals) : null;
  for (const [name, flags] of scope.symbols) {
    placeName(scope, name, flags, outerBound, local, newFree, outerGlobals, source);
  }
  let childBound: Set<string>;
  let childGlobals: Set<string>;
  if (isClass) {
    childBound = classBound!;
    childGlobals = classGlobals!;
    childBound.add('__class__');
    childBound.add('__classdict__');
  } else {
    childBound = new Set(outerBound ?? []);
    if (scope.isFunctionLike) {
      local.forEach(name => childBound.add(name));
    }
    childGlobals = outerGlobals;
  }
  const inlinedCells = new Set<string>();
  const children: Scope[] = [];
  for (const child of scope.children) {
    const childFree = new Set<string>();
    analyze(child, childBound, childFree, childGlobals, source);
    if (child.kind === 'comprehension' && !scope.canSeeClassScope) {
      inline(scope, child, childFree, inlinedCells);
      children.push(...child.children);
    } else {
      children.push(child);
    }
    childFree.forEach(name => newFree.add(name));
  }
  scope.children = children;
  if (scope.isFunctionLike) {
    for (const [name, place] of scope.places) {
      if (place === 'local' && (newFree.has(name) || inlinedCells.has(name))) {
        scope.places.set(name, 'cell');
        newFree.delete(name);
      }
    }
  } else if (isClass) {
    scope.needsClassClosure = newFree.delete('__class__');
    scope.needsClassDict = newFree.delete('__classdict__');
  }
  for (const name of inlinedCells) {
    if (scope.symbols.has(name)) {
      scope.symbols.set(name, scope.symbols.get(name)! | DEF_COMP_CELL);
    }
  }
  for (const name of newFree) {
    const flags = scope.symbols.get(name);
    if (flags !== undefined) {
      if (isClass && flags & (DEF_BOUND | DEF_GLOBAL)) {
        scope.symbols.set(name, flags | DEF_FREE_CLASS);
      }
      continue;
    }
    if (outerBound && !outerBound.has(name)) {
      continue;
    }
    // The scope itself does not use the name; it hands it to one inside.
    scope.symbols.set(name, 0);
    scope.places.set(name, 'free');
  }
  newFree.forEach(name => free.add(name));
}

function placeName(
  scope: Scope, name: string, flags: number, bound: Set<string> | null, local: Set<string>, free: Set<string>, globals: Set<string>,
  source: Source
): void {
  const fail = (message: string): never => {
    const node = scope.directives.get(name) ?? scope.node;
    throw errorAt(source, message, node.start, node.end);
  };
  if (flags & DEF_GLOBAL) {
    if (flags & DEF_NONLOCAL) {
      fail(`name '${name}' is nonlocal and global`);
    }
    scope.places.set(name, 'global explicit');
    globals.add(name);
    bound?.delete(name);
  } else if (flags & DEF_NONLOCAL) {
    if (!bound) {
      fail('nonlocal declaration not allowed at module level');
    } else if (!bound.has(name)) {
      fail(`no binding for nonlocal '${name}' found`);
    }
    scope.places.set(name, 'free');
    free.add(name);
  } else if (flags & DEF_BOUND) {
    scope.places.set(name, 'local');
    local.add(name);
    globals.delete(name);
  } else if (bound?.has(name)) {
    scope.places.set(name, 'free');
    free.add(name);
  } else {
    scope.places.set(name, 'global implicit');
  }
}

/** Merges the names of a comprehension into the scope that it is compiled into. */
function inline(scope: Scope, comprehension: Scope, free: Set<string>, inlinedCells: Set<string>): void {
  comprehension.inlined = true;
  for (const [name, flags] of comprehension.symbols) {
    if (flags & DEF_PARAM) {
      continue;
    }
    let place = comprehension.place(name);
    if (place === 'cell' || flags & DEF_COMP_CELL) {
      inlinedCells.add(name);
    }
    const existing = scope.symbols.get(name);
    if (existing === undefined) {
      if (place === 'free' && scope.kind === 'class' && name === '__class__') {
        place = 'global implicit';
        free.delete(name);
      }
      scope.symbols.set(name, flags);
      scope.places.set(name, place);
    } else if (existing & DEF_BOUND && scope.kind !== 'class' && !comprehension.children.some(child => child.place(name) === 'free' && child.symbols.has(name))) {
      // Free in the comprehension, but here it is simply a local.
      free.delete(name);
    }
  }
}
