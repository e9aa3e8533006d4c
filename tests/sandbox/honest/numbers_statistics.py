"""Statistics and mathematics."""

import cmath
import math
import statistics

data = [2.5, 3.5, 3.5, 7.25]
print(statistics.mean(data), statistics.median(data), statistics.mode(data))
print(statistics.stdev(data), statistics.pvariance(data), statistics.quantiles(data, n=4))
print(
    statistics.NormalDist(1, 2).cdf(2), statistics.fmean([1, 2]), statistics.correlation(data, data)
)
print(math.sqrt(2), math.factorial(20), math.comb(10, 3), math.gcd(12, 18), math.hypot(3, 4))
print(math.exp(1), math.log(10), math.log2(8), math.isclose(0.1 + 0.2, 0.3), math.fsum([0.1] * 10))
print(math.inf > 1, math.isnan(math.nan), math.floor(-1.5), math.tau, math.dist([0, 0], [1, 1]))
print(cmath.sqrt(-1), abs(3 + 4j), cmath.phase(-1))
print(2**200, -7 // 2, -7 % 2, divmod(7, -2), pow(3, -1, 7), round(2.5), int("ff", 16))
try:
    math.sqrt(-1)
except ValueError as error:
    print(type(error).__name__)
