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
REGRESSION_KEEPS = [
    *("forward_changes_nothing", "backward_changes_nothing", "predict_changes_nothing"),
    *("train_keeps_inputs", "first_is_kept"),
]
LATER = ["trained_on_other_data", "losses_of_second_call"]
OF_NETWORK = ["forward_of_network", "slopes_of_network", "gradient_check"]
OF_TRAINED = [
    *("forward_of_trained_network", "slopes_of_trained_network"),
    "predicted_by_trained_network",
]
NETWORK_STEPS = ["network_one_step", "network_after_epochs", "losses_of_network"]
NETWORK_KEEPS = [
    *("start_is_its_own", "given_start_is_kept", "network_forward_changes_nothing"),
    *("network_backward_changes_nothing", "network_predict_changes_nothing"),
    "network_train_keeps_inputs",
]
NETWORK_LATER = ["network_trained_on", "losses_of_networks_second_call"]


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
        "probes": [
            *("started", "second_is_new", "one_step", "forward_of_a_new_model"),
            *(*STEPS, *SLOPES, *REGRESSION_KEEPS, *LATER, "predicted"),
        ],
        **labelled(rng, 11, 2, 3),
        "features": 2,
        "size": 4,
        "epochs": 3,
        "rate": 0.5,
    }


def network(rng):
    """9 rows of 3 features and 4 classes, 5 hidden units, in batches of 4, 4 and 1."""
    return {
        "probes": [
            *("start_is_copied", *OF_NETWORK, *OF_TRAINED, *NETWORK_STEPS, *NETWORK_KEEPS),
            *(*NETWORK_LATER, "predicted_by_network"),
        ],
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
        "probes": [
            *("probabilities", "probabilities_again", "softmax_keeps_inputs"),
            *("loss", "loss_again", "loss_keeps_inputs"),
        ],
        "Z": table(rng, 6, 4, 2.0),
        "P": [[part / sum(row) for part in row] for row in weights],
        "y": [rng.randrange(4) for _ in range(6)],
    }


def parts(rng):
    """Row numbers to be cut, labels to be coded and compared, and the size of a model."""
    n, classes = rng.randint(8, 13), rng.randint(3, 6)
    order = list(range(n))
    rng.shuffle(order)
    return {
        "probes": [
            *("cut", "cut_again", "batches_keep_inputs"),
            *("coded", "coded_again", "one_hot_keeps_inputs"),
            *("share", "share_again", "share_keeps_inputs", "started"),
        ],
        "order": order,
        "size": rng.randint(2, 5),
        "y": [rng.randrange(classes) for _ in range(n)],
        "predicted": [rng.randrange(classes) for _ in range(n)],
        "classes": classes,
        "features": rng.randint(5, 9),
    }


def many(rng):
    """112 rows, 12 classes, 7 features, 20 hidden units: more than the small cases have."""
    data = labelled(rng, 112, 7, 12)
    # In eighths, so that no net input of a hidden unit lies near 0 without being 0.
    data["X"] = [[round(4 * number) / 8 for number in row] for row in data["X"]]
    first = [[rng.randint(-12, 12) / 8 for _ in range(20)] for _ in range(8)]
    weights = [[rng.uniform(0.05, 1.0) for _ in range(12)] for _ in range(112)]
    return {
        "probes": [
            *("coded_of_many", "probabilities_of_many", "loss", "cut", "share"),
            *("started", "losses", "losses_of_network"),
        ],
        **data,
        "features": 7,
        **start(rng, 7, 20, 12),
        "W1": first[:7],
        "b1": first[7],
        "W2": table(rng, 20, 12, 0.1),  # no label so improbable that the last digits decide
        "Z": table(rng, 112, 12, 2.0),
        "P": [[part / sum(row) for part in row] for row in weights],
        "predicted": [rng.randrange(12) for _ in range(112)],
        "size": 104,
        "epochs": 1,
        "rate": 0.5,
    }


DRAWN = {"regression": regression, "network": network, "net_inputs": net_inputs, "parts": parts}

LARGE = {"many": many}  # of which one draw is enough

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
    "one_label": {"probes": ["coded", "one_hot_keeps_inputs"], "y": [1], "classes": 2},
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
    "one_row": {"probes": ["probabilities"], "Z": [[2.0, -1.0, 0.5]]},
    "rows_far_apart": {"probes": ["probabilities"], "Z": [[0.0, 1.0], [-900.0, -901.0]]},
    "sure_and_unsure": {
        "probes": ["loss", "loss_again", "loss_keeps_inputs"],
        "P": [[0.75, 0.25], [0.125, 0.875], [0.5, 0.5]],
        "y": [0, 1, 1],
    },
    "three_classes": {
        "probes": ["loss"],
        "P": [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1], [0.1, 0.1, 0.8], [0.25, 0.5, 0.25]],
        "y": [1, 0, 2, 0],
    },
    "some_rows": {"probes": ["cut"], "order": [14, 3, 27, 9, 21], "size": 2},
    "even": {"probes": ["cut", "batches_keep_inputs"], "order": [4, 2, 0, 5, 1, 3], "size": 2},
    "uneven": {"probes": ["cut", "cut_again"], "order": [6, 1, 4, 0, 2, 5, 3], "size": 3},
    "one_batch": {"probes": ["cut"], "order": [2, 0, 1], "size": 5},
    "single_rows": {"probes": ["cut"], "order": [1, 2, 0], "size": 1},
    "two_of_seven": {
        "probes": ["share", "share_again", "share_keeps_inputs"],
        "predicted": [3, 0, 2, 1, 1, 0, 2],
        "y": [0, 2, 2, 0, 1, 3, 1],
    },
    "three_of_four": {"probes": ["share"], "predicted": [0, 2, 1, 1], "y": [0, 2, 1, 0]},
    "none": {"probes": ["share"], "predicted": [1, 0, 2], "y": [0, 1, 1]},
    "all": {"probes": ["share"], "predicted": [2, 1, 1, 0, 3], "y": [2, 1, 1, 0, 3]},
    "two_by_three": {"probes": ["started"], "features": 2, "classes": 3},
    "four_by_two": {"probes": ["started"], "features": 4, "classes": 2},
    "four_rows": {
        "probes": [
            *STEPS,
            *SLOPES,
            *LATER,
            *REGRESSION_KEEPS,
            "one_step",
            "second_is_new",
            "forward_of_a_new_model",
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
    "many_epochs": {
        "probes": ["epochs_apart", "losses"],
        **FOUR,
        "size": 3,
        "epochs": 25,
        "rate": 0.5,
    },
    "many_rows": {
        "probes": ["predicted"],
        "X": 16 * SEVEN["X"],
        "y": 16 * SEVEN["y"],
        "classes": 4,
        "order": list(range(112)),
        "size": 56,
        "epochs": 1,
        "rate": 0.5,
    },
    "small_network": {
        "probes": [
            "start_is_copied",
            *OF_NETWORK,
            *OF_TRAINED,
            *NETWORK_STEPS,
            *NETWORK_KEEPS,
            *NETWORK_LATER,
        ],
        **FOUR,
        "W1": [[0.5, -1.0], [1.0, 0.25], [-0.5, 1.5]],
        "b1": [0.25, -0.5],
        "W2": [[1.0, -1.0], [-0.5, 0.75]],
        "b2": [0.125, -0.25],
        "size": 3,
        "epochs": 2,
        "rate": 0.5,
    },
    # Net inputs of hidden units that are exactly 0, of each unit and in each row but the last.
    "at_zero": {
        "probes": ["forward_of_network", "slopes_of_network"],
        "X": [[1.0, 2.0], [2.0, -1.0], [0.5, 0.5]],
        "y": [2, 0, 1],
        "classes": 3,
        "W1": [[1.0, -1.0], [-0.5, -2.0]],
        "b1": [0.0, 0.0],
        "W2": [[1.0, -1.0, 0.5], [-0.5, 2.0, 0.25]],
        "b2": [0.25, 0.0, -0.25],
    },
    "network_of_many_epochs": {
        "probes": ["losses_of_network"],
        **FOUR,
        "W1": [[0.5, -1.0], [1.0, 0.25], [-0.5, 1.5]],
        "b1": [0.25, -0.5],
        "W2": [[1.0, -1.0], [-0.5, 0.75]],
        "b2": [0.125, -0.25],
        "size": 4,
        "epochs": 25,
        "rate": 0.25,
    },
    "wide_network": {
        "probes": ["start_is_copied", *OF_NETWORK, *NETWORK_STEPS, "predicted_by_network"],
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

CASES = {
    **HAND_MADE,
    **{name: draw(random.Random(name)) for name, draw in (DRAWN | LARGE).items()},
}
