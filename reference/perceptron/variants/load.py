"""Correct ways to write load_data() and class_counts(); see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


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
def counts_by_groups(y):
    from itertools import groupby

    sizes = {label: len(list(group)) for label, group in groupby(sorted(y))}
    return sizes.get(0, 0), sizes.get(1, 0)


@variant("class_counts")
def counts_by_reduce(y):
    from functools import reduce

    return reduce(lambda n, label: (n[0] + 1 - label, n[1] + label), y, (0, 0))


@variant("load_data", also={"class_counts": "labels_counted", "mean_std": "mean_std_scaled"})
def load_labels_as_bools(path):
    """Labels are True and False in the whole program; sums are scaled against overflow."""
    with open(path) as file:
        cells = [line.split() for line in file.read().split("\n") if line.split()]
    X = [[float(cell) for cell in row[0 : len(row) - 1]] for row in cells]
    y = [bool(int(row[-1])) for row in cells]
    return X, y
