# lab only
"""One dict stored into, deleted from and iterated by four threads: each sees its own keys come and go."""
from together import rounds, together

N = rounds(800, 12)
d = {}


def work(me):
    for k in range(N):
        key = me * N + k
        d[key] = str(key)
        assert d[key] == str(key)
        assert key in d
        if k % 3 == 0:
            del d[key]
            assert key not in d
        d[-1 - k % 5] = me
        d.pop(-1 - k % 7, None)
        if k % 8 == 0:
            try:
                for other in d:
                    assert type(other) is int
            except RuntimeError as error:
                assert 'changed' in str(error), error
            assert all(v == str(k) for k, v in list(d.items()) if k >= 0)


together(work)
assert sum(k >= 0 for k in d) == 4 * (N - (N + 2) // 3)
assert all(v == str(k) for k, v in d.items() if k >= 0)
