# lab only
"""Threads started and joined: 32 at once, 500 one after another, and by each other."""
import _thread

from together import rounds, together

done = []
for k in range(rounds(500, 8)):
    _thread.start_joinable_thread(lambda k=k: done.append(k)).join()
assert done == list(range(rounds(500, 8)))

lock = _thread.allocate_lock()
total = 0


def add():
    global total
    for _ in range(rounds(200, 3)):
        with lock:
            total += 1


many = rounds(32, 5)
handles = [_thread.start_joinable_thread(add) for _ in range(many)]
for handle in handles:
    handle.join()
assert total == many * rounds(200, 3), total


def nest(me):
    for _ in range(rounds(40, 1)):
        _thread.start_joinable_thread(add).join()


total = 0
together(nest, rounds(4, 2))
assert total == rounds(4, 2) * rounds(40, 1) * rounds(200, 3), total
