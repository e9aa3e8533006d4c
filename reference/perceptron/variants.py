"""Correct perceptrons that go about it in another way: each must earn full marks, and no advice."""
# They are written the way students write, which is not the way of this project.
# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.catalogue import variant

# load


@variant("load_data")
def load_by_csv(path):
    import csv

    X, y = [], []
    with open(path, newline="") as file:
        for row in csv.reader(file, delimiter="\t"):
            if not row:
                continue
            X.append([float(v) for v in row[:-1]])
            y.append(int(row[-1]))
    return X, y


@variant("load_data")
def load_by_dict_reader(path):
    """Columns by name; what is beyond the first name is a list."""
    import csv

    with open(path) as file:
        rows = list(csv.DictReader(file, fieldnames=["first"], restkey="rest", delimiter="\t"))
    X = [[float(row["first"]), *map(float, row["rest"][:-1])] for row in rows]
    return X, [int(row["rest"][-1]) for row in rows]


@variant("load_data")
def load_by_pathlib(path):
    from pathlib import Path

    table = [line.split() for line in Path(path).read_text().splitlines() if line.strip()]
    return [list(map(float, row[:-1])) for row in table], [int(row[-1]) for row in table]


@variant("load_data")
def load_by_regular_expression(path):
    import re

    with open(path, encoding="utf-8") as file:
        text = file.read()
    rows = [re.split(r"\s+", line.strip()) for line in re.findall(r"[^\n]+", text)]
    rows = [[float(cell) for cell in row] for row in rows if row != [""]]
    return [row[:-1] for row in rows], [int(row[-1]) for row in rows]


@variant("load_data")
def load_into_tuples(path):
    """Rows are tuples, labels are floats."""
    lines = filter(str.strip, open(path))  # noqa: SIM115
    rows = [tuple(float(cell) for cell in line.split("\t")) for line in lines]
    return tuple(row[:-1] for row in rows), tuple(row[-1] for row in rows)


@variant("load_data")
def load_until_the_file_ends(path):
    features = []
    labels = []
    file = open(path)  # noqa: SIM115
    line = file.readline()
    while line != "":
        if line != "\n":
            parts = line.strip().split("\t")
            row = []
            for i in range(len(parts) - 1):
                row.append(float(parts[i]))
            features.append(row)
            labels.append(int(parts[len(parts) - 1]))
        line = file.readline()
    file.close()
    return features, labels


@variant("load_data")
def load_and_skip_what_fails(path):
    X, y = [], []
    with open(path) as file:
        for line in file:
            try:
                *features, label = map(float, line.split("\t"))
            except ValueError:
                continue
            X.append(features)
            y.append(round(label))
    return X, y


@variant("load_data")
def load_exact_fractions(path):
    from fractions import Fraction

    with open(path) as file:
        rows = [[Fraction(cell) for cell in line.split()] for line in file if not line.isspace()]
    return [row[:-1] for row in rows], [int(row[-1]) for row in rows]


@variant("load_data")
def load_decimals(path):
    from decimal import Decimal

    X, y = [], []
    with open(path) as file:
        for line in file:
            if line.strip():
                *row, label = line.split("\t")
                X.append([float(Decimal(cell)) for cell in row])
                y.append(int(Decimal(label.strip())))
    return X, y


@variant("load_data")
def load_by_generator(path):
    """Give back a tuple of rows and a tuple of labels, from one zip."""

    def examples():
        with open(path) as file:
            for line in file:
                if line.strip():
                    *features, label = line.rstrip("\n").split("\t")
                    yield [float(feature) for feature in features], label == "1"

    X, y = zip(*examples())
    return X, y


@variant("load_data")
def load_arrays(path):
    """Each row an array, and the labels an array of bytes."""
    from array import array

    X, y = [], array("b")
    with open(path) as file:
        for line in file:
            if line.strip():
                cells = line.split("\t")
                X.append(array("d", map(float, cells[:-1])))
                y.append(int(cells[-1]))
    return X, y


# counts


@variant("class_counts")
def counts_by_counter(y):
    from collections import Counter

    counter = Counter(y)
    return [counter[0], counter[1]]


@variant("class_counts")
def counts_by_list_count(y):
    y = list(y)
    return y.count(0), y.count(1)


@variant("class_counts")
def counts_by_sum(y):
    """Ones are what labels add up to, zeros are the others."""
    ones = sum(y)
    return [len(y) - ones, ones]


@variant("class_counts")
def counts_by_dict(y):
    counts = {0: 0, 1: 0}
    for label in y:
        counts[int(label)] += 1
    return list(counts.values())


@variant("class_counts")
def counts_by_index(y):
    """As floats, since labels may be."""
    counts = [0.0, 0.0]
    for label in y:
        counts[int(label)] += 1.0
    return counts


@variant("class_counts")
def counts_by_recursion(y):
    if not len(y):
        return [0, 0]
    n0, n1 = class_counts(y[1:])
    return [n0 + (y[0] == 0), n1 + (y[0] == 1)]


@variant("class_counts")
def counts_by_groups(y):
    from itertools import groupby

    sizes = {label: len(list(group)) for label, group in groupby(sorted(y))}
    return sizes.get(0, 0), sizes.get(1, 0)


@variant("class_counts")
def counts_by_reduce(y):
    from functools import reduce

    return reduce(lambda n, label: (n[0] + 1 - label, n[1] + label), y, (0, 0))


@variant("class_counts")
def counts_printed(y):
    """Print them, and warn of what is odd."""
    import warnings

    counts = [len([label for label in y if label == k]) for k in (0, 1)]
    print("class 0:", counts[0], "class 1:", counts[1])
    if counts[0] != counts[1]:
        warnings.warn("the classes are not balanced", stacklevel=2)
    return counts


# split


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
def split_by_map(X, y, order, n_train):
    train, test = order[:n_train], order[n_train:]
    return (
        list(map(X.__getitem__, train)),
        list(map(y.__getitem__, train)),
        list(map(X.__getitem__, test)),
        list(map(y.__getitem__, test)),
    )


@variant("split")
def split_by_sorting(X, y, order, n_train):
    """Find the rank of each row, then sort by it."""
    ranks = [order.index(i) for i in range(len(order))]
    ranked = sorted(zip(ranks, X, y), key=lambda item: item[0])
    X, y = [row for _, row, _ in ranked], [label for _, _, label in ranked]
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


@variant("split")
def split_by_islice(X, y, order, n_train):
    from itertools import islice

    rows, labels = (X[i] for i in order), (y[i] for i in order)
    X_train, y_train = tuple(islice(rows, n_train)), tuple(islice(labels, n_train))
    return X_train, y_train, tuple(rows), tuple(labels)


# mean and deviation


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
def mean_std_by_sample_variance(X):
    """From the sample's deviation, divided by n - 1, back to the one divided by n."""
    from statistics import mean, variance

    n = len(X)
    columns = [[row[j] for row in X] for j in range(len(X[0]))]
    return (
        [mean(column) for column in columns],
        [(variance(column) * (n - 1) / n) ** 0.5 for column in columns],
    )


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


@variant("mean_std")
def mean_std_by_shifted_data(X):
    """Distances from the first row, which keeps the numbers small."""
    n, first = len(X), X[0]
    shifted = [[value - start for value, start in zip(row, first)] for row in X]
    sums = [sum(column) for column in zip(*shifted)]
    squares = [sum(value * value for value in column) for column in zip(*shifted)]
    means = [start + s / n for start, s in zip(first, sums)]
    stds = [((q - s * s / n) / n) ** 0.5 for q, s in zip(squares, sums)]
    return means, stds


# standardize


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
def standardize_by_columns(X, mean, std):
    """Column by column, then turned back: the rows are tuples."""
    columns = []
    for column, m, s in zip(zip(*X), mean, std):
        columns.append([(value - m) / s for value in column])
    return list(zip(*columns))


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
def standardize_by_normal_dist(X, mean, std):
    from statistics import NormalDist

    features = [NormalDist(float(m), float(s)) for m, s in zip(mean, std)]
    return [[feature.zscore(value) for feature, value in zip(features, row)] for row in X]


@variant("standardize")
def standardize_into_arrays(X, mean, std):
    from array import array

    return [array("d", [(v - m) / s for v, m, s in zip(row, mean, std)]) for row in X]


# prepare


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


@variant("prepare")
def prepare_with_closure(X, y, order, n_train):
    from functools import partial

    parts = list(split(X, y, order, n_train))
    mean, std = mean_std(parts[0])
    scale = partial(standardize, mean=mean, std=std)
    parts[0], parts[2] = scale(parts[0]), scale(parts[2])
    return parts


@variant("prepare")
def prepare_with_log(X, y, order, n_train):
    import logging

    log = logging.getLogger(__name__)
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    log.warning("%d training, %d test examples", len(y_train), len(y_test))
    mean, std = mean_std(X_train)
    assert len(mean) == len(std) == len(X[0])
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


# forward


@variant("Perceptron.forward")
def forward_by_sum(self, x):
    return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0)


@variant("Perceptron.forward")
def forward_gives_bool(self, x):
    return sum([self.weights[j] * x[j] for j in range(len(x))], self.bias) > 0.0


@variant("Perceptron.forward")
def forward_gives_float(self, x):
    """Adds the features from the last to the first, the bias in the end."""
    total = 0.0
    for j in range(len(x) - 1, -1, -1):
        total += x[j] * self.weights[j]
    if total + self.bias > 0:
        return 1.0
    else:
        return 0.0


@variant("Perceptron.forward")
def forward_by_fsum(self, x):
    import math
    from operator import mul

    return 1 if math.fsum([*map(mul, self.weights, x), self.bias]) > 0 else 0


@variant("Perceptron.forward")
def forward_by_sigmoid(self, x):
    """Sigmoid against 0.5, safe from overflow."""
    import math

    z = self.bias + sum(w * v for w, v in zip(self.weights, x))
    z = max(-500.0, min(500.0, z))
    return 1 if 1.0 / (1.0 + math.exp(-z)) > 0.5 else 0


@variant("Perceptron.forward")
def forward_by_tanh(self, x):
    import math

    z = self.bias + sum(w * v for w, v in zip(self.weights, x))
    return math.ceil(math.tanh(z)) if z > 0 else 0


@variant("Perceptron.forward")
def forward_exactly(self, x):
    from fractions import Fraction

    pairs = zip([*self.weights, self.bias], [*x, 1])
    return 1 if sum(Fraction(w) * Fraction(v) for w, v in pairs) > 0 else 0


@variant("Perceptron.forward")
def forward_by_reduce(self, x):
    from functools import reduce
    from itertools import starmap
    from operator import add, mul

    net_input = reduce(add, starmap(mul, zip(x, self.weights)), self.bias)
    return {True: 1, False: 0}[net_input > 0]


@variant("Perceptron.forward")
def forward_by_not_below(self, x):
    return 0 if -self.bias >= sum(w * v for w, v in zip(self.weights, x)) else 1


@variant("Perceptron.forward")
def forward_recursively(self, x):
    def dot(a, b):
        return a[0] * b[0] + dot(a[1:], b[1:]) if a else 0

    return (dot(list(self.weights), list(x)) + self.bias > 0) * 1


@variant("Perceptron.forward")
def forward_of_one_row_or_many(self, x):
    if isinstance(x[0], (list, tuple)):
        return [self.forward(row) for row in x]
    dot = sum(a * b for a, b in zip(x, self.weights))
    return 1 if dot + self.bias > 0 else 0


# backward


@variant("Perceptron.backward")
def backward_by_cases(self, x, y):
    prediction = self.forward(x)
    if prediction == y:
        return 0
    elif y == 1:
        return 1
    else:
        return -1


@variant("Perceptron.backward")
def backward_as_float(self, x, y):
    return float(y) - float(self.forward(x))


@variant("Perceptron.backward")
def backward_by_bools(self, x, y):
    """Exclusive or, with the label's sign."""
    return (bool(y) ^ bool(self.forward(x))) * (2 * y - 1)


@variant("Perceptron.backward")
def backward_by_table(self, x, y):
    from operator import itemgetter

    table = {(0, 0): 0, (0, 1): -1, (1, 0): 1, (1, 1): 0}
    return itemgetter((y, self.forward(x)))(table)


@variant("Perceptron.backward")
def backward_remembers(self, x, y):
    """Keeps the last error in the model, for looking at it."""
    self.error = y - self.forward(x)
    return self.error


# train


@variant("Perceptron.train")
def train_bias_first(self, x, y, epochs):
    for _ in range(epochs):
        for i in range(len(x)):
            error = self.backward(x[i], y[i])
            self.bias += error
            for j in range(len(self.weights)):
                self.weights[j] = self.weights[j] + error * x[i][j]


@variant("Perceptron.train")
def train_stops_without_errors(self, x, y, epochs):
    for _ in range(epochs):
        errors = 0
        for row, label in zip(x, y):
            error = self.backward(row, label)
            self.weights = [w + error * v for w, v in zip(self.weights, row)]
            self.bias += error
            errors += error != 0
        if errors == 0:
            break


@variant("Perceptron.train")
def train_skips_what_is_right(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if not error:
                continue
            for j, value in enumerate(row):
                self.weights[j] += error * value
            self.bias += error


@variant("Perceptron.train")
def train_by_cases(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            prediction = self.forward(row)
            if label == 1 and prediction == 0:
                self.weights = [w + v for w, v in zip(self.weights, row)]
                self.bias += 1
            elif label == 0 and prediction == 1:
                self.weights = [w - v for w, v in zip(self.weights, row)]
                self.bias -= 1


@variant("Perceptron.train")
def train_gives_itself_back(self, x, y, epochs):
    from itertools import chain, repeat

    for row, label in chain.from_iterable(repeat(list(zip(x, y)), epochs)):
        error = self.backward(row, label)
        self.weights[:] = [w + error * v for w, v in zip(self.weights, row)]
        self.bias += error
    return self


@variant("Perceptron.train")
def train_keeps_a_history(self, x, y, epochs):
    history = []
    for epoch in range(1, epochs + 1):
        wrong = 0
        for row, label in zip(x, y):
            error = self.backward(row, label)
            wrong += abs(error)
            self.weights = [w + error * v for w, v in zip(self.weights, row)]
            self.bias = self.bias + error
        history.append({"epoch": epoch, "wrong": wrong, "weights": list(self.weights)})
        print(f"epoch {epoch}: {wrong} wrong")
    return history


@variant("Perceptron.train")
def train_counting_down(self, x, y, epochs):
    while epochs > 0:
        i = 0
        while i < len(y):
            error = self.backward(x[i], y[i])
            j = 0
            while j < len(x[i]):
                self.weights[j] += error * x[i][j]
                j += 1
            self.bias += error
            i += 1
        epochs -= 1


@variant("Perceptron.train")
def train_recursively(self, x, y, epochs):
    if epochs == 0:
        return None
    for row, label in zip(x, y):
        error = self.backward(row, label)
        self.weights = list(map(lambda w, v: w + error * v, self.weights, row))  # noqa: B023
        self.bias += error
    return self.train(x, y, epochs - 1)


@variant("Perceptron.train")
def train_one_step_over_all(self, x, y, epochs):
    """One loop; the remainder says which example it is."""
    n = len(x)
    for step in range(epochs * n):
        row, label = x[step % n], y[step % n]
        if (error := self.backward(row, label)) != 0:
            for j in range(len(row)):
                self.weights[j] -= -error * row[j]
            self.bias -= -error


@variant("Perceptron.train")
def train_by_local_names(self, x, y, epochs):
    """Work on a copy, and store it when all is done."""
    weights, bias = self.weights.copy(), self.bias
    for _ in range(epochs):
        for row, label in zip(x, y):
            z = sum(w * v for w, v in zip(weights, row)) + bias
            error = label - (z > 0)
            weights = [w + error * v for w, v in zip(weights, row)]
            bias += error
    self.weights, self.bias = weights, bias


@variant("Perceptron.train")
def train_on_a_copy_of_the_data(self, x, y, epochs):
    import copy

    data = copy.deepcopy(list(zip(x, y)))
    for _ in range(epochs):
        for row, label in data:
            row = [*row, 1.0]
            error = self.backward(row[:-1], label)
            *self.weights, self.bias = [
                p + error * v for p, v in zip([*self.weights, self.bias], row)
            ]


@variant("Perceptron.train")
def train_with_learning_rate_of_one(self, x, y, epochs, learning_rate=1.0, verbose=False):
    for epoch in range(epochs):
        for row, label in zip(x, y):
            delta = learning_rate * self.backward(row, label)
            for j in range(len(self.weights)):
                self.weights[j] += delta * row[j]
            self.bias += delta
        if verbose:
            print(epoch, self.weights, self.bias)


# evaluate


@variant("Perceptron.evaluate")
def evaluate_by_statistics(self, x, y):
    from statistics import mean

    return mean(int(self.forward(row) == label) for row, label in zip(x, y))


@variant("Perceptron.evaluate")
def evaluate_by_errors(self, x, y):
    wrong = 0
    for i in range(len(x)):
        wrong += abs(self.backward(x[i], y[i]))
    return 1 - wrong / len(x)


@variant("Perceptron.evaluate")
def evaluate_as_fraction(self, x, y):
    from fractions import Fraction

    predictions = [self.forward(row) for row in x]
    return Fraction([p == label for p, label in zip(predictions, y)].count(True), len(predictions))


@variant("Perceptron.evaluate")
def evaluate_by_counter(self, x, y):
    from collections import Counter
    from operator import eq

    counter = Counter(map(eq, map(self.forward, x), y))
    return counter[True] / (counter[True] + counter[False])


@variant("Perceptron.evaluate")
def evaluate_as_it_goes(self, x, y):
    accuracy = 0.0
    for n, (row, label) in enumerate(zip(x, y), start=1):
        accuracy += ((1.0 if self.forward(row) == label else 0.0) - accuracy) / n
    return accuracy


@variant("Perceptron.evaluate")
def evaluate_by_confusion_matrix(self, x, y):
    matrix = [[0, 0], [0, 0]]
    for row, label in zip(x, y):
        matrix[int(label)][int(self.forward(row))] += 1
    return (matrix[0][0] + matrix[1][1]) / sum(map(sum, matrix))


# boundary


@variant("decision_boundary")
def boundary_by_slope_and_intercept(weights, bias, x0_min, x0_max):
    slope = -weights[0] / weights[1]
    intercept = -bias / weights[1]
    return slope * x0_min + intercept, slope * x0_max + intercept


@variant("decision_boundary")
def boundary_in_a_list(weights, bias, x0_min, x0_max):
    return [(-bias - weights[0] * x0) / weights[1] for x0 in (x0_min, x0_max)]


@variant("decision_boundary")
def boundary_in_a_namedtuple(weights, bias, x0_min, x0_max):
    import collections

    Ends = collections.namedtuple("Ends", ["x1_min", "x1_max"])
    x1 = lambda x0: -(weights[0] * x0 + bias) / weights[1]
    return Ends(x1(x0_min), x1(x0_max))


@variant("decision_boundary")
def boundary_in_fractions(weights, bias, x0_min, x0_max):
    from fractions import Fraction

    w0, w1, b = Fraction(weights[0]), Fraction(weights[1]), Fraction(bias)
    return tuple(-(w0 * Fraction(end) + b) / w1 for end in (x0_min, x0_max))


@variant("decision_boundary")
def boundary_from_left_to_right(weights, bias, x0_min, x0_max):
    """The second end from the first, by the slope."""
    try:
        x1_min = -(weights[0] * x0_min + bias) / weights[1]
        x1_max = x1_min - weights[0] / weights[1] * (x0_max - x0_min)
    except ZeroDivisionError:
        return float("inf"), float("inf")
    return x1_min, x1_max


@variant("decision_boundary")
def boundary_of_lists_or_columns(weights, bias, x0_min, x0_max):
    def number(value):
        return number(value[0]) if isinstance(value, (list, tuple)) else float(value)

    w0, w1, b = number(weights[0]), number(weights[1]), number(bias)
    return -(w0 * x0_min + b) / w1, -(w0 * x0_max + b) / w1


# main


@variant("main")
def main_by_itself(path, order, n_train=70, epochs=5):
    """Step by step with names, everything printed, the results in a list."""
    features, labels = load_data(path)
    print("rows:", len(features), "classes:", class_counts(labels))
    train_x, train_y, test_x, test_y = split(features, labels, order, n_train)
    mean, std = mean_std(train_x)
    train_x = standardize(train_x, mean, std)
    test_x = standardize(test_x, mean, std)
    perceptron = Perceptron(num_features=len(features[0]))
    for epoch in range(epochs):
        perceptron.train(train_x, train_y, 1)
        print("epoch", epoch, "accuracy", perceptron.evaluate(train_x, train_y))
    train_accuracy = perceptron.evaluate(train_x, train_y)
    test_accuracy = perceptron.evaluate(test_x, test_y)
    x1 = decision_boundary(perceptron.weights, perceptron.bias, -2.0, 2.0)
    return [perceptron.weights, perceptron.bias, train_accuracy, test_accuracy, list(x1)]


@variant("main")
def main_in_a_namedtuple(path, order, n_train=70, epochs=5):
    from typing import NamedTuple

    class Result(NamedTuple):
        weights: list
        bias: float
        train_accuracy: float
        test_accuracy: float
        boundary: tuple

    X_train, y_train, X_test, y_test = prepare(*load_data(path), order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    accuracies = [model.evaluate(*part) for part in ((X_train, y_train), (X_test, y_test))]
    ends = decision_boundary(model.weights, model.bias, -2, 2)
    return Result(tuple(model.weights), model.bias, *accuracies, ends)


@variant("main")
def main_with_a_time(path, order, n_train=70, epochs=5, *, plot=False):
    import time

    start = time.perf_counter()
    data = X_train, y_train, X_test, y_test = prepare(*load_data(path), order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(*data[:2], epochs)
    print(f"{time.perf_counter() - start:.3f} s")
    if plot:
        import matplotlib.pyplot as plt

        plt.scatter(*zip(*X_test), c=y_test)
    boundary = decision_boundary(model.weights, model.bias, x0_min=-2, x0_max=2)
    return (
        model.weights,
        model.bias,
        model.evaluate(*data[:2]),
        model.evaluate(*data[2:]),
        boundary,
    )


# the whole class


def boundary_of_columns(weights, bias, x0_min, x0_max):
    w0, w1, b = weights[0][0], weights[1][0], bias[0]
    return [[-(w0 * x0 + b) / w1] for x0 in (x0_min, x0_max)]


@variant("Perceptron", also={"decision_boundary": "boundary_of_columns"})
class PerceptronOfColumns:
    """Weights as a column, bias as a list of one, as NumPy has them."""

    def __init__(self, num_features):
        self.weights = [[0.0] for _ in range(num_features)]
        self.bias = [0.0]

    def forward(self, x):
        return int(sum(w[0] * v for w, v in zip(self.weights, x)) + self.bias[0] > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for w, v in zip(self.weights, row):
                    w[0] += error * v
                self.bias[0] += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronOfTuples:
    """Integer zeros, and a new tuple at every update."""

    __slots__ = ("weights", "bias")

    def __init__(self, num_features):
        self.weights = (0,) * num_features
        self.bias = 0

    def forward(self, x):
        return 1 if sum(w * v for w, v in zip(self.weights, x)) > -self.bias else 0

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self.weights = tuple(w + error * v for w, v in zip(self.weights, row))
                self.bias += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronOfArray:
    def __init__(self, num_features):
        from array import array

        self.weights = array("d", [0.0] * num_features)
        self.bias = 0.0

    def forward(self, x):
        net_input = self.bias
        for j in range(len(self.weights)):
            net_input += self.weights[j] * x[j]
        return int(net_input > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for j, value in enumerate(row):
                    self.weights[j] += error * value
                self.bias += error

    def evaluate(self, x, y):
        return len([1 for row, label in zip(x, y) if self.forward(row) == label]) / len(x)


@variant("Perceptron")
class PerceptronInSinglePrecision:
    """Every number is rounded to 32 bits when it is stored."""

    @staticmethod
    def single(value):
        import struct

        return struct.unpack("f", struct.pack("f", value))[0]

    def __init__(self, num_features):
        self.weights = [self.single(0.0) for _ in range(num_features)]
        self.bias = self.single(0.0)

    def forward(self, x):
        net_input = self.single(sum(w * self.single(v) for w, v in zip(self.weights, x)))
        return int(self.single(net_input + self.bias) > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self.weights = [
                    self.single(w + error * self.single(v)) for w, v in zip(self.weights, row)
                ]
                self.bias = self.single(self.bias + error)

    def evaluate(self, x, y):
        return self.single(sum(self.forward(r) == t for r, t in zip(x, y)) / len(y))


@variant("Perceptron")
class PerceptronWithBiasInside:
    """One vector, the bias first; properties show its parts."""

    def __init__(self, num_features):
        self._w = [0.0] * (num_features + 1)

    @property
    def weights(self):
        return self._w[1:]

    @property
    def bias(self):
        return self._w[0]

    def forward(self, x):
        return 1 if sum(w * v for w, v in zip(self._w, [1.0, *x])) > 0 else 0

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                self._w = [w + error * v for w, v in zip(self._w, [1.0, *row])]

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronOfFractions:
    """Exact arithmetic, from the zeros at the start to the accuracy."""

    def __init__(self, num_features):
        from fractions import Fraction

        self.number = Fraction
        self.weights = [Fraction(0)] * num_features
        self.bias = Fraction(0)

    def forward(self, x):
        return int(sum(w * self.number(v) for w, v in zip(self.weights, x)) + self.bias > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                if error:
                    self.weights = [w + error * self.number(v) for w, v in zip(self.weights, row)]
                    self.bias += error

    def evaluate(self, x, y):
        return self.number(sum(self.forward(r) == t for r, t in zip(x, y)), len(y))


def boundary_of_decimals(weights, bias, x0_min, x0_max):
    from decimal import Decimal

    (w0, w1), b = map(Decimal, weights), Decimal(bias)
    return [-(w0 * Decimal(x0) + b) / w1 for x0 in (x0_min, x0_max)]


@variant("Perceptron", also={"decision_boundary": "boundary_of_decimals"})
class PerceptronOfDecimals:
    def __init__(self, num_features):
        from decimal import Decimal

        self.Decimal = Decimal
        self.weights = [Decimal(0) for _ in range(num_features)]
        self.bias = Decimal("0")

    def forward(self, x):
        z = self.bias
        for w, v in zip(self.weights, x):
            z += w * self.Decimal(v)
        return 1 if z > 0 else 0

    def backward(self, x, y):
        return int(y) - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for j, value in enumerate(row):
                    self.weights[j] += error * self.Decimal(value)
                self.bias += error

    def evaluate(self, x, y):
        return self.Decimal(sum(self.forward(r) == t for r, t in zip(x, y))) / len(y)


@variant("Perceptron")
def perceptron_of_dataclass(num_features):
    """A function that makes the model, which is a dataclass."""
    from dataclasses import dataclass, field

    @dataclass
    class Model:
        weights: list = field(default_factory=lambda: [0.0] * num_features)
        bias: float = 0.0

        def forward(self, x):
            return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0)

        def backward(self, x, y):
            return y - self.forward(x)

        def train(self, x, y, epochs):
            for _ in range(epochs):
                for row, label in zip(x, y):
                    error = self.backward(row, label)
                    self.weights = [w + error * v for w, v in zip(self.weights, row)]
                    self.bias += error

        def evaluate(self, x, y):
            return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)

    return Model()


@variant("Perceptron")
def perceptron_of_closures(num_features):
    """No class at all: a namespace with functions, which share two names."""
    from types import SimpleNamespace

    model = SimpleNamespace(weights=[0.0] * num_features, bias=0.0)

    def forward(x):
        return 1 if sum(w * v for w, v in zip(model.weights, x)) + model.bias > 0 else 0

    def backward(x, y):
        return y - forward(x)

    def train(x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = backward(row, label)
                model.weights = [w + error * v for w, v in zip(model.weights, row)]
                model.bias += error

    def evaluate(x, y):
        return sum(forward(row) == label for row, label in zip(x, y)) / len(y)

    model.forward, model.backward = forward, backward
    model.train, model.evaluate = train, evaluate
    return model


class Learner:
    """What every model has: abstract prediction, and how to measure it."""

    def forward(self, x):
        raise NotImplementedError

    def backward(self, x, y):
        return y - self.forward(x)

    def evaluate(self, x, y):
        return sum(not self.backward(row, label) for row, label in zip(x, y)) / len(y)


@variant("Perceptron", also={"Learner": "Learner"})
def perceptron_of_a_base_class(num_features):
    class Linear(Learner):
        def __init__(self, num_features):
            super().__init__()
            self.weights, self.bias = [0.0] * num_features, 0.0

        def net_input(self, x):
            return sum(w * v for w, v in zip(self.weights, x)) + self.bias

        def forward(self, x):
            return 1 if self.net_input(x) > 0 else 0

    class Rosenblatt(Linear):
        def update(self, row, error):
            self.weights = [w + error * v for w, v in zip(self.weights, row)]
            self.bias += error

        def train(self, x, y, epochs):
            for _ in range(epochs):
                for row, label in zip(x, y):
                    self.update(row, self.backward(row, label))

    return Rosenblatt(num_features)


@variant("Perceptron")
class PerceptronThatIsCalled:
    """`model(x)` as in PyTorch; forward() is another name for it."""

    def __init__(self, num_features: int, dtype: type = float) -> None:
        self.num_features = num_features
        self.weights = [dtype() for _ in range(num_features)]
        self.bias = dtype()
        self.epochs_seen = 0

    def __repr__(self) -> str:
        return f"Perceptron({self.weights}, {self.bias})"

    def __call__(self, x) -> int:
        return 1 if self._net_input(x) > 0 else 0

    forward = __call__

    def _net_input(self, x) -> float:
        if len(x) != self.num_features:
            raise ValueError(f"expected {self.num_features} features, got {len(x)}")
        return self.bias + sum(w * v for w, v in zip(self.weights, x))

    def backward(self, x, y) -> int:
        return y - self(x)

    def _update(self, x, y) -> bool:
        error = self.backward(x, y)
        for j in range(self.num_features):
            self.weights[j] += error * x[j]
        self.bias += error
        return error != 0

    def train(self, x, y, epochs: int) -> list:
        self.epochs_seen += epochs
        return [sum(self._update(*example) for example in zip(x, y)) for _ in range(epochs)]

    def evaluate(self, x, y) -> float:
        return [self(row) == label for row, label in zip(x, y)].count(True) / len(y)


@variant("Perceptron")
class PerceptronOfSigns:
    """Inside, labels and predictions are -1 and +1, and an update is half their difference."""

    def __init__(self, num_features):
        self.weights, self.bias = [0.0 for _ in range(num_features)], 0.0

    @staticmethod
    def sign(label):
        return 2 * label - 1

    @classmethod
    def label(cls, sign):
        return (sign + 1) // 2

    def _side(self, x):
        return 1 if sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0 else -1

    def forward(self, x):
        return self.label(self._side(x))

    def backward(self, x, y):
        return (self.sign(y) - self._side(x)) / 2

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                if self.sign(label) != self._side(row):
                    self.weights = [w + self.sign(label) * v for w, v in zip(self.weights, row)]
                    self.bias += self.sign(label)

    def evaluate(self, x, y):
        return sum(self._side(row) * self.sign(t) > 0 for row, t in zip(x, y)) / len(y)


@variant("Perceptron")
class PerceptronInDualForm:
    """Keeps what it erred on; the weights are added up when somebody asks for them."""

    def __init__(self, num_features):
        self.num_features = num_features
        self.updates = []

    @property
    def weights(self):
        return [
            sum(error * row[j] for error, row in self.updates) for j in range(self.num_features)
        ]

    @property
    def bias(self):
        return sum(error for error, _ in self.updates)

    def forward(self, x):
        return 1 if sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0 else 0

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                if error:
                    self.updates.append((error, list(row)))

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


# all of it


def mean_std_scaled(X):
    columns = [[row[j] for row in X] for j in range(len(X[0]))]
    means = [sum(column) / len(column) for column in columns]
    spreads = [max(abs(v - m) for v in c) or 1.0 for c, m in zip(columns, means)]
    stds = [
        spread * (sum(((v - m) / spread) ** 2 for v in c) / len(c)) ** 0.5
        for c, m, spread in zip(columns, means, spreads)
    ]
    return means, stds


def labels_counted(y):
    return [sum(1 for label in y if not label), sum(1 for label in y if label)]


@variant("load_data", also={"class_counts": "labels_counted", "mean_std": "mean_std_scaled"})
def load_labels_as_bools(path):
    """Labels are True and False in the whole program; sums are scaled against overflow."""
    with open(path) as file:
        cells = [line.split() for line in file.read().split("\n") if line.split()]
    X = [[float(cell) for cell in row[0 : len(row) - 1]] for row in cells]
    y = [bool(int(row[-1])) for row in cells]
    return X, y


def boundary_of_lists_of_one(weights, bias, x0_min, x0_max):
    (w0, w1), b = weights, bias[0]
    x1 = [(-(w0 * x0) - b) / w1 for x0 in [x0_min, x0_max]]
    return x1[0], x1[1]


@variant("Perceptron", also={"decision_boundary": "boundary_of_lists_of_one"})
class PerceptronWithForwardOfLists:
    """Everything is a list, as arrays were: bias, prediction and error are lists of one."""

    def __init__(self, num_features):
        self.weights = [0.0] * num_features
        self.bias = [0.0]

    def forward(self, x):
        net_input = [sum(w * v for w, v in zip(self.weights, x)) + b for b in self.bias]
        return [1 if z > 0 else 0 for z in net_input]

    def backward(self, x, y):
        return [y - prediction for prediction in self.forward(x)]

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                errors = self.backward(row, label)
                self.weights = [w + errors[0] * v for w, v in zip(self.weights, row)]
                self.bias = [b + error for b, error in zip(self.bias, errors)]

    def evaluate(self, x, y):
        predictions = [self.forward(row)[0] for row in x]
        return sum([a == b for a, b in zip(predictions, y)]) / len(predictions)
