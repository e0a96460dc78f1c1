# lab only
"""Native code that calls Python that calls native code, without end: RecursionError in time, on every thread, and all goes on."""
import sys
import threading
from functools import cmp_to_key, reduce

sys.setrecursionlimit(100_000)


class Eq:
    def __eq__(self, other):
        return Eq() == other


class Repr:
    def __repr__(self):
        return repr([self])


class Getattr:
    def __getattr__(self, name):
        return getattr(Getattr(), name)


class Hash:
    def __hash__(self):
        return hash((self, 1))


class Iter:
    def __iter__(self):
        return iter(list(Iter()))


class Str:
    def __str__(self):
        return '%s' % self

    def __format__(self, spec):
        return f'{self:>{spec}}'


class Call:
    def __call__(self, *args):
        return max([1, 2], key=self)


class Descriptor:
    @property
    def value(self):
        return self.value

    def __getitem__(self, i):
        return self[i]

    def __add__(self, other):
        return self + other

    def __bool__(self):
        return not self

    def __contains__(self, x):
        return x in self

    def __len__(self):
        return len(self)

    def __lt__(self, other):
        return sorted([self, other])


class Del:
    depth = 0

    def __del__(self):
        Del.depth += 1
        if Del.depth < 3000:
            Del()


def key(x):
    return sorted([x, x], key=key)


def through_map(x):
    return list(map(through_map, [x]))


def through_reduce(a, b):
    return reduce(through_reduce, [a, b])


def through_sort(a, b):
    return sorted([a, b], key=cmp_to_key(through_sort))


def through_eval(n):
    return eval('through_eval(n)', globals(), {'n': n})


def generate():
    yield from list(generate())


def initialise():
    class Init:
        def __init__(self):
            type(self)()
    Init()


d = Descriptor()
CHAINS = [
    lambda: Eq() == 1, lambda: Eq() in [1], lambda: repr(Repr()), lambda: str([Repr()]), lambda: Getattr().x, lambda: hash(Hash()), lambda: {Hash()},
    lambda: list(Iter()), lambda: str(Str()), lambda: f'{Str():1}', lambda: Call()(1), lambda: d.value, lambda: d[0], lambda: d + d, lambda: bool(d),
    lambda: 1 in d, lambda: len(d), lambda: d < d, lambda: key(1), lambda: through_map(1), lambda: through_reduce(1, 2), lambda: through_sort(1, 2),
    lambda: through_eval(1), lambda: list(generate()), initialise,
]


def nested(n):
    l = []
    for _ in range(n):
        l = [l]
    return l


def work(failures):
    for chain in CHAINS:
        for _ in range(2):
            try:
                chain()
                failures.append((chain.__code__.co_firstlineno, 'no error'))
            except RecursionError:
                pass
            except BaseException as error:
                failures.append((chain.__code__.co_firstlineno, repr(error)))
    # Data that is nested, and its end.
    deep = nested(100_000)
    for operation in (repr, lambda l: l == nested(100_000)):
        try:
            operation(deep)
            failures.append('no error')
        except RecursionError:
            pass
    del deep
    # What is not without end goes through.
    assert repr(nested(50)) == '[' * 51 + ']' * 51
    assert sum(map(lambda x: x, range(10))) == 45


failures = []
work(failures)
threads = [threading.Thread(target=work, args=(failures,)) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
assert not failures, failures
Del()
