"""What `npm run bench` times: called as `programs.py NAME THREADS REPEAT [small]`, prints the wall seconds of each run as JSON.

Runs under python3 and in our runtime alike; every thread does the whole of the work."""

import sys
import time
import threading


def fib(n):
    return 1 if n < 2 else fib(n - 1) + fib(n - 2)


def loop(n):
    i = 0
    while i < n:
        i += 1
    return i


def lists(n):
    total = 0
    for k in range(n):
        total += len([x * x for x in range(20)])
    return total


# The size as it is measured, and one to see that all works.
WORK = {'fib': (fib, 30, 20), 'loop': (loop, 3000000, 100000), 'lists': (lists, 40000, 2000)}

name, threads, repeat = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
func, usual, small = WORK[name]
size = small if sys.argv[4:] == ['small'] else usual
samples = []
for run in range(repeat + 2):
    gate = threading.Event()

    def body():
        gate.wait()
        func(size)

    workers = [threading.Thread(target=body) for _ in range(threads)]
    for worker in workers:
        worker.start()
    start = time.perf_counter()
    gate.set()
    for worker in workers:
        worker.join()
    samples.append(time.perf_counter() - start)
# The first two warm up: engines put in better code only after a while.
print('[' + ', '.join(repr(s) for s in samples[2:]) + ']')
