"""Wrong ways to write load_data(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


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
