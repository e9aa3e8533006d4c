"""The visible inputs: small hand-made ones, and drawn ones from fixed seeds.

`CASES` maps a case's name to its data and to the `probes` asked about it. `DRAWN` holds the cases
that a seed can draw again: `grade --seed N` adds them under the same names. Numbers of rows,
features, classes and hidden units all differ, so that what is broadcast along a wrong axis shows.
"""

import random
from pathlib import Path

DATA = Path(__file__).parent / "data"

STEPS = ["epochs_apart", "batch_by_batch", "losses", "trained_on"]
SLOPES = ["slopes_of_a_new_model", "slopes_after_training", "forward_after_training"]
OF_NETWORK = ["forward_of_network", "slopes_of_network", "gradient_check"]
NETWORK_STEPS = ["network_after_epochs", "losses_of_network", "network_trained_on"]


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
    return {"X": X, "y": y, "classes": classes, "order": order}


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
        "classes": 3,
        "order": order,
        "size": 10,
        "epochs": 5,
        "points": [row[:2] for row in table],
        "labels": [int(row[2]) for row in table],
        "across": line,
        "up": line,
    }


def start(rng, features, hidden, classes):
    """Parameters that a network begins with."""
    return {
        "W1": table(rng, features, hidden, 0.8),
        "b1": table(rng, 1, hidden, 0.4)[0],
        "W2": table(rng, hidden, classes, 0.8),
        "b2": table(rng, 1, classes, 0.4)[0],
    }


def regression(rng):
    """11 rows of 2 features and 3 classes, in batches of 4, 4 and 3."""
    return {
        "probes": [*STEPS, *SLOPES, "predicted"],
        **labelled(rng, 11, 2, 3),
        "size": 4,
        "epochs": 3,
        "rate": 0.5,
    }


def network(rng):
    """9 rows of 3 features and 4 classes, 5 hidden units, in batches of 4, 4 and 1."""
    return {
        "probes": [*OF_NETWORK, *NETWORK_STEPS, "predicted_by_network"],
        **labelled(rng, 9, 3, 4),
        **start(rng, 3, 5, 4),
        "size": 4,
        "epochs": 2,
        "rate": 0.25,
    }


def net_inputs(rng):
    """Net inputs of 6 rows and 4 classes, and the probabilities and labels of as many."""
    weights = [[rng.uniform(0.05, 1.0) for _ in range(4)] for _ in range(6)]
    return {
        "probes": ["probabilities", "loss", "loss_again"],
        "Z": table(rng, 6, 4, 2.0),
        "P": [[part / sum(row) for part in row] for row in weights],
        "y": [rng.randrange(4) for _ in range(6)],
    }


def parts(rng):
    """Row numbers to be cut, labels to be coded, and labels to be compared."""
    n, classes = rng.randint(8, 13), rng.randint(3, 6)
    order = list(range(n))
    rng.shuffle(order)
    return {
        "probes": ["cut", "coded", "share"],
        "order": order,
        "size": rng.randint(2, 5),
        "y": [rng.randrange(classes) for _ in range(n)],
        "predicted": [rng.randrange(classes) for _ in range(n)],
        "classes": classes,
    }


DRAWN = {"regression": regression, "network": network, "net_inputs": net_inputs, "parts": parts}

FOUR = {
    "X": [[1.0, 0.5, -2.0], [0.0, -1.0, 0.25], [-1.5, 2.0, 1.0], [0.5, 1.5, -0.75]],
    "y": [1, 0, 1, 0],
    "classes": 2,
    "order": [2, 0, 3, 1],
}
SEVEN = {
    "X": [[1.0, -1.0], [2.0, 0.5], [-1.5, 1.0], [0.25, 2.0], [-0.5, -2.0], [1.5, 1.5], [-2.0, 0.0]],
    "y": [0, 2, 1, 1, 0, 2, 3],
    "classes": 4,
    "order": [3, 0, 6, 2, 5, 1, 4],
}

HAND_MADE = {
    "three_labels": {"probes": ["coded", "coded_again"], "y": [2, 0, 1, 2], "classes": 3},
    # A class that no label has still has its column.
    "absent_class": {"probes": ["coded", "coded_again"], "y": [0, 3, 1], "classes": 5},
    "one_label": {"probes": ["coded"], "y": [1], "classes": 2},
    "two_rows": {
        "probes": ["probabilities", "probabilities_again", "softmax_keeps_inputs"],
        "Z": [[1.0, 2.0, 3.0, 0.0], [-1.0, 0.5, 0.5, 2.0]],
    },
    "square": {
        "probes": ["probabilities", "softmax_keeps_inputs"],
        "Z": [[0.0, 1.0, -1.0], [2.0, 2.0, 2.0], [5.0, -5.0, 0.5]],
    },
    # e to the power of these is more than a float can hold; less their largest it is not.
    "large": {"probes": ["probabilities"], "Z": [[1000.0, 1001.0, 999.0], [-2000.0, -2001.0, 5.0]]},
    "rows_far_apart": {"probes": ["probabilities"], "Z": [[0.0, 1.0], [-900.0, -901.0]]},
    "sure_and_unsure": {
        "probes": ["loss", "loss_again"],
        "P": [[0.75, 0.25], [0.125, 0.875], [0.5, 0.5]],
        "y": [0, 1, 1],
    },
    "three_classes": {
        "probes": ["loss"],
        "P": [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25]],
        "y": [1, 0, 2, 0],
    },
    "even": {"probes": ["cut"], "order": [4, 2, 0, 5, 1, 3], "size": 2},
    "uneven": {"probes": ["cut"], "order": [6, 1, 4, 0, 2, 5, 3], "size": 3},
    "one_batch": {"probes": ["cut"], "order": [2, 0, 1], "size": 5},
    "three_of_four": {"probes": ["share"], "predicted": [0, 2, 1, 1], "y": [0, 2, 1, 0]},
    "none": {"probes": ["share"], "predicted": [1, 0, 2], "y": [0, 1, 1]},
    "all": {"probes": ["share"], "predicted": [2, 1, 1, 0, 3], "y": [2, 1, 1, 0, 3]},
    "two_by_three": {"probes": ["started"], "features": 2, "classes": 3},
    "four_by_two": {"probes": ["started"], "features": 4, "classes": 2},
    "four_rows": {
        "probes": [
            *STEPS,
            *SLOPES,
            "one_step",
            "second_is_new",
            "forward_of_a_new_model",
            "backward_changes_nothing",
            "train_keeps_inputs",
            "predicted",
        ],
        **FOUR,
        "size": 2,
        "epochs": 3,
        "rate": 1.0,
    },
    "seven_rows": {
        "probes": [*STEPS, *SLOPES, "one_step", "forward_of_a_new_model", "predicted"],
        **SEVEN,
        "size": 3,
        "epochs": 2,
        "rate": 0.25,
    },
    "small_network": {
        "probes": [*OF_NETWORK, *NETWORK_STEPS, "start_is_copied", "given_start_is_kept"],
        **FOUR,
        "W1": [[0.5, -1.0], [1.0, 0.25], [-0.5, 1.5]],
        "b1": [0.25, -0.5],
        "W2": [[1.0, -1.0], [-0.5, 0.75]],
        "b2": [0.125, -0.25],
        "size": 3,
        "epochs": 2,
        "rate": 0.5,
    },
    "wide_network": {
        "probes": [*OF_NETWORK, *NETWORK_STEPS, "start_is_copied", "predicted_by_network"],
        **SEVEN,
        "W1": [[0.5, -1.0, 0.75, 1.25, -0.5], [1.0, 0.25, -1.5, 0.5, 2.0]],
        "b1": [0.1, -0.2, 0.3, 0.45, -0.15],
        "W2": [
            [1.0, -1.0, 0.5, 0.0],
            [-0.5, 0.75, 0.25, 1.0],
            [0.25, 0.5, -1.0, 0.5],
            [0.0, 1.5, 0.5, -0.5],
            [-1.0, 0.25, 0.0, 0.75],
        ],
        "b2": [0.1, -0.1, 0.2, 0.0],
        "size": 4,
        "epochs": 3,
        "rate": 0.5,
    },
    "spiral": {"probes": ["losses", "regions"], **spiral(), "rate": 0.5},
    # It begins with what a network had learned, turned by half a radian.
    "spiral_turned": {
        "probes": ["losses_of_network", "regions_of_network"],
        **spiral(),
        "rate": 1.0,
        "W1": [
            [1.875, -3.5, 0.125, 1.5625, -3.0625, -0.25],
            [-3.1875, -0.6875, -0.375, -2.625, 0.6875, 3.8125],
        ],
        "b1": [-1.0, -2.0625, -0.5625, 0.9375, 1.3125, -0.5625],
        "W2": [
            [0.4375, 2.75, -2.5625],
            [2.5625, -1.625, -1.1875],
            [0.375, -0.0625, -0.0625],
            [-1.3125, -0.9375, 2.1875],
            [-0.1875, 1.75, -2.0],
            [0.625, -2.875, 2.3125],
        ],
        "b2": [1.4375, -1.1875, -0.25],
    },
}

CASES = {**HAND_MADE, **{name: draw(random.Random(name)) for name, draw in DRAWN.items()}}
