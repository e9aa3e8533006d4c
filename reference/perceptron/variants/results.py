"""Correct ways to write evaluate(), decision_boundary() and main(); see `grader.catalogue`."""

# ruff: noqa: B904, B905, C416, C417, E731, F821, PIE810, RET504, RET505, SIM108, T201

from grader.course.marks import variant


@variant("Perceptron.evaluate")
def evaluate_by_statistics(self, x, y):
    from statistics import mean

    return mean(int(self.forward(row) == label) for row, label in zip(x, y))


@variant("Perceptron.evaluate")
def evaluate_by_errors(self, x, y):
    wrong = 0
    for i in range(len(x)):
        wrong += abs(self.backward(x[i], y[i]))
    return 1 - wrong / len(x)


@variant("Perceptron.evaluate")
def evaluate_as_fraction(self, x, y):
    from fractions import Fraction

    predictions = [self.forward(row) for row in x]
    return Fraction([p == label for p, label in zip(predictions, y)].count(True), len(predictions))


@variant("Perceptron.evaluate")
def evaluate_as_it_goes(self, x, y):
    accuracy = 0.0
    for n, (row, label) in enumerate(zip(x, y), start=1):
        accuracy += ((1.0 if self.forward(row) == label else 0.0) - accuracy) / n
    return accuracy


@variant("decision_boundary")
def boundary_by_slope_and_intercept(weights, bias, x0_min, x0_max):
    slope = -weights[0] / weights[1]
    intercept = -bias / weights[1]
    return slope * x0_min + intercept, slope * x0_max + intercept


@variant("decision_boundary")
def boundary_in_a_list(weights, bias, x0_min, x0_max):
    return [(-bias - weights[0] * x0) / weights[1] for x0 in (x0_min, x0_max)]


@variant("decision_boundary")
def boundary_in_fractions(weights, bias, x0_min, x0_max):
    from fractions import Fraction

    w0, w1, b = Fraction(weights[0]), Fraction(weights[1]), Fraction(bias)
    return tuple(-(w0 * Fraction(end) + b) / w1 for end in (x0_min, x0_max))


@variant("decision_boundary")
def boundary_of_lists_or_columns(weights, bias, x0_min, x0_max):
    def number(value):
        return number(value[0]) if isinstance(value, (list, tuple)) else float(value)

    w0, w1, b = number(weights[0]), number(weights[1]), number(bias)
    return -(w0 * x0_min + b) / w1, -(w0 * x0_max + b) / w1


@variant("main")
def main_by_itself(path, order, n_train=70, epochs=5):
    """Step by step with names, everything printed, the results in a list."""
    features, labels = load_data(path)
    print("rows:", len(features), "classes:", class_counts(labels))
    train_x, train_y, test_x, test_y = split(features, labels, order, n_train)
    mean, std = mean_std(train_x)
    train_x = standardize(train_x, mean, std)
    test_x = standardize(test_x, mean, std)
    perceptron = Perceptron(num_features=len(features[0]))
    for epoch in range(epochs):
        perceptron.train(train_x, train_y, 1)
        print("epoch", epoch, "accuracy", perceptron.evaluate(train_x, train_y))
    train_accuracy = perceptron.evaluate(train_x, train_y)
    test_accuracy = perceptron.evaluate(test_x, test_y)
    x1 = decision_boundary(perceptron.weights, perceptron.bias, -2.0, 2.0)
    return [perceptron.weights, perceptron.bias, train_accuracy, test_accuracy, list(x1)]


@variant("main")
def main_in_a_namedtuple(path, order, n_train=70, epochs=5):
    from typing import NamedTuple

    class Result(NamedTuple):
        weights: list
        bias: float
        train_accuracy: float
        test_accuracy: float
        boundary: tuple

    X_train, y_train, X_test, y_test = prepare(*load_data(path), order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    accuracies = [model.evaluate(*part) for part in ((X_train, y_train), (X_test, y_test))]
    ends = decision_boundary(model.weights, model.bias, -2, 2)
    return Result(tuple(model.weights), model.bias, *accuracies, ends)
