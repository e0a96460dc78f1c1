/**
 * Programs that are right but hardly meant: what a SyntaxWarning is given for. Each function answers the warning's text, or
 * null where there is nothing to say.
 */

import { Complex, type ConstantValue, ELLIPSIS, type Expr, FrozenSetConstant, type ICompare, type ISubscript, TupleConstant } from './ast';
import { constantOf } from './fold';

/** `x is 1`: whether two equal constants are one object is nobody's promise. */
export function identityOfLiteral(expr: ICompare): string | null {
  let left = expr.left;
  for (const [index, op] of expr.ops.entries()) {
    const right = expr.comparators[index];
    if (op === 'is' || op === 'is not') {
      const literal = [left, right].find(isPlainLiteral);
      if (literal !== undefined) {
        return `"${op}" with '${typeOf(literal)}' literal. Did you mean "${op === 'is' ? '==' : '!='}"?`;
      }
    }
    left = right;
  }
  return null;
}

/** `[...] (...)`: a comma is missing. */
export function callOfDisplay(callee: Expr): string | null {
  const type = callee.kind === 'Lambda' ? null : typeOf(callee);
  return type === null ? null : `'${type}' object is not callable; perhaps you missed a comma?`;
}

/** `1[0]`, `[1] ["a"]`. */
export function subscriptOfDisplay({ value, slice }: ISubscript): string | null {
  const type = typeOf(value);
  if (type === null || type === 'dict') {
    return null;
  }
  if (!SEQUENCES.has(type)) {
    return `'${type}' object is not subscriptable; perhaps you missed a comma?`;
  }
  const index = slice.kind === 'Slice' ? null : typeOf(slice);
  return index === null || index === 'int' || index === 'bool' ? null : `${type} indices must be integers or slices, not ${index}; perhaps you missed a comma?`;
}

/** `assert (condition, message)`. */
export function assertOfTuple(test: Expr): string | null {
  return test.kind === 'Tuple' && test.elts.length > 0 ? 'assertion is always true, perhaps remove parentheses?' : null;
}

const SEQUENCES: ReadonlySet<string> = new Set(['str', 'bytes', 'tuple', 'list']);

function isPlainLiteral(expr: Expr): boolean {
  const value = constantOf(expr);
  return value !== undefined && value !== null && typeof value !== 'boolean' && value !== ELLIPSIS;
}

/** The type that an expression has by its looks. */
function typeOf(expr: Expr): string | null {
  switch (expr.kind) {
    case 'Tuple':
      return 'tuple';
    case 'List':
    case 'ListComp':
      return 'list';
    case 'Dict':
    case 'DictComp':
      return 'dict';
    case 'Set':
    case 'SetComp':
      return 'set';
    case 'GeneratorExp':
      return 'generator';
    case 'Lambda':
      return 'function';
    case 'JoinedStr':
    case 'FormattedValue':
      return 'str';
    default: {
      const value = constantOf(expr);
      return value === undefined ? null : constantType(value);
    }
  }
}

function constantType(value: ConstantValue): string {
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'bigint':
      return 'int';
    case 'number':
      return 'float';
    case 'string':
      return 'str';
    default:
      return value === null ? 'NoneType'
        : value === ELLIPSIS ? 'ellipsis'
        : value instanceof Uint8Array ? 'bytes'
        : value instanceof Complex ? 'complex'
        : value instanceof TupleConstant ? 'tuple'
        : value instanceof FrozenSetConstant ? 'frozenset'
        : 'object';
  }
}
