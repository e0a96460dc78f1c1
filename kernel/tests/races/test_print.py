# lab only
# every line: thread \d says \d+ things, é€ and all
# lines: 1200
"""What four threads print comes out in whole lines."""
from together import rounds, together

N = rounds(300)


def work(me):
    for k in range(N):
        print('thread', me, 'says', k, end=' ')
        print('things,', 'é€ and all')


together(work)
