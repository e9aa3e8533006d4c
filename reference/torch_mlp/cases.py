"""The hidden inputs: the same probes on data that no student sees. See the visible cases."""

import random
import runpy
from pathlib import Path
from types import SimpleNamespace

ASSIGNMENT = Path(__file__).parents[2] / "assignments" / "torch_mlp"
visible = SimpleNamespace(**runpy.run_path(str(ASSIGNMENT / "cases.py")))


def unseen(rng):
    """8 rows of 4 features and 3 classes, 5 hidden units, in batches of 5 and 3."""
    return {
        "probes": ["epochs_apart", "losses", "evaluated_in_evaluation_mode"],
        **visible.labelled(rng, 8, 4, 3),
        **visible.start(rng, 4, 5, 3),
        "size": 5,
        "epochs": 2,
        "rate": 0.25,
    }


DRAWN = {"unseen": unseen}

# Names can be guessed, and with them what a seed of names alone would draw; 128 bits can't.
SALT = "91c7e05ab3f84d2296de7a40f1835bc2"

CASES = {name: draw(random.Random(name + SALT)) for name, draw in DRAWN.items()}
