"""Correct ways to write the network, in other styles; see `grader.catalogue`."""

# ruff: noqa: F821

from grader.course.marks import variant


@variant("MLP")
class NetworkOfLayers:
    """Layers with a forward and a backward of their own, as frameworks have them."""

    class Dense:
        """X @ weights + bias."""

        def __init__(self, weights, bias):
            self.weights, self.bias = np.array(weights), np.array(bias)

        def forward(self, X):
            self.X = X
            return X @ self.weights + self.bias

        def backward(self, errors):
            self.slopes = self.X.T @ errors, errors.sum(axis=0)
            return errors @ self.weights.T

        def step(self, rate):
            self.weights -= rate * self.slopes[0]
            self.bias -= rate * self.slopes[1]

    class Rectifier:
        """The larger of each number and 0."""

        def forward(self, X):
            self.mask = X > 0
            return np.where(self.mask, X, 0.0)

        def backward(self, errors):
            return np.where(self.mask, errors, 0.0)

    def __init__(self, W1, b1, W2, b2):
        self.first, self.second = self.Dense(W1, b1), self.Dense(W2, b2)
        self.layers = [self.first, self.Rectifier(), self.second]

    W1 = property(lambda self: self.first.weights)
    b1 = property(lambda self: self.first.bias)
    W2 = property(lambda self: self.second.weights)
    b2 = property(lambda self: self.second.bias)

    def forward(self, X):
        for layer in self.layers:
            X = layer.forward(X)
        return softmax(X)

    def backward(self, X, y):
        errors = (np.asarray(self.forward(X)) - np.asarray(one_hot(y, len(self.b2)))) / len(y)
        for layer in reversed(self.layers):
            errors = layer.backward(errors)
        return *self.first.slopes, *self.second.slopes

    def predict(self, X):
        return np.asarray(self.forward(X)).argmax(axis=1)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                self.backward(X[rows], y[rows])
                self.first.step(learning_rate)
                self.second.step(learning_rate)
            losses.append(cross_entropy(self.forward(X), y))
        return losses


@variant("MLP")
class NetworkInARow:
    """All parameters in one vector; the four are views of it, and a step is one line."""

    def __init__(self, *parts):
        self.vector = np.concatenate([np.ravel(part) for part in parts])
        self.W1, self.b1, self.W2, self.b2 = self.cut(self.vector, parts)

    @staticmethod
    def cut(vector, like):
        ends = np.cumsum([part.size for part in like])
        pieces = np.split(vector, ends[:-1])
        return [piece.reshape(part.shape) for piece, part in zip(pieces, like)]

    def hidden(self, X):
        return (X @ self.W1 + self.b1).clip(min=0)

    def forward(self, X):
        return softmax(self.hidden(X).dot(self.W2) + self.b2)

    def backward(self, X, y):
        H, P = self.hidden(X), np.array(self.forward(X))
        P[np.arange(len(y)), y] -= 1.0
        P /= len(y)
        back = np.einsum("nk,hk->nh", P, self.W2)
        back[H <= 0] = 0
        return np.einsum("nm,nh->mh", X, back), back.sum(0), np.einsum("nh,nk->hk", H, P), P.sum(0)

    def predict(self, X):
        return [int(np.argmax(row)) for row in self.forward(X)]

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            for start in range(0, len(order), batch_size):
                rows = np.asarray(order[start : start + batch_size])
                slopes = self.backward(X.take(rows, axis=0), y.take(rows))
                self.vector -= learning_rate * np.concatenate([part.ravel() for part in slopes])
            losses.append(float(cross_entropy(self.forward(X), y)))
        return losses


@variant("MLP")
class NetworkRowByRow:
    """One example at a time: outer products, added up and divided at the end."""

    def __init__(self, W1, b1, W2, b2):
        import copy

        self.W1, self.b1, self.W2, self.b2 = copy.deepcopy((W1, b1, W2, b2))

    def forward(self, X):
        return np.vstack([self.of_row(x)[1] for x in X])

    def of_row(self, x):
        hidden = np.array([max(0.0, z) for z in x @ self.W1 + self.b1])
        return hidden, np.asarray(softmax((hidden @ self.W2 + self.b2)[np.newaxis, :]))[0]

    def backward(self, X, y):
        sums = [np.zeros_like(each) for each in (self.W1, self.b1, self.W2, self.b2)]
        for x, label in zip(X, y):
            hidden, probabilities = self.of_row(x)
            error = probabilities - np.eye(len(self.b2))[label]
            back = self.W2 @ error * (hidden > 0)
            for total, part in zip(sums, (np.outer(x, back), back, np.outer(hidden, error), error)):
                total += part
        return tuple(total / len(X) for total in sums)

    def predict(self, X):
        return np.array([np.argmax(self.of_row(x)[1]) for x in X])

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                dW1, db1, dW2, db2 = self.backward(X[rows], y[rows])
                self.W1 = self.W1 - learning_rate * dW1
                self.b1 = self.b1 - learning_rate * db1
                self.W2 = self.W2 - learning_rate * dW2
                self.b2 = self.b2 - learning_rate * db2
            losses.append(cross_entropy(self.forward(X), y))
        return losses


class Learner:
    """What every model has in common: the names of its parameters, prediction and training."""

    names = ()

    def forward(self, X):
        raise NotImplementedError

    def predict(self, X):
        return np.argmax(self.forward(X), axis=1)

    def step(self, slopes, rate):
        for name, slope in zip(self.names, slopes):
            setattr(self, name, getattr(self, name) - rate * slope)

    def train(self, X, y, order, batch_size, epochs, learning_rate):
        losses = []
        for _ in range(epochs):
            for rows in batches(order, batch_size):
                self.step(self.backward(X[rows], y[rows]), learning_rate)
            losses.append(cross_entropy(self.forward(X), y))
        return losses


@variant("MLP", also={"Learner": "Learner"})
class NetworkOfABaseClass(Learner):
    """What any model has is inherited; biases are rows."""

    names = ("W1", "b1", "W2", "b2")

    def __init__(self, W1, b1, W2, b2):
        self.W1, self.W2 = np.array(W1, dtype=float), np.array(W2, dtype=float)
        self.b1, self.b2 = b1.reshape(1, -1).copy(), b2.reshape(1, -1).copy()

    def forward(self, X):
        self.H = np.matmul(X, self.W1) + self.b1
        self.H *= self.H > 0
        return softmax(self.H @ self.W2 + self.b2)

    def backward(self, X, y):
        D = np.asarray(self.forward(X)) / len(X)
        D -= np.asarray(one_hot(y, D.shape[1])) / len(X)
        B = (self.W2 @ D.T).T * np.sign(self.H)
        return [X.T @ B, B.sum(axis=0, keepdims=True), self.H.T @ D, D.sum(axis=0, keepdims=True)]
