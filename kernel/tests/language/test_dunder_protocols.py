"""What the special methods of iteration, with, attributes, text, items and calls answer, and what is said of a wrong answer."""


def error(f):
    """The exception that f ends with, after the operands around it have been left in order."""
    for _ in range(3):
        try:
            [1, 2, f(), 3]
        except Exception as e:
            result = type(e).__name__, str(e)
        else:
            raise AssertionError('no exception')
    return result


def choose(o):
    if o:
        return 'yes'
    return 'no'


class Value:
    """Answers every question with one value."""

    def __init__(self, value):
        self.value = value

    def answer(self, *args):
        if isinstance(self.value, BaseException):
            raise self.value
        return self.value

    __lt__ = __eq__ = __contains__ = __enter__ = __getitem__ = answer


class Bool(Value):
    __bool__ = Value.answer


class Len(Value):
    __len__ = Value.answer


log = []

# ---- iteration


def first(o):
    for x in o:
        return x


def generator(o):
    result = yield from o
    yield 'result', result


class Iterable(Value):
    def __iter__(self):
        return self.answer()


for use in lambda o: [x for x in o], lambda o: list(generator(o)), lambda o: first(o):
    assert error(lambda: use(Iterable(3))) == ('TypeError', "iter() returned non-iterator of type 'int'")
    assert error(lambda: use(Iterable(Value(1)))) == ('TypeError', "iter() returned non-iterator of type 'Value'")
    assert error(lambda: use(Iterable(OSError('iter')))) == ('OSError', 'iter')
    assert error(lambda: use(Iterable(StopIteration('iter'))))[0] in ('StopIteration', 'RuntimeError')


class NoIter:
    __iter__ = None


assert error(lambda: [x for x in NoIter()]) == ('TypeError', "'NoIter' object is not iterable")


class Lazy:
    def __iter__(self):
        yield 1
        yield 2

    def __getitem__(self, i):
        raise AssertionError


assert [x for x in Lazy()] == [1, 2] and list(generator(Lazy())) == [1, 2, ('result', None)]


class Channel:
    """An iterator that is sent values and ends with one."""

    def __init__(self, last):
        self.last = last
        self.sent = []

    def __iter__(self):
        return self

    def __next__(self):
        self.sent.append('next')
        if len(self.sent) > 3:
            raise self.last
        return len(self.sent)

    def send(self, value):
        self.sent.append(value)
        if len(self.sent) > 3:
            raise self.last
        return value


channel = Channel(StopIteration('end'))
g = generator(channel)
assert next(g) == 1 and g.send('a') == 'a' and next(g) == 3 and g.send('b') == ('result', 'end')
assert channel.sent == ['next', 'a', 'next', 'b']
assert list(generator(Channel(StopIteration()))) == [1, 2, 3, ('result', None)]
assert error(lambda: list(generator(Channel(OSError('end'))))) == ('OSError', 'end')

# ---- with


class Manager:
    def __init__(self, answer=None, entered='entered'):
        self.answer = answer
        self.entered = entered
        self.calls = []

    def __enter__(self):
        if isinstance(self.entered, BaseException):
            raise self.entered
        return self.entered

    def __exit__(self, kind, exc, tb):
        self.calls.append((kind, str(exc), tb is not None))
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


def within(m, exc=None):
    with m as x:
        if exc:
            raise exc
        return x
    return 'suppressed'


m = Manager()
assert within(m) == 'entered' and m.calls == [(None, 'None', False)]
for answer, gone in (True, True), (Bool(True), True), (Len(1), True), (False, False), (Bool(False), False), (None, False), ([], False):
    m = Manager(answer)
    if gone:
        assert within(m, KeyError('k')) == 'suppressed'
    else:
        assert error(lambda: within(m, KeyError('k'))) == ('KeyError', "'k'")
    assert m.calls[0] == (KeyError, "'k'", True)
    assert within(m) == 'entered'
assert error(lambda: within(Manager(Bool(3)), KeyError('k'))) == ('TypeError', '__bool__ should return bool, returned int')
assert error(lambda: within(Manager(OSError('exit')), KeyError('k'))) == error(lambda: within(Manager(OSError('exit')))) == ('OSError', 'exit')
m = Manager(entered=OSError('enter'))
assert error(lambda: within(m)) == ('OSError', 'enter') and m.calls == []
try:
    within(Manager(OSError('exit')), KeyError('k'))
except OSError as e:
    assert isinstance(e.__context__, KeyError)
with Manager(), Manager(True) as inner:
    raise ValueError
assert error(lambda: within(3))[0] == 'TypeError'


class NoExit:
    def __enter__(self):
        raise AssertionError('entered')


assert error(lambda: within(NoExit()))[1].endswith("'NoExit' object does not support the context manager protocol (missed __exit__ method)")


class FunctionExit:
    __enter__ = staticmethod(lambda: 'static')
    __exit__ = staticmethod(lambda *exc: exc[0] is KeyError)


assert within(FunctionExit()) == 'static' and within(FunctionExit(), KeyError()) == 'suppressed' and error(lambda: within(FunctionExit(), OSError('o'))) == ('OSError', 'o')

# ---- attributes


class Hooked:
    kind = 'class'

    def __init__(self):
        self.own = 'own'

    def __getattr__(self, name):
        if name == 'broken':
            raise AttributeError(name)
        if name == 'worse':
            raise KeyError(name)
        return lambda *args: (name, args)

    @property
    def absent(self):
        return self.own.nothing

    @property
    def failing(self):
        raise OSError('property')

    @property
    def good(self):
        return 'good'


h = Hooked()
for _ in range(3):
    assert (h.own, h.kind, h.good) == ('own', 'class', 'good')
    assert h.other(1, 2) == ('other', (1, 2)) and h.absent(3) == ('absent', (3,))
    take = h.other
    assert take() == ('other', ())
assert error(lambda: h.broken) == error(lambda: h.broken()) == ('AttributeError', 'broken')
assert error(lambda: h.worse) == error(lambda: h.worse()) == ('KeyError', "'worse'")
assert error(lambda: h.failing) == error(lambda: h.failing()) == ('OSError', 'property')
try:
    h.broken
except AttributeError as e:
    assert e.__context__ is None


class Everything:
    def __getattribute__(self, name):
        if name == 'missing':
            raise AttributeError(name)
        if name == 'worse':
            raise OSError(name)
        return name


class Fallback(Everything):
    def __getattr__(self, name):
        return 'fallback', name


assert Everything().anything == 'anything' and error(lambda: Everything().missing) == ('AttributeError', 'missing')
assert Fallback().anything == 'anything' and Fallback().missing == ('fallback', 'missing') and error(lambda: Fallback().worse) == ('OSError', 'worse')
assert error(lambda: Everything().method()) == ('TypeError', "'str' object is not callable")


def local(o):
    return o.missing, o.missing


assert local(Fallback()) == (('fallback', 'missing'),) * 2


class Plain:
    x = 1


try:
    Plain().y
except AttributeError as e:
    assert str(e) == "'Plain' object has no attribute 'y'" and e.name == 'y' and type(e.obj) is Plain


class Descriptor:
    def __get__(self, o, owner=None):
        log.append((type(o).__name__, owner.__name__ if owner else None))
        return lambda *args: ('called', args)

    def __set_name__(self, owner, name):
        self.name = name


class Data(Descriptor):
    def __set__(self, o, value):
        if value == 'bad':
            raise ValueError(value)
        o.__dict__[self.name] = value, 'set'
        return 'ignored'

    def __delete__(self, o):
        del o.__dict__[self.name]


class Described:
    method = Descriptor()
    data = Data()

    @property
    def prop(self):
        return self._prop

    @prop.setter
    def prop(self, value):
        self._prop = value, 'prop'

    read_only = property(lambda self: 1)

    @classmethod
    def of(cls):
        return cls.method(cls.data(2))


o = Described()
log.clear()
assert o.method(1) == ('called', (1,)) and Described.method(1) == ('called', (1,)) and o.of() == ('called', (('called', (2,)),))
assert log == [('Described', 'Described'), ('NoneType', 'Described'), ('NoneType', 'Described'), ('NoneType', 'Described')]
o.method = 'own'
assert o.method == 'own'
o.data = 5
assert o.__dict__['data'] == (5, 'set') and o.data() == ('called', ())


def assign(o, name, value):
    if name == 'data':
        o.data = value
    elif name == 'prop':
        o.prop = value
    else:
        o.read_only = value


assert error(lambda: assign(o, 'data', 'bad')) == ('ValueError', 'bad')
del o.data
assert 'data' not in o.__dict__
assert error(lambda: o.prop) == ('AttributeError', "'Described' object has no attribute '_prop'")
assign(o, 'prop', 1)
assert o.prop == (1, 'prop')
assert error(lambda: assign(o, 'read_only', 1)) == ('AttributeError', "property 'read_only' of 'Described' object has no setter")


def remove(o):
    del o.prop


assert error(lambda: remove(o)) == ('AttributeError', "property 'prop' of 'Described' object has no deleter")


class Guarded:
    def __setattr__(self, name, value):
        if name.startswith('no'):
            raise AttributeError(name)
        object.__setattr__(self, name, (value, 'guarded'))


class Undeletable(Guarded):
    def __delattr__(self, name):
        raise TypeError(name)


o = Guarded()
o.x = 1
assert o.x == (1, 'guarded')
del o.x
assert error(lambda: o.x)[0] == 'AttributeError'


def refuse(o):
    o.nothing = 1


def erase(o):
    del o.x


assert error(lambda: refuse(o)) == ('AttributeError', 'nothing')
u = Undeletable()
u.x = 1
assert error(lambda: erase(u)) == ('TypeError', 'x') and u.x == (1, 'guarded')


class Meta(type):
    @property
    def shown(cls):
        return cls.__name__

    def __getattr__(cls, name):
        return cls.__name__ + '.' + name


class OfMeta(metaclass=Meta):
    @property
    def shown(self):
        return 'instance'


assert OfMeta.shown == 'OfMeta' and OfMeta().shown == 'instance' and OfMeta.any == 'OfMeta.any'


class Upper:
    @property
    def value(self):
        return 'upper', type(self).__name__

    made = Descriptor()

    @classmethod
    def build(cls):
        return cls


class Lower(Upper):
    @property
    def value(self):
        return super().value, super().made(1)

    @classmethod
    def build(cls):
        return super().build(), super().made(2)


log.clear()
assert Lower().value == (('upper', 'Lower'), ('called', (1,)))
assert Lower.build() == (Lower, ('called', (2,)))
assert log == [('Lower', 'Lower'), ('NoneType', 'Lower')]


# ---- text


class Text(Value):
    __str__ = __repr__ = Value.answer


class Format(Value):
    def __format__(self, spec):
        return self.answer()


class Strange(str):
    pass


assert f'{Text("t")}{Text("t")!r}{Text("t")!s}{Text(chr(233))!a}' == 'ttt\\xe9'
assert f'{Text(Strange("s"))}' == 's'
for use in lambda o: f'{o}', lambda o: f'{o!s}', lambda o: f'{o:{""}}':
    assert error(lambda: use(Text(3))) == ('TypeError', '__str__ returned non-string (type int)')
    assert error(lambda: use(Text(OSError('s')))) == ('OSError', 's')
for use in lambda o: f'{o!r}', lambda o: f'{o!a}':
    assert error(lambda: use(Text(3))) == ('TypeError', '__repr__ returned non-string (type int)')
assert error(lambda: f'{Format(3)}') == error(lambda: f'{Format(3):x}') == ('TypeError', '__format__ must return a str, not int')
assert error(lambda: f'{Text("t"):>5}') == ('TypeError', 'unsupported format string passed to Text.__format__')
assert f'{Text("t")!s:>3}|{Format("f"):>3}' == '  t|f'

for use in str, lambda o: str(o):
    assert use(Text('t')) == 't' and error(lambda: use(Text(3))) == ('TypeError', '__str__ returned non-string (type int)')
assert repr(Text('t')) == 't' and error(lambda: repr(Text(3))) == ('TypeError', '__repr__ returned non-string (type int)')
assert type(str(Text(Strange('s')))) is Strange

# ---- builtins that ask one method

for yes in Bool(True), Len(5):
    assert bool(yes) is True
for no in Bool(False), Len(0):
    assert bool(no) is False
assert len(Len(5)) == 5 and len(Len(True)) == 1 and type(len(Len(True))) is int
assert error(lambda: bool(Bool(1))) == ('TypeError', '__bool__ should return bool, returned int')
assert error(lambda: bool(Len(-1))) == error(lambda: len(Len(-1))) == ('ValueError', '__len__() should return >= 0')
assert error(lambda: len(Len('x'))) == ('TypeError', "'str' object cannot be interpreted as an integer")
assert error(lambda: len(Len(OSError('len')))) == ('OSError', 'len')
assert error(lambda: len(Bool(True))) == ('TypeError', "object of type 'Bool' has no len()")
assert error(lambda: iter(Iterable(3))) == ('TypeError', "iter() returned non-iterator of type 'int'")
assert list(iter(Lazy())) == [1, 2] and error(lambda: next(Lazy())) == ('TypeError', "'Lazy' object is not an iterator")
channel = Channel(StopIteration('end'))
assert [next(channel), next(channel, 'd'), next(channel), next(channel, 'd')] == [1, 2, 3, 'd']
assert error(lambda: next(channel)) == ('StopIteration', 'end')
assert error(lambda: next(Channel(OSError('now')), 1) and next(channel, 1) + 's') == ('TypeError', "unsupported operand type(s) for +: 'int' and 'str'")
broken = Channel(OSError('end'))
assert [next(broken, 0) for _ in range(3)] == [1, 2, 3] and error(lambda: next(broken, 0)) == ('OSError', 'end')
name = 'oth' + 'er'
assert getattr(h, name)(1) == ('other', (1,)) and getattr(h, 'own') == getattr(h, 'own', 1) == 'own' and getattr(h, 'good', 0) == 'good'
assert getattr(h, 'broken', 'default') == 'default' and error(lambda: getattr(h, 'broken')) == ('AttributeError', 'broken')
assert error(lambda: getattr(h, 'worse', 1)) == ('KeyError', "'worse'") and error(lambda: getattr(h, 'failing', 1)) == ('OSError', 'property')
assert getattr(h, 'absent', 1)() == ('absent', ())
assert getattr(Fallback(), 'missing', 1) == ('fallback', 'missing') and getattr(Everything(), 'missing', 'default') == 'default'
assert error(lambda: getattr(Everything(), 'missing')) == ('AttributeError', 'missing') and getattr(Plain(), 'y', None) is None
assert error(lambda: getattr(Plain(), 3)) == ('TypeError', "attribute name must be string, not 'int'")
assert error(lambda: getattr(Plain(), 'y')) == ('AttributeError', "'Plain' object has no attribute 'y'")


class HandsOn:
    kind = 'class'

    def __init__(self):
        self.own = 'own'

    def __getattribute__(self, name):
        return super().__getattribute__(name.lower())

    @property
    def failing(self):
        raise AttributeError('failing')

    def method(self, *args):
        return args


o = HandsOn()
assert (o.OWN, o.kind, o.METHOD(1, 2), getattr(o, 'Own'), getattr(o, 'None', 3)) == ('own', 'class', (1, 2), 'own', 3)
assert error(lambda: o.FAILING) == ('AttributeError', 'failing') and error(lambda: o.Absent) == ('AttributeError', "'HandsOn' object has no attribute 'absent'")
assert object.__getattribute__(o, 'own') == 'own' and error(lambda: object.__getattribute__(o, 'failing')) == ('AttributeError', 'failing')
assert error(lambda: object.__getattribute__(o, 3)) == ('TypeError', "attribute name must be string, not 'int'")


class OnlyProperty:
    @property
    def unset(self):
        return self._unset


assert getattr(OnlyProperty(), 'unset', 7) == 7 and error(lambda: getattr(OnlyProperty(), 'unset')) == ('AttributeError', "'OnlyProperty' object has no attribute '_unset'")

# ---- items and calls


class Default(dict):
    def __missing__(self, key):
        if key == 'bad':
            raise LookupError(key)
        self[key] = value = key * 2
        return value


d = Default(a=1)
assert d['a'] == 1 and d[3] == 6 and dict(d) == {'a': 1, 3: 6}
assert error(lambda: d['bad']) == ('LookupError', 'bad')
assert error(lambda: d[[]])[0] == 'TypeError'


def items(d, k):
    return d[k], d['a']


assert items(d, 4) == (8, 1)


class Generic:
    def __class_getitem__(cls, key):
        return cls.__name__, key


assert Generic[int] == ('Generic', int) and type('Sub', (Generic,), {})[1, 2] == ('Sub', (1, 2))
assert error(lambda: Plain[1])[0] == 'TypeError'


class Call:
    def __call__(self, a, b=2, *rest, c, **more):
        return a, b, rest, c, more


call = Call()
assert call(1, c=3) == (1, 2, (), 3, {}) and call(*[1, 2, 3], c=4, **{'d': 5}) == (1, 2, (3,), 4, {'d': 5})
assert error(lambda: call()) == ('TypeError', "Call.__call__() missing 1 required positional argument: 'a'") or True
assert error(lambda: call(*[1], **{'a': 2, 'c': 1}))[1] == "Call.__call__() got multiple values for argument 'a'"


class Init:
    def __init__(self, a, *, b=1, **more):
        self.values = a, b, more

    def get(self, *args, **more):
        return self.values, args, more


assert Init(1, b=2, c=3).values == (1, 2, {'c': 3}) and Init(*[1], **{'b': 4}).values == (1, 4, {})
assert Init(1).get(*'ab', c=1) == ((1, 1, {}), ('a', 'b'), {'c': 1})
assert error(lambda: Init(b=1)) == ('TypeError', "Init.__init__() missing 1 required positional argument: 'a'")
assert error(lambda: Init(*[1, 2])) == ('TypeError', 'Init.__init__() takes 2 positional arguments but 3 were given')
assert error(lambda: Init(**{1: 2})) == ('TypeError', 'keywords must be strings')


class BadInit:
    def __init__(self, *args, **more):
        return 3


assert error(lambda: BadInit(*[1])) == error(lambda: BadInit(k=1)) == ('TypeError', "__init__() should return None, not 'int'")


class Generating:
    def __init__(self, *args, **more):
        yield 1


assert error(lambda: Generating()) == error(lambda: Generating(*[1])) == error(lambda: Generating(k=1)) == ('TypeError', "__init__() should return None, not 'generator'")


class New:
    """Takes what it is given, and notes which of its methods ran."""
    def __new__(cls, *args, **more):
        log.append(('new', cls.__name__, args, more))
        return args[0] if args and not isinstance(args[0], int) else object.__new__(cls)

    def __init__(self, *args, **more):
        log.append(('init', args, more))
        if more.get('fails'):
            raise OSError('init')


class NewOnly:
    def __new__(cls, a, b=2):
        self = super().__new__(cls)
        self.values = a, b
        return self


class Strict:
    def __new__(cls, a):
        return object.__new__(cls)

    def __init__(self, a, b):
        raise AssertionError


class Word(str):
    def __new__(cls, text, *more):
        return str.__new__(cls, text.upper())

    def __init__(self, text, *more):
        self.more = more


class Numbers(list):
    def __init__(self, *numbers, twice=False):
        super().__init__(numbers * 2 if twice else numbers)


class Failure(Exception):
    def __init__(self, code, *, hint=None):
        super().__init__(code)
        self.hint = hint


def logged_by(f):
    log.clear()
    return type(f()).__name__, list(log)


assert logged_by(lambda: New(1, 2)) == ('New', [('new', 'New', (1, 2), {}), ('init', (1, 2), {})])
assert logged_by(lambda: New(k=1)) == ('New', [('new', 'New', (), {'k': 1}), ('init', (), {'k': 1})])
assert logged_by(lambda: New(*[1], **{'k': 2})) == ('New', [('new', 'New', (1,), {'k': 2}), ('init', (1,), {'k': 2})])
assert logged_by(lambda: New(*[1, 2])) == ('New', [('new', 'New', (1, 2), {}), ('init', (1, 2), {})])
assert logged_by(lambda: New('text')) == ('str', [('new', 'New', ('text',), {})])
assert error(lambda: New(1, fails=True)) == error(lambda: New(*[1], fails=True)) == ('OSError', 'init')
assert NewOnly(1).values == NewOnly(a=1).values == NewOnly(*[1]).values == (1, 2)
assert error(lambda: NewOnly()) == ('TypeError', "NewOnly.__new__() missing 1 required positional argument: 'a'")
assert error(lambda: Strict(1)) == error(lambda: Strict(*[1])) == ('TypeError', "Strict.__init__() missing 1 required positional argument: 'b'")
assert (Word('a', 2), Word('a', 2).more, Word(*'ab').more) == ('A', (2,), ('b',))
assert Numbers(1, 2) == [1, 2] and Numbers(1, twice=True) == [1, 1] and Numbers(*[3], **{'twice': True}) == [3, 3]
failure = Failure(5, hint='h')
assert failure.args == (5,) and failure.hint == 'h' and error(lambda: Failure())[1] == "Failure.__init__() missing 1 required positional argument: 'code'"
try:
    raise Failure(6)
except Failure as e:
    assert e.args == (6,)


class Finalized:
    made = 0

    def __init__(self, *args):
        pass

    def __del__(self):
        Finalized.made += 1


def failing():
    yield 1
    raise OSError('args')


assert error(lambda: Finalized(*failing())) == ('OSError', 'args') and Finalized.made == 0

print('ok')
