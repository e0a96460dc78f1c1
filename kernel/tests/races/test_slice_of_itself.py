# lab only
"""`l[0:2] = l`, which locks one list twice: it ends, and what the list holds stays whole."""
from together import rounds, together

N = rounds(1000)
l = [1, 2, 3, 4]


def work(me):
    for _ in range(N):
        l[0:2] = l
        del l[4:]
        assert len(l) >= 4
        assert set(l) <= {1, 2, 3, 4}
        assert l[0] == 1 and l[-1] in (1, 2, 3, 4)


together(work)
assert l[:4] == [1, 2, 3, 4], l[:8]
