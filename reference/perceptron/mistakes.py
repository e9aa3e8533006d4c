"""Wrong perceptrons, as students write them. Each function stands in the example for what it names.

`cause` is shared by siblings: mistakes that a student would mend in the same way.
"""

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
