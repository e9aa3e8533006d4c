"""The visible inputs: small hand-made ones, and drawn ones from fixed seeds.

`CASES` maps a case's name to its data and to the `probes` asked about it. `DRAWN` holds the cases
that a seed can draw again: `grade --seed N` adds them under the same names.
"""

import random
from pathlib import Path

DATA = Path(__file__).parent / "data"

MODEL = ["probabilities", "predicted", "loss", "slopes", "share_right"]
FIRST = ["even_at_first", "predicted_at_first", "slopes_at_first"]
TRAINING = ["one_step", "epochs_apart", "losses", "trained_on"]


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
        "probes": [*MODEL, *TRAINING, "slopes_at_first"],
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


def net_inputs(rng):
    """Net inputs of either sign."""
    z = [round(rng.uniform(-6, 6), 2) for _ in range(5)]
    return {"probes": ["squashed", "loss_of_one"], "z": z}


def line(rng):
    """A boundary, with weights away from zero."""
    return {
        "probes": ["boundary_at"],
        "weights": [round(rng.uniform(1, 3), 2), -round(rng.uniform(1, 3), 2)],
        "bias": round(rng.uniform(0.5, 2), 2),
        "ends": [-round(rng.uniform(1, 4), 2), round(rng.uniform(1, 4), 2)],
    }


DRAWN = {"rows": rows, "deep_rows": deep_rows, "net_inputs": net_inputs, "line": line}

HAND_MADE = {
    "around_zero": {"probes": ["squashed", "loss_of_one"], "z": [0.0, 0.5, -0.5, 2.0, -2.0]},
    # e to the power of these is more than a float can hold, and 1 less the probability is 0.
    "far_from_zero": {"probes": ["squashed", "loss_of_one"], "z": [40.0, -40.0, 800.0, -800.0]},
    "two_features": {"probes": ["started"], "features": 2},
    "five_features": {"probes": ["started"], "features": 5},
    "four_rows": {
        "probes": [
            *MODEL,
            *FIRST,
            *TRAINING,
            "second_is_new",
            "gradient_changes_nothing",
            "train_keeps_inputs",
        ],
        "X": [[1.0, 2.0], [-2.0, 0.5], [0.5, -1.5], [2.0, 1.0]],
        "y": [1, 0, 1, 0],
        "example": [1.0, -0.5],
        "epochs": 4,
        "rate": 1.0,
    },
    "five_rows": {
        "probes": [*MODEL, *FIRST, *TRAINING, "gradient_changes_nothing"],
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
    "all_right": {
        "probes": ["share_right"],
        "example": [1.0, 1.0],
        "X": [[2.0, 0.5], [-3.0, -1.0]],
        "y": [1, 0],
    },
    "rising": {
        "probes": ["boundary_at"],
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
    "exam": {
        "probes": ["losses", "boundary_learned"],
        **exam(),
        "epochs": 8,
        "rate": 1.0,
        "ends": [-3.0, 3.0],
    },
}

CASES = {**HAND_MADE, **{name: draw(random.Random(name)) for name, draw in DRAWN.items()}}
