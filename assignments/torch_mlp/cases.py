"""The visible inputs: small hand-made ones, and drawn ones from fixed seeds.

`CASES` maps a case's name to its data and to the `probes` asked about it. `DRAWN` holds the cases
that a seed can draw again: `grade --seed N` adds them under the same names. All numbers are exact
in 32 bits, and the last batch is a smaller one.
"""

import random
from pathlib import Path

DATA = Path(__file__).parent / "data"

SHAPES = ["parameters", "made", "made_shapes", "counted", "counted_again"]
STEPS = ["one_step", "step_after_step", "loss_before"]
TRAINING = ["epochs_apart", "losses", "trained_on"]
RESULTS = ["evaluated", "predicted"]
MODES = [
    "drops_nothing_by_itself",
    "drops_nothing_in_evaluation",
    "step_keeps_mode",
    "evaluated_in_evaluation_mode",
    "evaluated_again",
    "evaluated_without_gradients",
    "predicted_in_evaluation_mode",
    "predicted_again",
    "predicted_without_gradients",
]
PLAIN = ["kept_losses", "evaluated_floats"]


def table(rng, n, columns, scale=1.0):
    """Rows of normal numbers, in 64ths."""
    return [[round(rng.gauss(0.0, scale) * 64) / 64 for _ in range(columns)] for _ in range(n)]


def labelled(rng, n, features, classes):
    """Rows around a centre for each class, with each label at least once, and an order of them."""
    y = [*range(classes), *(rng.randrange(classes) for _ in range(n - classes))]
    rng.shuffle(y)
    centres = table(rng, classes, features, 1.5)
    X = [[a + b for a, b in zip(row, centres[k])] for row, k in zip(table(rng, n, features), y)]
    order = list(range(n))
    rng.shuffle(order)
    return {"X": X, "y": y, "order": order}


def spiral():
    """Every fourth point of the spiral to train on; all of it and a grid to predict."""
    lines = (DATA / "spiral.csv").read_text(encoding="utf-8").splitlines()
    table = [[float(cell) for cell in line.split(",")] for line in lines]
    order = list(range(len(table[::4])))
    random.Random("spiral").shuffle(order)
    line = [round(0.2 * step - 2.3, 1) for step in range(24)]
    return {
        "X": [row[:2] for row in table[::4]],
        "y": [int(row[2]) for row in table[::4]],
        "order": order,
        "points": [row[:2] for row in table],
        "labels": [int(row[2]) for row in table],
        "across": line,
        "up": line,
    }


def start(rng, features, hidden, classes):
    """A network's parameters, in the shapes of `torch.nn.Linear`."""
    return {
        "hidden_weight": table(rng, hidden, features, 0.8),
        "hidden_bias": table(rng, 1, hidden, 0.4)[0],
        "output_weight": table(rng, classes, hidden, 0.8),
        "output_bias": table(rng, 1, classes, 0.4)[0],
    }


def small(rng):
    """7 rows of 2 features and 3 classes, 4 hidden units, in batches of 3, 3 and 1."""
    return {
        "probes": ["outputs", *STEPS, *TRAINING, *RESULTS],
        **labelled(rng, 7, 2, 3),
        **start(rng, 2, 4, 3),
        "size": 3,
        "epochs": 2,
        "rate": 0.25,
    }


def wide(rng):
    """10 rows of 5 features and 2 classes, 6 hidden units, in batches of 4, 4 and 2."""
    return {
        "probes": ["outputs", *TRAINING, "trains_in_training_mode", *RESULTS, *MODES],
        **labelled(rng, 10, 5, 2),
        **start(rng, 5, 6, 2),
        "size": 4,
        "epochs": 2,
        "rate": 0.125,
    }


def many(rng):
    """40 rows of 3 features and 4 classes, 5 hidden units, in batches of 16, 16 and 8."""
    return {
        "probes": ["losses", "trained_alike", *RESULTS],
        **labelled(rng, 40, 3, 4),
        **start(rng, 3, 5, 4),
        "size": 16,
        "epochs": 3,
        "rate": 0.125,
    }


def units(rng):
    """A row whose 2 hidden units are open, of a network that drops 3 of 4: all exact."""

    def eighths(n):
        return [rng.randint(1, 16) / 8 for _ in range(n)]

    return {
        "probes": ["dropped"],
        "X": [eighths(2)],
        "hidden_weight": [eighths(2), eighths(2)],
        "hidden_bias": eighths(2),
        "output_weight": [eighths(2), [-number for number in eighths(2)]],
        "output_bias": eighths(2),
        "dropout": 0.75,
    }


def sizes(rng):
    """The sizes of a network, and a seed."""
    features, hidden, classes = rng.sample(range(2, 9), 3)
    seed = rng.randrange(1000)
    names = "features", "hidden", "classes", "seed"
    return {"probes": SHAPES, **dict(zip(names, (features, hidden, classes, seed)))}


def raw_outputs(rng):
    """Outputs of 5 rows and 4 classes."""
    return {
        "probes": ["loss", "loss_again", "loss_has_gradient"],
        "outputs": table(rng, 5, 4, 2.0),
        "y": [rng.randrange(4) for _ in range(5)],
    }


DRAWN = {
    "small": small,
    "wide": wide,
    "many": many,
    "units": units,
    "sizes": sizes,
    "raw_outputs": raw_outputs,
}

PAIR = {
    "hidden_weight": [[0.5, -1.0, 0.25], [1.0, 0.5, -0.75]],
    "hidden_bias": [0.25, -0.5],
    "output_weight": [[1.0, -0.5], [-1.0, 0.75]],
    "output_bias": [0.125, -0.25],
}

HAND_MADE = {
    "three_features": {
        "probes": SHAPES,
        "features": 3,
        "hidden": 5,
        "classes": 2,
        "seed": 7,
    },
    "one_feature": {
        "probes": SHAPES,
        "features": 1,
        "hidden": 4,
        "classes": 6,
        "seed": 0,
    },
    "sure_and_unsure": {
        "probes": ["loss", "loss_has_gradient"],
        "outputs": [[3.0, -1.0], [0.0, 0.0], [-2.0, 2.5]],
        "y": [0, 1, 0],
    },
    "large": {
        "probes": ["loss"],
        "outputs": [[500.0, 400.0, 499.0], [0.0, -800.0, 1.0]],
        "y": [0, 2],
    },
    "four_rows": {
        "probes": ["outputs", *STEPS, *TRAINING, *RESULTS, *MODES, *PLAIN],
        "X": [[1.0, 0.5, -2.0], [0.0, -1.0, 0.25], [-1.5, 2.0, 1.0], [0.5, 1.5, -0.75]],
        "y": [1, 0, 1, 0],
        "order": [2, 0, 3, 1],
        **PAIR,
        "size": 3,
        "epochs": 3,
        "rate": 0.5,
    },
    "one_row": {
        "probes": ["outputs", "one_step", "loss_before", "losses", "epochs_apart", "predicted"],
        "order": [0],
        "size": 2,
        "epochs": 2,
        "X": [[2.0, -0.5, 1.0]],
        "y": [1],
        **PAIR,
        "rate": 1.0,
    },
    # It begins with what a network had learned, turned by half a radian.
    "spiral": {
        "probes": ["losses", "regions"],
        **spiral(),
        "hidden_weight": [
            [1.875, -3.1875],
            [-3.5, -0.6875],
            [0.125, -0.375],
            [1.5625, -2.625],
            [-3.0625, 0.6875],
            [-0.25, 3.8125],
        ],
        "hidden_bias": [-1.0, -2.0625, -0.5625, 0.9375, 1.3125, -0.5625],
        "output_weight": [
            [0.4375, 2.5625, 0.375, -1.3125, -0.1875, 0.625],
            [2.75, -1.625, -0.0625, -0.9375, 1.75, -2.875],
            [-2.5625, -1.1875, -0.0625, 2.1875, -2.0, 2.3125],
        ],
        "output_bias": [1.4375, -1.1875, -0.25],
        "size": 10,
        "epochs": 5,
        "rate": 1.0,
    },
    "seven_of_eight": {
        "probes": ["dropped"],
        "X": [[1.0, 0.5]],
        "hidden_weight": [[0.5, 1.0], [1.5, -0.5]],
        "hidden_bias": [0.25, 0.5],
        "output_weight": [[1.0, 0.5], [-1.0, 0.75], [0.25, 2.0]],
        "output_bias": [0.125, -0.25, 0.5],
        "dropout": 0.875,
    },
}

CASES = {**HAND_MADE, **{name: draw(random.Random(name)) for name, draw in DRAWN.items()}}
