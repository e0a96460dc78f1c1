/**
 * The expression half of the parser: one method a precedence level above the binary operators, and precedence
 * climbing for those. Displays, calls and f-strings are in atoms.ts, parameters in parameters.ts.
 */

import {
  type BinaryOperator, type CompareOperator, type Expr, type IArguments, type IComprehension, type IStarred, type UnaryOperator
} from './ast';
import { Cursor } from './cursor';
import { type PythonSyntaxError } from './errors';
import { expressionName, invalidTarget, isTarget, type TargetUse } from './targets';
import { type IToken, T } from './tokenizer';

const BINARY: Readonly<Record<string, number>> = {
  '|': 1, '^': 2, '&': 3, '<<': 4, '>>': 4, '+': 5, '-': 5, '*': 6, '/': 6, '//': 6, '%': 6, '@': 6
};

const COMPARE: ReadonlySet<string> = new Set(['<', '<=', '==', '!=', '>', '>=', 'is', 'in', 'not']);

const SOFT_KEYWORDS: ReadonlySet<string> = new Set(['match', 'case', 'type', '_']);

type Memo = Map<number, { node: Expr | null; end: number }>;

export abstract class ExpressionParser extends Cursor {
  /** Whether mistakes are looked for; a part of the second pass is read without. */
  protected checking = this.errorPass;
  private readonly memoDisjunction: Memo = new Map();
  private readonly memoBinary: Memo = new Map();
  private readonly memoExpression: Memo = new Map();

  protected abstract atom(): Expr;
  protected abstract trailer(primary: Expr, start: number): Expr | null;
  protected abstract parameters(closing: string): IArguments;

  /** The error pass may try the same place many times; what was found there is kept, so that it stays linear. */
  private remember(memo: Memo, parse: () => Expr): Expr {
    if (!this.errorPass) {
      return parse();
    }
    const { pos } = this;
    const known = memo.get(pos);
    if (known) {
      if (!known.node) {
        throw this.failure();
      }
      this.reset(known.end);
      return known.node;
    }
    const node = this.attempt(parse);
    memo.set(pos, { node: node ?? null, end: this.pos });
    if (!node) {
      throw this.failure();
    }
    return node;
  }

  protected unchecked<R>(parse: () => R): R | undefined {
    const { checking } = this;
    this.checking = false;
    try {
      return this.attempt(parse);
    } finally {
      this.checking = checking;
    }
  }

  // ---- lists of expressions

  /** `a, *b, c`: a tuple if there is a comma. */
  starExpressions(): Expr {
    return this.tupleOf(() => this.starExpression());
  }

  protected tupleOf(element: () => Expr, slices = false): Expr {
    const { start } = this.tok;
    const first = element();
    if (!this.is(',')) {
      return first;
    }
    const elts = [first];
    while (this.accept(',')) {
      // A colon begins a slice; only subscripts have those here.
      if (!this.startsExpression() && !(slices && this.is(':'))) {
        break;
      }
      elts.push(element());
    }
    return { kind: 'Tuple', elts, start, end: this.lastEnd };
  }

  protected startsExpression(): boolean {
    const { type, text } = this.tok;
    switch (type) {
      case T.Newline:
      case T.End:
      case T.Indent:
      case T.Dedent:
      case T.FStringMiddle:
      case T.FStringEnd:
      case T.Error:
        return false;
      case T.Op:
        return '([{-+~*'.includes(text) || text === '...';
      case T.Keyword:
        return text === 'not' || text === 'lambda' || text === 'await' || text === 'None' || text === 'True' || text === 'False';
      default:
        return true;
    }
  }

  protected starExpression(): Expr {
    return this.is('*') ? this.starred(() => this.binary(1)) : this.expression();
  }

  /** An element of a display. */
  protected starNamedExpression(): Expr {
    return this.is('*') ? this.starred(() => this.binary(1)) : this.namedExpression();
  }

  protected starred(value: () => Expr): IStarred {
    const { start } = this.expect('*');
    return { kind: 'Starred', value: value(), start, end: this.lastEnd };
  }

  // ---- the levels, loosest first

  namedExpression(): Expr {
    if (this.tok.type === T.Name && this.peek().text === ':=') {
      return this.assignmentExpression();
    }
    if (this.checking) {
      this.checkNamedExpression();
    }
    const expression = this.expression();
    if (this.is(':=')) {
      throw this.failure();
    }
    return expression;
  }

  protected assignmentExpression(): Expr {
    const name = this.name();
    this.expect(':=');
    const value = this.expression();
    return { kind: 'NamedExpr', target: { kind: 'Name', id: name.text, start: name.start, end: name.end }, value, start: name.start, end: this.lastEnd };
  }

  private checkNamedExpression(): void {
    const { pos } = this;
    const first = this.attempt(() => this.expression());
    if (first && this.is(':=')) {
      this.advance();
      if (this.attempt(() => this.expression())) {
        throw this.error(`cannot use assignment expressions with ${expressionName(first)}`, first.start, first.end);
      }
    }
    this.reset(pos);
    if (this.tok.type === T.Name && this.peek().text === '=') {
      const name = this.advance();
      this.advance();
      const value = this.attempt(() => this.binary(1));
      if (value && !this.is('=') && !this.is(':=')) {
        throw this.error("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", name.start, value.end);
      }
      this.reset(pos);
    }
    const target = this.attempt(() => this.binary(1));
    const exempt = target && (
      ((target.kind === 'List' || target.kind === 'Tuple' || target.kind === 'GeneratorExp') && target.start === this.tokens[pos].start) ||
      ['True', 'None', 'False'].includes(this.tokens[pos].text));
    if (target && !exempt && this.is('=')) {
      this.advance();
      if (this.attempt(() => this.binary(1)) && !this.is('=') && !this.is(':=')) {
        throw this.error(
          `cannot assign to ${expressionName(target)} here. Maybe you meant '==' instead of '='?`, target.start, target.end
        );
      }
    }
    this.reset(pos);
  }

  expression(): Expr {
    return this.remember(this.memoExpression, () => {
      this.enter();
      if (this.checking) {
        this.checkExpression();
      }
      let result: Expr;
      if (this.is('lambda')) {
        result = this.lambda();
      } else {
        const { start } = this.tok;
        result = this.disjunction();
        if (this.is('if')) {
          result = this.conditional(result, start);
        }
      }
      this.depth--;
      return result;
    });
  }

  private conditional(body: Expr, start: number): Expr {
    const { pos } = this;
    this.advance();
    const test = this.attempt(() => this.disjunction());
    // `[x for x in y if z]`: the caller's `if` clause, not ours.
    if (!test || !this.accept('else')) {
      this.reset(pos);
      return body;
    }
    const orelse = this.errorPass ? this.attempt(() => this.expression()) : this.expression();
    if (!orelse) {
      this.reset(pos);
      return body;
    }
    return { kind: 'IfExp', test, body, orelse, start, end: this.lastEnd };
  }

  private checkExpression(): void {
    const { pos, tok } = this;
    const next = this.peek();
    const named = tok.type === T.Name && (next.type === T.String || SOFT_KEYWORDS.has(tok.text));
    const first = this.attempt(() => this.disjunction());
    if (!first) {
      this.reset(pos);
      if (this.is('lambda')) {
        this.advance();
        const parsed = this.attempt(() => (this.parameters(':'), this.expect(':')));
        if (parsed && this.inReplacementField(parsed)) {
          throw this.error('f-string: lambda expressions are not allowed without parentheses', tok.start, parsed.end);
        }
        this.reset(pos);
      }
      return;
    }
    const after = this.pos;
    if (!named) {
      const second = this.unchecked(() => this.expression());
      if (second && !(first.kind === 'Name' && isLegacy(first.id)) && this.tokens[this.pos - 1].level > 0) {
        throw this.error('invalid syntax. Perhaps you forgot a comma?', first.start, second.end);
      }
      this.reset(after);
    }
    if (this.accept('if')) {
      const test = this.attempt(() => this.disjunction());
      if (test && !this.is('else') && !this.is(':')) {
        throw this.error("expected 'else' after 'if' expression", first.start, test.end);
      }
    }
    this.reset(pos);
    if (tok.type === T.Name && next.text !== '(') {
      this.advance();
      const second = this.attempt(() => this.starExpressions());
      if (second && isLegacy(tok.text)) {
        throw this.error(`Missing parentheses in call to '${tok.text}'. Did you mean ${tok.text}(...)?`, tok.start, second.end);
      }
      this.reset(pos);
    }
  }

  /** Whether the colon of a lambda was taken for the start of a format spec. */
  private inReplacementField(colon: IToken): boolean {
    return this.at(T.FStringMiddle) || (this.is('}') && this.source.text[colon.end] === '}');
  }

  private lambda(): Expr {
    const { start } = this.expect('lambda');
    const args = this.parameters(':');
    this.expect(':');
    const body = this.expression();
    return { kind: 'Lambda', args, body, start, end: this.lastEnd };
  }

  protected disjunction(): Expr {
    return this.remember(this.memoDisjunction, () => {
      const { start } = this.tok;
      const first = this.conjunction();
      if (!this.is('or')) {
        return first;
      }
      const values = [first];
      while (this.is('or')) {
        const value = this.operand(() => this.conjunction());
        if (!value) {
          break;
        }
        values.push(value);
      }
      if (values.length === 1) {
        return first;
      }
      return { kind: 'BoolOp', op: 'or', values, start, end: this.lastEnd };
    });
  }

  /**
   * The operand after an operator. Where the grammar backs off, an operator without one is no part of the
   * expression; only the error pass needs to see it that way.
   */
  private operand(parse: () => Expr): Expr | undefined {
    const { pos } = this;
    this.advance();
    if (!this.errorPass) {
      return parse();
    }
    this.checkNot();
    const operand = this.attempt(parse);
    if (!operand) {
      this.reset(pos);
    }
    return operand;
  }

  /** `not` binds looser than what is before it. */
  private checkNot(): void {
    if (!this.checking || !this.is('not')) {
      return;
    }
    const { pos, tok } = this;
    const operand = this.attempt(() => this.inversion());
    if (operand && this.tokens[pos - 1].type === T.Op) {
      throw this.error("'not' after an operator must be parenthesized", tok.start, operand.end);
    }
    this.reset(pos);
  }

  private conjunction(): Expr {
    const { start } = this.tok;
    const first = this.inversion();
    if (!this.is('and')) {
      return first;
    }
    const values = [first];
    while (this.is('and')) {
      const value = this.operand(() => this.inversion());
      if (!value) {
        break;
      }
      values.push(value);
    }
    if (values.length === 1) {
      return first;
    }
    return { kind: 'BoolOp', op: 'and', values, start, end: this.lastEnd };
  }

  private inversion(): Expr {
    if (!this.is('not')) {
      return this.comparison();
    }
    const { start } = this.advance();
    this.enter();
    const operand = this.inversion();
    this.depth--;
    return { kind: 'UnaryOp', op: 'not', operand, start, end: this.lastEnd };
  }

  private comparison(): Expr {
    const { start } = this.tok;
    const left = this.binary(1);
    if (!COMPARE.has(this.tok.text)) {
      return left;
    }
    const ops: CompareOperator[] = [];
    const comparators: Expr[] = [];
    while (COMPARE.has(this.tok.text)) {
      const { pos } = this;
      const operator = this.comparisonOperator();
      const right = operator && (this.errorPass ? this.attempt(() => this.binary(1)) : this.binary(1));
      if (!operator || !right) {
        this.reset(pos);
        break;
      }
      ops.push(operator);
      comparators.push(right);
    }
    return ops.length === 0 ? left : { kind: 'Compare', left, ops, comparators, start, end: this.lastEnd };
  }

  private comparisonOperator(): CompareOperator | null {
    const { text } = this.tok;
    if (text === 'not') {
      const { pos } = this;
      this.advance();
      if (this.accept('in')) {
        return 'not in';
      }
      this.reset(pos);
      return null;
    }
    this.advance();
    return text === 'is' && this.accept('not') ? 'is not' : (text as CompareOperator);
  }

  /** Binary operators from `|` to `@`, by precedence climbing. */
  protected binary(precedence: number): Expr {
    return precedence === 1 ? this.remember(this.memoBinary, () => this.climb(1)) : this.climb(precedence);
  }

  private climb(precedence: number): Expr {
    const { start } = this.tok;
    let left = this.factor();
    for (;;) {
      const { type, text } = this.tok;
      const level = type === T.Op ? BINARY[text] : undefined;
      if (level === undefined || level < precedence) {
        return left;
      }
      const right = this.operand(() => this.climb(level + 1));
      if (!right) {
        return left;
      }
      left = { kind: 'BinOp', left, op: text as BinaryOperator, right, start, end: this.lastEnd };
    }
  }

  protected factor(): Expr {
    const { start, text, type } = this.tok;
    if (type === T.Op && (text === '-' || text === '+' || text === '~')) {
      this.advance();
      this.enter();
      this.checkNot();
      const operand = this.factor();
      this.depth--;
      return { kind: 'UnaryOp', op: text as UnaryOperator, operand, start, end: this.lastEnd };
    }
    const base = this.awaitPrimary();
    if (!this.accept('**')) {
      return base;
    }
    this.enter();
    const right = this.factor();
    this.depth--;
    return { kind: 'BinOp', left: base, op: '**', right, start, end: this.lastEnd };
  }

  private awaitPrimary(): Expr {
    if (this.is('await')) {
      const { start } = this.advance();
      const value = this.primary();
      return { kind: 'Await', value, start, end: this.lastEnd };
    }
    return this.primary();
  }

  protected primary(): Expr {
    const { start } = this.tok;
    let primary = this.atom();
    for (;;) {
      const next = this.trailer(primary, start);
      if (!next) {
        return primary;
      }
      primary = next;
    }
  }

  protected yieldExpression(): Expr {
    const { start } = this.expect('yield');
    if (this.accept('from')) {
      const value = this.expression();
      return { kind: 'YieldFrom', value, start, end: this.lastEnd };
    }
    const value = this.startsExpression() ? this.starExpressions() : null;
    return { kind: 'Yield', value, start, end: this.lastEnd };
  }

  // ---- comprehensions

  protected startsComprehension(): boolean {
    return this.is('for') || (this.is('async') && this.peek().text === 'for');
  }

  protected comprehensionClauses(): IComprehension[] {
    const clauses: IComprehension[] = [];
    do {
      const isAsync = this.accept('async');
      this.expect('for');
      const target = this.loopTarget(true);
      this.expect('in');
      const iter = this.disjunction();
      const ifs: Expr[] = [];
      while (this.accept('if')) {
        ifs.push(this.disjunction());
      }
      clauses.push({ target, iter, ifs, isAsync });
    } while (this.startsComprehension());
    return clauses;
  }

  /** The variables of a `for`, up to its `in`. */
  protected loopTarget(inComprehension: boolean): Expr {
    const { pos } = this;
    const target = this.attempt(() => this.tupleOf(() => (this.is('*') ? this.starred(() => this.starTarget()) : this.starTarget())));
    if (target && isTarget(target) && this.is('in')) {
      return target;
    }
    if (this.checking) {
      this.reset(pos);
      const variables = this.attempt(() => this.tupleOf(() => this.binary(1)));
      if (inComprehension && variables && !this.is('in')) {
        throw this.error("'in' expected after for-loop variables", this.tok.start, this.tok.end);
      }
      this.reset(pos);
      const expressions = this.attempt(() => this.starExpressions());
      if (expressions) {
        this.refuseTarget(expressions, 'for');
      }
    }
    throw this.failure();
  }

  /** A target is a primary; `in` must not be taken for a comparison. */
  private starTarget(): Expr {
    return this.binary(1);
  }

  /** Throws the error that names what cannot be assigned to, if anything in the expression cannot. */
  protected refuseTarget(expr: Expr, use: TargetUse): void {
    const invalid = invalidTarget(expr, use);
    if (invalid) {
      throw this.cannot(use === 'delete' ? 'delete' : 'assign to', invalid);
    }
  }

  protected cannot(verb: string, expr: Expr): PythonSyntaxError {
    return this.error(`cannot ${verb} ${expressionName(expr)}`, expr.start, expr.end);
  }
}

function isLegacy(name: string): boolean {
  return name === 'print' || name === 'exec';
}
