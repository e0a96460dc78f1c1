"""Asynchronous generators: async for and comprehensions over them, asend, athrow, aclose, aiter, anext, hooks."""
import sys


class Step:
    """Hands a value to the loop and gives back what the loop sends."""

    def __init__(self, value):
        self.value = value

    def __await__(self):
        return (yield self.value)


def drive(awaitable, answers=()):
    """Runs an awaitable to its end: what it handed out, and its result."""
    async def awaits():
        return await awaitable
    coroutine, out, answers, value = awaits(), [], iter(answers), None
    while True:
        try:
            out.append(coroutine.send(value))
        except StopIteration as end:
            return out, end.value
        value = next(answers, None)


def result(awaitable, answers=()):
    return drive(awaitable, answers)[1]


def message(kind, f, *args):
    try:
        f(*args)
    except kind as error:
        return str(error)
    raise AssertionError(f'no {kind.__name__}')


async def numbers(n):
    for i in range(n):
        await Step(f'before {i}')
        yield i


async def collect(source):
    return [x async for x in source]


# ---- async for and comprehensions

assert drive(collect(numbers(3))) == (['before 0', 'before 1', 'before 2'], [0, 1, 2])


async def comprehensions():
    return ([x async for x in numbers(3) if x != 1], {x async for x in numbers(2)}, {x: y async for x in numbers(2) async for y in numbers(x + 1)},
            [x + y for x in (10, 20) async for y in numbers(2)], [[y async for y in numbers(x)] for x in range(3)])


values = result(comprehensions())
assert values == ([0, 2], {0, 1}, {0: 0, 1: 1}, [10, 11, 20, 21], [[], [0], [0, 1]]), values


async def products():
    return [x async for x in (y * await Step(y) async for y in numbers(3))]


assert drive(products(), [None, 5, None, 6, None, 7]) == (['before 0', 0, 'before 1', 1, 'before 2', 2], [0, 6, 14])


async def with_break_and_else():
    seen = []
    source = numbers(10)
    async for x in source:
        if x == 2:
            break
        seen.append(x)
    async for x in source:
        seen.append(x)
        if x == 4:
            await source.aclose()
    else:
        seen.append('else')
    return seen


assert result(with_break_and_else()) == [0, 1, 3, 4, 'else']


async def tree(depth):
    if depth:
        async for x in tree(depth - 1):
            yield x
        yield depth
        async for x in tree(depth - 1):
            yield x


assert result(collect(tree(4))) == [1, 2, 1, 3, 1, 2, 1, 4, 1, 2, 1, 3, 1, 2, 1]


async def tower(depth):
    if depth == 0:
        yield await Step('bottom')
    else:
        async for x in tower(depth - 1):
            yield x + 1


assert drive(collect(tower(150)), [5]) == (['bottom'], [155])


# ---- asend, athrow, aclose

async def echo(log):
    got = None
    while True:
        try:
            got = yield got
            log.append(got)
            if got == 'wait':
                got = await Step('waiting')
        except LookupError as error:
            log.append(repr(error))
            got = 'caught'
        except GeneratorExit:
            log.append('exit')
            await Step('closing')
            raise


log = []
e = echo(log)
assert result(e.__anext__()) is None and result(e.asend(1)) == 1
assert drive(e.asend('wait'), ['answer']) == (['waiting'], 'answer')
assert result(e.athrow(KeyError('k'))) == 'caught' and result(e.athrow(LookupError)) == 'caught'
assert drive(e.aclose()) == (['closing'], None)
assert log == [1, 'wait', "KeyError('k')", "LookupError()", 'exit']
assert message(StopAsyncIteration, drive, e.__anext__()) == '' and result(e.aclose()) is None
assert message(StopAsyncIteration, drive, e.asend(1)) == ''


async def returns_early():
    yield 1
    return


r = returns_early()
assert result(r.__anext__()) == 1 and message(StopAsyncIteration, drive, r.__anext__()) == ''
never = numbers(1)
assert result(never.aclose()) is None and message(StopAsyncIteration, drive, never.__anext__()) == ''
assert message(TypeError, drive, numbers(1).asend(5)) == "can't send non-None value to a just-started async generator"
assert message(ValueError, drive, numbers(1).athrow(ValueError('at the start'))) == 'at the start'


async def stubborn():
    for _ in range(2):
        try:
            yield 1
        except GeneratorExit:
            pass


s = stubborn()
result(s.__anext__())
assert message(RuntimeError, drive, s.aclose()) == 'async generator ignored GeneratorExit'
assert message(StopAsyncIteration, drive, s.asend(1)) == ''


async def raises(error):
    yield 1
    raise error


for error in (StopIteration(), StopAsyncIteration()):
    g = raises(error)
    result(g.__anext__())
    try:
        drive(g.__anext__())
        raise AssertionError
    except RuntimeError as caught:
        assert str(caught) == f'async generator raised {type(error).__name__}' and caught.__cause__ is error
g = raises(KeyError('k'))
result(g.__anext__())
assert message(KeyError, drive, g.__anext__()) == "'k'" and message(StopAsyncIteration, drive, g.__anext__()) == ''


# ---- the awaitables themselves

g = numbers(2)
a = g.__anext__()
assert type(a).__name__ == 'async_generator_asend' and iter(a) is a and a.__await__() is a
assert a.send(None) == 'before 0' and g.ag_running and type(g.ag_await).__name__ == 'generator'
assert message(RuntimeError, g.__anext__().send, None) == 'anext(): asynchronous generator is already running'
assert message(RuntimeError, g.aclose().send, None) == 'aclose(): asynchronous generator is already running'
assert message(RuntimeError, g.athrow(KeyError).send, None) == 'athrow(): asynchronous generator is already running'
assert message(StopIteration, a.send, None) == '0' and not g.ag_running
assert message(RuntimeError, a.send, None) == 'cannot reuse already awaited __anext__()/asend()'
assert a.close() is None
c = g.aclose()
assert type(c).__name__ == 'async_generator_athrow'
assert message(RuntimeError, c.send, 1) == "can't send non-None value to a just-started coroutine"
assert message(StopIteration, c.send, None) == ''
assert message(RuntimeError, c.send, None) == 'cannot reuse already awaited aclose()/athrow()'
g = numbers(2)
a = g.__anext__()
a.send(None)
assert message(KeyError, a.throw, KeyError('thrown')) == "'thrown'" and not g.ag_running
g = numbers(2)
a = g.__anext__()
a.send(None)
if sys.version_info >= (3, 13):
    assert a.close() is None and not g.ag_running
    assert message(RuntimeError, a.send, None) == 'cannot reuse already awaited __anext__()/asend()'
assert repr(g).startswith('<async_generator object numbers at 0x') and g.__name__ == 'numbers' and g.ag_code is numbers.__code__
assert numbers(1).ag_frame.f_locals == {'n': 1}


async def closes_itself():
    yield message(RuntimeError, closing.__anext__().send, None)


closing = closes_itself()
assert result(closing.__anext__()) == 'anext(): asynchronous generator is already running'


# ---- aiter and anext

async def uses_builtins():
    it = aiter(numbers(2))
    return [await anext(it), await anext(it, 'd'), await anext(it, 'd'), await anext(it, 'd')], message_of_end(it)


def message_of_end(it):
    return message(StopAsyncIteration, drive, anext(it))


assert result(uses_builtins()) == ([0, 1, 'd', 'd'], '')
assert message(TypeError, aiter, 5) == "'int' object is not an async iterable"
assert message(TypeError, anext, 5) == "'int' object is not an async iterator"


class GivesNone:
    def __aiter__(self):
        return None


class Coroutines:
    """Its __anext__ is a coroutine function."""
    left = 1

    def __aiter__(self):
        return self

    async def __anext__(self):
        await Step('asked')
        if self.left == 0:
            raise StopAsyncIteration
        self.left -= 1
        return 'one'


assert message(TypeError, aiter, GivesNone()) == "aiter() returned not an async iterator of type 'NoneType'"
c = Coroutines()
assert drive(anext(c, 'd')) == (['asked'], 'one') and drive(anext(c, 'd')) == (['asked'], 'd')
a = anext(c, 'd')
assert a.send(None) == 'asked' and message(KeyError, a.throw, KeyError(1)) == '1'
assert message(TypeError, anext) == 'anext expected at least 1 argument, got 0'


# ---- hooks

first = []
assert sys.get_asyncgen_hooks() == (None, None) and sys.get_asyncgen_hooks().firstiter is None
sys.set_asyncgen_hooks(firstiter=first.append, finalizer=print)
assert sys.get_asyncgen_hooks().finalizer is print
g = numbers(1)
assert first == []
assert result(g.__anext__()) == 0 and first == [g]
assert message(StopAsyncIteration, drive, g.__anext__()) == '' and first == [g]
sys.set_asyncgen_hooks(None, None)
assert sys.get_asyncgen_hooks() == (None, None)
assert message(TypeError, sys.set_asyncgen_hooks, 5) == 'callable firstiter expected, got int'
first.clear()
