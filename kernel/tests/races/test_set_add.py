# lab only
"""Four threads add the same and their own members to one set: each is there once."""
from together import rounds, together

N = rounds(2000)
s = set()


def work(me):
    for k in range(N):
        s.add(k)
        s.add((me, k))
        assert k in s and (me, k) in s
        if k % 2:
            s.discard((me, k))
            assert (me, k) not in s


together(work)
assert len(s) == N + 4 * ((N + 1) // 2), len(s)
assert sorted(x for x in s if type(x) is int) == list(range(N))
