"""What is asked of a perceptron for two kinds of iris, and what it is worth."""

from grader.author import case, drawn, groups, panels, probe


def perceptron(student, case):
    """The task names these attributes, so that each method is asked by itself."""
    model = student.Perceptron(2)
    model.weights, model.bias = list(case.weights), case.bias
    return model


@probe(points=2, group="data")
def split(student, case):
    """the flowers are split 80 to 20 after random.seed(123)"""
    return [student.x_train, student.y_train, student.x_test, student.y_test]


@probe(points=2, group="model")
def begins(student, case):
    """a new Perceptron has weights and a bias of zero"""
    model = student.Perceptron(case.n)
    return {"weights": model.weights, "bias": model.bias}


@probe(points=3, group="model")
def predicted(student, case):
    """forward() predicts 1 where the net input is above zero, else 0"""
    model = perceptron(student, case)
    return [model.forward(x) for x in case.X]


@probe(points=2, group="model")
def errors(student, case):
    """backward() gives the label minus the prediction"""
    model = perceptron(student, case)
    return [model.backward(x, y) for x, y in zip(case.X, case.y)]


@probe(points=4, group="training")
def epochs(student, case):
    """train() corrects weights and bias by each flower's error"""
    answers = {}
    for n in (1, 2, 3):
        model = perceptron(student, case)
        model.train([list(x) for x in case.X], list(case.y), n)
        answers[f"epoch {n}"] = {"weights": list(model.weights), "bias": model.bias}
    return answers


@probe(points=3, group="training")
def evaluated(student, case):
    """evaluate() gives the share of right predictions"""
    return perceptron(student, case).evaluate(case.X, case.y)


@probe(points=2, group="results")
def results(student, case):
    """train_acc and test_acc are the shares after 30 epochs"""
    return {"train_acc": student.train_acc, "test_acc": student.test_acc}


@probe(points=2, group="pictures")
def flowers_drawn(student, case):
    """both parts are drawn as points, with a colour for each kind"""
    drawings = panels(student.figures, "points")
    return {"training part": groups(drawings[0]), "test part": groups(drawings[1])}


@probe(points=2, group="pictures")
def boundaries_drawn(student, case):
    """both pictures have the line on which the net input is zero"""
    w1, w2 = student.model.weights
    answers = {}
    for name, axes in zip(["first", "second"], panels(student.figures, "points")):
        (line,) = axes["lines"]  # of the model as it is, so that its faults cost nothing here
        nets = [w1 * x + w2 * y + student.model.bias for x, y in zip(line["x"], line["y"])]
        answers[name] = [net / (abs(w1) + abs(w2)) for net in nets[:1] + nets[-1:]]
    return answers


@probe
def pictures(student, case):
    """what is drawn is shown on the page"""
    return panels(student.figures)


case("once", split, results, flowers_drawn, boundaries_drawn, pictures)
case("three", begins, n=3)
FEW = {"X": [[2, 1], [1, 3], [-1, 2], [0, -2]], "y": [1, 0, 1, 0]}
case("few", predicted, errors, epochs, evaluated, weights=[0.5, -1.0], bias=0.25, **FEW)
case("tie", predicted, errors, weights=[1.0, -1.0], bias=0.0, X=[[2, 2], [1, 1]], y=[1, 0])


@drawn(predicted, errors, epochs, evaluated)
def many(rng):
    rows = [[rng.randint(-9, 9), rng.randint(-9, 9)] for _ in range(9)]
    weights = [rng.choice([-2.5, 1.5]), rng.choice([-1.25, 0.75])]
    return {"X": rows, "y": [rng.randint(0, 1) for _ in rows], "weights": weights, "bias": 0.5}
