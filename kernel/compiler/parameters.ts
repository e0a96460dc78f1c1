/**
 * Parameters of functions and lambdas, every kind: positional-only, defaults, `*args`, keyword-only, `**kwargs`.
 */

import { type Expr, type IArg, type IArguments } from './ast';
import { ExpressionParser } from './expressions';
import { type IToken, T } from './tokenizer';

export abstract class ParameterParser extends ExpressionParser {
  /** Reads parameters up to, not including, `closing`: `)` for a def, `:` for a lambda, which takes no annotations. */
  protected parameters(closing: string): IArguments {
    const annotated = closing === ')';
    const result: IArguments = { posonly: [], args: [], vararg: null, kwonly: [], kwDefaults: [], kwarg: null, defaults: [] };
    let slash: IToken | null = null;
    let star: IToken | null = null;
    while (!this.is(closing)) {
      const token = this.tok;
      if (result.kwarg) {
        throw this.mistake('arguments cannot follow var-keyword argument', token);
      }
      if (this.is('/') && result.args.length === 0 && !slash && !star) {
        if (this.peek().text !== ',') {
          throw this.failure();
        }
        throw this.mistake('at least one argument must precede /', token);
      }
      if (this.accept('/')) {
        if (slash) {
          throw this.mistake('/ may appear only once', token);
        }
        if (star) {
          throw this.mistake('/ must be ahead of *', token);
        }
        slash = token;
        result.posonly = result.args;
        result.args = [];
        if (this.is('*')) {
          throw this.mistake('expected comma between / and *', this.tok);
        }
      } else if (this.accept('*')) {
        if (star) {
          throw this.mistake('* argument may appear only once', token);
        }
        star = token;
        if (this.is(',')) {
          const next = this.peek().text;
          if (next === closing || next === '**') {
            throw this.mistake('named arguments must follow bare *', token);
          }
        } else if (this.is(closing)) {
          throw this.mistake('named arguments must follow bare *', annotated ? token : this.tok);
        } else {
          result.vararg = this.parameter(annotated, true);
          if (this.is('=')) {
            throw this.mistake('var-positional argument cannot have default value', this.tok);
          }
        }
      } else if (this.accept('**')) {
        result.kwarg = this.parameter(annotated, false);
        if (this.is('=')) {
          throw this.mistake('var-keyword argument cannot have default value', this.tok);
        }
      } else {
        if (this.is('(') && this.checking && !star) {
          this.checkParenthesised(closing);
        }
        const arg = this.parameter(annotated, false);
        const value = this.defaultValue(closing);
        if (star) {
          result.kwonly.push(arg);
          result.kwDefaults.push(value);
        } else {
          result.args.push(arg);
          if (value) {
            result.defaults.push(value);
          } else if (result.defaults.length > 0) {
            throw this.mistake('parameter without a default follows parameter with a default', { ...token, end: arg.end });
          }
        }
      }
      if (!this.accept(',')) {
        break;
      }
    }
    return result;
  }

  /** A mistake is only named in the error pass, so that an earlier one is found first. */
  private mistake(message: string, token: IToken): unknown {
    return this.checking ? this.errorToken(message, token) : this.failure();
  }

  private checkParenthesised(closing: string): void {
    const { pos } = this;
    const open = this.advance();
    while (this.tok.type === T.Name) {
      this.advance();
      if (!this.accept(',')) {
        break;
      }
    }
    if (this.is(')') && this.pos > pos + 1) {
      const what = closing === ')' ? 'Function' : 'Lambda expression';
      throw this.error(`${what} parameters cannot be parenthesized`, open.start, this.tok.end);
    }
    this.reset(pos);
  }

  private defaultValue(closing: string): Expr | null {
    const equals = this.tok;
    if (!this.accept('=')) {
      return null;
    }
    if (this.checking && (this.is(closing) || this.is(','))) {
      throw this.errorToken('expected default value expression', equals);
    }
    return this.expression();
  }

  private parameter(annotated: boolean, starAnnotation: boolean): IArg {
    const name = this.name();
    let annotation: Expr | null = null;
    if (annotated && this.accept(':')) {
      annotation = starAnnotation ? this.starExpression() : this.expression();
    }
    return { arg: name.text, annotation, start: name.start, end: this.lastEnd };
  }
}
