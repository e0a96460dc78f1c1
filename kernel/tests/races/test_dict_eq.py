# Keys with Python __eq__ and __hash__ of few values: each is stored once, however the threads race.
import _thread
T = 4
class Key:
    def __init__(self, n): self.n = n
    def __hash__(self): return self.n % 3
    def __eq__(self, other): return self.n == other.n
d = {}
s = set()
failures = []
done = [_thread.allocate_lock() for _ in range(T)]
for lock in done: lock.acquire()

def work(me):
    try:
        for round in range(6):
            for i in range(20):
                d.setdefault(Key(i), i)
                s.add(Key(i))
                assert d[Key(i)] == i and Key(i) in s
    except BaseException as e:
        failures.append(repr(e))
    finally:
        done[me].release()

for me in range(T): _thread.start_new_thread(work, (me,))
for lock in done: lock.acquire()
assert not failures, failures
assert len(d) == 20 and len(s) == 20, (len(d), len(s))
print('OK')
