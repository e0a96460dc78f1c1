# 4 threads store, delete, look up and iterate one dict, with keys of their own and keys of all.
import _thread
N, T = 1500, 4
d = {}
failures = []
done = [_thread.allocate_lock() for _ in range(T)]
for lock in done: lock.acquire()

def work(me):
    try:
        for i in range(N):
            key = me * N + i
            d[key] = str(key)
            assert d[key] == str(key)
            d['all%d' % (i % 17)] = i
            v = d.get('all%d' % (i % 13))
            assert v is None or type(v) is int
            if i % 2:
                assert d.pop(key) == str(key)
                assert key not in d
            if i % 50 == 0:
                try:
                    for k in d: assert type(k) in (int, str, tuple)
                except RuntimeError: pass
                for k, v in list(d.items()): assert type(k) is not int or v == str(k)
                assert len(dict(d)) > 0
                assert d.setdefault(('s', me, i), me) == me
                del d['s', me, i]
    except BaseException as e:
        failures.append(repr(e))
    finally:
        done[me].release()

for me in range(T): _thread.start_new_thread(work, (me,))
for lock in done: lock.acquire()
assert not failures, failures
numbers = [k for k in d if type(k) is int]
assert sorted(numbers) == [k for k in range(N * T) if k % N % 2 == 0], len(numbers)
assert all(d[k] == str(k) for k in numbers)
print('OK')
