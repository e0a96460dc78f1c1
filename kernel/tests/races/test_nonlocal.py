# lab only
"""A variable of an enclosing function rebound by four threads: whoever reads it sees something that was stored."""
from together import rounds, together

N = rounds(3000)


def make():
    n = (0, 0)

    def work(me):
        nonlocal n
        for k in range(N):
            n = (me, k)
            other, count = n
            assert 0 <= other < 4 and 0 <= count < N
            # An increment of a shared variable may be lost, as everywhere in Python; the value stays one of those stored.
            n = (other, count)

    return work, lambda: n


work, read = make()
together(work)
assert 0 <= read()[0] < 4
