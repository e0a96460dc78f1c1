/**
 * Code for expressions. Conditions compile to jumps (`jumpIf`), never to a bool that is tested afterwards.
 */

import {
  type BinaryOperator, type CompareOperator, type Expr, FrozenSetConstant, type IBoolOp, type ICall, type ICompare, type IDict,
  type IFormattedValue, type IIfExp, type IJoinedStr, type IKeyword, type INode, type ISlice, TupleConstant
} from './ast';
import { Emitter } from './emitter';
import { constantContainer, constantItems, constantOf, truth } from './fold';
import { OP } from './opcodes';
import { mangle } from './scopes';
import { callOfDisplay, identityOfLiteral, subscriptOfDisplay } from './suspicions';
import { Label } from './unit';

const BINARY: Readonly<Record<BinaryOperator, number>> = {
  '+': OP.BINARY_ADD, '-': OP.BINARY_SUB, '*': OP.BINARY_MUL, '/': OP.BINARY_TRUE_DIV, '//': OP.BINARY_FLOOR_DIV, '%': OP.BINARY_MOD,
  '**': OP.BINARY_POW, '<<': OP.BINARY_LSHIFT, '>>': OP.BINARY_RSHIFT, '&': OP.BINARY_AND, '|': OP.BINARY_OR, '^': OP.BINARY_XOR,
  '@': OP.BINARY_MAT_MUL
};

const COMPARE: Readonly<Record<CompareOperator, readonly [op: number, arg: number]>> = {
  '<': [OP.COMPARE_LT, 0], '<=': [OP.COMPARE_LE, 0], '==': [OP.COMPARE_EQ, 0], '!=': [OP.COMPARE_NE, 0], '>': [OP.COMPARE_GT, 0],
  '>=': [OP.COMPARE_GE, 0], is: [OP.IS_OP, 0], 'is not': [OP.IS_OP, 1], in: [OP.CONTAINS_OP, 0], 'not in': [OP.CONTAINS_OP, 1]
};

/** `not a in b` is one operator; other comparisons may have results that are no bools. */
const OPPOSITE: Readonly<Partial<Record<CompareOperator, CompareOperator>>> = { is: 'is not', 'is not': 'is', in: 'not in', 'not in': 'in' };

/** Displays with more elements than this are built piece by piece, so that the stack stays small. */
const STACK_GUIDELINE = 30;

export abstract class ExpressionEmitter extends Emitter {
  protected abstract lambda(expr: Expr & { kind: 'Lambda' }): void;

  override expr(expr: Expr): void {
    this.enter();
    this.visit(expr);
    this.leave();
  }

  private visit(expr: Expr): void {
    switch (expr.kind) {
      case 'Constant':
        this.constant(expr.value, expr);
        break;
      case 'Name':
        if (expr.id === '__debug__') {
          this.constant(this.options.optimize === 0, expr);
        } else {
          this.name(expr.id, 'load', expr);
        }
        break;
      case 'BinOp':
        this.binOp(expr);
        break;
      case 'UnaryOp':
        this.unaryOp(expr);
        break;
      case 'BoolOp':
        this.boolOp(expr);
        break;
      case 'NamedExpr':
        this.expr(expr.value);
        this.emit(OP.COPY, 1, expr);
        this.name(expr.target.id, 'store', expr.target);
        break;
      case 'Lambda':
        this.lambda(expr);
        break;
      case 'IfExp':
        this.ifExp(expr);
        break;
      case 'Dict':
        this.dict(expr);
        break;
      case 'Set':
        this.display(expr, expr.elts, 'set');
        break;
      case 'List':
        this.display(expr, expr.elts, 'list');
        break;
      case 'Tuple':
        this.display(expr, expr.elts, 'tuple');
        break;
      case 'ListComp':
      case 'SetComp':
      case 'DictComp':
      case 'GeneratorExp':
        this.comprehension(expr);
        break;
      case 'Await':
        this.await(expr);
        break;
      case 'Yield':
        this.requireFunction(expr, 'yield');
        if (expr.value) {
          this.expr(expr.value);
        } else {
          this.constant(null, expr);
        }
        this.yieldValue(expr);
        break;
      case 'YieldFrom':
        this.requireFunction(expr, 'yield from');
        if (this.unit.scope.isAsyncFunction) {
          throw this.fail("'yield from' inside async function", expr);
        }
        this.expr(expr.value);
        this.emit(OP.GET_YIELD_FROM_ITER, 0, expr);
        this.constant(null, expr);
        this.delegate(expr, false);
        break;
      case 'Compare':
        this.compare(expr);
        break;
      case 'Call':
        this.call(expr);
        break;
      case 'FormattedValue':
        this.formattedValue(expr);
        break;
      case 'JoinedStr':
        this.joinedStr(expr);
        break;
      case 'Attribute': {
        if (this.superAttribute(expr, OP.LOAD_SUPER_ATTR)) {
          break;
        }
        this.expr(expr.value);
        this.nameOp(OP.LOAD_ATTR, expr.attr, this.attributePlace(expr));
        break;
      }
      case 'Subscript':
        this.warn(subscriptOfDisplay(expr), expr);
        this.expr(expr.value);
        if (expr.slice.kind === 'Slice' && !expr.slice.step) {
          this.bounds(expr.slice);
          this.emit(OP.BINARY_SLICE, 0, expr);
          break;
        }
        this.expr(expr.slice);
        this.emit(OP.BINARY_SUBSCR, 0, expr);
        break;
      case 'Starred':
        throw this.fail("can't use starred expression here", expr);
      case 'Slice':
        this.slice(expr);
        break;
    }
  }

  /** In a chain over several lines an attribute is found on the line of its name. */
  protected attributePlace(attribute: Expr & { kind: 'Attribute' }, node: INode = attribute): INode {
    const { source } = this;
    if (source.lineAt(node.start) === source.lineAt(attribute.end)) {
      return node;
    }
    return { start: attribute.end - attribute.attr.length, end: node.end };
  }

  // ---- operators

  private binOp(expr: Expr & { kind: 'BinOp' }): void {
    // A chain of operators leans left; it is followed down and emitted on the way up, without recursion.
    const chain: (Expr & { kind: 'BinOp' })[] = [];
    let left: Expr = expr;
    while (left.kind === 'BinOp' && constantOf(left) === undefined) {
      chain.push(left);
      left = left.left;
    }
    const folded = constantOf(left);
    if (folded !== undefined) {
      this.constant(folded, left);
    } else {
      this.expr(left);
    }
    for (let at = chain.length - 1; at >= 0; at--) {
      this.expr(chain[at].right);
      this.emit(BINARY[chain[at].op], 0, chain[at]);
    }
  }

  protected inPlace(op: BinaryOperator, node: INode): void {
    this.emit(BINARY[op], 1, node);
  }

  private unaryOp(expr: Expr & { kind: 'UnaryOp' }): void {
    const folded = constantOf(expr);
    if (folded !== undefined) {
      this.constant(folded, expr);
      return;
    }
    const { operand } = expr;
    const opposite = expr.op === 'not' && operand.kind === 'Compare' && operand.ops.length === 1 ? OPPOSITE[operand.ops[0]] : undefined;
    if (opposite && operand.kind === 'Compare') {
      this.expr({ ...operand, ops: [opposite], start: expr.start, end: expr.end });
      return;
    }
    this.expr(operand);
    const ops = { '-': OP.UNARY_NEGATIVE, '+': OP.UNARY_POSITIVE, '~': OP.UNARY_INVERT, not: OP.UNARY_NOT };
    this.emit(ops[expr.op], 0, expr);
  }

  private boolOp(expr: IBoolOp): void {
    const end = new Label();
    const op = expr.op === 'and' ? OP.JUMP_IF_FALSE_OR_POP : OP.JUMP_IF_TRUE_OR_POP;
    expr.values.forEach((value, index) => {
      this.expr(value);
      if (index < expr.values.length - 1) {
        this.jump(end, expr, op);
      }
    });
    this.mark(end);
  }

  private ifExp(expr: IIfExp): void {
    const orelse = new Label();
    const end = new Label();
    this.jumpIf(expr.test, orelse, false);
    this.expr(expr.body);
    this.jump(end);
    this.mark(orelse);
    this.expr(expr.orelse);
    this.mark(end);
  }

  /** Jumps if the truth of an expression is `condition`; goes on otherwise. */
  protected jumpIf(expr: Expr, target: Label, condition: boolean): void {
    this.enter();
    const constant = expr.kind === 'Name' && expr.id === '__debug__' ? this.options.optimize === 0 : constantOf(expr);
    if (constant !== undefined) {
      if (truth(constant) === condition) {
        this.jump(target, expr);
      }
    } else if (expr.kind === 'UnaryOp' && expr.op === 'not') {
      this.jumpIf(expr.operand, target, !condition);
    } else if (expr.kind === 'BoolOp') {
      const { values } = expr;
      const decides = expr.op === 'or';
      const skip = decides === condition ? target : new Label();
      values.slice(0, -1).forEach(value => this.jumpIf(value, skip, decides));
      this.jumpIf(values[values.length - 1], target, condition);
      if (skip !== target) {
        this.mark(skip);
      }
    } else if (expr.kind === 'IfExp') {
      const orelse = new Label();
      const end = new Label();
      this.jumpIf(expr.test, orelse, false);
      this.jumpIf(expr.body, target, condition);
      this.jump(end);
      this.mark(orelse);
      this.jumpIf(expr.orelse, target, condition);
      this.mark(end);
    } else if (expr.kind === 'Compare' && expr.ops.length > 1) {
      this.warn(identityOfLiteral(expr), expr);
      const cleanup = new Label();
      const end = new Label();
      this.compareChain(expr, cleanup, OP.POP_JUMP_IF_FALSE);
      this.jump(target, expr, condition ? OP.POP_JUMP_IF_TRUE : OP.POP_JUMP_IF_FALSE);
      this.jump(end);
      this.mark(cleanup);
      this.emit(OP.POP_TOP, 0, expr);
      if (!condition) {
        this.jump(target);
      }
      this.mark(end);
    } else if (expr.kind === 'Compare' && isNone(expr.comparators[0]) && (expr.ops[0] === 'is' || expr.ops[0] === 'is not')) {
      this.warn(identityOfLiteral(expr), expr);
      this.expr(expr.left);
      const whenNone = (expr.ops[0] === 'is') === condition;
      this.jump(target, expr, whenNone ? OP.POP_JUMP_IF_NONE : OP.POP_JUMP_IF_NOT_NONE);
    } else {
      this.expr(expr);
      this.jump(target, expr, condition ? OP.POP_JUMP_IF_TRUE : OP.POP_JUMP_IF_FALSE);
    }
    this.leave();
  }

  private compare(expr: ICompare): void {
    this.warn(identityOfLiteral(expr), expr);
    if (expr.ops.length === 1) {
      this.expr(expr.left);
      this.comparator(expr, 0);
      return;
    }
    const cleanup = new Label();
    const end = new Label();
    this.compareChain(expr, cleanup, OP.JUMP_IF_FALSE_OR_POP);
    this.jump(end);
    this.mark(cleanup);
    this.emit(OP.SWAP, 2, expr);
    this.emit(OP.POP_TOP, 0, expr);
    this.mark(end);
  }

  /** `a < b < c`: leaves the last result. Goes to `cleanup` with the operand, and what the jump keeps, left over. */
  private compareChain(expr: ICompare, cleanup: Label, jump: number): void {
    this.expr(expr.left);
    const last = expr.ops.length - 1;
    for (let at = 0; at < last; at++) {
      this.expr(expr.comparators[at]);
      this.emit(OP.SWAP, 2, expr);
      this.emit(OP.COPY, 2, expr);
      this.emit(...COMPARE[expr.ops[at]], expr);
      this.jump(cleanup, expr, jump);
    }
    this.comparator(expr, last);
  }

  /** The right operand of one comparison, and the comparison. */
  private comparator(expr: ICompare, index: number): void {
    const operator = expr.ops[index];
    const right = expr.comparators[index];
    const container = operator === 'in' || operator === 'not in' ? constantContainer(right) : undefined;
    if (container !== undefined) {
      this.constant(container, right);
    } else {
      this.expr(right);
    }
    this.emit(...COMPARE[operator], expr);
  }

  // ---- displays

  private display(expr: Expr, elts: readonly Expr[], kind: 'list' | 'set' | 'tuple'): void {
    const items = constantItems(elts);
    if (kind === 'tuple' && items) {
      this.constant(new TupleConstant(items), expr);
      return;
    }
    this.collect(elts, kind, expr);
  }

  /** Builds a list, set or tuple of expressions, starred ones unpacked. */
  protected collect(elts: readonly Expr[], kind: 'list' | 'set' | 'tuple', node: INode): void {
    const isSet = kind === 'set';
    const build = kind === 'tuple' ? OP.BUILD_TUPLE : isSet ? OP.BUILD_SET : OP.BUILD_LIST;
    const items = elts.length > 2 && kind !== 'tuple' ? constantItems(elts) : undefined;
    if (items) {
      this.emit(build, 0, node);
      this.constant(isSet ? new FrozenSetConstant(items) : new TupleConstant(items), node);
      this.emit(isSet ? OP.SET_UPDATE : OP.LIST_EXTEND, 1, node);
      return;
    }
    const star = elts.findIndex(elt => elt.kind === 'Starred');
    if (star < 0 && elts.length <= STACK_GUIDELINE) {
      elts.forEach(elt => this.expr(elt));
      this.emit(build, elts.length, node);
      return;
    }
    // What comes before the first star can be taken from the stack at once.
    const first = elts.length > STACK_GUIDELINE ? 0 : star;
    elts.slice(0, first).forEach(elt => this.expr(elt));
    this.emit(isSet ? OP.BUILD_SET : OP.BUILD_LIST, first, node);
    for (const elt of elts.slice(first)) {
      if (elt.kind === 'Starred') {
        this.expr(elt.value);
        this.emit(isSet ? OP.SET_UPDATE : OP.LIST_EXTEND, 1, node);
      } else {
        this.expr(elt);
        this.emit(isSet ? OP.SET_ADD : OP.LIST_APPEND, 1, node);
      }
    }
    if (kind === 'tuple') {
      this.emit(OP.LIST_TO_TUPLE, 0, node);
    }
  }

  private dict(expr: IDict): void {
    let built = false;
    let waiting = 0;
    const flush = (): void => {
      if (!built) {
        this.emit(OP.BUILD_MAP, waiting, expr);
        built = true;
      }
      waiting = 0;
    };
    const large = expr.keys.length * 2 > STACK_GUIDELINE;
    if (large) {
      flush();
    }
    expr.keys.forEach((key, index) => {
      const value = expr.values[index];
      if (!key) {
        flush();
        this.expr(value);
        this.emit(OP.DICT_UPDATE, 1, expr);
        return;
      }
      this.expr(key);
      this.expr(value);
      if (built) {
        this.emit(OP.MAP_ADD, 1, expr);
      } else {
        waiting++;
      }
    });
    flush();
  }

  private bounds(expr: ISlice): void {
    for (const part of [expr.lower, expr.upper]) {
      if (part) {
        this.expr(part);
      } else {
        this.constant(null, expr);
      }
    }
  }

  private slice(expr: ISlice): void {
    this.bounds(expr);
    if (expr.step) {
      this.expr(expr.step);
    }
    this.emit(OP.BUILD_SLICE, expr.step ? 3 : 2, expr);
  }

  private joinedStr(expr: IJoinedStr): void {
    if (expr.values.length === 0) {
      this.constant('', expr);
      return;
    }
    expr.values.forEach(value => this.expr(value));
    if (expr.values.length > 1) {
      this.emit(OP.BUILD_STRING, expr.values.length, expr);
    }
  }

  private formattedValue(expr: IFormattedValue): void {
    this.expr(expr.value);
    if (expr.conversion) {
      this.emit(OP.CONVERT_VALUE, { s: 1, r: 2, a: 3 }[expr.conversion], expr);
    }
    if (expr.spec) {
      this.expr(expr.spec);
      this.emit(OP.FORMAT_WITH_SPEC, 0, expr);
    } else {
      this.emit(OP.FORMAT_SIMPLE, 0, expr);
    }
  }

  // ---- calls

  private call(expr: ICall): void {
    const { func, args, keywords } = expr;
    this.warn(callOfDisplay(func), func);
    this.checkKeywords(keywords);
    if (func.kind === 'Attribute' && !hasUnpacking(args, keywords)) {
      const place = this.attributePlace(func, expr);
      if (!this.superAttribute(func, OP.LOAD_SUPER_METHOD)) {
        this.expr(func.value);
        this.nameOp(OP.LOAD_METHOD, func.attr, this.attributePlace(func));
      }
      this.arguments(0, args, keywords, place);
      return;
    }
    this.expr(func);
    this.emit(OP.PUSH_NULL, 0, func);
    this.arguments(0, args, keywords, expr);
  }

  protected checkKeywords(keywords: readonly IKeyword[]): void {
    const seen = new Set<string>();
    for (const keyword of keywords) {
      if (keyword.arg === '__debug__') {
        throw this.fail('cannot assign to __debug__', keyword);
      }
      if (keyword.arg && seen.has(keyword.arg)) {
        throw this.fail(`keyword argument repeated: ${keyword.arg}`, keyword);
      }
      seen.add(keyword.arg ?? '');
    }
  }

  /** Arguments and the call; `pushed` positional ones are on the stack already, after the callable and its self. */
  protected arguments(pushed: number, args: readonly Expr[], keywords: readonly IKeyword[], node: INode): void {
    if (hasUnpacking(args, keywords)) {
      this.callEx(pushed, args, keywords, node);
      return;
    }
    args.forEach(arg => this.expr(arg));
    keywords.forEach(keyword => this.expr(keyword.value));
    const count = pushed + args.length + keywords.length;
    if (keywords.length > 0) {
      this.constant(new TupleConstant(keywords.map(keyword => mangle(this.unit.privateName, keyword.arg!))), node);
      this.emit(OP.CALL_KW, count, node);
    } else {
      this.emit(OP.CALL, count, node);
    }
  }

  private callEx(pushed: number, args: readonly Expr[], keywords: readonly IKeyword[], node: INode): void {
    const [only] = args;
    if (pushed === 0 && args.length === 1 && only.kind === 'Starred') {
      this.expr(only.value);
    } else if (pushed === 0) {
      this.collect(args, 'tuple', node);
    } else {
      this.emit(OP.BUILD_LIST, pushed, node);
      for (const arg of args) {
        this.expr(arg.kind === 'Starred' ? arg.value : arg);
        this.emit(arg.kind === 'Starred' ? OP.LIST_EXTEND : OP.LIST_APPEND, 1, node);
      }
      this.emit(OP.LIST_TO_TUPLE, 0, node);
    }
    if (keywords.length > 0) {
      let built = false;
      let waiting: IKeyword[] = [];
      const flush = (): void => {
        if (waiting.length === 0) {
          return;
        }
        for (const keyword of waiting) {
          this.constant(mangle(this.unit.privateName, keyword.arg!), node);
          this.expr(keyword.value);
        }
        this.emit(OP.BUILD_MAP, waiting.length, node);
        if (built) {
          this.emit(OP.DICT_MERGE, 1, node);
        }
        built = true;
        waiting = [];
      };
      for (const keyword of keywords) {
        if (keyword.arg !== null) {
          waiting.push(keyword);
          continue;
        }
        flush();
        if (!built) {
          this.emit(OP.BUILD_MAP, 0, node);
          built = true;
        }
        this.expr(keyword.value);
        this.emit(OP.DICT_MERGE, 1, node);
      }
      flush();
    }
    this.emit(OP.CALL_FUNCTION_EX, keywords.length > 0 ? 1 : 0, node);
  }

  /** `super().name` and `super(C, self).name` in a method need no super object. */
  private superAttribute(expr: Expr & { kind: 'Attribute' }, op: number): boolean {
    const call = expr.value;
    const { unit } = this;
    if (call.kind !== 'Call' || call.func.kind !== 'Name' || call.func.id !== 'super' || call.keywords.length > 0) {
      return false;
    }
    if (unit.placeOf('super') !== 'global implicit' || !unit.scope.isFunctionLike || unit.inlineDepth > 0 || expr.attr === '__class__') {
      return false;
    }
    const { args } = call;
    if (args.length === 0) {
      const [self] = unit.scope.params;
      if (unit.argcount === 0 || !unit.freevars.has('__class__')) {
        return false;
      }
      this.name('super', 'load', call.func);
      this.name('__class__', 'load', call);
      this.name(self, 'load', call);
    } else if (args.length === 2 && args.every(arg => arg.kind !== 'Starred')) {
      this.name('super', 'load', call.func);
      args.forEach(arg => this.expr(arg));
    } else {
      return false;
    }
    this.nameOp(op, expr.attr, this.attributePlace(expr));
    return true;
  }

  // ---- generators

  private requireFunction(expr: Expr, what: string): void {
    if (!this.unit.scope.isFunctionLike) {
      throw this.fail(`'${what}' outside function`, expr);
    }
  }

  /** Suspends with the value on the stack. */
  protected yieldValue(node: INode): void {
    this.emit(OP.YIELD_VALUE, 0, node);
    this.emit(OP.RESUME, 1, node);
  }

  /** `yield from` and `await`: hands values through until the iterator on the stack is done. */
  protected delegate(node: INode, isAwait: boolean): void {
    const { unit } = this;
    const { handler } = unit;
    const send = new Label();
    const exit = new Label();
    this.mark(send);
    this.jump(exit, node, OP.SEND);
    const thrown = this.setup(false);
    this.emit(OP.YIELD_VALUE, 1, node);
    unit.handler = handler;
    this.emit(OP.RESUME, isAwait ? 3 : 2, node);
    this.jump(send, node, OP.JUMP_BACKWARD_NO_INTERRUPT);
    this.mark(thrown.label);
    this.emit(OP.CLEANUP_THROW, 0, node);
    this.mark(exit);
    this.emit(OP.END_SEND, 0, node);
  }

  private await(expr: Expr & { kind: 'Await' }): void {
    this.requireCoroutine(expr, this.unit.scope.isFunctionLike ? "'await' outside async function" : "'await' outside function");
    this.expr(expr.value);
    this.awaitTop(expr);
  }

  /** Awaits the value on the stack. */
  protected awaitTop(node: INode, after = 0): void {
    this.emit(OP.GET_AWAITABLE, after, node);
    this.constant(null, node);
    this.delegate(node, true);
  }

  protected requireCoroutine(node: INode, message: string): void {
    const { scope } = this.unit;
    if (!scope.isAsyncFunction && !scope.isComprehension) {
      throw this.fail(message, node);
    }
  }
}

function isNone(expr: Expr): boolean {
  return expr.kind === 'Constant' && expr.value === null;
}

function hasUnpacking(args: readonly Expr[], keywords: readonly IKeyword[]): boolean {
  return args.some(arg => arg.kind === 'Starred') || keywords.some(keyword => keyword.arg === null);
}
