"""Wrong ways to write class_counts(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "class_counts",
    cause="the two counts are swapped",
    advice="the count of label 0 comes first, then that of label 1",
    about=["counts"],
)
def counts_swapped(y):
    return [sum(y), len(y) - sum(y)]


@mistake(
    "class_counts",
    cause="only the ones are counted",
    advice="two counts are asked for: of label 0 and of label 1",
    about=["counts"],
)
def counts_ones_only(y):
    return sum(y)


@mistake(
    "class_counts",
    cause="the classes are given as shares, not as counts",
    advice="count the labels: do not divide by how many there are",
    about=["counts"],
)
def counts_as_shares(y):
    return [y.count(0) / len(y), y.count(1) / len(y)]


@mistake(
    "class_counts",
    cause="both classes are taken to be of the same size",
    advice="count the labels in y: other data have other counts",
    about=["counts"],
)
def counts_fifty_each(y):
    return [50, 50]


@mistake(
    "class_counts",
    cause="labels are counted as if all zeros came before all ones",
    advice="the labels may stand in any order: look at every one of them",
    about=["counts"],
)
def counts_zeros_before_first_one(y):
    zeros = y.index(1) if 1 in y else len(y)
    return [zeros, len(y) - zeros]


@mistake(
    "class_counts",
    cause="`class_counts` changes the labels it is given",
    advice="look at the labels without taking them out: y must be the same afterwards",
    about=["counts"],
)
def counts_empties_labels(y):
    counts = [0, 0]
    while y:
        counts[y.pop()] += 1
    return counts
