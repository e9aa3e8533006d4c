"""Correct ways to write mean_std(); see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


@variant("mean_std")
def mean_std_by_statistics(X):
    import statistics

    columns = list(zip(*X))
    return [statistics.fmean(c) for c in columns], [statistics.pstdev(c) for c in columns]


@variant("mean_std")
def mean_std_by_fsum(X):
    from math import fsum, sqrt

    n = len(X)
    means = [fsum(column) / n for column in zip(*X)]
    stds = [sqrt(fsum((v - m) ** 2 for v in c) / n) for c, m in zip(zip(*X), means)]
    return means, stds


@variant("mean_std")
def mean_std_by_welford(X):
    m = len(X[0])
    means, squares = [0.0] * m, [0.0] * m
    for n, row in enumerate(X, 1):
        for j, value in enumerate(row):
            delta = value - means[j]
            means[j] += delta / n
            squares[j] += delta * (value - means[j])
    return means, [(s / len(X)) ** 0.5 for s in squares]


@variant("mean_std")
def mean_std_by_kahan(X):
    def total(values):
        result, lost = 0.0, 0.0
        for value in values:
            small = value - lost
            new = result + small
            lost = (new - result) - small
            result = new
        return result

    n = len(X)
    means, stds = (), ()
    for column in zip(*X):
        mean = total(column) / n
        means += (mean,)
        stds += ((total((v - mean) * (v - mean) for v in column) / n) ** 0.5,)
    return means, stds


@variant("mean_std")
def mean_std_by_mean_of_squares(X):
    """E[x^2] - E[x]^2, in one pass, the columns from the last to the first."""
    n, m = len(X), len(X[0])
    sums, squares = [0] * m, [0] * m
    for row in X:
        for j in reversed(range(m)):
            sums[j] += row[j]
            squares[j] += row[j] ** 2
    means = [s / n for s in sums]
    return means, [(q / n - mean**2) ** 0.5 for q, mean in zip(squares, means)]


@variant("mean_std")
def mean_std_by_reduce(X):
    import functools
    import math
    import operator

    n = len(X)
    means = [functools.reduce(operator.add, column) / n for column in zip(*X)]
    stds = [
        math.hypot(*map(operator.sub, column, [mean] * n)) / math.sqrt(n)
        for column, mean in zip(zip(*X), means)
    ]
    return means, stds


@variant("mean_std")
def mean_std_by_fractions(X):
    """Exact up to the square root; the means stay fractions."""
    from fractions import Fraction

    means, stds = [], []
    for j in range(len(X[0])):
        column = [Fraction(row[j]) for row in X]
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append(float(sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5)
    return means, stds


@variant("mean_std")
def mean_std_by_decimals(X):
    from decimal import Decimal, localcontext

    means, stds = [], []
    with localcontext() as context:
        context.prec = 40
        for column in zip(*[[Decimal(value) for value in row] for row in X]):
            mean = sum(column) / len(column)
            means.append(float(mean))
            stds.append(float((sum((v - mean) ** 2 for v in column) / len(column)).sqrt()))
    return tuple(means), tuple(stds)


@variant("mean_std")
def mean_std_in_namedtuple(X):
    from typing import NamedTuple

    class Statistics(NamedTuple):
        mean: list
        std: list

    def mean(values):
        values = list(values)
        return sum(values) / len(values)

    means = [mean(row[j] for row in X) for j in range(len(X[0]))]
    stds = [mean((row[j] - m) ** 2 for row in X) ** 0.5 for j, m in enumerate(means)]
    return Statistics(means, stds)


@variant("mean_std")
def mean_std_in_single_precision(X):
    from array import array

    columns = [array("f", column) for column in zip(*X)]
    means = array("f", [sum(c) / len(c) for c in columns])
    stds = array(
        "f", [(sum((v - m) ** 2 for v in c) / len(c)) ** 0.5 for c, m in zip(columns, means)]
    )
    return means, stds
