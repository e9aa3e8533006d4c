"""What one submission costs as a class grows to tens of thousands, with deaths on the way.

    python benchmarks/scale.py --local 30000 --dask 3000 [--chunks 10] [--keep DIR]

As root, on Linux. Each class is graded by `grade batch` into a new gradebook, and the run is cut
into chunks of equally many submissions. Of each chunk it says what a submission took: processor
time of the command and of all that it and the cluster have started (a control group counts it), and
the clock. Beside it stand the memory of the command itself and the size of the gradebook. Flat is
what differs by no more than a tenth: the last third of the chunks against the first, and the
dearest against the middle.

Local: two processes on two cores; after a third of the class one of them is killed. Dask: a
scheduler and four workers, each in a network namespace with an address of its own on one bridge,
and TLS as docs/cluster.md has it. After a third a worker is killed, after two thirds the scheduler;
it and its workers are started again, as is the command, which goes on from what the gradebook
holds. At the end everyone is in it once, with the points that the class was made to get.
"""

import argparse
import contextlib
import os
import shlex
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("", "tests")]
import batch
import psutil
from peers import say_machine
from support import classroom
from support.certificates import make_certificates
from support.project import ROOT

LOOK_SECONDS = 0.25
GONE = 3  # how `grade batch` ends when its scheduler is gone
NETWORK = "10.77.0"
PORT = 8786
WORKERS = 4
# No dashboard listens to the network, and no message is kept for people to look at.
DASK = ["--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
QUIET = {
    "PYTHONSAFEPATH": "1",
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "60s",
    "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "0",
}
TWICE = "SELECT count(*) - count(DISTINCT student_id) FROM attempts"
COUNT = "SELECT count(*) FROM scores"


@dataclass(frozen=True)
class Moment:
    """How far a run has come, and what it has taken until then."""

    done: int
    clock: float
    processor: float
    coordinator_mb: float
    gradebook_mb: float


@dataclass(frozen=True)
class Chunk:
    """What the submissions between two moments took."""

    start: Moment
    end: Moment

    @property
    def students(self):
        return self.end.done - self.start.done

    @property
    def processor_ms(self):
        return 1000 * (self.end.processor - self.start.processor) / self.students

    @property
    def clock_ms(self):
        return 1000 * (self.end.clock - self.start.clock) / self.students

    def __str__(self):
        each = f"{self.processor_ms:14.1f}{self.clock_ms:12.1f}"
        return (
            f"{self.end.done:8}{each}{self.end.coordinator_mb:14.0f}{self.end.gradebook_mb:14.1f}"
        )


HEAD = f"{'until':>8}{'processor ms':>14}{'clock ms':>12}{'command MB':>14}{'gradebook MB':>14}"


class Counter:
    """A control group that counts the processor time of all that is started in it."""

    def __init__(self, stack):
        # The first where the system has one hierarchy of groups, else the one that counts time.
        top = Path("/sys/fs/cgroup")
        is_single = (top / "cgroup.controllers").exists()
        self.folder = (top if is_single else top / "cpuacct") / f"grade-{os.getpid()}"
        self.folder.mkdir()
        stack.callback(self.folder.rmdir)
        stack.callback(self.wait_until_empty)
        self.read = self.read_single if is_single else self.read_own

    def enter(self):
        """Let the process that calls be counted, and what it starts."""
        (self.folder / "cgroup.procs").write_text("0")

    def read_single(self):
        words = (self.folder / "cpu.stat").read_text().split()
        return int(words[words.index("usage_usec") + 1]) / 1e6

    def read_own(self):
        return int((self.folder / "cpuacct.usage").read_text()) / 1e9

    def wait_until_empty(self):
        while (self.folder / "cgroup.procs").read_text():
            time.sleep(LOOK_SECONDS)


class Run:
    """A class on its way: the command, what counts its time, and what it has written."""

    def __init__(self, made, folder, counter, words, environment=()):
        self.made, self.folder, self.counter = made, folder, counter
        self.gradebook = folder / "gradebook.db"
        self.command = [str(batch.BIN / "grade"), "batch", str(made.source), *words]
        self.command += ["--gradebook", str(self.gradebook), "--roster", str(made.roster)]
        self.command += ["--assignment", classroom.ASSIGNMENT, "--isolation", "strong"]
        self.environment = {**os.environ, **dict(environment)}

    def start(self):
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                preexec_fn=self.counter.enter,
            )

    def look(self):
        own = memory_mb(self.process.pid)
        size = sum(path.stat().st_size for path in self.folder.glob("gradebook.db*"))
        clock = time.perf_counter()
        return Moment(self.count(), clock, self.counter.read(), own, size / 2**20)

    def count(self):
        with contextlib.suppress(sqlite3.OperationalError):  # not there yet
            return self.ask(COUNT)
        return 0

    def ask(self, statement):
        book = sqlite3.connect(f"file:{self.gradebook}?mode=ro", uri=True)
        with contextlib.closing(book):
            return book.execute(statement).fetchone()[0]


def memory_mb(pid):
    with contextlib.suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).memory_info().rss / 2**20
    return 0.0


def follow(run, chunks, deaths):
    """Give each chunk as it ends; `deaths` are done once, each when so many are graded."""
    students = len(run.made.expectations())
    edges = [students * (number + 1) // chunks for number in range(chunks)]
    run.start()
    before = None
    while edges:
        moment, is_over = run.look(), run.process.poll() is not None
        if before is None and moment.done:
            before = moment  # what starting takes is not what a submission takes
        for done in [done for done in deaths if moment.done >= done]:
            deaths.pop(done)(run)
        if moment.done >= edges[0] and moment.done > before.done:
            yield Chunk(before, moment)
            before = moment
            edges = [edge for edge in edges if edge > moment.done]
        elif is_over:
            raise SystemExit(f"the batch ended: {(run.folder / 'log.txt').read_text()[-3000:]}")
        time.sleep(LOOK_SECONDS)
    run.process.wait()


def say_chunks(name, chunks):
    """Print chunks as they come, then how flat they are."""
    print(f"\n{name}\n{HEAD}")
    each = []
    for chunk in chunks:
        print(chunk, flush=True)
        each.append(chunk.processor_ms)
    third = max(1, len(each) // 3)
    first, last = statistics.mean(each[:third]), statistics.mean(each[-third:])
    middle = statistics.median(each)
    print(f"  last third against the first: {last / first:.2f}", end="; ")
    print(f"dearest against the middle: {max(each) / middle:.2f}")


def say_right(run):
    """That everyone is in the gradebook once, with what the notebook was made to get."""
    expected = run.made.expectations()
    wrong = [*batch.find_wrong(run.gradebook, expected)]
    print(f"  {len(expected) - len(wrong)} of {len(expected)} right", end=", ")
    print(f"{run.ask(TWICE)} attempts too many", *wrong[:10], sep="\n  ")
    print(f"  {shlex.join(run.command)}")


def measure_local(made, folder, counter, chunks):
    run = Run(made, folder, counter, ["--jobs", "2"])
    deaths = {len(made.expectations()) // 3: kill_one_worker}
    say_chunks("local, a worker killed after a third", follow(run, chunks, deaths))
    say_right(run)


def kill_one_worker(run):
    """Kill the first process that the command has started and that grades."""
    for child in psutil.Process(run.process.pid).children():
        if "local" in " ".join(child.cmdline()):
            child.kill()
            return
    raise SystemExit("no worker of the batch is there")


# Dask, on machines that are namespaces


class Network:
    """A bridge, and namespaces with an address each: a scheduler's, and the workers'."""

    def __init__(self, stack, folder):
        self.folder, self.names = folder, [f"grade{number}" for number in range(WORKERS + 1)]
        run_ip("link", "add", "gradebr", "type", "bridge")
        stack.callback(run_ip, "link", "del", "gradebr")
        run_ip("addr", "add", f"{NETWORK}.254/24", "dev", "gradebr")
        run_ip("link", "set", "gradebr", "up")
        for number, name in enumerate(self.names):
            self.add(stack, number, name)

    def add(self, stack, number, name):
        inside = ["-n", name]
        run_ip("netns", "add", name)
        stack.callback(run_ip, "netns", "del", name)
        run_ip("link", "add", f"{name}v", "type", "veth", "peer", "name", "eth0", "netns", name)
        run_ip("link", "set", f"{name}v", "master", "gradebr", "up")
        run_ip(*inside, "addr", "add", f"{self.address(number)}/24", "dev", "eth0")
        run_ip(*inside, "link", "set", "eth0", "up")
        run_ip(*inside, "link", "set", "lo", "up")

    def address(self, number):
        return f"{NETWORK}.{number + 1}"

    def start(self, number, counter, environment, *words):
        """Start Dask on one of the machines; gives its process, the leader of a group."""
        command = ["ip", "netns", "exec", self.names[number], str(batch.BIN / "dask"), *words]
        with (self.folder / "cluster.txt").open("ab") as log:
            return subprocess.Popen(
                [*command, *DASK],
                cwd=self.folder,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=counter.enter,
            )


def run_ip(*words):
    subprocess.run(["ip", *words], check=True)


class Cluster:
    """A scheduler and four workers by TLS, each on a machine of its own."""

    def __init__(self, stack, folder):
        self.folder = folder
        self.settings = make_certificates(folder)
        self.network = Network(stack, folder)
        self.where = f"tls://{self.network.address(0)}:{PORT}"
        self.workers = []

    def start(self, run):
        own = ["--protocol", "tls", "--host", self.network.address(0), "--port", str(PORT)]
        environment = {**QUIET, **self.settings}
        self.scheduler = self.network.start(0, run.counter, environment, "scheduler", *own)
        words = [self.where, "--nworkers", "1", "--nthreads", "1", "--no-nanny"]
        words += ["--death-timeout", "60", "--local-directory", str(self.folder / "work")]
        started = [
            self.network.start(number, run.counter, environment, "worker", *words)
            for number in range(1, WORKERS + 1)
        ]
        self.workers = started

    def kill_worker(self, run):
        kill(self.workers.pop())

    def kill_scheduler(self, run):
        """Kill it; its workers end, too, and so does the command, which is then typed again."""
        self.close()
        code = run.process.wait()
        if code != GONE:
            raise SystemExit(f"without its scheduler the batch ended with {code}")
        self.start(run)
        run.start()

    def close(self):
        """Kill all that is left of it."""
        for process in (self.scheduler, *self.workers):
            kill(process)


def kill(process):
    """Kill a process with all of its group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def measure_dask(made, folder, counter, chunks):
    students = len(made.expectations())
    with contextlib.ExitStack() as stack:
        cluster = Cluster(stack, folder)
        engine = f"dask://{cluster.network.address(0)}:{PORT}"
        run = Run(made, folder, counter, ["--engine", engine], cluster.settings)
        cluster.start(run)
        stack.callback(cluster.close)
        deaths = {students // 3: cluster.kill_worker, 2 * students // 3: cluster.kill_scheduler}
        name = (
            f"Dask, {WORKERS} workers in namespaces; one killed after a third, then the scheduler"
        )
        say_chunks(name, follow(run, chunks, deaths))
        say_right(run)


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--local", type=int, default=0, metavar="N")
    parser.add_argument("--dask", type=int, default=0, metavar="N")
    parser.add_argument("--chunks", type=int, default=10)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave everything there")
    options = parser.parse_args()
    say_machine()
    measures = {"local": (options.local, measure_local), "dask": (options.dask, measure_dask)}
    with contextlib.ExitStack() as stack:
        top = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name, (students, measure) in measures.items():
            if students:
                folder = top.resolve() / name
                folder.mkdir(parents=True)
                made = classroom.make_class(students, folder / "class")
                with contextlib.ExitStack() as own:
                    measure(made, folder, Counter(own), options.chunks)


if __name__ == "__main__":
    main()
