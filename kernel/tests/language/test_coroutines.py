"""Coroutines: await, async with, async for over classes, what they say when they are misused."""
import sys
import types


class Step:
    """Hands a value to the loop and gives back what the loop sends."""

    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return got


def drive(coroutine, answers=()):
    """Runs a coroutine to its end: what it handed out, and its result."""
    out, answers = [], iter(answers)
    value = None
    while True:
        try:
            out.append(coroutine.send(value))
        except StopIteration as end:
            return out, end.value
        value = next(answers, None)


def message(kind, f, *args):
    try:
        f(*args)
    except kind as error:
        return str(error)
    raise AssertionError(f'no {kind.__name__}')


# ---- await

async def add(a, b):
    x = await Step(a)
    y = await Step(b)
    return x + y


assert drive(add('a', 'b'), [1, 2]) == (['a', 'b'], 3)


async def outer(depth):
    if depth == 0:
        return await Step('bottom')
    return 1 + await outer(depth - 1)


assert drive(outer(500), [7]) == (['bottom'], 507)


async def nothing():
    return 5


async def awaits_in_expressions():
    return f'{await nothing()}-{await Step(1)!r:>4}', [await nothing(), *(await two())], {await nothing(): await nothing()}


async def two():
    return 1, 2


assert drive(awaits_in_expressions(), ['v']) == ([1], ("5- 'v'", [5, 1, 2], {5: 5}))


async def nested_iteration():
    return [await Step(i) for i in range(3)], {i: await nothing() for i in 'ab'}, [j for i in range(2) if await nothing() for j in [i, i]]


assert drive(nested_iteration(), 'xyz') == ([0, 1, 2], (['x', 'y', 'z'], {'a': 5, 'b': 5}, [0, 0, 1, 1]))

c = add(1, 2)
assert c.cr_await is None and not c.cr_running and c.cr_code is add.__code__ and c.cr_frame.f_code is add.__code__
assert repr(c).startswith('<coroutine object add at 0x') and c.__name__ == c.__qualname__ == 'add'
assert c.send(None) == 1 and type(c.cr_await).__name__ == 'generator' and c.cr_frame.f_locals['a'] == 1
c.close()
assert c.cr_await is None and c.cr_frame is None
c.__name__, c.__qualname__ = 'n', 'q'
assert repr(c).startswith('<coroutine object q at 0x') and c.__name__ == 'n'
assert message(TypeError, setattr, c, '__name__', 1) == '__name__ must be set to a string object'

# ---- misuse

done = nothing()
assert drive(done) == ([], 5)
assert message(RuntimeError, done.send, None) == 'cannot reuse already awaited coroutine'
assert message(RuntimeError, done.throw, ValueError) == 'cannot reuse already awaited coroutine'
assert done.close() is None
fresh = nothing()
assert message(TypeError, fresh.send, 1) == "can't send non-None value to a just-started coroutine"
fresh.close()
assert message(RuntimeError, fresh.send, None) == 'cannot reuse already awaited coroutine'
assert message(TypeError, iter, fresh) == "'coroutine' object is not iterable"
assert message(TypeError, next, fresh) == "'coroutine' object is not an iterator"


async def await_it(x):
    return await x


def awaiting(x):
    return message(TypeError, drive, await_it(x))


class NoIterator:
    def __await__(self):
        return [1]


class GivesCoroutine:
    def __await__(self):
        self.coroutine = nothing()
        return self.coroutine


class Fails:
    def __await__(self):
        raise LookupError('from __await__')


assert awaiting(5) == "object int can't be used in 'await' expression"
assert awaiting(x for x in ()) == "object generator can't be used in 'await' expression"
assert awaiting(NoIterator()) == "__await__() returned non-iterator of type 'list'"
gives = GivesCoroutine()
assert awaiting(gives) == '__await__() returned a coroutine'
gives.coroutine.close()
assert message(LookupError, drive, await_it(Fails())) == 'from __await__'

shared = add(1, 2)
first, second = await_it(shared), await_it(shared)
first.send(None)
assert message(RuntimeError, second.send, None) == 'coroutine is being awaited already'
first.close()


async def runs_itself():
    return message(ValueError, me.send, None)


me = runs_itself()
assert drive(me) == ([], 'coroutine already executing')


async def stops():
    raise StopIteration(3)


try:
    drive(stops())
    raise AssertionError
except RuntimeError as error:
    assert str(error) == 'coroutine raised StopIteration' and isinstance(error.__cause__, StopIteration)

# ---- throw and close


async def catching(log):
    try:
        await Step('waits')
    except LookupError as error:
        log.append(error)
        log.append(await Step('again'))
    finally:
        log.append('finally')
    return 'end'


async def through(log):
    try:
        return await catching(log)
    finally:
        log.append('through')


log = []
c = through(log)
assert c.send(None) == 'waits'
assert c.throw(KeyError(1)) == 'again'
assert message(ValueError, c.throw, ValueError('v')) == 'v'
assert repr(log) == "[KeyError(1), 'finally', 'through']"
log = []
c = through(log)
c.send(None)
c.close()
assert log == ['finally', 'through'] and message(RuntimeError, c.send, None) == 'cannot reuse already awaited coroutine'


async def deep(depth, log):
    try:
        return await (deep(depth - 1, log) if depth else Step('bottom'))
    except GeneratorExit:
        log.append(depth)
        raise
    except LookupError as error:
        if depth == 3:
            return 'caught'
        raise


log = []
c = deep(200, log)
c.send(None)
try:
    c.throw(LookupError('sinks'))
    raise AssertionError
except StopIteration as end:
    assert end.value == 'caught'
c = deep(200, log)
c.send(None)
c.close()
assert log == list(range(201))


async def stubborn():
    try:
        await Step(1)
    except GeneratorExit:
        await Step(2)


c = stubborn()
c.send(None)
assert message(RuntimeError, c.close) == 'coroutine ignored GeneratorExit'
c = await_it(stubborn())
c.send(None)
assert message(RuntimeError, c.close) == 'coroutine ignored GeneratorExit'


class Recorder:
    """An awaitable whose iterator is no generator."""

    def __init__(self):
        self.calls = []

    def __await__(self):
        return self

    def __iter__(self):
        return self

    def __next__(self):
        self.calls.append('next')
        return 'n'

    def send(self, value):
        self.calls.append(('send', value))
        if value == 'stop':
            raise StopIteration('result')
        return 's'

    def throw(self, error):
        self.calls.append(('throw', type(error).__name__))
        if isinstance(error, KeyError):
            return 't'
        raise error

    def close(self):
        self.calls.append('close')


r = Recorder()
c = await_it(await_it(r))
assert c.send(None) == 'n' and c.send(1) == 's' and c.throw(KeyError()) == 't'
assert message(StopIteration, c.send, 'stop') == 'result'
assert r.calls == ['next', ('send', 1), ('throw', 'KeyError'), ('send', 'stop')]
r = Recorder()
c = await_it(await_it(r))
c.send(None)
c.close()
assert r.calls == ['next', 'close']

# ---- __await__ of a coroutine, types.coroutine

wrapper = add(1, 2).__await__()
assert type(wrapper).__name__ == 'coroutine_wrapper' and iter(wrapper) is wrapper
assert next(wrapper) == 1 and wrapper.send(10) == 2
assert message(StopIteration, wrapper.send, 20) == '30'


class Delegates:
    def __init__(self, coroutine):
        self.coroutine = coroutine

    def __await__(self):
        return (yield from self.coroutine.__await__())


assert drive(await_it(Delegates(add(1, 2))), [3, 4]) == ([1, 2], 7)
c = await_it(Delegates(through(log)))
c.send(None)
assert c.throw(KeyError) == 'again'
c.close()


@types.coroutine
def by_generator(x):
    got = yield x
    return got * 2


def plain_generator():
    yield 1


assert by_generator.__code__.co_flags & 0x100 and drive(await_it(by_generator(4)), [21]) == ([4], 42)
assert not plain_generator.__code__.co_flags & 0x100


@types.coroutine
def yields_from_coroutine():
    return (yield from add(5, 6))


assert drive(yields_from_coroutine(), [1, 1]) == ([5, 6], 2)

# ---- async with


class Manager:
    def __init__(self, name, log, swallow=False):
        self.name, self.log, self.swallow = name, log, swallow

    async def __aenter__(self):
        self.log.append(f'+{self.name}')
        await Step(f'enter {self.name}')
        return self.name

    async def __aexit__(self, kind, error, traceback):
        self.log.append(f'-{self.name} {kind and kind.__name__}')
        await Step(f'exit {self.name}')
        return self.swallow


async def managed(log):
    async with Manager('a', log) as a, Manager('b', log, True) as b:
        log.append(a + b)
        raise LookupError
    async with Manager('c', log):
        for _ in range(2):
            async with Manager('d', log):
                break
        return 'returned'


log = []
assert drive(managed(log)) == (['enter a', 'enter b', 'exit b', 'exit a', 'enter c', 'enter d', 'exit d', 'exit c'], 'returned')
assert log == ['+a', '+b', 'ab', '-b LookupError', '-a None', '+c', '+d', '-d None', '-c None']


class NoExit:
    async def __aenter__(self):
        pass


class PlainEnter:
    def __aenter__(self):
        return 5

    async def __aexit__(self, *args):
        pass


class PlainExit:
    async def __aenter__(self):
        pass

    def __aexit__(self, *args):
        return 5


async def enters(manager):
    async with manager:
        pass


def entering(manager):
    return message(TypeError, drive, enters(manager))


assert entering(PlainEnter()) == "'async with' received an object from __aenter__ that does not implement __await__: int"
assert entering(PlainExit()) == "'async with' received an object from __aexit__ that does not implement __await__: int"
assert entering(5).startswith("'int' object does not support the asynchronous context manager protocol")
assert entering(NoExit()).startswith("'NoExit' object does not support the asynchronous context manager protocol (missed __aexit__ method)")

# ---- async for


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await Step(f'next {self.n}')
        return self.n


class ByAwaitable:
    """Its __anext__ is no coroutine function."""
    left = 2

    def __aiter__(self):
        return self

    def __anext__(self):
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        return Step(self.left)


async def loops(log):
    async for x in Countdown(3):
        log.append(x)
        if x == 1:
            continue
    else:
        log.append('else')
    async for x in Countdown(3):
        if x == 1:
            break
    else:
        raise AssertionError
    async for x in ByAwaitable():
        log.append(x)
    return [x async for x in Countdown(2)], {x async for x in Countdown(2) if x}, {x: y async for x in Countdown(2) for y in [x + 1]}


log = []
handed, result = drive(loops(log), 'abcdefgh' * 3)
assert log == [2, 1, 0, 'else', 'f', 'g'] and result == ([1, 0], {1}, {1: 2, 0: 1})
assert handed == [*(f'next {i}' for i in (2, 1, 0, 2, 1)), 1, 0, *(f'next {i}' for i in (1, 0, 1, 0, 1, 0))]


async def loop_over(x):
    async for _ in x:
        pass


def looping(x):
    try:
        drive(loop_over(x))
    except TypeError as error:
        return str(error), type(error.__cause__).__name__
    raise AssertionError('no TypeError')


class NoNext:
    def __aiter__(self):
        return 5


class NextGives:
    def __init__(self, value):
        self.value = value

    def __aiter__(self):
        return self

    def __anext__(self):
        return self.value


assert looping(5) == ("'async for' requires an object with __aiter__ method, got int", 'NoneType')
assert looping(NoNext()) == ("'async for' received an object from __aiter__ that does not implement __anext__: int", 'NoneType')
assert looping(NextGives(5)) == ("'async for' received an invalid object from __anext__: int", 'TypeError')
assert looping(NextGives(NoIterator())) == ("'async for' received an invalid object from __anext__: NoIterator", 'TypeError')
assert looping(NextGives(Fails())) == ("'async for' received an invalid object from __anext__: Fails", 'LookupError')


async def fails_inside():
    async for x in Countdown(1):
        raise StopAsyncIteration('from the body')


assert message(StopAsyncIteration, drive, fails_inside()) == 'from the body'

# ---- handled exceptions, recursion, the traceback


async def in_handler():
    try:
        raise KeyError('k')
    except KeyError:
        await Step(1)
        return repr(sys.exception()) if hasattr(sys, 'exception') else repr(sys.exc_info()[1])


c = in_handler()
try:
    raise IndexError
except IndexError:
    c.send(None)
    assert isinstance(sys.exc_info()[1], IndexError)
    assert message(StopIteration, c.send, None) == "KeyError('k')"
    assert isinstance(sys.exc_info()[1], IndexError)


async def endless():
    return await endless()


assert message(RecursionError, drive, endless()).startswith('maximum recursion depth exceeded')


async def fails():
    await nothing()
    raise ZeroDivisionError


async def calls_failing():
    await fails()


try:
    drive(calls_failing())
except ZeroDivisionError as error:
    names = []
    tb = error.__traceback__
    while tb:
        names.append(tb.tb_frame.f_code.co_name)
        tb = tb.tb_next
    assert names == ['<module>', 'drive', 'calls_failing', 'fails'], names
