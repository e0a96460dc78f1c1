/**
 * Code for the match statement. A pattern consumes the subject on top of the stack; the values it captures pile up
 * below whatever else is still needed, and are bound only once the whole pattern has matched. A failure jumps to
 * a ladder of pops as long as what lies on the stack at that point.
 */

import { Complex, type ConstantValue, type IMatchMapping, type INode, type Expr, type IMatchClass, type Pattern, type Stmt, TupleConstant } from './ast';
import { constantText } from './disassembler';
import { TryEmitter } from './emit-try';
import { constantOf } from './fold';
import { OP } from './opcodes';
import { JUMP, Label } from './unit';

/** What is known while a pattern is compiled. */
interface IContext {
  /** Names captured so far, in the order of their values on the stack. */
  stores: string[];
  /** Whether a pattern that always matches may stand here. */
  irrefutable: boolean;
  /** `ladder[n]`: where to go to pop n values and fail. */
  ladder: Label[];
  /** Values on top of the captured ones that a failure must pop. */
  onTop: number;
}

export abstract class MatchEmitter extends TryEmitter {
  protected override matchStatement(stmt: Stmt & { kind: 'Match' }): void {
    const { cases } = stmt;
    const end = new Label();
    this.expr(stmt.subject);
    const last = cases[cases.length - 1];
    const hasDefault = cases.length > 1 && isWildcard(last.pattern);
    const tested = hasDefault ? cases.slice(0, -1) : cases;
    tested.forEach((each, index) => {
      const { pattern, guard, body } = each;
      const more = index < tested.length - 1;
      if (more) {
        this.emit(OP.COPY, 1, pattern);
      }
      const context: IContext = { stores: [], irrefutable: guard !== null || index === cases.length - 1, ladder: [], onTop: 0 };
      this.pattern(pattern, context);
      context.stores.forEach(name => this.name(name, 'store', pattern));
      if (guard) {
        this.jumpIf(guard, rung(context, 0), false);
      }
      if (more) {
        this.emit(OP.POP_TOP, 0, pattern);
      }
      this.statements(body);
      this.jump(end);
      this.failHere(context, pattern);
    });
    if (hasDefault) {
      if (last.guard) {
        this.jumpIf(last.guard, end, false);
      }
      this.statements(last.body);
    }
    this.mark(end);
  }

  /** Fails: everything that this pattern has put on the stack is popped on the way. */
  private failIf(op: number, context: IContext, node: INode): void {
    this.jump(rung(context, context.onTop + context.stores.length), node, op);
  }

  private failHere(context: IContext, node: INode): void {
    for (let count = context.ladder.length - 1; count > 0; count--) {
      this.mark(context.ladder[count]);
      this.emit(OP.POP_TOP, 0, node);
    }
    if (context.ladder.length > 0) {
      this.mark(context.ladder[0]);
    }
    context.ladder = [];
  }

  private pattern(pattern: Pattern, context: IContext): void {
    this.enter();
    switch (pattern.kind) {
      case 'MatchValue':
        this.expr(pattern.value);
        this.emit(OP.COMPARE_EQ, 0, pattern);
        this.failIf(OP.POP_JUMP_IF_FALSE, context, pattern);
        break;
      case 'MatchSingleton':
        this.constant(pattern.value, pattern);
        this.emit(OP.IS_OP, 0, pattern);
        this.failIf(OP.POP_JUMP_IF_FALSE, context, pattern);
        break;
      case 'MatchSequence':
        this.sequence(pattern, pattern.patterns, context);
        break;
      case 'MatchMapping':
        this.mapping(pattern, context);
        break;
      case 'MatchClass':
        this.classPattern(pattern, context);
        break;
      case 'MatchStar':
        this.capture(pattern.name, context, pattern);
        break;
      case 'MatchAs':
        this.asPattern(pattern, context);
        break;
      case 'MatchOr':
        this.alternatives(pattern, pattern.patterns, context);
        break;
    }
    this.leave();
  }

  /** A part of a pattern may always match: what is around it can still fail. */
  private part(pattern: Pattern, context: IContext): void {
    const { irrefutable } = context;
    context.irrefutable = true;
    this.pattern(pattern, context);
    context.irrefutable = irrefutable;
  }

  /** Moves the top value below `count - 1` others. */
  private rotate(count: number, node: INode): void {
    for (; count > 1; count--) {
      this.emit(OP.SWAP, count, node);
    }
  }

  private capture(name: string | null, context: IContext, node: INode): void {
    if (name === null) {
      this.emit(OP.POP_TOP, 0, node);
      return;
    }
    this.addStore(name, context, node);
    this.rotate(context.onTop + context.stores.length, node);
  }

  private addStore(name: string, context: IContext, node: INode): void {
    if (context.stores.includes(name)) {
      throw this.fail(`multiple assignments to name '${name}' in pattern`, node);
    }
    context.stores.push(name);
  }

  private asPattern(pattern: Pattern & { kind: 'MatchAs' }, context: IContext): void {
    if (!pattern.pattern) {
      if (!context.irrefutable) {
        const what = pattern.name === null ? 'wildcard' : `name capture '${pattern.name}'`;
        throw this.fail(`${what} makes remaining patterns unreachable`, pattern);
      }
      this.capture(pattern.name, context, pattern);
      return;
    }
    context.onTop++;
    this.emit(OP.COPY, 1, pattern);
    this.pattern(pattern.pattern, context);
    context.onTop--;
    this.capture(pattern.name, context, pattern);
  }

  // ---- sequences

  private sequence(node: INode, patterns: readonly Pattern[], context: IContext): void {
    const size = patterns.length;
    const stars = patterns.filter(part => part.kind === 'MatchStar');
    if (stars.length > 1) {
      throw this.fail('multiple starred names in sequence pattern', node);
    }
    const star = patterns.findIndex(part => part.kind === 'MatchStar');
    context.onTop++;
    this.emit(OP.MATCH_SEQUENCE, 0, node);
    this.failIf(OP.POP_JUMP_IF_FALSE, context, node);
    if (star < 0 || size > 1) {
      this.emit(OP.GET_LEN, 0, node);
      this.constant(BigInt(star < 0 ? size : size - 1), node);
      this.emit(star < 0 ? OP.COMPARE_EQ : OP.COMPARE_GE, 0, node);
      this.failIf(OP.POP_JUMP_IF_FALSE, context, node);
    }
    context.onTop--;
    if (patterns.every(isWildcard)) {
      this.emit(OP.POP_TOP, 0, node);
    } else if (star >= 0 && isWildcard(patterns[star])) {
      this.elements(node, patterns, star, context);
    } else {
      if (star < 0) {
        this.emit(OP.UNPACK_SEQUENCE, size, node);
      } else {
        this.emit(OP.UNPACK_EX, star | ((size - star - 1) << 8), node);
      }
      this.parts(patterns, context);
    }
  }

  /** Matches patterns against as many values on the stack, the first on top. */
  private parts(patterns: readonly Pattern[], context: IContext): void {
    context.onTop += patterns.length;
    for (const part of patterns) {
      context.onTop--;
      this.part(part, context);
    }
  }

  /** `[a, *_, b]`: the middle is never taken out; elements are read by index. */
  private elements(node: INode, patterns: readonly Pattern[], star: number, context: IContext): void {
    context.onTop++;
    patterns.forEach((part, index) => {
      if (isWildcard(part)) {
        return;
      }
      this.emit(OP.COPY, 1, node);
      if (index < star) {
        this.constant(BigInt(index), node);
      } else {
        // Not every sequence counts from the end.
        this.emit(OP.GET_LEN, 0, node);
        this.constant(BigInt(patterns.length - index), node);
        this.emit(OP.BINARY_SUB, 0, node);
      }
      this.emit(OP.BINARY_SUBSCR, 0, node);
      this.part(part, context);
    });
    context.onTop--;
    this.emit(OP.POP_TOP, 0, node);
  }

  // ---- mappings and classes

  private mapping(pattern: IMatchMapping, context: IContext): void {
    const size = pattern.keys.length;
    context.onTop++;
    this.emit(OP.MATCH_MAPPING, 0, pattern);
    this.failIf(OP.POP_JUMP_IF_FALSE, context, pattern);
    if (size === 0 && pattern.rest === null) {
      context.onTop--;
      this.emit(OP.POP_TOP, 0, pattern);
      return;
    }
    if (size > 0) {
      this.emit(OP.GET_LEN, 0, pattern);
      this.constant(BigInt(size), pattern);
      this.emit(OP.COMPARE_GE, 0, pattern);
      this.failIf(OP.POP_JUMP_IF_FALSE, context, pattern);
    }
    this.mappingKeys(pattern);
    this.emit(OP.MATCH_KEYS, 0, pattern);
    context.onTop += 2;
    this.emit(OP.COPY, 1, pattern);
    this.constant(null, pattern);
    this.emit(OP.IS_OP, 1, pattern);
    this.failIf(OP.POP_JUMP_IF_FALSE, context, pattern);
    this.emit(OP.UNPACK_SEQUENCE, size, pattern);
    context.onTop--;
    this.parts(pattern.patterns, context);
    context.onTop -= 2;
    if (pattern.rest === null) {
      this.emit(OP.POP_TOP, 0, pattern);
      this.emit(OP.POP_TOP, 0, pattern);
      return;
    }
    // A copy of the subject, without the keys that were matched.
    this.emit(OP.BUILD_MAP, 0, pattern);
    this.emit(OP.SWAP, 3, pattern);
    this.emit(OP.DICT_UPDATE, 2, pattern);
    this.emit(OP.UNPACK_SEQUENCE, size, pattern);
    for (let left = size; left > 0; left--) {
      this.emit(OP.COPY, 1 + left, pattern);
      this.emit(OP.SWAP, 2, pattern);
      this.emit(OP.DELETE_SUBSCR, 0, pattern);
    }
    this.capture(pattern.rest, context, pattern);
  }

  private mappingKeys(pattern: IMatchMapping): void {
    const seen = new Set<string>();
    for (const key of pattern.keys) {
      const value = constantOf(key as Expr);
      if (value !== undefined) {
        const text = constantText(value);
        const key = equalityKey(value, text);
        if (seen.has(key)) {
          throw this.fail(`mapping pattern checks duplicate key (${text})`, pattern);
        }
        seen.add(key);
      }
      this.expr(key);
    }
    this.emit(OP.BUILD_TUPLE, pattern.keys.length, pattern);
  }

  private classPattern(pattern: IMatchClass, context: IContext): void {
    const { kwdAttrs } = pattern;
    const repeated = kwdAttrs.findIndex((name, index) => kwdAttrs.indexOf(name) < index);
    if (repeated >= 0) {
      throw this.fail(`attribute name repeated in class pattern: ${kwdAttrs[repeated]}`, pattern.kwdPatterns[repeated]);
    }
    const parts = [...pattern.patterns, ...pattern.kwdPatterns];
    this.expr(pattern.cls);
    this.constant(new TupleConstant(kwdAttrs), pattern);
    this.emit(OP.MATCH_CLASS, pattern.patterns.length, pattern);
    this.emit(OP.COPY, 1, pattern);
    this.constant(null, pattern);
    this.emit(OP.IS_OP, 1, pattern);
    context.onTop++;
    this.failIf(OP.POP_JUMP_IF_FALSE, context, pattern);
    this.emit(OP.UNPACK_SEQUENCE, parts.length, pattern);
    context.onTop--;
    this.parts(parts, context);
  }

  // ---- alternatives

  private alternatives(node: INode, patterns: readonly Pattern[], context: IContext): void {
    const end = new Label();
    let names: string[] = [];
    patterns.forEach((alternative, index) => {
      const own: IContext = {
        stores: [], irrefutable: index === patterns.length - 1 && context.irrefutable, ladder: [], onTop: 0
      };
      this.emit(OP.COPY, 1, alternative);
      this.pattern(alternative, own);
      if (index === 0) {
        names = own.stores;
      } else {
        this.reorder(own.stores, names, alternative, node);
      }
      this.jump(end, alternative);
      this.failHere(own, alternative);
    });
    // None matched: the last copy of the subject goes.
    this.emit(OP.POP_TOP, 0, node);
    this.failIf(JUMP, context, node);
    this.mark(end);
    // The captured values lie above the subject's copy and all else; each goes to its place.
    const depth = names.length + 1 + context.onTop + context.stores.length;
    for (const name of names) {
      this.rotate(depth, node);
      this.addStore(name, context, node);
    }
    this.emit(OP.POP_TOP, 0, node);
  }

  /** Brings captured values into the order in which the first alternative captured them. */
  private reorder(stores: string[], names: readonly string[], alternative: Pattern, node: INode): void {
    if (stores.length !== names.length || !names.every(name => stores.includes(name))) {
      throw this.fail('alternative patterns bind different names', node);
    }
    for (let wanted = names.length - 1; wanted >= 0; wanted--) {
      const found = stores.indexOf(names[wanted]);
      if (found === wanted) {
        continue;
      }
      const moved = stores.splice(0, found + 1);
      stores.splice(wanted - found, 0, ...moved);
      for (let rotations = found + 1; rotations > 0; rotations--) {
        this.rotate(wanted + 1, alternative);
      }
    }
  }
}

function rung(context: IContext, count: number): Label {
  while (context.ladder.length <= count) {
    context.ladder.push(new Label());
  }
  return context.ladder[count];
}

/** A text that is the same for constants that compare equal. */
function equalityKey(value: ConstantValue, text: string): string {
  if (value instanceof Complex && value.imag === 0) {
    return String(value.real);
  }
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean' ? String(Number(value)) : text;
}

/** `_` or `*_`. */
function isWildcard(pattern: Pattern): boolean {
  return (pattern.kind === 'MatchAs' && !pattern.pattern && pattern.name === null) || (pattern.kind === 'MatchStar' && pattern.name === null);
}
