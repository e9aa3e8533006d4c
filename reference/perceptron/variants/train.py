"""Correct ways to write train(); see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


@variant("Perceptron.train")
def train_bias_first(self, x, y, epochs):
    for _ in range(epochs):
        for i in range(len(x)):
            error = self.backward(x[i], y[i])
            self.bias += error
            for j in range(len(self.weights)):
                self.weights[j] = self.weights[j] + error * x[i][j]


@variant("Perceptron.train")
def train_stops_without_errors(self, x, y, epochs):
    for _ in range(epochs):
        errors = 0
        for row, label in zip(x, y):
            error = self.backward(row, label)
            self.weights = [w + error * v for w, v in zip(self.weights, row)]
            self.bias += error
            errors += error != 0
        if errors == 0:
            break


@variant("Perceptron.train")
def train_skips_what_is_right(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            error = self.backward(row, label)
            if not error:
                continue
            for j, value in enumerate(row):
                self.weights[j] += error * value
            self.bias += error


@variant("Perceptron.train")
def train_by_cases(self, x, y, epochs):
    for _ in range(epochs):
        for row, label in zip(x, y):
            prediction = self.forward(row)
            if label == 1 and prediction == 0:
                self.weights = [w + v for w, v in zip(self.weights, row)]
                self.bias += 1
            elif label == 0 and prediction == 1:
                self.weights = [w - v for w, v in zip(self.weights, row)]
                self.bias -= 1


@variant("Perceptron.train")
def train_gives_itself_back(self, x, y, epochs):
    from itertools import chain, repeat

    for row, label in chain.from_iterable(repeat(list(zip(x, y)), epochs)):
        error = self.backward(row, label)
        self.weights[:] = [w + error * v for w, v in zip(self.weights, row)]
        self.bias += error
    return self


@variant("Perceptron.train")
def train_keeps_a_history(self, x, y, epochs):
    history = []
    for epoch in range(1, epochs + 1):
        wrong = 0
        for row, label in zip(x, y):
            error = self.backward(row, label)
            wrong += abs(error)
            self.weights = [w + error * v for w, v in zip(self.weights, row)]
            self.bias = self.bias + error
        history.append({"epoch": epoch, "wrong": wrong, "weights": list(self.weights)})
        print(f"epoch {epoch}: {wrong} wrong")
    return history


@variant("Perceptron.train")
def train_by_local_names(self, x, y, epochs):
    """Work on a copy, and store it when all is done."""
    weights, bias = self.weights.copy(), self.bias
    for _ in range(epochs):
        for row, label in zip(x, y):
            z = sum(w * v for w, v in zip(weights, row)) + bias
            error = label - (z > 0)
            weights = [w + error * v for w, v in zip(weights, row)]
            bias += error
    self.weights, self.bias = weights, bias


@variant("Perceptron.train")
def train_on_a_copy_of_the_data(self, x, y, epochs):
    import copy

    data = copy.deepcopy(list(zip(x, y)))
    for _ in range(epochs):
        for row, label in data:
            row = [*row, 1.0]
            error = self.backward(row[:-1], label)
            *self.weights, self.bias = [
                p + error * v for p, v in zip([*self.weights, self.bias], row)
            ]


@variant("Perceptron.train")
def train_with_learning_rate_of_one(self, x, y, epochs, learning_rate=1.0, verbose=False):
    for epoch in range(epochs):
        for row, label in zip(x, y):
            delta = learning_rate * self.backward(row, label)
            for j in range(len(self.weights)):
                self.weights[j] += delta * row[j]
            self.bias += delta
        if verbose:
            print(epoch, self.weights, self.bias)
