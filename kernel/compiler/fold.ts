/**
 * Constant folding: the value of an expression made of literals only, if it is cheap to hold.
 */

import { Complex, type ConstantValue, ELLIPSIS, type Expr, FrozenSetConstant, type IBinOp, TupleConstant } from './ast';

const MAX_INT_BITS = 128;
const MAX_STRING = 4096;
const MAX_ITEMS = 256;

/** The constant that an expression always evaluates to; undefined if it is none. */
export function constantOf(expr: Expr): ConstantValue | undefined {
  switch (expr.kind) {
    case 'Constant':
      return expr.value;
    case 'UnaryOp': {
      const operand = constantOf(expr.operand);
      return operand === undefined ? undefined : unary(expr.op, operand);
    }
    case 'BinOp':
      return binary(expr);
    case 'Tuple': {
      const items = constantItems(expr.elts);
      return items && new TupleConstant(items);
    }
    case 'JoinedStr':
      return expr.values.length === 0 ? '' : expr.values.length === 1 ? constantOf(expr.values[0]) : undefined;
    case 'Subscript': {
      const index = constantOf(expr.slice);
      if (typeof index !== 'bigint') {
        return undefined;
      }
      const value = constantOf(expr.value);
      return value instanceof TupleConstant ? value.items.at(Number(index)) : undefined;
    }
    default:
      return undefined;
  }
}

/** The constants of a list of expressions, or undefined if one of them is none. */
export function constantItems(exprs: readonly Expr[]): ConstantValue[] | undefined {
  const items: ConstantValue[] = [];
  for (const expr of exprs) {
    const item = constantOf(expr);
    if (item === undefined) {
      return undefined;
    }
    items.push(item);
  }
  return items;
}

/** What `x in [...]` or `for x in [...]` may use in place of a display nobody else can see. */
export function constantContainer(expr: Expr): ConstantValue | undefined {
  if (expr.kind === 'List') {
    const items = constantItems(expr.elts);
    return items && new TupleConstant(items);
  }
  if (expr.kind === 'Set') {
    const items = constantItems(expr.elts);
    return items && new FrozenSetConstant(items);
  }
  return undefined;
}

/** The truth of a constant. */
export function truth(value: ConstantValue): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === '') {
    return false;
  }
  if (value instanceof Uint8Array) {
    return value.length > 0;
  }
  if (value instanceof TupleConstant || value instanceof FrozenSetConstant) {
    return value.items.length > 0;
  }
  if (value instanceof Complex) {
    return value.real !== 0 || value.imag !== 0;
  }
  return true;
}

function unary(op: string, operand: ConstantValue): ConstantValue | undefined {
  if (op === 'not') {
    return operand === ELLIPSIS ? false : !truth(operand);
  }
  if (typeof operand === 'bigint') {
    return op === '-' ? -operand : op === '~' ? ~operand : operand;
  }
  if (typeof operand === 'boolean') {
    return op === '~' ? undefined : op === '-' ? -BigInt(operand) : BigInt(operand);
  }
  if (typeof operand === 'number' && op !== '~') {
    return op === '-' ? -operand : operand;
  }
  if (operand instanceof Complex && op !== '~') {
    return op === '-' ? new Complex(-operand.real, -operand.imag) : operand;
  }
  return undefined;
}

function binary(expr: IBinOp): ConstantValue | undefined {
  // The right operand first: in a long chain that is no constant this ends at once.
  const right = constantOf(expr.right);
  if (right === undefined) {
    return undefined;
  }
  const left = constantOf(expr.left);
  if (left === undefined) {
    return undefined;
  }
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    return integers(expr.op, left, right);
  }
  if (isReal(left) && isReal(right)) {
    return floats(expr.op, Number(left), Number(right));
  }
  if ((left instanceof Complex || isReal(left)) && (right instanceof Complex || isReal(right)) && (expr.op === '+' || expr.op === '-')) {
    const a = left instanceof Complex ? left : new Complex(Number(left), 0);
    const b = right instanceof Complex ? right : new Complex(Number(right), 0);
    return expr.op === '+' ? new Complex(a.real + b.real, a.imag + b.imag) : new Complex(a.real - b.real, a.imag - b.imag);
  }
  if (typeof left === 'string' && typeof right === 'string' && expr.op === '+' && left.length + right.length <= MAX_STRING) {
    return left + right;
  }
  if (left instanceof TupleConstant && right instanceof TupleConstant && expr.op === '+' && left.items.length + right.items.length <= MAX_ITEMS) {
    return new TupleConstant([...left.items, ...right.items]);
  }
  if (expr.op === '*') {
    return repeat(left, right) ?? repeat(right, left);
  }
  return undefined;
}

function isReal(value: ConstantValue): value is bigint | number {
  return typeof value === 'bigint' || typeof value === 'number';
}

function repeat(value: ConstantValue, count: ConstantValue): ConstantValue | undefined {
  if (typeof count !== 'bigint' || count < 0n || count > BigInt(MAX_STRING)) {
    return undefined;
  }
  const times = Number(count);
  if (typeof value === 'string' && value.length * times <= MAX_STRING) {
    return value.repeat(times);
  }
  if (value instanceof TupleConstant && value.items.length * times <= MAX_ITEMS) {
    return new TupleConstant(Array.from({ length: times }, () => value.items).flat());
  }
  return undefined;
}

function bits(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

function integers(op: string, a: bigint, b: bigint): ConstantValue | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return bits(a) + bits(b) <= MAX_INT_BITS ? a * b : undefined;
    case '/': {
      const exact = a >= -(2n ** 53n) && a <= 2n ** 53n && b >= -(2n ** 53n) && b <= 2n ** 53n;
      return b !== 0n && exact ? Number(a) / Number(b) : undefined;
    }
    case '//':
    case '%': {
      if (b === 0n) {
        return undefined;
      }
      let quotient = a / b;
      let rest = a % b;
      if (rest !== 0n && rest < 0n !== b < 0n) {
        quotient--;
        rest += b;
      }
      return op === '//' ? quotient : rest;
    }
    case '**':
      return b >= 0n && b <= 1024n && bits(a) * Number(b) <= MAX_INT_BITS ? a ** b : undefined;
    case '<<':
      return b >= 0n && b <= 1024n && bits(a) + Number(b) <= MAX_INT_BITS ? a << b : undefined;
    case '>>':
      return b >= 0n && b <= 65536n ? a >> b : undefined;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return undefined;
  }
}

function floats(op: string, a: number, b: number): ConstantValue | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b !== 0 ? a / b : undefined;
    default:
      return undefined;
  }
}
