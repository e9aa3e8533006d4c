"""Wrong ways to write main(), as students do; see `grader.catalogue`."""

# ruff: noqa: B006, B007, B905, F821, F841, RET503, RET504, T201

from grader.course.marks import mistake


@mistake(
    "main",
    cause="the accuracies are those of an untrained model",
    advice="evaluate the model that was trained, not a new one",
    about=["main"],
)
def main_evaluates_fresh_model(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    fresh = Perceptron(len(X_train[0]))
    return (
        model.weights,
        model.bias,
        fresh.evaluate(X_train, y_train),
        fresh.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is trained on the test part",
    advice="the test part is only for evaluating",
    about=["main"],
)
def main_trains_on_test_part(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_test, y_test, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is trained on the test part as well",
    advice="the test part is only for evaluating",
    about=["main"],
)
def main_trains_on_both_parts(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train + X_test, y_train + y_test, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the two accuracies are swapped",
    advice="the accuracy of the training part comes before that of the test part",
    about=["main"],
)
def main_accuracies_swapped(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_test, y_test),
        model.evaluate(X_train, y_train),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the training part is evaluated twice",
    advice="the second accuracy is of the test part",
    about=["main"],
)
def main_tests_on_training_part(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_train, y_train),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the number of training examples is not the one given",
    advice="pass on the n_train that `main` is given, not 70",
    about=["main"],
)
def main_ignores_n_train(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, min(70, len(X) - 1))
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the number of epochs is not the one given",
    advice="pass on the epochs that `main` is given, not 5",
    about=["main"],
)
def main_ignores_epochs(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, 5)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is trained for twice as many epochs",
    advice="`train` goes on when it is called again: look for a second call",
    about=["main"],
)
def main_trains_twice(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the default number of epochs is not 5",
    advice="look at the defaults of `main`: the task gives them",
    about=["main"],
)
def main_other_default_epochs(path, order, n_train=70, epochs=10):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the order that is given is not used",
    advice="pass on the order that `main` is given",
    about=["main"],
)
def main_ignores_order(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, range(len(X)), n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the data are split, but not standardized",
    advice="`prepare` does both steps: use it in place of `split`",
    about=["main"],
)
def main_without_standardizing(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = split(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the test part that is evaluated is not standardized",
    advice="the model has learned from standardized rows: evaluate it on such rows",
    about=["main"],
)
def main_tests_raw_rows(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(*split(X, y, order, n_train)[2:]),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="mean and deviation are taken of all data",
    advice="`prepare` standardizes by the training part alone: use it",
    about=["main"],
)
def main_standardizes_all_first(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = split(standardize(X, *mean_std(X)), y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the test part is standardized by its own mean and deviation",
    advice="`prepare` standardizes both parts by the training part: leave it at that",
    about=["main"],
)
def main_test_by_itself(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    X_test = standardize(X_test, *mean_std(X_test))
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the boundary is not taken at -2 and 2",
    advice="`main` gives the boundary at x0 = -2 and x0 = 2, whatever the data",
    about=["main"],
)
def main_boundary_of_data_range(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    firsts = [row[0] for row in X_train]
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, min(firsts), max(firsts)),
    )


@mistake(
    "main",
    cause="the bias is missing from the boundary",
    advice="hand the model's bias to `decision_boundary`",
    about=["main"],
)
def main_boundary_without_bias(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, 0.0, -2, 2),
    )


@mistake(
    "main",
    cause="the results are rounded",
    advice="keep every decimal: round only what you print",
    about=["main"],
)
def main_weights_rounded(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        [round(weight, 2) for weight in model.weights],
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the accuracies are given in percent",
    advice="an accuracy is a share from 0 to 1: do not multiply it",
    about=["main"],
)
def main_percent(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        100 * model.evaluate(X_train, y_train),
        100 * model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the bias is returned before the weights",
    advice="look at the order of what `main` returns",
    about=["main"],
)
def main_bias_first(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    model.train(X_train, y_train, epochs)
    return (
        model.bias,
        model.weights,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )


@mistake(
    "main",
    cause="the bias before training is returned",
    advice="a number is not changed by training once you have copied it: read the bias afterwards",
    about=["main"],
)
def main_bias_read_too_early(path, order, n_train=70, epochs=5):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    model = Perceptron(len(X_train[0]))
    bias = model.bias
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, bias, -2, 2),
    )


@mistake(
    "main",
    cause="the model is kept from one call of `main` to the next",
    advice="a default value is made once for all calls: make the model inside `main`",
    about=["main"],
)
def main_one_model_for_all_calls(path, order, n_train=70, epochs=5, models=[]):
    X, y = load_data(path)
    X_train, y_train, X_test, y_test = prepare(X, y, order, n_train)
    if not models:
        models.append(Perceptron(len(X_train[0])))
    model = models[0]
    model.train(X_train, y_train, epochs)
    return (
        model.weights,
        model.bias,
        model.evaluate(X_train, y_train),
        model.evaluate(X_test, y_test),
        decision_boundary(model.weights, model.bias, -2, 2),
    )
