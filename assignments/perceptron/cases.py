"""The visible inputs: small hand-made ones, exact in binary, and drawn ones from fixed seeds.

`CASES` maps a case's name to its data and to the `probes` asked about it. `DRAWN` holds the cases
that a seed can draw again: `grade --seed N` adds them under the same names. Every data set on which
training is asked for is non-separable, so that the state changes in every epoch.
"""

import math
import random
from pathlib import Path

DATA = Path(__file__).parent / "data"

UPDATES = ["example_by_example", "growing_prefix", "epochs_apart"]
DATA_STEPS = ["parted", "prepared", "split_keeps_inputs", "prepare_keeps_inputs"]


def shuffled(seed, rows=100):
    """The row numbers 0..rows-1 in the order that a seed gives."""
    order = list(range(rows))
    random.Random(seed).shuffle(order)
    return order


def exact(number):
    """The nearest 64th, exact in binary: a program that counts in exact fractions is not slow."""
    return round(number * 64) / 64


def standard(rows):
    """Rows shifted and scaled to mean 0 and deviation 1, in 64ths."""
    columns = []
    for column in zip(*rows):
        mean = math.fsum(column) / len(column)
        std = math.sqrt(math.fsum((x - mean) ** 2 for x in column) / len(column))
        columns.append([exact((x - mean) / std) for x in column])
    return [list(row) for row in zip(*columns)]


def course_points(name, chosen):
    """Some rows of a data file in shuffled order, standardized, and their labels."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    table = [[float(cell) for cell in line.split("\t")] for line in lines]
    rows = [table[i] for i in chosen]
    return standard([row[:-1] for row in rows]), [int(row[-1]) for row in rows]


def every_third_line(name):
    """A third of a data file, with both labels."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines(keepends=True)
    return "".join(lines[::3])


def labelled(rng, n, features, flips):
    """Rows around two centres, in 64ths; some labels are turned round."""
    y = [rng.randint(0, 1) for _ in range(n)]
    X = [[exact(rng.gauss(0.9 if label else -0.9, 1.0)) for _ in range(features)] for label in y]
    for i in rng.sample(range(n), flips):
        y[i] = 1 - y[i]
    return X, y


def noisy(rng):
    """12 rows of 2 features that no line separates."""
    X, y = labelled(rng, 12, 2, 3)
    probes = ["growing_prefix", "epochs_apart", "trained_on"]
    return {"probes": probes, "X": X, "y": y, "epochs": 2, "calls": [1, 2]}


def wide(rng):
    """12 rows of 3 features that no plane separates."""
    X, y = labelled(rng, 12, 3, 4)
    probes = ["epochs_apart", "trained_on"]
    return {"probes": probes, "X": X, "y": y, "epochs": 4, "calls": [2, 1]}


def long(rng):
    """104 rows: more than the course's files have, for what counts on 100, 70 or 30."""
    X, y = labelled(rng, 104, 2, 10)
    X[-1], y[-1] = [3.0, 3.0], 0  # the last corrects, too
    return {
        "probes": ["counted", "measured", "epochs_apart", "share_right"],
        "X": X,
        "y": y,
        "epochs": 2,
        "example": [round(rng.uniform(0.5, 1.5), 2), round(rng.uniform(0.5, 1.5), 2)],
    }


def uneven(rng):
    """11 rows of unequal scale, to be split, measured and standardized."""
    X = [[round(rng.gauss(30, 8), 2), round(rng.gauss(-2, 0.5), 3)] for _ in range(11)]
    order = list(range(11))
    rng.shuffle(order)
    return {
        "probes": [*DATA_STEPS, "measured", "standardized", "standardized_again"],
        "X": X,
        "y": [rng.randint(0, 1) for _ in X],
        "order": order,
        "n_train": 7,
        "mean": [31.5, -1.75],
        "std": [7.5, 0.625],
    }


def line(rng):
    """A boundary, with weights away from zero."""
    return {
        "probes": ["boundary", "boundary_again"],
        "weights": [round(rng.uniform(1, 3), 3), -round(rng.uniform(1, 3), 3)],
        "bias": round(rng.uniform(0.5, 2), 3),
        "x0_min": -round(rng.uniform(1, 5), 2),
        "x0_max": round(rng.uniform(1, 5), 2),
    }


def small_file(rng, rows=15):
    """A data file of some lines, of which two thirds are for training."""
    X, y = labelled(rng, rows, 2, rows // 6)
    lines = [f"{10 * a + 50:.2f}\t{b / 4:.4f}\t{label}\n" for (a, b), label in zip(X, y)]
    order = list(range(rows))
    rng.shuffle(order)
    return {
        "probes": ["whole_run_twice", "loaded"],
        "files": {"data.txt": "".join(lines), "other.txt": "".join(lines[::-1])},
        "order": order,
        "n_train": 2 * rows // 3,
        "epochs": 3,
    }


def long_file(rng):
    """A data file of 104 lines, of which 86 are for training."""
    X, y = labelled(rng, 104, 2, 12)
    text = "".join(f"{4 * a - 9:.3f}\t{8 * b + 20:.2f}\t{label}\n" for (a, b), label in zip(X, y))
    order = list(range(104))
    rng.shuffle(order)
    return {
        "probes": ["whole_run_as_asked"],
        "files": {"data.txt": text},
        "order": order,
        "n_train": 86,
        "epochs": 1,
    }


def labels(rng):
    """9 labels, with more of the one or of the other."""
    y = [rng.randint(0, 1) for _ in range(8)]
    return {"probes": ["counted", "counted_again"], "y": [*y, y[0]]}


def model(rng):
    """A model of 2 to 6 weights, its first example, and rows on either side of its boundary."""
    features = rng.randint(2, 6)
    X, y = labelled(rng, 6, features, 2)
    example = [exact(rng.uniform(-2, 2)) for _ in range(features)]
    return {
        "probes": [
            *("started", "start_predicts_nothing", "predicted", "errors_found", "one_update"),
            *("share_of_a_new_model", "share_right", "share_again", "second_is_new", "no_epochs"),
        ],
        "features": features,
        "example": example,
        "rows": X,
        "X": X,
        "y": y,
        "epochs": 1,
    }


DRAWN = {
    "labels": labels,
    "model": model,
    "noisy": noisy,
    "uneven": uneven,
    "line": line,
    "small_file": small_file,
}
LARGE = {"wide": wide, "long": long, "long_file": long_file}  # of which one draw is enough

FIVE_X = [[0.25, -2.0], [-0.75, 1.25], [-1.5, -1.0], [-0.25, -2.0], [1.5, 1.25]]
FIVE_Y = [0, 0, 1, 0, 1]
DEEP_X = [
    [1.25, 2.0, 1.0],
    [-2.0, 2.0, 0.75],
    [0.5, 1.5, 1.5],
    [0.25, 1.25, -1.0],
    [-0.25, 0.25, -0.75],
]
DEEP_Y = [1, 1, 0, 1, 0]
READY_X, READY_Y = course_points("points.txt", shuffled(575)[:24])
# The row with the other label and three that lie around it, so that no line separates them, among
# every seventh: the weights change in every epoch.
AROUND = (65, 66, 86, 98)
FLIPPED_X, FLIPPED_Y = course_points(
    "flipped.txt", [i for i in shuffled(575) if i % 7 == 0 or i in AROUND]
)

HAND_MADE = {
    # Reading: blank lines inside and at the end, a line that occurs twice, negative numbers,
    # as many rows of label 1 as not, and no end of line at the end of the file.
    "gaps": {
        "probes": ["loaded"],
        "files": {
            "data.txt": "-0.50\t1.25\t1\n\n2.00\t-3.75\t0\n2.00\t-3.75\t0\n\n\n1.50\t0.00\t1"
        },
    },
    "three_columns": {
        "probes": ["loaded"],
        "files": {"data.txt": "1.5\t-2.25\t8.0\t0\n-4.0\t0.125\t3.5\t1\n6.0\t7.5\t-1.0\t1\n\n"},
    },
    "four_columns": {
        "probes": ["loaded", "loaded_again"],
        "files": {
            "data.txt": "1.5\t0\t-2.5\t4\t1\n\n1.5\t0\t-2.5\t4\t1\n\n0.5\t-1\t6.25\t-3\t0\n",
            "other.txt": "2.5\t1\t0.5\t-1\t0\n",
        },
    },
    "one_line": {
        "probes": ["loaded", "loaded_again"],
        "files": {"data.txt": "3.5\t-1.25\t1\n", "other.txt": "1.0\t2.0\t0\n-1.0\t0.5\t1\n"},
    },
    # As a file may be, too: its first line blank, exponents.
    "odd_lines": {
        "probes": ["loaded"],
        "files": {"data.txt": "\n1e-1\t-2.5E+2\t1\n\n.5\t3e0\t0\n-4\t+1.5\t0\n"},
    },
    "many_lines": {
        "probes": ["loaded"],
        "files": {"data.txt": "".join(f"{n}\t{n % 3 // 2}\n" for n in range(104))},
    },
    "points": {
        "probes": ["loaded", "whole_run"],
        "files": {"data.txt": (DATA / "points.txt").read_text(encoding="utf-8")},
        "order": shuffled(575),
    },
    "flipped": {
        "probes": ["whole_run"],
        "files": {"data.txt": (DATA / "flipped.txt").read_text(encoding="utf-8")},
        "order": shuffled(31),
    },
    "flipped_short": {
        "probes": ["whole_run_of_five_epochs"],
        "files": {"data.txt": every_third_line("flipped.txt")},
        "order": shuffled(3, rows=34),
        "n_train": 19,
    },
    # Counting: unequal, none of one label, a single label.
    "mostly_ones": {
        "probes": ["counted", "counted_again", "counts_keep_inputs"],
        "y": [1, 0, 1, 1, 0, 1, 1],
    },
    "mixed": {
        "probes": ["counted", "counted_again", "counts_keep_inputs"],
        "y": [0, 1, 0, 0, 1, 0, 1, 1, 1],
    },
    "mostly_zeros": {"probes": ["counted"], "y": [0, 1, 0, 0, 0, 1, 0]},
    "only_zeros": {"probes": ["counted"], "y": [0, 0, 0]},
    "only_ones": {"probes": ["counted"], "y": [1, 1, 1, 1]},
    # Splitting and standardizing, exact in binary; the order is not its own inverse.
    "six_rows": {
        "probes": [*DATA_STEPS, "parted_all", "measured", "statistics_keep_inputs"],
        "X": [[1.0, -8.0], [3.0, 0.5], [5.0, 4.0], [7.0, -2.5], [2.0, 16.0], [8.0, 6.0]],
        "y": [0, 1, 1, 0, 0, 1],
        "order": [2, 0, 3, 5, 1, 4],
        "n_train": 4,
    },
    "three_features": {
        "probes": [*DATA_STEPS, "measured", "standardized", "standardize_keeps_inputs"],
        "X": [
            [1.0, 20.0, -0.5],
            [4.0, 10.0, 0.25],
            [2.5, 40.0, 1.0],
            [-3.0, 5.0, 0.75],
            [0.5, 80.0, -2.0],
        ],
        "y": [1, 0, 0, 1, 1],
        "order": [4, 2, 0, 1, 3],
        "n_train": 3,
        "mean": [0.5, 16.0, -0.25],
        "std": [2.0, 8.0, 0.5],
    },
    "few_for_training": {
        "probes": [*DATA_STEPS, "parted_again", "measured_again", "prepared_again", "measured"],
        "X": [[1.0, 4.0], [1.0, -2.0], [3.0, 4.0], [1.0, 0.5], [5.0, -2.0], [3.0, 8.0]],
        "y": [1, 0, 1, 1, 0, 0],
        "order": [3, 5, 0, 4, 2, 1],
        "n_train": 2,
    },
    "one_feature": {
        "probes": ["parted", "measured", "standardized", "standardized_again"],
        "X": [[4.0], [-1.0], [2.5], [8.0]],
        "y": [0, 1, 1, 0],
        "order": [1, 3, 0, 2],
        "n_train": 2,
        "mean": [2.0],
        "std": [4.0],
    },
    "six_features": {
        "probes": ["measured", "standardized"],
        "X": [[1.0, 8.0, -2.0, 0.5, 3.0, -4.0], [3.0, 2.0, 6.0, 1.0, 1.0, 12.0]],
        "mean": [2.0, 4.0, 1.0, 0.5, -1.0, 8.0],
        "std": [1.0, 2.0, 4.0, 0.5, 2.0, 8.0],
    },
    "many_rows": {
        "probes": ["standardized"],
        "X": [[n] for n in range(104)],
        "mean": [8.0],
        "std": [4.0],
    },
    "given_statistics": {
        "probes": ["standardized"],
        "X": [[10.0, 1.0], [14.0, 2.0], [9.0, -4.0]],
        "mean": [12.0, -1.0],
        "std": [4.0, 0.5],
    },
    # A new model.
    "two_weights": {"probes": ["started"], "features": 2},
    "six_weights": {"probes": ["started"], "features": 6},
    "new_model": {
        "probes": ["start_predicts_nothing", "errors_of_a_new_model"],
        "rows": [[1.0, 2.0], [-3.0, 0.5], [0.0, 0.0]],
    },
    "new_model_deep": {
        "probes": ["start_predicts_nothing", "errors_of_a_new_model"],
        "rows": [[0.5, -1.0, 4.0], [2.0, 2.0, 2.0]],
    },
    # Predicting: trained on `example`, the weights are the example and the bias is 1. Rows on
    # either side, one that lies on the boundary exactly, and rows that only the bias, only the
    # first or only the last feature decides.
    "sides": {
        "probes": [
            "predicted",
            "errors_found",
            "forward_changes_nothing",
            "backward_changes_nothing",
        ],
        "example": [2.0, -1.0],
        "rows": [
            [0.0, 1.0],
            [0.0, 0.0],
            [1.0, 4.0],
            [-1.0, -2.0],
            [-1.0, 1.0],
            [-0.5, 0.5],
            [8.0, -8.0],
            [0.0, 1.00390625],
            [0.0, 0.99609375],
        ],
    },
    "sides_deep": {
        "probes": ["predicted", "errors_found", "forward_changes_nothing"],
        "example": [1.5, 0.25, -2.0],
        "rows": [
            [0.0, 0.0, 0.5],
            [-1.0, 8.0, 0.25],
            [1.0, 1.0, 2.0],
            [-2.0, 0.0, -1.5],
            [-0.5, -4.0, -1.0],
            [0.25, 0.5, 0.625],
        ],
    },
    "sides_wide": {
        "probes": ["predicted"],
        "example": [0.5, -1.0, 0.25, 1.5, -0.5, 2.0],
        "rows": [[0.0, 0.0, 0.0, 0.0, 0.0, -1.0], [0.0, 0.0, 0.0, 0.0, 8.0, 2.0]],
    },
    # Updating.
    "single": {"probes": ["one_update"], "example": [1.5, -0.25]},
    "single_deep": {"probes": ["one_update"], "example": [-0.75, 2.0, 4.0]},
    "both_ways": {
        "probes": ["update_after_update"],
        "example": [1.0, -0.5],
        "rows": [[2.0, 1.0], [0.5, -1.0], [-3.0, 0.5], [-1.0, 2.5], [0.25, 4.0], [2.0, -1.5]],
        "labels": [0, 0, 1, 1, 0, 0],
    },
    "five_rows": {
        "probes": [*UPDATES, "second_is_new", "trained_on", "train_keeps_inputs"],
        "X": FIVE_X,
        "y": FIVE_Y,
        "epochs": 4,
        "calls": [2, 1, 3],
    },
    "five_rows_deep": {
        "probes": [
            *(*UPDATES, "second_is_new", "trained_on", "trained_on_other_data"),
            "train_keeps_inputs",
        ],
        "X": DEEP_X,
        "y": DEEP_Y,
        "epochs": 3,
        "calls": [1, 2],
        "other_X": [[1.0, -2.0, 0.5], [-0.5, 1.5, 2.0], [2.0, 0.25, -1.25]],
        "other_y": [0, 1, 0],
    },
    "one_weight": {
        "probes": ["epochs_apart", "train_keeps_inputs"],
        "X": [[1.5], [-0.75], [-1.5], [2.0]],
        "y": [0, 1, 0, 1],
        "epochs": 12,
    },
    "six_weights_trained": {
        "probes": ["epochs_apart", "train_keeps_inputs"],
        "X": [
            [-1.0, -0.75, 2.0, 0.75, -1.25, -0.25],
            [-1.5, -0.5, 1.75, 0.5, -1.0, -0.25],
            [-1.25, -0.625, 1.875, 0.625, -1.125, -0.25],
        ],
        "y": [1, 1, 0],
        "epochs": 24,
    },
    "twin_rows_deep": {
        "probes": ["epochs_apart", "share_right", "share_elsewhere", "trained_on"],
        "X": [
            [0.5, -1.0, 2.0],
            [1.5, 0.25, -0.5],
            [0.5, -1.0, 2.0],
            [-1.0, 1.0, 0.75],
            [1.5, 0.25, -0.5],
        ],
        "y": [0, 1, 1, 0, 0],
        "epochs": 11,
        "calls": [12, 11],
        "example": [-0.5, 1.0, 0.25],
    },
    "slow_start": {
        "probes": ["epochs_apart", "trained_on"],
        "X": [[-0.5, -0.25], [1.5, 0.5], [1.0, -1.0], [1.5, 1.25], [-0.75, 2.0]],
        "y": [0, 0, 0, 1, 1],
        "epochs": 5,
        "calls": [1, 1, 12],
    },
    "slow_start_of_one": {
        "probes": ["epochs_apart"],
        "X": [[1.25], [2.0], [2.0], [2.0]],
        "y": [0, 1, 1, 1],
        "epochs": 4,
    },
    "twin_rows": {
        "probes": ["epochs_apart", "share_right", "share_elsewhere"],
        "X": [[1.0, -0.5], [0.5, 2.0], [1.0, -0.5], [-1.5, 0.25], [0.5, 2.0], [2.0, 1.0]],
        "y": [1, 0, 0, 1, 0, 0],
        "epochs": 4,
        "example": [0.75, 0.5],
    },
    "large_steps": {
        "probes": ["epochs_apart", "growing_prefix"],
        "X": [[16.0, -40.0], [-24.5, 12.0], [30.0, 8.5], [-9.0, -33.0], [21.0, 17.5]],
        "y": [0, 1, 1, 1, 0],
        "epochs": 4,
    },
    "three_models": {
        "probes": ["first_is_kept", "no_epochs"],
        "example": [1.0, -0.5, 0.25],
        "X": DEEP_X,
        "y": DEEP_Y,
        "epochs": 3,
    },
    "two_models": {
        "probes": ["first_is_kept", "no_epochs"],
        "example": [0.5, 1.5],
        "X": FIVE_X,
        "y": FIVE_Y,
        "epochs": 2,
    },
    "ready": {
        "probes": ["epochs_apart", "trained_on"],
        "X": READY_X,
        "y": READY_Y,
        "epochs": 2,
        "calls": [1, 1],
    },
    "ready_flipped": {
        "probes": ["epochs_apart", "trained_on"],
        "X": FLIPPED_X,
        "y": FLIPPED_Y,
        "epochs": 5,
        "calls": [1, 2],
    },
    # Evaluating: several sizes, unequal labels, all right, none right.
    "three_of_four": {
        "probes": ["share_right", "share_again", "share_of_a_new_model"],
        "example": [1.0, 2.0],
        "X": [[1.0, 1.0], [-2.0, -1.0], [0.5, -3.0], [3.0, 0.0]],
        "y": [1, 0, 1, 1],
    },
    "one_of_seven": {
        "probes": ["share_right", "share_again", "share_elsewhere", "share_of_a_new_model"],
        "example": [-1.0, 0.5, 1.0],
        "X": [
            [1.0, 0.0, 1.0],
            [-1.0, 2.0, 0.0],
            [4.0, 1.0, 0.5],
            [0.0, -4.0, 0.5],
            [-2.0, -1.0, -0.5],
            [0.25, 0.25, 0.25],
            [3.0, 0.0, -2.0],
        ],
        "y": [0, 0, 1, 1, 0, 1, 1],
    },
    "all_right": {"probes": ["share_right"], "example": [1.0, 1.0], "X": [[2.0, 0.5]], "y": [1]},
    "none_right": {
        "probes": ["share_right"],
        "example": [1.0, -1.0],
        "X": [[2.0, 0.5], [-3.0, 1.0], [1.0, 1.0]],
        "y": [0, 1, 0],
    },
    # Boundaries: ends that are neither -2 and 2 nor symmetric, and weights of either sign.
    "rising": {
        "probes": ["boundary", "boundary_again", "boundary_keeps_inputs"],
        "weights": [1.5, -2.0],
        "bias": 0.5,
        "x0_min": -2.0,
        "x0_max": 2.0,
    },
    "falling": {
        "probes": ["boundary"],
        "weights": [3.0, 0.5],
        "bias": -1.25,
        "x0_min": -1.0,
        "x0_max": 4.0,
    },
    "all_left": {
        "probes": ["boundary"],
        "weights": [2.0, 1.25],
        "bias": 3.0,
        "x0_min": -6.0,
        "x0_max": -1.5,
    },
    "through_zero": {
        "probes": ["boundary"],
        "weights": [-0.75, -4.0],
        "bias": 0.0,
        "x0_min": 0.5,
        "x0_max": 8.0,
    },
}

CASES = {
    **HAND_MADE,
    **{name: draw(random.Random(name)) for name, draw in {**DRAWN, **LARGE}.items()},
}
