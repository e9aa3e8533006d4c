"""What is typed where files are called like options and commands, as a shell does it for `*`."""

import os
import shutil

import click
import pytest
from click.testing import CliRunner
from support.desk import EXAMPLE
from support.project import ROOT

from grader.cli import main
from grader.core.submission import SUFFIXES

COURSE = ["--course", str(ROOT)]
COMMANDS = [name for name in main.list_commands(click.Context(main)) if name != "files"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where everything is typed: the example, and what a test lays beside it."""
    monkeypatch.chdir(tmp_path)

    def make(*names):
        for name in names:
            shutil.copy(EXAMPLE, tmp_path / name)
        return tmp_path

    return make


def grade(*words):
    return CliRunner().invoke(main, [*map(str, words)])


def star(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_called_like_a_command_is_none(command, folder):
    done = grade(*star(folder(command, "zoe.ipynb")), *COURSE)
    assert done.exit_code == 2
    assert f"'{command}' is a command, and a file that lies here" in done.output
    assert f"write .{os.sep}{command}" in done.output
    assert star(folder()) == sorted([command, "zoe.ipynb"])


@pytest.mark.parametrize("command", COMMANDS)
def test_nor_is_a_folder_before_other_files(command, folder):
    (folder("zoe.ipynb") / command).mkdir()
    done = grade(command, "zoe.ipynb", *COURSE)
    assert f"'{command}' is a command, and a file that lies here" in done.output


def test_a_folder_that_a_command_has_made_does_not_stand_in_its_way(folder):
    (folder() / "report").mkdir()
    done = grade("report", *COURSE, "--gradebook", "none.db")
    assert "is a command, and" not in done.output
    assert "none.db" in done.output


@pytest.mark.processes
@pytest.mark.parametrize("suffix", [*SUFFIXES, ".IPYNB"])
@pytest.mark.parametrize("name", ["--help", "-h", "--watch", "--course=evil.ipynb; x"])
def test_a_file_called_like_an_option_is_refused_and_the_others_are_graded(name, suffix, folder):
    name += suffix
    done = grade(*star(folder(name, "zoe.ipynb")), *COURSE)
    assert done.exit_code == 2
    assert f"{name}: begins as an option does; write .{os.sep}{name}" in done.output
    assert "zoe.ipynb" in done.output
    assert "50/50" in done.output


@pytest.mark.processes
def test_a_course_that_lies_among_the_files_is_not_taken(folder):
    here = folder("--course=evil.ipynb", "alice.ipynb")
    evil, mark = here / "evil.ipynb" / "assignments", here / "evil.ipynb" / "mark"
    shutil.copytree(ROOT / "assignments", evil)
    shutil.copy(ROOT / "rubric.yaml", evil.parent)
    probes = evil / "perceptron/probes.py"
    probes.write_text(f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n{probes.read_text()}")
    done = grade(*star(here))
    assert done.exit_code == 2
    assert not mark.exists()
    # Where nothing of that name lies, it is an option, and it works.
    (here / "--course=evil.ipynb").unlink()
    grade("--course=evil.ipynb", "alice.ipynb")
    assert mark.exists()


@pytest.mark.processes
def test_a_file_called_like_an_option_is_graded_by_its_path(folder):
    folder("--help.ipynb")
    assert "50/50" in grade(f".{os.sep}--help.ipynb", *COURSE).output
    assert "50/50" in grade(*COURSE, "--", "--help.ipynb").output


@pytest.mark.parametrize("command", COMMANDS)
def test_of_every_command_a_file_called_like_an_option_is_refused(command, folder):
    folder("--x.ipynb")
    done = grade(command, "zoe.ipynb", "--x.ipynb")
    assert done.exit_code == 2
    assert f"--x.ipynb: begins as an option does; write .{os.sep}--x.ipynb" in done.output


@pytest.mark.parametrize("name", ["--force", "-h", "--isolation=process", "--course=alice", "--"])
@pytest.mark.parametrize("command", [[], ["batch"]], ids=["files", "batch"])
def test_an_option_that_is_also_a_file_is_refused(command, name, folder):
    here = folder("zoe.ipynb")
    (here / name).mkdir()
    done = grade(*command, *star(here), *COURSE)
    assert done.exit_code == 2
    assert f"'{name}' is an option, and a file that lies here" in done.output


def test_an_option_may_have_a_value_that_ends_as_a_file_does(folder):
    folder()
    done = grade("override", "ada", "counts", "1", "--why=see hw.py", *COURSE, "--gradebook", "x")
    assert "begins as an option" not in done.output
    assert "x" in done.output


@pytest.mark.processes
def test_a_file_called_like_the_hidden_command_is_a_file(folder):
    done = grade(*star(folder("files", "zoe.ipynb")), *COURSE)
    assert "files: a notebook by its text; rename it" in done.output
    assert "50/50" in done.output
