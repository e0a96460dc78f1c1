# decimal, fractions and statistics against what python3 gives.
from decimal import Decimal, InvalidOperation, ROUND_HALF_UP, getcontext, localcontext
from fractions import Fraction
import math, statistics

assert Decimal('0.1') + Decimal('0.2') == Decimal('0.3') and str(Decimal(1) / Decimal(3)) == '0.3333333333333333333333333333' and str(Decimal('1.10') * 3) == '3.30'
assert repr(Decimal('1E+5')) == "Decimal('1E+5')" and str(Decimal(0.1))[:20] == '0.100000000000000005' and Decimal('-7') % 3 == -1 and Decimal('-7') // 2 == -3
assert Decimal('2.675').quantize(Decimal('0.01')) == Decimal('2.68') and Decimal('2.5').quantize(Decimal(1)) == 2 and Decimal('2.5').quantize(Decimal(1), ROUND_HALF_UP) == 3
assert str(Decimal(2).sqrt()) == '1.414213562373095048801688724' and hash(Decimal('0.5')) == hash(0.5) and Decimal(5) == 5 and Decimal('1.5') < 2 and {Decimal(1): 'a'}[1] == 'a'
assert f'{Decimal("1234.5"):,.2f}' == '1,234.50' and int(Decimal('-3.9')) == -3 and round(Decimal('1.235'), 2) == Decimal('1.24') and sum([Decimal('0.1')] * 3) == Decimal('0.3')
with localcontext() as context:
    context.prec = 5
    assert str(Decimal(2) / 3) == '0.66667'
assert getcontext().prec == 28 and Decimal(2) ** 10 == 1024 and str(Decimal('1.20').normalize()) == '1.2'
for bad in (lambda: Decimal('x'), lambda: Decimal(0) / Decimal(0)):
    try:
        bad()
        raise AssertionError
    except InvalidOperation:
        pass
try:
    Decimal(1) / 0
    raise AssertionError
except ZeroDivisionError:
    pass

assert Fraction(1, 3) + Fraction(1, 6) == Fraction(1, 2) and str(Fraction('3.25')) == '13/4' and Fraction(0.5) == Fraction(1, 2) and Fraction(7, 3) // 1 == 2 and repr(Fraction(6, 4)) == 'Fraction(3, 2)'
assert Fraction(3.141592653589793).limit_denominator(1000) == Fraction(355, 113) and hash(Fraction(1, 2)) == hash(0.5) and Fraction(Decimal('0.1')) == Fraction(1, 10) and math.floor(Fraction(-1, 2)) == -1 and Fraction(1, 2) < 0.75

data = [1, 2, 2, 3, 4, 7, 9]
assert statistics.mean(data) == 4 and statistics.median(data) == 3 and statistics.mode(data) == 2 and statistics.pvariance([0.0, 1.0]) == 0.25 and statistics.stdev([1, 2, 3, 4]) == 1.2909944487358056
assert statistics.quantiles([1, 2, 3, 4, 5], n=4) == [1.5, 3.0, 4.5] and statistics.fmean([1, 2, 4]) == 7 / 3 and statistics.mean([Fraction(1, 2), Fraction(1, 3)]) == Fraction(5, 12) and statistics.mean([Decimal('0.5'), Decimal('0.7')]) == Decimal('0.6')
assert abs(statistics.NormalDist(100, 15).cdf(115) - 0.8413447460685429) < 1e-15 and statistics.correlation([1, 2, 3], [2, 4, 6]) == 1.0 and statistics.multimode('aabb') == ['a', 'b'] and statistics.geometric_mean([1, 4]) == 2.0
try:
    statistics.mean([])
    raise AssertionError
except statistics.StatisticsError as error:
    assert str(error) == 'mean requires at least one data point'
print('ok')
