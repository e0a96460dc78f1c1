# lab only
"""Attributes of one instance stored, read and deleted by four threads."""
from together import rounds, together

N = rounds(1500, 16)


class Thing:
    pass


thing = Thing()
thing.all = (0, 0)


def work(me):
    own = 'own%d' % me
    for k in range(N):
        setattr(thing, own, k)
        assert getattr(thing, own) == k
        thing.all = (me, k)
        other, count = thing.all
        assert 0 <= other < 4 and 0 <= count < N
        # More names than an instance has room for without a dict, also in the few rounds under a schedule.
        name = 'a%d' % ((k + 10 * me) % 40)
        setattr(thing, name, [me])
        assert getattr(thing, name)[0] in range(4)
        if k % 5 == 0:
            delattr(thing, own)
            assert not hasattr(thing, own)
        if k % 50 == 15:
            assert vars(thing)['all'][0] in range(4)


together(work)
assert thing.all[1] == N - 1
