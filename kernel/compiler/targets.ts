/**
 * Which expressions may be assigned to or deleted, and what an expression is called in the messages that say
 * that it may not.
 */

import { ELLIPSIS, type Expr } from './ast';

export type TargetUse = 'assign' | 'for' | 'delete';

/** Whether an expression may stand left of `=`. A star is only allowed inside a tuple or list. */
export function isTarget(expr: Expr, starAllowed = false): boolean {
  switch (expr.kind) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return true;
    case 'Tuple':
    case 'List':
      return expr.elts.every(elt => isTarget(elt, true));
    case 'Starred':
      return starAllowed && expr.value.kind !== 'Starred' && isTarget(expr.value);
    default:
      return false;
  }
}

export function isDeletable(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return true;
    case 'Tuple':
    case 'List':
      return expr.elts.every(isDeletable);
    default:
      return false;
  }
}

/** The first part of an expression that keeps it from being a target, or null. */
export function invalidTarget(expr: Expr, use: TargetUse): Expr | null {
  switch (expr.kind) {
    case 'Name':
    case 'Attribute':
    case 'Subscript':
      return null;
    case 'Tuple':
    case 'List':
      for (const elt of expr.elts) {
        const invalid = invalidTarget(elt, use);
        if (invalid) {
          return invalid;
        }
      }
      return null;
    case 'Starred':
      return use === 'delete' ? expr : invalidTarget(expr.value, use);
    case 'Compare':
      // `for x in y` parsed as a comparison: the left side is the target.
      if (use === 'for') {
        return expr.ops[0] === 'in' ? invalidTarget(expr.left, use) : null;
      }
      return expr;
    default:
      return expr;
  }
}

/** The kind of an expression in the words of the error messages. */
export function expressionName(expr: Expr): string {
  switch (expr.kind) {
    case 'Attribute':
      return 'attribute';
    case 'Subscript':
      return 'subscript';
    case 'Starred':
      return 'starred';
    case 'Name':
      return 'name';
    case 'List':
      return 'list';
    case 'Tuple':
      return 'tuple';
    case 'Lambda':
      return 'lambda';
    case 'Call':
      return 'function call';
    case 'BoolOp':
    case 'BinOp':
    case 'UnaryOp':
      return 'expression';
    case 'GeneratorExp':
      return 'generator expression';
    case 'Yield':
    case 'YieldFrom':
      return 'yield expression';
    case 'Await':
      return 'await expression';
    case 'ListComp':
      return 'list comprehension';
    case 'SetComp':
      return 'set comprehension';
    case 'DictComp':
      return 'dict comprehension';
    case 'Dict':
      return 'dict literal';
    case 'Set':
      return 'set display';
    case 'JoinedStr':
    case 'FormattedValue':
      return 'f-string expression';
    case 'Constant':
      switch (expr.value) {
        case null:
          return 'None';
        case true:
          return 'True';
        case false:
          return 'False';
        case ELLIPSIS:
          return 'ellipsis';
        default:
          return 'literal';
      }
    case 'Compare':
      return 'comparison';
    case 'IfExp':
      return 'conditional expression';
    case 'NamedExpr':
      return 'named expression';
    case 'Slice':
      return 'slice';
  }
}
