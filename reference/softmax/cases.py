"""The hidden inputs: the same probes on data that no student sees. See the visible cases."""

import random
import runpy
from pathlib import Path
from types import SimpleNamespace

ASSIGNMENT = Path(__file__).parents[2] / "assignments" / "softmax"
visible = SimpleNamespace(**runpy.run_path(str(ASSIGNMENT / "cases.py")))


def unseen_regression(rng):
    """13 rows of 4 features and 3 classes."""
    return {
        "probes": ["epochs_apart", "losses", "predicted"],
        **visible.labelled(rng, 13, 4, 3),
        "size": 5,
        "epochs": 2,
        "rate": 0.75,
    }


def unseen_network(rng):
    """8 rows of 2 features and 3 classes, 6 hidden units."""
    return {
        "probes": ["slopes_of_network", "network_after_epochs", "losses_of_network"],
        **visible.labelled(rng, 8, 2, 3),
        **visible.start(rng, 2, 6, 3),
        "size": 3,
        "epochs": 2,
        "rate": 0.5,
    }


DRAWN = {"unseen_regression": unseen_regression, "unseen_network": unseen_network}

# Names can be guessed, and with them what a seed of names alone would draw; 128 bits can't.
SALT = "4e2b6d17a0c94f38b7d15ce28a93f06d"

CASES = {name: draw(random.Random(name + SALT)) for name, draw in DRAWN.items()}
