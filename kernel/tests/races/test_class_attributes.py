# lab only
"""Class attributes and methods changed while other threads look them up through instances and subclasses."""
from together import rounds, together

N = rounds(1500, 18)


class Base:
    common = 0

    def method(self):
        return 0


class Derived(Base):
    pass


thing = Derived()


def make(k):
    return lambda self: k


def work(me):
    last = 0
    for k in range(N):
        if me == 0:
            Base.common = k
            Base.method = make(k)
        elif me == 1:
            setattr(Derived, 'x%d' % (k % 10), k)
            assert getattr(thing, 'x%d' % (k % 10)) >= 0
            fresh = type('Fresh', (Derived,), {'own': k})
            assert fresh().own == k
            assert fresh.common >= 0
        else:
            value = thing.common
            assert value >= last, 'an older value after a newer one'
            last = value
            assert Derived.common >= value
            assert thing.method() >= 0


together(work)
assert thing.common == N - 1 and thing.method() == N - 1
