"""The questions put to a perceptron: the same for the references and for every student.

A probe gets the implementation (`student`) and one case, calls what it `needs`, and returns plain
numbers in lists, or a dict whose keys say where a number stands ("epoch 2: weights"). All weights
are reached through `train`: one example of label 1 on a new model sets the weights to the example
and the bias to 1. No probe writes into a student's object.
"""

import copy


def needs(*functions):
    """Mark a function as a probe, with what it calls; the last is the one it is about."""

    def mark(probe):
        probe.needs = functions
        return probe

    return mark


def named(values, *names):
    """Name the parts that a call is unpacked to; anything of another length is as it was."""
    is_row = not isinstance(values, (str, dict, set, frozenset)) and hasattr(values, "__iter__")
    parts = list(values) if is_row else ()
    return dict(zip(names, parts)) if len(parts) == len(names) else values


def state(model):
    """Weights and bias as they are now, whatever becomes of the model."""
    return {"weights": kept(model.weights), "bias": kept(model.bias)}


def kept(numbers):
    if type(numbers) is list:  # the usual form, copied 600 times for each submission
        return [kept(number) for number in numbers]
    if type(numbers) in (float, int):
        return numbers
    return numbers.tolist() if hasattr(numbers, "tolist") else copy.deepcopy(numbers)


def trained(student, case):
    """A model whose weights are known without loops: label 1 sets weights and bias."""
    model = student.Perceptron(len(case.example))
    model.train([case.example], [1], 1)
    return model


def changed(rows):
    """Other rows of the same form: who keeps an earlier answer gives another than is asked for."""
    return [[2 * value + 64 for value in row] for row in rows]


def turned(labels):
    return [1 - label for label in labels]


# data


@needs("load_data")
def loaded(student, case):
    """load_data() reads features and labels of every line that is not blank"""
    return named(student.load_data(case.path("data.txt")), "X", "y")


@needs("class_counts")
def counted(student, case):
    """class_counts() counts label 0, then label 1"""
    return student.class_counts(case.y)


@needs("split")
def parted(student, case):
    """split() puts X and y in the given order, then cuts after n_train examples"""
    parts = student.split(case.X, case.y, case.order, case.n_train)
    return named(parts, "X_train", "y_train", "X_test", "y_test")


@needs("mean_std")
def measured(student, case):
    """mean_std() gives each feature's mean and standard deviation (divided by n)"""
    return named(student.mean_std(case.X), "means", "stds")


@needs("standardize")
def standardized(student, case):
    """standardize() subtracts the mean it is given and divides by the deviation it is given"""
    return student.standardize(case.X, case.mean, case.std)


@needs("prepare")
def prepared(student, case):
    """prepare() splits, then standardizes both parts by the training part"""
    parts = student.prepare(case.X, case.y, case.order, case.n_train)
    return named(parts, "X_train", "y_train", "X_test", "y_test")


@needs("load_data")
def loaded_again(student, case):
    """load_data() reads the file that it is given, after another one, too"""
    student.load_data(case.path("other.txt"))
    return loaded(student, case)


@needs("class_counts")
def counted_again(student, case):
    """class_counts() counts the labels that it is given, after others, too"""
    student.class_counts(turned(case.y))
    return counted(student, case)


@needs("split")
def parted_again(student, case):
    """split() parts the examples that it is given, after others, too"""
    student.split(changed(case.X), turned(case.y), case.order[::-1], case.n_train)
    return parted(student, case)


@needs("mean_std")
def measured_again(student, case):
    """mean_std() measures the rows that it is given, after others, too"""
    student.mean_std(changed(case.X))
    return measured(student, case)


@needs("standardize")
def standardized_again(student, case):
    """standardize() takes the rows and statistics that it is given, after others, too"""
    student.standardize(changed(case.X), *changed([case.mean, case.std]))
    return standardized(student, case)


@needs("prepare")
def prepared_again(student, case):
    """prepare() takes the examples that it is given, after others, too"""
    student.prepare(changed(case.X), turned(case.y), case.order[::-1], case.n_train)
    return prepared(student, case)


@needs("split")
def parted_all(student, case):
    """split() leaves nothing for testing where all examples are for training"""
    try:
        parts = student.split(case.X, case.y, case.order, len(case.order))
        return {"test examples": len(parts[2])}
    except Exception:  # who takes nothing apart gives no wrong answer, and is asked for more above
        return {"test examples": 0}


@needs("class_counts")
def counts_keep_inputs(student, case):
    """class_counts() leaves its inputs unchanged"""
    student.class_counts(case.y)
    return {"y afterwards": case.y}


@needs("split")
def split_keeps_inputs(student, case):
    """split() leaves its inputs unchanged"""
    student.split(case.X, case.y, case.order, case.n_train)
    return {"X afterwards": case.X, "y afterwards": case.y, "order afterwards": case.order}


@needs("mean_std")
def statistics_keep_inputs(student, case):
    """mean_std() leaves its inputs unchanged"""
    student.mean_std(case.X)
    return {"X afterwards": case.X}


@needs("standardize")
def standardize_keeps_inputs(student, case):
    """standardize() leaves its inputs unchanged"""
    student.standardize(case.X, case.mean, case.std)
    return {"X afterwards": case.X, "mean afterwards": case.mean, "std afterwards": case.std}


@needs("prepare")
def prepare_keeps_inputs(student, case):
    """prepare() leaves its inputs unchanged"""
    student.prepare(case.X, case.y, case.order, case.n_train)
    return {"X afterwards": case.X, "y afterwards": case.y, "order afterwards": case.order}


# the perceptron


@needs("Perceptron")
def started(student, case):
    """a new Perceptron has one weight of zero for each feature, and a bias of zero"""
    return state(student.Perceptron(case.features))


@needs("Perceptron", "Perceptron.forward")
def start_predicts_nothing(student, case):
    """a new Perceptron predicts 0: a net input of exactly 0 is not above 0"""
    model = student.Perceptron(len(case.rows[0]))
    return [model.forward(row) for row in case.rows]


@needs("Perceptron", "Perceptron.train")
def second_is_new(student, case):
    """a second Perceptron starts at zero, of any size, however long the first was trained"""
    features = len(case.X[0])
    first = student.Perceptron(features)
    first.train(case.X, case.y, case.epochs)
    second, third = student.Perceptron(features), student.Perceptron(features + 1)
    return {"second model": state(second), "third, with a feature more": state(third)}


@needs("Perceptron", "Perceptron.train")
def first_is_kept(student, case):
    """training a second Perceptron leaves the first as it was"""
    first = trained(student, case)
    before = state(first)
    second = student.Perceptron(len(case.X[0]))
    second.train(case.X, case.y, case.epochs)
    return {"first model unchanged": state(first) == before}


@needs("Perceptron", "Perceptron.train", "Perceptron.forward")
def predicted(student, case):
    """forward() predicts 1 for a row whose net input is above 0, else 0, by the present weights"""
    model = student.Perceptron(len(case.example))
    for row in case.rows:
        model.forward(row)  # of a new model, which no answer after training may hang on
    model.train([case.example], [1], 1)
    return {f"row {row}": model.forward(row) for row in case.rows}


@needs("Perceptron", "Perceptron.train", "Perceptron.forward")
def forward_changes_nothing(student, case):
    """forward() changes neither the model nor the row"""
    model = trained(student, case)
    before = state(model)
    for row in case.rows:
        model.forward(row)
    return {"model unchanged": state(model) == before, "rows afterwards": case.rows}


@needs("Perceptron", "Perceptron.train", "Perceptron.backward")
def errors_found(student, case):
    """backward() gives the label minus the prediction, by the present weights"""
    model = student.Perceptron(len(case.example))
    for row in case.rows:
        model.backward(row, 1)
    model.train([case.example], [1], 1)
    return {
        f"row {row}, label {label}": model.backward(row, label)
        for row in case.rows
        for label in (0, 1)
    }


@needs("Perceptron", "Perceptron.backward")
def errors_of_a_new_model(student, case):
    """backward() of a new model gives 0 for label 0 and 1 for label 1"""
    model = student.Perceptron(len(case.rows[0]))
    return [model.backward(row, label) for row in case.rows for label in (0, 1)]


@needs("Perceptron", "Perceptron.train", "Perceptron.backward")
def backward_changes_nothing(student, case):
    """backward() only measures: it changes neither the model nor the row"""
    model = trained(student, case)
    before = state(model)
    for row in case.rows:
        for label in (0, 1):
            model.backward(row, label)
    return {"model unchanged": state(model) == before, "rows afterwards": case.rows}


@needs("Perceptron", "Perceptron.train")
def one_update(student, case):
    """train() on a wrong example adds error times example to the weights, the error to the bias"""
    model = student.Perceptron(len(case.example))
    model.train([case.example], [1], 1)
    return state(model)


@needs("Perceptron", "Perceptron.train")
def update_after_update(student, case):
    """train() corrects in either direction, and leaves an example alone that is predicted right"""
    model = trained(student, case)
    steps = {}
    for number, (row, label) in enumerate(zip(case.rows, case.labels), 1):
        model.train([row], [label], 1)
        steps[f"call {number}, label {label}"] = state(model)
    return steps


@needs("Perceptron", "Perceptron.train")
def example_by_example(student, case):
    """train() corrects the weights after every single example"""
    model = student.Perceptron(len(case.X[0]))
    steps = {}
    for epoch in range(1, case.epochs + 1):
        for number, (row, label) in enumerate(zip(case.X, case.y), 1):
            model.train([row], [label], 1)
            steps[f"epoch {epoch}, example {number}"] = state(model)
    return steps


@needs("Perceptron", "Perceptron.train")
def growing_prefix(student, case):
    """train() visits the examples in their order and uses each correction at once"""
    steps = {}
    for number in range(1, len(case.X) + 1):
        model = student.Perceptron(len(case.X[0]))
        model.train(case.X[:number], case.y[:number], 1)
        steps[f"epoch 1, example {number}"] = state(model)
    return steps


@needs("Perceptron", "Perceptron.train")
def epochs_apart(student, case):
    """train() for k epochs visits all examples k times"""
    steps = {}
    # Of long runs the beginning and the end: each is a training of its own.
    for epochs in range(1, case.epochs + 1) if case.epochs <= 5 else (1, 2, case.epochs):
        model = student.Perceptron(len(case.X[0]))
        model.train(case.X, case.y, epochs)
        steps[f"epoch {epochs}"] = state(model)
    return steps


@needs("Perceptron", "Perceptron.train")
def no_epochs(student, case):
    """train() for 0 epochs changes nothing"""
    model = trained(student, case)
    before = state(model)
    model.train(case.X, case.y, 0)
    return {"model unchanged": state(model) == before}


@needs("Perceptron", "Perceptron.train")
def trained_on(student, case):
    """train() goes on from the present weights: it does not start again"""
    model = student.Perceptron(len(case.X[0]))
    steps = {}
    for call, epochs in enumerate(case.calls, 1):
        model.train(case.X, case.y, epochs)
        steps[f"call {call} of {epochs} epochs"] = state(model)
    return steps


@needs("Perceptron", "Perceptron.train")
def trained_on_other_data(student, case):
    """train() goes on from the present weights on other examples, whatever other models do"""
    model = student.Perceptron(len(case.X[0]))
    model.train(case.X, case.y, case.epochs)
    student.Perceptron(1).train([[2.0]], [1], 1)
    model.train(case.other_X, case.other_y, case.epochs)
    return state(model)


@needs("Perceptron", "Perceptron.train")
def train_keeps_inputs(student, case):
    """train() leaves its inputs unchanged"""
    student.Perceptron(len(case.X[0])).train(case.X, case.y, case.epochs)
    return {"X afterwards": case.X, "y afterwards": case.y}


# results


@needs("Perceptron", "Perceptron.train", "Perceptron.evaluate")
def share_right(student, case):
    """evaluate() gives the share of examples predicted right, a fraction from 0 to 1"""
    return trained(student, case).evaluate(case.X, case.y)


@needs("Perceptron", "Perceptron.evaluate")
def share_of_a_new_model(student, case):
    """evaluate() of a new model gives the share of label 0"""
    return student.Perceptron(len(case.X[0])).evaluate(case.X, case.y)


@needs("Perceptron", "Perceptron.train", "Perceptron.evaluate")
def share_elsewhere(student, case):
    """evaluate() counts anew for other examples"""
    model = trained(student, case)
    model.evaluate(case.X, case.y)
    return model.evaluate(case.X[1:], [1 - label for label in case.y[1:]])


@needs("Perceptron", "Perceptron.train", "Perceptron.evaluate")
def share_again(student, case):
    """evaluate() counts anew after training, and changes neither the model nor its inputs"""
    model = student.Perceptron(len(case.X[0]))
    model.evaluate(case.X, case.y)
    model.train([case.example], [1], 1)
    before = state(model)
    return {
        "after training": model.evaluate(case.X, case.y),
        "model unchanged": state(model) == before,
        "X afterwards": case.X,
        "y afterwards": case.y,
    }


def call_boundary(student, case):
    """Call decision_boundary() with a list and a number or, if that fails, in the student's form.

    A Perceptron may keep its weights as a column, a tuple or a row, and its bias as a list: all are
    right. A line stays the same when its weights and its bias are scaled together, so one example
    of label 1 makes a model of that line (two make one through zero).
    """
    ends = case.x0_min, case.x0_max
    try:
        return student.decision_boundary(case.weights, case.bias, *ends)
    except Exception as error:  # the student's form may be anything, so may what it raises
        own = own_form(student, case)
        if own is None:
            raise error
        return student.decision_boundary(*own, *ends)


def own_form(student, case):
    """The case's line as weights and bias of a student's own model, if train() gives it."""
    scale = case.bias or 1.0
    try:
        model = student.Perceptron(len(case.weights))
        if case.bias:
            model.train([[weight / scale for weight in case.weights]], [1], 1)
        else:
            # Up by the double of the line, then down by the line: the bias is 1, then 0.
            model.train([[2 * weight for weight in case.weights]], [1], 1)
            model.train([list(case.weights)], [0], 1)
        return model.weights, model.bias
    except Exception:
        return None


@needs("decision_boundary")
def boundary(student, case):
    """decision_boundary() gives x1 on the line w0·x0 + w1·x1 + b = 0 at both ends"""
    ends = call_boundary(student, case)
    return named(ends, "x1_min", "x1_max")


@needs("decision_boundary")
def boundary_again(student, case):
    """decision_boundary() solves for the line that it is given, after another, too"""
    other = copy.copy(case)
    other.weights, other.bias = [-2 * weight for weight in case.weights], case.bias + 1
    other.x0_min, other.x0_max = case.x0_min - 1, case.x0_max + 1
    call_boundary(student, other)
    return boundary(student, case)


@needs("decision_boundary")
def boundary_keeps_inputs(student, case):
    """decision_boundary() leaves its inputs unchanged"""
    call_boundary(student, case)
    return {"weights afterwards": case.weights}


def results(answer):
    """Name what main() returns, the ends of its boundary too."""
    parts = named(answer, "weights", "bias", "train accuracy", "test accuracy", "boundary")
    if isinstance(parts, dict):
        parts["boundary"] = named(parts["boundary"], "x1_min", "x1_max")
    return parts


def run_main(student, path, order, **more):
    """Call main() by position or, if it takes no more arguments so, by name."""
    try:
        return student.main(path, order, *more.values())
    except TypeError as error:
        try:
            return student.main(path, order, **more)
        except Exception:
            raise error from None


@needs("main")
def whole_run(student, case):
    """main() loads, prepares, trains and evaluates with its default of 70 examples and 5 epochs"""
    return results(student.main(case.path("data.txt"), case.order))


@needs("main")
def whole_run_as_asked(student, case):
    """main() uses the order, number of training examples and epochs that it is given"""
    path = case.path("data.txt")
    return results(run_main(student, path, case.order, n_train=case.n_train, epochs=case.epochs))


@needs("main")
def whole_run_of_five_epochs(student, case):
    """main() trains for 5 epochs unless it is told otherwise"""
    return results(run_main(student, case.path("data.txt"), case.order, n_train=case.n_train))


@needs("main")
def whole_run_twice(student, case):
    """main() takes what it is given, after another run, too, and leaves the order unchanged"""
    sizes = {"n_train": case.n_train - 2, "epochs": case.epochs + 1}
    run_main(student, case.path("other.txt"), case.order[::-1], **sizes)
    second = whole_run_as_asked(student, case)
    return {"second run": second, "order afterwards": case.order}
