# One object of every kind that holds others, alive to the end: a checked build recounts what each of them holds.
import collections
import functools
import io
import itertools
import operator
import random
import re
import sys
import threading
import types
import weakref


class Plain:
    def __init__(self):
        self.a = [1]
        self.b = {'k': self}


class Slotted:
    __slots__ = ('x', 'y', '__weakref__')


class Derived(Plain):
    shared = ['class attribute']

    @property
    def prop(self):
        return self.a

    @classmethod
    def of_class(cls):
        return cls

    @staticmethod
    def static():
        return None


class Error(Exception):
    def __init__(self, *args):
        super().__init__(*args)
        self.more = list(args)


def closure():
    inner = [1000001]

    def f(x=inner, *, y={'default': inner}):
        nonlocal inner
        return inner, x, y
    return f


def suspended():
    try:
        raise ValueError('handled while suspended')
    except ValueError as error:
        kept = [error]
        yield kept
        yield from iter(kept)


def frame_with_locals():
    local = ['of the frame']
    return sys._getframe(), locals()


class Sub(int):
    pass


class Text(str):
    pass


class Items(list):
    pass


class Named(dict):
    def __missing__(self, key):
        return key


kept = []
keep = kept.append
values = [object(), 'text ' * 3, 10**40, 3.5, 2j, b'bytes' * 9]

for make in (tuple, list, set, frozenset, iter, reversed, enumerate, collections.deque):
    keep(make(values if make is reversed else tuple(values)))
for mapping in (dict.fromkeys(map(str, range(20)), values), collections.defaultdict(list, {'a': values}), collections.OrderedDict(a=values)):
    keep(mapping)
    for view in (mapping.keys(), mapping.values(), mapping.items()):
        keep(view)
        keep(iter(view))
keep(types.MappingProxyType({'a': values}))
keep(types.SimpleNamespace(a=values))
for sub in (Sub(10**30), Sub(7), Text('own text'), Items(values), Named(a=values)):
    sub.note = [sub]
    keep(sub)
keep(bytearray(b'abc' * 30))
keep(memoryview(kept[-1]))
keep(iter(kept[-2]))
keep(slice(values, 10**30, None))
keep(range(10**30, 10**31))
keep(iter(kept[-1]))

for step in (itertools.count(10**30), itertools.cycle(values), itertools.repeat(values), itertools.chain(values, values), itertools.islice(values, 4),
             itertools.starmap(max, [(values, values)]), itertools.tee(values)[1], itertools.product(values, values), itertools.permutations(values, 2),
             itertools.combinations(values, 2), itertools.accumulate([1, 10**20, 3]), itertools.groupby('aabbcc'), itertools.zip_longest('ab', values),
             map(str, values), filter(None, values), zip(values, values), itertools.takewhile(bool, values), itertools.dropwhile(callable, values),
             itertools.compress(values, values), itertools.pairwise(values)):
    next(step)
    keep(step)

plain, slotted = Derived(), Slotted()
slotted.x, slotted.y = values, slotted
for o in (plain, slotted, plain.__init__, plain.a.append, Derived.of_class, Derived.static, Derived.__dict__['prop'], Derived.__dict__['of_class'],
          Derived.__dict__['static'], Derived.__dict__, super(Derived, plain), str.upper, int.__add__, (5).__add__, Slotted.x, Plain.__dict__.get('__dict__'),
          closure(), closure().__closure__, closure().__code__, lambda: values, functools.partial(max, values, key=str), operator.itemgetter(10**20, 'a'),
          operator.attrgetter('a.b'), operator.methodcaller('f', values, k=values), functools.cmp_to_key(lambda a, b: 0)(values),
          functools.lru_cache(lambda x: [x]), property(len, None, None, 'a doc string')):
    keep(o)
for target in (plain, slotted):
    keep(weakref.ref(target))
    keep(weakref.ref(target, lambda ref: None))
    keep(weakref.proxy(target))
keep(weakref.WeakValueDictionary({'a': plain}))

for generator in (suspended(), (x for x in values), itertools.chain.from_iterable(suspended() for _ in range(2))):
    next(generator)
    keep(generator)
keep(suspended())
keep(frame_with_locals())
try:
    try:
        raise Error('first', values)
    except Error as first:
        raise Error('second') from first
except Error as second:
    keep(second)
    keep(second.__traceback__)
    keep(second.__traceback__.tb_frame)
keep(ExceptionGroup('group', [Error(values), ValueError(1)]))
try:
    import no_such_module
except ImportError as missing:
    keep(missing)
for text in ('def', 'x = = 1'):
    try:
        compile(text, 'kept.py', 'exec')
    except SyntaxError as wrong:
        keep(wrong)
keep(compile('a = [1, (2, 3)]\ndef f(x): return x', 'kept.py', 'exec'))

keep(list[int])
keep(int | str | None)
keep(re.compile('(?P<name>a+)|b'))
keep(kept[-1].match('aab'))
keep(kept[-2].finditer('aab'))
keep(io.StringIO('text'))
keep(io.BytesIO(b'bytes'))
keep(open(__file__))
kept[-1].close()
keep(random.Random(1))
keep(threading.Lock())
keep(threading.RLock())
keep(threading.local())
kept[-1].value = values
keep(threading.Event())
done = threading.Thread(target=lambda: kept.append(values), name='ended')
done.start()
done.join()
keep(done)
keep(types.ModuleType('made_here'))
kept[-1].own = kept
keep(type('Made', (Plain,), {'kept': kept, 'f': closure()}))
keep(sys.modules)
keep(globals())
assert len(kept) == 128, len(kept)
