# lab only
"""Four threads append to one list and pop from it: nothing is lost, nothing is given twice."""
from together import rounds, together

N = rounds(3000)
shared = []
taken = [[] for _ in range(4)]


def work(me):
    mine = taken[me]
    for i in range(N):
        shared.append(me * N + i)
        if i % 3:
            mine.append(shared.pop())


together(work)
everything = sorted(sum(taken, shared[:]))
assert everything == list(range(4 * N)), (len(everything), len(set(everything)))
