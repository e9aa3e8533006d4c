"""Correct ways to write standardize() and prepare(); see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


@variant("standardize")
def standardize_by_reciprocal(X, mean, std):
    inverse = [1 / s for s in std]
    return [[(row[j] - mean[j]) * inverse[j] for j in range(len(row))] for row in X]


@variant("standardize")
def standardize_by_slope_and_intercept(X, mean, std):
    slopes = [1.0 / s for s in std]
    intercepts = [-m / s for m, s in zip(mean, std)]
    return [[a * v + b for a, v, b in zip(slopes, row, intercepts)] for row in X]


@variant("standardize")
def standardize_a_copy(X, mean, std):
    import copy

    result = copy.deepcopy(X)
    for i in range(len(result)):
        row = list(result[i])
        for j in range(len(row)):
            row[j] -= mean[j]
            row[j] /= std[j]
        result[i] = row
    return result


@variant("standardize")
def standardize_by_operator(X, mean, std):
    from operator import sub, truediv

    return tuple(tuple(map(truediv, map(sub, row, mean), std)) for row in X)


@variant("standardize")
def standardize_constant_features_too(X, mean, std):
    def scaled(row):
        for value, m, s in zip(row, mean, std):
            yield 0.0 if s == 0 else (value - m) / s

    return [list(scaled(row)) for row in X]


@variant("standardize")
def standardize_into_arrays(X, mean, std):
    from array import array

    return [array("d", [(v - m) / s for v, m, s in zip(row, mean, std)]) for row in X]


@variant("prepare")
def prepare_by_itself(X, y, order, n_train):
    """All in one function, which calls none of the others."""
    train, test = [X[i] for i in order[:n_train]], [X[i] for i in order[n_train:]]
    for j in range(len(X[0])):
        mean = sum(row[j] for row in train) / n_train
        std = (sum((row[j] - mean) ** 2 for row in train) / n_train) ** 0.5
        train = [[*row[:j], (row[j] - mean) / std, *row[j + 1 :]] for row in train]
        test = [[*row[:j], (row[j] - mean) / std, *row[j + 1 :]] for row in test]
    return train, [y[i] for i in order[:n_train]], test, [y[i] for i in order[n_train:]]


@variant("prepare")
def prepare_all_rows_then_cut(X, y, order, n_train):
    """Standardize all rows at once, by the training part, and only then split."""
    statistics = mean_std([X[i] for i in order[:n_train]])
    return split(standardize(X, *statistics), y, order, n_train)
