"""The hidden inputs: the same probes on data that no student sees. See the visible cases."""

import random
import runpy
from pathlib import Path
from types import SimpleNamespace

ASSIGNMENT = Path(__file__).parents[2] / "assignments" / "perceptron"
visible = SimpleNamespace(**runpy.run_path(str(ASSIGNMENT / "cases.py")))


def unseen_rows(rng):
    """12 rows of 2 features that no line separates."""
    X, y = visible.labelled(rng, 12, 2, 4)
    return {"probes": ["epochs_apart", "growing_prefix"], "X": X, "y": y, "epochs": 4}


def unseen_deep(rng):
    """11 rows of 4 features that no plane separates."""
    X, y = visible.labelled(rng, 11, 4, 4)
    return {"probes": ["epochs_apart", "trained_on"], "X": X, "y": y, "epochs": 3, "calls": [1, 2]}


def unseen_file(rng):
    """A data file of another length, split elsewhere."""
    case = visible.small_file(rng, rows=30)
    case["files"].pop("other.txt")
    return {**case, "n_train": 23, "epochs": 4, "probes": ["whole_run_as_asked"]}


def unseen_line(rng):
    """A boundary of other signs."""
    case = visible.line(rng)
    other = {"weights": [-w for w in case["weights"]], "bias": -case["bias"]}
    return {**case, **other, "probes": ["boundary"]}


DRAWN = {
    "unseen_rows": unseen_rows,
    "unseen_deep": unseen_deep,
    "unseen_file": unseen_file,
    "unseen_line": unseen_line,
}

# Names can be guessed, and with them what a seed of names alone would draw; 128 bits can't.
SALT = "0f244fdfcb9fdc97696c13aa58a8f6b1"

CASES = {name: draw(random.Random(name + SALT)) for name, draw in DRAWN.items()}
