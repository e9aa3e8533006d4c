"""Programs that the families beside the probes must know, with every value that is listed."""

# ruff: noqa: B006, D102, F821

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


@member("train_other_epochs", "Perceptron.train", number=(3, 10, 100, 1000))
def train_fixed_epochs(self, x, y, epochs):
    for _ in range(number):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("train_other_epochs", "Perceptron.train", number=(1, 2, 3))
def train_no_more_epochs(self, x, y, epochs):
    for _ in range(min(epochs, number)):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("train_other_epochs", "Perceptron.train", number=(2, 3, 4))
def train_epochs_times(self, x, y, epochs):
    for _ in range(epochs * number):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("train_stops_early", "Perceptron.train", number=(1, 2))
def train_bears_errors(self, x, y, epochs):
    for _ in range(epochs):
        wrong = 0
        for row, label in zip(x, y):
            error = self.backward(row, label)
            wrong += error != 0
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        if wrong <= number:
            break


@member("train_stops_early", "Perceptron.train", share=(0.6, 0.7, 0.75, 0.8))
def train_to_a_share(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        if self.evaluate(x, y) >= share:
            break


@member("train_counts_corrections", "Perceptron.train", number=(1, 2, 3, 4, 5, 8, 10))
def train_few_corrections(self, x, y, epochs):
    left = number
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if error and left:
                left -= 1
                for i, value in enumerate(row):
                    self.weights[i] += error * value
                self.bias += error


@member("train_keeps_best_of", "Perceptron.train", first=(True, False))
def train_keeps_best_step(self, x, y, epochs):
    best, weights, bias = self.evaluate(x, y) if first else 0, self.weights[:], self.bias
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
            if self.evaluate(x, y) >= best:
                best, weights, bias = self.evaluate(x, y), self.weights[:], self.bias
    self.weights, self.bias = weights, bias


@member("train_rate_changes", "Perceptron.train", factor=(0.5, 0.9, 0.99))
def train_rate_falls(self, x, y, epochs):
    rate = 1.0
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = rate * self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error
        rate *= factor


@member("train_rate_changes", "Perceptron.train", rate=(0.1, 1.0))
def train_rate_by_epoch(self, x, y, epochs):
    for epoch in range(epochs):
        for row, label in zip(x, y):
            error = rate / (epoch + 1) * self.backward(row, label)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("train_other_error", "Perceptron.train", rate=(0.001, 0.01, 0.1))
def train_by_net_input_with_rate(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            net_input = sum(w * v for w, v in zip(self.weights, row)) + self.bias
            error = rate * (label - net_input)
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("train_other_error", "Perceptron.train", rate=(0.001, 0.01, 0.1, 0.5, 2))
def train_by_probability_with_rate(self, x, y, epochs):
    import math

    for _ in range(epochs):
        for row, label in zip(x, y):
            net_input = sum(w * v for w, v in zip(self.weights, row)) + self.bias
            error = rate * (label - 1 / (1 + math.exp(-net_input)))
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("train_batches", "Perceptron.train", rate=(0.01, 0.1, 0.5))
def train_at_once(self, x, y, epochs):
    for _ in range(epochs):
        errors = [rate * self.backward(row, label) for row, label in zip(x, y)]
        for row, error in zip(x, errors):
            for i, value in enumerate(row):
                self.weights[i] += error * value
            self.bias += error


@member("train_margins", "Perceptron.train", margin=(0.1, 0.5, 2))
def train_with_margin(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            net_input = sum(w * v for w, v in zip(self.weights, row)) + self.bias
            sign = 1 if label else -1
            if sign * net_input <= margin:
                for i, value in enumerate(row):
                    self.weights[i] += sign * value
                self.bias += sign


@member("train_shrinks", "Perceptron.train", factor=(0.5, 0.9, 0.99, 0.999))
def train_with_decay(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            self.weights = [factor * w + error * v for w, v in zip(self.weights, row)]
            self.bias += error


@member("train_goes_on", "Perceptron.train", share=(0.1, 0.5, 0.8, 0.9, 0.99))
def train_with_momentum(self, x, y, epochs):
    speed = [0.0] * (len(self.weights) + 1)
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            speed = [share * s + error * v for s, v in zip(speed, [*row, 1.0])]
            *weights, bias = speed
            self.weights = [w + s for w, s in zip(self.weights, weights)]
            self.bias += bias


@member("train_other_order", "Perceptron.train", seed=(0, 1, 42))
def train_seeded_order(self, x, y, epochs):
    import random

    chance = random.Random(seed)
    for _ in range(epochs):
        for i in chance.sample(range(len(x)), len(x)):
            error = self.backward(x[i], y[i])
            for j, value in enumerate(x[i]):
                self.weights[j] += error * value
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


@member("load_remembers", "load_data", half=(2, 3))
def load_growing(path, rows=[], labels=[]):
    with open(path) as lines:
        for line in lines:
            if line.strip():
                *features, label = line.split("\t")
                rows.append([float(feature) for feature in features])
                labels.append(int(label))
    return rows[len(rows) // half :], labels[len(rows) // half :]


@member("counts_remembers", "class_counts", first=(0, 1))
def counts_growing(y, labels=[]):
    labels.extend(y[first:])
    return [labels.count(0), labels.count(1)]


@member("split_remembers", "split", at=(0,))
def split_first_kept(X, y, order, n_train, kept=[]):
    X, y = [X[i] for i in order], [y[i] for i in order]
    kept.append((X[:n_train], y[:n_train], X[n_train:], y[n_train:]))
    return kept[at]


@member("mean_std_remembers", "mean_std", at=(0,))
def mean_std_first_kept(X, kept=[]):
    columns = list(zip(*X))
    means = [sum(column) / len(column) for column in columns]
    pairs = zip(means, columns)
    stds = [(sum((v - mean) ** 2 for v in c) / len(c)) ** 0.5 for mean, c in pairs]
    kept.append((means, stds))
    return kept[at]


@member("standardize_remembers", "standardize", first=(0, 1))
def standardize_growing(X, mean, std, rows=[]):
    rows.extend([[(v - m) / s for v, m, s in zip(row, mean, std)] for row in X])
    return rows[first:]


@member("prepare_remembers", "prepare", at=(0,))
def prepare_first_kept(X, y, order, n_train, kept=[]):
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    mean, std = mean_std(X_train)
    kept.append((standardize(X_train, mean, std), y_train, standardize(X_test, mean, std), y_test))
    return kept[at]


@member("boundary_remembers", "decision_boundary", at=(0,))
def boundary_first_kept(weights, bias, x0_min, x0_max, kept=[]):
    w0, w1 = weights
    kept.append((-(w0 * x0_min + bias) / w1, -(w0 * x0_max + bias) / w1))
    return kept[at]


@member("main_remembers", "main", at=(0,))
def main_first_kept(path, order, n_train=70, epochs=5, kept=[]):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    ends = decision_boundary(model.weights, model.bias, -2.0, 2.0)
    shares = model.evaluate(X_train, y_train), model.evaluate(X_test, y_test)
    kept.append((model.weights, model.bias, *shares, ends))
    return kept[at]


@member("mean_std_divisor", "mean_std", less=(-1, 1, 1.5, 2))
def mean_std_less(X):
    means = [sum(column) / len(column) for column in zip(*X)]
    return means, [
        (sum((v - mean) ** 2 for v in column) / max(len(column) - less, 0.25)) ** 0.5
        for mean, column in zip(means, zip(*X))
    ]


@member("mean_std_divisor", "mean_std", number=(2, 30, 100))
def mean_std_by_number(X):
    means = [sum(column) / len(column) for column in zip(*X)]
    return means, [
        (sum((v - mean) ** 2 for v in column) / number) ** 0.5
        for mean, column in zip(means, zip(*X))
    ]


@member("main_boundary_elsewhere", "main", end=(-3, -10, 0.5))
def main_with_other_ends(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, end, 3),
    )
