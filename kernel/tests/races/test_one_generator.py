# lab only
"""One generator driven by four threads: no value is lost or repeated; two at once are told apart."""
from together import rounds, together

N = rounds(1200)


def numbers():
    k = 0
    while True:
        yield k
        k += 1


g = numbers()
seen = [[] for _ in range(4)]


def work(me):
    mine = seen[me]
    for _ in range(N):
        try:
            mine.append(next(g))
        except ValueError as error:
            assert str(error) == 'generator already executing', error


together(work)
everything = sorted(sum(seen, []))
assert everything == list(range(len(everything))), 'a value was lost or repeated'
assert all(mine == sorted(mine) for mine in seen)
assert next(g) == len(everything)
