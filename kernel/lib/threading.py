"""Threads and what they synchronise with: the interface of Python's threading module.

A Thread object stands for a worker's run of a function; locks come from `_thread`, where waiting is done. All
else is built here from locks.
"""

import _thread
import sys
from time import monotonic as _monotonic

__all__ = [
    'Barrier', 'BoundedSemaphore', 'BrokenBarrierError', 'Condition', 'Event', 'ExceptHookArgs', 'Lock', 'RLock', 'Semaphore',
    'TIMEOUT_MAX', 'Thread', 'ThreadError', 'Timer', 'active_count', 'current_thread', 'enumerate', 'excepthook', 'get_ident',
    'get_native_id', 'getprofile', 'gettrace', 'local', 'main_thread', 'setprofile', 'settrace', 'stack_size',
]

Lock = _thread.LockType
RLock = _thread.RLock
ThreadError = _thread.error
TIMEOUT_MAX = _thread.TIMEOUT_MAX
get_ident = _thread.get_ident
get_native_id = _thread.get_native_id

# Threads that run, by ident, and those whose start has not yet brought them there, by id of the object.
_active = {}
_starting = {}
_active_lock = Lock()
_counter = 0
_counter_lock = Lock()


def _new_name(target):
    global _counter
    with _counter_lock:
        _counter += 1
        number = _counter
    name = 'Thread-%d' % number
    target_name = getattr(target, '__name__', None)
    return name if target_name is None else '%s (%s)' % (name, target_name)


class Thread:
    """A function that runs beside others, on a processor of its own if there is one."""

    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        if group is not None:
            raise AssertionError('group argument must be None for now')
        self._target = target
        self._name = _new_name(target) if name is None else str(name)
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._handle = _thread._ThreadHandle()
        self._started = False
        self._initialized = True

    def start(self):
        """Let it run. Once only."""
        self._check_initialized()
        if self._started:
            raise RuntimeError('threads can only be started once')
        self._started = True
        _starting[id(self)] = self
        try:
            handle = _thread.start_joinable_thread(self._bootstrap, handle=self._handle, daemon=self._daemonic)
        except BaseException:
            self._started = False
            _starting.pop(id(self), None)
            raise
        self._ident = handle.ident

    def run(self):
        """What the thread does; a subclass may do something else."""
        try:
            if self._target is not None:
                self._target(*self._args, **self._kwargs)
        finally:
            # What the thread was given goes as soon as it is done.
            del self._target, self._args, self._kwargs

    def join(self, timeout=None):
        """Wait until it has ended, or for so many seconds."""
        self._check_initialized()
        if not self._started:
            raise RuntimeError('cannot join thread before it is started')
        if self is current_thread():
            raise RuntimeError('cannot join current thread')
        if timeout is None:
            self._handle.join()
        else:
            self._handle.join(max(timeout, 0))

    def is_alive(self):
        self._check_initialized()
        return self._started and not self._handle.is_done()

    @property
    def name(self):
        self._check_initialized()
        return self._name

    @name.setter
    def name(self, name):
        self._check_initialized()
        self._name = str(name)

    @property
    def ident(self):
        self._check_initialized()
        return self._ident

    @property
    def native_id(self):
        self._check_initialized()
        return self._ident

    @property
    def daemon(self):
        """Whether the program may end while the thread still runs."""
        self._check_initialized()
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        self._check_initialized()
        if self._started:
            raise RuntimeError('cannot set daemon status of active thread')
        self._daemonic = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def __repr__(self):
        self._check_initialized()
        state = 'initial'
        if self._started:
            state = 'started' if self.is_alive() else 'stopped'
        if self._daemonic:
            state += ' daemon'
        if self._ident is not None:
            state += ' %s' % self._ident
        return '<%s(%s, %s)>' % (type(self).__name__, self._name, state)

    _initialized = False

    def _check_initialized(self):
        if not self._initialized:
            raise RuntimeError('Thread.__init__() not called')

    def _bootstrap(self):
        ident = get_ident()
        self._ident = ident
        _thread._set_current(self)
        with _active_lock:
            _active[ident] = self
            del _starting[id(self)]
        try:
            self.run()
        finally:
            _active.pop(ident, None)


class _MainThread(Thread):
    """The thread that runs cells and programs."""

    def __init__(self, ident):
        Thread.__init__(self, name='MainThread', daemon=False)
        self._started = True
        self._ident = ident

    def is_alive(self):
        return True

    def join(self, timeout=None):
        raise RuntimeError('cannot join current thread' if self is current_thread() else 'cannot join the main thread')


class _DummyThread(Thread):
    """A thread that was started below this module."""

    def __init__(self):
        Thread.__init__(self, name=_new_name(None).replace('Thread', 'Dummy'), daemon=True)
        self._started = True
        self._ident = get_ident()
        _active[self._ident] = self

    def is_alive(self):
        return True

    def join(self, timeout=None):
        raise RuntimeError('cannot join a dummy thread')


def current_thread():
    """The Thread object of the caller."""
    thread = _thread._current()
    if thread is None:
        thread = _main_thread if get_ident() == _MAIN_IDENT else _DummyThread()
        _thread._set_current(thread)
    return thread


def main_thread():
    return _main_thread


def enumerate():
    """All threads that run now."""
    with _active_lock:
        return [*_active.values(), *_starting.values()]


def active_count():
    with _active_lock:
        return len(_active) + len(_starting)


currentThread = current_thread
activeCount = active_count


class local:
    """Attributes that each thread has of its own."""

    def __new__(cls, /, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError('Initialization arguments are not supported')
        self = object.__new__(cls)
        with _counter_lock:
            _counter_of_locals[0] += 1
            key = _counter_of_locals[0]
        object.__setattr__(self, '_local_key', key)
        object.__setattr__(self, '_local_arguments', (args, kwargs))
        _thread._namespace()[key] = {}
        return self

    def __getattribute__(self, name):
        attributes = _attributes(self)
        if name in attributes:
            return attributes[name]
        if name == '__dict__':
            return attributes
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        if name == '__dict__':
            raise AttributeError("'%s' object attribute '__dict__' is read-only" % type(self).__name__)
        attributes = _attributes(self)
        if hasattr(getattr(type(self), name, None), '__set__'):
            object.__setattr__(self, name, value)
        else:
            attributes[name] = value

    def __delattr__(self, name):
        if name == '__dict__':
            raise AttributeError("'%s' object attribute '__dict__' is read-only" % type(self).__name__)
        attributes = _attributes(self)
        if name in attributes:
            del attributes[name]
        else:
            object.__delattr__(self, name)


_counter_of_locals = [0]


def _attributes(self):
    """The calling thread's attributes of a local; `__init__` runs when a thread first comes by."""
    key = object.__getattribute__(self, '_local_key')
    namespace = _thread._namespace()
    attributes = namespace.get(key)
    if attributes is None:
        attributes = namespace[key] = {}
        cls = type(self)
        if cls.__init__ is not object.__init__:
            args, kwargs = object.__getattribute__(self, '_local_arguments')
            cls.__init__(self, *args, **kwargs)
    return attributes


class Condition:
    """Threads wait under a lock until another tells them that something has changed."""

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        for name in ('_release_save', '_acquire_restore', '_is_owned'):
            if hasattr(lock, name):
                setattr(self, name, getattr(lock, name))
        # A lock for each waiter, held until it is notified.
        self._waiters = []

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *exc):
        return self._lock.__exit__(*exc)

    def __repr__(self):
        return '<Condition(%s, %d)>' % (self._lock, len(self._waiters))

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        """Give the lock up, wait for a notification, take the lock again. False if the time ran out."""
        if not self._is_owned():
            raise RuntimeError('cannot wait on un-acquired lock')
        waiter = Lock()
        waiter.acquire()
        self._waiters.append(waiter)
        state = self._release_save()
        notified = False
        try:
            if timeout is None:
                waiter.acquire()
                notified = True
            elif timeout > 0:
                notified = waiter.acquire(True, timeout)
            else:
                notified = waiter.acquire(False)
            return notified
        finally:
            self._acquire_restore(state)
            if not notified:
                try:
                    self._waiters.remove(waiter)
                except ValueError:
                    pass

    def wait_for(self, predicate, timeout=None):
        """Wait until `predicate()` is true; its last value."""
        end = None
        result = predicate()
        while not result:
            rest = None
            if timeout is not None:
                now = _monotonic()
                if end is None:
                    end = now + timeout
                rest = end - now
                if rest <= 0:
                    break
            self.wait(rest)
            result = predicate()
        return result

    def notify(self, n=1):
        """Wake up to `n` waiters; they go on when the lock is free."""
        if not self._is_owned():
            raise RuntimeError('cannot notify on un-acquired lock')
        waiters = self._waiters
        while waiters and n > 0:
            waiters.pop(0).release()
            n -= 1

    def notify_all(self):
        self.notify(len(self._waiters))

    notifyAll = notify_all


class Semaphore:
    """A counter that `acquire` lowers and never takes below zero."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError('semaphore initial value must be >= 0')
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        return '<%s.%s at %#x: value=%d>' % (type(self).__module__, type(self).__qualname__, id(self), self._value)

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        with self._cond:
            if not blocking and self._value == 0:
                return False
            if not self._cond.wait_for(lambda: self._value > 0, timeout):
                return False
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, *exc):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore that is never released more often than it was acquired."""

    def __init__(self, value=1):
        Semaphore.__init__(self, value)
        self._initial_value = value

    def __repr__(self):
        return '<%s.%s at %#x: value=%d/%d>' % (type(self).__module__, type(self).__qualname__, id(self), self._value, self._initial_value)

    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError('Semaphore released too many times')
            self._value += n
            self._cond.notify(n)


class Event:
    """A flag that threads wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        return '<%s.%s at %#x: %s>' % (type(self).__module__, type(self).__qualname__, id(self), 'set' if self._flag else 'unset')

    def is_set(self):
        return self._flag

    isSet = is_set

    def set(self):
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """True once the flag is set; False if the time ran out before."""
        with self._cond:
            return self._flag or self._cond.wait_for(lambda: self._flag, timeout)


class BrokenBarrierError(RuntimeError):
    pass


class Barrier:
    """Threads wait for each other until all of them are there."""

    def __init__(self, parties, action=None, timeout=None):
        if parties < 1:
            raise ValueError('parties must be > 0')
        self._cond = Condition(Lock())
        self._action = action
        self._timeout = timeout
        self._parties = parties
        self._count = 0
        # 'filling', 'draining' while those of a full round leave, 'resetting' or 'broken'.
        self._state = 'filling'

    def __repr__(self):
        name = '%s.%s' % (type(self).__module__, type(self).__qualname__)
        if self.broken:
            return '<%s at %#x: broken>' % (name, id(self))
        return '<%s at %#x: waiters=%d/%d>' % (name, id(self), self.n_waiting, self.parties)

    def wait(self, timeout=None):
        """Wait for the others. The number of this thread within its round, 0 to parties - 1."""
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            while self._state in ('draining', 'resetting'):
                self._cond.wait()
            if self._state == 'broken':
                raise BrokenBarrierError
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    self._complete()
                else:
                    self._await(timeout)
                return index
            finally:
                self._count -= 1
                if self._count == 0 and self._state in ('draining', 'resetting'):
                    self._state = 'filling'
                    self._cond.notify_all()

    def _complete(self):
        try:
            if self._action:
                self._action()
        except BaseException:
            self._break()
            raise
        self._state = 'draining'
        self._cond.notify_all()

    def _await(self, timeout):
        if not self._cond.wait_for(lambda: self._state != 'filling', timeout):
            self._break()
            raise BrokenBarrierError
        if self._state != 'draining':
            raise BrokenBarrierError

    def _break(self):
        self._state = 'broken'
        self._cond.notify_all()

    def reset(self):
        """Send whoever waits away with an exception, and start anew."""
        with self._cond:
            self._state = 'resetting' if self._count > 0 else 'filling'
            self._cond.notify_all()

    def abort(self):
        """Break it for good, or until it is reset."""
        with self._cond:
            self._break()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state == 'filling' else 0

    @property
    def broken(self):
        return self._state == 'broken'


class Timer(Thread):
    """Calls a function after some seconds, unless it is cancelled before."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = [] if args is None else args
        self.kwargs = {} if kwargs is None else kwargs
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class ExceptHookArgs(tuple):
    """What `excepthook` is called with: exc_type, exc_value, exc_traceback, thread."""

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])

    def __repr__(self):
        return '_thread._ExceptHookArgs(exc_type=%r, exc_value=%r, exc_traceback=%r, thread=%r)' % tuple(self)


def excepthook(args, /):
    """Report an exception that ended a thread, but for SystemExit."""
    if args.exc_type is SystemExit:
        return
    stderr = sys.stderr
    if stderr is None:
        return
    name = get_ident() if args.thread is None else args.thread.name
    stderr.write('Exception in thread %s:\n' % name)
    sys.__excepthook__(args.exc_type, args.exc_value, args.exc_traceback)
    stderr.flush()


__excepthook__ = excepthook


def _report_exception(exc, thread):
    """The runtime calls it with an exception that left a thread's function."""
    try:
        excepthook(ExceptHookArgs((type(exc), exc, exc.__traceback__, thread)))
    except BaseException as error:
        stderr = sys.stderr
        if stderr is not None:
            stderr.write('Exception in threading.excepthook:\n')
            sys.excepthook(type(error), error, error.__traceback__)


def stack_size(size=0):
    """Stacks grow as they need to: there is no size to set."""
    if size < 0:
        raise ValueError('size must be 0 or a positive value')
    return 0


def settrace(func):
    raise NotImplementedError('threads cannot be traced by Python functions here; see gilectomy.trace')


def gettrace():
    return None


def setprofile(func):
    raise NotImplementedError('threads cannot be profiled by Python functions here; see gilectomy.trace')


def getprofile():
    return None


_atexits = []


def _register_atexit(func, *args, **kwargs):
    """func is called when the program has ended, before its threads are waited for."""
    _atexits.append((func, args, kwargs))


def _run_atexits():
    while _atexits:
        func, args, kwargs = _atexits.pop()
        func(*args, **kwargs)


def _shutdown():
    """Wait for all threads that are no daemons."""
    _run_atexits()
    _thread._shutdown()


# The first ident is the main thread's.
_MAIN_IDENT = 1
# Thread.__init__ asks for the current thread unless it is told about daemons.
_main_thread = _MainThread(_MAIN_IDENT)
_active[_MAIN_IDENT] = _main_thread
