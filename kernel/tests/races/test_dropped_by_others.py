# lab only
# schedules: 100
# needs counts
"""Objects dropped by other threads than the one that made them, whether that runs, waits, has ended or its slot serves another: each dies once."""
import _thread

from together import rounds, together

N = rounds(400)
died = []


class Thing:
    def __init__(self, key):
        self.key = key

    def __del__(self):
        died.append(self.key)


def drop(things):
    while things:
        try:
            things.pop()
        except IndexError:
            pass


# The owner runs on, making more.
heap = []


def exchange(me):
    for k in range(N):
        heap.append(Thing((me, k)))
        if k % 2:
            try:
                heap.pop(0)
            except IndexError:
                pass


together(exchange)
heap.clear()

# The owner waits.
things = []
made, go = _thread.allocate_lock(), _thread.allocate_lock()
made.acquire()
go.acquire()


def owner():
    things.extend([Thing(('waits', k)) for k in range(N)])
    made.release()
    with go:
        pass


handle = _thread.start_joinable_thread(owner)
made.acquire()
together(lambda me: drop(things))
go.release()
handle.join()

# The owner has ended, and its slot serves the threads that drop.
_thread.start_joinable_thread(lambda: things.extend([Thing(('ended', k)) for k in range(N)])).join()
together(lambda me: drop(things))

# Counted by several threads, dropped by all of them.
for k in range(rounds(40, 3)):
    shared = [Thing(('shared', k))] * 4
    together(lambda me: shared.__setitem__(me, None), 4)
    shared = None

# Each owner has passed a safepoint since, so what was queued for it is merged.
together(lambda me: [None for _ in range(50)])
expected = {(me, k) for me in range(4) for k in range(N)} | {(w, k) for w in ('waits', 'ended') for k in range(N)} | {('shared', k) for k in range(rounds(40, 3))}
assert len(died) == len(expected), (len(died), len(expected), sorted(map(str, expected - set(died)))[:5])
assert set(died) == expected
