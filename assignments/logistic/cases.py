"""The visible inputs: small hand-made ones, and drawn ones from fixed seeds.

`CASES` maps a case's name to its data and to the `probes` asked about it. `DRAWN` holds the cases
that a seed can draw again: `grade --seed N` adds them under the same names.
"""

import random
from pathlib import Path

DATA = Path(__file__).parent / "data"

MODEL = ["probabilities", "predicted", "loss", "slopes", "share_right"]
FIRST = ["even_at_first", "predicted_at_first", "slopes_at_first", "second_is_new"]
AGAIN = ["loss_again", "slopes_again", "share_again"]
TRAINING = ["one_step", "epochs_apart", "losses", "trained_on"]
ON = ["trained_on_other_rows", "losses_of_this_training"]
UNCHANGED = [
    *("first_is_kept", "forward_changes_nothing", "predict_changes_nothing", "no_epochs"),
    *("loss_changes_nothing", "gradient_changes_nothing", "evaluate_changes_nothing"),
    "train_keeps_inputs",
]


def labelled(rng, n, features):
    """Rows around two centres that lie near each other, in 64ths."""
    y = [0, 1, *(rng.randint(0, 1) for _ in range(n - 2))]
    rng.shuffle(y)
    X = [
        [round(rng.gauss(0.6 if label else -0.6, 1.0) * 64) / 64 for _ in range(features)]
        for label in y
    ]
    return {"X": X, "y": y}


def exam():
    """Every second row of the data, and all of it as points."""
    lines = (DATA / "exam.csv").read_text(encoding="utf-8").splitlines()[1:]
    table = [[float(cell) for cell in line.split(",")] for line in lines]
    return {
        "X": [row[:2] for row in table[::2]],
        "y": [int(row[2]) for row in table[::2]],
        "points": [row[:2] for row in table],
        "labels": [int(row[2]) for row in table],
    }


def rows(rng):
    """9 rows of 2 features."""
    example = [round(rng.uniform(0.5, 1.5), 2), -round(rng.uniform(0.5, 1.5), 2)]
    return {
        "probes": [*MODEL, *FIRST, *AGAIN, *TRAINING, *ON],
        **labelled(rng, 9, 2),
        "example": example,
        "epochs": 3,
        "rate": 0.5,
    }


def deep_rows(rng):
    """7 rows of 4 features."""
    return {
        "probes": [*MODEL, *TRAINING],
        **labelled(rng, 7, 4),
        "example": [round(rng.uniform(-1.5, 1.5), 2) for _ in range(4)],
        "epochs": 2,
        "rate": 0.25,
    }


def long(rng):
    """104 rows: more than the data file has, for what counts on 80 or 100."""
    return {
        "probes": ["loss", "slopes", "one_step", "share_right"],
        **labelled(rng, 104, 2),
        "example": [round(rng.uniform(0.5, 1.5), 2), round(rng.uniform(0.5, 1.5), 2)],
        "rate": 2.0,
    }


def size(rng):
    """How many features a model has."""
    return {"probes": ["started"], "features": rng.randint(3, 8)}


def net_inputs(rng):
    """Net inputs of either sign, near zero and far from it."""
    z = [round(rng.uniform(-6, 6), 2) for _ in range(5)]
    z += [round(rng.uniform(100, 750)), -round(rng.uniform(100, 750))]
    return {"probes": ["squashed", "loss_of_one"], "z": z}


def line(rng):
    """A boundary, with weights away from zero."""
    return {
        "probes": ["boundary_at"],
        "weights": [round(rng.uniform(1, 3), 2), -round(rng.uniform(1, 3), 2)],
        "bias": round(rng.uniform(0.5, 2), 2),
        "ends": [-round(rng.uniform(1, 4), 2), round(rng.uniform(1, 4), 2)],
    }


DRAWN = {"rows": rows, "deep_rows": deep_rows, "size": size, "net_inputs": net_inputs, "line": line}
LARGE = {"long": long}  # of which one draw is enough

HAND_MADE = {
    "around_zero": {"probes": ["squashed", "loss_of_one"], "z": [0.0, 0.5, -0.5, 2.0, -2.0]},
    # e to the power of these is more than a float can hold, and 1 less the probability is 0.
    "far_from_zero": {"probes": ["squashed", "loss_of_one"], "z": [40.0, -40.0, 800.0, -800.0]},
    "two_features": {"probes": ["started"], "features": 2},
    "five_features": {"probes": ["started"], "features": 5},
    "four_rows": {
        "probes": [*MODEL, *FIRST, *AGAIN, *TRAINING, *ON, *UNCHANGED],
        "X": [[1.0, 2.0], [-2.0, 0.5], [0.5, -1.5], [2.0, 1.0]],
        "y": [1, 0, 1, 0],
        "example": [1.0, -0.5],
        "epochs": 4,
        "rate": 1.0,
    },
    "five_rows": {
        "probes": [*MODEL, *FIRST, *AGAIN, *TRAINING, *ON, "gradient_changes_nothing"],
        "X": [
            [0.5, -1.0, 2.0],
            [1.5, 0.25, -0.5],
            [-1.0, 1.0, 0.75],
            [0.0, -2.0, 1.0],
            [2.0, 0.5, 0.5],
        ],
        "y": [0, 1, 1, 0, 1],
        "example": [0.5, 1.5, -0.25],
        "epochs": 2,
        "rate": 0.25,
    },
    "one_row": {
        "probes": ["one_step", "losses", "slopes_at_first"],
        "X": [[3.0, -1.0]],
        "y": [0],
        "epochs": 3,
        "rate": 0.5,
    },
    "six_features": {
        "probes": ["probabilities", "predicted", "loss", "slopes", "epochs_apart"],
        "X": [[0.5, -1.0, 0.25, 1.5, -0.5, 2.0], [-0.25, 0.5, 1.0, -2.0, 0.75, 1.25]],
        "y": [1, 0],
        "example": [1.0, -0.5, 0.25, 0.5, -1.5, -0.75],
        "epochs": 24,
        "rate": 0.125,
    },
    # Probabilities on either side of one half, near it and not.
    "fine_rows": {
        "probes": ["probabilities", "predicted", "share_right"],
        "X": [[k / 8 - 1, 0.0] for k in (-20, -12, -8, -5, -3, -1, 1, 3, 5, 8, 12, 20)],
        "y": [0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1],
        "example": [1.0, 0.5],
    },
    # Net inputs as far from zero as they may be, and both labels on the wrong side.
    "far_rows": {
        "probes": ["forward_far_off", "loss_far_off"],
        "X": [[10.0, -19.5], [-10.0, 19.5], [8.0, -16.0]],
        "y": [0, 1, 1],
        "example": [40.0, -20.0],
    },
    "all_right": {
        "probes": ["share_right"],
        "example": [1.0, 1.0],
        "X": [[2.0, 0.5], [-3.0, -1.0]],
        "y": [1, 0],
    },
    "exam": {
        "probes": ["losses", "boundary_learned"],
        **exam(),
        "epochs": 8,
        "rate": 1.0,
        "ends": [-3.0, 3.0],
    },
    "rising": {
        "probes": ["boundary_at", "boundary_keeps_inputs"],
        "weights": [1.5, -2.0],
        "bias": 0.5,
        "ends": [-3.0, 0.0, 1.0],
    },
    "falling": {
        "probes": ["boundary_at"],
        "weights": [2.0, 4.0],
        "bias": -1.0,
        "ends": [-1.0, 2.5],
    },
}

DRAWS = {**DRAWN, **LARGE}
CASES = {**HAND_MADE, **{name: draw(random.Random(name)) for name, draw in DRAWS.items()}}
