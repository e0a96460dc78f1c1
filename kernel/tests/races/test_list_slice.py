# `l[0:2] = l` and other slices while threads read: items stay ints, sizes stay possible.
import _thread
T = 4
l = [1, 2, 3, 4]
done = [_thread.allocate_lock() for _ in range(T)]
failures = []
for lock in done: lock.acquire()

def work(me):
    try:
        for i in range(400):
            if me == 0:
                l[0:2] = l
                if len(l) > 300: del l[3:]
            elif me == 1:
                l[:] = [1, 2, 3, 4]
                l[1:3] = []
                l[::2] = l[::2] if False else list(l[::2])
            elif me == 2:
                copy = l[:]
                assert all(type(x) is int and 1 <= x <= 4 for x in copy)
                try: assert 1 <= l[-1] <= 4
                except IndexError: pass
                l.reverse()
            else:
                for x in l: assert 1 <= x <= 4
                assert list(l) is not None and tuple(l) is not None
                l.insert(1, 2)
                try: l.pop(0)
                except IndexError: pass
    except ValueError:
        pass  # an extended slice whose size changed between its two halves
    except BaseException as e:
        failures.append(repr(e))
    finally:
        done[me].release()

for me in range(T): _thread.start_new_thread(work, (me,))
for lock in done: lock.acquire()
assert not failures, failures
print('OK')
