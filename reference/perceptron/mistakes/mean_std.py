"""Wrong ways to write mean_std(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "mean_std",
    cause="the deviation is divided by n - 1 instead of n",
    advice="divide the sum of the squared deviations by the number of examples itself",
    about=["mean_std"],
)
def mean_std_by_n_minus_one(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append((sum((value - mean) ** 2 for value in column) / (len(column) - 1)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="the variance is given for the standard deviation",
    advice="one step is missing after the mean of the squared deviations",
    about=["mean_std"],
)
def mean_std_gives_variance(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append(sum((value - mean) ** 2 for value in column) / len(column))
    return means, stds


@mistake(
    "mean_std",
    cause="the mean absolute deviation is given for the standard deviation",
    advice="the deviations are squared, not made positive, before they are averaged",
    about=["mean_std"],
)
def mean_std_of_absolute_deviations(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append(sum(abs(value - mean) for value in column) / len(column))
    return means, stds


@mistake(
    "mean_std",
    cause="the root is taken before the sum is divided by n",
    advice="first divide the sum of squares by n, then take the root: look at the parentheses",
    about=["mean_std"],
)
def mean_std_root_before_division(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append(sum((value - mean) ** 2 for value in column) ** 0.5 / len(column))
    return means, stds


@mistake(
    "mean_std",
    cause="the median is given for the mean",
    advice="the mean is the sum of the values, divided by how many there are",
    about=["mean_std"],
)
def mean_std_median(X):
    import statistics

    columns = list(zip(*X))
    return [statistics.median(c) for c in columns], [statistics.pstdev(c) for c in columns]


@mistake(
    "mean_std",
    cause="means are rounded down to whole numbers",
    advice="look at how you divide: // gives whole numbers",
    about=["mean_std"],
)
def mean_std_whole_division(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) // len(column)
        means.append(mean)
        stds.append((sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="mean and deviation are taken of each row, not of each feature",
    advice="there is one mean for each feature: go down the columns of X",
    about=["mean_std"],
)
def mean_std_of_rows(X):
    import statistics

    return [statistics.mean(row) for row in X], [statistics.pstdev(row) for row in X]


@mistake(
    "mean_std",
    cause="one mean and one deviation are taken of all features together",
    advice="there is one mean for each feature: do not put all numbers of X in one pot",
    about=["mean_std"],
)
def mean_std_of_everything(X):
    import statistics

    values = [value for row in X for value in row]
    m = len(X[0])
    return [statistics.mean(values)] * m, [statistics.pstdev(values)] * m


@mistake(
    "mean_std",
    cause="there are always two features",
    advice="X may have any number of features: let the rows say how many",
    about=["mean_std"],
)
def mean_std_two_features(X):
    means, stds = [], []
    for i in range(2):
        column = [row[i] for row in X]
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append((sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="the squares go on from one feature to the next",
    advice="begin each feature with a sum of zero: look at the sum of the squares",
    about=["mean_std"],
)
def mean_std_squares_never_reset(X):
    means, stds = [], []
    squares = 0.0
    for column in zip(*X):
        mean = sum(column) / len(column)
        for value in column:
            squares += (value - mean) ** 2
        means.append(mean)
        stds.append((squares / len(column)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="values that occur twice are measured only once",
    advice="every example counts, even if another has the same value: a set forgets it",
)
def mean_std_of_sets(X):
    import statistics

    columns = [list(dict.fromkeys(column)) for column in zip(*X)]
    return [statistics.mean(c) for c in columns], [statistics.pstdev(c) for c in columns]


@mistake(
    "mean_std",
    cause="deviations are returned before means",
    advice="`mean_std` returns the means first, then the deviations",
    about=["mean_std"],
)
def mean_std_swapped(X):
    import statistics

    columns = list(zip(*X))
    return [statistics.pstdev(c) for c in columns], [statistics.mean(c) for c in columns]


@mistake(
    "mean_std",
    cause="`mean_std` changes the data it is given",
    advice="measure only: the rows of X must be the same afterwards",
    about=["mean_std"],
)
def mean_std_centres_in_place(X):
    means, stds = [], []
    for i in range(len(X[0])):
        mean = sum(row[i] for row in X) / len(X)
        for row in X:
            row[i] -= mean
        means.append(mean)
        stds.append((sum(row[i] ** 2 for row in X) / len(X)) ** 0.5)
    return means, stds
