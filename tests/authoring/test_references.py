"""The references against the lecture, its animation, and the data that the course ships."""

import importlib.util
import math
import random

import numpy as np
import pytest
from support.project import LECTURE, ROOT

from grader.course.running import run_module

FOLDER = ROOT / "reference/perceptron"
DATA = ROOT / "assignments/perceptron/data"


def load(name):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


REFERENCE = load("numpy_perceptron")
MAKE = load("make_data")
WATCHED = run_module(FOLDER / "margins.py")["watched"]
TWO_SHUFFLES = np.arange(100)
np.random.RandomState(123).shuffle(TWO_SHUFFLES)
ONE_SHUFFLE, TWO_SHUFFLES = TWO_SHUFFLES, TWO_SHUFFLES[TWO_SHUFFLES]


@pytest.fixture(scope="module")
def torch():
    """PyTorch, which takes too long to be loaded by whoever collects."""
    return importlib.import_module("torch")


def ready(name="points.txt", order=None):
    X, y = REFERENCE.load_data(DATA / name)
    return REFERENCE.prepare(X, y, MAKE.order() if order is None else order, 70)


def updates_until_right(X, y, epochs):
    """Train example by example; the number of updates in each epoch."""
    model, updates = REFERENCE.Perceptron(X.shape[1]), []
    for _ in range(epochs):
        before = 0
        for row, label in zip(X, y, strict=True):
            before += abs(int(model.backward(row, label).item()))
            model.train([row], [label], 1)
        updates.append(before)
    return model, updates


def test_the_lecture_s_printed_numbers_to_the_last_digit():
    weights, bias, train, test, ends = REFERENCE.main(LECTURE, TWO_SHUFFLES)
    assert weights.ravel().tolist() == [1.2734084715043343, 1.3464228794755029]
    assert bias.tolist() == [-1.0]
    assert (train, test) == (1.0, 28 / 30)
    assert ends == (2.6342518365332044, -1.1488344164288333)


def test_the_lecture_s_statistics():
    X, y = REFERENCE.load_data(LECTURE)
    assert REFERENCE.class_counts(y).tolist() == [50, 50]
    means, stds = REFERENCE.mean_std(REFERENCE.split(X, y, TWO_SHUFFLES, 70)[0])
    assert means.tolist() == [-0.07671428571428573, 0.20257142857142857]
    assert stds.tolist() == [2.209256320528679, 2.1112025589454837]


def test_one_shuffle_gives_other_weights():
    weights, bias, _, test, _ = REFERENCE.main(LECTURE, ONE_SHUFFLE)
    assert np.round(weights.ravel(), 4).tolist() == [2.5177, 0.8836]
    assert (bias.item(), test) == (-1.0, 1.0)


@pytest.mark.processes  # PyTorch's import takes longer than all that needs none
def test_torch_differs_from_numpy_by_single_precision_only(torch):
    ours = REFERENCE.main(LECTURE, TWO_SHUFFLES)
    theirs = load("torch_perceptron").main(LECTURE, torch.as_tensor(TWO_SHUFFLES))
    for one, other in zip((*ours[:4], *ours[4]), (*theirs[:4], *theirs[4]), strict=True):
        assert np.allclose(one, other.cpu(), atol=1e-6)


def test_the_animation_stops_after_49_examples_and_6_updates():
    X, y = REFERENCE.load_data(LECTURE)
    X, y = X[ONE_SHUFFLE], y[ONE_SHUFFLE]
    model, visited, updates = REFERENCE.Perceptron(2), 0, 0
    while model.evaluate(X, y) < 1:
        row, label = X[visited], y[visited]
        updates += abs(int(model.backward(row, label).item()))
        model.train([row], [label], 1)
        visited += 1
    assert (visited, updates) == (49, 6)
    assert model.weights.ravel() == pytest.approx([2.19, 0.89])
    assert model.bias.item() == -2


def test_the_lecture_s_flipped_label_never_converges():
    X, y, _, _ = REFERENCE.prepare(*REFERENCE.load_data(LECTURE), TWO_SHUFFLES, 70)
    y = np.where(np.arange(70) == np.argmin(X.sum(axis=1)), 1 - y, y)
    _, updates = updates_until_right(X, y, 50)
    assert min(updates) > 0


def novikoff_bound(X, y):
    """(R / gamma)^2 of the data with a column of ones, the margin that of a separating vector.

    Any separating vector gives a bound; a longer trained perceptron gives a better one.
    """
    signs = np.where(np.asarray(y) == 1, 1, -1)
    Z = np.hstack([X, np.ones((len(X), 1))])
    best = 0.0
    w = np.zeros(Z.shape[1])
    for _ in range(2000):
        worst = np.argmin(signs * (Z @ w))
        w = w + signs[worst] * Z[worst]
        best = max(best, (signs * (Z @ w)).min() / np.linalg.norm(w))
    return (np.linalg.norm(Z, axis=1).max() / best) ** 2


def test_the_updates_stay_below_novikoff_s_bound_on_the_lecture_s_data():
    X, y, _, _ = REFERENCE.prepare(*REFERENCE.load_data(LECTURE), TWO_SHUFFLES, 70)
    _, updates = updates_until_right(X, y, 5)
    assert updates == [3, 0, 0, 0, 0]
    assert sum(updates) <= novikoff_bound(X, y) < math.inf


def test_the_updates_stay_below_novikoff_s_bound_on_the_course_s_data():
    X, y, _, _ = ready()
    _, updates = updates_until_right(X, y, 5)
    assert updates == [7, 4, 2, 0, 0]
    assert sum(updates) <= novikoff_bound(X, y) < math.inf


def test_the_committed_data_are_what_the_generator_makes():
    points = MAKE.points()
    assert (DATA / "points.txt").read_text(encoding="utf-8") == MAKE.text(points)
    assert (DATA / "flipped.txt").read_text(encoding="utf-8") == MAKE.text(MAKE.flipped(points))


def test_the_course_s_data_show_what_the_lecture_shows():
    X, y, X_test, y_test = ready()
    model, shares = REFERENCE.Perceptron(2), []
    for _ in range(5):
        model.train(X, y, 1)
        shares.append(float(model.evaluate(X, y)))
    assert shares[0] < 1
    assert shares[-1] == 1.0
    assert model.evaluate(X_test, y_test) == 28 / 30
    assert model.bias.item() != 0


def test_the_course_s_data_keep_away_from_the_threshold():
    X, y, _, _ = ready()
    with WATCHED(REFERENCE) as distances:
        REFERENCE.Perceptron(2).train(X, y, 5)
    assert len(distances) == 5 * 70 - 1  # all but the tie at the start
    assert min(distances) >= 0.02


def test_no_line_separates_the_flipped_data():
    """Row 66 lies in the triangle of rows 99, 87 and 67, which have the other label."""
    X, y = REFERENCE.load_data(DATA / "flipped.txt")
    corners = np.vstack([X[[99, 87, 67]].T, np.ones(3)])
    shares = np.linalg.solve(corners, [*X[66], 1.0])
    assert shares.min() > 0
    assert y[[66, 99, 87, 67]].tolist() == [1 - y[99], y[99], y[99], y[99]]
    _, updates = updates_until_right(*ready("flipped.txt")[:2], 60)
    assert min(updates) > 0


def test_the_order_is_the_seed_s_alone():
    order = list(range(100))
    random.Random(575).shuffle(order)
    assert MAKE.order() == order


@pytest.mark.parametrize(
    ("values", "exact"),
    [
        pytest.param([0.5, -0.25, 3.0], True, id="binary fractions"),
        pytest.param([0.1], False, id="a tenth"),
        pytest.param([5000.0], False, id="large"),
    ],
)
def test_what_is_exact_in_binary(values, exact):
    assert run_module(FOLDER / "margins.py")["is_exact"](values).all() == exact


def test_a_tie_counts_as_near_unless_it_is_exact():
    model = REFERENCE.Perceptron(1)
    model.weights[:], model.bias[:] = 0.3, -0.3
    with WATCHED(REFERENCE) as distances:
        model.forward([1.0])
        model.weights[:], model.bias[:] = 0.5, -0.5
        model.forward([1.0])
    assert distances == [0.0]


@pytest.mark.processes
def test_the_torch_reference_computes_on_the_gpu(torch):
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device here")
    reference = load("torch_perceptron")
    reference.use("cuda")
    weights = reference.main(DATA / "points.txt", torch.as_tensor(MAKE.order()))[0]
    assert weights.is_cuda
    assert weights.cpu().ravel().tolist() == pytest.approx([3.96087362, 2.52251524])


@pytest.mark.processes
@pytest.mark.parametrize(
    "path", sorted((ROOT / "reference").glob("*/torch_*.py")), ids=lambda path: path.stem
)
def test_each_torch_reference_takes_tensors_of_its_device(torch, path):
    """PyTorch's device without memory stands for a GPU: NumPy reads a tensor of neither."""
    reference = run_module(path)
    reference["use"]("meta")
    given = torch.ones(2, 2, device="meta")
    with pytest.raises((TypeError, NotImplementedError, RuntimeError)):
        given.numpy()
    assert reference["tensor"](given).device.type == "meta"
