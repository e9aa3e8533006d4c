"""Programs that the families beside the probes must know, with every value that is listed."""

# ruff: noqa: B905, D102, F821

from grader.course.marks import member

FACTORS = (0.01, 0.1, 0.5, 2, 3, 10)
STARTS = (0.001, 0.01, 0.1, 0.5, 1.5, -1.0)
DIGITS = (0, 1, 2, 3, 4)


@member("train_step_scaled", "LogisticRegression.train", factor=FACTORS)
def train_scaled(self, X, y, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        losses.append(self.loss(X, y))
        weight_slopes, bias_slope = self.gradient(X, y)
        for i, slope in enumerate(weight_slopes):
            self.weights[i] -= factor * learning_rate * slope
        self.bias -= factor * learning_rate * bias_slope
    return losses


@member("train_rate_fixed", "LogisticRegression.train", rate=(0.001, 0.01, 0.1, 0.5, 0.3, 2))
def train_with_rate(self, X, y, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        losses.append(self.loss(X, y))
        weight_slopes, bias_slope = self.gradient(X, y)
        for i, slope in enumerate(weight_slopes):
            self.weights[i] -= rate * slope
        self.bias -= rate * bias_slope
    return losses


@member("train_epochs_fixed", "LogisticRegression.train", number=(2, 5, 10, 100, 1000))
def train_epochs(self, X, y, epochs, learning_rate):
    losses = []
    for _ in range(number):
        losses.append(self.loss(X, y))
        weight_slopes, bias_slope = self.gradient(X, y)
        for i, slope in enumerate(weight_slopes):
            self.weights[i] -= learning_rate * slope
        self.bias -= learning_rate * bias_slope
    return losses


@member("gradient_scaled", "LogisticRegression.gradient", factor=FACTORS)
def gradient(self, X, y):
    errors = [factor * (self.forward(x) - label) for x, label in zip(X, y)]
    slopes = [sum(e * v for e, v in zip(errors, column)) / len(X) for column in zip(*X)]
    return slopes, sum(errors) / len(X)


@member("gradient_with_decay", "LogisticRegression.gradient", share=(0.001, 0.01, 0.1, 1, 2))
def gradient_of_penalty(self, X, y):
    errors = [self.forward(x) - label for x, label in zip(X, y)]
    slopes = [
        sum(e * v for e, v in zip(errors, column)) / len(X) + share * w
        for column, w in zip(zip(*X), self.weights)
    ]
    return slopes, sum(errors) / len(X)


@member("gradient_with_decay", "LogisticRegression.gradient", share=(0.001, 0.01, 0.1, 1, 2))
def gradient_of_penalty_by_rows(self, X, y):
    errors = [self.forward(x) - label for x, label in zip(X, y)]
    slopes = [
        (sum(e * v for e, v in zip(errors, column)) + share * w) / len(X)
        for column, w in zip(zip(*X), self.weights)
    ]
    return slopes, sum(errors) / len(X)


@member("init_constant_weights", "LogisticRegression.__init__", start=STARTS)
def init_weights(self, num_features):
    self.weights = [start] * num_features
    self.bias = 0.0


@member("init_constant_weights", "LogisticRegression.__init__", start=STARTS)
def init_weights_and_bias(self, num_features):
    self.weights = [start] * num_features
    self.bias = start


@member("init_bias", "LogisticRegression.__init__", start=STARTS)
def init_bias(self, num_features):
    self.weights = [0.0] * num_features
    self.bias = start


@member("init_random_weights", "LogisticRegression.__init__", seed=(0, 1, 42))
def init_seeded(self, num_features):
    import random

    random.seed(seed)
    self.weights = [random.uniform(-0.5, 0.5) for _ in range(num_features)]
    self.bias = random.uniform(-0.5, 0.5)


@member("init_random_weights", "LogisticRegression.__init__", width=(0.01, 1))
def init_drawn(self, num_features):
    import random

    self.weights = [random.gauss(0, width) for _ in range(num_features)]
    self.bias = 0.0


@member("predict_threshold", "LogisticRegression.predict", limit=(0.1, 0.3, 0.45, 0.6, 0.7, 0.9))
def predict(self, x):
    return 1 if self.forward(x) >= limit else 0


@member("loss_scaled", "example_loss", factor=(0.5, 2, 0.4342944819, 1.442695041))
def example_loss(z, y):
    if y == 1:
        z = -z
    return factor * (max(z, 0) + math.log1p(math.exp(-abs(z))))


@member("loss_scaled", "example_loss", factor=(0.5, 2, 0.4342944819, 1.442695041))
def example_loss_of_probability(z, y):
    p = sigmoid(z)
    return -factor * math.log(p if y == 1 else 1 - p)


@member("mean_loss_scaled", "LogisticRegression.loss", factor=(-1, 0.5, 2, 0.4342944819))
def loss(self, X, y):
    total = 0.0
    for x, label in zip(X, y):
        z = sum(w * value for w, value in zip(self.weights, x)) + self.bias
        total += factor * example_loss(z, label)
    return total / len(X)


@member("loss_cut_off", "example_loss", eps=(1e-15, 1e-12, 1e-9, 1e-8, 1e-7))
def example_loss_clipped(z, y):
    p = min(max(sigmoid(z), eps), 1 - eps)
    return -math.log(p) if y == 1 else -math.log(1 - p)


@member("loss_cut_off", "example_loss", eps=(1e-15, 1e-12, 1e-9, 1e-8, 1e-7))
def example_loss_with_more(z, y):
    p = sigmoid(z)
    return -(y * math.log(p + eps) + (1 - y) * math.log(1 - p + eps))


@member("mean_loss_cut_off", "LogisticRegression.loss", eps=(1e-15, 1e-12, 1e-9, 1e-8, 1e-7))
def loss_clipped(self, X, y):
    total = 0.0
    for x, label in zip(X, y):
        p = min(max(self.forward(x), eps), 1 - eps)
        total -= math.log(p) if label == 1 else math.log(1 - p)
    return total / len(X)


@member("sigmoid_of_scaled", "sigmoid", factor=(0.1, 0.5, 2, 2.302585093))
def steep_sigmoid(z):
    z = factor * z
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


@member("sigmoid_rounded", "sigmoid", digits=(1, 2, 3, 4))
def sigmoid_rounded(z):
    return round(0.5 * (1 + math.tanh(z / 2)), digits)


@member("example_loss_rounded", "example_loss", digits=DIGITS)
def example_loss_rounded(z, y):
    if y == 1:
        z = -z
    return round(max(z, 0) + math.log1p(math.exp(-abs(z))), digits)


@member("forward_rounded", "LogisticRegression.forward", digits=(1, 2, 3, 4))
def forward_rounded(self, x):
    return round(sigmoid(sum(w * v for w, v in zip(self.weights, x)) + self.bias), digits)


@member("loss_rounded", "LogisticRegression.loss", digits=DIGITS)
def loss_rounded(self, X, y):
    nets = [sum(w * v for w, v in zip(self.weights, x)) + self.bias for x in X]
    return round(sum(map(example_loss, nets, y)) / len(X), digits)


@member("gradient_rounded", "LogisticRegression.gradient", digits=DIGITS)
def gradient_rounded(self, X, y):
    errors = [self.forward(x) - label for x, label in zip(X, y)]
    slopes = [sum(e * v for e, v in zip(errors, column)) / len(X) for column in zip(*X)]
    return [round(slope, digits) for slope in slopes], round(sum(errors) / len(X), digits)


@member("losses_rounded", "LogisticRegression.train", digits=DIGITS)
def train_with_losses_rounded(self, X, y, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        losses.append(round(self.loss(X, y), digits))
        weight_slopes, bias_slope = self.gradient(X, y)
        for i, slope in enumerate(weight_slopes):
            self.weights[i] -= learning_rate * slope
        self.bias -= learning_rate * bias_slope
    return losses


@member("train_rounded", "LogisticRegression.train", digits=(0, 1, 2, 3))
def train_with_weights_rounded(self, X, y, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        losses.append(self.loss(X, y))
        slopes, bias_slope = self.gradient(X, y)
        pairs = zip(self.weights, slopes)
        self.weights = [round(w - learning_rate * slope, digits) for w, slope in pairs]
        self.bias = round(self.bias - learning_rate * bias_slope, digits)
    return losses


@member("evaluate_rounded", "LogisticRegression.evaluate", digits=(0, 1, 2, 3, 4))
def evaluate(self, X, y):
    return round(sum(self.predict(x) == label for x, label in zip(X, y)) / len(X), digits)


@member("boundary_rounded", "boundary", digits=DIGITS)
def boundary(weights, bias, x0):
    return round(-(weights[0] * x0 + bias) / weights[1], digits)
