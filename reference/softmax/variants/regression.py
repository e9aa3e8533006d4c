"""Correct ways to write softmax regression, in other styles; see `grader.catalogue`."""

# ruff: noqa: C901, F821

from grader.course.marks import variant


@variant("SoftmaxRegression")
class RegressionByEinsum:
    """Contracted indices in the place of products, and new arrays at every step."""

    def __init__(self, num_features, num_classes):
        self.weights = np.full((num_features, num_classes), 0.0)
        self.bias = np.full(num_classes, 0.0)

    def forward(self, X):
        return softmax(np.einsum("nm,mk->nk", X, self.weights) + self.bias[None, :])

    def backward(self, X, y):
        errors = self.forward(X)
        errors[np.arange(len(y)), y] -= 1
        return np.einsum("nm,nk->mk", X, errors) / len(y), np.einsum("nk->k", errors) / len(y)

    def predict(self, X):
        return self.forward(X).argmax(-1)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = np.empty(epochs)
        for epoch in range(epochs):
            for rows in batches(order, batch_size):
                slopes = self.backward(X[rows], y[rows])
                self.weights = self.weights - learning_rate * slopes[0]
                self.bias = self.bias - learning_rate * slopes[1]
            losses[epoch] = cross_entropy(self.forward(X), y)
        return losses


@variant("SoftmaxRegression")
class RegressionWithBiasInside:
    """One matrix, its last row the bias; properties show its parts."""

    def __init__(self, num_features, num_classes):
        self.theta = np.zeros((num_features + 1, num_classes))

    @property
    def weights(self):
        return self.theta[:-1]

    @property
    def bias(self):
        return self.theta[-1]

    def extended(self, X):
        return np.hstack([X, np.ones((X.shape[0], 1))])

    def forward(self, X):
        return softmax(self.extended(X).dot(self.theta))

    def slopes(self, X, y):
        errors = self.forward(X) - np.eye(self.theta.shape[1])[y]
        return self.extended(X).T.dot(errors) / X.shape[0]

    def backward(self, X, y):
        slopes = self.slopes(X, y)
        return slopes[:-1], slopes[-1]

    def predict(self, X):
        return np.argmax(self.extended(X) @ self.theta, axis=1)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        def epoch():
            for rows in batches(order, batch_size):
                self.theta -= learning_rate * self.slopes(X[rows], y[rows])
            return cross_entropy(self.forward(X), y)

        return [epoch() for _ in range(epochs)]


@variant("SoftmaxRegression")
class RegressionInLoops:
    """No product of arrays at all: numbers, in loops, and lists for what is kept."""

    def __init__(self, num_features, num_classes):
        self.weights = [[0.0] * num_classes for _ in range(num_features)]
        self.bias = [0.0] * num_classes

    def forward(self, X):
        net_inputs = [
            [
                sum(x * row[k] for x, row in zip(example, self.weights)) + self.bias[k]
                for k in range(len(self.bias))
            ]
            for example in X
        ]
        return softmax(np.array(net_inputs))

    def backward(self, X, y):
        P = self.forward(X)
        m, k, n = len(self.weights), len(self.bias), len(X)
        d_weights, d_bias = np.zeros((m, k)), np.zeros(k)
        for i in range(n):
            for c in range(k):
                error = P[i][c] - (1.0 if y[i] == c else 0.0)
                d_bias[c] += error / n
                for j in range(m):
                    d_weights[j, c] += X[i, j] * error / n
        return d_weights, d_bias

    def predict(self, X):
        return [max(range(len(row)), key=lambda c: row[c]) for row in self.forward(X)]

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            for start in range(0, len(order), batch_size):
                rows = order[start : start + batch_size]
                d_weights, d_bias = self.backward(X[rows], y[rows])
                for k in range(len(self.bias)):
                    self.bias[k] -= learning_rate * d_bias[k]
                    for j in range(len(self.weights)):
                        self.weights[j][k] -= learning_rate * d_weights[j][k]
            losses.append(cross_entropy(self.forward(X), y))
        return losses


@variant("SoftmaxRegression")
class RegressionInColumns:
    """Examples as columns inside, as some books have them; the bias is a row of its own."""

    def __init__(self, num_features, num_classes):
        self.W, self.b = np.zeros((num_classes, num_features)), np.zeros((num_classes, 1))

    weights = property(lambda self: self.W.T)
    bias = property(lambda self: self.b.T)

    def forward(self, X):
        return softmax((self.W @ X.T + self.b).T)

    def errors(self, X, y):
        coded = one_hot(y, self.W.shape[0])
        return np.transpose(np.asarray(self.forward(X)) - np.asarray(coded)) / len(X)

    def backward(self, X, y):
        errors = self.errors(X, y)
        return np.dot(errors, X).T, np.sum(errors, axis=1, keepdims=True).T

    def predict(self, X):
        return np.argmax(self.W @ X.T + self.b, axis=0)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        history = []
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                errors = self.errors(X[rows], y[rows])
                self.W -= learning_rate * errors @ X[rows]
                self.b -= learning_rate * errors.sum(axis=1, keepdims=True)
            history += [cross_entropy(self.forward(X), y)]
        return history


@variant("SoftmaxRegression")
class RegressionOfAState:
    """A dict of parameters, a generator of losses, and what is remembered between the methods."""

    def __init__(self, num_features, num_classes):
        self.state = {"weights": np.zeros((num_features, num_classes)), "bias": 0}
        self.state["bias"] = np.zeros((1, num_classes))
        self.cache = None

    def __getattr__(self, name):
        try:
            return self.__dict__["state"][name]
        except KeyError:
            raise AttributeError(name) from None

    def forward(self, X):
        Z = np.matmul(X, self.weights) + np.repeat(self.bias, len(X), axis=0)
        self.cache = X, np.asarray(softmax(Z))
        return self.cache[1]

    def backward(self, X, y):
        self.forward(X)
        X, P = self.cache
        D = P.copy()
        np.subtract.at(D, (np.arange(len(y)), y), 1.0)
        D *= 1 / len(y)
        return np.tensordot(X, D, axes=(0, 0)), np.ones((1, len(y))) @ D

    def predict(self, X):
        return np.argsort(-self.forward(X), axis=1, kind="stable")[:, 0]

    def steps(self, X, y, order, batch_size, epochs, learning_rate):
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                names = "weights", "bias"
                for name, slope in zip(names, self.backward(X[rows], y[rows])):
                    self.state[name] = self.state[name] - learning_rate * slope
            yield cross_entropy(self.forward(X), y)

    def train(self, *arguments, **options):
        return list(self.steps(*arguments, **options))


@variant("SoftmaxRegression")
def regression_that_is_made(num_features, num_classes):
    """A function that makes the model, which is a dataclass; the loss from the net inputs."""
    from dataclasses import dataclass, field

    @dataclass
    class Model:
        weights: np.ndarray = field(default_factory=lambda: np.zeros((num_features, num_classes)))
        bias: np.ndarray = field(default_factory=lambda: np.zeros(num_classes))

        def net_input(self, X):
            return X @ self.weights + self.bias

        def forward(self, X):
            return softmax(self.net_input(X))

        def loss(self, X, y):
            Z = self.net_input(X)
            highest = Z.max(axis=1)
            sums = highest + np.log(np.exp(Z - highest[:, None]).sum(axis=1))
            return (sums - Z[np.arange(len(y)), y]).mean()

        def backward(self, X, y):
            D = np.asarray(self.forward(X)) - np.asarray(one_hot(y, self.bias.size))
            return [X.T @ D / len(X), np.mean(D, axis=0)]

        def predict(self, X):
            return self.net_input(X).argmax(axis=1)

        def train(self, X, y, order, batch_size, epochs, learning_rate):
            losses = []
            while len(losses) < epochs:
                for rows in batches(order, batch_size):
                    d_weights, d_bias = self.backward(np.take(X, rows, axis=0), np.take(y, rows))
                    np.subtract(self.weights, learning_rate * d_weights, out=self.weights)
                    np.subtract(self.bias, learning_rate * d_bias, out=self.bias)
                losses.append(self.loss(X, y))
            return losses

    return Model()
