# lab only: python3 may be older than 3.13, whose behaviour this is
"""The math module and the generator of _random."""
import math


def raises(kind, message, f, *args, **kw):
    try:
        f(*args, **kw)
    except kind as e:
        assert str(e) == message, str(e)
    else:
        assert False, message


inf, nan = math.inf, math.nan
assert (math.pi, math.e, math.tau) == (3.141592653589793, 2.718281828459045, 6.283185307179586)


def near(x, y):
    return x == y or abs(x - y) <= 2 * math.ulp(y)


for f, x, y in [(math.sin, 1, 0.8414709848078965), (math.cos, 1, 0.5403023058681398), (math.tan, 1, 1.5574077246549023), (math.asin, 0.5, 0.5235987755982989),
                (math.acos, 0.5, 1.0471975511965979), (math.atan, 1, 0.7853981633974483), (math.sinh, 1, 1.1752011936438014), (math.cosh, 1, 1.5430806348152437),
                (math.tanh, 1, 0.7615941559557649), (math.asinh, 1, 0.881373587019543), (math.acosh, 2, 1.3169578969248166), (math.atanh, 0.5, 0.5493061443340548),
                (math.exp, 1, 2.718281828459045), (math.exp, 100, 2.6881171418161356e+43), (math.exp2, 0.5, 1.4142135623730951), (math.expm1, 1e-5, 1.0000050000166668e-05),
                (math.log, 10, 2.302585092994046), (math.log2, 10, 3.321928094887362), (math.log10, 2, 0.3010299956639812), (math.log1p, 1e-5, 9.999950000333332e-06),
                (math.sqrt, 2, 1.4142135623730951), (math.cbrt, 27, 3.0), (math.erf, 0.5, 0.5204998778130465), (math.erfc, 0.5, 0.4795001221869535),
                (math.gamma, 5.5, 52.34277778455352), (math.lgamma, 10, 12.801827480081469), (math.log, 10**400, 921.0340371976183), (math.log2, 2**5000, 5000.0),
                (math.log10, 10**1000, 1000.0), (math.sin, 1e22, -0.8522008497671888), (math.degrees, math.pi, 180.0), (math.radians, 180, math.pi)]:
    assert near(f(x), y), (f, x, f(x), y)
assert math.log(8, 2) == 3.0 and math.log10(1000) == 2.9999999999999996 or math.log10(1000) == 3.0
assert math.exp(-inf) == 0 and math.exp(nan) != 0 and math.atan2(1, -1) == 2.356194490192345 and math.atan2(-0.0, -1) == -math.pi
raises(ValueError, 'math domain error', math.log, 0)
raises(ValueError, 'math domain error', math.sqrt, -1)
raises(ValueError, 'math domain error', math.sin, inf)
raises(ValueError, 'math domain error', math.gamma, -1)
raises(ValueError, 'math domain error', math.acos, 2)
raises(ValueError, 'math domain error', math.log, -10**400)
raises(OverflowError, 'math range error', math.exp, 1000)
raises(OverflowError, 'math range error', math.gamma, 200)
raises(OverflowError, 'math range error', math.ldexp, 1.0, 5000)
raises(TypeError, 'must be real number, not str', math.sin, 'a')
raises(ZeroDivisionError, 'float division by zero', math.log, 10, 1)

assert math.pow(2, 0.5) == 1.4142135623730951 and math.pow(1, nan) == 1.0 and math.pow(nan, 0) == 1.0 and math.pow(-1, inf) == 1.0 and math.pow(0, -inf) == inf
raises(ValueError, 'math domain error', math.pow, 0, -1)
raises(ValueError, 'math domain error', math.pow, -1, 0.5)
raises(OverflowError, 'math range error', math.pow, 10, 400)
assert math.fmod(7, 3) == 1.0 and math.fmod(-7, 3) == -1.0 and math.fmod(3, inf) == 3.0
assert math.remainder(7, 2) == -1.0 and math.remainder(5, 2) == 1.0 and math.remainder(3, inf) == 3.0 and math.remainder(0.5, 1) == 0.5
raises(ValueError, 'math domain error', math.fmod, 1, 0)
assert math.frexp(10.0) == (0.625, 4) and math.frexp(5e-324) == (0.5, -1073) and math.frexp(0.0) == (0.0, 0) and math.ldexp(0.625, 4) == 10.0
assert math.modf(-3.25) == (-0.25, -3.0) and math.modf(inf) == (0.0, inf) and math.ldexp(1, -1074) == 5e-324 and math.ldexp(1.0, -10**30) == 0.0
assert math.nextafter(1, 2) == 1.0000000000000002 and math.nextafter(0, -1) == -5e-324 and math.nextafter(1, 1) == 1 and math.nextafter(0.0, 1.0, steps=3) == 1.5e-323
assert math.nextafter(1.0, -inf, steps=10**30) == -inf and math.nextafter(-5e-324, 5e-324, steps=2) == 5e-324
assert math.ulp(1.0) == 2.220446049250313e-16 and math.ulp(0) == 5e-324 and math.ulp(1.7976931348623157e308) == 1.99584030953472e+292
assert math.floor(-1.5) == -2 and math.ceil(1.2) == 2 and math.trunc(-1.9) == -1 and math.floor(1e20) == 10**20 and type(math.floor(1.5)) is int
assert math.floor(10**30) == 10**30 and math.copysign(3, -0.0) == -3.0 and math.fabs(-3) == 3.0
raises(TypeError, "type str doesn't define __trunc__ method", math.trunc, 'a')
assert math.isnan(nan) and math.isinf(-inf) and not math.isfinite(inf) and math.isfinite(1)
assert math.isclose(1, 1 + 1e-10) and not math.isclose(1, 1.1) and math.isclose(1, 1.1, rel_tol=0.1) and math.isclose(0, 1e-12, abs_tol=1e-9)
assert math.fma(2, 3, 4) == 10.0 and math.fma(0.1, 10.0, -1.0) == 5.551115123125783e-17 and math.fma(1e308, 10, -inf) == -inf
assert math.fma(1 + 2**-52, 1 - 2**-52, -1.0) == -2.0**-104 and math.fma(1e-300, 1e-300, 5e-324) == 5e-324 and math.fma(2.0**-537, 2.0**-537, 0) == 5e-324
raises(OverflowError, 'overflow in fma', math.fma, 1e308, 10, 0)
raises(ValueError, 'invalid operation in fma', math.fma, inf, 0, 1)

assert math.gcd(12, 18) == 6 and math.gcd() == 0 and math.gcd(-4) == 4 and math.gcd(2**200, 6**100) == 2**100 and math.lcm(4, 6, 10) == 60 and math.lcm(0, 5) == 0
for n in (0, 1, 2, 3, 4, 10**15, 2**62 - 1, 2**63 - 1, 2**63, 2**64 - 1, 10**40, 10**41 + 7, 3**301):
    r = math.isqrt(n)
    assert r * r <= n < (r + 1) * (r + 1), n
assert math.isqrt((10**50 + 1)**2) == 10**50 + 1 and math.isqrt((10**50 + 1)**2 - 1) == 10**50
assert math.factorial(20) == 2432902008176640000 and math.factorial(25) == 15511210043330985984000000 and math.factorial(0) == 1
assert math.factorial(100) // math.factorial(98) == 9900 and math.comb(5, 2) == 10 and math.comb(3, 5) == 0 and math.comb(100, 50) == 100891344545564193334812497256
assert math.perm(5, 2) == 20 and math.perm(5) == 120 and math.perm(10**20, 2) == 10**20 * (10**20 - 1) and math.comb(10**20, 1) == 10**20
raises(ValueError, 'factorial() not defined for negative values', math.factorial, -1)
raises(ValueError, 'n must be a non-negative integer', math.comb, -1, 2)
raises(ValueError, 'isqrt() argument must be nonnegative', math.isqrt, -1)
raises(TypeError, "'float' object cannot be interpreted as an integer", math.gcd, 1.0)

assert math.fsum([0.1] * 10) == 1.0 and math.fsum([1e16, 1, 1e-16, -1e16]) == 1.0 and math.fsum([]) == 0.0 and math.fsum([1e100, 1, -1e100, 1]) == 2.0
assert math.fsum([inf, 1]) == inf and math.fsum([2**53, 1, 2**-100]) == 9007199254740994.0
raises(ValueError, '-inf + inf in fsum', math.fsum, [inf, -inf])
raises(OverflowError, 'intermediate overflow in fsum', math.fsum, [1e308, 1e308])
assert math.prod([1, 2, 3]) == 6 and math.prod([], start=5) == 5 and math.prod([2.0, 3]) == 6.0 and math.prod(range(1, 26)) == math.factorial(25)
assert math.sumprod([1, 2], [3, 4]) == 11 and math.sumprod([10, 20, 30], [1.0, 2.0, 3.0]) == 140.0 and math.sumprod([2**60] * 16, [2**60] * 16) == 2**124
assert math.sumprod([0.1] * 10, [1.0] * 10) == 1.0 and math.sumprod([1e100, 1.0, -1e100], [1.0, 1.0, 1.0]) == 1.0
raises(ValueError, 'Inputs are not the same length', math.sumprod, [1], [1, 2])
assert math.hypot(3, 4) == 5.0 and math.hypot() == 0.0 and math.hypot(1e300, 1e300) == 1.4142135623730952e+300 and math.hypot(inf, nan) == inf
assert math.hypot(5e-324, 0) == 5e-324 and math.dist((1, 2), (4, 6)) == 5.0 and math.dist([0.0], [-2.5]) == 2.5

from _random import Random

g = Random(42)
assert [g.random(), g.random()] == [0.6394267984578837, 0.025010755222666936]
assert (g.getrandbits(8), g.getrandbits(64), g.getrandbits(100)) == (70, 4117511471858006928, 800402129360547565400942494185)
state = g.getstate()
x = [g.random() for _ in range(1000)]
g.setstate(state)
assert x == [g.random() for _ in range(1000)] and len(state) == 625
g.seed(10**30)
first = g.random()
g.seed(-10**30)
assert g.random() == first == 0.9341508484568806
print('ok')
