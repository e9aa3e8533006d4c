"""Wrong ways to write standardize(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "standardize",
    cause="`standardize` computes its own mean and deviation",
    advice="use the mean and the deviation that are given: they may come from other data",
    about=["standardize"],
)
def standardize_by_own_statistics(X, mean, std):
    mean, std = mean_std(X)
    return [[(value - m) / s for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="the data are not divided by the deviation",
    advice="subtracting the mean is the first half: the deviation is not used yet",
    about=["standardize"],
)
def standardize_centres_only(X, mean, std):
    return [[value - m for value, m in zip(row, mean)] for row in X]


@mistake(
    "standardize",
    cause="only the mean is divided by the deviation",
    advice="look at the parentheses: the difference is to be divided, not the mean alone",
    about=["standardize"],
)
def standardize_without_parentheses(X, mean, std):
    return [[value - m / s for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="the mean is added instead of subtracted",
    advice="look at the sign before the mean",
    about=["standardize"],
)
def standardize_adds_mean(X, mean, std):
    return [[(value + m) / s for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="values are divided by the variance",
    advice="what is given is the deviation already: use it as it is",
    about=["standardize"],
)
def standardize_by_variance(X, mean, std):
    return [[(value - m) / s**2 for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="mean and deviation change places",
    advice="look at which of the two lists you subtract and which one divides",
    about=["standardize"],
)
def standardize_arguments_swapped(X, mean, std):
    return [[(value - s) / m for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="the first feature's mean and deviation are used for all features",
    advice="each feature has a mean and a deviation of its own: look at the index",
    about=["standardize"],
)
def standardize_by_first_statistics(X, mean, std):
    return [[(value - mean[0]) / std[0] for value in row] for row in X]


@mistake(
    "standardize",
    cause="there are always two features",
    advice="rows may have any number of features: loop over them",
    about=["standardize"],
)
def standardize_two_features(X, mean, std):
    return [[(a - mean[0]) / std[0], (b - mean[1]) / std[1]] for a, b, *_ in X]


@mistake(
    "standardize",
    cause="values are put between 0 and 1 instead of standardized",
    advice="smallest and largest value are not needed: use the mean and the deviation given",
    about=["standardize"],
)
def standardize_between_zero_and_one(X, mean, std):
    columns = list(zip(*X))
    low, high = [min(c) for c in columns], [max(c) for c in columns]
    return [[(v - a) / (b - a) for v, a, b in zip(row, low, high)] for row in X]


@mistake(
    "standardize",
    cause="`standardize` changes the rows it is given",
    advice="put the standardized values in new rows: X must be the same afterwards",
    about=["standardize"],
)
def standardize_in_place(X, mean, std):
    for row in X:
        for i in range(len(row)):
            row[i] = (row[i] - mean[i]) / std[i]
    return X
