# lab only: python3 may be older than 3.13, whose behaviour this is
# deque, defaultdict, OrderedDict, the counting loop of Counter.
from _collections import deque, defaultdict, OrderedDict, _count_elements
def raises(exc, f, *args):
    try:
        f(*args)
    except exc as e:
        return str(e)
    raise AssertionError('no ' + exc.__name__)

d = deque([1, 2, 3])
d.append(4); d.appendleft(0)
assert list(d) == [0, 1, 2, 3, 4] and len(d) == 5 and d[0] == 0 and d[-1] == 4 and 3 in d
assert d.pop() == 4 and d.popleft() == 0 and d == deque([1, 2, 3])
d.extend('ab'); d.extendleft([9, 8])
assert list(d) == [8, 9, 1, 2, 3, 'a', 'b']
d.rotate(2)
assert list(d) == ['a', 'b', 8, 9, 1, 2, 3]
d.rotate(-3)
assert list(d) == [9, 1, 2, 3, 'a', 'b', 8]
d.remove('a'); d.insert(1, 'i'); del d[0]
assert list(d) == ['i', 1, 2, 3, 'b', 8] and d.index(3) == 3 and d.count(1) == 1
d.reverse()
assert list(d) == [8, 'b', 3, 2, 1, 'i'] and list(reversed(d)) == ['i', 1, 2, 3, 'b', 8]
d[0] = 'z'
assert repr(deque([1], maxlen=3)) == 'deque([1], maxlen=3)' and repr(deque()) == 'deque([])'
m = deque(range(10), 3)
assert list(m) == [7, 8, 9] and m.maxlen == 3
m.appendleft(1)
assert list(m) == [1, 7, 8]
assert raises(IndexError, m.insert, 0, 0) == 'deque already at its maximum size'
assert raises(IndexError, deque().pop) == 'pop from an empty deque'
assert raises(IndexError, lambda: m[5]) == 'deque index out of range'
assert deque([1]) + deque([2]) == deque([1, 2]) and deque([1]) * 2 == deque([1, 1]) and deque([1]) < deque([2])
def grow():
    for x in m: m.append(x)
assert raises(RuntimeError, grow) == 'deque mutated during iteration'
q = deque()
for i in range(1000): q.append(i)
for i in range(900): q.popleft()
for i in range(2000): q.append(i)
assert len(q) == 2100 and q[0] == 900 and q[99] == 999 and q[100] == 0

dd = defaultdict(list)
dd['a'].append(1); dd['a'].append(2)
assert dd == {'a': [1, 2]} and dd.default_factory is list and 'b' not in dd and dd.get('b') is None
assert repr(defaultdict(int, {1: 2})) == "defaultdict(<class 'int'>, {1: 2})"
assert raises(KeyError, lambda: defaultdict()['x']) == "'x'"
c = dd.copy()
assert type(c) is defaultdict and c == dd and c.default_factory is list
assert raises(TypeError, defaultdict, 5) == 'first argument must be callable or None'

o = OrderedDict([('a', 1), ('b', 2), ('c', 3)])
o.move_to_end('a')
assert list(o) == ['b', 'c', 'a']
o.move_to_end('a', last=False)
assert list(o) == ['a', 'b', 'c']
assert o.popitem(last=False) == ('a', 1) and o.popitem() == ('c', 3)
assert repr(OrderedDict(a=1)) == "OrderedDict({'a': 1})" and repr(OrderedDict()) == 'OrderedDict()'
assert OrderedDict(a=1, b=2) != OrderedDict(b=2, a=1) and OrderedDict(a=1, b=2) == dict(b=2, a=1)
assert raises(KeyError, o.move_to_end, 'zz') == "'zz'"
k = {}
_count_elements(k, 'abracadabra')
assert k == {'a': 5, 'b': 2, 'r': 2, 'c': 1, 'd': 1}
print('OK')
