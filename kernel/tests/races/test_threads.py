# lab only
"""Starting and joining many threads, one after another and at once."""
import _thread

done = []
for k in range(300):
    _thread.start_joinable_thread(lambda k=k: done.append(k)).join()
assert done == list(range(300))

lock = _thread.allocate_lock()
total = 0


def add():
    global total
    for _ in range(200):
        with lock:
            total += 1


for _ in range(3):
    handles = [_thread.start_joinable_thread(add) for _ in range(32)]
    for handle in handles:
        handle.join()
assert total == 3 * 32 * 200, total

rlock = _thread.RLock()


def nested():
    for _ in range(200):
        with rlock:
            with rlock:
                pass


handles = [_thread.start_joinable_thread(nested) for _ in range(4)]
for handle in handles:
    handle.join()
assert lock.acquire(timeout=0.01)
assert not lock.acquire(timeout=0.01)
lock.release()
