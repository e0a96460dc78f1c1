# lab only
# only: biased
# schedules: 20
"""Small objects that two threads made never lie in one cache line, also after their blocks were freed by others and used again:
counting one of them would stop the thread that counts the other."""
import threading

from together import rounds, together

N = rounds(400)
THREADS = 4
LINE = 64
left = {}
lines = {}
gate = threading.Barrier(THREADS)


def made_anew(me, generation):
    # What the threads before made dies here: its blocks go back to where they came from.
    left.pop((me + 1) % THREADS, None)
    gate.wait()
    things = [k + 0.5 for k in range(N)] + [[k] for k in range(N)] + [(me, k) for k in range(N)]
    lines[me] = {id(thing) // LINE for thing in things}
    left[me] = things
    gate.wait()
    if generation % 2:
        # And these while their maker runs on.
        del things
        left.pop((me + 2) % THREADS, None)
        gate.wait()


for generation in range(4):
    together(lambda me: made_anew(me, generation))
    for one in range(THREADS):
        for other in range(one):
            shared = lines[one] & lines[other]
            assert not shared, f'generation {generation}: threads {other} and {one} made objects in {len(shared)} common lines'
