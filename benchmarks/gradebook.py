"""How fast a gradebook is, in both databases. Run by hand: `python benchmarks/gradebook.py`.

Every attempt with its score is a commit that waits for the disk, with 12 criteria, a mistake and
4 KB of observations; before it stands the question what is known of that attempt. Beside them
stands how fast the disk itself takes 4 KB at a time. PostgreSQL runs on this machine, in a
folder of its own; it is left out where it is not installed.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
import zlib
from datetime import datetime, timedelta, timezone
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support.postgresql import find_programs, running_server

from grader.classroom.gradebook.entries import (
    AssignmentRecord,
    Attempt,
    CriterionRecord,
    GradedHandIn,
    ObservationRecord,
    ScoreRecord,
)
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import HandIn, Student

START = datetime(2026, 3, 1, tzinfo=timezone.utc)
CRITERIA = tuple(CriterionRecord(f"c{n}", "data", 1, 2, "lost") for n in range(12))
LINES = [{"name": line.name, "earned": line.earned, "departures": []} for line in CRITERIA]
REPORT = zlib.compress(json.dumps({"earned": 12, "criteria": LINES}).encode())
JUDGED = ScoreRecord("graded", 12, 24, "judging", "strong", REPORT, CRITERIA, {"bias": "c0"}, 0.1)


def hand_in(number, students):
    student = Student(f"s{number % students}", f"Student {number % students}")
    at = START + timedelta(seconds=number)
    return HandIn("class.zip/hw.py", "hw.py", student, at, lambda: b"")


def kept(number):
    content = f"{number:064x}"
    return ObservationRecord(content, "hw1", content, "asked", (1,), "strong", os.urandom(4096))


def fill(book, attempts, students):
    """Seconds spent on asking for attempts, and on recording them."""
    spent = [0.0, 0.0]
    for number in range(attempts):
        observed = kept(number)
        attempt = Attempt("hw1", hand_in(number, students), observed.content)
        start = time.perf_counter()
        book.latest_score(attempt)
        middle = time.perf_counter()
        book.record_hand_in(GradedHandIn(attempt, JUDGED, observed))
        spent[0] += middle - start
        spent[1] += time.perf_counter() - middle
    return spent


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def exhaust(rows):
    return sum(1 for _ in rows)


def open_and_close(where):
    with Gradebook.open(where, create=True):
        pass


def megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(where, attempts, students):
    """What each piece of work takes, as lines of a table."""
    yield "make it", f"{timed(lambda: open_and_close(where)) * 1000:.0f} ms"
    yield "open it", f"{timed(lambda: open_and_close(where)) * 1000:.0f} ms"
    with Gradebook.open(where, create=True) as book:
        book.describe(AssignmentRecord("hw1", "Homework 1", 24, "best"))
        fill(book, 20, students)
        before = megabytes()
        on_asking, on_recording = fill(book, attempts, students)
        yield "latest_score()", f"{attempts / on_asking:.0f} a second"
        yield "record_hand_in()", f"{attempts / on_recording:.0f} a second"
        yield "both, known before", f"{attempts / sum(fill(book, attempts, students)):.0f} a second"
        yield "memory added", f"{megabytes() - before:.1f} MB"
        yield "standings()", f"{timed(lambda: exhaust(book.standings('hw1'))):.2f} s"
        yield "current_scores()", f"{timed(lambda: exhaust(book.current_scores('hw1'))):.2f} s"
        yield "statistics()", f"{timed(lambda: book.statistics('hw1')):.2f} s"


def disk(folder, writes=300):
    """How often a second the disk takes 4 KB and says that it has them."""
    with open(Path(folder) / "disk", "wb", buffering=0) as file:
        start = time.perf_counter()
        for _ in range(writes):
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
        return writes / (time.perf_counter() - start)


def show(name, where, options):
    print(f"{name}: {options.attempts} attempts of {options.students} students")
    for work, figure in measure(where, options.attempts, options.students):
        print(f"  {work:<22} {figure:>18}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=2000)
    parser.add_argument("--students", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(f"the disk itself: {disk(folder):.0f} writes a second")
        show("SQLite", Path(folder) / "gradebook.db", options)
    if find_programs():
        with running_server(durable=True) as server:
            show("PostgreSQL", server.make_database(), options)


if __name__ == "__main__":
    main()
