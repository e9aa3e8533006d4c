"""The questions put to softmax regression and to the network: the same for references and students.

A probe gets the implementation (`student`) and one case, calls what it `needs`, and returns numbers
in arrays or lists, or a dict whose keys say where a number stands ("epoch 2: bias"). Models are set
up as the task says, by their class and by train(); no probe writes into a student's object.
"""


def needs(*functions):
    """Mark a function as a probe, with what it calls; the last is the one it is about."""

    def mark(probe):
        probe.needs = functions
        return probe

    return mark


def array(values):
    """An array of floats; NumPy is there where students are asked, and not where this is read."""
    import numpy

    return numpy.array(values, dtype=float)


def labels(values):
    import numpy

    return numpy.array(values, dtype=int)


def part(values):
    """The same numbers as a part of a larger array, as the columns of a file are."""
    import numpy

    whole = numpy.full((len(values) + 1, len(values[0]) + 2), 7.0)
    whole[1:, 1:-1] = values
    return whole[1:, 1:-1]


def ends(values):
    """How many rows there are, and the first and last of them."""
    return {"rows": len(values), "first rows": values[:2], "last rows": values[-2:]}


def kept(values):
    """Numbers as they are now, whatever becomes of the array that holds them."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    if isinstance(values, (list, tuple)):
        return [kept(value) for value in values]
    return values.tolist() if hasattr(values, "tolist") else values


def named(values, *names):
    """Name the parts of a tuple; anything of another length is returned as it is."""
    if isinstance(values, (list, tuple)) and len(values) == len(names):
        return dict(zip(names, values))
    return values


def numbered(name, values):
    """Name the parts of a list by their number."""
    return {f"{name} {number}": value for number, value in enumerate(values, 1)}


def regression(student, case):
    """A new model for a case's data."""
    return student.SoftmaxRegression(len(case.X[0]), case.classes)


def network(student, case):
    """A network with a case's start."""
    return student.MLP(array(case.W1), array(case.b1), array(case.W2), array(case.b2))


def train(model, case, epochs):
    """Train a model on a case's data; give what train() gives."""
    order = labels(case.order)
    return model.train(array(case.X), labels(case.y), order, case.size, epochs, case.rate)


def afterwards(model, case):
    """What a model was trained with, as it is then."""
    X, y, order = array(case.X), labels(case.y), labels(case.order)
    model.train(X, y, order, case.size, case.epochs, case.rate)
    return {"X afterwards": X, "y afterwards": y, "order afterwards": order}


def state(model, names):
    """The parameters as they are now."""
    return {name: kept(getattr(model, name)) for name in names}


def everywhere(predict, case):
    """What is predicted of a case's points, and of its grid: row by row, from below."""
    grid = [[x, y] for y in case.up for x in case.across]
    return {"points": predict(array(case.points)), "grid": predict(array(grid))}


def changes(model, names, method, *arguments):
    """Whether a model is the same after a method as before."""
    before = state(model, names)
    method(*arguments)
    return {"model unchanged": state(model, names) == before}


OF_REGRESSION = ("weights", "bias")
OF_NETWORK = ("W1", "b1", "W2", "b2")

# functions


@needs("one_hot")
def coded(student, case):
    """one_hot() gives a row for each label, with 1 in the label's column"""
    return student.one_hot(labels(case.y), case.classes)


@needs("one_hot")
def coded_again(student, case):
    """one_hot() gives new rows for other labels"""
    student.one_hot(labels(case.y[1:]), case.classes + 1)
    student.one_hot(labels(case.y[::-1]), case.classes)
    return student.one_hot(labels(case.y), case.classes)


@needs("one_hot")
def coded_of_many(student, case):
    """one_hot() gives a row for each of many labels"""
    return ends(student.one_hot(labels(case.y), case.classes))


@needs("one_hot")
def one_hot_keeps_inputs(student, case):
    """one_hot() leaves its input unchanged"""
    y = labels(case.y)
    student.one_hot(y, case.classes)
    return {"y afterwards": y}


@needs("softmax")
def probabilities(student, case):
    """softmax() makes each row positive numbers that add up to 1"""
    return student.softmax(array(case.Z))


@needs("softmax")
def probabilities_again(student, case):
    """softmax() gives new probabilities for other rows"""
    student.softmax(array(case.Z[1:]))
    student.softmax(array(case.Z) / 2)
    return student.softmax(part(case.Z))


@needs("softmax")
def probabilities_of_many(student, case):
    """softmax() makes each of many rows probabilities"""
    return ends(student.softmax(array(case.Z)))


@needs("softmax")
def softmax_keeps_inputs(student, case):
    """softmax() leaves its input unchanged"""
    Z = array(case.Z)
    student.softmax(Z)
    return {"Z afterwards": Z}


@needs("cross_entropy")
def loss(student, case):
    """cross_entropy() is the mean of -log of the probability that each row gives its label"""
    return student.cross_entropy(array(case.P), labels(case.y))


@needs("cross_entropy")
def loss_again(student, case):
    """cross_entropy() counts anew for other rows"""
    student.cross_entropy(array(case.P[1:]), labels(case.y[1:]))
    student.cross_entropy(array(case.P), labels(case.y[::-1]))
    return student.cross_entropy(part(case.P), labels(case.y))


@needs("cross_entropy")
def loss_keeps_inputs(student, case):
    """cross_entropy() leaves its inputs unchanged"""
    P, y = array(case.P), labels(case.y)
    student.cross_entropy(P, y)
    return {"P afterwards": P, "y afterwards": y}


@needs("batches")
def cut(student, case):
    """batches() cuts the row numbers into parts of the size, in their order; the last is smaller"""
    return numbered("batch", student.batches(labels(case.order), case.size))


@needs("batches")
def cut_again(student, case):
    """batches() cuts the row numbers that it is given, a list of them and after others, too"""
    student.batches(case.order[::-1], case.size + 1)
    student.batches(case.order[::-1], case.size)
    return numbered("batch", student.batches(case.order, case.size))


@needs("batches")
def batches_keep_inputs(student, case):
    """batches() leaves its input unchanged"""
    order = labels(case.order)
    student.batches(order, case.size)
    student.batches(case.order, case.size)
    return {"order afterwards": order, "list afterwards": case.order}


@needs("accuracy")
def share(student, case):
    """accuracy() gives the share of labels predicted right, a fraction from 0 to 1"""
    return student.accuracy(labels(case.predicted), labels(case.y))


@needs("accuracy")
def share_again(student, case):
    """accuracy() counts anew for other labels"""
    student.accuracy(labels(case.y), labels(case.y))
    student.accuracy(labels(case.predicted[1:]), labels(case.y[1:]))
    return student.accuracy(labels(case.predicted), labels(case.y))


@needs("accuracy")
def share_keeps_inputs(student, case):
    """accuracy() leaves its inputs unchanged"""
    predicted, y = labels(case.predicted), labels(case.y)
    student.accuracy(predicted, y)
    return {"predicted afterwards": predicted, "y afterwards": y}


# softmax regression


@needs("SoftmaxRegression")
def started(student, case):
    """a new model has a zero for each feature and class, and a zero for each class"""
    return state(student.SoftmaxRegression(case.features, case.classes), OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def second_is_new(student, case):
    """a second model starts at zero, of any size, however long the first was trained"""
    train(regression(student, case), case, case.epochs)
    second = regression(student, case)
    third = student.SoftmaxRegression(len(case.X[0]) + 1, case.classes + 2)
    states = state(second, OF_REGRESSION), state(third, OF_REGRESSION)
    return {"second model": states[0], "third, larger": states[1]}


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def first_is_kept(student, case):
    """training a second model leaves the first as it was"""
    first = regression(student, case)
    train(first, case, 1)
    before = state(first, OF_REGRESSION)
    train(regression(student, case), case, case.epochs)
    return {"first model unchanged": state(first, OF_REGRESSION) == before}


@needs("SoftmaxRegression", "SoftmaxRegression.forward")
def forward_of_a_new_model(student, case):
    """forward() of a new model gives each class the same probability"""
    return regression(student, case).forward(array(case.X))


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.forward")
def forward_after_training(student, case):
    """forward() gives the probabilities of each class for each row"""
    model = regression(student, case)
    model.forward(array(case.X))  # before, which no answer afterwards may hang on
    train(model, case, case.epochs)
    return model.forward(part(case.X))


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.forward")
def forward_changes_nothing(student, case):
    """forward() changes neither the model nor its input"""
    model, X = regression(student, case), array(case.X)
    train(model, case, 1)
    return {**changes(model, OF_REGRESSION, model.forward, X), "X afterwards": X}


@needs("SoftmaxRegression", "SoftmaxRegression.backward")
def slopes_of_a_new_model(student, case):
    """backward() of a new model gives the gradients of the loss: for the weights, for the bias"""
    slopes = regression(student, case).backward(array(case.X), labels(case.y))
    return named(slopes, *OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.backward")
def slopes_after_training(student, case):
    """backward() gives the gradients at the present weights and bias"""
    model = regression(student, case)
    model.backward(array(case.X), labels(case.y))
    train(model, case, case.epochs)
    return named(model.backward(array(case.X), labels(case.y)), *OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.backward")
def backward_changes_nothing(student, case):
    """backward() only measures: it changes neither the model nor its inputs"""
    model, X, y = regression(student, case), array(case.X), labels(case.y)
    train(model, case, 1)
    return {
        **changes(model, OF_REGRESSION, model.backward, X, y),
        "X afterwards": X,
        "y afterwards": y,
    }


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def one_step(student, case):
    """train() on one batch steps once against the gradient, times the learning rate"""
    model, y = regression(student, case), labels(case.y)
    model.train(array(case.X), y, labels(range(len(y))), len(y), 1, case.rate)
    return state(model, OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def batch_by_batch(student, case):
    """train() steps after each batch, and takes the batches in the order given"""
    model = regression(student, case)
    train(model, case, 1)
    return state(model, OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def epochs_apart(student, case):
    """train() for k epochs goes through all batches k times"""
    steps = {}
    # Of long runs the beginning and the end: each is a training of its own.
    for epochs in range(1, case.epochs + 1) if case.epochs <= 5 else (1, case.epochs):
        model = regression(student, case)
        train(model, case, epochs)
        steps[f"epoch {epochs}"] = state(model, OF_REGRESSION)
    return steps


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def losses(student, case):
    """train() gives the loss on all rows after each epoch"""
    return numbered("epoch", train(regression(student, case), case, case.epochs))


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def losses_of_second_call(student, case):
    """train() gives the losses of its own epochs, not those of an earlier call"""
    model = regression(student, case)
    train(model, case, 1)
    return numbered("epoch", train(model, case, case.epochs))


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def trained_on(student, case):
    """train() goes on from the present weights: it does not start again"""
    model = regression(student, case)
    train(model, case, case.epochs)
    train(model, case, 1)
    return state(model, OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def trained_on_other_data(student, case):
    """train() takes the rows, order and size that it is given, also after others"""
    model, rows = regression(student, case), len(case.y) - 1
    train(model, case, 1)
    order = [row for row in case.order if row < rows]  # a list, as it is in the notebook
    X, y = part(case.X[:rows]), labels(case.y[:rows])
    model.train(X, y, order[::-1], case.size + 1, 1, case.rate / 2)
    return state(model, OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def train_keeps_inputs(student, case):
    """train() leaves its inputs unchanged"""
    return afterwards(regression(student, case), case)


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.predict")
def predicted(student, case):
    """predict() gives each row's most probable class"""
    model = regression(student, case)
    model.predict(array(case.X))
    train(model, case, case.epochs)
    return model.predict(part(case.X))


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.predict")
def predict_changes_nothing(student, case):
    """predict() changes neither the model nor its input"""
    model, X = regression(student, case), array(case.X)
    train(model, case, 1)
    return {**changes(model, OF_REGRESSION, model.predict, X), "X afterwards": X}


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.predict")
def regions(student, case):
    """predict() gives each point of the plane its most probable class"""
    model = regression(student, case)
    train(model, case, case.epochs)
    return everywhere(model.predict, case)


# the network


@needs("MLP")
def start_is_copied(student, case):
    """a network starts with the parameters that it is given"""
    return state(network(student, case), OF_NETWORK)


@needs("MLP")
def start_is_its_own(student, case):
    """a network keeps its start when the arrays that it was given are changed"""
    given = array(case.W1), array(case.b1), array(case.W2), array(case.b2)
    model = student.MLP(*given)
    for each in given:
        each += 1.0
    return state(model, OF_NETWORK)


@needs("MLP", "MLP.train")
def given_start_is_kept(student, case):
    """training a network leaves the arrays that it was given as they were"""
    given = array(case.W1), array(case.b1), array(case.W2), array(case.b2)
    train(student.MLP(*given), case, 1)
    return named(given, *OF_NETWORK)


@needs("MLP", "MLP.forward")
def forward_of_network(student, case):
    """forward() of the network gives the probabilities of each class for each row"""
    return network(student, case).forward(array(case.X))


@needs("MLP", "MLP.train", "MLP.forward")
def forward_of_trained_network(student, case):
    """forward() of the network gives the probabilities by the present parameters"""
    model = network(student, case)
    model.forward(array(case.X))
    train(model, case, 1)
    return model.forward(part(case.X))


@needs("MLP", "MLP.forward")
def network_forward_changes_nothing(student, case):
    """forward() of the network changes neither the model nor its input"""
    model, X = network(student, case), array(case.X)
    return {**changes(model, OF_NETWORK, model.forward, X), "X afterwards": X}


@needs("MLP", "MLP.backward")
def slopes_of_network(student, case):
    """backward() of the network gives the gradients for W1, b1, W2 and b2"""
    slopes = network(student, case).backward(array(case.X), labels(case.y))
    return named(slopes, *OF_NETWORK)


@needs("MLP", "MLP.train", "MLP.backward")
def slopes_of_trained_network(student, case):
    """backward() of the network gives the gradients at the present parameters"""
    model = network(student, case)
    model.backward(array(case.X), labels(case.y))
    train(model, case, 1)
    return named(model.backward(part(case.X), labels(case.y)), *OF_NETWORK)


@needs("MLP", "MLP.backward")
def network_backward_changes_nothing(student, case):
    """backward() of the network only measures: it changes neither the model nor its inputs"""
    model, X, y = network(student, case), array(case.X), labels(case.y)
    return {
        **changes(model, OF_NETWORK, model.backward, X, y),
        "X afterwards": X,
        "y afterwards": y,
    }


@needs("MLP", "MLP.forward", "MLP.backward")
def gradient_check(student, case):
    """backward() of the network is the slope of its own loss, measured by small changes"""
    import numpy

    X, y, change = array(case.X), labels(case.y), 1e-5
    start = [array(case.W1), array(case.b1), array(case.W2), array(case.b2)]

    def loss_with(parameters):
        # A copy: what a network does with the arrays that it is given is another question.
        P = numpy.array(kept(student.MLP(*map(numpy.copy, parameters)).forward(X)))
        return -numpy.mean(numpy.log(P[numpy.arange(len(y)), y]))

    found = named(network(student, case).backward(X, y), *OF_NETWORK)
    if not isinstance(found, dict):
        return found
    agreeing = {}
    for name, parameter in zip(OF_NETWORK, start):
        measured = numpy.zeros_like(parameter)
        for place in numpy.ndindex(parameter.shape):
            value = parameter[place]
            parameter[place] = value + change
            above = loss_with(start)
            parameter[place] = value - change
            below = loss_with(start)
            parameter[place] = value
            measured[place] = (above - below) / (2 * change)
        slope = numpy.array(kept(found[name]))
        same = slope.size == measured.size and numpy.allclose(
            slope.reshape(measured.shape), measured, rtol=1e-3, atol=1e-6
        )
        agreeing[f"{name} agrees"] = bool(same)
    return agreeing


@needs("MLP", "MLP.train")
def network_one_step(student, case):
    """train() of the network on one batch steps once against the gradients"""
    model, y = network(student, case), labels(case.y)
    model.train(array(case.X), y, labels(range(len(y))), len(y), 1, case.rate)
    return state(model, OF_NETWORK)


@needs("MLP", "MLP.train")
def network_after_epochs(student, case):
    """train() of the network steps all four parameters, batch by batch"""
    steps = {}
    for epochs in range(1, case.epochs + 1):
        model = network(student, case)
        train(model, case, epochs)
        steps[f"epoch {epochs}"] = state(model, OF_NETWORK)
    return steps


@needs("MLP", "MLP.train")
def losses_of_network(student, case):
    """train() of the network gives the loss on all rows after each epoch"""
    return numbered("epoch", train(network(student, case), case, case.epochs))


@needs("MLP", "MLP.train")
def losses_of_networks_second_call(student, case):
    """train() of the network gives the losses of its own epochs, not those of an earlier call"""
    model = network(student, case)
    train(model, case, 1)
    return numbered("epoch", train(model, case, case.epochs))


@needs("MLP", "MLP.train")
def network_train_keeps_inputs(student, case):
    """train() of the network leaves its inputs unchanged"""
    return afterwards(network(student, case), case)


@needs("MLP", "MLP.train")
def network_trained_on(student, case):
    """train() of the network goes on from the present parameters"""
    model = network(student, case)
    train(model, case, case.epochs)
    train(model, case, 1)
    return state(model, OF_NETWORK)


@needs("MLP", "MLP.predict")
def predicted_by_network(student, case):
    """predict() of the network gives each row's most probable class"""
    return network(student, case).predict(array(case.X))


@needs("MLP", "MLP.train", "MLP.predict")
def predicted_by_trained_network(student, case):
    """predict() of the network gives the most probable class by the present parameters"""
    model = network(student, case)
    model.predict(array(case.X))
    train(model, case, case.epochs)
    return model.predict(part(case.X))


@needs("MLP", "MLP.predict")
def network_predict_changes_nothing(student, case):
    """predict() of the network changes neither the model nor its input"""
    model, X = network(student, case), array(case.X)
    return {**changes(model, OF_NETWORK, model.predict, X), "X afterwards": X}


@needs("MLP", "MLP.train", "MLP.predict")
def regions_of_network(student, case):
    """predict() of the network gives each point of the plane its most probable class"""
    model = network(student, case)
    train(model, case, case.epochs)
    return everywhere(model.predict, case)
