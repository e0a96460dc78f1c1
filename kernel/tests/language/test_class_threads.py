# Threads that change a class, its instances and their attributes at once.
import threading
class A:
    x = 0
class B(A):
    pass
shared = A()
def work(k):
    for i in range(3000):
        shared.a = [i]
        y = shared.a
        setattr(shared, f'n{i % 40}', i)
        A.x = [i]
        z = B.x
        o = B()
        o.v = i
        assert o.v == i
        if i % 100 == 0:
            d = shared.__dict__ if i == 2000 else None
            class C(B): pass
            assert C().x is not None
            assert isinstance(C(), A)
ts = [threading.Thread(target=work, args=(k,)) for k in range(3)]
for t in ts: t.start()
for t in ts: t.join()
assert len(shared.__dict__) == 41
print('ok')
