/**
 * An expression as source text again, for annotations kept as strings (`from __future__ import annotations`).
 * Spacing and parentheses are normal forms: the text of the source may have been written otherwise.
 */

import { Complex, type ConstantValue, type Expr, type IArguments, type IComprehension } from './ast';
import { constantText } from './disassembler';

const enum Level {
  Tuple, Named, Test, Or, And, Not, Compare, BitOr, BitXor, BitAnd, Shift, Sum, Term, Factor, Power, Await, Atom
}

const BINARY: Readonly<Record<string, Level>> = {
  '|': Level.BitOr, '^': Level.BitXor, '&': Level.BitAnd, '<<': Level.Shift, '>>': Level.Shift, '+': Level.Sum, '-': Level.Sum,
  '*': Level.Term, '/': Level.Term, '//': Level.Term, '%': Level.Term, '@': Level.Term, '**': Level.Power
};

export function unparse(expr: Expr, level: Level = Level.Test): string {
  const wrap = (own: Level, text: string): string => (own < level ? `(${text})` : text);
  switch (expr.kind) {
    case 'Constant':
      return constant(expr.value);
    case 'Name':
      return expr.id;
    case 'Attribute': {
      const value = unparse(expr.value, Level.Atom);
      return `${/^\d+$/.test(value) ? `${value} ` : value}.${expr.attr}`;
    }
    case 'Subscript':
      return `${unparse(expr.value, Level.Atom)}[${expr.slice.kind === 'Tuple' && expr.slice.elts.length > 0 ? items(expr.slice.elts) : unparse(expr.slice, Level.Named)}]`;
    case 'Slice': {
      const part = (value: Expr | null): string => (value ? unparse(value) : '');
      return `${part(expr.lower)}:${part(expr.upper)}${expr.step ? `:${part(expr.step)}` : ''}`;
    }
    case 'Call': {
      const args = [...expr.args.map(arg => unparse(arg, Level.Named)), ...expr.keywords.map(keyword => (keyword.arg ? `${keyword.arg}=` : '**') + unparse(keyword.value))];
      return `${unparse(expr.func, Level.Atom)}(${args.join(', ')})`;
    }
    case 'Starred':
      return `*${unparse(expr.value, Level.BitOr)}`;
    case 'Tuple':
      return expr.elts.length === 0 ? '()' : `(${items(expr.elts)})`;
    case 'List':
      return `[${expr.elts.map(elt => unparse(elt, Level.Named)).join(', ')}]`;
    case 'Set':
      return `{${expr.elts.map(elt => unparse(elt, Level.Named)).join(', ')}}`;
    case 'Dict':
      return `{${expr.keys.map((key, index) => (key ? `${unparse(key)}: ${unparse(expr.values[index])}` : `**${unparse(expr.values[index], Level.BitOr)}`)).join(', ')}}`;
    case 'BinOp': {
      const own = BINARY[expr.op];
      const power = expr.op === '**';
      return wrap(own, `${unparse(expr.left, power ? own + 1 : own)} ${expr.op} ${unparse(expr.right, power ? own : own + 1)}`);
    }
    case 'UnaryOp':
      return expr.op === 'not'
        ? wrap(Level.Not, `not ${unparse(expr.operand, Level.Not)}`)
        : wrap(Level.Factor, `${expr.op}${unparse(expr.operand, Level.Factor)}`);
    case 'BoolOp': {
      const own = expr.op === 'or' ? Level.Or : Level.And;
      return wrap(own, expr.values.map(value => unparse(value, own + 1)).join(` ${expr.op} `));
    }
    case 'Compare':
      return wrap(Level.Compare, [unparse(expr.left, Level.BitOr), ...expr.ops.map((op, index) => `${op} ${unparse(expr.comparators[index], Level.BitOr)}`)].join(' '));
    case 'IfExp':
      return wrap(Level.Test, `${unparse(expr.body, Level.Or)} if ${unparse(expr.test, Level.Or)} else ${unparse(expr.orelse)}`);
    case 'NamedExpr':
      return `(${expr.target.id} := ${unparse(expr.value)})`;
    case 'Lambda': {
      const args = parameters(expr.args);
      return wrap(Level.Test, `lambda${args ? ` ${args}` : ''}: ${unparse(expr.body)}`);
    }
    case 'ListComp':
      return `[${unparse(expr.elt)}${clauses(expr.generators)}]`;
    case 'SetComp':
      return `{${unparse(expr.elt)}${clauses(expr.generators)}}`;
    case 'GeneratorExp':
      return `(${unparse(expr.elt)}${clauses(expr.generators)})`;
    case 'DictComp':
      return `{${unparse(expr.key)}: ${unparse(expr.value)}${clauses(expr.generators)}}`;
    case 'Await':
      return wrap(Level.Await, `await ${unparse(expr.value, Level.Atom)}`);
    case 'Yield':
      return `(yield${expr.value ? ` ${unparse(expr.value)}` : ''})`;
    case 'YieldFrom':
      return `(yield from ${unparse(expr.value)})`;
    case 'JoinedStr':
      return `f${constantText(expr.values.map(part).join(''))}`;
    case 'FormattedValue':
      return `f${constantText(part(expr))}`;
  }
}

function items(elts: readonly Expr[]): string {
  return elts.map(elt => unparse(elt, Level.Named)).join(', ') + (elts.length === 1 ? ',' : '');
}

function constant(value: ConstantValue): string {
  return typeof value === 'symbol' ? '...' : value instanceof Complex ? constantText(value) : constantText(value);
}

/** A part of an f-string, as it stands between its quotes. */
function part(expr: Expr): string {
  if (expr.kind === 'Constant') {
    return String(expr.value).replaceAll('{', '{{').replaceAll('}', '}}');
  }
  if (expr.kind === 'FormattedValue') {
    const spec = expr.spec ? `:${expr.spec.values.map(part).join('')}` : '';
    return `{${unparse(expr.value)}${expr.conversion ? `!${expr.conversion}` : ''}${spec}}`;
  }
  return unparse(expr);
}

function clauses(generators: readonly IComprehension[]): string {
  return generators.map(({ target, iter, ifs, isAsync }) => {
    const names = target.kind === 'Tuple' ? items(target.elts) : unparse(target, Level.Tuple);
    return `${isAsync ? ' async' : ''} for ${names} in ${unparse(iter, Level.Or)}${ifs.map(test => ` if ${unparse(test, Level.Or)}`).join('')}`;
  }).join('');
}

function parameters(args: IArguments): string {
  const parts: string[] = [];
  const positional = [...args.posonly, ...args.args];
  const firstDefault = positional.length - args.defaults.length;
  positional.forEach((arg, index) => {
    parts.push(arg.arg + (index >= firstDefault ? `=${unparse(args.defaults[index - firstDefault])}` : ''));
    if (index === args.posonly.length - 1) {
      parts.push('/');
    }
  });
  if (args.vararg || args.kwonly.length > 0) {
    parts.push(`*${args.vararg?.arg ?? ''}`);
  }
  args.kwonly.forEach((arg, index) => {
    const value = args.kwDefaults[index];
    parts.push(arg.arg + (value ? `=${unparse(value)}` : ''));
  });
  if (args.kwarg) {
    parts.push(`**${args.kwarg.arg}`);
  }
  return parts.join(', ');
}
