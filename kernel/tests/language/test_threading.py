# threading: threads, what they wait for, and what is told of those that fail.
import io, sys, threading, time

def raises(kind, function, *args, text=None, **kwargs):
    try:
        function(*args, **kwargs)
    except kind as e:
        assert text is None or str(e) == text, str(e)
    else:
        raise AssertionError('nothing raised')

# 32 at once: each waits until all are there.
seen = []
barrier = threading.Barrier(33)
def meet(i):
    barrier.wait()
    seen.append(i)
threads = [threading.Thread(target=meet, args=(i,)) for i in range(32)]
for t in threads: t.start()
assert threading.active_count() == 33 and len(threading.enumerate()) == 33
barrier.wait()
for t in threads: t.join()
assert sorted(seen) == list(range(32)) and threading.active_count() == 1

# 500 one after another.
seen = []
for i in range(500):
    t = threading.Thread(target=seen.append, args=(i,))
    t.start()
    t.join()
assert seen == list(range(500))

# join with a time-out.
stop = threading.Event()
t = threading.Thread(target=stop.wait)
t.start()
before = time.monotonic()
t.join(0.05)
assert t.is_alive() and 0.04 < time.monotonic() - before < 5
t.join(0)
t.join(-1)
assert t.is_alive()
stop.set()
t.join()
assert not t.is_alive()
t.join(), t.join(0.01)
raises(RuntimeError, t.start, text='threads can only be started once')
raises(RuntimeError, threading.Thread().join, text='cannot join thread before it is started')
raises(RuntimeError, threading.current_thread().join, text='cannot join current thread')

# Names, idents, subclasses.
class Worker(threading.Thread):
    def run(self):
        self.found = threading.current_thread(), threading.get_ident(), threading.main_thread()
w = Worker(name='worker')
assert w.name == 'worker' and w.ident is None and not w.daemon and repr(w) == '<Worker(worker, initial)>'
w.start()
w.join()
assert w.found == (w, w.ident, threading.current_thread()) and repr(w) == '<Worker(worker, stopped %d)>' % w.ident
assert threading.current_thread() is threading.main_thread() and threading.current_thread().name == 'MainThread'
def function(): pass
assert threading.Thread(target=function).name.endswith(' (function)')

# Daemons: a program does not wait for them; a thread's flag is its creator's unless it is told.
d = threading.Thread(target=threading.Event().wait, daemon=True)
d.start()
assert d.daemon
raises(RuntimeError, setattr, d, 'daemon', False, text='cannot set daemon status of active thread')
flags = []
t = threading.Thread(target=lambda: flags.append(threading.Thread().daemon), daemon=True)
t.start()
t.join()
assert flags == [True] and not threading.Thread().daemon

# An exception that leaves a thread's function is told to excepthook; SystemExit is not.
def fail(): raise ValueError('of a thread')
told = []
threading.excepthook = lambda args: told.append((args.exc_type, str(args.exc_value), args.exc_traceback is not None, args.thread.name))
t = threading.Thread(target=fail, name='failing')
t.start()
t.join()
assert told == [(ValueError, 'of a thread', True, 'failing')] and not t.is_alive()
threading.excepthook = threading.__excepthook__
errors, sys.stderr = sys.stderr, io.StringIO()
try:
    t = threading.Thread(target=fail, name='failing')
    t.start()
    t.join()
    text = sys.stderr.getvalue()
    assert text.startswith('Exception in thread failing:\nTraceback (most recent call last):\n') and text.endswith('\nValueError: of a thread\n'), text
    sys.stderr = io.StringIO()
    t = threading.Thread(target=sys.exit)
    t.start()
    t.join()
    assert sys.stderr.getvalue() == ''
    def bad_hook(args): raise RuntimeError('of the hook')
    threading.excepthook = bad_hook
    t = threading.Thread(target=fail)
    t.start()
    t.join()
    text = sys.stderr.getvalue()
    assert text.startswith('Exception in threading.excepthook:\nTraceback (most recent call last):\n') and 'RuntimeError: of the hook\n' in text, text
finally:
    sys.stderr = errors
    threading.excepthook = threading.__excepthook__

# Locks.
lock = threading.Lock()
raises(RuntimeError, lock.release, text='release unlocked lock')
assert lock.acquire(timeout=0.01) and not lock.acquire(timeout=0.01) and not lock.acquire(False) and lock.locked()
raises(ValueError, lock.acquire, False, timeout=1, text="can't specify a timeout for a non-blocking call")
lock.release()
with lock: assert lock.locked()
assert not lock.locked()
rlock = threading.RLock()
with rlock:
    with rlock:
        other = []
        t = threading.Thread(target=lambda: other.append(rlock.acquire(False)))
        t.start()
        t.join()
        assert other == [False]
raises(RuntimeError, rlock.release, text='cannot release un-acquired lock')

# Conditions, events, semaphores, barriers, timers.
condition = threading.Condition()
raises(RuntimeError, condition.wait, text='cannot wait on un-acquired lock')
raises(RuntimeError, condition.notify, text='cannot notify on un-acquired lock')
with condition:
    assert not condition.wait(0.01) and not condition.wait_for(lambda: False, 0.01) and condition.wait_for(lambda: 7) == 7
queue = []
def consume():
    with condition:
        while not queue: condition.wait()
        taken.append(queue.pop())
taken = []
threads = [threading.Thread(target=consume) for _ in range(4)]
for t in threads: t.start()
for i in range(4):
    with condition:
        queue.append(i)
        condition.notify()
for t in threads: t.join()
assert sorted(taken) == [0, 1, 2, 3]
event = threading.Event()
assert not event.wait(0.01) and not event.is_set()
event.set()
assert event.wait() and event.wait(0)
event.clear()
assert not event.is_set()
semaphore = threading.Semaphore(2)
assert semaphore.acquire() and semaphore.acquire() and not semaphore.acquire(False) and not semaphore.acquire(timeout=0.01)
semaphore.release(2)
raises(ValueError, threading.BoundedSemaphore(1).release, text='Semaphore released too many times')
raises(ValueError, threading.Semaphore, -1, text='semaphore initial value must be >= 0')
pair = threading.Barrier(2)
broken = []
def wait():
    try: pair.wait()
    except threading.BrokenBarrierError: broken.append(True)
t = threading.Thread(target=wait)
t.start()
while pair.n_waiting == 0: time.sleep(0.001)
pair.abort()
t.join()
assert broken == [True] and pair.broken
fired = []
timer = threading.Timer(0.01, fired.append, [1])
timer.start()
timer.join()
timer = threading.Timer(60, fired.append, [2])
timer.start()
timer.cancel()
timer.join()
assert fired == [1]

# Values of a thread's own.
class Own(threading.local):
    def __init__(self, start): self.value = start
own = Own(5)
own.value += 1
found = []
def use():
    found.append(own.value)
    own.value = 'other'
    own.more = 1
t = threading.Thread(target=use)
t.start()
t.join()
assert found == [5] and own.value == 6 and not hasattr(own, 'more')
print('ok')
