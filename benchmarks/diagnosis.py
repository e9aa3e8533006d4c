"""How well and how fast mistakes are named. Run by hand: `python benchmarks/diagnosis.py`.

Leave-one-out: each catalogued mistake is diagnosed by a catalogue that does not hold it. Then the
time of one diagnosis, with every value made anew as if it had just come over the wire, and of a
whole audit: from recorded answers and, with `--run`, all programs run again.
"""

import argparse
import copy
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support.left_out import leave_one_out
from support.project import ROOT

from grader.authoring.audit import answers_of
from grader.authoring.observe import observe_catalogue
from grader.course.find import find_course
from grader.judging.charging import find_mistakes
from grader.pipeline import catalogue_of


def left_out(assignment):
    """Count what is said of a mistake that the catalogue does not hold."""
    results = leave_one_out(assignment)
    named = [(one, others) for one, others in results.values() if others]
    wrong = [one.name for one, others in named if {o.cause for o in others} != {one.cause}]
    share = 100 * len(wrong) / len(results)
    print(
        f"leave-one-out of {len(results)}: {len(results) - len(named)} without a word, "
        f"{len(named) - len(wrong)} named by a sibling's cause, {len(wrong)} wrong "
        f"({share:.1f} %, bound 0 %) {wrong}"
    )


def diagnosis_times(assignment, runs):
    """Milliseconds of one diagnosis: of each mistake, and of a right program."""
    times = {}
    for one in assignment.signatures:
        seen = copy.deepcopy(answers_of(assignment, one))
        times[one.name] = min(diagnose(assignment, seen) for _ in range(runs))
    right = copy.deepcopy(assignment.golden)
    seen = {probe: type(next(iter(seen.values())))(value) for probe, value in right.items()}
    slowest = max(times, key=times.get)
    print(
        f"one diagnosis (bound 2 ms): mean {statistics.mean(times.values()):.2f} ms, slowest "
        f"{times[slowest]:.2f} ms ({slowest}), right program {diagnose(assignment, seen):.2f} ms"
    )


def diagnose(assignment, seen):
    catalogue, start = catalogue_of(assignment), time.perf_counter()
    find_mistakes(seen, catalogue)
    return 1000 * (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--run", action="store_true", help="run the whole catalogue, too")
    options = parser.parse_args()
    assignment = find_course(ROOT, ROOT).assignment("perceptron")
    left_out(assignment)
    diagnosis_times(assignment, options.runs)
    audit = [sys.executable, "-c", "from grader.cli import main; main(['audit'])"]
    start = time.perf_counter()
    done = subprocess.run(audit, capture_output=True, text=True, cwd=ROOT)
    print(
        f"grade audit: {time.perf_counter() - start:.1f} s (bound 10 s), status {done.returncode}"
    )
    print("  " + next(line for line in done.stdout.splitlines() if "on average" in line))
    if options.run:
        start = time.perf_counter()
        record = observe_catalogue(assignment, lambda text: None)
        programs = len(record.mistakes) + len(record.variants)
        print(f"all {programs} programs run again: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
