"""asyncio: tasks, what they wait for, cancellation, threads. The loop is this runtime's own, the rest the standard library's."""
import asyncio
import contextvars
import threading
import time

log = []


async def step(name, n, delay=0):
    for i in range(n):
        log.append(f'{name}{i}')
        await asyncio.sleep(delay)
    return name


# ---- tasks, gather, wait

async def tasks():
    a, b = asyncio.create_task(step('a', 2)), asyncio.create_task(step('b', 2), name='second')
    assert b.get_name() == 'second' and not a.done() and asyncio.current_task() in asyncio.all_tasks()
    assert await a == 'a' and await b == 'b' and a.result() == 'a'
    results = await asyncio.gather(step('c', 1), step('d', 3), step('e', 2))
    failing = await asyncio.gather(step('f', 1), fail(KeyError('k')), return_exceptions=True)
    done, pending = await asyncio.wait([asyncio.create_task(step('g', 1)), asyncio.create_task(asyncio.sleep(60))], return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return results, repr(failing), len(done), len(pending), [await x for x in asyncio.as_completed([later(0.03, 'slow'), later(0.001, 'fast')])]


async def fail(error):
    await asyncio.sleep(0)
    raise error


async def later(delay, value):
    await asyncio.sleep(delay)
    return value


assert asyncio.run(tasks()) == (['c', 'd', 'e'], "['f', KeyError('k')]", 1, 1, ['fast', 'slow'])
assert log[:4] == ['a0', 'b0', 'a1', 'b1'] and log[4:10] == ['c0', 'd0', 'e0', 'd1', 'e1', 'd2'], log

# ---- time

async def timing():
    start = time.monotonic()
    await asyncio.gather(*[asyncio.sleep(0.1) for _ in range(50)])
    return time.monotonic() - start


assert 0.09 < asyncio.run(timing()) < 2

# ---- cancellation and timeouts

async def cancelled():
    async def victim():
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            log.append('cancelled')
            raise
        finally:
            log.append('cleaned')
    task = asyncio.create_task(victim())
    await asyncio.sleep(0)
    assert task.cancel('why')
    try:
        await task
    except asyncio.CancelledError as error:
        log.append(error.args)
    assert task.cancelled()
    try:
        await asyncio.wait_for(asyncio.sleep(60), 0.01)
    except TimeoutError:
        log.append('timed out')
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(60)
    except TimeoutError:
        log.append('timed out again')
    shielded = asyncio.create_task(later(0.02, 'kept'))
    try:
        await asyncio.wait_for(asyncio.shield(shielded), 0.001)
    except TimeoutError:
        log.append(await shielded)


log.clear()
asyncio.run(cancelled())
assert log == ['cancelled', 'cleaned', ('why',), 'timed out', 'timed out again', 'kept'], log

# ---- groups

async def groups():
    async with asyncio.TaskGroup() as group:
        a, b = group.create_task(later(0.01, 1)), group.create_task(later(0, 2))
    sibling = None
    try:
        async with asyncio.TaskGroup() as group:
            sibling = group.create_task(asyncio.sleep(60))
            group.create_task(fail(KeyError('k')))
            group.create_task(fail(ValueError('v')))
    except* KeyError as caught:
        log.append(repr(caught.exceptions))
    except* ValueError as caught:
        log.append(repr(caught.exceptions))
    return a.result() + b.result(), sibling.cancelled()


log.clear()
if hasattr(asyncio, 'TaskGroup'):
    assert asyncio.run(groups()) == (3, True) and log == ["(KeyError('k'),)", "(ValueError('v'),)"]

# ---- queues, locks, events, semaphores, conditions

async def synchronisation():
    queue, out = asyncio.Queue(2), []

    async def producer():
        for i in range(6):
            await queue.put(i)
        await queue.put(None)

    async def consumer():
        while (item := await queue.get()) is not None:
            out.append(item)
            queue.task_done()
    await asyncio.gather(producer(), consumer())
    lock, held = asyncio.Lock(), []

    async def locked(name):
        async with lock:
            held.append(f'+{name}')
            await asyncio.sleep(0)
            held.append(f'-{name}')
    await asyncio.gather(locked('a'), locked('b'))
    event, order = asyncio.Event(), []

    async def waiter(i):
        await event.wait()
        order.append(i)
    waiters = [asyncio.create_task(waiter(i)) for i in range(3)]
    await asyncio.sleep(0)
    assert order == []
    event.set()
    await asyncio.gather(*waiters)
    semaphore, most, now = asyncio.Semaphore(2), 0, 0

    async def limited():
        nonlocal most, now
        async with semaphore:
            now += 1
            most = max(most, now)
            await asyncio.sleep(0)
            now -= 1
    await asyncio.gather(*[limited() for _ in range(6)])
    condition, ready = asyncio.Condition(), []

    async def consumes():
        async with condition:
            await condition.wait_for(lambda: ready)
            return ready.pop()
    waiting = asyncio.create_task(consumes())
    await asyncio.sleep(0)
    async with condition:
        ready.append('ready')
        condition.notify_all()
    return out, held, order, most, await waiting


assert asyncio.run(synchronisation()) == ([0, 1, 2, 3, 4, 5], ['+a', '-a', '+b', '-b'], [0, 1, 2], 2, 'ready')

# ---- threads

async def threads():
    here = threading.get_ident()
    other = await asyncio.to_thread(threading.get_ident)
    results = await asyncio.gather(*[asyncio.to_thread(pow, 2, i) for i in range(8)])
    loop, future = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
    threading.Thread(target=lambda: loop.call_soon_threadsafe(future.set_result, 'from a thread')).start()
    said = await future
    handed = []

    def submits():
        handed.append(asyncio.run_coroutine_threadsafe(later(0.001, 'back'), loop).result(10))
    await asyncio.to_thread(submits)
    return other != here, results, said, handed


assert asyncio.run(threads()) == (True, [1, 2, 4, 8, 16, 32, 64, 128], 'from a thread', ['back'])

loops = {}


def own_loop(i):
    async def main():
        values = await asyncio.gather(*[later(0, (i, k)) for k in range(50)])
        return id(asyncio.get_running_loop()), values == [(i, k) for k in range(50)]
    loops[i] = asyncio.run(main())


workers = [threading.Thread(target=own_loop, args=(i,)) for i in range(4)]
for worker in workers:
    worker.start()
for worker in workers:
    worker.join()
assert len(loops) == 4 and all(right for _, right in loops.values())

# ---- context variables

var = contextvars.ContextVar('var', default='default')


async def sets(value):
    token = var.set(value)
    await asyncio.sleep(0)
    assert var.get() == value and token.var is var
    return var.get()


async def contexts():
    var.set('outer')
    inner = await asyncio.gather(sets(1), sets(2))
    in_thread = await asyncio.to_thread(var.get)
    return inner, var.get(), in_thread


assert asyncio.run(contexts()) == ([1, 2], 'outer', 'outer') and var.get() == 'default'
context = contextvars.copy_context()
assert context.run(lambda: (var.set(5), var.get())[1]) == 5 and context[var] == 5 and var.get() == 'default' and len(context) == 1
token = var.set(1)
assert token.old_value is contextvars.Token.MISSING
var.reset(token)
assert var.get() == 'default'
try:
    var.reset(token)
    raise AssertionError
except RuntimeError as error:
    assert 'has already been used once' in str(error)

# ---- asynchronous generators are closed by the loop

async def generator():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        log.append('generator closed')


async def leaves_one():
    async for x in generator():
        break
    await asyncio.sleep(0.01)
    return x


log.clear()
assert asyncio.run(leaves_one()) == 1 and log == ['generator closed']

# ---- errors

async def raises():
    raise LookupError('from main')


try:
    asyncio.run(raises())
    raise AssertionError
except LookupError as error:
    assert str(error) == 'from main'
try:
    asyncio.get_running_loop()
    raise AssertionError
except RuntimeError as error:
    assert str(error) == 'no running event loop'


async def nested():
    inner = later(0, 1)
    try:
        asyncio.run(inner)
    except RuntimeError as error:
        return str(error)
    finally:
        inner.close()


assert asyncio.run(nested()) == 'asyncio.run() cannot be called from a running event loop'
with asyncio.Runner() as runner:
    assert runner.run(later(0, 1)) == 1 and runner.run(later(0, 2)) == 2


async def reported():
    handler = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: handler.append(context['message']))
    asyncio.get_running_loop().call_soon(lambda: 1 / 0)
    await asyncio.sleep(0)
    return handler[0].split('(')[0]


assert asyncio.run(reported()) == 'Exception in callback reported.<locals>.<lambda>'
future = asyncio.Future(loop=asyncio.new_event_loop())
future.set_exception(KeyError('k'))
assert isinstance(future.exception(), KeyError) and repr(future).startswith('<Future finished exception=')
future.get_loop().close()
