# lab only
# schedules: 100
# needs counts
"""Weak references taken, followed and dropped by four threads while the objects die: each gives the object or None."""
import _weakref

from together import rounds, together

N = rounds(1500)


class Thing:
    def __init__(self, value):
        self.value = value


slots = [Thing(k) for k in range(8)]
refs = [_weakref.ref(thing) for thing in slots]
called = []


def work(me):
    for k in range(N):
        at = (me + k) % 8
        thing = refs[at]()
        assert thing is None or thing.value >= 0
        if me % 2:
            slots[at] = Thing(k)  # what was there dies here or where a thread still holds it
            refs[at] = _weakref.ref(slots[at])
        else:
            alive = slots[at]
            assert _weakref.ref(alive)() is alive
            if k % 4 == 0:
                own = Thing(me)
                r = _weakref.ref(own, lambda dead: called.append(me))
                del own
                assert r() is None
        del thing


together(work)
assert len(called) == 2 * ((N + 3) // 4), len(called)
assert all(r() is None or r().value >= 0 for r in refs)
