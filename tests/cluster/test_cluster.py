"""A class is graded by a cluster: real schedulers and workers on this machine, TLS, kill -9."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from support import classroom
from support.certificates import TLS, make_certificates
from support.courses import FULL, MEANS, STATS, make_pair
from support.desk import EXAMPLE, Desk, hand_in
from support.project import ROOT, is_alive, run_grade
from support.seeded import POINTS, make_seeded, new_seed
from support.seeded import points as points_of
from support.traps import WANTED, lay_traps

from grader.classroom.batch.worker import BatchWorker, Setup, Task
from grader.cluster.slurm import read_profile
from grader.cluster.tls import Address, read_address
from grader.core.errors import UsageError
from grader.core.version import __version__
from grader.course.find import find_course

pytestmark = pytest.mark.processes

BIN = Path(sys.executable).parent
SETPRIV = shutil.which("setpriv")
LOOPBACK = "127.0.0.1"
# Linux takes this for the machine itself, and it is no loopback address.
THIS_MACHINE = "0.0.0.0"
HERE = ["--host", LOOPBACK, "--no-dashboard", "--dashboard-address", f"{LOOPBACK}:0"]
SECONDS = 60
SLEEPS = 0.1
STUDENTS = 12
EQUIPPED = "Starting Worker plugin grade-"
REMOVED = "Removing Worker plugin grade-"
needs_safe_path = pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.11 has it")


class Cluster:
    """A scheduler and workers of this machine, each a process as a TA would start it."""

    def __init__(self, folder, **environment):
        self.folder, self.environment = folder, environment
        self.scheme = "tls" if f"{TLS}CA_FILE" in environment else "tcp"
        self.log = folder / "cluster.log"
        self.started = []
        self.port = free_port()
        self.start_scheduler()

    @property
    def engine(self):
        return f"dask://localhost:{self.port}"

    def start(self, *words, **environment):
        """A process in a group of its own, so that what it starts can be ended with it."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                # Should the tests be killed, so is this.
                [SETPRIV, "--pdeathsig", "KILL", BIN / "dask", *map(str, words), *HERE],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), **self.environment, **environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def start_scheduler(self):
        self.scheduler = self.start("scheduler", "--protocol", self.scheme, "--port", self.port)
        wait_until(self.is_listening)

    def is_listening(self):
        with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, self.port)):
            return True
        return False

    def start_worker(self, *words, **environment):
        place = ["--local-directory", self.folder / "work", "--nworkers", 1]
        scheduler = f"{self.scheme}://{LOOPBACK}:{self.port}"
        words = words or ("--no-nanny", "--nthreads", 1)
        return self.start("worker", scheduler, *place, *words, **environment)

    def wait_for(self, text, times=1):
        wait_until(lambda: self.log.read_text().count(text) >= times)

    def close(self):
        for process in reversed(self.started):
            kill(process)


def free_port():
    with socket.create_server((LOOPBACK, 0)) as listening:
        return listening.getsockname()[1]


def wait_until(is_so):
    deadline = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < deadline, is_so
        time.sleep(0.05)


def kill(process):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def make_cluster(tmp_path):
    with contextlib.ExitStack() as stack:

        def make(**environment):
            made = Cluster(tmp_path, **environment)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two workers of two threads each, for those who leave them alive."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    for _ in range(2):
        made.start_worker("--no-nanny", "--nthreads", 2)
    made.wait_for("Registered to", 2)
    yield made
    made.close()


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def small_class(tmp_path_factory):
    return classroom.make_class(STUDENTS, tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def slow_class(tmp_path_factory):
    """Forty that take a while each, so that there is a middle to be killed in."""
    folder = tmp_path_factory.mktemp("slow")
    for number in range(40):
        slow = f"import time\n\ntime.sleep({SLEEPS})  # {number}\n\n\nclass Perceptron"
        hand_in(folder, f"student_{number:02}.ipynb", ("class Perceptron", slow))
    return folder


def settle(desk, process):
    """Wait for a command; what it printed, and on standard error."""
    out, err = process.communicate(timeout=2 * SECONDS)
    return process.returncode, out, err


def wait_for_scores(desk, number):
    def are_there():
        with contextlib.suppress(Exception):
            return desk.ask("SELECT count(*) FROM scores")[0][0] >= number
        return False

    wait_until(are_there)


def check_whole(desk, number=40):
    """Each student has one score, and a good one."""
    assert desk.ask("SELECT count(*), count(DISTINCT attempt_id) FROM scores") == [(number,) * 2]
    others = {key: one for key, one in desk.standings().items() if one["status"] != "graded"}
    assert not others


def is_tidy(cluster):
    """Whether the workers have given back all that they were given."""
    log = cluster.log.read_text()
    return log.count(EQUIPPED) == log.count(REMOVED) > 0


def progress_of(err):
    """Give the lines after the first, which says what cases all are asked about."""
    asked, *lines = err.splitlines()
    assert ": all are asked " in asked, err
    return lines


# What a cluster does


def test_a_cluster_gives_the_scores_of_one_machine(desk, tmp_path, cluster, small_class):
    done = desk.batch(small_class.source, "--engine", cluster.engine)
    assert done.returncode == 0, done.stderr
    assert len(progress_of(done.stderr)) == 1
    (tmp_path / "local").mkdir()
    local = Desk(tmp_path / "local")
    assert local.batch(small_class.source).returncode == 0
    compared = ("earned", "status", "isolation", "student")
    ours, theirs = (
        [[one[key] for key in compared if key in one] for one in some.standings().values()]
        for some in (desk, local)
    )
    assert ours == theirs
    assert len(ours) == STUDENTS


def test_a_cluster_s_workers_grade_each_file_for_its_homework(tmp_path, cluster):
    course = make_pair(tmp_path / "course")
    for name, text in (("stats", STATS), ("means", MEANS)):
        (tmp_path / "in" / "ada").mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / "ada" / f"{name}.py").write_text(text, encoding="utf-8")
    words = [tmp_path / "in", "--course", course, "--gradebook", tmp_path / "book.db"]
    done = run_grade("batch", *map(str, words), "--engine", cluster.engine)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 graded now")
    for name, points in FULL.items():
        words = ["--gradebook", tmp_path / "book.db", "--course", course, "--assignment", name]
        shown = run_grade("export", "--format", "json", *map(str, words)).stdout
        assert [each["earned"] for each in json.loads(shown)] == [points]


def test_workers_ask_the_cases_of_a_new_seed_too(desk, tmp_path, cluster):
    course = make_seeded(tmp_path)
    for is_new in (False, True):
        if is_new:
            new_seed(course)
        done = desk.batch(tmp_path / "in", "--course", course, "--engine", cluster.engine)
        assert done.returncode == 0, done.stderr
        assert "2 of 2: 2 graded" in done.stderr
        assert points_of(desk, course) == POINTS


def test_a_worker_needs_nothing_of_the_course(tmp_path):
    course = tmp_path / "course"
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, course / part)
    shutil.copy(ROOT / "rubric.yaml", course)
    given = Setup((find_course(course, course).assignment("perceptron"),), "strong")
    shutil.rmtree(course)
    with contextlib.closing(BatchWorker(given)) as worker:
        report = worker.grade([Task("perceptron", EXAMPLE.name, EXAMPLE.read_bytes())])[0].report
    assert (report["earned"], report["errors"]) == (50, [])  # it reads data/points.txt


def test_it_can_be_stopped_and_leaves_nothing_behind(desk, cluster, slow_class):
    before = cluster.log.read_text().count(REMOVED)
    process = desk.start(slow_class, "--engine", cluster.engine)
    wait_for_scores(desk, 1)
    os.killpg(process.pid, signal.SIGINT)
    code, _, err = settle(desk, process)
    assert code == 130
    graded, stopped = progress_of(err)
    assert re.fullmatch(r"\d+ of 40: .*", graded), err
    assert stopped.startswith("grade: stopped; what is done is kept: ")
    cluster.wait_for(REMOVED, before + 2)
    assert is_tidy(cluster)


def test_a_batch_that_was_killed_goes_on_and_its_remains_are_cleared(desk, cluster, slow_class):
    process = desk.start(slow_class, "--engine", cluster.engine)
    wait_for_scores(desk, 5)
    kill(process)
    process.communicate()
    done = desk.batch(slow_class, "--engine", cluster.engine)
    assert done.returncode == 0, done.stderr
    assert "known already" in done.stdout
    check_whole(desk)
    assert is_tidy(cluster)


def test_a_worker_killed_in_the_middle_costs_nobody_a_score(desk, make_cluster, slow_class):
    cluster = make_cluster()
    worker, _ = cluster.start_worker(), cluster.start_worker()
    cluster.wait_for("Registered to", 2)
    process = desk.start(slow_class, "--engine", cluster.engine)
    wait_for_scores(desk, 1)
    kill(worker)
    code, _, err = settle(desk, process)
    assert code == 0, err
    check_whole(desk)


def test_a_scheduler_killed_in_the_middle_is_told_and_the_next_run_goes_on(
    desk, make_cluster, slow_class
):
    cluster = make_cluster()
    cluster.start_worker()
    cluster.wait_for("Registered to")
    process = desk.start(slow_class, "--engine", cluster.engine)
    wait_for_scores(desk, 1)
    kill(cluster.scheduler)
    code, _, err = settle(desk, process)
    assert code == 3
    last = err.splitlines()[-1]
    assert re.fullmatch(
        r"grade: the scheduler at localhost:\d+ is gone; what is done is kept: .*", last
    )
    assert "Traceback" not in err
    assert "distributed" not in err
    cluster.start_scheduler()
    cluster.start_worker()
    done = desk.batch(slow_class, "--engine", cluster.engine)
    assert done.returncode == 0, done.stderr
    assert "known already" in done.stdout
    check_whole(desk)


DEADLY = """
import os, signal
from grader.classroom.batch.worker import BatchWorker

def deadly(grade_task):
    def run(self, task):
        if b"DEADLY" in task.content:
            os.kill(os.getpid(), signal.SIGKILL)
        if b"ENDLESS" in task.content:
            return run(self, task)
        return grade_task(self, task)
    return run

BatchWorker.grade_task = deadly(BatchWorker.grade_task)
"""


def test_a_file_that_no_worker_survives_or_can_do_is_given_up_alone(desk, tmp_path, make_cluster):
    deadly = tmp_path / "preload" / "deadly.py"
    deadly.parent.mkdir()
    deadly.write_text(DEADLY)
    cluster = make_cluster(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")
    for _ in range(2):
        cluster.start_worker("--nanny", "--nthreads", 1, "--preload", deadly)
    for name, word in {"ada": "", "bob": "DEADLY", "cy": "", "dot": "ENDLESS"}.items():
        hand_in(
            tmp_path / "in",
            f"{name}.ipynb",
            ("self.bias += error", f"self.bias += error  # {name} {word}"),
        )
    done = desk.batch(tmp_path / "in", "--engine", cluster.engine)
    assert done.returncode == 4, done.stderr
    statuses = desk.statuses()
    assert statuses == {"ada": "graded", "bob": "not_graded", "cy": "graded", "dot": "not_graded"}
    assert "2 workers that were to grade it died one after another" in done.stdout
    assert "RecursionError" in done.stdout


# Who may take part


def other_version(folder):
    """The grader as it was or will be: an environment for a worker."""
    shutil.copytree(ROOT / "grader", folder / "grader", ignore=shutil.ignore_patterns("*.pyc"))
    path = folder / "grader/core/version.py"
    path.write_text(path.read_text().replace(f'"{__version__}"', '"0.0.0"'))
    return {"PYTHONPATH": str(folder)}


def test_a_worker_of_another_version_gets_no_work(desk, tmp_path, make_cluster, slow_class):
    cluster = make_cluster()
    cluster.start_worker(**other_version(tmp_path))
    cluster.wait_for("Registered to")
    done = desk.batch(slow_class, "--engine", cluster.engine)
    assert done.returncode == 3
    assert "none of the cluster's workers can grade" in done.stderr
    assert f"{socket.gethostname()} has golden-grader 0.0.0 instead of" in done.stderr


def test_one_that_comes_later_gets_none_either(desk, tmp_path, make_cluster, slow_class):
    cluster = make_cluster()
    worker = cluster.start_worker()
    cluster.wait_for("Registered to")
    process = desk.start(slow_class, "--engine", cluster.engine)
    wait_for_scores(desk, 1)
    os.kill(worker.pid, signal.SIGSTOP)  # so that it can't be done before the other is there
    cluster.start_worker(**other_version(tmp_path))
    cluster.wait_for("Registered to", 2)
    os.kill(worker.pid, signal.SIGCONT)
    code, _, err = settle(desk, process)
    assert code == 0, err
    assert err.count("a worker gets no work:") == 1
    check_whole(desk)


def without_bubblewrap(folder):
    """All programs of this machine but one."""
    folder.mkdir()
    for place in os.environ["PATH"].split(":"):
        for program in Path(place).glob("*"):
            if program.name != "bwrap" and not (folder / program.name).exists():
                (folder / program.name).symlink_to(program)
    return {"PATH": str(folder)}


def test_a_worker_with_a_lower_wall_gets_no_work(desk, tmp_path, make_cluster, small_class):
    cluster = make_cluster()
    cluster.start_worker()
    cluster.start_worker(**without_bubblewrap(tmp_path / "bin"))
    cluster.wait_for("Registered to", 2)
    done = desk.batch(small_class.source, "--engine", cluster.engine)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("a worker gets no work:") == 1
    assert len(desk.ask("SELECT DISTINCT isolation FROM scores")) == 1


def test_a_worker_without_the_grader_is_told(desk, tmp_path, make_cluster, small_class):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['grader'] = None\n")
    cluster = make_cluster()
    cluster.start_worker()
    cluster.start_worker(PYTHONPATH=str(tmp_path))
    cluster.wait_for("Registered to", 2)
    done = desk.batch(small_class.source, "--engine", cluster.engine)
    assert done.returncode == 3
    assert re.search(r"the worker at tcp://127.0.0.1:\d+ can't load golden-grader", done.stderr)


def test_a_scheduler_without_the_grader_is_told(desk, tmp_path, make_cluster, small_class):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['grader'] = None\n")
    cluster = make_cluster(PYTHONPATH=str(tmp_path))
    done = desk.batch(small_class.source, "--engine", cluster.engine)
    assert done.returncode == 3
    assert "can't load golden-grader, which what is sent through it needs" in done.stderr


@needs_safe_path
def test_a_cluster_takes_no_module_from_where_it_was_started(
    desk, tmp_path, make_cluster, small_class
):
    traps = lay_traps(tmp_path, WANTED)
    cluster = make_cluster(PYTHONSAFEPATH="1")
    cluster.start_worker("--nanny", "--nthreads", 1)
    done = desk.batch(small_class.source, "--engine", cluster.engine)
    assert done.returncode == 0, done.stderr
    assert len(desk.statuses()) == STUDENTS
    assert not traps.snapped


@needs_safe_path
def test_one_that_is_started_plainly_does_and_gets_no_work(
    desk, tmp_path, make_cluster, small_class
):
    # Coverage, too, would have imported before what the traps stand for.
    cluster = make_cluster(PYTHONSAFEPATH="", COVERAGE_PROCESS_CONFIG="", COVERAGE_PROCESS_START="")
    (tmp_path / "mine.py").write_text("x = 1\n")
    cluster.start_worker("--nanny", "--nthreads", 1)
    done = desk.batch(small_class.source, "--engine", cluster.engine)
    assert done.returncode == 3
    assert f"takes Python's modules from {tmp_path}, such as mine" in done.stderr
    assert "start its workers in an empty folder, with PYTHONSAFEPATH=1" in done.stderr
    traps = lay_traps(tmp_path, WANTED)
    cluster.start_worker("--nanny", "--nthreads", 1)
    wait_until(lambda: traps.snapped)


def test_nobody_there_is_said_and_waited_for(desk, make_cluster, small_class):
    cluster = make_cluster()
    process = desk.start(small_class.source, "--engine", cluster.engine)
    assert process.stderr.readline() == "no worker has connected for 5 s; still waiting\n"
    cluster.start_worker()
    assert settle(desk, process)[0] == 0


def test_no_scheduler_there_is_our_fault_not_a_students(desk, small_class):
    done = desk.batch(small_class.source, "--engine", f"dask://localhost:{free_port()}")
    assert done.returncode == 3
    assert "no scheduler answers at localhost:" in done.stderr
    assert not desk.book.exists()


# Talking to it


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return make_certificates(tmp_path_factory.mktemp("tls"))


def test_beyond_this_machine_tls_is_asked_for(desk, small_class):
    done = desk.batch(small_class.source, "--engine", f"dask://{THIS_MACHINE}:{free_port()}")
    assert done.returncode == 2
    assert f"{TLS}CA_FILE" in done.stderr
    assert f"{TLS}CLIENT__CERT" in done.stderr
    assert "--insecure" in done.stderr


def test_a_cluster_is_talked_to_by_tls(desk, make_cluster, small_class, certificates):
    cluster = make_cluster(**certificates)
    cluster.start_worker()
    engine = f"dask://{THIS_MACHINE}:{cluster.port}"
    done = desk.batch(small_class.source, "--engine", engine, **certificates)
    assert done.returncode == 0, done.stderr
    assert f"tls://{LOOPBACK}:{cluster.port}" in cluster.log.read_text()


def test_in_the_open_is_possible_when_it_is_said(desk, cluster, small_class):
    engine = f"dask://{THIS_MACHINE}:{cluster.port}"
    done = desk.batch(small_class.source, "--engine", engine, "--insecure")
    assert done.returncode == 0, done.stderr


def test_settings_that_name_no_file_are_told_at_once(desk, small_class, certificates):
    wrong = {**certificates, f"{TLS}CLIENT__KEY": "/nonexistent/key.pem"}
    done = desk.batch(small_class.source, "--engine", f"dask://{THIS_MACHINE}:1", **wrong)
    assert done.returncode == 2
    assert "/nonexistent/key.pem: can't be read" in done.stderr


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        pytest.param("localhost", True, id="its name"),
        pytest.param("127.0.0.1", True, id="its number"),
        pytest.param("127.9.9.9", True, id="all of that network"),
        pytest.param("::1", True, id="version 6"),
        pytest.param("0.0.0.0", False, id="any"),
        pytest.param("192.0.2.7", False, id="a machine"),
        pytest.param("localhost.example.org", False, id="a name that begins so"),
        pytest.param("127.0.0.1.example.org", False, id="a name that looks so"),
    ],
)
def test_this_machine_is_told_from_others(host, is_loopback):
    assert Address(host, 8786).is_loopback is is_loopback


@pytest.mark.parametrize(
    "engine",
    [
        pytest.param("dask://", id="nothing"),
        pytest.param("dask://node7", id="no port"),
        pytest.param("dask://node7:many", id="no number"),
        pytest.param("dask://node7:99999", id="no port's number"),
        pytest.param("dask://:8786", id="no host"),
        pytest.param("dask://ann@node7:8786", id="a user"),
        pytest.param("dask://node7:8786/status", id="a path"),
        pytest.param("dask:///node7:8786", id="three slashes"),
    ],
)
def test_an_address_is_host_and_port(engine):
    with pytest.raises(UsageError, match="write dask://HOST:PORT"):
        read_address(engine)


def test_an_address_of_version_6_keeps_its_brackets():
    assert str(read_address("dask://[::1]:8786")) == "[::1]:8786"


# SLURM


PROFILE = {"jobs": 2, "cores": 1, "processes": 1, "memory": "1GB", "interface": "lo"}


def write_profile(folder, **changes):
    path = folder / "profile.yaml"
    content = {key: value for key, value in {**PROFILE, **changes}.items() if value is not None}
    path.write_text(yaml.safe_dump(content))
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"jobs": None}, "say how many jobs", id="no number of jobs"),
        pytest.param({"jobs": 0}, "jobs must be a whole number of at least 1", id="none"),
        pytest.param({"jobs": True}, "jobs must be a whole number", id="yes is no number"),
        pytest.param({"minimum": 1, "maximum": 2}, "say how many jobs", id="both ways"),
        pytest.param({"jobs": None, "minimum": 3, "maximum": 2}, "say how many", id="upside down"),
        pytest.param({"jobs": None, "minimum": 0, "maximum": 2}, "minimum must be", id="from none"),
        pytest.param({"memory": None}, "memory is missing", id="no memory"),
        pytest.param({"qeue": "long"}, "unknown key 'qeue'; did you mean 'queue'", id="a typo"),
        pytest.param({"security": True}, "unknown key 'security'", id="what is decided here"),
        pytest.param({"extra": ["x"]}, "unknown key 'extra'", id="an old name"),
    ],
)
def test_a_profile_that_can_not_be_used_says_why(tmp_path, changes, said):
    with pytest.raises(UsageError, match=re.escape(said)) as raised:
        read_profile(write_profile(tmp_path, **changes))
    assert "profile.yaml" in str(raised.value)


def test_a_profile_gives_fewest_and_most_jobs(tmp_path):
    profile = read_profile(write_profile(tmp_path, jobs=None, minimum=2, maximum=5))
    assert (profile.minimum, profile.maximum) == (2, 5)
    assert "minimum" not in profile.options


SBATCH = """#!/bin/sh
cp "$1" "$JOBS.$$"
setsid sh "$JOBS.$$" > "$JOBS.log" 2>&1 &
echo "Submitted batch job $!"
echo $! >> "$JOBS"
"""
SCANCEL = """#!/bin/sh
kill -s KILL -- "-$1"
"""


def stand_ins(folder, **programs):
    """Programs in place of SLURM's, which run a job at once on this machine."""
    for name, text in programs.items():
        path = folder / name
        path.write_text(text)
        path.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}", "JOBS": str(folder / "jobs.txt")}


@needs_safe_path
def test_a_job_takes_no_module_from_where_its_batch_was_typed(desk, tmp_path, small_class):
    environment = stand_ins(tmp_path, sbatch=SBATCH, scancel=SCANCEL)
    engine = f"slurm:{write_profile(tmp_path)}"
    (tmp_path / "work").mkdir()
    traps = lay_traps(tmp_path / "work", WANTED)
    words = [small_class.source, "--engine", engine, "--insecure", "--course", ROOT]
    done = desk.batch(*words, cwd=tmp_path / "work", **environment)
    assert done.returncode == 0, done.stderr
    assert not traps.snapped


@pytest.mark.parametrize("own", [True, False], ids=["own certificates", "made for this time"])
def test_jobs_grade_a_class_by_tls_and_end_with_it(desk, tmp_path, small_class, certificates, own):
    environment = stand_ins(tmp_path, sbatch=SBATCH, scancel=SCANCEL) | (
        certificates if own else {}
    )
    engine = f"slurm:{write_profile(tmp_path)}"
    done = desk.batch(small_class.source, "--engine", engine, **environment)
    assert done.returncode == 0, done.stderr
    assert len(progress_of(done.stderr)) == 1
    assert len(desk.statuses()) == STUDENTS
    jobs = (tmp_path / "jobs.txt").read_text().split()
    assert len(jobs) == 2
    wait_until(lambda: not any(is_alive(job) for job in jobs))


def test_jobs_that_slurm_refuses_are_told(desk, tmp_path, small_class):
    refusing = "#!/bin/sh\necho 'sbatch: error: invalid partition' >&2\nexit 1\n"
    environment = stand_ins(tmp_path, sbatch=refusing, scancel=SCANCEL)
    engine = f"slurm:{write_profile(tmp_path)}"
    done = desk.batch(small_class.source, "--engine", engine, "--insecure", **environment)
    assert done.returncode == 3
    assert "SLURM takes no job of" in done.stderr
    assert "invalid partition" in done.stderr


def test_no_slurm_is_told_at_once(desk, tmp_path, small_class):
    engine = f"slurm:{write_profile(tmp_path)}"
    done = desk.batch(small_class.source, "--engine", engine, "--insecure", PATH="/nonexistent")
    assert done.returncode == 2
    assert "there is no sbatch here" in done.stderr


SLURM_CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MailProg=/bin/true
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


@pytest.fixture
def slurm(tmp_path_factory):
    """SLURM itself, on the loopback interface: the environment in which its commands find it."""
    if os.geteuid() != 0 or not all(map(shutil.which, ("munged", "slurmctld", "slurmd"))):
        pytest.skip("needs root and: apt-get install munge slurm-client slurmctld slurmd")
    folder = tmp_path_factory.mktemp("slurm")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    settings = {"host": socket.gethostname(), "folder": folder, "cores": os.cpu_count()}
    conf = folder / "slurm.conf"
    conf.write_text(SLURM_CONF.format(ports=[free_port(), free_port()], **settings))
    (folder / "munge.key").write_bytes(os.urandom(1024))
    (folder / "munge.key").chmod(0o400)
    own = ["key-file=munge.key", "socket=munge.socket", "pid-file=munged.pid"]
    own += ["log-file=munged.log", "seed-file=munged.seed"]
    own = [f"--{one.replace('=', f'={folder}/')}" for one in own]
    with contextlib.ExitStack() as stack, (folder / "daemons.log").open("wb") as log:

        def daemon(*command):
            started = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
            stack.callback(kill, started)

        daemon("munged", "--foreground", "--force", *own)
        wait_until((folder / "munge.socket").exists)
        daemon("slurmctld", "-D", "-f", conf)
        daemon("slurmd", "-D", "-f", conf)
        environment = {"SLURM_CONF": str(conf)}
        wait_until(lambda: "idle" in slurm_says(environment, "sinfo"))
        yield environment


def slurm_says(environment, *command):
    return subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **environment}
    ).stdout


@pytest.mark.slurm
def test_slurm_itself_runs_the_jobs_and_a_cancelled_one_costs_nobody_a_score(
    desk, tmp_path, slow_class, certificates, slurm, monkeypatch
):
    for name, value in {**slurm, **certificates}.items():
        monkeypatch.setenv(name, value)
    engine = f"slurm:{write_profile(tmp_path, memory='500MB', log_directory=str(tmp_path))}"
    process = desk.start(slow_class, "--engine", engine)
    wait_for_scores(desk, 1)
    first = slurm_says(slurm, "squeue", "--noheader", "--format=%i").split()[0]
    slurm_says(slurm, "scancel", first)
    code, _, err = settle(desk, process)
    assert code == 0, err
    check_whole(desk)
    wait_until(lambda: not slurm_says(slurm, "squeue", "--noheader", "--states=R").strip())
