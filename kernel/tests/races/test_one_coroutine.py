# lab only
"""One coroutine and one asynchronous generator driven by four threads: no value is lost or repeated; two at once are told apart."""
from together import rounds, together

N = rounds(200)


class Step:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield self.value


async def inner(k):
    await Step(k)
    return 1


async def numbers():
    k = 0
    while True:
        k += await inner(k)


async def asynchronous():
    k = 0
    while True:
        await inner(None)
        yield k
        k += 1


c = numbers()
g = asynchronous()
sent, driven = [[] for _ in range(4)], [[] for _ in range(4)]
BUSY = {'coroutine already executing', 'async generator already executing', 'anext(): asynchronous generator is already running'}


def work(me):
    for i in range(N):
        try:
            sent[me].append(c.send(None))
        except ValueError as error:
            assert str(error) in BUSY, error
        a = g.__anext__()
        try:
            while True:
                assert a.send(None) is None
        except StopIteration as end:
            driven[me].append(end.value)
        except RuntimeError as error:
            assert str(error) in BUSY, error
        waits_for = c.cr_await
        assert waits_for is None or type(waits_for).__name__ == 'coroutine'
        frame = g.ag_frame
        assert frame is None or frame.f_code is g.ag_code


def closing(me):
    # An awaitable that all of them drive: one begins it, one ends it; none of them twice.
    try:
        shared.send(None)
    except StopIteration as end:
        ended.append(end.value)
    except (RuntimeError, ValueError) as error:
        assert str(error) in BUSY | {'cannot reuse already awaited __anext__()/asend()'}, error
    # All close one coroutine.
    try:
        c.close()
    except ValueError as error:
        assert str(error) in BUSY, error


together(work)
for seen, last in ((sent, c.send(None)), (driven, None)):
    everything = sorted(sum(seen, []))
    assert everything == list(range(len(everything))), 'a value was lost or repeated'
    assert all(mine == sorted(mine) for mine in seen)
    assert last is None or last == len(everything)
shared, ended = g.__anext__(), []
together(closing)
assert len(ended) <= 1
