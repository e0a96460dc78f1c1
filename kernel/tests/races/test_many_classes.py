# lab only
# schedules: 200
"""One instruction meets objects of many classes, the classes themselves and a module, in four threads at once, while one of them
changes the classes: what it finds is never that of another, and never older than what was found before."""
import types

from together import rounds, together

N = rounds(400, 8)
CLASSES = [type(f'C{k}', (), {'kind': k, 'stamp': 0, 'ask': lambda self, k=k: k}) for k in range(7)]


class Slotted:
    __slots__ = ('kind', 'stamp')

    def ask(self):
        return self.kind


module = types.ModuleType('module')
module.kind, module.stamp, module.ask = 8, 0, lambda: 8
slotted = Slotted()
slotted.kind, slotted.stamp = 7, 0
things = [C() for C in CLASSES] + [slotted, module]
for k, thing in enumerate(things[:4]):
    thing.own = k


def kind(o):
    return o.kind


def stamp(o):
    return o.stamp


def ask(o):
    return o.ask()


def set_mark(o, value):
    o.mark = value


def work(me):
    seen = [0] * len(things)
    for k in range(N):
        for i, thing in enumerate(things):
            assert kind(thing) == i
            assert ask(thing) == i
            if me == 0 and i < 7:
                CLASSES[i].stamp = k
                if k % 5 == i % 5:
                    setattr(CLASSES[i], f'more{k % 3}', k)
            now = stamp(thing)
            assert now >= seen[i], 'an older value after a newer one'
            seen[i] = now
            if i < 7:
                assert kind(CLASSES[i]) == i
                assert stamp(CLASSES[i]) >= now
                set_mark(thing, (i, me))
                assert thing.mark[0] == i


together(work)
assert [stamp(C) for C in CLASSES] == [N - 1] * 7
