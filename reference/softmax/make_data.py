"""Make the data that two assignments ship: three arms of a spiral, which no lines separate.

`python reference/softmax/make_data.py` writes the same bytes on every Python: they come from
`random.Random(seed).random()` alone, by the transformation of Box and Muller.
"""

import math
import random
from pathlib import Path

ASSIGNMENTS = Path(__file__).parents[2] / "assignments"
SEED, ARMS, PER_ARM = 16, 3, 40


def rows(seed=SEED):
    """(feature 1, feature 2, label) rows, label 0 first, three decimals each."""
    rng = random.Random(seed)

    def normal():
        radius = math.sqrt(-2.0 * math.log(1.0 - rng.random()))
        return radius * math.cos(2.0 * math.pi * rng.random())

    def row(arm, number):
        distance = (number + 1) / PER_ARM
        angle = 2.0 * math.pi * (arm / ARMS + 0.55 * distance) + 0.15 * normal()
        x0, x1 = 2 * distance * math.cos(angle), 2 * distance * math.sin(angle)
        return round(x0, 3), round(x1, 3), arm

    return [row(arm, number) for arm in range(ARMS) for number in range(PER_ARM)]


def text(table):
    """Write rows separated by commas, without a header."""
    return "".join(f"{a:.3f},{b:.3f},{label}\n" for a, b, label in table)


if __name__ == "__main__":
    for name in ("softmax", "torch_mlp"):
        path = ASSIGNMENTS / name / "data" / "spiral.csv"
        path.write_text(text(rows()), encoding="utf-8", newline="\n")
