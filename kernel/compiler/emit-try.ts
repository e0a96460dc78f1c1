/**
 * Code for try and with. Handlers cost nothing until something is raised: a range of instructions has an entry in
 * the exception table. A finally body is emitted once for each way out: falling off the end, an exception,
 * and every return, break or continue that leaves the block.
 */

import { type IExceptHandler, type INode, type Stmt } from './ast';
import { StatementEmitter } from './emit-statements';
import { OP } from './opcodes';
import { type Handler, type IBlock, Label } from './unit';

type Try = Stmt & { kind: 'Try' };
type With = Stmt & { kind: 'With' };

export abstract class TryEmitter extends StatementEmitter {
  protected override tryStatement(stmt: Try): void {
    if (stmt.finalbody.length > 0) {
      this.tryFinally(stmt);
    } else {
      this.tryExcept(stmt);
    }
  }

  private tryExcept(stmt: Try): void {
    if (stmt.star) {
      this.tryStar(stmt);
    } else {
      this.tryPlain(stmt);
    }
  }

  private tryFinally(stmt: Try): void {
    const { unit } = this;
    const outer = unit.handler;
    const exit = new Label();
    const handler = this.setup(false);
    const emitFinally = (): void => this.statements(stmt.finalbody);
    this.inBlock({ kind: 'finally try', outer, emitFinally }, () => {
      if (stmt.handlers.length > 0) {
        this.tryExcept(stmt);
      } else {
        this.statements(stmt.body);
      }
    });
    unit.handler = outer;
    emitFinally();
    this.jump(exit);
    this.mark(handler.label);
    const cleanup = this.setup(true);
    this.emit(OP.PUSH_EXC_INFO, 0, null);
    this.inBlock({ kind: 'finally end', outer }, emitFinally);
    this.emit(OP.RERAISE, 0, null);
    this.restoreAndReraise(cleanup, outer);
    this.mark(exit);
  }

  /** The end of a handler that itself raised: the exception handled before is restored, the new one goes on. */
  protected restoreAndReraise(cleanup: Handler, outer: Handler | null): void {
    this.unit.handler = outer;
    this.mark(cleanup.label);
    this.emit(OP.COPY, 3, null);
    this.emit(OP.POP_EXCEPT, 0, null);
    this.emit(OP.RERAISE, 1, null);
  }

  private tryPlain(stmt: Try): void {
    const { unit } = this;
    const outer = unit.handler;
    const end = new Label();
    const handler = this.setup(false);
    this.inBlock({ kind: 'try', outer }, () => this.statements(stmt.body));
    unit.handler = outer;
    this.statements(stmt.orelse);
    this.jump(end);
    this.mark(handler.label);
    const cleanup = this.setup(true);
    this.emit(OP.PUSH_EXC_INFO, 0, null);
    stmt.handlers.forEach((each, index) => {
      if (!each.type && index < stmt.handlers.length - 1) {
        throw this.fail("default 'except:' must be last", each);
      }
      this.exceptHandler(each, outer, cleanup, end);
    });
    this.emit(OP.RERAISE, 0, null);
    this.restoreAndReraise(cleanup, outer);
    this.mark(end);
  }

  private exceptHandler(handler: IExceptHandler, outer: Handler | null, cleanup: Handler, end: Label): void {
    const { unit } = this;
    const next = new Label();
    if (handler.type) {
      this.expr(handler.type);
      this.emit(OP.CHECK_EXC_MATCH, 0, handler);
      this.jump(next, handler, OP.POP_JUMP_IF_FALSE);
    }
    if (handler.name) {
      this.name(handler.name, 'store', handler);
      const unbind = this.setup(true);
      this.inBlock({ kind: 'handler', outer, name: handler.name }, () => this.statements(handler.body));
      unit.handler = outer;
      this.emit(OP.POP_EXCEPT, 0, null);
      this.unbind(handler.name);
      this.jump(end);
      unit.handler = cleanup;
      this.mark(unbind.label);
      this.unbind(handler.name);
      this.emit(OP.RERAISE, 1, null);
    } else {
      this.emit(OP.POP_TOP, 0, handler);
      this.inBlock({ kind: 'handler', outer }, () => this.statements(handler.body));
      unit.handler = outer;
      this.emit(OP.POP_EXCEPT, 0, null);
      this.jump(end);
    }
    unit.handler = cleanup;
    this.mark(next);
  }

  /** `except E as name` leaves the name unbound, whatever its body did with it. */
  private unbind(name: string): void {
    this.constant(null, null);
    this.name(name, 'store', null);
    this.name(name, 'delete', null);
  }

  /**
   * except*: each clause takes its share of the group; what the clauses raise and what none took is gathered in a
   * list and raised as a group in the end. Stack inside the handler: previous, group, raised, rest.
   */
  private tryStar(stmt: Try): void {
    const { unit } = this;
    const outer = unit.handler;
    const end = new Label();
    const reraiseStar = new Label();
    const reraise = new Label();
    const handler = this.setup(false);
    this.inBlock({ kind: 'try', outer }, () => this.statements(stmt.body));
    unit.handler = outer;
    this.statements(stmt.orelse);
    this.jump(end);
    this.mark(handler.label);
    const cleanup = this.setup(true);
    this.emit(OP.PUSH_EXC_INFO, 0, null);
    this.emit(OP.BUILD_LIST, 0, stmt.handlers[0]);
    this.emit(OP.COPY, 2, stmt.handlers[0]);
    this.inBlock({ kind: 'group handler', outer }, () => {
      for (const each of stmt.handlers) {
        unit.handler = cleanup;
        this.starHandler(each, cleanup);
      }
    });
    this.emit(OP.LIST_APPEND, 1, null);
    this.jump(reraiseStar);
    this.mark(reraiseStar);
    this.emit(OP.PREP_RERAISE_STAR, 0, null);
    this.emit(OP.COPY, 1, null);
    this.jump(reraise, null, OP.POP_JUMP_IF_NOT_NONE);
    this.emit(OP.POP_TOP, 0, null);
    unit.handler = outer;
    this.emit(OP.POP_EXCEPT, 0, null);
    this.jump(end);
    this.mark(reraise);
    this.emit(OP.SWAP, 2, null);
    this.emit(OP.POP_EXCEPT, 0, null);
    this.emit(OP.RERAISE, 0, null);
    this.restoreAndReraise(cleanup, outer);
    this.mark(end);
  }

  private starHandler(handler: IExceptHandler, cleanup: Handler): void {
    const { unit } = this;
    const next = new Label();
    const unmatched = new Label();
    this.expr(handler.type!);
    this.emit(OP.CHECK_EG_MATCH, 0, handler);
    this.emit(OP.COPY, 1, handler.type);
    this.jump(unmatched, handler.type, OP.POP_JUMP_IF_NONE);
    if (handler.name) {
      this.name(handler.name, 'store', handler);
    } else {
      this.emit(OP.POP_TOP, 0, handler);
    }
    const raised = this.setup(true);
    this.inBlock({ kind: 'handler', outer: cleanup, name: handler.name }, () => this.statements(handler.body));
    unit.handler = cleanup;
    if (handler.name) {
      this.unbind(handler.name);
    }
    this.jump(next);
    this.mark(raised.label);
    if (handler.name) {
      this.unbind(handler.name);
    }
    // Below the raised exception lie its offset, the rest and the list.
    this.emit(OP.LIST_APPEND, 3, handler);
    this.emit(OP.POP_TOP, 0, handler);
    this.jump(next);
    this.mark(unmatched);
    this.emit(OP.POP_TOP, 0, handler);
    this.mark(next);
  }

  // ---- with

  protected override withStatement(stmt: With): void {
    if (stmt.isAsync) {
      this.requireCoroutine(stmt, "'async with' outside async function");
    }
    this.withItem(stmt, 0);
  }

  private withItem(stmt: With, index: number): void {
    if (index === stmt.items.length) {
      this.statements(stmt.body);
      return;
    }
    this.enter();
    const { unit } = this;
    const { context, vars } = stmt.items[index];
    const outer = unit.handler;
    const exit = new Label();
    this.expr(context);
    this.enterContext(stmt.isAsync, context);
    const handler = this.setup(true, 1);
    this.inBlock({ kind: stmt.isAsync ? 'async with' : 'with', outer, node: context }, () => {
      if (vars) {
        this.store(vars);
      } else {
        this.emit(OP.POP_TOP, 0, context);
      }
      this.withItem(stmt, index + 1);
    });
    unit.handler = outer;
    this.callExit(stmt.isAsync, context);
    this.jump(exit);
    this.mark(handler.label);
    const cleanup = this.setup(true);
    this.emit(OP.PUSH_EXC_INFO, 0, context);
    this.emit(OP.WITH_EXCEPT_START, 0, context);
    if (stmt.isAsync) {
      this.awaitTop(context, 2);
    }
    const suppress = new Label();
    this.jump(suppress, context, OP.POP_JUMP_IF_TRUE);
    this.emit(OP.RERAISE, 2, context);
    this.mark(suppress);
    this.emit(OP.POP_TOP, 0, context);
    unit.handler = outer;
    this.emit(OP.POP_EXCEPT, 0, context);
    this.emit(OP.POP_TOP, 0, context);
    this.emit(OP.POP_TOP, 0, context);
    this.jump(exit);
    this.restoreAndReraise(cleanup, outer);
    this.mark(exit);
    this.leave();
  }

  private enterContext(isAsync: boolean, node: INode): void {
    if (isAsync) {
      this.emit(OP.BEFORE_ASYNC_WITH, 0, node);
      this.awaitTop(node, 1);
    } else {
      this.emit(OP.BEFORE_WITH, 0, node);
    }
  }

  /** Calls the exit method on the stack as for a block that ended well. */
  private callExit(isAsync: boolean, node: INode): void {
    this.emit(OP.PUSH_NULL, 0, node);
    this.constant(null, node);
    this.constant(null, node);
    this.constant(null, node);
    this.emit(OP.CALL, 3, node);
    if (isAsync) {
      this.awaitTop(node, 2);
    }
    this.emit(OP.POP_TOP, 0, node);
  }

  // ---- leaving blocks early

  protected override unwindBlock(block: IBlock, keep: boolean, node: INode): void {
    const { unit } = this;
    unit.handler = block.outer;
    const swap = (): void => {
      if (keep) {
        this.emit(OP.SWAP, 2, node);
      }
    };
    switch (block.kind) {
      case 'while':
      case 'try':
      case 'group handler':
        break;
      case 'for':
      case 'async for':
      case 'value':
        swap();
        this.emit(OP.POP_TOP, 0, node);
        break;
      case 'finally try':
        if (keep) {
          this.inBlock({ kind: 'value', outer: block.outer }, block.emitFinally!);
        } else {
          block.emitFinally!();
        }
        break;
      case 'finally end':
        swap();
        this.emit(OP.POP_TOP, 0, node);
        swap();
        this.emit(OP.POP_EXCEPT, 0, node);
        break;
      case 'with':
      case 'async with':
        swap();
        this.callExit(block.kind === 'async with', block.node!);
        break;
      case 'handler':
        swap();
        this.emit(OP.POP_EXCEPT, 0, node);
        if (block.name) {
          this.unbind(block.name);
        }
        break;
    }
    unit.handler = block.outer;
  }
}
