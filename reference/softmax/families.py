"""Programs that the families beside the probes must know, with every value that is listed."""

# ruff: noqa: D102, F821

from grader.course.marks import member

FACTORS = (0.001, 0.01, 0.1, 0.5, 2, 10)
DIGITS = (0, 1, 2, 3, 4)


@member("train_scaled", "SoftmaxRegression.train", factor=FACTORS)
def train(self, X, y, order, batch_size, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        for rows in batches(order, batch_size):
            d_weights, d_bias = self.backward(X[rows], y[rows])
            self.weights -= factor * learning_rate * d_weights
            self.bias -= factor * learning_rate * d_bias
        losses.append(cross_entropy(self.forward(X), y))
    return losses


@member("train_fixed_rate", "SoftmaxRegression.train", rate=(0.001, 0.01, 0.1, 0.05, 1.5))
def train_at_a_rate(self, X, y, order, batch_size, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        for rows in batches(order, batch_size):
            d_weights, d_bias = self.backward(X[rows], y[rows])
            self.weights -= rate * d_weights
            self.bias -= rate * d_bias
        losses.append(cross_entropy(self.forward(X), y))
    return losses


@member("network_scaled", "MLP.train", factor=FACTORS)
def network_train(self, X, y, order, batch_size, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        for rows in batches(order, batch_size):
            slopes = self.backward(X[rows], y[rows])
            for parameter, slope in zip((self.W1, self.b1, self.W2, self.b2), slopes):
                parameter -= factor * learning_rate * slope
        losses.append(cross_entropy(self.forward(X), y))
    return losses


@member("network_fixed_rate", "MLP.train", rate=(0.001, 0.01, 0.1, 0.05, 1.5))
def network_train_at_a_rate(self, X, y, order, batch_size, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        for rows in batches(order, batch_size):
            slopes = self.backward(X[rows], y[rows])
            for parameter, slope in zip((self.W1, self.b1, self.W2, self.b2), slopes):
                parameter -= rate * slope
        losses.append(cross_entropy(self.forward(X), y))
    return losses


@member("gradient_scaled", "SoftmaxRegression.backward", factor=(-2, 0.1, 0.5, 2))
def backward(self, X, y):
    D = (self.forward(X) - one_hot(y, len(self.bias))) / len(X)
    return factor * (X.T @ D), factor * D.sum(axis=0)


@member("network_gradient_scaled", "MLP.backward", factor=(-2, 0.1, 0.5, 2))
def network_backward(self, X, y):
    H = np.maximum(0, X @ self.W1 + self.b1)
    D2 = factor * (self.forward(X) - one_hot(y, len(self.b2))) / len(X)
    D1 = (D2 @ self.W2.T) * (H > 0)
    return X.T @ D1, D1.sum(axis=0), H.T @ D2, D2.sum(axis=0)


@member("start_elsewhere", "SoftmaxRegression.__init__", start=(0.01, 0.1, 0.5, 1, -1))
def init_constant(self, num_features, num_classes):
    self.weights = np.full((num_features, num_classes), float(start))
    self.bias = np.zeros(num_classes)


@member("start_elsewhere", "SoftmaxRegression.__init__", start=(0.01, 0.1, 1))
def init_constant_bias(self, num_features, num_classes):
    self.weights = np.zeros((num_features, num_classes))
    self.bias = np.full(num_classes, float(start))


@member("start_elsewhere", "SoftmaxRegression.__init__", start=(0.001, 0.01, 0.1, 1))
def init_drawn(self, num_features, num_classes):
    rng = np.random.default_rng(0)
    self.weights = start * rng.normal(size=(num_features, num_classes))
    self.bias = np.zeros(num_classes)


@member("start_elsewhere", "SoftmaxRegression.__init__", start=(0.001, 0.01, 0.1, 1))
def init_drawn_with_bias(self, num_features, num_classes):
    rng = np.random.RandomState(num_features)
    self.weights = rng.uniform(-start, start, (num_features, num_classes))
    self.bias = rng.uniform(-start, start, num_classes)


@member("loss_smoothed", "cross_entropy", added=(0.0001, 0.001, 0.01, 0.1))
def cross_entropy(P, y):
    return -np.log(P[np.arange(len(y)), y] + added).mean()


@member("accuracy_rounded", "accuracy", digits=DIGITS)
def accuracy(predicted, y):
    return round((predicted == y).mean(), digits)


@member("loss_rounded", "cross_entropy", digits=DIGITS)
def cross_entropy_of_few_decimals(P, y):
    return round(-np.log(P[np.arange(len(y)), y]).mean(), digits)


@member("softmax_rounded", "softmax", digits=(2, 3, 4))
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return np.round(E / E.sum(axis=1, keepdims=True), digits)


@member("train_losses_rounded", "SoftmaxRegression.train", digits=DIGITS)
def train_losses(self, X, y, order, batch_size, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        for rows in batches(order, batch_size):
            d_weights, d_bias = self.backward(X[rows], y[rows])
            self.weights -= learning_rate * d_weights
            self.bias -= learning_rate * d_bias
        losses.append(round(cross_entropy(self.forward(X), y), digits))
    return losses


@member("network_losses_rounded", "MLP.train", digits=DIGITS)
def network_losses(self, X, y, order, batch_size, epochs, learning_rate):
    losses = []
    for _ in range(epochs):
        for rows in batches(order, batch_size):
            slopes = self.backward(X[rows], y[rows])
            for parameter, slope in zip((self.W1, self.b1, self.W2, self.b2), slopes):
                parameter -= learning_rate * slope
        losses.append(round(cross_entropy(self.forward(X), y), digits))
    return losses
