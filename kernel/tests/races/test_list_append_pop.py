# 4 threads append and pop one list: nothing is lost, nothing is given twice.
import _thread
N, T = 3000, 4
shared = []
taken = [[] for _ in range(T)]
done = [_thread.allocate_lock() for _ in range(T)]
for lock in done: lock.acquire()

def work(me):
    try:
        mine = taken[me]
        for i in range(N):
            shared.append(me * N + i)
            if i % 3:
                mine.append(shared.pop())
    finally:
        done[me].release()

for me in range(T): _thread.start_new_thread(work, (me,))
for lock in done: lock.acquire()
everything = sorted(sum(taken, shared[:]))
assert everything == list(range(N * T)), (len(everything), len(set(everything)))
print('OK')
