# lab only
"""No append is lost, no item popped twice, a slice assigned to itself stays a list of the same things."""
from together import together

N = 3000
items = []
together(lambda i: [items.append((i, k)) for k in range(N)])
assert len(items) == 4 * N
for i in range(4):
    assert [k for j, k in items if j == i] == list(range(N)), 'order within a thread'

popped = [[] for _ in range(4)]


def pop(i):
    mine = popped[i]
    try:
        while True:
            mine.append(items.pop())
    except IndexError:
        pass


together(pop)
assert items == []
assert sorted(sum(popped, [])) == sorted((i, k) for i in range(4) for k in range(N))

l = [1, 2, 3, 4]


def slices(i):
    for _ in range(N):
        l[0:2] = l[0:2]
        assert l[0] == 1
        len(l), l[-1], list(l)


together(slices)
assert l == [1, 2, 3, 4], l

shared = [0] * 8


def stores(i):
    for k in range(N):
        shared[i] = k
        shared[i + 4] = shared[i]
        assert shared[i] == k


together(stores)
assert shared[:4] == [N - 1] * 4
