# 4 threads on one set and one deque: add and discard, append and popleft, copies while it changes.
import _thread
from _collections import deque
N, T = 1500, 4
s = set()
q = deque()
bounded = deque(maxlen=5)
taken = [[] for _ in range(T)]
failures = []
done = [_thread.allocate_lock() for _ in range(T)]
for lock in done: lock.acquire()

def work(me):
    try:
        mine = taken[me]
        for i in range(N):
            x = me * N + i
            s.add(x)
            assert x in s
            if i % 2: s.discard(x)
            q.append(x)
            if i % 3:
                mine.append(q.popleft())
            bounded.append(x)
            assert len(bounded) <= 5
            if i % 100 == 0:
                assert all(type(y) is int for y in list(q))
                assert all(type(y) is int for y in list(s))
                assert len(list(bounded)) <= 5
                try:
                    for y in q: pass
                except RuntimeError: pass
                try:
                    for y in s: pass
                except RuntimeError: pass
    except BaseException as e:
        failures.append(repr(e))
    finally:
        done[me].release()

for me in range(T): _thread.start_new_thread(work, (me,))
for lock in done: lock.acquire()
assert not failures, failures
assert sorted(s) == [x for x in range(N * T) if x % N % 2 == 0]
assert sorted(sum(taken, list(q))) == list(range(N * T))
print('OK')
