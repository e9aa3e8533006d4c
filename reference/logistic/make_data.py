"""Make the data that the assignment ships: two clouds that overlap, so that nothing separates them.

`python reference/logistic/make_data.py` writes the same bytes on every Python: they come from
`random.Random(seed).random()` alone, by the transformation of Box and Muller.
"""

import math
import random
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "assignments" / "logistic" / "data"
SEED, PER_CLASS = 41, 40


def rows(seed=SEED):
    """(feature 1, feature 2, label) rows in mixed order, three decimals each."""
    rng = random.Random(seed)

    def normal():
        radius = math.sqrt(-2.0 * math.log(1.0 - rng.random()))
        return radius * math.cos(2.0 * math.pi * rng.random())

    def row(label):
        sign = 1 if label else -1
        return round(0.9 * sign + normal(), 3), round(0.5 * sign + normal(), 3), label

    table = [row(number % 2) for number in range(2 * PER_CLASS)]
    rng.shuffle(table)
    return table


def text(table):
    """Write rows separated by commas, under a header."""
    lines = (f"{a:.3f},{b:.3f},{label}\n" for a, b, label in table)
    return "hours,sleep,passed\n" + "".join(lines)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "exam.csv").write_text(text(rows()), encoding="utf-8", newline="\n")
