"""Wrong ways to write evaluate(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


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
    cause="the accuracy is 1 if all examples are right, and else 0",
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
    cause="the accuracy is 1 if all examples are right, and else 0",
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
    cause="the first accuracy is given at every call",
    advice="work out the accuracy anew: the rows may be others",
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
