# lab only
"""Attributes, class attributes, sets, closures, generators and interned names under four threads."""
from together import together

N = 1500


class Thing:
    common = 0


thing = Thing()


def attributes(i):
    for k in range(N):
        setattr(thing, 'a%d' % (k % 40), (i, k))
        value = getattr(thing, 'a%d' % (k % 40))
        assert value[1] <= N
        thing.own = i
        assert thing.own in range(4)


together(attributes)
assert len(vars(thing)) == 41


def class_attributes(i):
    for k in range(N):
        if i == 0:
            Thing.common = k
        assert Thing.common >= 0
        assert thing.common >= 0


together(class_attributes)
assert Thing.common == N - 1

s = set()
together(lambda i: [s.add((i, k % 100)) for k in range(N)])
assert len(s) == 400


def make():
    n = 0

    def bump(i):
        nonlocal n
        for k in range(N):
            n = n + 1
            assert n > 0

    return bump


together(make())


def numbers():
    k = 0
    while True:
        yield k
        k += 1


g = numbers()
seen = [[] for _ in range(4)]


def drive(i):
    while len(seen[i]) < N // 4:
        try:
            seen[i].append(next(g))
        except ValueError as error:
            assert str(error) == 'generator already executing', error


together(drive)
everything = sorted(sum(seen, []))
assert everything == list(range(len(everything))), 'a value was lost or repeated'


def strings(i):
    for k in range(N):
        text = 'é%d' % (k % 64)
        assert hash(text) == hash('é%d' % (k % 64))
        assert text.encode() == ('é%d' % (k % 64)).encode()
        assert len({text: 1}) == 1


together(strings)
