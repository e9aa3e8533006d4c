"""Wrong ways to write split(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "split",
    cause="X is put in the new order, y is not",
    advice="labels belong to their rows: whatever order X gets, y must get, too",
    about=["split"],
)
def split_labels_left_behind(X, y, order, n_train):
    X = [X[i] for i in order]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="X and y are shuffled apart",
    advice="labels belong to their rows: use the one given order for both",
    about=["split"],
)
def split_shuffles_apart(X, y, order, n_train):
    import random

    X, y = list(X), list(y)
    random.Random(1).shuffle(X)
    random.Random(2).shuffle(y)
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="the order that is given is not used",
    advice="put X and y in the given order before you cut them",
    about=["split"],
)
def split_ignores_order(X, y, order, n_train):
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="the order is applied twice",
    advice="once X and y are in the given order, cut them by position: do not index by order again",
    about=["split"],
)
def split_order_twice(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    train, test = order[:n_train], order[n_train:]
    return [X[i] for i in train], [y[i] for i in train], [X[i] for i in test], [y[i] for i in test]


@mistake(
    "split",
    cause="the order is used the wrong way round",
    advice="order[0] says which row comes first, not where row 0 goes",
    about=["split"],
)
def split_inverse_order(X, y, order, n_train):
    new_X, new_y = [None] * len(X), [None] * len(y)
    for i, target in enumerate(order):
        new_X[target], new_y[target] = X[i], y[i]
    return new_X[:n_train], new_y[:n_train], new_X[n_train:], new_y[n_train:]


@mistake(
    "split",
    cause="the order is read from its end",
    advice="begin with the first number of the order",
    about=["split"],
)
def split_reversed_order(X, y, order, n_train):
    X, y = [X[i] for i in reversed(order)], [y[i] for i in reversed(order)]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="one example too few is used for training",
    advice="the first n_train examples are for training: a slice leaves out its end already",
    about=["split"],
)
def split_one_too_few(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[: n_train - 1], y[: n_train - 1], X[n_train - 1 :], y[n_train - 1 :]


@mistake(
    "split",
    cause="one example too many is used for training",
    advice="the first n_train examples are for training, not one more",
    about=["split"],
)
def split_one_too_many(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[: n_train + 1], y[: n_train + 1], X[n_train + 1 :], y[n_train + 1 :]


@mistake(
    "split",
    cause="one example is in both parts",
    advice="the test part begins after the last training example, not with it",
    about=["split"],
)
def split_overlaps(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], y[:n_train], X[n_train - 1 :], y[n_train - 1 :]


@mistake(
    "split",
    cause="all examples are in the test part",
    advice="the test part holds only what is not in the training part",
    about=["split"],
)
def split_tests_on_everything(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], y[:n_train], X, y


@mistake(
    "split",
    cause="the number of training examples is not the one given",
    advice="cut after n_train examples, not after 70",
    about=["split"],
)
def split_after_seventy(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:70], y[:70], X[70:], y[70:]


@mistake(
    "split",
    cause="the number of training examples is not the one given",
    advice="cut after n_train examples: 70 % of them is right for one data set only",
)
def split_seventy_percent(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    cut = int(0.7 * len(X))
    return X[:cut], y[:cut], X[cut:], y[cut:]


@mistake(
    "split",
    cause="training part and test part are returned the wrong way round",
    advice="look at the order of what `split` returns: the training part comes first",
    about=["split"],
)
def split_returns_test_first(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[n_train:], y[n_train:], X[:n_train], y[:n_train]


@mistake(
    "split",
    cause="X_train, X_test, y_train, y_test are returned in this order",
    advice="look at the order of what `split` returns: rows and labels of one part, then the other",
    about=["split"],
)
def split_returns_rows_first(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], X[n_train:], y[:n_train], y[n_train:]


@mistake(
    "split",
    cause="`split` changes what it is given",
    advice="take the row numbers without removing them: order must be the same afterwards",
    about=["split"],
)
def split_empties_order(X, y, order, n_train):
    new_X, new_y = [], []
    while order:
        i = order.pop(0)
        new_X.append(X[i])
        new_y.append(y[i])
    return new_X[:n_train], new_y[:n_train], new_X[n_train:], new_y[n_train:]
