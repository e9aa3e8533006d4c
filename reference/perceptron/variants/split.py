"""Correct ways to write split(); see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


@variant("split")
def split_by_pairs(X, y, order, n_train):
    pairs = list(zip(X, y))
    pairs = [pairs[i] for i in order]
    X_train, y_train = zip(*pairs[:n_train])
    X_test, y_test = zip(*pairs[n_train:])
    return list(X_train), list(y_train), list(X_test), list(y_test)


@variant("split")
def split_by_position(X, y, order, n_train):
    X_train, y_train, X_test, y_test = [], [], [], []
    for position, i in enumerate(order):
        if position < n_train:
            X_train.append(X[i][:])
            y_train.append(y[i])
        else:
            X_test.append(X[i][:])
            y_test.append(y[i])
    return [X_train, y_train, X_test, y_test]


@variant("split")
def split_by_itemgetter(X, y, order, n_train):
    from operator import itemgetter

    in_order = itemgetter(*order)
    X, y = in_order(X), in_order(y)
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@variant("split")
def split_by_copies(X, y, order, n_train):
    import copy

    X, y, order = copy.deepcopy(X), copy.deepcopy(y), copy.copy(order)
    X_new, y_new = [None] * len(order), [None] * len(order)
    k = 0
    while order:
        i = order.pop(0)
        X_new[k], y_new[k] = X[i], y[i]
        k += 1
    return X_new[:n_train], y_new[:n_train], X_new[n_train:], y_new[n_train:]


@variant("split")
def split_into_namedtuple(X, y, order, n_train):
    from collections import namedtuple

    Parts = namedtuple("Parts", "X_train y_train X_test y_test")
    train, test = order[:n_train], order[n_train:]
    return Parts(
        [X[i] for i in train], [y[i] for i in train], [X[i] for i in test], [y[i] for i in test]
    )
