"""Runs a body in four threads at once and raises what any of them raised."""
import _thread

# Under a deterministic schedule (rounds.py) each turn costs a hand-over, so the programs are short.
SHORT = False


def rounds(n, short=0):
    """How often a program repeats its operation: n times, or a few times when it runs under many schedules."""
    return (short or max(4, n // 40)) if SHORT else n


def together(body, threads=4):
    failures = []
    gate = _thread.allocate_lock()
    gate.acquire()

    def run(index):
        with gate:
            pass
        try:
            body(index)
        except BaseException as error:
            failures.append(error)

    handles = [_thread.start_joinable_thread(lambda i=i: run(i), daemon=False) for i in range(threads)]
    gate.release()
    for handle in handles:
        handle.join()
    if failures:
        raise failures[0]
