"""How fast the markers' pages are, in both databases. Run by hand: `python benchmarks/serve.py`.

The class is one that was graded once and copied. Every mark is a form that waits for the disk, of
markers who come in by name and never pause: each opens a page of one criterion, marks its students
and opens it again. Pages by themselves are asked for by one who is alone. Start and memory are
those of the process that a person starts. PostgreSQL runs on this machine, in a folder
of its own; it is left out where it is not installed.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
from support.crowd import Marker, make_class, write_users
from support.gradebooks import rows
from support.lean import LeanMarker
from support.markers import Server
from support.postgresql import find_programs, running_server

from grader.classroom.gradebook import schema
from grader.classroom.gradebook.store import Gradebook

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


def processor(process):
    """The processor time of a process, in seconds."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def make_markers(names, students):
    """Markers who share out the pages of a criterion, so that nobody overtakes another."""
    pages = -(-students // 20)
    shares = -(-len(names) // pages)
    size = 20 // shares
    for at, name in enumerate(names):
        share = at // pages
        yield LeanMarker(name, at % pages + 1, slice(share * size, (share + 1) * size))


async def mark_all(markers, marks, servers, start_again):
    """Have all mark at once; half way the server is killed, and started again."""
    for marker in markers:
        await marker.come_in(servers)
    numbers = count()
    work = asyncio.gather(*(marker.mark(numbers, marks, servers) for marker in markers))
    while start_again and not work.done():
        await asyncio.sleep(0.05)
        if sum(len(marker.seconds) for marker in markers) >= marks / 2:
            servers[-1].process.kill()
            servers.append(await asyncio.to_thread(start_again))
            break
    await work


def measure_marks(desk, names, options, start):
    """How long each mark takes, and then whether any is lost where the server is killed."""
    for what, start_again in (("", None), (", killed between", start)):
        markers = list(make_markers(names, options.students))
        servers = [start()]
        before = {comment for (comment,) in rows(desk.where, "marks", "comment")}
        mine, theirs = time.process_time(), processor(servers[0].process)
        begun = time.perf_counter()
        asyncio.run(mark_all(markers, options.marks, servers, start_again))
        whole = time.perf_counter() - begun
        seconds = [each for marker in markers for each in marker.seconds]
        name = f"{options.marks} marks of {options.markers}{what}"
        yield name, f"{whole:.1f} s"
        yield "a mark, median", milliseconds(seconds)
        yield "a mark, 95th percentile", milliseconds(seconds, 0.95)
        pages = [each for marker in markers for each in marker.page_seconds]
        yield "their pages, 95th percentile", milliseconds(pages, 0.95)
        if not start_again:
            used = processor(servers[0].process) - theirs
            yield "server's processor, a mark", f"{used / len(seconds) * 1000:.2f} ms"
            used = time.process_time() - mine
            yield "markers' processor, a mark", f"{used / len(seconds) * 1000:.2f} ms"
            yield "memory", f"{memory(servers[0].process):.0f} MB"
        answers = {k: v for marker in markers for k, v in marker.statuses.items()}
        accepted = Counter(key for key, status in answers.items() if status == 200)
        written = Counter(comment for (comment,) in rows(desk.where, "marks", "comment"))
        written -= Counter(before)
        yield "accepted", str(accepted.total())
        yield "lost", str((accepted - written).total())
        yield "doubled, or not accepted", str((written - accepted).total())
        for server in servers:
            server.close()
        with Gradebook.open(desk.where, create=False) as book:
            book._database.write(lambda connection: connection.execute(schema.marks.delete()))


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
            "figures": "/a/stats/figures",
        }
        for what, path in pages.items():
            yield f"{what}, first", milliseconds([timed(crowd[0].open, path)[1]] * 2)
            again = [timed(crowd[0].open, path)[1] for _ in range(TIMES)]
            yield what, milliseconds(again)
    finally:
        server.close()
    yield from measure_marks(desk, names, options, lambda: Server(desk, *where))


def show(name, folder, where, options):
    print(f"{name}: {options.students} students, load {os.getloadavg()[0]:.1f}")
    desk = make_class(folder / name, options.students, where)
    for work, figure in measure(desk, folder, options):
        print(f"  {work:<34} {figure:>10}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=300)
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
