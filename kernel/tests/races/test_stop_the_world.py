# lab only
# schedules: 100
# checked only
"""Threads that call, iterate, wait and fail while others stop the world and look at all their references: each is a live object."""
import _host
import _thread

from together import rounds, together

N = rounds(200, 6)
lock = _thread.allocate_lock()
shared = []


class Thing:
    def __init__(self, n):
        self.n = n

    def __eq__(self, other):
        return self.n == other.n


def generate(n):
    for k in range(n):
        yield Thing(k)


def deep(n):
    return [n] + (deep(n - 1) if n else [])


def work(me):
    for k in range(N):
        if me == 3:
            assert _host.check_world() > 0
            with lock:
                pass
            continue
        things = [thing for thing in generate(5)]
        assert things == list(generate(5))
        assert sorted(deep(10), key=lambda x: (str(x), Thing(x))[0])[0] == 0
        with lock:
            shared.append(things[k % 5])
            if len(shared) > 10:
                shared.clear()
        try:
            {}[Thing(k).n, me]
        except KeyError as error:
            assert error.args[0] == (k, me)
        if me == 2 and k % 10 == 0:
            assert _host.check_world() > 0


together(work)
