# needs counts
"""What is said when coroutines and asynchronous generators die: never awaited, suspended, with a finalizer, with an error of their own."""
import sys
import warnings


class Step:
    def __await__(self):
        yield


def warned(f):
    """The warnings that f() gives."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter('always')
        f()
    return [f'{w.category.__name__}: {w.message}' for w in caught]


async def coroutine():
    await Step()


async def generator(log=None):
    try:
        yield 1
    finally:
        if log is not None:
            log.append('closed')


def local():
    async def inner():
        pass
    inner()


def closed():
    coroutine().close()


def begun():
    coroutine().send(None)


assert warned(coroutine) == ["RuntimeWarning: coroutine 'coroutine' was never awaited"]
assert warned(local) == ["RuntimeWarning: coroutine 'local.<locals>.inner' was never awaited"]
assert warned(closed) == warned(begun) == warned(generator) == []
if sys.version_info >= (3, 12):
    assert warned(lambda: generator().asend(1)) == ["RuntimeWarning: coroutine method 'asend' of 'generator' was never awaited"]
    assert warned(lambda: generator().__anext__()) == ["RuntimeWarning: coroutine method 'asend' of 'generator' was never awaited"]
    assert warned(lambda: generator().aclose()) == ["RuntimeWarning: coroutine method 'aclose' of 'generator' was never awaited"]
    assert warned(lambda: generator().athrow(KeyError())) == ["RuntimeWarning: coroutine method 'athrow' of 'generator' was never awaited"]


def next_value(g):
    try:
        g.__anext__().send(None)
    except StopIteration as end:
        return end.value


# A suspended one is closed.
log = []
g = generator(log)
assert next_value(g) == 1
del g
assert log == ['closed']

# With a finalizer it is handed over instead, once, and may live on.
kept = []
sys.set_asyncgen_hooks(finalizer=kept.append)
g = generator(log)
assert next_value(g) == 1
del g
assert len(kept) == 1 and log == ['closed'] and kept[0].ag_frame is not None
try:
    kept.pop().aclose().send(None)
except StopIteration:
    pass
assert kept == [] and log == ['closed', 'closed']
sys.set_asyncgen_hooks(finalizer=None)

# What goes wrong then is reported.
reports = []
sys.unraisablehook = lambda info: reports.append((type(info.exc_value).__name__, str(info.exc_value), info.object is not None))


async def fails_at_end():
    try:
        await Step()
    finally:
        raise LookupError('at the end')


async def stubborn():
    try:
        await Step()
    except GeneratorExit:
        await Step()


def drop(f):
    c = f()
    c.send(None)


drop(fails_at_end)
drop(stubborn)
assert reports == [('LookupError', 'at the end', True), ('RuntimeError', 'coroutine ignored GeneratorExit', True)], reports


class Del:
    def __del__(self):
        raise KeyError('in __del__')


Del()
assert reports[2:] == [('KeyError', "'in __del__'", True)]
sys.unraisablehook = sys.__unraisablehook__


class Stream:
    text = ''

    def write(self, text):
        self.text += text

    def flush(self):
        pass


stderr, sys.stderr = sys.stderr, Stream()
Del()
written, sys.stderr = sys.stderr.text, stderr
lines = written.splitlines()
assert lines[0].startswith('Exception ignored in: <function Del.__del__ at 0x') and lines[1] == 'Traceback (most recent call last):' and lines[-1] == "KeyError: 'in __del__'", lines
