# lab only
# schedules: 100
# needs counts
# checked only
"""Four threads that change what they share leave as many objects behind as there were: no count is taken too often or dropped too seldom."""
import _host
import _weakref
import time

from together import rounds, together

N = rounds(300, 6)
shared = {'list': [], 'dict': {}, 'set': set()}


class Thing:
    def __init__(self, n):
        self.n = [n]


thing = Thing(0)


def generate(n):
    for k in range(n):
        yield [k]


def work(me):
    for k in range(N):
        shared['list'].append((me, k))
        shared['list'][0:2] = shared['list']
        del shared['list'][4:]
        shared['dict'][k % 9] = [me]
        shared['dict'].pop((k + me) % 9, None)
        shared['dict'].get(k % 9)
        shared['set'].add((k % 7, 1.5))
        shared['set'].discard((k % 5, 1.5))
        thing.a = thing.n = [k]
        thing.a.append(thing.n[:1] and [k])  # not a list in itself: nothing collects cycles
        thing.a.clear()
        Thing.common = [me]
        Thing.common[0]
        _weakref.ref(Thing(k), lambda dead: None)
        assert sum(map(len, generate(3))) == 3
        try:
            {}[Thing(k).n[0], 'x']
        except KeyError as error:
            assert error.args
        f'{k} {me!r:>4}' + str(k) * 3


def round():
    together(work)
    shared['list'].clear()
    shared['dict'].clear()
    shared['set'].clear()
    thing.a = thing.n = None
    Thing.common = None
    # A round of threads that only end merges what was queued for their slots.
    together(lambda me: None)


for _ in range(3):
    round()
before = _host.live_objects()
for _ in range(4):
    round()
after = _host.live_objects()
# A thread that has been joined may still be clearing up.
for _ in range(200):
    if after - before < 40:
        break
    time.sleep(0.01)
    after = _host.live_objects()
# A leak in any of these operations would leave thousands.
assert after - before < 40, (before, after)
