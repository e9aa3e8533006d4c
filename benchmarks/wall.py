"""What a submission takes behind the wall at `strong`, each part with those before it.

    python benchmarks/wall.py [--students 40] [--rounds 3]

As root, on Linux. A made class (`classroom.py`), each file once a round; nothing is judged, mended
or recorded. Milliseconds of processor time a submission, of the grader and of all that it has
started (a control group counts it); beside it how much of that is the grader's own. Of two commits
compare runs in turn: processors that others use make all of it dearer.
"""

import argparse
import contextlib
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from scale import Counter
from support import classroom
from support.project import ROOT

from grader.course.find import find_course
from grader.pipeline import job_of
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.protocol import NOTHING, Worker
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe
from grader.submission.reader import Reader


def make_jobs(assignment, students, folder):
    made = classroom.make_class(students, folder)
    reader = Reader().start()
    try:
        paths = sorted(made.source.rglob("*.ipynb"))
        return [job_of(reader.read_content(path, path.read_bytes()), assignment) for path in paths]
    finally:
        reader.close()


def make_parts(assignment):
    """What is done to a job in a sandbox, by what it is called."""
    probes, source = assignment.probes, assignment.probes_source
    visible = [probe for probe in probes if not probe.hidden]
    asked = {"and run": [], f"and ask {len(visible)}": visible, f"and ask {len(probes)}": probes}
    parts = {"start": lambda job, sandbox: Worker(NOTHING, sandbox).close()}
    for name, each in asked.items():
        questions = Questions(each, source)
        parts[name] = lambda job, sandbox, questions=questions: observe(job, questions, sandbox)
    return parts


def count_from_here(stack):
    """Have this process counted, and what it starts, until it leaves."""
    counter = Counter(stack)
    counter.enter()
    above = counter.folder.parent / "cgroup.procs"
    stack.callback(above.write_text, "0")
    return counter


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        assignment = find_course(ROOT, ROOT).assignment(classroom.ASSIGNMENT)
        jobs = make_jobs(assignment, options.students, folder)
        parts = make_parts(assignment)
        counter = count_from_here(stack)
        sandbox = stack.enter_context(open_sandbox("strong"))
        sums = {name: [0.0, 0.0] for name in parts}
        for work in parts.values():  # what is made once is no part of it
            work(jobs[0], sandbox)
        for name, work in [*parts.items()] * options.rounds:
            before, own = counter.read(), time.process_time()
            for job in jobs:
                work(job, sandbox)
            sums[name][0] += counter.read() - before
            sums[name][1] += time.process_time() - own
    print(f"{'':<16}{'processor ms':>14}{'own':>8}")
    for name, (every, own) in sums.items():
        each = 1000 / len(jobs) / options.rounds
        print(f"{name:<16}{every * each:14.1f}{own * each:8.1f}")


main()
