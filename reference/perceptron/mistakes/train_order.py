"""Wrong ways to write train(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


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
