"""Every kind of special method that an instruction calls: it nests 900 deep, without end it is a RecursionError, and the program goes on."""
import abc
import sys


class Node:
    """One more Node for each level; the innermost answers for itself. Depth -1 has no end."""
    depth = 0

    def __init__(self, depth):
        self.__dict__['depth'] = depth

    def next(self):
        if self.depth == 0:
            return None
        return type(self)(self.depth - 1 if self.depth > 0 else -1)


class Bool(Node):
    def __bool__(self):
        n = self.next()
        if n is None:
            return True
        return True if n else False


class Not(Node):
    def __bool__(self):
        n = self.next()
        return True if n is None else not not n


class And(Node):
    def __bool__(self):
        n = self.next()
        return True if n is None else (n and True) is True


class Or(Node):
    def __bool__(self):
        n = self.next()
        return False if n is None else (n or False) is not False


class Len(Node):
    def __len__(self):
        n = self.next()
        return 3 if n is None else 1 if n else 0


class While(Node):
    def __bool__(self):
        n = self.next()
        if n is None:
            return True
        while n:
            return True
        return False


class Answer:
    """What a comparison or a membership test gives: an object with a truth."""

    def __init__(self, n):
        self.n = n

    def __bool__(self):
        return True if self.n is None else True if self.n < 1 else False


class CompareTruth(Node):
    def __lt__(self, other):
        n = self.next()
        return Answer(n)


class ContainsTruth(Node):
    def __contains__(self, item):
        n = self.next()
        return Member(n, item)


class Member(Answer):
    def __init__(self, n, item):
        self.n = n
        self.item = item

    def __bool__(self):
        return True if self.n is None else self.item in self.n


class Iter(Node):
    def __iter__(self):
        n = self.next()
        if n is None:
            return iter(['end'])
        for x in n:
            return iter([x])


class IterGenerator(Node):
    def __iter__(self):
        n = self.next()
        if n is None:
            yield 'end'
        else:
            for x in n:
                yield x


class Delegate(Node):
    def __iter__(self):
        n = self.next()
        if n is None:
            yield 'end'
        else:
            yield from n


class Next(Node):
    def __iter__(self):
        return self

    def __next__(self):
        n = self.next()
        if n is None:
            return 'end'
        for x in n:
            return x


class SendNext(Node):
    def __iter__(self):
        return self

    def __next__(self):
        n = self.next()
        if n is None:
            return 'end'

        def through():
            yield from n
        for x in through():
            return x


class Enter(Node):
    def __enter__(self):
        n = self.next()
        if n is None:
            return 'end'
        with n as x:
            return x

    def __exit__(self, *exc):
        return False


class Exit(Node):
    left = 0

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        Exit.left += 1
        n = self.next()
        if n is not None:
            with n:
                pass


class ExitFailing(Node):
    def __enter__(self):
        return self

    def __exit__(self, kind, exc, traceback):
        n = self.next()
        if n is None:
            return True
        with n:
            raise KeyError('inner')
        return True


class Getattr(Node):
    def __getattr__(self, name):
        n = self.next()
        return name if n is None else n.other


class GetattrMethod(Node):
    def __getattr__(self, name):
        n = self.next()
        return (lambda: name) if n is None else lambda value=n.other(): value


class Getattribute(Node):
    def __getattribute__(self, name):
        get = object.__getattribute__
        if name != 'wanted':
            return get(self, name)
        n = get(self, 'next')()
        return 'end' if n is None else n.wanted


class Falls(Node):
    """AttributeError of __getattribute__ at every level, answered by __getattr__."""

    def __getattribute__(self, name):
        if name == 'wanted':
            raise AttributeError(name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        n = self.next()
        return 'end' if n is None else n.wanted


class PropertyFalls(Node):
    @property
    def wanted(self):
        raise AttributeError('wanted')

    def __getattr__(self, name):
        n = self.next()
        return 'end' if n is None else n.wanted


class PropertyCall(Node):
    @property
    def function(self):
        n = self.next()
        if n is None:
            return lambda: 'end'
        value = n.function()
        return lambda: value


class PropertySuper(Node):
    @property
    def value(self):
        n = self.next()
        return 'end' if n is None else Sub(n.depth).value


class Sub(PropertySuper):
    @property
    def value(self):
        return super().value


class Descriptor:
    def __get__(self, o, owner):
        n = o.next()
        return 'end' if n is None else n.value


class DataDescriptor(Descriptor):
    def __set__(self, o, value):
        n = o.next()
        if n is None:
            value.append('set')
        else:
            n.value = value

    def __delete__(self, o):
        n = o.next()
        if n is None:
            seen.append('deleted')
        else:
            del n.value


class Described(Node):
    value = Descriptor()


class DataDescribed(Node):
    value = DataDescriptor()


class ClassDescriptor:
    def __get__(self, o, owner):
        owner.level = owner.level - 1 if owner.level > 0 else owner.level
        return 'end' if owner.level == 0 else owner.value


class OfClass:
    level = 0
    value = ClassDescriptor()


class Meta(type):
    level = 0

    @property
    def value(cls):
        Meta.level = Meta.level - 1 if Meta.level > 0 else Meta.level
        return 'end' if Meta.level == 0 else cls.value

    @value.setter
    def value(cls, v):
        Meta.level = Meta.level - 1 if Meta.level > 0 else Meta.level
        if Meta.level == 0:
            v.append('set')
        else:
            cls.value = v


class OfMeta(metaclass=Meta):
    pass


class Setattr(Node):
    def __setattr__(self, name, value):
        n = self.next()
        if n is None:
            value.append(name)
        else:
            n.other = value

    def __delattr__(self, name):
        n = self.next()
        if n is None:
            seen.append(name)
        else:
            del n.other


class Setter(Node):
    @property
    def value(self):
        return 0

    @value.setter
    def value(self, v):
        n = self.next()
        if n is None:
            v.append('set')
        else:
            n.value = v

    @value.deleter
    def value(self):
        n = self.next()
        if n is None:
            seen.append('deleted')
        else:
            del n.value


class Reflected(Node):
    def __radd__(self, other):
        n = self.next()
        return ('end', other) if n is None else other + n

    def __rmul__(self, other):
        n = self.next()
        return ('end', other) if n is None else other * n

    def __ror__(self, other):
        n = self.next()
        if n is None:
            return 'end'
        other |= n
        return other


class Declines:
    def __add__(self, other):
        return NotImplemented

    def __lt__(self, other):
        return NotImplemented

    def __eq__(self, other):
        return NotImplemented


class ReflectedLate(Node):
    def __radd__(self, other):
        n = self.next()
        return 'end' if n is None else Declines() + n

    def __gt__(self, other):
        n = self.next()
        return 'end' if n is None else Declines() < n

    def __eq__(self, other):
        n = self.next()
        return True if n is None else Declines() == n


class Unequal(Node):
    def __eq__(self, other):
        n = self.next()
        return False if n is None else not n != other


class Less(Node):
    def __gt__(self, other):
        n = self.next()
        return 'end' if n is None else 1 < n


class Base:
    def __add__(self, other):
        return 'base'

    def __lt__(self, other):
        return 'base'


class RightFirst(Node, Base):
    def __radd__(self, other):
        n = self.next()
        return 'end' if n is None else Base() + n

    def __gt__(self, other):
        n = self.next()
        return 'end' if n is None else Base() < n


class Str(Node):
    def __str__(self):
        n = self.next()
        return 'end' if n is None else f'{n}'


class StrConverted(Node):
    def __str__(self):
        n = self.next()
        return 'end' if n is None else f'{n!s}'


class Repr(Node):
    def __repr__(self):
        n = self.next()
        return 'end' if n is None else f'{n!r}'


class ReprOfStr(Node):
    def __repr__(self):
        n = self.next()
        return 'end' if n is None else f'{n}'


class Ascii(Node):
    def __repr__(self):
        n = self.next()
        return '\u20ac' if n is None else f'{n!a}'


class Format(Node):
    def __format__(self, spec):
        n = self.next()
        return f'[{spec}]' if n is None else f'{n:{spec}}'


class FormatSimple(Node):
    def __format__(self, spec):
        n = self.next()
        return f'[{spec}]' if n is None else f'{n}'


class Missing(dict):
    def __missing__(self, key):
        return 'end' if key == 0 else self[key - 1]


class ClassItem:
    def __class_getitem__(cls, key):
        return 'end' if key == 0 else cls[key - 1]


class CallKeyword(Node):
    def __call__(self, *, key):
        n = self.next()
        return key if n is None else n(key=key)


class CallSpread(Node):
    def __call__(self, *args, **more):
        n = self.next()
        return (args, more) if n is None else n(*args, **more)

    def method(self, *args, **more):
        n = self.next()
        return (args, more) if n is None else n.method(*args, **more)


class MetaCall(type):
    def __call__(cls, depth):
        return 'end' if depth == 0 else cls(depth - 1)


class Made(metaclass=MetaCall):
    pass


class InitKeyword:
    def __init__(self, *, depth):
        self.inner = None if depth == 0 else InitKeyword(depth=depth - 1)


class InitSpread:
    def __init__(self, *args):
        self.inner = None if args[0] == 0 else InitSpread(*[args[0] - 1])


class New:
    def __new__(cls, depth):
        return 'end' if depth == 0 else New(depth - 1)


class NewKeyword:
    def __new__(cls, *, depth):
        return 'end' if depth == 0 else NewKeyword(depth=depth - 1)


class NewSpread:
    def __new__(cls, *args, **more):
        return 'end' if args[0] == 0 else NewSpread(*[args[0] - 1], **more)


class Failure(Exception):
    def __init__(self, depth):
        self.inner = None if depth == 0 else Failure(depth - 1)


class Abstract(abc.ABC):
    def __init__(self, depth, *more, **named):
        self.inner = None if depth == 0 else type(self)(depth - 1, **named) if named else Abstract(*[depth - 1, *more])


class Builtins(Node):
    """The builtins that ask one special method."""

    def __str__(self):
        n = self.next()
        return 'end' if n is None else str(n)

    def __repr__(self):
        n = self.next()
        return 'end' if n is None else repr(n)

    def __bool__(self):
        n = self.next()
        return True if n is None else bool(n)

    def __len__(self):
        n = self.next()
        return 3 if n is None else len(n)

    def __iter__(self):
        n = self.next()
        return iter('end') if n is None else iter(n)

    def __next__(self):
        n = self.next()
        return 'end' if n is None else next(n)

    def __getattr__(self, name):
        n = self.next()
        return name if n is None else getattr(n, name)


class BuiltinDefaults(Node):
    def __next__(self):
        n = self.next()
        if n is None:
            raise StopIteration
        return next(n, self.depth)

    def __getattr__(self, name):
        n = self.next()
        if n is None:
            raise AttributeError(name)
        return getattr(n, name, self.depth)


class HandsOn(Node):
    def __getattribute__(self, name):
        if name == 'value':
            return super().__getattribute__('own')
        return object.__getattribute__(self, name)

    @property
    def own(self):
        n = self.next()
        return 'end' if n is None else n.value


class Both:
    """Its __init__ runs after a __new__ of its own, which has ended."""
    def __new__(cls, depth):
        return object.__new__(cls)

    def __init__(self, depth):
        self.inner = None if depth == 0 else Both(depth - 1)


seen = []


def store(o):
    result = []
    o.value = result
    return result


def store_other(o):
    result = []
    o.other = result
    return result


def delete(o):
    seen.clear()
    del o.value
    return list(seen)


def delete_other(o):
    seen.clear()
    del o.other
    return list(seen)


def first(o):
    for x in o:
        return x


def leave(o):
    Exit.left = 0
    with o:
        pass
    return Exit.left - o.depth


def entered(o):
    with o as x:
        return x


def suppressed(o):
    with o:
        raise ValueError('outer')
    return 'suppressed'


def augmented(o):
    x = 1
    x |= o
    return x


def of_class(o):
    OfClass.level = o.depth + 1 if o.depth >= 0 else -1
    return OfClass.value


def set_of_meta(o):
    Meta.level = o.depth + 1 if o.depth >= 0 else -1
    result = []
    OfMeta.value = result
    return result


def of_meta(o):
    Meta.level = o.depth + 1 if o.depth >= 0 else -1
    return OfMeta.value


CASES = [
    (Bool, lambda o: 1 if o else 0, 1),
    (Not, lambda o: not o, False),
    (And, lambda o: (o and 7), 7),
    (Or, lambda o: (o or 7), 7),
    (Len, lambda o: 1 if o else 0, 1),
    (While, lambda o: 1 if o else 0, 1),
    (CompareTruth, lambda o: 1 if (o < 1) else 0, 1),
    (ContainsTruth, lambda o: (5 in o, 5 not in o), (True, False)),
    (Iter, first, 'end'),
    (IterGenerator, first, 'end'),
    (Delegate, first, 'end'),
    (Next, first, 'end'),
    (SendNext, first, 'end'),
    (Enter, entered, 'end'),
    (Exit, leave, 1),
    (ExitFailing, suppressed, 'suppressed'),
    (Getattr, lambda o: o.other, 'other'),
    (GetattrMethod, lambda o: o.other(), 'other'),
    (Getattribute, lambda o: o.wanted, 'end'),
    (Falls, lambda o: o.wanted, 'end'),
    (PropertyFalls, lambda o: o.wanted, 'end'),
    (PropertyCall, lambda o: o.function(), 'end'),
    (Sub, lambda o: o.value, 'end'),
    (Described, lambda o: o.value, 'end'),
    (DataDescribed, lambda o: o.value, 'end'),
    (DataDescribed, store, ['set']),
    (DataDescribed, delete, ['deleted']),
    (Node, of_class, 'end'),
    (Node, of_meta, 'end'),
    (Node, set_of_meta, ['set']),
    (Setattr, store_other, ['other']),
    (Setattr, delete_other, ['other']),
    (Setter, store, ['set']),
    (Setter, delete, ['deleted']),
    (Reflected, lambda o: 1 + o, ('end', 1)),
    (Reflected, lambda o: 'text' * o, ('end', 'text')),
    (Reflected, augmented, 'end'),
    (ReflectedLate, lambda o: Declines() + o, 'end'),
    (ReflectedLate, lambda o: Declines() < o, 'end'),
    (ReflectedLate, lambda o: Declines() == o, True),
    (Unequal, lambda o: o != 1, True),
    (Less, lambda o: 1 < o, 'end'),
    (RightFirst, lambda o: Base() + o, 'end'),
    (RightFirst, lambda o: Base() < o, 'end'),
    (Str, lambda o: f'{o}', 'end'),
    (StrConverted, lambda o: f'{o!s}', 'end'),
    (Repr, lambda o: f'{o!r}', 'end'),
    (ReprOfStr, lambda o: f'{o}', 'end'),
    (Ascii, lambda o: f'{o!a}', '\\u20ac'),
    (Format, lambda o: f'{o:>5}', '[>5]'),
    (FormatSimple, lambda o: f'{o}', '[]'),
    (lambda depth: depth, lambda depth: Missing()[depth], 'end'),
    (lambda depth: depth, lambda depth: ClassItem[depth], 'end'),
    (CallKeyword, lambda o: o(key='k'), 'k'),
    (CallSpread, lambda o: o(1, 2, key='k'), ((1, 2), {'key': 'k'})),
    (CallSpread, lambda o: o.method(1, 2, key='k'), ((1, 2), {'key': 'k'})),
    (lambda depth: depth, lambda depth: Made(depth), 'end'),
    (lambda depth: depth, lambda depth: type(InitKeyword(depth=depth)).__name__, 'InitKeyword'),
    (lambda depth: depth, lambda depth: type(InitSpread(depth)).__name__, 'InitSpread'),
    (lambda depth: depth, lambda depth: New(depth), 'end'),
    (lambda depth: depth, lambda depth: NewKeyword(depth=depth), 'end'),
    (lambda depth: depth, lambda depth: NewSpread(depth, k=1), 'end'),
    (lambda depth: depth, lambda depth: type(Failure(depth)).__name__, 'Failure'),
    (lambda depth: depth, lambda depth: type(Abstract(depth)).__name__, 'Abstract'),
    (lambda depth: depth, lambda depth: type(Abstract(depth, k=1)).__name__, 'Abstract'),
    (lambda depth: depth, lambda depth: type(Both(depth)).__name__, 'Both'),
    (HandsOn, lambda o: o.value, 'end'),
    (Builtins, lambda o: str(o), 'end'),
    (Builtins, lambda o: repr(o), 'end'),
    (Builtins, lambda o: bool(o), True),
    (Builtins, lambda o: len(o), 3),
    (Builtins, lambda o: list(iter(o)), ['e', 'n', 'd']),
    (Builtins, lambda o: next(o), 'end'),
    (Builtins, lambda o: getattr(o, 'name'), 'name'),
    (Builtins, lambda o: getattr(o, 'name', 0), 'name'),
    (BuiltinDefaults, lambda o: next(o, 0) < 2, True),
    (BuiltinDefaults, lambda o: getattr(o, 'name', 0) < 2, True),
]


# Two frames a level instead of one. CPython counts calls out of its own code as well.
TWO_FRAMES = {HandsOn, SendNext, Sub}
DEEP = 900 if sys.implementation.name == 'gilectomy' else 300


def run():
    for i, (make, use, expected) in enumerate(CASES):
        for depth in (0, 1, 5, DEEP // 2 if make in TWO_FRAMES else DEEP):
            value = use(make(depth))
            assert value == expected, (i, depth, value)
        for endless in range(2):
            try:
                use(make(-1))
            except RecursionError as e:
                assert str(e).startswith('maximum recursion depth exceeded'), (i, e)
            else:
                raise AssertionError(f'case {i} ended')


run()
print('ok')
