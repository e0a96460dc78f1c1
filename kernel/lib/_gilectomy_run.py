"""Runs a workload in the fresh runtime of an experiment. The experiment's host calls load() once and then the other
functions, one call a run; each sends the times of its threads home. The other half is kernel/experiments/session.ts.

All threads wait at one gate. Each reads the clocks itself, first thing after the gate and last thing before it
ends, so that starting and joining threads is no part of what is measured."""

import _host
import _thread
from time import perf_counter_ns

import _gilectomy_travel
from _json_min import dumps

_work = None

# CPU time, wall less parked, and time runnable without a processor, of the thread that asks.
_cpu, _busy, _delay = _host.thread_cpu_ns, _host.thread_busy_ns, _host.thread_run_delay_ns


def load():
    """Unpickles the workload, which all threads of all runs then share."""
    global _work
    _work = _gilectomy_travel.loads(_host.request('experiment.payload', ''))


def parallel(threads, loops):
    """The workload in each of `threads` threads at once, `loops` calls each."""
    _send(*_at_once(threads, loops))


def serial(times, loops):
    """The same work as `parallel(times, loops)`, on one thread."""
    _send(*_at_once(1, loops * times))


def traced(threads):
    """One call in each thread, recorded."""
    opened, times, idents = _at_once(threads, 1, _host.trace_start, _host.trace_stop)
    _host.send('experiment.trace', _host.trace_dump())
    _send(opened, times, idents)


def _send(opened, times, idents):
    _host.send('experiment.run', dumps({'opened': opened, 'threads': times, 'idents': idents}))


def _measured(read):
    """What a clock of the thread says, None where the host has no such clock."""
    value = read()
    return None if value is None or value < 0 else value


def _difference(before, after):
    return None if before is None or after is None else after - before


def _worker(work, loops, gate, ready, done, times, idents, failures, index):
    try:
        idents[index] = _thread.get_ident()
        func, args = work
        rounds = range(loops)
        ready.release()
        with gate:
            pass
        before = (_measured(_cpu), _measured(_busy), _measured(_delay))
        start = perf_counter_ns()
        for _ in rounds:
            func(*args)
        end = perf_counter_ns()
        after = (_measured(_cpu), _measured(_busy), _measured(_delay))
        times[index] = (start, end) + tuple(map(_difference, before, after))
    except BaseException as error:
        failures.append(error)
    finally:
        done.release()


def _locked():
    lock = _thread.allocate_lock()
    lock.acquire()
    return lock


def _at_once(threads, loops, before=None, after=None):
    """Starts the threads, lets them go, waits for them. Returns when they were let go, a tuple (start, end, cpu,
    busy, run delay) for each, in nanoseconds, and their identities."""
    # A gate a thread: with one for all, each would have to pass it on to the next.
    gates = [_locked() for _ in range(threads)]
    readies = [_locked() for _ in range(threads)]
    dones = [_locked() for _ in range(threads)]
    times = [None] * threads
    idents = [None] * threads
    failures = []
    for index in range(threads):
        _thread.start_new_thread(_worker, (_work, loops, gates[index], readies[index], dones[index], times, idents, failures, index))
    for ready in readies:
        ready.acquire()
    if before is not None:
        before()
    opened = perf_counter_ns()
    for gate in gates:
        gate.release()
    for done in dones:
        done.acquire()
    if after is not None:
        after()
    if failures:
        raise failures[0]
    return opened, times, idents
