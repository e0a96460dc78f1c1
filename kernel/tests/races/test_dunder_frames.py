# lab only
# schedules: 300
"""Special methods in frames of their own, in every thread at once, over shared objects and with exceptions: each gets its own answers, and another thread's redefinition at once or later."""
from together import rounds, together

N = rounds(300, 2)


class Chain:
    """Asks a shared chain of objects in several ways, from the first to the last, which knows the answer of who asks."""
    next = None

    def __bool__(self):
        return True if self.next is None else True if self.next else False

    def __iter__(self):
        if self.next is None:
            yield from (1, 2)
        else:
            yield from self.next

    def __enter__(self):
        if self.next is None:
            return 'entered'
        with self.next as x:
            return x

    def __exit__(self, *exc):
        return exc[0] is KeyError

    def __getattr__(self, name):
        if self.next is None:
            if name == 'x3':
                raise AttributeError(name)
            return name
        return getattr_of(self.next, name)

    def __radd__(self, other):
        return other if self.next is None else other + self.next

    def __gt__(self, other):
        return other if self.next is None else other < self.next

    def __format__(self, spec):
        return spec if self.next is None else f'{self.next:{spec}}'

    def __call__(self, *args, **more):
        return (args, more) if self.next is None else self.next(*args, **more)

    @property
    def value(self):
        return self.kept if self.next is None else self.next.value

    @value.setter
    def value(self, v):
        if self.next is None:
            v.append(1)
        else:
            self.next.value = v


def getattr_of(o, name):
    if name == 'x0':
        return o.x0
    if name == 'x1':
        return o.x1
    if name == 'x2':
        return o.x2
    return o.x3


DEPTH = 20
links = [Chain() for _ in range(DEPTH)]
for a, b in zip(links, links[1:]):
    a.next = b
links[-1].kept = 'kept'
top = links[0]


class Changing:
    def __bool__(self):
        return True


changing = Changing()


def work(me):
    for k in range(N):
        assert top and not (not top)
        assert [x for x in top] == [1, 2]
        with top as x:
            assert x == 'entered'
        with top:
            raise KeyError(me)
        try:
            with top:
                raise OSError(me)
        except OSError as e:
            assert e.args == (me,)
        name = 'x%d' % me
        if me == 3:
            try:
                getattr_of(top, name)
            except AttributeError as e:
                assert e.args == ('x3',)
            else:
                raise AssertionError
        else:
            assert getattr_of(top, name) == name
        assert me * 1000 + k + top == me * 1000 + k
        assert ((me, k) < top) == (me, k)
        assert f'{top:{me}}' == str(me)
        assert top(me, k=k) == ((me,), {'k': k}) and top(*[me], **{'k': k}) == ((me,), {'k': k})
        assert top.value == 'kept'
        mine = []
        top.value = mine
        assert mine == [1]
        if me == 0:
            Changing.__bool__ = (lambda self: False) if k % 2 else (lambda self: True)
            assert (True if changing else False) is (k % 2 == 0)
        else:
            assert (True if changing else False) in (True, False)


together(work)
