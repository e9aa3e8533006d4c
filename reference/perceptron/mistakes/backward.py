"""Wrong ways to write backward(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


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
