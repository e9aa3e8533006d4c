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


def kept(values):
    """Numbers as they are now, whatever becomes of the array that holds them."""
    if hasattr(values, "detach"):
        values = values.detach().cpu()
    return values.tolist() if hasattr(values, "tolist") else values


def named(values, *names):
    """Name the parts of a tuple; anything of another length is returned as it is."""
    if isinstance(values, (list, tuple)) and len(values) == len(names):
        return dict(zip(names, values))
    return values


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


def state(model, names):
    """The parameters as they are now."""
    return {name: kept(getattr(model, name)) for name in names}


def everywhere(predict, case):
    """What is predicted of a case's points, and of its grid: row by row, from below."""
    grid = [[x, y] for y in case.up for x in case.across]
    return {"points": predict(array(case.points)), "grid": predict(array(grid))}


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
    return student.one_hot(labels(case.y), case.classes)


@needs("softmax")
def probabilities(student, case):
    """softmax() makes each row positive numbers that add up to 1"""
    return student.softmax(array(case.Z))


@needs("softmax")
def probabilities_again(student, case):
    """softmax() gives new probabilities for other rows"""
    student.softmax(array(case.Z[1:]))
    return student.softmax(array(case.Z))


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
    return student.cross_entropy(array(case.P), labels(case.y))


@needs("batches")
def cut(student, case):
    """batches() cuts the row numbers into parts of the size, in their order; the last is smaller"""
    parts = student.batches(labels(case.order), case.size)
    return {f"batch {number}": part for number, part in enumerate(parts, 1)}


@needs("accuracy")
def share(student, case):
    """accuracy() gives the share of labels predicted right, a fraction from 0 to 1"""
    return student.accuracy(labels(case.predicted), labels(case.y))


# softmax regression


@needs("SoftmaxRegression")
def started(student, case):
    """a new model has a zero for each feature and class, and a zero for each class"""
    return state(student.SoftmaxRegression(case.features, case.classes), OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def second_is_new(student, case):
    """a second model starts at zero, however long the first was trained"""
    train(regression(student, case), case, case.epochs)
    return state(regression(student, case), OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.forward")
def forward_of_a_new_model(student, case):
    """forward() of a new model gives each class the same probability"""
    return regression(student, case).forward(array(case.X))


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.forward")
def forward_after_training(student, case):
    """forward() gives the probabilities of each class for each row"""
    model = regression(student, case)
    train(model, case, case.epochs)
    return model.forward(array(case.X))


@needs("SoftmaxRegression", "SoftmaxRegression.backward")
def slopes_of_a_new_model(student, case):
    """backward() of a new model gives the gradients of the loss: for the weights, for the bias"""
    slopes = regression(student, case).backward(array(case.X), labels(case.y))
    return named(slopes, *OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.backward")
def slopes_after_training(student, case):
    """backward() gives the gradients at the present weights and bias"""
    model = regression(student, case)
    train(model, case, case.epochs)
    return named(model.backward(array(case.X), labels(case.y)), *OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.backward")
def backward_changes_nothing(student, case):
    """backward() only measures: it changes neither the model nor its inputs"""
    model, X, y = regression(student, case), array(case.X), labels(case.y)
    train(model, case, 1)
    before = state(model, OF_REGRESSION)
    model.backward(X, y)
    same = state(model, OF_REGRESSION) == before
    return {"model unchanged": same, "X afterwards": X, "y afterwards": y}


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
    for epochs in range(1, case.epochs + 1):
        model = regression(student, case)
        train(model, case, epochs)
        steps[f"epoch {epochs}"] = state(model, OF_REGRESSION)
    return steps


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def losses(student, case):
    """train() gives the loss on all rows after each epoch"""
    return {
        f"epoch {epoch}": value
        for epoch, value in enumerate(train(regression(student, case), case, case.epochs), 1)
    }


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def trained_on(student, case):
    """train() goes on from the present weights: it does not start again"""
    model = regression(student, case)
    train(model, case, case.epochs)
    train(model, case, 1)
    return state(model, OF_REGRESSION)


@needs("SoftmaxRegression", "SoftmaxRegression.train")
def train_keeps_inputs(student, case):
    """train() leaves its inputs unchanged"""
    X, y, order = array(case.X), labels(case.y), labels(case.order)
    regression(student, case).train(X, y, order, case.size, case.epochs, case.rate)
    return {"X afterwards": X, "y afterwards": y, "order afterwards": order}


@needs("SoftmaxRegression", "SoftmaxRegression.train", "SoftmaxRegression.predict")
def predicted(student, case):
    """predict() gives each row's most probable class"""
    model = regression(student, case)
    train(model, case, case.epochs)
    return model.predict(array(case.X))


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


@needs("MLP", "MLP.backward")
def slopes_of_network(student, case):
    """backward() of the network gives the gradients for W1, b1, W2 and b2"""
    slopes = network(student, case).backward(array(case.X), labels(case.y))
    return named(slopes, *OF_NETWORK)


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
    return {
        f"epoch {epoch}": value
        for epoch, value in enumerate(train(network(student, case), case, case.epochs), 1)
    }


@needs("MLP", "MLP.train")
def network_trained_on(student, case):
    """train() of the network goes on from the present parameters"""
    model = network(student, case)
    train(model, case, case.epochs)
    train(model, case, 1)
    return state(model, OF_NETWORK)


@needs("MLP", "MLP.train", "MLP.predict")
def predicted_by_network(student, case):
    """predict() of the network gives each row's most probable class"""
    model = network(student, case)
    train(model, case, case.epochs)
    return model.predict(array(case.X))


@needs("MLP", "MLP.train", "MLP.predict")
def regions_of_network(student, case):
    """predict() of the network gives each point of the plane its most probable class"""
    model = network(student, case)
    train(model, case, case.epochs)
    return everywhere(model.predict, case)
