"""What a class costs: time, memory, and what a hostile tenth or a cluster's engine adds.

    python benchmarks/batch.py [--students 100 1000 10000] [--mix usual hostile] [--engine dask]

Each row is one `grade batch` of a made class (`classroom.py`) into a new gradebook, from the start
of the command to its end; making the class is not timed. The coordinator's memory is the high-water
mark of its own process, its workers and sandboxes left out; beside it stands the largest of all
processes that it started and waited for. `rescore` judges the whole class again. `right` counts the
students whose status and points are what the class was made to get. With `--engine dask` a
scheduler and two workers are started on the loopback interface, and every class is graded locally
and by them, in this order, in one run.
"""

import argparse
import contextlib
import os
import platform
import shlex
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support import classroom
from support.project import ROOT

BIN = Path(sys.executable).parent
WORKERS = 2
MOST_LISTED = 10  # of those that were graded otherwise than they should be
SCORES = """
    SELECT students.key, scores.status, scores.earned FROM scores
    JOIN attempts ON attempts.id = scores.attempt_id
    JOIN students ON students.id = attempts.student_id
"""
HEAD = f"{'engine':<10}{'mix':<9}{'students':>9}{'wall s':>9}{'ms each':>9}"
HEAD += f"{'coordinator MB':>16}{'largest MB':>12}{'rescore s':>12}{'right':>9}"


@dataclass(frozen=True)
class Run:
    """One batch, measured."""

    engine: str
    mix: str
    students: int
    seconds: float
    coordinator_mb: float
    largest_mb: float
    rescore_seconds: float
    wrong: tuple[str, ...]
    command: str

    @property
    def right(self):
        return self.students - len(self.wrong)

    @property
    def ms_each(self):
        return 1000 * self.seconds / self.students

    def __str__(self):
        figures = (
            f"{self.engine:<10}{self.mix:<9}{self.students:9}{self.seconds:9.1f}{self.ms_each:9.1f}"
        )
        memory = f"{self.coordinator_mb:16.0f}{self.largest_mb:12.0f}"
        return f"{figures}{memory}{self.rescore_seconds:12.1f}{self.right:9}"


def measure(made, mix, engine, folder):
    """Grade a class once. Ends with what the command says where it can't be used."""
    gradebook, log = folder / "gradebook.db", folder / "log.txt"
    for path in folder.glob("gradebook.db*"):
        path.unlink()
    command = [str(BIN / "grade"), "batch", str(made.source), "--gradebook", str(gradebook)]
    command += ["--assignment", classroom.ASSIGNMENT, "--roster", str(made.roster)]
    command += ["--engine", engine, "--insecure"] if engine != "local" else []
    with log.open("wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out)
        coordinator_mb, code, usage = watch(process)
        seconds = time.perf_counter() - start
    if code not in (0, 4):  # 4: some could not be read, which is what the class was made for
        raise SystemExit(f"{shlex.join(command)} ended with {code}:\n{log.read_text()[-3000:]}")
    expected = made.expectations()
    wrong = tuple(find_wrong(gradebook, expected))
    return Run(
        engine=engine.partition(":")[0],
        mix=mix,
        students=len(expected),
        seconds=seconds,
        coordinator_mb=coordinator_mb,
        largest_mb=usage.ru_maxrss / 1024,
        rescore_seconds=time_rescore(gradebook),
        wrong=wrong,
        command=shlex.join(command),
    )


def time_rescore(gradebook):
    """Seconds of the whole command that judges everyone again, and writes nothing."""
    command = [str(BIN / "grade"), "rescore", "--gradebook", str(gradebook)]
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def watch(process):
    """The high-water mark of a process in MB until it ends, its exit status and its usage."""
    mark = 0.0
    while True:
        mark = max(mark, high_water(process.pid))
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            return mark, process.returncode, usage
        time.sleep(0.02)


def high_water(pid):
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0.0


def find_wrong(gradebook, expected):
    """Whose status or points are not what their notebooks were made for, in words."""
    with contextlib.closing(sqlite3.connect(gradebook)) as book:
        seen = {key: (status, earned) for key, status, earned in book.execute(SCORES)}
    for key, one in expected.items():
        if not is_as_said(seen.get(key), one):
            yield f"{key}, {one['kind']}: {one['status']} {one['earned']} became {seen.get(key)}"


def is_as_said(seen, one):
    return seen is not None and seen[0] == one["status"] and one["earned"] in (None, seen[1])


# A cluster of one machine


@contextlib.contextmanager
def cluster(folder):
    """A scheduler and its workers on the loopback interface; gives the engine's name."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    here = ["--host", "127.0.0.1", "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    commands = [[str(BIN / "dask"), "scheduler", *here, "--port", str(port)]]
    own = [*here, "--nthreads", "1", "--nworkers", "1", "--local-directory", str(folder)]
    commands += [[str(BIN / "dask"), "worker", address, *own]] * WORKERS
    with contextlib.ExitStack() as stack:
        log = stack.enter_context((folder / "cluster.txt").open("wb"))
        for command in commands:
            print(f"  {shlex.join(command)}")
            started = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
            stack.callback(stop, started)
        wait_for_workers(address)
        yield f"dask://127.0.0.1:{port}"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def wait_for_workers(address):
    from distributed import Client

    with Client(address, timeout=60) as client:
        client.wait_for_workers(WORKERS, timeout=60)


def stop(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


# The tables


def say_machine():
    with contextlib.suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        print(next(line for line in lines if line.startswith("model name")).partition(": ")[2])
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}", end=", ")
    print(f"load {os.getloadavg()[0]:.2f} at the start")


def say_growth(runs):
    """What one submission costs in the largest class against the smallest."""
    for engine, mix in dict.fromkeys((run.engine, run.mix) for run in runs):
        some = [run for run in runs if (run.engine, run.mix) == (engine, mix)]
        few, many = (pick(some, key=lambda run: run.students) for pick in (min, max))
        if few is not many:
            print(f"{engine}, {mix}: each costs at {many.students} against {few.students}", end="")
            print(f" {many.ms_each / few.ms_each:.2f} of the time", end="")
            print(f", {many.coordinator_mb / few.coordinator_mb:.2f} of the memory")


def say_ratios(runs):
    """What the cluster's engine takes for the same class."""
    local = {(run.mix, run.students): run for run in runs if run.engine == "local"}
    for run in runs:
        if run.engine != "local":
            ratio = run.seconds / local[run.mix, run.students].seconds
            print(f"{run.mix}, {run.students}: {run.engine} takes {ratio:.2f} of the local time")


def measure_all(options, engines, folder):
    print(HEAD)
    for mix in options.mix:
        for students in options.students:
            with tempfile.TemporaryDirectory(dir=folder) as place:
                made = classroom.make_class(students, Path(place), seed=options.seed, mix=mix)
                for engine in engines:
                    run = measure(made, mix, engine, folder)
                    print(run, *run.wrong[:MOST_LISTED], sep="\n  ", flush=True)
                    yield run


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, nargs="+", default=[1000], metavar="N")
    parser.add_argument("--mix", nargs="+", choices=classroom.MIXES, default=["usual"])
    parser.add_argument("--engine", choices=["local", "dask"], default="local")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    say_machine()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        engines = ["local"]
        if options.engine == "dask":
            engines.append(stack.enter_context(cluster(folder)))
        runs = [*measure_all(options, engines, folder)]
    say_growth(runs)
    say_ratios(runs)
    print("commands:", *dict.fromkeys(run.command for run in runs), sep="\n  ")


if __name__ == "__main__":
    main()
