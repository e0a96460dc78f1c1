# lab only
"""A list is unpacked, and sliced, as it is at one instant, whoever replaces its items meanwhile."""
from together import rounds, together

N = rounds(1000)
shared = [0, 0, 0]


def work(me):
    for k in range(N):
        if me % 2:
            shared[:] = [(me, k)] * 3
        else:
            a, b, c = shared
            assert a == b == c, (a, b, c)
            [a, b, c] = shared[0:3]
            assert a == b == c, (a, b, c)


together(work)
