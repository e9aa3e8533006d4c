"""Wrong ways to write train(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


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
