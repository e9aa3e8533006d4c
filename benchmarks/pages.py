"""What a student's page takes once warm, and a class's pages and dashboard; how large they are.

    python benchmarks/pages.py [--students 1000]

The class lies in a real gradebook, to which a few graded submissions were given again and again,
each as another student's. With Chromium on the machine it is measured how soon its dashboard is
there to be used. A minute.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from click.testing import CliRunner
from support import chromium, pupils, specimens
from support.project import ROOT

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.cli.report import report
from grader.course.find import find_course
from grader.reports.page import LIMIT, render
from grader.sandbox.isolation import open_sandbox
from grader.submission.notebook import read_submission

TIMES = 30
MOST_MS = 50
MOST_SECONDS = 5  # from the gradebook to the dashboard
MOST_KB = 700  # of the dashboard of a thousand
OPENED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
PAINTED = "performance.getEntriesByType('paint')[0].startTime"
MOST_OPEN = 0.5  # seconds


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
    assignment = course.assignment("perceptron")
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
            page = specimens.page(reading, assignment, sandbox)
            is_hostile = name.startswith("hostile")
            flooded = specimens.with_raw_output(page, specimens.flood()) if is_hostile else page
            yield name, flooded


def make_class(path, students):
    """A gradebook of so many, as `grade batch` would have filled it."""
    course = find_course(ROOT, ROOT)
    assignment = course.assignment("perceptron")
    folder = ROOT / "assignments/perceptron"
    example = read_submission(folder / "example.ipynb", assignment.limits)
    starter = read_submission(folder / "perceptron.ipynb", assignment.limits)
    with open_sandbox("auto") as sandbox:
        made = list(pupils.outcomes(example, starter, assignment, sandbox).values())
    with Gradebook.open(path, create=True) as book:
        register = pupils.Register(book, assignment)
        for number in range(students):
            person = Student(f"s{number:05}", f"{pupils.student(number + 10).name} {number}")
            register.hand_in(person, made[0 if number % 3 else number // 3 % len(made)])


def timed(title, folder, *arguments):
    """Run the command once and print how long it took; its seconds."""
    where = ["--gradebook", folder / "gradebook.db", "--out", folder / "report", "--course", ROOT]
    start = time.perf_counter()
    done = CliRunner().invoke(report, [str(one) for one in (*where, *arguments)])
    seconds = time.perf_counter() - start
    assert done.exit_code == 0, done.output
    print(f"{title:<40} {seconds:6.2f} s")
    return seconds


def measure_class(students):
    """Print the figures of a class; whether one is over its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_class(folder / "gradebook.db", students)
        timed(f"{students} pages and the dashboard, at first", folder)
        dashboard = folder / "report" / "perceptron" / "dashboard.html"
        kilobytes = dashboard.stat().st_size / 1000
        dashboard.unlink()
        seconds = timed(f"the dashboard alone (at most {MOST_SECONDS} s)", folder)
        timed("again, nothing has changed", folder)
        timed("one student", folder, "--student", "s00007")
        print(f"the dashboard is {kilobytes:.0f} KB (at most {MOST_KB} for a thousand)")
        if chromium.PROGRAM:
            painted, loaded, processor = opened(dashboard)
            print(f"in Chromium it shows after {painted:.2f} s, and is loaded after {loaded:.2f} s")
            print(f"(at most {MOST_OPEN} s), of which its thread works {processor:.2f} s")
    return seconds > MOST_SECONDS or kilobytes > MOST_KB * max(1, students / 1000)


def opened(path):
    """When a browser shows a page, when it is there with its script run, and its thread's work.

    Medians, in seconds.
    """
    taken = []
    for _ in range(5):  # a new browser each, as the thread's time is that of all its pages
        with chromium.chromium() as browser:
            browser.call("Performance.enable", timeDomain="threadTicks")
            browser.open(path, 1280)
            metrics = browser.call("Performance.getMetrics")["metrics"]
            (processor,) = (each["value"] for each in metrics if each["name"] == "ThreadTime")
            marks = [browser.evaluate(when) / 1000 for when in (PAINTED, OPENED)]
            taken.append((*marks, processor))
    return [sorted(each)[2] for each in zip(*taken, strict=True)]


def main():
    """Print the figures; end with 1 where one is over its limit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--students", type=int, default=1000)
    over = measure_class(parser.parse_args().students)
    for name, page in pages():
        taken, size = milliseconds(page), len(render(page).encode())
        over |= taken > MOST_MS or size > LIMIT
        print(
            f"{name:<24} {taken:5.1f} ms (at most {MOST_MS})   {size / 1000:6.1f} KB (at most 120)"
        )
    sys.exit(over)


if __name__ == "__main__":
    main()
