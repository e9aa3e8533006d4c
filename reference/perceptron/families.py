"""Programs that the families beside the probes must know, with every value that is listed."""

# ruff: noqa: D102, F821

from grader.course.marks import member

RATES = (0.0001, 0.0007, 0.001, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 1 / 3, 0.5, 0.95, 3, 10)
STARTS = (0.001, 0.01, 0.1, 0.3, 0.5, 1.0, -1.0, 2)
DIGITS = (0, 1, 2, 3, 4)


@member("train_learning_rate", "Perceptron.train", rate=RATES)
def train(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            step = rate * self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += step * value
            self.bias += step


@member("train_two_learning_rates", "Perceptron.train", rate=(0.001, 0.01, 0.1, 0.5, 2))
def train_with_rate_of_weights(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += rate * error * value
            self.bias += error


@member("train_two_learning_rates", "Perceptron.train", rate=(0.001, 0.01, 0.1, 0.5, 2))
def train_with_rate_of_bias(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += rate * error


@member("backward_scaled", "Perceptron.backward", rate=(0.001, 0.01, 0.1, 0.3, 0.5, 0.7, 3))
def backward(self, x, y):
    return rate * (y - self.forward(x))


@member("init_constant_weights", "Perceptron.__init__", start=STARTS)
def init_weights(self, num_features):
    self.weights = [start] * num_features
    self.bias = 0.0


@member("init_constant_weights", "Perceptron.__init__", start=STARTS)
def init_weights_and_bias(self, num_features):
    self.weights = [start] * num_features
    self.bias = start


@member("init_bias", "Perceptron.__init__", start=STARTS)
def init_bias(self, num_features):
    self.weights = [0.0] * num_features
    self.bias = start


@member("init_random_weights", "Perceptron.__init__", seed=(0, 1, 7, 42, 123))
def init_seeded(self, num_features):
    import random

    random.seed(seed)
    self.weights = [random.uniform(-0.5, 0.5) for _ in range(num_features)]
    self.bias = random.uniform(-0.5, 0.5)


@member("init_random_weights", "Perceptron.__init__", width=(0.01, 0.5, 1, 10))
def init_drawn(self, num_features):
    import random

    self.weights = [random.gauss(0, width) for _ in range(num_features)]
    self.bias = 0.0


@member("train_shuffles", "Perceptron.train", times=(1,))
def train_shuffled(self, x, y, epochs):
    import random

    # Begun once: a start of its own for each call would give the same order for the same rows.
    kind = type(self)
    kind.chance = chance = getattr(kind, "chance", None) or random.Random(times)
    for _ in range(epochs):
        pairs = list(zip(x, y))
        chance.shuffle(pairs)
        for row, label in pairs:
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("forward_threshold", "Perceptron.forward", threshold=(0.01, 0.1, 0.2, 0.3, 0.5, 0.9))
def forward(self, x):
    net_input = sum(w * v for w, v in zip(self.weights, x)) + self.bias
    return 1 if net_input > threshold else 0


@member("evaluate_rounded", "Perceptron.evaluate", digits=DIGITS)
def evaluate(self, x, y):
    return round(sum(self.forward(row) == label for row, label in zip(x, y)) / len(y), digits)


@member("boundary_rounded", "decision_boundary", digits=DIGITS)
def boundary(weights, bias, x0_min, x0_max):
    w0, w1 = weights
    return tuple(round((-(w0 * x0) - bias) / w1, digits) for x0 in (x0_min, x0_max))


@member("mean_std_rounded", "mean_std", digits=DIGITS)
def mean_std(X):
    means = [sum(column) / len(column) for column in zip(*X)]
    stds = [
        (sum((v - mean) ** 2 for v in column) / len(column)) ** 0.5
        for mean, column in zip(means, zip(*X))
    ]
    return [round(mean, digits) for mean in means], [round(std, digits) for std in stds]


@member("standardize_rounded", "standardize", digits=DIGITS)
def standardize(X, mean, std):
    return [[round((v - m) / s, digits) for v, m, s in zip(row, mean, std)] for row in X]


@member("main_rounded", "main", digits=DIGITS)
def main(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        [round(weight, digits) for weight in model.weights],
        round(model.bias, digits),
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2.0, 2.0),
    )


@member("split_elsewhere", "split", count=(3, 5, 20, 70, 80, 100))
def split_at_count(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    return X[:count], y[:count], X[count:], y[count:]


@member("split_elsewhere", "split", share=(0.5, 0.6, 0.7, 0.75, 0.8, 0.9))
def split_at_share(X, y, order, n_train):
    X, y = [X[i] for i in order], [y[i] for i in order]
    cut = int(share * len(X))
    return X[:cut], y[:cut], X[cut:], y[cut:]
