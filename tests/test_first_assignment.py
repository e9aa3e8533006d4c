"""The first assignment of the documentation: each file, command and output of it, in its order."""

import os
import re
import subprocess
import sys

import pytest
from support.project import ROOT

DOCUMENT = ROOT / "docs/first-assignment.md"
BLOCK = re.compile(r"(?ms)^```(\w+)\n(.*?)^```$")
NAMED = re.compile(r"`([^`\s]+)`:\s*\Z")  # a file's name, right above the block that it holds
COMMAND = re.compile(r"(?m)^\$ ")


def blocks(text):
    """Give each block's kind and text, and the file that is named above it, if there is one."""
    end = 0
    for block in BLOCK.finditer(text):
        name = NAMED.search(text[end : block.start()])
        yield block[1], block[2], name and name[1]
        end = block.end()


def agrees(shown, printed):
    """Tell whether it was printed: `...` is any text, and alone in its line any lines."""
    lines = [
        "(?:.*\n)*?" if line == "..." else re.escape(line).replace(r"\.\.\.", ".*") + "\n"
        for line in shown.splitlines()
    ]
    return re.fullmatch("".join(lines), printed) is not None


def run(command, folder):
    """Type a command, in a terminal of 100 columns that knows this grader as `grade`."""
    environment = {
        **os.environ,
        "COLUMNS": "100",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
    }
    grade = f'grade() {{ "{sys.executable}" -m grader "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", grade + command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    lines = done.stdout.decode().removeprefix("\ufeff").rstrip().splitlines()
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.walls
def test_the_first_assignment_goes_as_it_is_written(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    for kind, text, name in blocks(DOCUMENT.read_text(encoding="utf-8")):
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        elif kind == "console":
            for command, _, shown in (p.partition("\n") for p in COMMAND.split(text)[1:]):
                printed = run(command, folder)
                assert agrees(shown, printed), f"$ {command}\n{printed}\nin place of\n{shown}"


def test_every_block_of_the_first_assignment_is_a_file_or_is_run():
    for kind, text, name in blocks(DOCUMENT.read_text(encoding="utf-8")):
        assert name or (kind == "console" and text.startswith("$ ")), text


@pytest.mark.parametrize(
    ("shown", "printed", "expected"),
    [
        pytest.param("a b\n", "a b\n", True, id="the same"),
        pytest.param("a ...: b\n", "a 12 s: b\n", True, id="what varies within a line"),
        pytest.param("a\n...\nd\n", "a\nb\nc\nd\n", True, id="lines left out"),
        pytest.param("a b\n", "a c\n", False, id="another word"),
        pytest.param("a\n", "a\nb\n", False, id="a line more"),
        pytest.param("a ...\n", "a b\nc\n", False, id="a line more than what varies"),
        pytest.param("", "a\n", False, id="a command that was to print nothing"),
    ],
)
def test_what_is_shown_is_compared_with_what_is_printed(shown, printed, expected):
    assert agrees(shown, printed) is expected
