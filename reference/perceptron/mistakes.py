"""Wrong perceptrons, as students write them. Each function stands in the example for what it names.

`cause` is shared by siblings: mistakes that a student would mend in the same way.
"""

# Students' code: what it calls is the example's, and a default that is changed is a mistake of
# theirs, not of this file.
# ruff: noqa: B006, B905, F821

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
    cause="the last line of the file is skipped",
    advice="a file need not end with a newline: look at how `load_data` cuts the text into lines",
    about=["load"],
)
def load_drops_text_after_last_newline(path):
    X, y = [], []
    with open(path) as file:
        for line in file.read().strip().split("\n")[:-1]:
            if line:
                *features, label = line.split("\t")
                X.append([float(feature) for feature in features])
                y.append(int(label))
    return X, y


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
    cause="a blank line in the file is taken for an example",
    advice="a blank line is no example of zeros: leave it out of X and of y",
    about=["load"],
)
def load_blank_line_as_zeros(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                X.append([float(feature) for feature in features])
                y.append(int(label))
            else:
                X.append([0.0, 0.0])
                y.append(0)
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
    cause="the last feature of each line is dropped",
    advice="only the label comes off the end of a line: look at where the features end",
    about=["load"],
)
def load_drops_last_feature(path):
    with open(path) as lines:
        rows = [line.split("\t") for line in lines if line.strip()]
    return [[float(v) for v in row[:-2]] for row in rows], [int(row[-1]) for row in rows]


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
    cause="the label is looked for in the first column",
    advice="the label stands last on a line, after the features",
    about=["load"],
)
def load_label_from_first_column(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                label, *features = line.split("\t")
                X.append([float(feature) for feature in features])
                y.append(int(float(label)))
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
    cause="the features are cut down to whole numbers",
    advice="features have decimals: look at the type that `load_data` turns them into",
    about=["load"],
)
def load_features_as_integers(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                X.append([int(float(feature)) for feature in features])
                y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="the features are rounded while reading",
    advice="keep every decimal of the file: round only what you print",
    about=["load"],
)
def load_features_rounded(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                X.append([round(float(feature), 1) for feature in features])
                y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="the minus signs are lost while reading",
    advice="some features are negative: check that your pattern for a number allows a sign",
    about=["load"],
)
def load_minus_signs_lost(path):
    import re

    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = re.findall(r"[0-9.]+", line)
                X.append([float(feature) for feature in features])
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
    cause="a row grows by the rows before it",
    advice="begin an empty list for every line: look at where the list for a row is made",
    about=["load"],
)
def load_row_never_emptied(path):
    X, y, row = [], [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                row = row + [float(feature) for feature in features]
                X.append(row)
                y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="a row is added to X once for each of its features",
    advice="add a row to X after the loop over its features, not inside it",
    about=["load"],
)
def load_row_added_for_each_feature(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                row = []
                for feature in features:
                    row.append(float(feature))
                    X.append(row)
                y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="X is one long list instead of one row for each example",
    advice="keep the features of a line together in a list of their own",
    about=["data_shapes"],
)
def load_rows_run_together(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                X.extend(float(feature) for feature in features)
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
    cause="the examples are not kept in the order of the file",
    advice="leave the order of the lines as it is: reordering is the task of `split`",
    about=["load"],
)
def load_sorted_by_label(path):
    with open(path) as lines:
        rows = sorted(
            (line.split("\t") for line in lines if line.strip()), key=lambda r: int(r[-1])
        )
    return [[float(v) for v in row[:-1]] for row in rows], [int(row[-1]) for row in rows]


@mistake(
    "load_data",
    cause="the examples are not kept in the order of the file",
    advice="leave the order of the lines as it is: shuffling is the task of `split`",
    about=["load"],
)
def load_shuffles(path):
    import random

    with open(path) as lines:
        rows = [line.split("\t") for line in lines if line.strip()]
    random.Random(123).shuffle(rows)
    return [[float(v) for v in row[:-1]] for row in rows], [int(row[-1]) for row in rows]


@mistake(
    "load_data",
    cause="the labels are made up from the line number instead of read",
    advice="read each label from its line: another file has its labels in another order",
    about=["load"],
)
def load_labels_from_line_number(path):
    with open(path) as lines:
        rows = [line.split("\t") for line in lines if line.strip()]
    y = [0 if i < 50 else 1 for i in range(len(rows))]
    return [[float(v) for v in row[:-1]] for row in rows], y


@mistake(
    "load_data",
    cause="y is returned before X",
    advice="`load_data` returns the features first, then the labels",
    about=["load"],
)
def load_returns_y_before_x(path):
    X, y = [], []
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                X.append([float(feature) for feature in features])
                y.append(int(label))
    return y, X


@mistake(
    "load_data",
    cause="features and labels are returned as one table",
    advice="`load_data` returns two things, X and y",
    about=["load"],
)
def load_returns_one_table(path):
    with open(path) as lines:
        return [[float(v) for v in line.split("\t")] for line in lines if line.strip()]


@mistake(
    "load_data",
    cause="the file is taken to have a hundred lines",
    advice="a file may have any number of lines: loop over the file, not over 100 numbers",
    about=["load"],
)
def load_hundred_lines(path):
    X, y = [], []
    with open(path) as file:
        lines = file.readlines()
    for i in range(100):
        *features, label = lines[i].split("\t")
        X.append([float(feature) for feature in features])
        y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="the file of the task is read, whatever path is given",
    advice="open the path that `load_data` is given",
    about=["load"],
)
def load_ignores_path(path):
    X, y = [], []
    with open("data/points.txt") as lines:
        for line in lines:
            *features, label = line.split("\t")
            X.append([float(feature) for feature in features])
            y.append(int(label))
    return X, y


@mistake(
    "load_data",
    cause="X and y go on from the last call of `load_data`",
    advice="a list as default value is made once for all calls: make X and y inside the function",
    about=["main"],
)
def load_lists_as_defaults(path, X=[], y=[]):
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                X.append([float(feature) for feature in features])
                y.append(int(label))
    return X, y


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
    cause="all labels are counted in place of those that are 1",
    advice="the second count is of the labels 1, not of all labels",
    about=["counts"],
)
def counts_zeros_and_all(y):
    return [y.count(0), len(y)]


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
    cause="a label that does not occur gets no count",
    advice="there are always two counts, one may be 0: do not take the labels from y",
    about=["counts"],
)
def counts_labels_that_occur(y):
    return [y.count(label) for label in sorted(set(y))]


@mistake(
    "class_counts",
    cause="both classes are taken to be of the same size",
    advice="look at each label: classes need not be of the same size",
    about=["counts"],
)
def counts_half_each(y):
    return [len(y) // 2, len(y) - len(y) // 2]


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
    cause="the first label is not counted",
    advice="the first element of a list has the index 0: look at where the loop begins",
    about=["counts"],
)
def counts_from_second_label(y):
    counts = [0, 0]
    for i in range(1, len(y)):
        counts[y[i]] += 1
    return counts


@mistake(
    "class_counts",
    cause="the last label is not counted",
    advice="`range` leaves out its end already: look at where the loop stops",
    about=["counts"],
)
def counts_without_last_label(y):
    counts = [0, 0]
    for i in range(len(y) - 1):
        counts[y[i]] += 1
    return counts


@mistake(
    "class_counts",
    cause="the labels are compared with text",
    advice="the labels in y are numbers: compare them with numbers",
    about=["counts"],
)
def counts_of_text(y):
    return [y.count("0"), y.count("1")]


@mistake(
    "class_counts",
    cause="the counts are returned as a dict",
    advice="`class_counts` returns a list of two numbers",
    about=["counts"],
)
def counts_as_dict(y):
    return {label: y.count(label) for label in (0, 1)}


@mistake(
    "class_counts",
    cause="counting ends after the first label",
    advice="look at the indentation of `return` in `class_counts`: it ends the loop",
    about=["counts"],
)
def counts_returns_inside_loop(y):
    counts = [0, 0]
    for label in y:
        counts[label] += 1
        return counts


@mistake(
    "class_counts",
    cause="the labels are listed instead of counted",
    advice="return how many labels of each kind there are, not the labels",
    about=["counts"],
)
def counts_lists_of_labels(y):
    return [[label for label in y if label == 0], [label for label in y if label == 1]]


@mistake(
    "class_counts",
    cause="`class_counts` changes the labels it is given",
    advice="sort a copy, or do without sorting: y must be the same afterwards",
    about=["counts"],
)
def counts_sorts_labels(y):
    y.sort()
    ones = sum(y)
    return [len(y) - ones, ones]


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
    cause="y is put in the new order, X is not",
    advice="labels belong to their rows: whatever order y gets, X must get, too",
    about=["split"],
)
def split_rows_left_behind(X, y, order, n_train):
    y = [y[i] for i in order]
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
    cause="the order that is given is not used",
    advice="the order is given: do not shuffle by yourself",
    about=["split"],
)
def split_shuffles_by_itself(X, y, order, n_train):
    import random

    order = list(range(len(X)))
    random.Random(123).shuffle(order)
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="the order is sorted before it is used",
    advice="use the order as it is given: sorted, it puts everything back where it was",
    about=["split"],
)
def split_sorts_order(X, y, order, n_train):
    order = sorted(order)
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="each part is sorted after the cut",
    advice="the examples of a part stay in the given order: do not compare or sort row numbers",
    about=["split"],
)
def split_parts_in_file_order(X, y, order, n_train):
    train = set(order[:n_train])
    first = [i for i in range(len(X)) if i in train]
    rest = [i for i in range(len(X)) if i not in train]
    return [X[i] for i in first], [y[i] for i in first], [X[i] for i in rest], [y[i] for i in rest]


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
    cause="the order is read as if rows were counted from 1",
    advice="the numbers in the order begin at 0, like the indices of a list",
    about=["split"],
)
def split_order_from_one(X, y, order, n_train):
    X, y = [X[i - 1] for i in order], [y[i - 1] for i in order]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="rows are overwritten while the order is applied",
    advice="take the rows from the old list and put them in a new one",
    about=["split"],
)
def split_overwrites_rows(X, y, order, n_train):
    X, y = list(X), list(y)
    for i, j in enumerate(order):
        X[i], y[i] = X[j], y[j]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="rows are overwritten while the order is applied",
    advice="a swap moves two rows: take the rows from the old list and put them in a new one",
    about=["split"],
)
def split_swaps_rows(X, y, order, n_train):
    X, y = list(X), list(y)
    for i, j in enumerate(order):
        X[i], X[j] = X[j], X[i]
        y[i], y[j] = y[j], y[i]
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
    cause="one example between training and test is lost",
    advice="the test part begins right where the training part ends",
    about=["split"],
)
def split_loses_one(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], y[:n_train], X[n_train + 1 :], y[n_train + 1 :]


@mistake(
    "split",
    cause="the last example is lost",
    advice="the test part goes on to the end: look at the second half of its slice",
    about=["split"],
)
def split_loses_last(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], y[:n_train], X[n_train:-1], y[n_train:-1]


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
    advice="cut after n_train examples, not in the middle",
    about=["split"],
)
def split_in_halves(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    half = len(X) // 2
    return X[:half], y[:half], X[half:], y[half:]


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
    cause="the number of training examples is used for the test part",
    advice="n_train is how many examples are for training; the rest is for the test",
    about=["split"],
)
def split_counts_test_part(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    n_test = n_train
    return X[:-n_test], y[:-n_test], X[-n_test:], y[-n_test:]


@mistake(
    "split",
    cause="the last examples are used for training instead of the first",
    advice="the first n_train examples of the order are for training",
    about=["split"],
)
def split_trains_on_last(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    n_test = len(X) - n_train
    return X[n_test:], y[n_test:], X[:n_test], y[:n_test]


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
    cause="the test part is cut from the data in their old order",
    advice="both parts come from the reordered data: look at what the test part is cut from",
    about=["split"],
)
def split_test_in_file_order(X, y, order, n_train):
    new_X, new_y = [X[i] for i in order], [y[i] for i in order]
    return new_X[:n_train], new_y[:n_train], X[n_train:], y[n_train:]


@mistake(
    "split",
    cause="the same number of examples of each class is picked for training",
    advice="only the given order decides which examples are for training, not their labels",
    about=["split"],
)
def split_same_number_of_each_class(X, y, order, n_train):
    zeros = [i for i in order if y[i] == 0]
    ones = [i for i in order if y[i] == 1]
    half = n_train // 2
    train, test = zeros[:half] + ones[:half], zeros[half:] + ones[half:]
    return [X[i] for i in train], [y[i] for i in train], [X[i] for i in test], [y[i] for i in test]


@mistake(
    "split",
    cause="the two parts hold row numbers instead of rows",
    advice="return the rows and labels that the order points to, not the numbers in the order",
    about=["split"],
)
def split_returns_row_numbers(X, y, order, n_train):
    y = [y[i] for i in order]
    return order[:n_train], y[:n_train], order[n_train:], y[n_train:]


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


@mistake(
    "split",
    cause="`split` changes what it is given",
    advice="put the reordered rows in new lists: X and y must be the same afterwards",
    about=["split"],
)
def split_reorders_in_place(X, y, order, n_train):
    X[:], y[:] = [X[i] for i in order], [y[i] for i in order]
    return X[:n_train], y[:n_train], X[n_train:], y[n_train:]


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
    cause="the deviation is divided by n - 1 instead of n",
    advice="`statistics` has two deviations: look up which one divides by n",
    about=["mean_std"],
)
def mean_std_of_a_sample(X):
    import statistics

    columns = list(zip(*X))
    return [statistics.mean(c) for c in columns], [statistics.stdev(c) for c in columns]


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
    cause="the deviations are not squared",
    advice="deviations of either sign cancel: square each of them before you add them",
    about=["mean_std"],
)
def mean_std_deviations_not_squared(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append(abs(sum(value - mean for value in column) / len(column)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="the sum of the deviations is squared, not each of them",
    advice="square each deviation first, then add: look at the parentheses",
    about=["mean_std"],
)
def mean_std_squares_the_sum(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append((sum(value - mean for value in column) ** 2 / len(column)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="the deviation is measured from zero, not from the mean",
    advice="subtract the mean of the feature before you square",
    about=["mean_std"],
)
def mean_std_mean_not_subtracted(X):
    means, stds = [], []
    for column in zip(*X):
        means.append(sum(column) / len(column))
        stds.append((sum(value**2 for value in column) / len(column)) ** 0.5)
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
    cause="the sum of squares is not divided by n",
    advice="the deviation is a mean, too: something is missing before the root",
    about=["mean_std"],
)
def mean_std_never_divides_squares(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append(sum((value - mean) ** 2 for value in column) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="the standard error is given for the standard deviation",
    advice="after the root there is nothing left to divide",
    about=["mean_std"],
)
def mean_std_standard_error(X):
    means, stds = [], []
    for column in zip(*X):
        n = len(column)
        mean = sum(column) / n
        means.append(mean)
        stds.append((sum((value - mean) ** 2 for value in column) / n) ** 0.5 / n**0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="half the range is given for the standard deviation",
    advice="the deviation comes from all values, not from the smallest and the largest",
    about=["mean_std"],
)
def mean_std_half_range(X):
    columns = list(zip(*X))
    return [sum(c) / len(c) for c in columns], [(max(c) - min(c)) / 2 for c in columns]


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
    cause="the sum is given for the mean",
    advice="a mean is a sum divided by something: look at the means",
    about=["mean_std"],
)
def mean_std_sum_for_mean(X):
    import statistics

    columns = list(zip(*X))
    return [sum(c) for c in columns], [statistics.pstdev(c) for c in columns]


@mistake(
    "mean_std",
    cause="the sum is divided by n - 1 for the mean",
    advice="divide by the number of examples, for the mean as well",
    about=["mean_std"],
)
def mean_std_mean_by_n_minus_one(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / (len(column) - 1)
        means.append(mean)
        stds.append((sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="the number of examples is taken to be always the same",
    advice="divide by the number of rows in X, not by 70",
    about=["mean_std"],
)
def mean_std_divides_by_seventy(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / 70
        means.append(mean)
        stds.append((sum((value - mean) ** 2 for value in column) / 70) ** 0.5)
    return means, stds


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
    cause="mean and deviation are rounded",
    advice="keep every decimal: round only what you print",
    about=["mean_std"],
)
def mean_std_rounded(X):
    import statistics

    columns = list(zip(*X))
    means = [round(statistics.mean(c), 2) for c in columns]
    return means, [round(statistics.pstdev(c), 2) for c in columns]


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
    cause="only the first feature is measured",
    advice="look at the loop over the features: it is left too early",
    about=["mean_std"],
)
def mean_std_returns_inside_loop(X):
    means, stds = [], []
    for column in zip(*X):
        mean = sum(column) / len(column)
        means.append(mean)
        stds.append((sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5)
        return means, stds


@mistake(
    "mean_std",
    cause="the sum goes on from one feature to the next",
    advice="begin each feature with a sum of zero: look at where the sum is set",
    about=["mean_std"],
)
def mean_std_sum_never_reset(X):
    means, stds = [], []
    total = 0.0
    for column in zip(*X):
        for value in column:
            total += value
        mean = total / len(column)
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
    cause="the last feature's mean is used for the deviation of each",
    advice="each deviation needs the mean of its own feature: look at what your second loop uses",
    about=["mean_std"],
)
def mean_std_last_mean_for_all(X):
    columns = list(zip(*X))
    means, stds = [], []
    for column in columns:
        mean = sum(column) / len(column)
        means.append(mean)
    for column in columns:
        stds.append((sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5)
    return means, stds


@mistake(
    "mean_std",
    cause="the first example is left out of mean and deviation",
    advice="all rows of X count, the first one too: look at where the rows begin",
    about=["mean_std"],
)
def mean_std_without_first_row(X):
    import statistics

    columns = list(zip(*X[1:]))
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
    cause="one pair is returned for each feature",
    advice="return two lists: all means, then all deviations",
    about=["mean_std"],
)
def mean_std_pairs(X):
    import statistics

    return [(statistics.mean(c), statistics.pstdev(c)) for c in zip(*X)]


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
    cause="`standardize` computes its own mean and deviation",
    advice="use the mean that is given: it may come from other data",
    about=["standardize"],
)
def standardize_by_own_mean(X, mean, std):
    means = [sum(column) / len(column) for column in zip(*X)]
    return [[(value - m) / s for value, m, s in zip(row, means, std)] for row in X]


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
    cause="the mean is not subtracted",
    advice="dividing by the deviation is the second half: the mean is not used yet",
    about=["standardize"],
)
def standardize_scales_only(X, mean, std):
    return [[value / s for value, s in zip(row, std)] for row in X]


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
    cause="the mean is not divided by the deviation",
    advice="subtract before you divide: the whole difference is divided",
    about=["standardize"],
)
def standardize_divides_first(X, mean, std):
    return [[value / s - m for value, m, s in zip(row, mean, std)] for row in X]


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
    cause="values are subtracted from the mean, not the mean from them",
    advice="value less mean, not mean less value: all your signs are turned round",
    about=["standardize"],
)
def standardize_sign_wrong(X, mean, std):
    return [[(m - value) / s for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="values are multiplied by the deviation",
    advice="the deviation divides: afterwards features of any scale look alike",
    about=["standardize"],
)
def standardize_multiplies(X, mean, std):
    return [[(value - m) * s for value, m, s in zip(row, mean, std)] for row in X]


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
    cause="values are divided by the root of the deviation",
    advice="what is given is the deviation already: no root is left to take",
    about=["standardize"],
)
def standardize_by_root(X, mean, std):
    return [[(value - m) / s**0.5 for value, m, s in zip(row, mean, std)] for row in X]


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
    cause="only the first feature is standardized",
    advice="all features are to be standardized, not the first alone",
    about=["standardize"],
)
def standardize_first_feature_only(X, mean, std):
    return [[(row[0] - mean[0]) / std[0], *row[1:]] for row in X]


@mistake(
    "standardize",
    cause="the last feature is not standardized",
    advice="`range` leaves out its end already: look at where the loop over the features stops",
    about=["standardize"],
)
def standardize_without_last_feature(X, mean, std):
    rows = [list(row) for row in X]
    for row in rows:
        for i in range(len(row) - 1):
            row[i] = (row[i] - mean[i]) / std[i]
    return rows


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
    cause="standardized values are rounded",
    advice="keep every decimal: round only what you print",
    about=["standardize"],
)
def standardize_rounded(X, mean, std):
    return [[round((value - m) / s, 2) for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="standardized values are rounded",
    advice="look at how you divide: // gives whole numbers",
    about=["standardize"],
)
def standardize_whole_division(X, mean, std):
    return [[(value - m) // s for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="standardized values lose their sign",
    advice="values below the mean are negative: let them be",
    about=["standardize"],
)
def standardize_absolute(X, mean, std):
    return [[abs(value - m) / s for value, m, s in zip(row, mean, std)] for row in X]


@mistake(
    "standardize",
    cause="data are standardized twice",
    advice="once is enough: look for a second time that mean and deviation are applied",
    about=["standardize"],
)
def standardize_twice(X, mean, std):
    for _ in range(2):
        X = [[(value - m) / s for value, m, s in zip(row, mean, std)] for row in X]
    return X


@mistake(
    "standardize",
    cause="only the first row is standardized",
    advice="look at the indentation of `return`: it ends the loop over the rows",
    about=["standardize"],
)
def standardize_returns_inside_loop(X, mean, std):
    rows = []
    for row in X:
        rows.append([(value - m) / s for value, m, s in zip(row, mean, std)])
        return rows


@mistake(
    "standardize",
    cause="standardized rows are given as columns",
    advice="return one row for each example: turn the columns back into rows",
    about=["standardize"],
)
def standardize_gives_columns(X, mean, std):
    return [[(value - m) / s for value in c] for c, m, s in zip(zip(*X), mean, std)]


@mistake(
    "standardize",
    cause="standardized rows are run together in one list",
    advice="keep the features of an example together in a list of their own",
    about=["data_shapes"],
)
def standardize_runs_rows_together(X, mean, std):
    return [(value - m) / s for row in X for value, m, s in zip(row, mean, std)]


@mistake(
    "standardize",
    cause="all standardized rows are one and the same list",
    advice="make a new list for every row: look at where the list for a row is made",
    about=["standardize"],
)
def standardize_one_row_list_reused(X, mean, std):
    new_row = [0.0] * len(mean)
    rows = []
    for row in X:
        for i, value in enumerate(row):
            new_row[i] = (value - mean[i]) / std[i]
        rows.append(new_row)
    return rows


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


@mistake(
    "standardize",
    cause="`standardize` changes the rows it is given",
    advice="copying the list X does not copy its rows: make new rows",
    about=["standardize"],
)
def standardize_in_shallow_copy(X, mean, std):
    rows = X.copy()
    for row in rows:
        for i in range(len(row)):
            row[i] = (row[i] - mean[i]) / std[i]
    return rows


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
    cause="mean and deviation are taken of all data",
    advice="look at what you measure: only the training part may be",
    about=["prepare"],
)
def prepare_measures_all_data(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


@mistake(
    "prepare",
    cause="the deviation is taken of all data",
    advice="mean and deviation both come from the training part",
    about=["prepare"],
)
def prepare_deviation_of_all_data(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, _ = mean_std(X_train)
    _, std = mean_std(X)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


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
    cause="mean and deviation are taken of the first rows of the file",
    advice="measure the training part after it is put in order: X still has its old order",
    about=["prepare"],
)
def prepare_measures_before_reordering(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X[:n_train])
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


@mistake(
    "prepare",
    cause="the training part is measured again after it was standardized",
    advice="measure the training part once, before it is standardized, and keep the result for both",
    about=["prepare"],
)
def prepare_measures_standardized_part(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    X_train = standardize(X_train, *mean_std(X_train))
    X_test = standardize(X_test, *mean_std(X_train))
    return X_train, y_train, X_test, y_test


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
    cause="the training part is not standardized",
    advice="both parts are to be standardized",
    about=["prepare"],
)
def prepare_test_part_only(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    return X_train, y_train, standardize(X_test, *mean_std(X_train)), y_test


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
    cause="nothing is standardized",
    advice="`standardize` returns new rows: keep what it returns",
    about=["prepare"],
)
def prepare_throws_result_away(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    standardize(X_train, mean, std)
    standardize(X_test, mean, std)
    return X_train, y_train, X_test, y_test


@mistake(
    "prepare",
    cause="the order is applied twice",
    advice="`split` puts the data in order: do not do so before it",
    about=["prepare"],
)
def prepare_reorders_before_split(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    return standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test


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
    cause="training part and test part are returned the wrong way round",
    advice="look at the order of what `prepare` returns: the training part comes first",
    about=["prepare"],
)
def prepare_returns_test_first(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    return standardize(X_test, mean, std), y_test, standardize(X_train, mean, std), y_train


@mistake(
    "prepare",
    cause="X_train, X_test, y_train, y_test are returned in this order",
    advice="look at the order of what `prepare` returns: rows and labels of one part, then the other",
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
    cause="the labels are standardized, too",
    advice="only features are standardized: labels stay 0 and 1",
    about=["prepare"],
)
def prepare_standardizes_labels(X, y, order, n_train):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    middle = sum(y_train) / len(y_train)
    y_train, y_test = [v - middle for v in y_train], [v - middle for v in y_test]
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


@mistake(
    "prepare",
    cause="`prepare` changes the rows it is given",
    advice="X and y must be the same afterwards: do not shuffle them in place",
    about=["prepare"],
)
def prepare_reorders_in_place(X, y, order, n_train):
    X[:], y[:] = [X[i] for i in order], [y[i] for i in order]
    mean, std = mean_std(X[:n_train])
    rows = standardize(X, mean, std)
    return rows[:n_train], y[:n_train], rows[n_train:], y[n_train:]


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
    cause="the weights do not start at zero",
    advice="no chance is needed: every weight of a new perceptron is zero",
    about=["start"],
)
def init_large_random_weights(self, num_features):
    import random

    chance = random.Random(1)
    self.weights = [chance.uniform(-1, 1) for _ in range(num_features)]
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
    cause="the bias does not start at zero",
    advice="the bias of a new perceptron is zero, too",
    about=["start"],
)
def init_negative_bias(self, num_features):
    self.weights = [0.0] * num_features
    self.bias = -1.0


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
    cause="there is one weight too few",
    advice="there is one weight for each feature: look at how many you make",
    about=["start"],
)
def init_one_weight_too_few(self, num_features):
    self.weights = [0.0 for _ in range(1, num_features)]
    self.bias = 0.0


@mistake(
    "Perceptron.__init__",
    cause="weights and bias have other names than asked for",
    advice="a perceptron keeps its numbers in `weights` and `bias`: look at the spelling",
    about=["start"],
)
def init_other_names(self, num_features):
    self.w = [0.0] * num_features
    self.b = 0.0


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
    cause="the bias is shared by all models",
    advice="what is changed in the class is changed for all models: keep the bias on self",
    about=["start"],
)
class init_bias_of_the_class:
    bias = 0.0

    def __init__(self, num_features):
        self.weights = [0.0] * num_features

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
                Perceptron.bias += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@mistake(
    "Perceptron",
    cause="weights and bias are global variables",
    advice="two models need two sets of weights: keep them on self, not outside the class",
    about=["start"],
)
class init_globals:
    def __init__(self, num_features):
        global W, B
        if "W" not in globals() or len(W) != num_features:
            W, B = [0.0] * num_features, 0.0
        self.weights, self.bias = W, B

    def forward(self, x):
        return int(sum(w * v for w, v in zip(W, x)) + B > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        global B
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    W[i] += error * value
                B += error
        self.bias = B

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


def boundary_of_columns(weights, bias, x0_min, x0_max):
    w0, w1 = (weight[0] if isinstance(weight, list) else weight for weight in weights)
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1


@mistake(
    "Perceptron",
    cause="all weights are one and the same list",
    advice="multiplying a list of lists repeats the same inner list: make each one anew",
    about=["update"],
    also={"decision_boundary": "boundary_of_columns"},
)
class init_one_column_repeated:
    def __init__(self, num_features):
        self.weights = [[0.0]] * num_features
        self.bias = 0.0

    def forward(self, x):
        return int(sum(w[0] * v for w, v in zip(self.weights, x)) + self.bias > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i][0] += error * value
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
    cause="the bias is kept among the weights",
    advice="`weights` has one number for each feature, `bias` is a number of its own",
    about=["model_shapes"],
)
class init_bias_among_weights:
    def __init__(self, num_features):
        self.weights = [0.0] * (num_features + 1)
        self.bias = 0.0

    def forward(self, x):
        return int(sum(w * v for w, v in zip(self.weights, [*x, 1.0])) > 0)

    def backward(self, x, y):
        return y - self.forward(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate([*row, 1.0]):
                    self.weights[i] += error * value

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


@mistake(
    "Perceptron",
    cause="labels are taken to be -1 and 1",
    advice="the labels are 0 and 1 here: prediction and error are made of these",
    about=["forward", "backward"],
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


@mistake(
    "Perceptron",
    cause="a logistic regression is trained",
    advice="a perceptron learns from its thresholded prediction, not from a probability",
    about=["backward", "update"],
)
class init_logistic_regression:
    def __init__(self, num_features):
        self.weights = [0.0] * num_features
        self.bias = 0.0

    def probability(self, x):
        import math

        net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
        return 0.5 * (1 + math.tanh(net_input / 2))

    def forward(self, x):
        return int(self.probability(x) > 0.5)

    def backward(self, x, y):
        return y - self.probability(x)

    def train(self, x, y, epochs):
        for _ in range(epochs):
            for row, label in zip(x, y):
                error = self.backward(row, label)
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error

    def evaluate(self, x, y):
        return sum(self.forward(row) == label for row, label in zip(x, y)) / len(y)


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
    cause="a net input of exactly 0 is predicted 1",
    advice="the net input must be above 0 for a 1: what does a tie give in your comparison?",
    about=["forward"],
)
def forward_sigmoid_half(self, x):
    import math

    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if 1 / (1 + math.exp(-min(net_input, 700))) >= 0.5 else 0


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
    cause="the bias is subtracted from the net input",
    advice="the sum is compared with 0 after the bias is added, not with the bias",
    about=["forward"],
)
def forward_compares_with_bias(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x))
    return 1 if net_input > self.bias else 0


@mistake(
    "Perceptron.forward",
    cause="the bias is added once for each feature",
    advice="add the bias once, outside the loop over the features",
    about=["forward"],
)
def forward_bias_for_each_feature(self, x):
    net_input = 0.0
    for weight, value in zip(self.weights, x):
        net_input += weight * value + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the bias is added twice",
    advice="the sum begins with the bias already: look for a second time that it is added",
    about=["forward"],
)
def forward_bias_twice(self, x):
    net_input = self.bias
    for weight, value in zip(self.weights, x):
        net_input += weight * value
    return 1 if net_input + self.bias > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the bias is multiplied instead of added",
    advice="the bias is added to the weighted sum",
    about=["forward"],
)
def forward_bias_multiplied(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) * self.bias
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
    cause="the net input is returned instead of a prediction",
    advice="a prediction is 0 or 1: above 0 it is 1, whatever the net input",
    about=["forward"],
)
def forward_cuts_negative_to_zero(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return max(0, net_input)


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
    cause="-1 is predicted in place of 0",
    advice="the classes are called 0 and 1 here: a sign has three values",
    about=["forward"],
)
def forward_sign(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return (net_input > 0) - (net_input < 0)


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
    cause="the threshold is not 0",
    advice="compare the net input with 0, not with the class label",
    about=["forward"],
)
def forward_threshold_one(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input >= 1 else 0


@mistake(
    "Perceptron.forward",
    cause="the net input is rounded before the threshold",
    advice="a net input of 0.3 is above 0, too: do not round before you compare",
    about=["forward"],
)
def forward_cuts_decimals(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if int(net_input) > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the net input is rounded before the threshold",
    advice="a net input of 0.3 is above 0, too: do not round before you compare",
    about=["forward"],
)
def forward_rounds(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if round(net_input) > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="a negative net input is predicted 1",
    advice="any number but 0 counts as true in Python: compare the net input with 0",
    about=["forward"],
)
def forward_not_zero(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input else 0


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
    cause="only the first feature is used",
    advice="look at the indentation of `return` in `forward`: it ends the loop",
    about=["forward"],
)
def forward_returns_inside_loop(self, x):
    net_input = self.bias
    for weight, value in zip(self.weights, x):
        net_input += weight * value
        return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="only the last feature is used",
    advice="the net input adds up all features: look for an = where you mean +=",
    about=["forward"],
)
def forward_last_feature_only(self, x):
    for weight, value in zip(self.weights, x):
        net_input = weight * value
    net_input += self.bias
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
    cause="the first feature is not used",
    advice="the first feature has the index 0: look at where the loop begins",
    about=["forward"],
)
def forward_first_feature_missing(self, x):
    net_input = self.bias
    for i in range(1, len(x)):
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
    cause="the features are added up without their weights",
    advice="each feature is multiplied by its weight before it is added",
    about=["forward"],
)
def forward_without_weights(self, x):
    net_input = sum(x) + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the sums of weights and features are multiplied",
    advice="multiply each feature by its own weight, then add up",
    about=["forward"],
)
def forward_sum_times_sum(self, x):
    net_input = sum(self.weights) * sum(x) + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="weights are added to the features instead of multiplied",
    advice="each feature is multiplied by its weight before it is added",
    about=["forward"],
)
def forward_adds_weights(self, x):
    net_input = sum(w + v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the weighted features are multiplied, not added up",
    advice="the net input is a sum: look at how the loop gathers it",
    about=["forward"],
)
def forward_product(self, x):
    net_input = 1.0
    for weight, value in zip(self.weights, x):
        net_input *= weight * value
    return 1 if net_input + self.bias > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the weighted sum is divided by the number of features",
    advice="the net input is a sum, not a mean",
    about=["forward"],
)
def forward_mean(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) / len(x) + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the sign of the weighted features is lost",
    advice="a weighted feature may be negative: let it be",
    about=["forward"],
)
def forward_absolute(self, x):
    net_input = sum(abs(w * v) for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="`forward` changes the bias",
    advice="gather the net input in a variable of its own: `forward` must not change the model",
    about=["forward"],
)
def forward_sums_in_bias(self, x):
    for weight, value in zip(self.weights, x):
        self.bias += weight * value
    return 1 if self.bias > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="the net input goes on from the last prediction",
    advice="begin every prediction with a net input of its own",
    about=["forward"],
)
def forward_net_input_kept(self, x):
    self.net_input = getattr(self, "net_input", 0.0) + self.bias
    for weight, value in zip(self.weights, x):
        self.net_input += weight * value
    return 1 if self.net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="`forward` changes the row it is given",
    advice="multiply without storing the product in the row: it must be the same afterwards",
    about=["forward"],
)
def forward_weights_row_in_place(self, x):
    for i, weight in enumerate(self.weights):
        x[i] *= weight
    return 1 if sum(x) + self.bias > 0 else 0


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


@mistake(
    "Perceptron.forward",
    cause="the prediction is returned in a list with the net input",
    advice="`forward` returns one number, 0 or 1",
    about=["forward"],
)
def forward_returns_list(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return [net_input, 1 if net_input > 0 else 0]


@mistake(
    "Perceptron.forward",
    cause="`forward` returns nothing",
    advice="print is for people: `forward` must return its prediction",
    about=["forward"],
)
def forward_returns_nothing(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    self.prediction = 1 if net_input > 0 else 0


@mistake(
    "Perceptron.forward",
    cause="1 is predicted whatever the row",
    advice="look at your `if`: both ways lead to the same prediction",
    about=["forward"],
)
def forward_one_always(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    if net_input > 0:
        prediction = 1
    prediction = 1
    return prediction


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
    cause="the error has lost its sign",
    advice="do not square: the sign of the error says in which direction to correct",
    about=["backward"],
)
def backward_squared(self, x, y):
    return (y - self.forward(x)) ** 2


@mistake(
    "Perceptron.backward",
    cause="the error has lost its sign",
    advice="whether it is wrong is not enough: the error also says in which direction",
    about=["backward"],
)
def backward_wrong_or_right(self, x, y):
    return 1 if self.forward(x) != y else 0


@mistake(
    "Perceptron.backward",
    cause="the error is half the square of the difference",
    advice="no loss is asked for: the error is the difference itself",
    about=["backward"],
)
def backward_half_squared(self, x, y):
    return 0.5 * (y - self.forward(x)) ** 2


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
    cause="the prediction is given for the error",
    advice="the label is missing: an example predicted right has the error 0",
    about=["backward"],
)
def backward_prediction_only(self, x, y):
    return self.forward(x)


@mistake(
    "Perceptron.backward",
    cause="label and prediction are added, not subtracted",
    advice="an error is a difference",
    about=["backward"],
)
def backward_sum(self, x, y):
    return y + self.forward(x)


@mistake(
    "Perceptron.backward",
    cause="label and prediction are multiplied, not subtracted",
    advice="an error is a difference",
    about=["backward"],
)
def backward_product(self, x, y):
    return y * self.forward(x)


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
    cause="the error is never positive",
    advice="a 0 predicted for label 1 is an error as well: its sign is positive",
    about=["backward"],
)
def backward_never_positive(self, x, y):
    return min(0, y - self.forward(x))


@mistake(
    "Perceptron.backward",
    cause="an example predicted right has an error, too",
    advice="ask for the prediction first: if it equals the label, the error is 0",
    about=["backward"],
)
def backward_ignores_prediction(self, x, y):
    return 1 if y == 1 else -1


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
    cause="the error is twice as large as it should be",
    advice="label minus prediction, no derivative of a square",
    about=["backward"],
)
def backward_times_two(self, x, y):
    return 2 * (y - self.forward(x))


@mistake(
    "Perceptron.backward",
    cause="the error is scaled",
    advice="label minus prediction: no factor",
    about=["backward"],
)
def backward_halved(self, x, y):
    return (y - self.forward(x)) / 2


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
    cause="the prediction for the error is made without the row",
    advice="hand the row you are given to `forward`",
    about=["backward"],
)
def backward_of_bias_only(self, x, y):
    return y - (1 if self.bias > 0 else 0)


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
    cause="the prediction for the error has a threshold of its own",
    advice="ask `forward` for the prediction instead of working it out again",
    about=["backward"],
)
def backward_own_threshold(self, x, y):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return y - (1 if net_input >= 0 else 0)


@mistake(
    "Perceptron.backward",
    cause="the errors of all calls are added up",
    advice="the error is that of one example: forget the one before",
    about=["backward"],
)
def backward_adds_up(self, x, y):
    self.error = getattr(self, "error", 0) + y - self.forward(x)
    return self.error


@mistake(
    "Perceptron.backward",
    cause="the error is whether the prediction is right",
    advice="an example predicted right has the error 0",
    about=["backward"],
)
def backward_truth(self, x, y):
    return 1 if self.forward(x) == y else 0


@mistake(
    "Perceptron.backward",
    cause="the label is turned into text",
    advice="label and prediction are numbers: subtract them",
    about=["backward"],
)
def backward_text(self, x, y):
    return str(y - self.forward(x))


@mistake(
    "Perceptron.backward",
    cause="`backward` returns nothing",
    advice="the error must be returned, not only stored",
    about=["backward"],
)
def backward_returns_nothing(self, x, y):
    self.error = y - self.forward(x)


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


def train_by_backward(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            self.backward(row, label)


@mistake(
    "Perceptron.backward",
    cause="`backward` corrects weights and bias",
    advice="`backward` only measures: correcting is the task of `train`",
    about=["backward"],
    also={"Perceptron.train": "train_by_backward"},
)
def backward_corrects_for_train(self, x, y):
    error = y - self.forward(x)
    for i, value in enumerate(x):
        self.weights[i] += error * value
    self.bias += error
    return error


def train_by_correction(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            self.bias += label - self.forward(row)
            for i, change in enumerate(self.backward(row, label)):
                self.weights[i] += change


@mistake(
    "Perceptron.backward",
    cause="the correction is given for the error",
    advice="the error is one number: multiplying by the row is the task of `train`",
    about=["backward"],
    also={"Perceptron.train": "train_by_correction"},
)
def backward_gives_correction(self, x, y):
    error = y - self.forward(x)
    return [error * value for value in x]


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
    cause="the bias is never updated",
    advice="a name without self is forgotten after the call: look at the bias",
    about=["update"],
)
def train_local_bias(self, x, y, epochs):
    bias = self.bias
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            bias += error


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
    cause="the weights are never updated",
    advice="changing a loop's variable leaves the list as it was: look at what += changes",
    about=["update"],
)
def train_changes_copies_of_weights(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for weight, value in zip(self.weights, row):
                weight += error * value
            self.bias += error


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
    cause="error and feature are added, not multiplied",
    advice="each weight is corrected by the error times its feature",
    about=["update"],
)
def train_adds_error_and_feature(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error + value
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
    cause="the bias' corrections have the wrong sign",
    advice="the bias is corrected in the same direction as the weights",
    about=["update"],
)
def train_bias_subtracted(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias -= error


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
    cause="the bias is replaced instead of corrected",
    advice="the correction is added to what the bias was: look for an = where you mean +=",
    about=["update"],
)
def train_bias_assigned(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias = error


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
    cause="the bias is corrected by the label",
    advice="the bias is corrected by the error, like the weights",
    about=["update"],
)
def train_bias_by_label(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
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
    cause="the bias is corrected by error times a feature",
    advice="the bias has no feature: it is corrected by the error alone",
    about=["update"],
)
def train_bias_by_last_feature(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error * value


@mistake(
    "Perceptron.train",
    cause="the bias is corrected once for each feature",
    advice="look at the indentation of the bias' correction: it is inside the loop over the features",
    about=["update"],
)
def train_bias_for_each_feature(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
                self.bias += error


@mistake(
    "Perceptron.train",
    cause="the bias is corrected once an epoch",
    advice="look at the indentation of the bias' correction: it is outside the loop over the examples",
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
    advice="the correction is error times feature: no factor",
    about=["update"],
)
def train_learning_rate_of_weights(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += 0.1 * error * value
            self.bias += error


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
    cause="there is a learning rate",
    advice="every epoch corrects in full: no factor that falls from epoch to epoch",
    about=["epochs"],
)
def train_learning_rate_falls(self, x, y, epochs):
    for epoch in range(epochs):
        rate = 1 / (epoch + 1)
        for row, label in zip(x, y):
            error = rate * self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


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
    cause="only errors in one direction are corrected",
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
    cause="examples predicted right are corrected, those predicted wrong are not",
    advice="look at the condition of your correction: which examples pass it?",
    about=["update"],
)
def train_corrects_what_is_right(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            if self.forward(row) == label:
                sign = 1 if label else -1
                for i, value in enumerate(row):
                    self.weights[i] += sign * value
                self.bias += sign


@mistake(
    "Perceptron.train",
    cause="examples predicted right are corrected as well",
    advice="an example predicted right changes nothing: correct by the error",
    about=["update"],
)
def train_hebb(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            sign = 1 if label == 1 else -1
            for i, value in enumerate(row):
                self.weights[i] += sign * value
            self.bias += sign


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
    cause="the error is found again between two weights",
    advice="find the error once for an example, before anything is corrected",
    about=["update"],
)
def train_error_again_for_each_weight(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            for i, value in enumerate(row):
                self.weights[i] += self.backward(row, label) * value
            self.bias += self.backward(row, label)


@mistake(
    "Perceptron.train",
    cause="the error is found again for the bias",
    advice="find the error once for an example, before anything is corrected",
    about=["update"],
)
def train_error_again_for_bias(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += self.backward(row, label)


@mistake(
    "Perceptron.train",
    cause="the error is found again for the weights",
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
    cause="the weights are averaged over the epochs",
    advice="keep the last weights, not a mean of all there were",
    about=["epochs"],
)
def train_averaged_over_epochs(self, x, y, epochs):
    history = []
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        history.append([*self.weights, self.bias])
    if history:
        *self.weights, self.bias = [sum(column) / len(history) for column in zip(*history)]


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
    cause="there is one epoch too many",
    advice="count the epochs of your `while`: with which number does it begin, with which does it end?",
    about=["epochs"],
)
def train_counts_epochs_too_far(self, x, y, epochs):
    epoch = 0
    while epoch <= epochs:
        epoch += 1
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
    cause="training ends after the first epoch",
    advice="look at the indentation of `return` in `train`: it ends the loop over the epochs",
    about=["epochs"],
)
def train_returns_inside_loop(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        return self


@mistake(
    "Perceptron.train",
    cause="training ends after the first epoch",
    advice="a `zip` can be run through once only: make it anew for each epoch",
    about=["epochs"],
)
def train_pairs_used_up(self, x, y, epochs):
    pairs = zip(x, y)
    for _ in range(epochs):
        for row, label in pairs:
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
    cause="training ends at the first example predicted right",
    advice="an example predicted right needs no correction, but the next one may: look for `return`",
    about=["update"],
)
def train_returns_at_first_right(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if error == 0:
                return
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
    cause="0 epochs are taken for 1",
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
    cause="0 epochs are taken for 5",
    advice="0 counts as false in Python: 0 epochs means that nothing is changed",
    about=["epochs"],
)
def train_zero_epochs_as_default(self, x, y, epochs):
    for _ in range(epochs or 5):
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
    cause="training stops when the errors of an epoch add up to 0",
    advice="errors of 1 and -1 cancel: their sum does not say that all examples are right",
    about=["epochs"],
)
def train_stops_when_errors_cancel(self, x, y, epochs):
    for _ in range(epochs):
        before = self.bias
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        if self.bias == before:
            break


@mistake(
    "Perceptron.train",
    cause="training stops before all epochs are done",
    advice="go on for as many epochs as asked, even if most examples are right",
    about=["epochs"],
)
def train_stops_when_good_enough(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        if self.evaluate(x, y) >= 0.8:
            break


@mistake(
    "Perceptron.train",
    cause="training stops before all epochs are done",
    advice="go on for as many epochs as asked, even if one was no better than the last",
    about=["epochs"],
)
def train_stops_when_not_better(self, x, y, epochs):
    last = -1.0
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        share = self.evaluate(x, y)
        if share <= last:
            break
        last = share


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
    cause="the weights start again from zero at every call",
    advice="`train` goes on from the present weights: zero is where `__init__` starts",
    about=["training_on"],
)
def train_weights_start_again(self, x, y, epochs):
    self.weights = [0.0] * len(self.weights)
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
    cause="every call of `train` starts again from zero",
    advice="`__init__` is called when a perceptron is made: not again in `train`",
    about=["training_on"],
)
def train_calls_init(self, x, y, epochs):
    self.__init__(len(x[0]))
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
    cause="the bias starts again from zero in every epoch",
    advice="the bias is kept from one epoch to the next",
    about=["epochs"],
)
def train_bias_starts_again_every_epoch(self, x, y, epochs):
    for _ in range(epochs):
        self.bias = 0.0
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="a trained perceptron is not trained any further",
    advice="`train` may be called again: it goes on from the present weights",
    about=["training_on"],
)
def train_only_once(self, x, y, epochs):
    if any(self.weights):
        return
    for _ in range(epochs):
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
    cause="the last example is never seen",
    advice="`range` leaves out its end already: look at where the loop over the examples stops",
    about=["update", "epochs"],
)
def train_range_one_short(self, x, y, epochs):
    for _ in range(epochs):
        for n in range(len(x) - 1):
            error = self.backward(x[n], y[n])
            for i, value in enumerate(x[n]):
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
    cause="every second example is left out",
    advice="visit all examples: look at the step of the loop",
    about=["update", "epochs"],
)
def train_every_second_example(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x[::2], y[::2]):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="only the first ten examples are seen",
    advice="visit all examples, however many there are",
    about=["epochs"],
)
def train_first_ten_examples(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x[:10], y[:10]):
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
    cause="the examples are visited in another order",
    advice="no chance is needed in `train`: visit the examples in the order they have in x",
    about=["epochs"],
)
def train_shuffles(self, x, y, epochs):
    import random

    chance = random.Random(1)
    pairs = list(zip(x, y))
    for _ in range(epochs):
        chance.shuffle(pairs)
        for row, label in pairs:
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the examples are visited in another order",
    advice="no chance is needed in `train`: leave x and y in their order",
    about=["epochs"],
)
def train_shuffles_in_place(self, x, y, epochs):
    import random

    order = list(range(len(x)))
    random.Random(1).shuffle(order)
    x[:], y[:] = [x[i] for i in order], [y[i] for i in order]
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the examples are picked by chance",
    advice="no chance is needed in `train`: visit each example once in an epoch",
    about=["epochs"],
)
def train_picks_at_random(self, x, y, epochs):
    import random

    chance = random.Random(1)
    for _ in range(epochs):
        for _ in x:
            n = chance.randrange(len(x))
            error = self.backward(x[n], y[n])
            for i, value in enumerate(x[n]):
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
    cause="all weights are corrected by the first feature",
    advice="each weight is corrected by its own feature: look at the index",
    about=["update"],
)
def train_by_first_feature(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * row[0]
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the last weight is never corrected",
    advice="`range` leaves out its end already: look at where the loop over the weights stops",
    about=["update"],
)
def train_last_weight_missing(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i in range(len(row) - 1):
                self.weights[i] += error * row[i]
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="the weights are corrected by the row before",
    advice="the error belongs to the row it was found for: correct by the same row",
    about=["update"],
)
def train_previous_row(self, x, y, epochs):
    for _ in range(epochs):
        for n in range(len(x)):
            error = self.backward(x[n], y[n])
            for i, value in enumerate(x[n - 1]):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="row and label are of different examples",
    advice="a row goes with the label of the same index",
    about=["update"],
)
def train_next_label(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y[1:] + y[:1]):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="weights are rounded after a correction",
    advice="keep every decimal: round only what you print",
    about=["update"],
)
def train_rounds(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] = round(self.weights[i] + error * value, 1)
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
    cause="every correction is made twice",
    advice="one error, one correction: look for a second one",
    about=["update"],
)
def train_corrects_twice(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for _ in range(2):
                for i, value in enumerate(row):
                    self.weights[i] += error * value
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
    cause="`train` works with labels of -1 and 1",
    advice="labels are 0 and 1 here: prediction and error are made of these",
    about=["update"],
)
def train_labels_as_signs(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            sign = 1 if label == 1 else -1
            if self.forward(row) != sign:
                for i, value in enumerate(row):
                    self.weights[i] += sign * value
                self.bias += sign


@mistake(
    "Perceptron.train",
    cause="`train` changes what it is given",
    advice="the labels must be the same afterwards: make a list of your own",
    about=["epochs"],
)
def train_changes_labels(self, x, y, epochs):
    for n, label in enumerate(y):
        y[n] = 1 if label else -1
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, max(label, 0))
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="`train` changes what it is given",
    advice="put the 1 for the bias in a copy of the row: x must be the same afterwards",
    about=["epochs"],
)
def train_appends_one(self, x, y, epochs):
    for row in x:
        row.append(1.0)
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row[:-1], label)
            for i, value in enumerate(row[:-1]):
                self.weights[i] += error * value
            self.bias += error * row[-1]


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


@mistake(
    "Perceptron.train",
    cause="the weights are the first row itself, not a copy",
    advice="two names for one list: the weights need a list of their own",
    about=["epochs"],
)
def train_first_row_becomes_weights(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if error and not any(self.weights):
                if error < 0:
                    row[:] = [-value for value in row]
                self.weights = row
            else:
                for i, value in enumerate(row):
                    self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="`train` standardizes the rows",
    advice="train on the rows as they are given: they are standardized before",
    about=["update"],
)
def train_standardizes(self, x, y, epochs):
    x = standardize(x, *mean_std(x)) if len(x) > 1 else x
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@mistake(
    "Perceptron.train",
    cause="another perceptron is trained",
    advice="correct the weights of self, not of a model made in `train`",
    about=["update"],
)
def train_on_a_new_model(self, x, y, epochs):
    model = Perceptron(len(self.weights))
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = model.backward(row, label)
            for i, value in enumerate(row):
                model.weights[i] += error * value
            model.bias += error
    return model


@mistake(
    "Perceptron.train",
    cause="new weights are returned, but not kept",
    advice="what `train` finds out must be in self.weights and self.bias afterwards",
    about=["update"],
)
def train_not_stored(self, x, y, epochs):
    weights, bias = self.weights[:], self.bias
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = label - (1 if sum(w * v for w, v in zip(weights, row)) + bias > 0 else 0)
            weights = [w + error * v for w, v in zip(weights, row)]
            bias += error
    return weights, bias


@mistake(
    "Perceptron.train",
    cause="the errors of a call are all found before any correction",
    advice="correct the weights that `backward` uses, after each example",
    about=["update"],
)
def train_predicts_by_old_weights(self, x, y, epochs):
    weights, bias = self.weights[:], self.bias
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            weights = [w + error * v for w, v in zip(weights, row)]
            bias += error
    self.weights, self.bias = weights, bias


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
    cause="the accuracy is given as text",
    advice="return a number: turn it into text where you print it",
    about=["evaluate"],
)
def evaluate_text(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return f"{right / len(y):.2%}"


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
    cause="the number of wrong predictions is given",
    advice="the accuracy is the share predicted right, not the number predicted wrong",
    about=["evaluate"],
)
def evaluate_count_wrong(self, x, y):
    return sum(abs(self.backward(row, label)) for row, label in zip(x, y))


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
    cause="only errors in one direction are counted",
    advice="an error of -1 is an error, too",
    about=["evaluate"],
)
def evaluate_counts_positive_errors(self, x, y):
    wrong = sum(self.backward(row, label) == 1 for row, label in zip(x, y))
    return 1 - wrong / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="only errors in one direction are counted",
    advice="an error of 1 is an error, too",
    about=["evaluate"],
)
def evaluate_counts_negative_errors(self, x, y):
    wrong = sum(self.backward(row, label) < 0 for row, label in zip(x, y))
    return 1 - wrong / len(y)


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
    cause="the accuracy is rounded",
    advice="keep every decimal: round only what you print",
    about=["evaluate"],
)
def evaluate_rounded_to_tenths(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return round(right / len(y), 1)


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
    advice="divide by the number of labels in y, not by 100",
    about=["evaluate"],
)
def evaluate_divides_by_hundred(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right / 100


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
    cause="the count is divided by the number of features",
    advice="divide by the number of examples, not by the length of a row",
    about=["evaluate"],
)
def evaluate_divides_by_features(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right / len(x[0])


@mistake(
    "Perceptron.evaluate",
    cause="the count is divided by the number of ones",
    advice="divide by the number of all examples",
    about=["evaluate"],
)
def evaluate_divides_by_ones(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right / max(1, sum(y))


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
    cause="only examples of label 1 are counted",
    advice="a 0 predicted for label 0 is right as well",
    about=["evaluate"],
)
def evaluate_both_one(self, x, y):
    right = sum(1 for row, label in zip(x, y) if self.forward(row) and label)
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="only examples predicted 1 are counted",
    advice="examples predicted 0 count as well",
    about=["evaluate"],
)
def evaluate_predicted_one_only(self, x, y):
    labels = [label for row, label in zip(x, y) if self.forward(row) == 1]
    return sum(labels) / len(labels) if labels else 0.0


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
    cause="the share of ones among the labels is given",
    advice="predict each row and compare with its label",
    about=["evaluate"],
)
def evaluate_labels_only(self, x, y):
    return sum(y) / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the shares of predicted ones and of ones are compared",
    advice="compare each prediction with its own label",
    about=["evaluate"],
)
def evaluate_compares_shares(self, x, y):
    predicted = sum(self.forward(row) for row in x)
    return 1 - abs(predicted - sum(y)) / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="both classes count the same, whatever their size",
    advice="every example counts the same",
    about=["evaluate"],
)
def evaluate_mean_of_classes(self, x, y):
    shares = []
    for wanted in (0, 1):
        rows = [row for row, label in zip(x, y) if label == wanted]
        if rows:
            shares.append(sum(self.forward(row) == wanted for row in rows) / len(rows))
    return sum(shares) / len(shares)


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
    cause="the first example is left out",
    advice="all examples count: look at where the loop begins",
    about=["evaluate"],
)
def evaluate_without_first(self, x, y):
    right = sum(self.forward(x[n]) == y[n] for n in range(1, len(x)))
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="counting stops at the first wrong prediction",
    advice="go on after a wrong prediction: the next one may be right",
    about=["evaluate"],
)
def evaluate_stops_at_first_wrong(self, x, y):
    right = 0
    for row, label in zip(x, y):
        if self.forward(row) != label:
            break
        right += 1
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="only the first example is looked at",
    advice="look at the indentation of `return` in `evaluate`: it ends the loop",
    about=["evaluate"],
)
def evaluate_returns_inside_loop(self, x, y):
    right = 0
    for row, label in zip(x, y):
        right += self.forward(row) == label
        return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the count begins at 1",
    advice="nothing is right before the first prediction: begin to count at 0",
    about=["evaluate"],
)
def evaluate_counts_from_one(self, x, y):
    right = 1
    for row, label in zip(x, y):
        if self.forward(row) == label:
            right += 1
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
    cause="the net input is compared with the label, not the prediction",
    advice="compare the prediction, 0 or 1, with the label",
    about=["evaluate"],
)
def evaluate_by_net_input(self, x, y):
    right = 0
    for row, label in zip(x, y):
        net_input = sum(w * v for w, v in zip(self.weights, row)) + self.bias
        right += net_input == label
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the bias is missing when predictions are evaluated",
    advice="ask `forward` for the prediction instead of working it out again",
    about=["evaluate"],
)
def evaluate_without_bias(self, x, y):
    right = 0
    for row, label in zip(x, y):
        net_input = sum(w * v for w, v in zip(self.weights, row))
        right += (net_input > 0) == label
    return right / len(y)


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
    cause="count and share are returned together",
    advice="return one number, the share",
    about=["evaluate"],
)
def evaluate_count_and_share(self, x, y):
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right, right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="a list is returned, one entry for each example",
    advice="add up what is right and divide: one number is asked for",
    about=["evaluate"],
)
def evaluate_list_of_hits(self, x, y):
    return [self.forward(row) == label for row, label in zip(x, y)]


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
    cause="`evaluate` trains the model",
    advice="`evaluate` only measures: weights and bias must be the same afterwards",
    about=["evaluate"],
)
def evaluate_corrects_as_it_goes(self, x, y):
    right = 0
    for row, label in zip(x, y):
        error = self.backward(row, label)
        right += error == 0
        for i, value in enumerate(row):
            self.weights[i] += error * value
        self.bias += error
    return right / len(y)


@mistake(
    "Perceptron.evaluate",
    cause="the count goes on from the last call",
    advice="begin to count at 0 in every call",
    about=["evaluate"],
)
def evaluate_counts_on(self, x, y):
    self.right = getattr(self, "right", 0)
    for row, label in zip(x, y):
        self.right += self.forward(row) == label
    return self.right / len(y)


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


@mistake(
    "Perceptron.evaluate",
    cause="`evaluate` standardizes the rows by themselves",
    advice="evaluate the rows as they are given: they are standardized before",
    about=["evaluate"],
)
def evaluate_standardizes(self, x, y):
    if len(x) > 1:
        x = standardize(x, *mean_std(x))
    right = sum(self.forward(row) == label for row, label in zip(x, y))
    return right / len(y)


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
    cause="the bias has the wrong sign in the boundary",
    advice="a minus before a parenthesis is for everything inside",
    about=["boundary"],
)
def boundary_minus_before_parenthesis(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 * x0_min - bias) / w1, -(w0 * x0_max - bias) / w1


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
    cause="only the bias is divided in the boundary",
    advice="look at the parentheses: everything on that side is divided",
    about=["boundary"],
)
def boundary_slope_not_divided(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 * x0_min) - bias / w1, -(w0 * x0_max) - bias / w1


@mistake(
    "decision_boundary",
    cause="the boundary is not divided by w1",
    advice="x1 still has its weight: one step is missing",
    about=["boundary"],
)
def boundary_never_divided(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 * x0_min) - bias, -(w0 * x0_max) - bias


@mistake(
    "decision_boundary",
    cause="the boundary is multiplied by w1",
    advice="x1 is multiplied by its weight: which step undoes that?",
    about=["boundary"],
)
def boundary_multiplied(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) * w1, (-(w0 * x0_max) - bias) * w1


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
    cause="the bias is divided by w0 in the boundary",
    advice="everything is divided by the weight of the feature you solve for",
    about=["boundary"],
)
def boundary_bias_by_w0(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -w0 / w1 * x0_min - bias / w0, -w0 / w1 * x0_max - bias / w0


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
    cause="the line along the weights is given, not the boundary",
    advice="the weights stand at a right angle to the boundary: solve the equation",
    about=["boundary"],
)
def boundary_at_right_angle(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return w1 / w0 * x0_min - bias / w1, w1 / w0 * x0_max - bias / w1


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
    cause="the ends of the boundary are not those given",
    advice="use the x0_min and x0_max that are given",
    about=["boundary"],
)
def boundary_from_minus_three_to_three(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * -3) - bias) / w1, (-(w0 * 3) - bias) / w1


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
    cause="the second end is the first with its sign changed",
    advice="work out the second end like the first, from x0_max",
    about=["boundary"],
)
def boundary_second_end_negated(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    x1_min = (-(w0 * x0_min) - bias) / w1
    return x1_min, -x1_min


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
    cause="the smaller end of the boundary comes first",
    advice="x1_min is x1 at x0_min, even if it is the larger of the two",
    about=["boundary"],
)
def boundary_ends_sorted(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    ends = (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1
    return min(ends), max(ends)


@mistake(
    "decision_boundary",
    cause="the ends of the boundary are rounded",
    advice="look at how you divide: // gives whole numbers",
    about=["boundary"],
)
def boundary_whole_division(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) // w1, (-(w0 * x0_max) - bias) // w1


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
    cause="the boundary lies where the net input is not 0",
    advice="the threshold of this perceptron is 0, not a half",
    about=["boundary"],
)
def boundary_where_net_input_is_half(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (0.5 - w0 * x0_min - bias) / w1, (0.5 - w0 * x0_max - bias) / w1


@mistake(
    "decision_boundary",
    cause="the boundary lies where the net input is not 0",
    advice="on the boundary the net input is 0: it is not 1 there",
    about=["boundary"],
)
def boundary_where_net_input_is_one(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (1 - w0 * x0_min - bias) / w1, (1 - w0 * x0_max - bias) / w1


@mistake(
    "decision_boundary",
    cause="slope and intercept are returned, not the ends",
    advice="slope and intercept are half the way: put in both ends",
    about=["boundary"],
)
def boundary_slope_and_intercept(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -w0 / w1, -bias / w1


@mistake(
    "decision_boundary",
    cause="w0·x0 plus bias is given for x1",
    advice="that is the net input without the second feature: solve the equation for x1",
    about=["boundary"],
)
def boundary_net_inputs(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return w0 * x0_min + bias, w0 * x0_max + bias


@mistake(
    "decision_boundary",
    cause="the weights lose their sign in the boundary",
    advice="weights may be negative: let them be",
    about=["boundary"],
)
def boundary_absolute_weights(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    w0, w1 = abs(w0), abs(w1)
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1


@mistake(
    "decision_boundary",
    cause="only the weights are scaled to length 1",
    advice="scaling the weights moves the boundary unless the bias is scaled as well",
    about=["boundary"],
)
def boundary_of_unit_weights(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    length = (w0**2 + w1**2) ** 0.5
    w0, w1 = w0 / length, w1 / length
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the equation is solved for x0",
    advice="the given numbers are values of the first feature: solve for the second",
    about=["boundary"],
)
def boundary_solved_for_x0(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w1 * x0_min) - bias) / w0, (-(w1 * x0_max) - bias) / w0


@mistake(
    "decision_boundary",
    cause="w0 is missing from the boundary",
    advice="each feature goes with its weight, the first one too",
    about=["boundary"],
)
def boundary_weight_missing(weights, bias, x0_min, x0_max):
    w1 = weights[1]
    return (-x0_min - bias) / w1, (-x0_max - bias) / w1


@mistake(
    "decision_boundary",
    cause="the bias is multiplied by x0",
    advice="the bias goes with no feature: look at the parentheses",
    about=["boundary"],
)
def boundary_bias_times_end(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return -(w0 + bias) * x0_min / w1, -(w0 + bias) * x0_max / w1


@mistake(
    "decision_boundary",
    cause="points are returned, not values of x1",
    advice="return the two values of x1 only",
    about=["boundary"],
)
def boundary_points(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (x0_min, (-(w0 * x0_min) - bias) / w1), (x0_max, (-(w0 * x0_max) - bias) / w1)


@mistake(
    "decision_boundary",
    cause="only one end of the boundary is returned",
    advice="two values are asked for: x1 at x0_min and x1 at x0_max",
    about=["boundary"],
)
def boundary_first_end_only(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1


@mistake(
    "decision_boundary",
    cause="the second end has the wrong sign",
    advice="both ends come from the same formula: compare the two",
    about=["boundary"],
)
def boundary_second_sign_wrong(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1, (w0 * x0_max - bias) / w1


@mistake(
    "decision_boundary",
    cause="the bias is missing from the second end",
    advice="both ends come from the same formula: compare the two",
    about=["boundary"],
)
def boundary_second_bias_missing(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return (-(w0 * x0_min) - bias) / w1, -(w0 * x0_max) / w1


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


@mistake(
    "decision_boundary",
    cause="`decision_boundary` changes the weights it is given",
    advice="look at the weights without taking them out",
    about=["boundary"],
)
def boundary_takes_weights_out(weights, bias, x0_min, x0_max):
    w1, w0 = weights.pop(), weights.pop()
    return (-(w0 * x0_min) - bias) / w1, (-(w0 * x0_max) - bias) / w1


# main


@mistake(
    "main",
    cause="a fresh model is evaluated",
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
    cause="a fresh model is evaluated",
    advice="evaluate the model that was trained on the test part, too",
    about=["main"],
)
def main_tests_fresh_model(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        Perceptron(2).evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is never trained",
    advice="between making a model and evaluating it one step is missing",
    about=["main"],
)
def main_never_trains(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        (0.0, 0.0),
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
    cause="the model is trained on the test part as well",
    advice="the test part is only for evaluating",
    about=["main"],
)
def main_trains_after_test_part(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
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
    cause="training part and test part change places",
    advice="look at the order in which `prepare` returns its four results",
    about=["main"],
)
def main_parts_swapped(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_test, y_test, X_train, y_train = prepare(X, y, order, n_train)
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
    cause="the training accuracy is taken of all data",
    advice="the first accuracy is of the training part alone",
    about=["main"],
)
def main_training_accuracy_of_all(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train + X_test, y_train + y_test),
        model.evaluate(X_test, y_test),
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
    cause="the number of training examples is not the one given",
    advice="pass on the n_train that `main` is given: 70 % of the rows is another number",
    about=["main"],
)
def main_seventy_percent(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, int(0.7 * len(X)))
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
    cause="the number of epochs is not the one given",
    advice="pass on the epochs that `main` is given",
    about=["main"],
)
def main_one_epoch(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, 1)
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
    cause="n_train and epochs change places",
    advice="look at the order of the parameters of `main`",
    about=["main"],
)
def main_epochs_and_rows_swapped(path, order, epochs=5, n_train=70):
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
    cause="the default number of training examples is not 70",
    advice="look at the defaults of `main`: the task gives them",
    about=["main"],
)
def main_other_default_rows(path, order, n_train=80, epochs=5):
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
    cause="the order that is given is not used",
    advice="the order is given: do not shuffle by yourself",
    about=["main"],
)
def main_shuffles_by_itself(path, order, n_train=70, epochs=5):
    import random

    X, y = load_data(path)
    order = list(range(len(X)))
    random.Random(123).shuffle(order)
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
    cause="the order is sorted before it is used",
    advice="use the order as it is given: sorted, it puts everything back where it was",
    about=["main"],
)
def main_sorts_order(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, sorted(order), n_train)
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
    cause="the order is applied twice",
    advice="`prepare` puts the data in order: do not do so before it",
    about=["main"],
)
def main_order_twice(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X, y = [X[i] for i in order], [y[i] for i in order]
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
    cause="X is put in the new order, y is not",
    advice="labels belong to their rows: whatever order X gets, y must get, too",
    about=["main"],
)
def main_labels_left_behind(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    y_train, y_test = y[:n_train], y[n_train:]
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
    cause="the file of the task is read, whatever path is given",
    advice="load the path that `main` is given",
    about=["main"],
)
def main_ignores_path(path, order, n_train=70, epochs=5):
    X, y = load_data("data/points.txt")
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
    cause="data are standardized twice",
    advice="`prepare` returns standardized rows: do not standardize them again",
    about=["main"],
)
def main_standardizes_test_again(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    mean, std = mean_std(split(X, y, order, n_train)[0])
    X_test = standardize(X_test, mean, std)
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
    advice="`main` gives the boundary at x0 = -2 and x0 = 2",
    about=["main"],
)
def main_boundary_from_minus_three_to_three(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -3, 3),
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
    cause="the ends of the boundary are swapped",
    advice="the boundary begins at x0 = -2 and ends at x0 = 2",
    about=["main"],
)
def main_boundary_from_two_to_minus_two(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, 2, -2),
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
    cause="the boundary is not returned",
    advice="look at what `main` returns: five things are asked for",
    about=["main"],
)
def main_boundary_missing(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        (),
    )


@mistake(
    "main",
    cause="the ends of the boundary are not returned together",
    advice="the fifth thing that `main` returns is a pair",
    about=["main"],
)
def main_boundary_ends_loose(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        *decision_boundary(model.weights, model.bias, -2, 2),
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
    cause="the results are rounded",
    advice="keep every decimal: round only what you print",
    about=["main"],
)
def main_accuracies_rounded(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        round(model.evaluate(X_train, y_train), 2),
        round(model.evaluate(X_test, y_test), 2),
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
    cause="the error rates are given for the accuracies",
    advice="return the shares predicted right, not those predicted wrong",
    about=["main"],
)
def main_error_rates(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        1 - model.evaluate(X_train, y_train),
        1 - model.evaluate(X_test, y_test),
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
    cause="the weights before training are returned",
    advice="read weights and bias after training",
    about=["main"],
)
def main_weights_copied_too_early(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    weights, bias = model.weights[:], model.bias
    model.train(X_train, y_train, epochs)
    return (
        weights,
        bias,
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
    cause="the accuracies before training are returned",
    advice="evaluate after training",
    about=["main"],
)
def main_accuracy_before_training(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    before = model.evaluate(X_train, y_train), model.evaluate(X_test, y_test)
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        before[0],
        before[1],
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="a new model is made for every epoch",
    advice="make the model once, before the epochs",
    about=["main"],
)
def main_new_model_every_epoch(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    for _ in range(epochs):
        model = Perceptron(len(X_train[0]))
        model.train(X_train, y_train, 1)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
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


@mistake(
    "main",
    cause="`main` changes the order it is given",
    advice="the order must be the same afterwards: do not change it in place",
    about=["main"],
)
def main_shuffles_order(path, order, n_train=70, epochs=5):
    import random

    X, y = load_data(path)
    random.Random(1).shuffle(order)
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
    cause="`main` changes the order it is given",
    advice="the order must be the same afterwards: take from it without removing",
    about=["main"],
)
def main_empties_order(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    rows = [order.pop(0) for _ in range(len(order))]
    X_train, y_train, X_test, y_test = prepare(X, y, rows, n_train)
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
    cause="the model is returned in place of its numbers",
    advice="return the weights and the bias themselves",
    about=["main"],
)
def main_returns_model(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model,
        model,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the results are printed, not returned",
    advice="print is for people: `main` must return its results",
    about=["main"],
)
def main_prints_only(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    results = (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )
    print(results)
