"""Checks of the modules that carry and run a workload, under CPython with a stand-in for `_host`: the travelling side
and the receiving side are both here, each with modules of its own. Prints a line a check; run by travel.spec.ts.

    python3 travel_check.py DIRECTORY_OF_LIB
"""

import functools
import importlib
import marshal
import math
import sys
import threading
import types

LIB = sys.argv[1]
sys.path.insert(0, LIB)

sent = []
host = types.ModuleType('_host')
host.code_bytes = marshal.dumps
host.code_from_bytes = marshal.loads
host.deferred = []
host.defer = host.deferred.append
host.thread_cpu_ns = lambda: __import__('time').thread_time_ns()
host.thread_busy_ns = lambda: None
host.thread_run_delay_ns = lambda: -1
host.send = lambda kind, json: sent.append((kind, json))
host.config = lambda name: 'node'
sys.modules['_host'] = host

travel = importlib.import_module('_gilectomy_travel')
json_min = importlib.import_module('_json_min')

failed = 0


def check(name, condition, shown=''):
    global failed
    print(('ok  ' if condition else 'FAIL'), name, '' if condition else shown)
    failed += not condition


def carry(func, *args):
    """Sends a workload through a text into a fresh __main__."""
    text = travel.dumps(func, args)
    assert isinstance(text, str)
    main = sys.modules['__main__']
    fresh = types.ModuleType('__main__')
    sys.modules['__main__'] = fresh
    try:
        found, arguments = travel.loads(text)
    finally:
        sys.modules['__main__'] = main
    return found, arguments, fresh.__dict__


def refused(func, *args):
    try:
        travel.dumps(func, args)
    except travel.CannotTravel as error:
        return str(error)
    return 'not refused'


# ---- workloads

COUNT = 0
TABLE = {'a': [1, 2], 'b': None}
TABLE['self'] = TABLE
LOCK = threading.Lock()
UNUSED = threading.Lock()


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def bump():
    global COUNT
    COUNT += 1
    return COUNT


def read_count():
    return bump() and COUNT


def table():
    return TABLE


def uses_lock():
    with LOCK:
        return 1


def calls_lock():
    return [uses_lock() for _ in range(2)]


def area(r):
    return math.pi * r ** 2 + len(str(r)) + helper_default(1)


def helper_default(x, *, scale=2, extra=(1, [2])):
    return x * scale + extra[0]


class Base:
    made = []

    def __init__(self, x):
        self.x = x
        Base.made.append(self)

    def name(self):
        return 'base'

    def __eq__(self, other):
        return isinstance(other, Base) and self.x == other.x

    def __hash__(self):
        return hash(self.x)


class Derived(Base):
    __slots__ = ('y', '__secret')

    def __init__(self, x, y):
        super().__init__(x)
        self.y = y
        self.__secret = x + y

    @property
    def total(self):
        return self.x + self.y + self.__secret

    @classmethod
    def make(cls):
        return cls(1, 2)

    @staticmethod
    def plain():
        return 'plain'

    def name(self):
        return 'derived ' + super().name()


class Stack(list):
    def push(self, x):
        self.append(x)


class Point(tuple):
    @property
    def x(self):
        return self[0]


class Oops(ValueError):
    pass


def use_classes():
    d = Derived.make()
    return d.total, d.name(), Derived.plain(), isinstance(d, Base), Oops('x').args


def counter():
    n = 0

    def inc():
        nonlocal n
        n += 1
        return n

    def get():
        return n

    return inc, get


def take(*args):
    return args


def recursive_closure(n):
    def go(k):
        return 1 if k == 0 else k * go(k - 1)
    return go


def decorated(func):
    @functools.wraps(func)
    def wrapper(*args):
        return func(*args)
    wrapper.calls = [func]
    return wrapper


@decorated
def twice(x):
    return 2 * x


# ---- travel

f, a, names = carry(fib, 10)
check('a recursive function finds itself', f(*a) == 55 and names['fib'] is f)
check('only names that are reached travel', 'UNUSED' not in names and 'TABLE' not in names)
check('functions of a module get deferred counting again', host.deferred[-1] is f)

f, a, names = carry(read_count)
check('functions of one module share one globals dict', f() == 1 and f() == 2 and names['COUNT'] == 2 and names['bump'].__globals__ is names)
check('the sender keeps its own', COUNT == 0)

f, a, names = carry(table)
check('a dict may contain itself', f()['self'] is f() and f()['a'] == [1, 2])

f, a, names = carry(area, 2)
check('modules and built-ins travel by name', f(2) == math.pi * 4 + 1 + 3)
check('defaults travel', names['helper_default'].__kwdefaults__ == {'scale': 2, 'extra': (1, [2])})

f, a, names = carry(use_classes)
check('classes travel with methods, properties, slots and super()', f() == (5 + 1, 'derived base', 'plain', True, ('x',)), f())

d = Derived(3, 4)
f, (e, g, same), names = carry(take, d, {d: 'key'}, d)
check('an instance travels with its dict and slots', type(e).__name__ == 'Derived' and e.total == 14 and type(e) is not Derived, e)
check('identity of arguments is kept', e is same and list(g)[0] is e)
check('an instance is whole before it is hashed', g[e] == 'key')

inc, get = counter()
inc()
f, (i, g), names = carry(take, inc, get)
check('cells are shared between closures', (i(), i(), g()) == (2, 3, 3) and get() == 1)
f, a, names = carry(recursive_closure(0), 5)
check('a closure may refer to itself', f(*a) == 120)
f, a, names = carry(twice, 4)
check('a decorated function travels with its attributes', f(*a) == 8 and f.calls[0](1) == 2 and f.__name__ == 'twice')

values = (1, -5, 10 ** 5000, 1.5, float('inf'), -0.0, 2j, 'é\n"', '\ud800x', b'\x00\xff', bytearray(b'ab'), None, True, ..., NotImplemented,
          (), (1, (2,)), [1, [2]], {1, 2}, frozenset({3}), range(1, 9, 2), slice(1, None), {}, {'k': (1,)}, len, math.sqrt, str.upper, int, dict, math)
f, a, names = carry(take, *values)
check('plain values travel', a == values and [type(x) for x in a] == [type(x) for x in values] and str(a[5]) == '-0.0', a)

shared = [1]
f, (x, y, z), names = carry(take, shared, (shared, shared), {'s': shared})
check('sharing is kept', x is y[0] is y[1] is z['s'])
loop = []
loop.append((loop, loop))
f, (x,), names = carry(take, loop)
check('a cycle through a tuple travels', x[0][0] is x and x[0][1] is x)
deep = None
for _ in range(20000):
    deep = [deep]
f, (x,), names = carry(take, deep)
check('depth is not limited by recursion', x[0][0][0] is not None)

s = Stack([1, 2])
s.tag = 'top'
f, (x, p, o), names = carry(take, s, Point((7, 8)), Oops('a', 2))
check('instances of extended built-ins travel', x == [1, 2] and x.tag == 'top' and p.x == 7 and o.args == ('a', 2) and type(x).__name__ == 'Stack')
f, (m, b), names = carry(take, d.name, shared.append)
b(5)
check('bound methods travel with their object', m() == 'derived base' and b.__self__ == [1, 5])
check('and leave the sender alone', shared == [1])
f, a, names = carry(lambda x: x + 1, 1)
check('a lambda travels', f(1) == 2)

# ---- refusals

check('a lock is refused with the way to it', refused(calls_lock).startswith('calls_lock → uses_lock → LOCK: a lock cannot travel to a fresh runtime.'), refused(calls_lock))
check('a lock in an argument', refused(take, [1, {'k': LOCK}]).startswith("argument 1[1]['k']: a lock cannot"), refused(take, [1, {'k': LOCK}]))


def closes_over(value):
    def inner():
        return value
    return inner


check('a generator in a cell', refused(closes_over(x for x in ())).startswith('inner → value: a generator cannot'), refused(closes_over(x for x in ())))
e.held = threading.Event()
d.held = threading.Thread()
check('a thread in an attribute', refused(take, d).startswith('argument 1.held: a thread cannot'), refused(take, d))
check('an event', refused(take, threading.Event()).startswith('argument 1: an Event cannot'))
check('an open file', 'file' in refused(take, open(__file__)))
check('a frame', refused(take, sys._getframe()).startswith('argument 1: a frame cannot'))
check('an iterator', refused(take, iter([])).startswith('argument 1: a list_iterator cannot'), refused(take, iter([])))
check('a native object of no known kind', refused(take, __import__('collections').deque()).startswith('argument 1: a deque cannot'))

# ---- JSON

for value in (None, True, [], {}, [1, -2.5, 'a"\\\n\t\x01é\U0001f600\ud800'], {'a': {'b': [None, False]}, 'c': 1e300}):
    import json
    check('JSON ' + repr(value)[:30], json_min.loads(json_min.dumps(value)) == value == json.loads(json_min.dumps(value)) and json_min.loads(json.dumps(value)) == value)
for bad in ('', '[1,', '{"a"}', 'nul', '"a', '[1 2]', '{"a":1,}', '1 2'):
    try:
        json_min.loads(bad)
        check('not JSON: ' + bad, False)
    except ValueError:
        check('not JSON: ' + bad, True)

# ---- running

payload = travel.dumps(fib, (12,))
host.request = lambda kind, json: payload
main = sys.modules['__main__']
sys.modules['__main__'] = types.ModuleType('__main__')
run = importlib.import_module('_gilectomy_run')
run.load()
run.parallel(3, 2)
report = json_min.loads(sent[-1][1])
check('a run reports each thread', sent[-1][0] == 'experiment.run' and len(report['threads']) == 3)
check('times are in order', all(report['opened'] <= start < end for start, end, *_ in report['threads']))
check('clocks that the host lacks are null', all(cpu >= 0 and busy is None and delay is None for _, _, cpu, busy, delay in report['threads']))
run.serial(3, 2)
check('a serial run is one thread', len(json_min.loads(sent[-1][1])['threads']) == 1)
record = []
host.trace_start = lambda: record.append('start')
host.trace_stop = lambda: record.append('stop')
host.trace_dump = lambda: 'the events'
run.traced(2)
check('a traced run is bracketed by the recorder', record == ['start', 'stop'])
check('the record goes home before the times, with the identities of the threads', sent[-2] == ('experiment.trace', 'the events')
      and len(set(json_min.loads(sent[-1][1])['idents'])) == 2)


def failing():
    raise Oops('no')


payload = travel.dumps(failing, ())
run.load()
try:
    run.parallel(2, 1)
    check('an exception of the workload comes out', False)
except ValueError as error:
    check('an exception of the workload comes out', str(error) == 'no')
sys.modules['__main__'] = main

# ---- the module of the user

g = importlib.import_module('gilectomy')
asked = []
RESULT = '{"schema":"gilectomy.scale/1","func":"<lambda>","started":"2026-01-02T03:04:05.678Z","interrupted":false}'


def answer(kind, json):
    asked.append((kind, json))
    return {'scale': RESULT, 'experiment.script': 'false', 'experiment.partial': RESULT, 'result.text': '"the table"',
            'result.bundle': '{"text/plain":"x"}', 'result.check': '"gilectomy.scale/1"'}[kind]


host.request = answer
r = g.scale(lambda: 1, threads=2, designs='gil')
asked_for = json_min.loads(asked[0][1])
check('scale asks for what was given', asked_for['threads'] == [2] and asked_for['designs'] == ['gil'] and asked_for['repeat'] == 5 and asked_for['control'] is True)
check('a result shows its text form', repr(r) == 'the table' and r._repr_mimebundle_() == {'text/plain': 'x'} and g.last is r)

import os
import tempfile

with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, 'r.json')
    r.save(path)
    check('a result is saved and loaded', g.load(path)._text == RESULT == g.ScaleResult.load(path)._text)
    try:
        g.TraceResult.load(path)
        check('a result of another kind is refused', False)
    except ValueError:
        check('a result of another kind is refused', True)


def interrupting(kind, json):
    if kind == 'scale':
        raise KeyboardInterrupt
    return answer(kind, json)


host.request = interrupting
g.last = None
try:
    g.scale(fib, 1)
    check('an interrupt comes out', False)
except KeyboardInterrupt:
    check('an interrupt comes out and leaves the results so far', isinstance(g.last, g.ScaleResult))
check('the name of a result file', g._file_name('<lambda>', 'scale', '2026-01-02T03:04:05.678Z') == '_lambda_-scale-20260102-030405.json')
try:
    g.scale(3)
    check('what is no function is refused', False)
except TypeError as error:
    check('what is no function is refused', 'not int' in str(error))

print(failed, 'failed')
sys.exit(1 if failed else 0)
