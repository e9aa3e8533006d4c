"""Wrong perceptrons, as students write them. Each function stands in the example for what it names.

`cause` is shared by siblings: mistakes that a student would mend in the same way.
"""

# What is called here is the example's, and what a linter finds is often the mistake itself.
# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.catalogue import mistake

# load


@mistake(
    "load_data",
    cause="the first line of the file is skipped",
    advice="the file has no header: look at how `load_data` begins to read",
    about=["load"],
)
def load_skips_first_line(path):
    with open(path) as lines:
        rows = [line.split("\t") for line in lines if line.strip()][1:]
    return [[float(v) for v in row[:-1]] for row in rows], [int(row[-1]) for row in rows]


@mistake(
    "load_data",
    cause="the last line of the file is skipped",
    advice="the last line of the file is an example, too: look at where `load_data` stops reading",
    about=["load"],
)
def load_skips_last_line(path):
    with open(path) as lines:
        rows = [line.split("\t") for line in lines if line.strip()][:-1]
    return [[float(v) for v in row[:-1]] for row in rows], [int(row[-1]) for row in rows]


@mistake(
    "load_data",
    cause="reading stops at the first blank line",
    advice="there can be examples after a blank line: skip that line only and read on",
    about=["load"],
)
def load_stops_at_blank_line(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if not line.strip():
                break
            *features, label = line.split("\t")
            X.append([float(feature) for feature in features])
            y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="a blank line in the file is taken for an example",
    advice="skip the blank lines of the file before you turn anything into numbers",
    about=["load"],
)
def load_fails_on_blank_line(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            *features, label = line.strip().split("\t")
            X.append([float(feature) for feature in features])
            y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="only the first line of the file is read",
    advice="look at the indentation of `return` in `load_data`: it ends the loop",
    about=["load"],
)
def load_returns_inside_loop(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            *features, label = line.split("\t")
            X.append([float(feature) for feature in features])
            y.append(int(label))
            return X, y


@mistake(
    "load_data",
    cause="the label is kept as one more feature",
    advice="X holds the features only: look at where a line is cut into features and label",
    about=["load"],
)
def load_label_stays_among_features(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                values = [float(value) for value in line.split("\t")]
                X.append(values)
                y.append(int(values[-1]))
    return X, y


@mistake(
    "load_data",
    cause="only two features of each line are read",
    advice="a file may have any number of features: let the line say how many there are",
    about=["load"],
)
def load_two_features_only(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                values = line.split("\t")
                X.append([float(values[0]), float(values[1])])
                y.append(int(values[-1]))
    return X, y


@mistake(
    "load_data",
    cause="the labels are left as text",
    advice="labels are numbers, 0 or 1: turn the text that comes from the file into a number",
    about=["load"],
)
def load_labels_stay_text(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.strip().split("\t")
                X.append([float(feature) for feature in features])
                y.append(label)
    return X, y


@mistake(
    "load_data",
    cause="the features are left as text",
    advice="features are numbers: turn each text that comes from the file into a number",
    about=["load"],
)
def load_features_stay_text(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                X.append(features)
                y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="all rows of X are one and the same list",
    advice="make a new list for every line: look at where the list for a row is made",
    about=["load"],
)
def load_one_row_list_reused(path):
    X, y, row = [], [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                row.clear()
                row.extend(float(feature) for feature in features)
                X.append(row)
                y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="X has one list for each feature instead of one for each example",
    advice="X is a list of rows, one for each line of the file, not a list of columns",
    about=["load"],
)
def load_columns_for_rows(path):
    with open(path) as lines:
        rows = [line.split("\t") for line in lines if line.strip()]
    X = [[float(row[i]) for row in rows] for i in range(len(rows[0]) - 1)]
    return X, [int(row[-1]) for row in rows]


@mistake(
    "load_data",
    cause="lines that occur twice are kept only once",
    advice="two equal lines are two examples: keep both",
    about=["load"],
)
def load_drops_duplicates(path):
    X, y = [], []
    with open(path) as lines:
        for line in dict.fromkeys(lines):
            if line.strip():
                *features, label = line.split("\t")
                X.append([float(feature) for feature in features])
                y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="the data of the first file are given for every file",
    advice="read the file in every call: the path may be another one",
    about=["load"],
)
def load_first_file_kept(path, kept=[]):
    if not kept:
        with open(path) as lines:
            rows = [line.split("\t") for line in lines if line.strip()]
        kept.append([[float(v) for v in row[:-1]] for row in rows])
        kept.append([int(row[-1]) for row in rows])
    return kept[0], kept[1]


# counts


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


# split


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
    about=["main"],
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


# mean_std


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
    about=["main"],
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


# standardize


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


# prepare


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


# init


@mistake(
    "Perceptron.__init__",
    cause="the weights do not start at zero",
    advice="every weight of a new perceptron is zero",
    about=["start"],
)
def init_weights_of_one(self, num_features):
    self.weights = [1.0] * num_features
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="the weights do not start at zero",
    advice="no chance is needed: every weight of a new perceptron is zero",
    about=["start"],
)
def init_small_random_weights(self, num_features):
    import random

    chance = random.Random(1)
    self.weights = [chance.gauss(0, 0.01) for _ in range(num_features)]
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="the bias does not start at zero",
    advice="the bias of a new perceptron is zero, too",
    about=["start"],
)
def init_bias_of_one(self, num_features):
    self.weights = [0.0] * num_features
    self.bias = 1.0


@mistake(
    "Perceptron.__init__",
    cause="there are always two weights",
    advice="there is one weight for each feature: use num_features",
    about=["start"],
)
def init_two_weights(self, num_features):
    self.weights = [0.0, 0.0]
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="there is one weight too many",
    advice="the bias has a place of its own: there is one weight for each feature",
    about=["start"],
)
def init_one_weight_too_many(self, num_features):
    self.weights = [0.0] * (num_features + 1)
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="the weights are shared by all models",
    advice="a list as default value is made once for all models: make it inside `__init__`",
    about=["start"],
)
def init_weights_as_default(self, num_features, weights=[]):
    while len(weights) < num_features:
        weights.append(0.0)
    self.weights = weights
    self.bias = 0.0


@mistake(
    "Perceptron",
    cause="the weights are shared by all models",
    advice="what is set in the class belongs to all models: set the weights in `__init__`, on self",
    about=["start"],
)
class init_weights_of_the_class:
    weights = []
    bias = 0.0

    def __init__(self, num_features):
        while len(self.weights) < num_features:
            self.weights.append(0.0)

    def forward(self, x):
        return int(sum(w * v for w, v in zip(self.weights, x)) + self.bias > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@mistake(
    "Perceptron",
    cause="there is a bias for each feature",
    advice="there is one bias for the whole perceptron, whatever the number of features",
    about=["model_shapes"],
)
class init_bias_for_each_feature:
    def __init__(self, num_features):
        self.weights = [0.0] * num_features
        self.bias = [0.0] * num_features

    def forward(self, x):
        return int(sum(w * v + b for w, v, b in zip(self.weights, x, self.bias)) > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                    self.bias[i] += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@mistake(
    "Perceptron",
    cause="-1 is predicted in place of 0",
    advice="the classes are called 0 and 1 here, not -1 and 1",
    about=["forward"],
)
class init_labels_of_either_sign:
    def __init__(self, num_features):
        self.weights = [0.0] * num_features
        self.bias = 0.0

    def forward(self, x):
        net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
        return 1 if net_input > 0 else -1

    def backward(self, x, y):
        target = 1 if y == 1 else -1
        return target if self.forward(x) != target else 0

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error

    def evaluate(self, x, y):
        return sum((self.forward(row) > 0) == (label > 0) for row, label in zip(x, y)) / len(y)


# forward


@mistake(
    "Perceptron.forward",
    cause="a net input of exactly 0 is predicted 1",
    advice="the net input must be above 0 for a 1: look at the comparison",
    about=["forward"],
)
def forward_at_or_above_zero(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input >= 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the bias is missing from the net input",
    advice="the bias belongs to the net input: look at what `forward` adds up",
    about=["forward"],
)
def forward_bias_missing(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x))
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the bias is subtracted from the net input",
    advice="the bias is added to the net input: look at its sign",
    about=["forward"],
)
def forward_bias_subtracted(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) - self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the net input is returned instead of a prediction",
    advice="a prediction is 0 or 1: compare the net input with 0",
    about=["forward"],
)
def forward_gives_net_input(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return net_input


@mistake(
    "Perceptron.forward",
    cause="a probability is returned instead of a prediction",
    advice="a prediction is 0 or 1: a perceptron has a threshold, no sigmoid",
    about=["forward"],
)
def forward_gives_probability(self, x):
    import math

    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 0.5 * (1 + math.tanh(net_input / 2))


@mistake(
    "Perceptron.forward",
    cause="-1 is predicted in place of 0",
    advice="the classes are called 0 and 1 here, not -1 and 1",
    about=["forward"],
)
def forward_minus_one_or_one(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input > 0 else -1


@mistake(
    "Perceptron.forward",
    cause="0 and 1 are predicted the wrong way round",
    advice="a net input above 0 means class 1: look at the comparison",
    about=["forward"],
)
def forward_turned_round(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input < 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the threshold is not 0",
    advice="compare the net input with 0: a half is the threshold of a probability",
    about=["forward"],
)
def forward_threshold_half(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input > 0.5 else 0


@mistake(
    "Perceptron.forward",
    cause="only the first feature is used",
    advice="the net input adds up all features, each with its own weight",
    about=["forward"],
)
def forward_first_feature_only(self, x):
    net_input = self.weights[0] * x[0] + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the last feature is not used",
    advice="`range` leaves out its end already: look at where the loop over the features stops",
    about=["forward"],
)
def forward_last_feature_missing(self, x):
    net_input = self.bias
    for i in range(len(x) - 1):
        net_input += self.weights[i] * x[i]
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="there are always two features",
    advice="a row may have any number of features: loop over them",
    about=["forward"],
)
def forward_two_features(self, x):
    net_input = self.weights[0] * x[0] + self.weights[1] * x[1] + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the weights are used in reverse order",
    advice="each feature goes with the weight of the same index",
    about=["forward"],
)
def forward_weights_backwards(self, x):
    net_input = sum(w * v for w, v in zip(reversed(self.weights), x)) + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the net input goes on from the last prediction",
    advice="begin every prediction with a net input of its own",
    about=["backward"],
)
def forward_net_input_kept(self, x):
    self.net_input = getattr(self, "net_input", 0.0) + self.bias
    for weight, value in zip(self.weights, x):
        self.net_input += weight * value
    return 1 if self.net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="`forward` changes the row it is given",
    advice="put the 1 for the bias in a copy of the row: the row must be the same afterwards",
    about=["forward"],
)
def forward_appends_one(self, x):
    x.append(1.0)
    net_input = sum(w * v for w, v in zip([*self.weights, self.bias], x))
    return 1 if net_input > 0 else 0


# backward


@mistake(
    "Perceptron.backward",
    cause="the prediction comes before the minus, not the label",
    advice="label minus prediction: all your errors have the wrong sign",
    about=["backward"],
)
def backward_prediction_minus_label(self, x, y):
    return self.forward(x) - y


@mistake(
    "Perceptron.backward",
    cause="the error has lost its sign",
    advice="an error is -1, 0 or 1: the sign says in which direction to correct",
    about=["backward"],
)
def backward_absolute(self, x, y):
    return abs(y - self.forward(x))


@mistake(
    "Perceptron.backward",
    cause="the net input is subtracted, not the prediction",
    advice="the error is made of the prediction, 0 or 1, not of the net input",
    about=["backward"],
)
def backward_net_input(self, x, y):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return y - net_input


@mistake(
    "Perceptron.backward",
    cause="the label is given for the error",
    advice="the prediction is missing: an example predicted right has the error 0",
    about=["backward"],
)
def backward_label_only(self, x, y):
    return y


@mistake(
    "Perceptron.backward",
    cause="the error is never negative",
    advice="a 1 predicted for label 0 is an error as well: its sign is negative",
    about=["backward"],
)
def backward_never_negative(self, x, y):
    return max(0, y - self.forward(x))


@mistake(
    "Perceptron.backward",
    cause="the error of a new model is always 0",
    advice="a 0 predicted for label 1 is an error as well: its sign is positive",
    about=["backward"],
)
def backward_never_positive(self, x, y):
    return min(0, y - self.forward(x))


@mistake(
    "Perceptron.backward",
    cause="the error is twice as large as it should be",
    advice="labels and predictions are 0 and 1: do not turn them into -1 and 1",
    about=["backward"],
)
def backward_of_signs(self, x, y):
    return (2 * y - 1) - (2 * self.forward(x) - 1)


@mistake(
    "Perceptron.backward",
    cause="the error is scaled",
    advice="label minus prediction: this perceptron has no learning rate",
    about=["backward"],
)
def backward_learning_rate(self, x, y):
    return 0.1 * (y - self.forward(x))


@mistake(
    "Perceptron.backward",
    cause="the prediction for the error is made without the bias",
    advice="ask `forward` for the prediction instead of working it out again",
    about=["backward"],
)
def backward_without_bias(self, x, y):
    net_input = sum(w * v for w, v in zip(self.weights, x))
    return y - (1 if net_input > 0 else 0)


@mistake(
    "Perceptron.backward",
    cause="`backward` corrects weights and bias",
    advice="`backward` only measures: correcting is the task of `train`",
    about=["backward"],
)
def backward_corrects(self, x, y):
    error = y - self.forward(x)
    for i, value in enumerate(x):
        self.weights[i] += error * value
    self.bias += error
    return error


# train


@mistake(
    "Perceptron.train",
    cause="the bias is never updated",
    advice="the weights change, the bias does not: look at `train`, after the weights",
    about=["update"],
)
def train_bias_never_updated(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value


@mistake(
    "Perceptron.train",
    cause="the weights are never updated",
    advice="the bias changes, the weights do not: look at `train`, before the bias",
    about=["update"],
)
def train_weights_never_updated(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            self.bias += self.backward(row, label)


@mistake(
    "Perceptron.train",
    cause="the weights are corrected by the error alone",
    advice="each weight is corrected by the error times its feature",
    about=["update"],
)
def train_row_forgotten(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i in range(len(row)):
                self.weights[i] += error
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the corrections have the wrong sign",
    advice="the correction is added, since the error is label minus prediction",
    about=["update"],
)
def train_subtracts(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] -= error * value
            self.bias -= error


@mistake(
    "Perceptron.train",
    cause="the weights' corrections have the wrong sign",
    advice="the weights are corrected in the same direction as the bias",
    about=["update"],
)
def train_weights_subtracted(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] -= error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the corrections are made without the sign of the error",
    advice="an error of -1 corrects downwards: keep its sign",
    about=["update"],
)
def train_absolute_error(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            error = abs(error)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the weights are replaced instead of corrected",
    advice="the correction is added to what the weight was: look for an = where you mean +=",
    about=["update"],
)
def train_weights_assigned(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] = error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the label is used in place of the error",
    advice="an example predicted right changes nothing: correct by the error",
    about=["update"],
)
def train_by_label(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += label * value
            self.bias += label


@mistake(
    "Perceptron.train",
    cause="the bias is corrected by error times row",
    advice="the bias has no feature: it is corrected by the error alone",
    about=["update"],
)
def train_bias_by_sum(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error * sum(row)


@mistake(
    "Perceptron.train",
    cause="the bias is corrected once an epoch",
    advice="look at where the bias is corrected: it is outside the loop over the examples",
    about=["update"],
)
def train_bias_once_an_epoch(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
        self.bias += error


@mistake(
    "Perceptron.train",
    cause="only the last example of an epoch leads to a correction",
    advice="look at the indentation of the correction: it is outside the loop over the examples",
    about=["update"],
)
def train_corrects_once_an_epoch(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
        for i, value in enumerate(row):
            self.weights[i] += error * value
        self.bias += error


@mistake(
    "Perceptron.train",
    cause="there is a learning rate",
    advice="the correction is error times feature: no factor",
    about=["update"],
)
def train_learning_rate_tenth(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += 0.1 * error * value
            self.bias += 0.1 * error


@mistake(
    "Perceptron.train",
    cause="there is a learning rate",
    advice="the correction is error times feature: no factor",
    about=["update"],
)
def train_learning_rate_half(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += 0.5 * error * value
            self.bias += 0.5 * error


@mistake(
    "Perceptron.train",
    cause="there is a learning rate",
    advice="the bias is corrected by the whole error: no factor",
    about=["update"],
)
def train_learning_rate_of_bias(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += 0.1 * error


@mistake(
    "Perceptron.train",
    cause="only errors in one direction are corrected",
    advice="an error of -1 is to be corrected as well",
    about=["update"],
)
def train_positive_errors_only(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if error <= 0:
                continue
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="training leaves weights and bias as they were",
    advice="an error of 1 is to be corrected as well",
    about=["update"],
)
def train_negative_errors_only(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if error >= 0:
                continue
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="only errors in one direction are corrected",
    advice="examples of label 0 are to be learned from as well",
    about=["update"],
)
def train_ones_only(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            if label:
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error


@mistake(
    "Perceptron.train",
    cause="the net input is used for the error, not the prediction",
    advice="the error is the label minus the prediction, 0 or 1",
    about=["update"],
)
def train_by_net_input(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = label - sum(w * v for w, v in zip(self.weights, row)) - self.bias
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the weights are never updated",
    advice="find the error once for an example, before anything is corrected",
    about=["update"],
)
def train_bias_before_error_of_weights(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            self.bias += self.backward(row, label)
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value


@mistake(
    "Perceptron.train",
    cause="the errors of an epoch are all found before any correction",
    advice="correct after each example, so that the next one meets the new weights",
    about=["update"],
)
def train_errors_at_start_of_epoch(self, x, y, epochs):
    for _ in range(epochs):
        errors = [self.backward(row, label) for row, label in zip(x, y)]
        for row, error in zip(x, errors):
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the corrections of an epoch are averaged",
    advice="correct after each example, in full: no sum or mean over the epoch",
    about=["update"],
)
def train_batch_mean(self, x, y, epochs):
    for _ in range(epochs):
        errors = [self.backward(row, label) for row, label in zip(x, y)]
        for i in range(len(self.weights)):
            self.weights[i] += sum(e * row[i] for e, row in zip(errors, x)) / len(x)
        self.bias += sum(errors) / len(x)


@mistake(
    "Perceptron.train",
    cause="the weights are averaged over all steps",
    advice="keep the last weights, not a mean of all there were",
    about=["update"],
)
def train_averaged_weights(self, x, y, epochs):
    totals, bias_total, steps = [0.0] * len(self.weights), 0.0, 0
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
                totals[i] += self.weights[i]
            self.bias += error
            bias_total += self.bias
            steps += 1
    if steps:
        self.weights = [total / steps for total in totals]
        self.bias = bias_total / steps


@mistake(
    "Perceptron.train",
    cause="the best weights of all epochs are kept, not the last",
    advice="keep the last weights: no epoch is chosen",
    about=["epochs"],
)
def train_keeps_best(self, x, y, epochs):
    best = None
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        if best is None or self.evaluate(x, y) > best[0]:
            best = self.evaluate(x, y), self.weights[:], self.bias
    if best:
        _, self.weights, self.bias = best


@mistake(
    "Perceptron.train",
    cause="there is one epoch too few",
    advice="`range` begins at the first number it is given: count the epochs it gives",
    about=["epochs"],
)
def train_one_epoch_too_few(self, x, y, epochs):
    for _ in range(1, epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="there is one epoch too many",
    advice="`range` begins at 0: count the epochs it gives",
    about=["epochs"],
)
def train_one_epoch_too_many(self, x, y, epochs):
    for _ in range(epochs + 1):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="training ends after the first epoch",
    advice="epochs says how often to visit all examples: there is no loop over it",
    about=["epochs"],
)
def train_one_epoch_only(self, x, y, epochs):
    for _ in range(1):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="training ends after the first example",
    advice="look at the indentation of `return` in `train`: it ends both loops",
    about=["update", "epochs"],
)
def train_returns_after_first_example(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
            return


@mistake(
    "Perceptron.train",
    cause="training ends after the first correction",
    advice="one correction is not enough: go on to the next example",
    about=["update"],
)
def train_stops_after_first_correction(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
            if error:
                return


@mistake(
    "Perceptron.train",
    cause="an epoch ends at the first example predicted right",
    advice="an example predicted right needs no correction, but the next one may: look for `break`",
    about=["update"],
)
def train_stops_at_first_right(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if error == 0:
                break
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="there are always five epochs",
    advice="visit all examples as often as epochs says, not always 5 times",
    about=["epochs"],
)
def train_five_epochs(self, x, y, epochs):
    for _ in range(5):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="0 epochs are taken for more",
    advice="0 epochs means that nothing is changed",
    about=["epochs"],
)
def train_at_least_one_epoch(self, x, y, epochs):
    for _ in range(max(1, epochs)):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="training goes on until no example is wrong",
    advice="epochs says when to stop, even if some examples are still wrong",
    about=["epochs"],
)
def train_until_right(self, x, y, epochs):
    for _ in range(200):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        if self.evaluate(x, y) == 1:
            break


@mistake(
    "Perceptron.train",
    cause="the epochs of earlier calls are counted, too",
    advice="every call trains for its own number of epochs: begin to count at 0",
    about=["training_on"],
)
def train_epochs_counted_over_all_calls(self, x, y, epochs):
    self.epoch = getattr(self, "epoch", 0)
    while self.epoch < epochs:
        self.epoch += 1
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="every call of `train` starts again from zero",
    advice="`train` goes on from the present weights: zero is where `__init__` starts",
    about=["training_on"],
)
def train_starts_again(self, x, y, epochs):
    self.weights = [0.0] * len(self.weights)
    self.bias = 0.0
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the bias starts again from zero at every call",
    advice="`train` goes on from the present bias: zero is where `__init__` starts",
    about=["training_on"],
)
def train_bias_starts_again(self, x, y, epochs):
    self.bias = 0.0
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="every epoch starts again from zero",
    advice="weights and bias are kept from one epoch to the next",
    about=["epochs"],
)
def train_starts_again_every_epoch(self, x, y, epochs):
    for _ in range(epochs):
        self.weights = [0.0] * len(self.weights)
        self.bias = 0.0
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the last example is never seen",
    advice="visit all examples: look at where the loop stops",
    about=["update", "epochs"],
)
def train_last_example_never_seen(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x[:-1], y[:-1]):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the first example is never seen",
    advice="the first example has the index 0: look at where the loop begins",
    about=["update", "epochs"],
)
def train_first_example_never_seen(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x[1:], y[1:]):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the examples are visited in reverse order",
    advice="visit the examples in the order they have in x",
    about=["epochs"],
)
def train_backwards(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(reversed(x), reversed(y)):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the examples are visited in another order",
    advice="visit the examples in the order they have in x",
    about=["epochs"],
)
def train_sorted_by_label(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in sorted(zip(x, y), key=lambda pair: pair[1]):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="all epochs of one example come before the next example",
    advice="look at which of the two loops is inside: an epoch visits all examples",
    about=["epochs"],
)
def train_loops_swapped(self, x, y, epochs):
    for row, label in zip(x, y):
        for _ in range(epochs):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="an example is repeated until it is predicted right",
    advice="visit an example once, then go on to the next one",
    about=["update"],
)
def train_repeats_until_right(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            for _ in range(50):
                error = self.backward(row, label)
                if error == 0:
                    break
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error


@mistake(
    "Perceptron.train",
    cause="there are always two features",
    advice="correct all weights, however many features a row has",
    about=["update"],
)
def train_two_features(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            self.weights[0] += error * row[0]
            self.weights[1] += error * row[1]
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="only the first weight is corrected",
    advice="each weight is corrected by its own feature: look at the index",
    about=["update"],
)
def train_first_weight_only(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[0] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the index of a weight is looked up by the feature's value",
    advice="two features of a row may have the same value: count the index along with the loop",
    about=["update"],
)
def train_index_by_value(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for value in row:
                self.weights[row.index(value)] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="weights are rounded after a correction",
    advice="weights have decimals: do not turn them into whole numbers",
    about=["update"],
)
def train_whole_numbers(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] = int(self.weights[i] + error * value)
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the weights are scaled to length 1",
    advice="leave the weights as long as they get",
    about=["update"],
)
def train_normalizes(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        length = sum(weight**2 for weight in self.weights) ** 0.5
        if length:
            self.weights = [weight / length for weight in self.weights]


@mistake(
    "Perceptron.train",
    cause="the weights shrink at every step",
    advice="nothing but the correction changes a weight",
    about=["update"],
)
def train_weight_decay(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] = 0.99 * self.weights[i] + error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="a part of the last correction is added again",
    advice="nothing but the present error corrects a weight: no momentum",
    about=["update"],
)
def train_momentum(self, x, y, epochs):
    speed = [0.0] * len(self.weights)
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                speed[i] = 0.9 * speed[i] + error * value
                self.weights[i] += speed[i]
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="rows near the boundary are corrected although predicted right",
    advice="correct only what is predicted wrong, however close the rest may be",
    about=["update"],
)
def train_margin(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            sign = 1 if label else -1
            net_input = sum(w * v for w, v in zip(self.weights, row)) + self.bias
            if sign * net_input < 1:
                for i, value in enumerate(row):
                    self.weights[i] += sign * value
                self.bias += sign


@mistake(
    "Perceptron.train",
    cause="a net input of 0 is corrected although predicted right",
    advice="a net input of 0 is predicted 0: with label 0 there is no error",
    about=["update"],
)
def train_ties_always_wrong(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            sign = 1 if label else -1
            net_input = sum(w * v for w, v in zip(self.weights, row)) + self.bias
            if sign * net_input <= 0:
                for i, value in enumerate(row):
                    self.weights[i] += sign * value
                self.bias += sign


@mistake(
    "Perceptron.train",
    cause="`train` changes what it is given",
    advice="put the products in new variables: the rows must be the same afterwards",
    about=["epochs"],
)
def train_scales_rows_in_place(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i in range(len(row)):
                row[i] *= error
                self.weights[i] += row[i]
            self.bias += error


# evaluate


@mistake(
    "Perceptron.evaluate",
    cause="the accuracy is given in percent",
    advice="the accuracy is a share from 0 to 1: do not multiply it",
    about=["evaluate"],
)
def evaluate_percent(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return 100 * right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the number of right predictions is given, not their share",
    advice="divide by the number of examples",
    about=["evaluate"],
)
def evaluate_count(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right


@mistake(
    "Perceptron.evaluate",
    cause="the share of wrong predictions is given",
    advice="the accuracy is the share predicted right, not that predicted wrong",
    about=["evaluate"],
)
def evaluate_share_wrong(self, x, y):
    wrong = sum(self.forward(row) != label for row, label in zip(x, y))
    return wrong / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="errors of either sign cancel",
    advice="an error of -1 is as wrong as one of 1: count what is right",
    about=["evaluate"],
)
def evaluate_mean_error(self, x, y):
    errors = [self.backward(row, label) for row, label in zip(x, y)]
    return 1 - sum(errors) / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the accuracy is rounded",
    advice="look at how you divide: // gives whole numbers",
    about=["evaluate"],
)
def evaluate_whole_division(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right // len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the accuracy is rounded",
    advice="keep every decimal: round only what you print",
    about=["evaluate"],
)
def evaluate_rounded(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return round(right / len(y), 2)


@mistake(
    "Perceptron.evaluate",
    cause="the count is divided by n - 1",
    advice="divide by the number of examples itself",
    about=["evaluate"],
)
def evaluate_n_minus_one(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right / max(1, len(y) - 1)


@mistake(
    "Perceptron.evaluate",
    cause="the number of examples is taken to be always the same",
    advice="divide by the number of labels in y, not by 30",
    about=["evaluate"],
)
def evaluate_divides_by_thirty(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right / 30


@mistake(
    "Perceptron.evaluate",
    cause="only examples of label 1 are counted",
    advice="examples of label 0 count as well",
    about=["evaluate"],
)
def evaluate_label_one_only(self, x, y):
    ones = [row for row, label in zip(x, y) if label == 1]
    return sum(self.forward(row) for row in ones) / len(ones) if ones else 0.0


@mistake(
    "Perceptron.evaluate",
    cause="the share of predicted ones is given",
    advice="compare each prediction with its label",
    about=["evaluate"],
)
def evaluate_share_of_ones(self, x, y):
    return sum(self.forward(row) for row in x) / len(x)


@mistake(
    "Perceptron.evaluate",
    cause="the last example is left out",
    advice="all examples count: look at where the loop stops",
    about=["evaluate"],
)
def evaluate_without_last(self, x, y):
    right = sum(self.forward(x[n]) == y[n] for n in range(len(x) - 1))
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="all examples must be right to count",
    advice="give the share of right predictions, not whether all are right",
    about=["evaluate"],
)
def evaluate_all_or_nothing(self, x, y):
    return float(all(self.forward(row) == label for row, label in zip(x, y)))


@mistake(
    "Perceptron.evaluate",
    cause="a net input of exactly 0 is predicted 1 when evaluated",
    advice="ask `forward` for the prediction instead of working it out again",
    about=["evaluate"],
)
def evaluate_ties_as_one(self, x, y):
    right = 0
    for row, label in zip(x, y):
        net_input = sum(w * v for w, v in zip(self.weights, row)) + self.bias
        right += (net_input >= 0) == label
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="`evaluate` trains the model",
    advice="`evaluate` only measures: weights and bias must be the same afterwards",
    about=["evaluate"],
)
def evaluate_trains(self, x, y):
    self.train(x, y, 1)
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the first accuracy is given at every call",
    advice="work out the accuracy anew: the rows may be others",
    about=["main"],
)
def evaluate_remembers(self, x, y):
    if not hasattr(self, "accuracy"):
        self.accuracy = sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)
    return self.accuracy


@mistake(
    "Perceptron.evaluate",
    cause="`evaluate` changes what it is given",
    advice="look at rows and labels without taking them out",
    about=["evaluate"],
)
def evaluate_empties_inputs(self, x, y):
    right, n = 0, len(y)
    while x:
        right += self.forward(x.pop()) == y.pop()
    return right / n


# boundary


@mistake(
    "decision_boundary",
    cause="the boundary has the wrong sign",
    advice="solve the equation for x1 step by step: what changes sides changes its sign",
    about=["boundary"],
)
def boundary_sign_wrong(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (w0 * x0_min + bias) / w1, (w0 * x0_max + bias) / w1


@mistake(
    "decision_boundary",
    cause="the slope of the boundary has the wrong sign",
    advice="solve the equation for x1 step by step: w0·x0 changes sides",
    about=["boundary"],
)
def boundary_slope_sign_wrong(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (w0 * x0_min - bias) / w1, (w0 * x0_max - bias) / w1


@mistake(
    "decision_boundary",
    cause="the bias has the wrong sign in the boundary",
    advice="solve the equation for x1 step by step: the bias changes sides",
    about=["boundary"],
)
def boundary_bias_sign_wrong(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) + bias) / w1, (-(w0 * x0_max) + bias) / w1


@mistake(
    "decision_boundary",
    cause="the bias is missing from the boundary",
    advice="the boundary is where the net input is 0, and the bias is a part of that",
    about=["boundary"],
)
def boundary_bias_missing(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 * x0_min) / w1, -(w0 * x0_max) / w1


@mistake(
    "decision_boundary",
    cause="the bias is not divided in the boundary",
    advice="look at the parentheses: everything on that side is divided",
    about=["boundary"],
)
def boundary_bias_not_divided(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 * x0_min) / w1 - bias, -(w0 * x0_max) / w1 - bias


@mistake(
    "decision_boundary",
    cause="the boundary is divided by w0",
    advice="divide by the weight of the feature you solve for",
    about=["boundary"],
)
def boundary_divided_by_w0(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w0, (-(w0 * x0_max) - bias) / w0


@mistake(
    "decision_boundary",
    cause="w0 and w1 change places",
    advice="w0 goes with the first feature: look at which weight is which",
    about=["boundary"],
)
def boundary_weights_swapped(weights, bias, x0_min, x0_max):
    w1, w0 = weights
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are not those given",
    advice="use the x0_min and x0_max that are given, not -2 and 2",
    about=["boundary"],
)
def boundary_from_minus_two_to_two(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * -2) - bias) / w1, (-(w0 * 2) - bias) / w1


@mistake(
    "decision_boundary",
    cause="both ends of the boundary are the same",
    advice="the second end needs x0_max",
    about=["boundary"],
)
def boundary_one_end_twice(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are taken to be symmetric",
    advice="x0_max need not be -x0_min: use both as they are given",
    about=["boundary"],
)
def boundary_symmetric(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * -x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are swapped",
    advice="first comes x1 at x0_min, then x1 at x0_max",
    about=["boundary"],
)
def boundary_ends_swapped(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_max) - bias) / w1, (-(w0 * x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are rounded",
    advice="keep every decimal: round only what you print",
    about=["boundary"],
)
def boundary_rounded(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return round((-(w0 * x0_min) - bias) / w1, 2), round((-(w0 * x0_max) - bias) / w1, 2)


@mistake(
    "decision_boundary",
    cause="w0 and w1 change places",
    advice="the given numbers are values of the first feature: solve for the second",
    about=["boundary"],
)
def boundary_solved_for_x0(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w1 * x0_min) - bias) / w0, (-(w1 * x0_max) - bias) / w0


@mistake(
    "decision_boundary",
    cause="`decision_boundary` changes the weights it is given",
    advice="use a copy, or do without changing: the weights must be the same afterwards",
    about=["boundary"],
)
def boundary_changes_weights(weights, bias, x0_min, x0_max):
    for i in range(len(weights)):
        weights[i] = -weights[i]
    w0, w1 = weights
    return (w0 * x0_min - bias) / -w1, (w0 * x0_max - bias) / -w1


# main


@mistake(
    "main",
    cause="the accuracies are those of an untrained model",
    advice="evaluate the model that was trained, not a new one",
    about=["main"],
)
def main_evaluates_fresh_model(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    fresh = Perceptron(len(X_train[0]))
    return (
        model.weights,
        model.bias,
        fresh.evaluate(X_train, y_train),
        fresh.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is trained on the test part",
    advice="the test part is only for evaluating",
    about=["main"],
)
def main_trains_on_test_part(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_test, y_test, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is trained on the test part as well",
    advice="the test part is only for evaluating",
    about=["main"],
)
def main_trains_on_both_parts(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train + X_test, y_train + y_test, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the two accuracies are swapped",
    advice="the accuracy of the training part comes before that of the test part",
    about=["main"],
)
def main_accuracies_swapped(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_test, y_test),
        model.evaluate(X_train, y_train),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the training part is evaluated twice",
    advice="the second accuracy is of the test part",
    about=["main"],
)
def main_tests_on_training_part(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_train, y_train),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the number of training examples is not the one given",
    advice="pass on the n_train that `main` is given, not 70",
    about=["main"],
)
def main_ignores_n_train(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, min(70, len(X) - 1))
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the number of epochs is not the one given",
    advice="pass on the epochs that `main` is given, not 5",
    about=["main"],
)
def main_ignores_epochs(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, 5)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is trained for twice as many epochs",
    advice="`train` goes on when it is called again: look for a second call",
    about=["main"],
)
def main_trains_twice(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the default number of epochs is not 5",
    advice="look at the defaults of `main`: the task gives them",
    about=["main"],
)
def main_other_default_epochs(path, order, n_train=70, epochs=10):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the order that is given is not used",
    advice="pass on the order that `main` is given",
    about=["main"],
)
def main_ignores_order(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, range(len(X)), n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the data are split, but not standardized",
    advice="`prepare` does both steps: use it in place of `split`",
    about=["main"],
)
def main_without_standardizing(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the test part that is evaluated is not standardized",
    advice="the model has learned from standardized rows: evaluate it on such rows",
    about=["main"],
)
def main_tests_raw_rows(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(*split(X, y, order, n_train)[2:]),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="mean and deviation are taken of all data",
    advice="`prepare` standardizes by the training part alone: use it",
    about=["main"],
)
def main_standardizes_all_first(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = split(standardize(X, *mean_std(X)), y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the test part is standardized by its own mean and deviation",
    advice="`prepare` standardizes both parts by the training part: leave it at that",
    about=["main"],
)
def main_test_by_itself(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    X_test = standardize(X_test, *mean_std(X_test))
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the boundary is not taken at -2 and 2",
    advice="`main` gives the boundary at x0 = -2 and x0 = 2, whatever the data",
    about=["main"],
)
def main_boundary_of_data_range(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    firsts = [row[0] for row in X_train]
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, min(firsts), max(firsts)),
    )


@mistake(
    "main",
    cause="the bias is missing from the boundary",
    advice="hand the model's bias to `decision_boundary`",
    about=["main"],
)
def main_boundary_without_bias(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, 0.0, -2, 2),
    )


@mistake(
    "main",
    cause="the results are rounded",
    advice="keep every decimal: round only what you print",
    about=["main"],
)
def main_weights_rounded(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        [round(weight, 2) for weight in model.weights],
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the accuracies are given in percent",
    advice="an accuracy is a share from 0 to 1: do not multiply it",
    about=["main"],
)
def main_percent(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        100 * model.evaluate(X_train, y_train),
        100 * model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the bias is returned before the weights",
    advice="look at the order of what `main` returns",
    about=["main"],
)
def main_bias_first(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.bias,
        model.weights,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the bias before training is returned",
    advice="a number is not changed by training once you have copied it: read the bias afterwards",
    about=["main"],
)
def main_bias_read_too_early(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    bias = model.bias
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is kept from one call of `main` to the next",
    advice="a default value is made once for all calls: make the model inside `main`",
    about=["main"],
)
def main_one_model_for_all_calls(path, order, n_train=70, epochs=5, models=[]):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    if not models:
        models.append(Perceptron(len(X_train[0])))
    model = models[0]
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )
