"""Every command, typed where hostile files lie: it runs none, and none shows as what it is not."""

import functools
import shutil
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from support.desk import EXAMPLE, hand_in
from support.project import CHECKED, HANGING_SECONDS, ROOT, TINY
from support.traps import HOSTILE, WANTED, is_plain, lay_traps, plain_environment

from grader.cli import main

pytestmark = pytest.mark.processes
COURSE = ["--course", "{here}/course"]
COMMANDS = main.list_commands(click.Context(main))
CLASS = ["--assignment", "perceptron", *COURSE, "--gradebook", "{here}/book.db"]
BOOK = [*COURSE, "--gradebook", "{here}/book.db"]
WHY = ["--why", "a reason"]
# What each command is typed with, so that it does its work; a new command needs a line here.
TYPED = {
    "files": ["./hw.ipynb", "{here}/variants/hw.ipynb", "--html", "{here}/pages", *COURSE],
    "batch": [".", "--jobs", "2", *CLASS],
    "rescore": ["--yes", *CLASS],
    "gradebook": ["hw", *CLASS],
    "override": ["hw", "counts", "1", "--why", "proof on paper", *CLASS],
    "export": ["--format", "csv", "--out", "{here}/scores.csv", *CLASS],
    "report": ["--out", "{here}/report", *CLASS],
    "serve": ["--links", "{here}/links.csv", *CLASS],  # without links it would wait for a browser
    "requests": [*CLASS],
    "extend": ["hw", "--until", "2999-02-01 12:00", *WHY, *CLASS],
    "excuse": ["hw", *WHY, *CLASS],
    "adjust": ["hw", "1", *WHY, *CLASS],
    "choose": ["hw", "1", *WHY, *CLASS],
    "remove": ["hw", "1", "--yes", *WHY, *CLASS],
    "undo": ["--yes", *BOOK],
    "log": ["hw", *BOOK],
    "similar": ["--out", "{here}/similar.html", *CLASS],
    "feedback": ["--for", "mail", "--out", "{here}/mail.zip", *CLASS],
    "anonymous": ["on", *WHY, *BOOK],
    "backup": ["{here}/copy.db", *BOOK],
    "restore": ["{here}/copy.db", "--yes", *BOOK],
    "rename": ["hw", "ann", "--yes", *WHY, *BOOK],
    "merge": ["ann", "bob", "--yes", *WHY, *BOOK],
    # These of a small one: `audit` does the same for the perceptron, with all that it imports.
    "golden": ["stats", "--check", "--device", "cpu", "--course", "{here}/tiny"],
    "audit": [
        "perceptron",
        "--quick",
        "--variants",
        "{here}/variants",
        "--mistakes",
        "{here}/mistakes",
        *COURSE,
    ],
    "kit": ["stats", "--out", "{here}/kit", "--course", "{here}/checked"],
    "assignments": [*COURSE],
    "new": ["begun", "--course", "{here}/begun"],
    "ask": ["perceptron", *COURSE],
    "check": ["stats", "--quick", "--course", "{here}/checked"],
    "mark": [*CLASS],
    "doctor": [],
    "docs": ["golden"],
    "completion": ["bash"],
    "autograder": [
        *("gradescope", "--assignment", "perceptron", "--root", "{here}/container"),
        *COURSE,
    ],
}


class Desk:
    """A folder of hand-ins full of traps, where everything is typed; beside it, what is made."""

    def __init__(self, here):
        self.here, self.work = here, here / "work"
        for folder in (self.work, here / "variants", here / "container" / "submission"):
            folder.mkdir(parents=True)
            shutil.copy(EXAMPLE, folder / "hw.ipynb")
            shutil.copy(EXAMPLE, folder / f"{HOSTILE}.ipynb")
            shutil.copy(EXAMPLE, folder / "bob.ipynb")
        hand_in(here / "mistakes", f"{HOSTILE}.ipynb", ("self.bias += error", "pass"))
        for part in ("assignments", "reference"):
            shutil.copytree(ROOT / part, here / "course" / part)
        rubric = (ROOT / "rubric.yaml").read_text(encoding="utf-8")
        due = "\n    due: 2999-01-01 12:00 UTC\n    points:"
        text = rubric.replace("\n    points:", due, 1)
        (here / "course" / "rubric.yaml").write_text(text, encoding="utf-8")
        shutil.copytree(TINY, here / "tiny")
        shutil.copytree(CHECKED, here / "checked")
        self.traps = lay_traps(self.work, WANTED)
        self.script = here / "bin" / "grade"  # as it is installed: Python looks beside it
        self.script.parent.mkdir()
        self.script.write_text("from grader.cli import main\nmain(prog_name='grade')\n")

    def python(self, *words, **environment):
        return subprocess.run(
            [sys.executable, *(str(word).format(here=self.here) for word in words)],
            cwd=self.work,
            env={**plain_environment(), "PYTHONPATH": str(ROOT), **environment},
            capture_output=True,
            text=True,
            timeout=HANGING_SECONDS,
        )

    def grade(self, command, *words, **environment):
        command = [] if command == "files" else [command]
        return self.python(self.script, *command, *words, **environment)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Each command's run, once, where even the folder's name is hostile."""
    desk = Desk(tmp_path_factory.mktemp("desk") / HOSTILE)
    first = desk.grade("batch", *TYPED["batch"])  # the commands about a class need one
    assert "graded" in first.stdout, first.stderr
    return functools.cache(lambda command: (desk.grade(command, *TYPED[command]), desk.traps))


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_takes_a_module_from_where_it_is_typed(command, run):
    done, traps = run(command)
    # To a batch the traps are hand-ins as well, and `evil.pth` is none that can be read; nobody of
    # them has an e-mail.
    assert done.returncode == (4 if command in ("batch", "feedback", "similar") else 0), done.stderr
    assert not traps.snapped


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_what_a_path_would_have_the_terminal_do(command, run):
    done, _ = run(command)
    assert is_plain(done.stdout + done.stderr)


def test_the_traps_snap_where_python_is_started_plainly(tmp_path):
    desk = Desk(tmp_path)
    desk.python("-c", "import json")
    assert desk.traps.snapped[0] == "json"  # and what Python 3.14 writes tracebacks by


def test_nor_does_the_grader_started_as_a_module(tmp_path):
    """Python itself has looked there before; see docs/isolation.md."""
    desk = Desk(tmp_path)
    done = desk.python("-m", "grader", *TYPED["files"])
    assert "50/50" in done.stdout, done.stderr
    assert not desk.traps.snapped


def places():
    """Every option and argument of every command that takes a path, and `--json`, `--gradebook`."""
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        for parameter in command.params:
            if isinstance(parameter.type, click.Path) or parameter.name in ("json_to", "where"):
                yield pytest.param(name, parameter, id=f"{name} {parameter.name}")


@pytest.mark.parametrize(
    "path",
    [HOSTILE, f"gone/{HOSTILE}/x.ipynb", f"--{HOSTILE}.ipynb"],
    ids=["a folder", "nothing there", "as an option"],
)
@pytest.mark.parametrize(("command", "parameter"), list(places()))
def test_no_error_prints_what_a_path_would_have_the_terminal_do(
    command, parameter, path, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / HOSTILE).mkdir()
    is_option = isinstance(parameter, click.Option)
    words = [f"{parameter.opts[0]}={path}"] if is_option else [path]
    needed = {"files": ["x.py"], "batch": ["x"], "kit": ["stats"], "export": ["--format", "canvas"]}
    needed |= {"override": ["a", "b", "1", "--why", "c"], "serve": ["--links", "x.csv"]}
    course = [] if parameter.name == "folder" else ["--course", str(TINY)]
    typed = [] if command == "files" else [command]
    done = CliRunner().invoke(main, [*typed, *needed.get(command, []), *words, *course])
    assert done.exit_code
    assert is_plain(done.output)


@pytest.mark.parametrize(
    "words",
    [["golden", "a", HOSTILE], ["x.py", f"--{HOSTILE}"], [HOSTILE], ["x.py", "--seed", HOSTILE]],
    ids=["a word too many", "no such option", "no such command", "no number"],
)
def test_no_error_of_click_s_does(words):
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert is_plain(done.output)


@pytest.mark.parametrize("rubric", [b"\xff", b"", b"a: [\n", b"version: 2\n"])
def test_no_error_about_a_rubric_does(rubric, tmp_path):
    (tmp_path / HOSTILE).mkdir()
    (tmp_path / HOSTILE / "rubric.yaml").write_bytes(rubric)
    done = CliRunner().invoke(main, ["golden", "--course", str(tmp_path / HOSTILE)])
    assert done.exit_code == 2
    assert "rubric.yaml" in done.output
    assert is_plain(done.output)


def test_what_is_plain_is_told_from_what_is_not():
    assert is_plain("page: a b.html\n  and more\n")
    assert not any(map(is_plain, (HOSTILE, "\x1b[8m", "\u202e", "\u200b", "\x07")))
