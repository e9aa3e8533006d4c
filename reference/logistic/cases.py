"""The hidden inputs: the same probes on data that no student sees. See the visible cases."""

import random
import runpy
from pathlib import Path
from types import SimpleNamespace

ASSIGNMENT = Path(__file__).parents[2] / "assignments" / "logistic"
visible = SimpleNamespace(**runpy.run_path(str(ASSIGNMENT / "cases.py")))


def unseen_rows(rng):
    """11 rows of 3 features."""
    return {
        "probes": ["epochs_apart", "losses", "slopes_at_first"],
        **visible.labelled(rng, 11, 3),
        "epochs": 3,
        "rate": 0.75,
    }


DRAWN = {"unseen_rows": unseen_rows}

# Names can be guessed, and with them what a seed of names alone would draw; 128 bits can't.
SALT = "c53e90f7a86b41d2b0f4e7196d2a8c35"

CASES = {name: draw(random.Random(name + SALT)) for name, draw in DRAWN.items()}
