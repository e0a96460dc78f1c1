# lab only
"""Stores, deletions, iteration and look-ups of one dict by four threads."""
from together import together

N = 2000
d = {}


def own_keys(i):
    for k in range(N):
        d[i, k] = k
        assert d[i, k] == k
        if k % 3 == 0:
            del d[i, k]
            assert (i, k) not in d


together(own_keys)
assert len(d) == 4 * (N - (N + 2) // 3)
assert all(v == k for (i, k), v in d.items())

same = {}


def same_keys(i):
    for k in range(N):
        same[k % 50] = i
        same.get(k % 50)
        same.pop(k % 7, None)
        try:
            for key in same:
                key + 1
        except RuntimeError as error:
            assert 'changed' in str(error), error
        same.copy(), list(same.items())


together(same_keys)
assert set(same) <= set(range(50))


def counter(x):
    return x + 1


def rebind(i):
    global counter
    for k in range(N):
        if i == 0:
            counter = lambda x, k=k: x + 1
        else:
            assert counter(1) == 2


together(rebind)
