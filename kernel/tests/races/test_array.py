# lab only
# schedules: 100
"""One array of numbers grown, cut, read and extended by four threads: no number is lost, and none is seen that nobody put there."""
from array import array

from together import rounds, together

N = rounds(600, 6)
numbers = array('q')
taken = [0] * 4


def work(me):
    for k in range(N):
        numbers.append(me * N + k)
        if k % 3 == 0:
            try:
                numbers.pop()
                taken[me] += 1
            except IndexError:
                pass
        if k % 4 == 0:
            numbers.extend((me * N, me * N))
        for at in (0, -1):
            try:
                assert 0 <= numbers[at] < 4 * N
            except IndexError:
                pass
        assert all(0 <= n < 4 * N for n in numbers[:5])
        assert len(numbers.tobytes()) % 8 == 0


together(work)
assert len(numbers) == 4 * (N + 2 * len(range(0, N, 4))) - sum(taken), (len(numbers), taken)
