"""How much of a processor a student's page takes once warm, and how large it is.

Run by hand: `python benchmarks/pages.py` (a few seconds).
"""

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import specimens  # noqa: E402

from grader.course import find_course, load_assignment  # noqa: E402
from grader.notebook import read_submission  # noqa: E402
from grader.reports.page import LIMIT, render  # noqa: E402
from grader.sandbox.levels import open_sandbox  # noqa: E402

TIMES = 30
MOST_MS = 50


def milliseconds(page):
    """The median of several renderings, after one that fills the caches."""
    render(page)
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        render(page)
        taken.append(1000 * (time.process_time() - start))
    return sorted(taken)[TIMES // 2]


def pages():
    """The specimens' pages, each graded once."""
    course = find_course(ROOT, ROOT)
    assignment, rubric = (
        load_assignment(course, "perceptron"),
        course.rubric.assignments["perceptron"],
    )
    folder = ROOT / "assignments/perceptron"
    example = read_submission(folder / "example.ipynb", assignment.limits)
    readings = {
        "full marks": example,
        "starter": read_submission(folder / "perceptron.ipynb", assignment.limits),
        "bias forgotten": specimens.bias_forgotten(example),
        "hostile, 10 MB printed": specimens.hostile(example),
    }
    with open_sandbox("auto") as sandbox:
        for name, reading in readings.items():
            page = specimens.page(reading, assignment, rubric, sandbox)
            is_hostile = name.startswith("hostile")
            flooded = specimens.with_raw_output(page, specimens.flood()) if is_hostile else page
            yield name, flooded


def main():
    """Print the figures; end with 1 where one is over its limit."""
    over = False
    for name, page in pages():
        taken, size = milliseconds(page), len(render(page).encode())
        over |= taken > MOST_MS or size > LIMIT
        print(
            f"{name:<24} {taken:5.1f} ms (at most {MOST_MS})   {size / 1000:6.1f} KB (at most 120)"
        )
    sys.exit(over)


if __name__ == "__main__":
    main()
