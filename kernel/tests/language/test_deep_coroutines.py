# lab only
"""Chains of coroutines and asynchronous generators as long as the value stack holds, and endless ones: RecursionError in time, on every thread."""
import sys
import threading
import warnings

sys.setrecursionlimit(100_000)
# A coroutine that found no room to begin is told of where it dies, if there is room to tell.
warnings.simplefilter('ignore')
untold = []
sys.unraisablehook = lambda info: untold.append(type(info.exc_value))


class Step:
    def __await__(self):
        yield 'bottom'


async def chain(n):
    if n:
        return await chain(n - 1) + 1
    await Step()
    return 0


async def generators(n):
    if n:
        async for x in generators(n - 1):
            yield x
    else:
        await Step()
        yield 1


async def over(generator):
    return [x async for x in generator]


async def endless():
    return await endless()


class Awaits:
    def __await__(self):
        return Awaits().__await__()


async def awaits():
    await Awaits()


class Manager:
    async def __aenter__(self):
        async with Manager():
            pass

    async def __aexit__(self, *args):
        pass


async def manages():
    async with Manager():
        pass


async def endless_generator():
    async for x in endless_generator():
        yield x


def begun(coroutine):
    assert coroutine.send(None) == 'bottom'
    return coroutine


def outcome(f, *args):
    try:
        return f(*args)
    except BaseException as error:
        return error


def work(failures):
    def check(name, right):
        if not right:
            failures.append(name)
    for n in (500, 1500):
        check(f'result {n}', outcome(begun(chain(n)).send, None).value == n)
        check(f'throw {n}', isinstance(outcome(begun(chain(n)).throw, KeyError), KeyError))
        check(f'close {n}', outcome(begun(chain(n)).close) is None)
        begun(chain(n))  # and dropped
        check(f'generators {n}', outcome(begun(over(generators(n))).send, None).value == [1])
        check(f'generators throw {n}', isinstance(outcome(begun(over(generators(n))).throw, KeyError), (KeyError, RecursionError)))
        check(f'generators close {n}', outcome(begun(over(generators(n))).close) is None)
    for f in (endless, awaits, manages, lambda: over(endless_generator())):
        check(f.__name__, isinstance(outcome(f().send, None), RecursionError))


failures = []
work(failures)
thread = threading.Thread(target=work, args=(failures,))
thread.start()
thread.join()
assert not failures, failures
assert set(untold) <= {RecursionError}, untold
