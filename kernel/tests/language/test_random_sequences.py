# random: the sequences of the Mersenne Twister are python3's own, from every kind of seed.
import random

random.seed(42)
assert [random.random() for _ in range(3)] == [0.6394267984578837, 0.025010755222666936, 0.27502931836911926]
assert [random.randint(1, 100) for _ in range(5)] == [29, 18, 95, 14, 87]
r = random.Random(12345)
assert r.getrandbits(100) == 1030771796917419777846831192455 and [r.randrange(10) for _ in range(6)] == [4, 5, 3, 4, 9, 6]
r = random.Random('seed')
assert r.random() == 0.1382359792209653 and r.choice('abcdef') == 'b' and r.sample(range(100), 5) == [44, 36, 62, 5, 92] and r.choices('ab', [1, 3], k=6) == ['b', 'b', 'b', 'b', 'b', 'b']
items = list(range(10))
r.shuffle(items)
assert items == [2, 9, 5, 4, 8, 0, 3, 1, 7, 6]
drawn = [r.gauss(0, 1), r.uniform(1, 2), r.expovariate(2), r.betavariate(1, 2), r.normalvariate(0, 1), r.triangular(), r.vonmisesvariate(1, 2), r.gammavariate(0.5, 1), r.paretovariate(3), r.weibullvariate(1, 2), r.lognormvariate(0, 1)]
for ours, theirs in zip(drawn, [-1.1990300506598712, 1.9663352730464045, 0.04408597661959052, 0.08122729448750686, -1.1320538514357497, 0.5757524911415131, 0.461866345558528, 1.4111426832749436, 1.143349829311271, 0.1829337494079747, 0.18989816501884782]):
    assert abs(ours - theirs) <= 1e-14 * abs(theirs), (ours, theirs)
assert [random.Random(seed).random() for seed in (b'bytes', 2.5, -7, 10**40)] == [0.37075677971469856, 0.41877545666909954, 0.32383276483316237, 0.34753796566513817]
r = random.Random(1)
state = r.getstate()
first = r.random()
r.setstate(state)
assert r.random() == first and state[0] == 3 and len(state[1]) == 625 and r.randbytes(5) == b'\xdfj\xf1\xd8\xcd'
assert 0 <= random.SystemRandom().random() < 1 and random.Random().random() != random.Random().random()
print('ok')
