# lab only
"""Names made at run time by four threads at once and interned by getattr and setattr: equal names are one."""
import sys

from together import rounds, together

N = rounds(800)


class Thing:
    pass


thing = Thing()
texts = []


def work(me):
    for k in range(N):
        name = 'name_%d_%d' % (N, k)
        setattr(thing, name, k)
        assert getattr(thing, 'name_' + str(N) + '_' + str(k)) == k
        texts.append(name)
        # A str of another thread is interned here while its owner may still use it.
        other = texts[-1]
        assert sys.intern(other) is sys.intern(str(other))
        assert getattr(thing, other) >= 0
        del other


together(work)
names = vars(thing)
assert len(names) == N
assert [names['name_%d_%d' % (N, k)] for k in range(N)] == list(range(N))
assert all(sys.intern(a) is sys.intern(b) for a, b in zip(sorted(texts)[::4], sorted(texts)[1::4]))
