# lab only
"""A global function that one thread rebinds while others call it: each call reaches one of its bindings."""
from together import rounds, together

N = rounds(3000)


def make(k):
    def counter(x):
        return x + k * 1000
    return counter


counter = make(0)


def work(me):
    global counter, fresh
    last = 0
    for k in range(N):
        if me == 0:
            counter = make(k)
        elif me == 1:
            fresh = k
            assert fresh >= 0
            if k % 16 == 0:
                del fresh
                fresh = k
        else:
            value = counter(1)
            assert value % 1000 == 1
            assert value >= last, 'an older binding after a newer one'
            last = value


together(work)
assert counter(1) == (N - 1) * 1000 + 1
