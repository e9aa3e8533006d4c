"""Wrong ways to write train(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


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
