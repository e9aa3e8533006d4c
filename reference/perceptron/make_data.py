"""Make the course's data: two classes of points, and a twin that no line separates.

Run `python reference/perceptron/make_data.py` to write both files again; a test compares them
with what is committed. Only `random.Random(seed).random` is used, so that every CPython writes
the same bytes.
"""

import math
import random
from pathlib import Path

SEED = 575
FLIPPED_ROW = 66  # counted from 0: its label is what rows 99, 87 and 67 around it contradict
ANGLE = 0.62
FOLDER = Path(__file__).parents[2] / "assignments" / "perceptron" / "data"


def points(seed=SEED, per_class=50):
    """Draw (feature 1, feature 2, label) rows, class 0 first, two decimals each.

    The classes keep a gap of at least 0.4 between them, and the features have unequal scales,
    so that standardizing matters.
    """
    rng = random.Random(seed)

    def normal():
        radius = math.sqrt(-2.0 * math.log(1.0 - rng.random()))
        return radius * math.cos(2.0 * math.pi * rng.random())

    def latent(sign):
        u = 1.2 * sign * math.cos(ANGLE) + 1.3 * normal()
        v = 1.2 * sign * math.sin(ANGLE) + 1.3 * normal()
        if sign * (u * math.cos(ANGLE) + v * math.sin(ANGLE)) >= 0.2:
            return u, v
        return latent(sign)

    def row(label):
        u, v = latent(1 if label else -1)
        return round(40 + 12 * u, 2), round(3 + 0.8 * v, 2), label

    return [row(label) for label in (0, 1) for _ in range(per_class)]


def order(seed=SEED, rows=100):
    """Shuffle the row numbers 0..rows-1."""
    indices = list(range(rows))
    random.Random(seed).shuffle(indices)
    return indices


def flipped(rows, row=FLIPPED_ROW):
    """The same rows with one label turned round."""
    return [(a, b, 1 - label if i == row else label) for i, (a, b, label) in enumerate(rows)]


def text(rows):
    """Write rows as the lecture's files are: tab-separated, no header, one example a line."""
    return "".join(f"{a:.2f}\t{b:.2f}\t{label}\n" for a, b, label in rows)


if __name__ == "__main__":
    (FOLDER / "points.txt").write_text(text(points()), encoding="utf-8", newline="\n")
    (FOLDER / "flipped.txt").write_text(text(flipped(points())), encoding="utf-8", newline="\n")
