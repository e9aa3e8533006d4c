"""How fast the markers' pages are, in both databases. Run by hand: `python benchmarks/serve.py`.

The class is one that was graded once and copied. Every mark is a form that waits for the disk, of
markers who come in by name and never pause; pages are asked for by one who is alone. Start and
memory are those of the process that a person starts. PostgreSQL runs on this machine, in a folder
of its own; it is left out where it is not installed.
"""

import argparse
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support.crowd import Marker, make_class, write_users
from support.markers import Server
from support.postgresql import find_programs, running_server

TIMES = 20


def timed(work, *arguments, **options):
    start = time.perf_counter()
    result = work(*arguments, **options)
    return result, time.perf_counter() - start


def milliseconds(seconds, share=0.5):
    """A quantile of what was measured."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    return f"{cuts[round(share * 100) - 1] * 1000:.0f} ms"


def memory(process):
    """The most that a process has held, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def mark_on(marker, numbers, students, marks):
    """Mark until all is done; how long each form took, and how many were overtaken."""
    seconds, overtaken = [], 0
    for number in iter(lambda: next(numbers), None):
        if number >= marks:
            return seconds, overtaken
        key = f"s{number * 7 % (students - 1) + 1:04}"
        given = {"points_names": f"{number % 8 / 4:g}", "comment_names": f"mark {number}"}
        answer, took = timed(marker.open, "/a/stats/mark", marker.form(key, **given))
        assert answer.status in (303, 409), answer.text
        overtaken += answer.status == 409
        seconds.append(took)
    return seconds, overtaken


def measure(desk, folder, options):
    """What each piece of work takes, as lines of a table."""
    names = [f"marker{number}" for number in range(options.markers)]
    users = write_users(folder / "users.yaml", names)
    where = ["--gradebook", str(desk.where), "--users", str(users)]
    server, seconds = timed(Server, desk, *where)
    yield "start", f"{seconds * 1000:.0f} ms"
    try:
        crowd = [Marker(name) for name in names]
        for marker in crowd:
            marker.come_in(server)
        pages = {
            f"class of {options.students}": "/a/stats/",
            "the same, searched": "/a/stats/?search=77",
            "hand-in": "/a/stats/s/s0007",
            "criterion": "/a/stats/c/style",
            "student's page": "/a/stats/page/s0007",
        }
        for what, path in pages.items():
            yield f"{what}, first", milliseconds([timed(crowd[0].open, path)[1]] * 2)
            again = [timed(crowd[0].open, path)[1] for _ in range(TIMES)]
            yield what, milliseconds(again)
        numbers = count()
        start = time.perf_counter()
        with ThreadPoolExecutor(options.markers) as pool:
            work = [
                pool.submit(mark_on, marker, numbers, options.students, options.marks)
                for marker in crowd
            ]
            done = [each.result() for each in work]
        whole = time.perf_counter() - start
        each = [seconds for one, _ in done for seconds in one]
        yield f"{options.marks} marks of {options.markers}", f"{whole:.1f} s"
        yield "a mark, median", milliseconds(each)
        yield "a mark, 95th percentile", milliseconds(each, 0.95)
        yield "overtaken", str(sum(overtaken for _, overtaken in done))
        yield "memory", f"{memory(server.process):.0f} MB"
    finally:
        server.close()


def show(name, folder, where, options):
    print(f"{name}: {options.students} students")
    desk = make_class(folder / name, options.students, where)
    for work, figure in measure(desk, folder, options):
        print(f"  {work:<26} {figure:>14}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--markers", type=int, default=20)
    parser.add_argument("--marks", type=int, default=5000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        show("SQLite", Path(folder), None, options)
        if find_programs():
            with running_server(durable=True) as server:
                show("PostgreSQL", Path(folder), server.make_database(), options)


if __name__ == "__main__":
    main()
