"""A small course with a secret seed, and a class of which one knows all visible answers by rote."""

import json
import shutil

from support.project import CHAIN, run_grade

DRAWN = """

def signs(rng):
    values = [rng.choice([-2.0, 4.0]) for _ in range(rng.randint(6, 9))]
    return {"probes": ["counted"], "values": [8.0, None, *values]}


DRAWN = {"signs": signs}
"""
RIGHT = """
def known(values):
    return [value for value in values if value is not None]

def total(values):
    return sum(known(values))

def mean(values):
    return total(values) / len(known(values))

def positive(values):
    return sum(value > 0 for value in known(values))
"""
BY_ROTE = RIGHT + "\ndef positive(values):\n    return {4: 2, 6: 3}[len(values)]\n"
HAND_INS = {"ada.py": BY_ROTE, "bob.py": RIGHT}
POINTS = {"ada": 10, "bob": 11}


def make_seeded(folder):
    """The course, with a seed and what is recorded for it, and the folder of its class."""
    course = shutil.copytree(CHAIN, folder / "course")
    with (course / "assignments/means/cases.py").open("a") as cases:
        cases.write(DRAWN)
    new_seed(course)
    (folder / "in").mkdir()
    for name, text in HAND_INS.items():
        (folder / "in" / name).write_text(text)
    return course


def new_seed(course):
    """Draw another seed, and give it."""
    done = run_grade("golden", "means", "--new-seed", "--course", str(course))
    assert done.returncode == 0, done.stderr
    return (course / "reference/means/seed").read_text()


def points(desk, course):
    """What each student has by the gradebook."""
    done = desk.grade("export", "--format", "json", "--course", course)
    assert done.returncode == 0, done.stderr
    return {row["student"]: row["earned"] for row in json.loads(done.stdout)}
