"""A list of 50 MB."""

import sys

numbers = [0] * 6_500_000
numbers[-1] = 1
print(sys.getsizeof(numbers) > 50_000_000, sum(numbers), len(numbers))
del numbers
rows = [[float(x) for x in range(100)] for _ in range(5000)]
print(len(rows), sum(map(sum, rows)))
