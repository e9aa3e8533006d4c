"""What the walls cost, and that nothing grows. Run by hand: `python benchmarks/isolation.py`.

For each level and form: starting and ending a script of nothing, and a correct submission that is
asked all probes, one at a time and as many as there are processors, by threads of one grader and by
graders of their own; and the processor time of each, which is that of the whole machine, so nothing
else should run on it. `--many 5000` sends so many submissions through one grader, and prints its
memory, open files, threads and processes.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support.project import ROOT

from grader.core.errors import GraderError
from grader.course.find import find_course
from grader.pipeline import ask, grade
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.protocol import NOTHING, Worker
from grader.submission.notebook import read_submission

FORMS = [("strong", "warm"), ("strong", "fresh"), ("medium", "warm"), ("process", "fresh")]


def milliseconds(work, runs):
    """Median of single runs, after two that are not counted."""
    times = []
    for _ in range(runs + 2):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times[2:])


def bare_interpreter(runs):
    command = [getattr(sys, "_base_executable", sys.executable), "-I", "-S", "-c", "pass"]
    return milliseconds(lambda: subprocess.run(command, check=True), runs)


def side_by_side(work, runs):
    """Milliseconds for each, when all processors are given work."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        start = time.perf_counter()
        list(pool.map(lambda _: work(), range(runs)))
        return 1000 * (time.perf_counter() - start) / runs


def processor_time(work, runs):
    """Milliseconds that all processors were busy, user and system, for each run."""
    before = busy_ticks()
    for _ in range(runs):
        work()
    return 1000 * (busy_ticks() - before) / os.sysconf("SC_CLK_TCK") / runs


def busy_ticks():
    """Ticks of all processors but for idling and waiting, since the machine was started."""
    user, nice, system, _, _, interrupts, deferred = map(
        int, Path("/proc/stat").read_text().split()[1:8]
    )
    return user + nice + system + interrupts + deferred


def by_processes(level, form, runs):
    """Milliseconds for each, when each processor has a grader of its own."""
    command = [sys.executable, __file__, "--runs", str(runs), "--alone", level, form]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    graders = [subprocess.Popen(command, **pipes) for _ in range(os.cpu_count())]
    for grader in graders:
        grader.stdout.readline()
    start = time.perf_counter()
    for grader in graders:
        grader.stdin.close()
    for grader in graders:
        grader.wait()
        grader.stdout.close()
    return 1000 * (time.perf_counter() - start) / runs / len(graders)


def grade_alone(assignment, reading, runs, level, form):
    """Be one of several: say when ready, and begin when all are."""
    with open_sandbox(level, form) as sandbox:
        ask(reading, assignment, sandbox)
        print("ready", flush=True)
        sys.stdin.read()
        for _ in range(runs):
            ask(reading, assignment, sandbox)


def own_figures():
    """Resident kilobytes, open files, threads, and processes started by this one."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    tasks = Path("/proc/self/task")
    started = sum(len((task / "children").read_text().split()) for task in tasks.iterdir())
    return [
        int(status["VmRSS"].split()[0]),
        len(os.listdir("/proc/self/fd")),
        int(status["Threads"]),
        started,
    ]


def compare(assignment, reading, runs):
    bare = bare_interpreter(runs)
    print(f"bare interpreter: {bare:.1f} ms; {os.cpu_count()} processors; median of {runs}")
    print(f"{'level':<18}{'nothing':>9}{'submission':>12}{'of processors':>15}", end="")
    print(f"{'by threads':>12}{'by processes':>14}   ms")
    for level, form in FORMS:
        try:
            with open_sandbox(level, form) as sandbox:
                empty = milliseconds(lambda: Worker(NOTHING, sandbox).close(), runs)
                single = milliseconds(lambda: ask(reading, assignment, sandbox), runs)
                busy = processor_time(lambda: ask(reading, assignment, sandbox), 2 * runs)
                many = side_by_side(lambda: ask(reading, assignment, sandbox), 4 * runs)
            apart = by_processes(level, form, 2 * runs)
        except GraderError as error:
            print(f"{level} {form}: {error}")
            continue
        print(
            f"{level + ', ' + form:<18}{empty:9.1f}{single:12.1f}"
            f"{busy:15.1f}{many:12.1f}{apart:14.1f}"
        )


def endure(assignment, reading, count, level):
    with open_sandbox(level) as sandbox:
        print(f"{count} submissions at {level}: resident KB, open files, threads, processes")
        start = time.perf_counter()
        for number in range(1, count + 1):
            report = grade(reading, assignment, sandbox, is_own=True).report
            assert report.earned == report.maximum
            if number == 1 or number in (10, 100) or number % 1000 == 0:
                print(f"{number:6}", *own_figures(), f"{time.perf_counter() - start:8.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--many", type=int, metavar="N", help="submissions through one grader")
    parser.add_argument("--level", default="strong", help="the level for --many")
    parser.add_argument("--alone", nargs=2, metavar=("LEVEL", "FORM"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    assignment = find_course(ROOT, ROOT).assignment("perceptron")
    example = ROOT / "assignments" / "perceptron" / "example.ipynb"
    reading = read_submission(example, assignment.limits)
    if options.alone:
        grade_alone(assignment, reading, options.runs, *options.alone)
    elif options.many:
        endure(assignment, reading, options.many, options.level)
    else:
        compare(assignment, reading, options.runs)


main()
