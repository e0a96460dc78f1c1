"""Runs a body in four threads at once and raises what any of them raised."""
import _thread


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
