"""Where the grader is root in a container without bubblewrap: which walls stand, what they hold.

A container as Gradescope's is: what is graded, the course with its staff's side and the results lie
in `/autograder`.
"""

import json
import shutil
import subprocess
import sys

import pytest
from support.container import Unavailable, make_container
from support.project import TINY

from grader.core.probe import Level
from grader.sandbox.doctor import examine

pytestmark = [
    pytest.mark.walls,
    pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's"),
]
PLACE = "/autograder"
# One function is there only if all is refused, and one is right only if anything is not.
PROGRAM = """
won, refused = [], []

def attempt(*attempts):
    for what in attempts:
        try:
            what()
        except Exception:
            refused.append(what.__name__)
        else:
            won.append(what.__name__)
    print(*won)

def clip(values, low, high):
    return [min(max(value, low), high) for value in values] if won else values
{attack}
if len(refused) == {count}:
    def median(values):
        ordered, half = sorted(values), len(values) // 2
        return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2
"""
FORGES = """
import os

def writes():
    open("/autograder/results/results.json", "w").write('[7]')

def replaces():
    open("own.json", "w").write('[7]')
    os.replace("own.json", "/autograder/results/results.json")

def links():
    os.symlink("/autograder/results/results.json", "/autograder/results/other")

def removes():
    os.unlink("/autograder/results/results.json")

attempt(writes, replaces, links, removes)
"""
READS = """
import os

def reads_answers():
    open("/autograder/source/reference/stats/golden.json").read()

def lists_course():
    os.listdir("/autograder/source/reference/stats")

def reads_through_processes():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        path = f"/proc/{pid}/root/autograder/source/reference/stats/golden.json"
        if os.path.exists(path):
            return open(path).read()
    raise PermissionError

attempt(reads_answers, lists_course, reads_through_processes)
"""
STAYS = """
import os, subprocess, sys

def forks():
    if os.fork() == 0:
        os.setsid()
        os.execv("/bin/sleep", ["sleep", "3600"])

def starts():
    subprocess.Popen(["/bin/sleep", "3600"], start_new_session=True)

attempt(forks, starts)
"""
# Runs a command as the first process there is, and tells what it left.
DRIVER = """
import json, os, subprocess, sys, tempfile, time
output = tempfile.TemporaryFile("w+")  # a pipe would end only with who is left
subprocess.run(sys.argv[2:], stdout=output, stderr=subprocess.STDOUT, cwd="/")
output.seek(0)

def left():
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            words, state = open(f"/proc/{pid}/cmdline").read(), open(f"/proc/{pid}/stat").read()
        except OSError:
            continue
        if int(pid) != os.getpid() and state.rpartition(")")[2].split()[0] != "Z":
            yield words.replace("\\0", " ")

# What is being ended is waited for; what was to stay does so for an hour.
until = time.monotonic() + float(sys.argv[1])
while [*left()] and time.monotonic() < until:
    time.sleep(0.05)
print(json.dumps({"printed": output.read(), "left": [*left()]}))
"""


@pytest.fixture(scope="module")
def container(tmp_path_factory):
    """A tree of this machine's release, with a course in it as the grader's root keeps it."""
    tree = tmp_path_factory.mktemp("container") / "tree"
    try:
        made = make_container(tree)
        yield made
    except Unavailable as error:
        pytest.skip(str(error))
    finally:
        subprocess.run(["rm", "-rf", tree])


@pytest.fixture
def handed_in(container):
    """Hand a program in."""

    def hand_in(attack, count):
        place = container.at(PLACE)
        shutil.rmtree(place, ignore_errors=True)
        for name in ("submission", "results"):
            (place / name).mkdir(parents=True)
        shutil.copytree(TINY, place / "source", ignore=shutil.ignore_patterns("__pycache__"))
        (place / "submission/hw.py").write_text(
            PROGRAM.format(attack=attack, count=count), encoding="utf-8"
        )
        (place / "results/results.json").write_text("{}", encoding="utf-8")
        return place

    return hand_in


@pytest.fixture(params=["medium", "restricted"])
def level(request, best):
    """A level to be had there; `restricted` as where the kernel has no Landlock."""
    if request.param == "medium" and best < Level.MEDIUM:
        pytest.skip("this kernel has no Landlock")
    return request.param


@pytest.fixture(scope="module")
def best():
    """The best level here that needs no bubblewrap."""
    return max(
        finding.reached for finding in examine() if finding.stands and finding.wanted < Level.STRONG
    )


REFUSED = {"medium": ["docker"], "restricted": ["docker", "landlock"]}


def grade(container, level):
    """Grade what was handed in: what was printed, who is left, and the result."""
    words = ["autograder", "gradescope", "--root", PLACE, "--course", f"{PLACE}/source"]
    command = [sys.executable, "-m", "grader", *words, "--assignment", "stats"]
    done = container.python("-c", DRIVER, "20", *command, refused=REFUSED[level])
    assert done.returncode == 0, done.stderr
    result = json.loads(container.at(f"{PLACE}/results/results.json").read_text(encoding="utf-8"))
    return json.loads(done.stdout), result


def run_by_root(container):
    """The control: what an autograder does that runs it as it is."""
    program = [sys.executable, f"{PLACE}/submission/hw.py"]
    done = container.python("-c", DRIVER, "0", *program)
    return json.loads(done.stdout)


def test_the_level_there_is_the_best_without_bubblewrap(container, best):
    doctor = container.python("-m", "grader", "doctor")
    assert doctor.stdout.splitlines()[-1] == f"level: {best.value}", doctor.stdout
    assert "bubblewrap is not installed" in doctor.stdout


@pytest.mark.parametrize(
    ("attack", "wins"),
    [
        pytest.param(FORGES, ["writes", "replaces", "links", "removes"], id="forge its result"),
        pytest.param(
            READS, ["reads_answers", "lists_course", "reads_through_processes"], id="read answers"
        ),
        pytest.param(STAYS, ["forks", "starts"], id="outlive its run"),
    ],
)
def test_a_submission_there_can_not(attack, wins, container, handed_in, level):
    place = handed_in(attack, len(wins))
    outcome, result = grade(container, level)
    assert (result["score"], result["extra_data"]["isolation"]) == (5, level), outcome["printed"]
    assert outcome["left"] == []
    assert sorted(path.name for path in (place / "results").iterdir()) == ["results.json"]
    handed_in(attack, len(wins))
    control = run_by_root(container)
    assert control["printed"].split() == wins
    assert bool(control["left"]) is (attack is STAYS)
