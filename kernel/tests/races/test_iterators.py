# Iterators shared by 4 threads: each item goes to one thread, none is lost.
import _thread
from itertools import count, chain, islice, repeat, permutations
N, T = 2000, 4
def drive(it, limit=None):
    got = [[] for _ in range(T)]
    failures = []
    done = [_thread.allocate_lock() for _ in range(T)]
    for lock in done: lock.acquire()
    def work(me):
        try:
            mine = got[me]
            if limit is None:
                for x in it: mine.append(x)
            else:
                for i in range(limit): mine.append(next(it))
        except BaseException as e:
            failures.append(repr(e))
        finally:
            done[me].release()
    for me in range(T): _thread.start_new_thread(work, (me,))
    for lock in done: lock.acquire()
    assert not failures, failures
    return sorted(sum(got, []))
assert drive(iter(list(range(N)))) == list(range(N))
assert drive(iter(tuple(range(N)))) == list(range(N))
assert drive(iter(range(N))) == list(range(N))
assert drive(iter({i: 0 for i in range(N)})) == list(range(N))
assert drive(iter({i for i in range(N)})) == list(range(N))
assert drive(reversed(list(range(N)))) == list(range(N))
assert drive(count(), N // T) == list(range(N))
assert drive(count(0, 2), N // T) == list(range(0, 2 * N, 2))
assert len(drive(repeat(1, N))) == N
assert drive(map(int, list(range(N)))) == list(range(N))
assert len(set(drive(permutations(range(6))))) == 720
assert drive(chain(list(range(N)), list(range(N, 2 * N)))) == list(range(2 * N))
print('OK')
