"""Cells that await. Their event loop lasts from cell to cell: a task that one cell has started goes on whenever a later one awaits."""
import asyncio
import contextvars

_loop = None


def run(coroutine):
    global _loop
    if _loop is None or _loop.is_closed():
        _loop = asyncio.new_event_loop()
        asyncio.set_event_loop(_loop)
    # In the thread's own context: a variable that one cell sets is set in the next.
    task = _loop.create_task(coroutine, context=contextvars._current())
    try:
        return _loop.run_until_complete(task)
    except BaseException:
        if not task.done():
            # Interrupted while it waited: it does not go on in a later cell.
            task.cancel()
            _loop.run_until_complete(asyncio.wait([task]))
        if not task.cancelled():
            task.exception()
        raise
