"""A small assignment in which nothing is to be mended, to be broken in one way each."""

import shutil

from grader.authoring import goldens
from grader.course.find import find_course
from support.courses import STATS, notebook
from support.project import TINY

STARTER = """def median(values):
    raise NotImplementedError

def clip(values, low, high):
    raise NotImplementedError
"""
MISTAKES = """
upper_middle:
  in: median
  replace: "(ordered[(n - 1) // 2] + ordered[n // 2]) / 2"
  by: "ordered[n // 2]"
  cause: of an even number of values the upper middle one is taken
  advice: of an even number of values the median is the mean of the two in the middle

no_upper_bound:
  in: clip
  replace: "min(max(value, low), high)"
  by: "max(value, low)"
  cause: what is above the upper bound stays
  advice: both bounds hold
"""
VARIANTS = """
by_division:
  in: median
  replace: "ordered[n // 2]) / 2"
  by: "ordered[n // 2]) * 0.5"
"""
DRAWN = """

def bounds(rng):
    values = [rng.randint(-9, 9) for _ in range(6)] + [99, -99]
    return {"probes": ["clipped"], "values": values, "low": -5, "high": 5}


DRAWN["bounds"] = bounds
"""
SEED = "9f86d081884c7d659a2feaa0c55ad015"


def make_checked(folder):
    """The course `stats` with all that an assignment can have, recorded."""
    shutil.copytree(TINY, folder, ignore=shutil.ignore_patterns("__pycache__"))
    own, staff = folder / "assignments/stats", folder / "reference/stats"
    (own / "README.md").write_text("# The task\n", encoding="utf-8")
    (own / "example.py").write_text(STATS, encoding="utf-8")
    (own / "stats.ipynb").write_text(notebook(STARTER, "stats"), encoding="utf-8")
    with (own / "cases.py").open("a", encoding="utf-8") as cases:
        cases.write(DRAWN)
    for kind, text in (("mistakes", MISTAKES), ("variants", VARIANTS)):
        (staff / kind).mkdir()
        (staff / kind / "own.yaml").write_text(text, encoding="utf-8")
    (staff / "seed").write_text(SEED, encoding="utf-8")
    record(folder)
    return folder


def record(folder):
    """Record the goldens anew."""
    goldens.record(find_course(folder, folder), "stats", None, lambda text: None)
