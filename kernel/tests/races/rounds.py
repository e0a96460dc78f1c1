"""rounds.py PROGRAM COUNT [SEED]: runs a program COUNT times in this one runtime.

With a seed each round runs under the schedule of another: SEED, SEED + 1 ... The runtime itself must have been started with
`--schedule SEED`; the whole then repeats exactly.
"""
import sys

import _host
import together

program, count, seed = sys.argv[1], int(sys.argv[2]), int((sys.argv + ['0'])[3])
together.SHORT = seed != 0
with open(program) as file:
    code = compile(file.read(), program, 'exec')
for k in range(count):
    if seed and not _host.schedule(seed + k):
        raise SystemExit('the runtime runs no schedule')
    try:
        exec(code, {'__name__': '__main__'})
    except BaseException:
        print('round', k, 'seed', seed and seed + k, file=sys.stderr)
        raise
