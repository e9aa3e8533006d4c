"""How long a student waits, and what is installed. Run by hand: `python benchmarks/speed.py`.

Every figure is the median of whole processes, after one that is not counted. `--plain DIR` also
installs the project without extras into a new environment in DIR, and counts packages and size.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support.project import ROOT

EXAMPLE = ROOT / "assignments" / "perceptron" / "example.ipynb"
GRADE = "from grader.cli import main; main(prog_name='grade')"
CHILD = """
import statistics, time
from pathlib import Path
from grader.course.find import find_course
from grader.submission.notebook import read_submission
from grader.pipeline import ask, judge
from grader.sandbox.isolation import open_sandbox
root = Path({root!r})
assignment = find_course(root, root).assignment("perceptron")
reading = read_submission(Path({example!r}), assignment.limits)
asked, judged = [], []
with open_sandbox() as sandbox:
    for _ in range({runs}):
        start = time.perf_counter()
        observations = ask(reading, assignment, sandbox)
        middle = time.perf_counter()
        judge(reading, assignment, observations, is_own=True)
        asked.append(middle - start)
        judged.append(time.perf_counter() - middle)
print(statistics.median(asked), statistics.median(judged))
"""
# What `%grade` does, but for showing it.
NOTEBOOK = """
import time
from grader.jupyter import check
for _ in range({runs} + 1):
    start = time.perf_counter()
    assert check({example!r}).report.is_perfect
    print(time.perf_counter() - start)
"""


def seconds(command, runs):
    """Median wall time of a command, and its slowest run."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:]), max(times[1:])


def report(name, median, bound, detail=""):
    print(f"{name:<44} {median * 1000:8.1f} ms   (bound {bound * 1000:.0f} ms){detail}")


def installed(folder):
    """Packages and megabytes of an environment that holds the project without extras."""
    python = Path(folder) / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    install = [python, "-m", "pip", "install", "-q", "-c", "constraints.txt", "."]
    subprocess.run(install, check=True, cwd=ROOT)
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format", "freeze"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    size = sum(path.lstat().st_size for path in Path(folder).rglob("*")) / 1e6
    heavy = [line for line in listed if line.startswith(("numpy=", "torch="))]
    print(f"installed: {len(listed)} packages (bound 45), {size:.0f} MB (bound 110), {heavy=}")


def save_to_table(runs):
    """Seconds from a save to the last line of the next table of `--watch`, each time."""
    text, saves = EXAMPLE.read_text(encoding="utf-8"), []
    with tempfile.TemporaryDirectory() as folder:
        notebook = Path(folder, "hw.ipynb")
        notebook.write_text(text, encoding="utf-8")
        command = [sys.executable, "-c", GRADE, str(notebook), "--watch"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as watching:
            wait_for_table(watching)
            for number in range(runs):
                start = time.perf_counter()
                notebook.write_text(text + "\n" * (number % 2 + 1), encoding="utf-8")
                wait_for_table(watching)
                saves.append(time.perf_counter() - start)
            watching.kill()
    return saves


def wait_for_table(watching):
    """Wait for the table's last line. Raises StopIteration where the command has ended."""
    next(line for line in watching.stdout if "watching" in line)


def in_a_notebook(runs):
    """Seconds of the first `%grade` of a kernel, and of each that follows."""
    code = NOTEBOOK.format(example=str(EXAMPLE), runs=runs)
    done = subprocess.run(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True, cwd=ROOT
    )
    first, *more = map(float, done.stdout.split())
    return first, more


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--plain", metavar="DIR")
    options = parser.parse_args()
    grade = [sys.executable, "-c", GRADE]
    median, slowest = seconds([*grade, "--help"], options.runs)
    report("grade --help", median, 0.150, f", slowest {slowest * 1000:.0f} ms")
    median, slowest = seconds([*grade, str(EXAMPLE)], options.runs)
    report("grade example.ipynb", median, 0.45, f", slowest {slowest * 1000:.0f} ms")
    code = CHILD.format(root=str(ROOT), example=str(EXAMPLE), runs=options.runs)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    asked, judged = map(float, done.stdout.split())
    report("  of which behind the wall, start to end", asked, 0.250)
    report("  of which judging", judged, 0.250)
    saves = save_to_table(options.runs)
    slowest = f", slowest {max(saves) * 1000:.0f} ms"
    report("grade --watch, from a save to its table", statistics.median(saves), 0.25, slowest)
    first, more = in_a_notebook(options.runs)
    report("%grade, the first of a kernel", first, 0.45)
    slowest = f", slowest {max(more) * 1000:.0f} ms"
    report("%grade, each that follows", statistics.median(more), 0.25, slowest)
    if options.plain:
        installed(options.plain)


if __name__ == "__main__":
    main()
