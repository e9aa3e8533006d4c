"""Wrong ways to write prepare(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "prepare",
    cause="the test part is standardized by its own mean and deviation",
    advice="the test part must not be measured: use the training part's statistics for it as well",
    about=["prepare"],
)
def prepare_test_by_itself(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    X_train = standardize(X_train, *mean_std(X_train))
    return X_train, y_train, standardize(X_test, *mean_std(X_test)), y_test


@mistake(
    "prepare",
    cause="mean and deviation are taken of all data",
    advice="split first: only the training part may be measured",
    about=["prepare"],
)
def prepare_standardizes_before_split(X, y, order, n_train):
    return split(standardize(X, *mean_std(X)), y, order, n_train)


@mistake(
    "prepare",
    cause="mean and deviation are taken of the test part",
    advice="look at what you measure: the training part, not the test part",
    about=["prepare"],
)
def prepare_measures_test_part(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_test)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


@mistake(
    "prepare",
    cause="the test part is not standardized",
    advice="both parts are to be standardized",
    about=["prepare"],
)
def prepare_training_part_only(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    return standardize(X_train, *mean_std(X_train)), y_train, X_test, y_test


@mistake(
    "prepare",
    cause="nothing is standardized",
    advice="`prepare` splits and then standardizes: the second half is missing",
    about=["prepare"],
)
def prepare_splits_only(X, y, order, n_train):
    return split(X, y, order, n_train)


@mistake(
    "prepare",
    cause="the order that is given is not used",
    advice="pass on the order that `prepare` is given",
    about=["prepare"],
)
def prepare_ignores_order(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, range(len(X)), n_train)
    mean, std = mean_std(X_train)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


@mistake(
    "prepare",
    cause="the number of training examples is not the one given",
    advice="pass on the n_train that `prepare` is given, not 70",
    about=["prepare"],
)
def prepare_seventy_rows(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, min(70, len(X) - 1))
    mean, std = mean_std(X_train)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


@mistake(
    "prepare",
    cause="X_train, X_test, y_train, y_test are returned in this order",
    advice="look at the order of what `prepare` returns: rows and labels of a part stay together",
    about=["prepare"],
)
def prepare_returns_rows_first(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    return standardize(X_train, mean, std), standardize(X_test, mean, std), y_train, y_test


@mistake(
    "prepare",
    cause="mean and deviation change places",
    advice="look at the order in which `mean_std` returns and `standardize` takes its two lists",
    about=["prepare"],
)
def prepare_statistics_swapped(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    std, mean = mean_std(X_train)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


@mistake(
    "prepare",
    cause="`prepare` changes the rows it is given",
    advice="rows of both parts are still the rows of X: put the standardized values in new rows",
    about=["prepare"],
)
def prepare_in_place(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    for row in X:
        row[:] = [(value - m) / s for value, m, s in zip(row, mean, std)]
    return X_train, y_train, X_test, y_test
