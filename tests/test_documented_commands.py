"""What the documents show to be typed: each block is typed, and what it can't start is read."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest
from support.project import HANGING_SECONDS, ROOT, run_grade

from grader.cli.command import GRADE_FILES, main
from grader.kit.target import find_target

README = ROOT / "README.md"
DOCUMENTS = [README, ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))]
BLOCK = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")
PROMPTED = re.compile(r"(?m)^\$ (.*\n)")
CODE = re.compile(r"`([^`]+)`")
LONG = re.compile(r"(?<![\w-])--[a-z][\w-]*")
# What is started as it stands there; all else needs a line below.
STARTED = (
    "bash",
    "cat",
    "cp",
    "env",
    "head",
    "id",
    "ls",
    "mkdir",
    "mktemp",
    "mv",
    "nproc",
    "openssl",
)
ELSEWHERE = {
    "apt-get": "changes the machine: `.ci/run` types the README's own lines",
    "dask": "needs a network of machines: tests/cluster/ starts scheduler and workers",
    "docker": "needs a container engine",
    "kill": "ends what has not been started here",
    "pip": "fetches packages: `.ci/run` types the README's own lines, tests/kit/ the kit's",
    "podman": "needs a container engine",
    "pytest": "starts the tests, of which this is one",
    "python": "benchmarks take minutes; tests/support/test_class.py makes the class",
    "python3": "makes an environment, which `.ci/run` does",
    "sudo": "changes the machine",
}
# Of `grade` what takes minutes or another machine; its words are parsed all the same.
PARSED = {
    "kit": "tries some thousand mistakes and mutants: tests/kit/ makes kits",
    "serve": "waits for a browser until Ctrl-C: tests/web/ starts it",
    "--engine": "needs a scheduler of Dask's or SLURM: tests/cluster/ starts both",
}
# Options of other programs: of Dask's, and of what runs containers.
FOREIGN = {"--host", "--nthreads", "--nworkers", "--dashboard-address", "--death-timeout"}
FOREIGN |= {"--no-nanny", "--no-dashboard", "--local-directory"}
FOREIGN |= {"--build-arg", "--cap-drop", "--read-only", "--security-opt", "--tmpfs"}
IMAGE = "golden-grader"  # runs the command `grade`
PLACES = {"students.md": "assignments/perceptron"}  # where a page is read; else the course
GRADEBOOK = """\
Student,ID,SIS User ID,SIS Login ID,Section,The perceptron in plain Python (41)
    Points Possible,,,,,50
"Doe, Jane",14,s4,jane,Section 1,
"Lovelace, Ada",11,s1,ada,Section 1,
"""
NOTE = """\
#!{bash}
line=$(printf '%q ' "${{0##*/}}" "$@")
printf '%s\\n' "$line" >> '{typed}'  # at one go: two may be started at once
"""
GRADE = """\
for word; do
    case $word in {parsed}) exit;; esac
done
PATH='{path}' exec '{python}' -m grader "$@"
"""


def blocks(document):
    """Give what is shown to be typed; the first assignment's test types it with what is printed."""
    kinds = BLOCK.findall(document.read_text(encoding="utf-8"))
    if document.name == "first-assignment.md":
        return []
    typed = [text for kind, text in kinds if kind in ("sh", "bash", "shell")]
    consoles = ["".join(PROMPTED.findall(text)) for kind, text in kinds if kind == "console"]
    return typed + consoles


def codes(document):
    """Give what is shown as code within sentences, each in one line."""
    sentences = BLOCK.sub("", document.read_text(encoding="utf-8"))
    return [" ".join(code.split()) for code in CODE.findall(sentences)]


def write_program(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.fixture
def course(tmp_path):
    """A copy of the course, with a class's download and gradebook in it."""
    folder = tmp_path / "course"
    ignore = shutil.ignore_patterns("__pycache__")
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, folder / part, ignore=ignore)
    shutil.copy(ROOT / "rubric.yaml", folder)
    example = (folder / "assignments/perceptron/example.ipynb").read_text(encoding="utf-8")
    with zipfile.ZipFile(folder / "submissions.zip", "w") as download:
        download.writestr("lovelaceada_11_4120171_perceptron.ipynb", example)
        wrong = example.replace("net_input > 0", "net_input >= 0")
        download.writestr("doejane_14_4120188_perceptron.ipynb", wrong)
    (folder / "gradebook.csv").write_text(GRADEBOOK, encoding="utf-8")
    return folder


@pytest.fixture
def shell(tmp_path, course):
    """Type a block in a shell that knows the programs above, and give what was not started."""
    programs, typed = tmp_path / "bin", tmp_path / "typed"
    note = NOTE.format(bash=shutil.which("bash"), typed=typed)
    paths = {"python": sys.executable, "path": os.environ["PATH"]}
    grade = note + GRADE.format(parsed="|".join(PARSED), **paths)
    for name in ELSEWHERE:
        write_program(programs / name, note)
        write_program(course / ".venv/bin" / name, note)
    write_program(programs / "grade", grade)
    write_program(course / ".venv/bin/grade", grade)
    for name in STARTED:
        (programs / name).symlink_to(shutil.which(name))

    def run(block, folder):
        typed.write_text("")
        home = {"HOME": str(tmp_path), "TMPDIR": str(tmp_path), "USER": "ta", "COLUMNS": "100"}
        done = subprocess.run(
            [programs / "bash", "-euo", "pipefail", "-c", "enable -n kill\n" + block],
            cwd=folder,
            env={**home, "PATH": str(programs), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=HANGING_SECONDS,
        )
        assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
        return [shlex.split(line) for line in typed.read_text().splitlines()]

    return run


@pytest.mark.walls
@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if blocks(path)], ids=lambda path: path.name
)
def test_what_a_document_shows_to_be_typed_works(document, course, shell, monkeypatch):
    folder = course / PLACES.get(document.name, ".")
    monkeypatch.chdir(folder)
    for block in blocks(document):
        for program, *words in shell(block, folder):
            assert_words_are_known(program, words)
            if program == "grade":
                parse(words)
            elif IMAGE in words and "run" in words:
                parse(words[words.index(IMAGE) + 1 :])


@pytest.mark.walls
def test_the_readme_shows_what_a_report_says(tmp_path):
    example = (ROOT / "assignments/perceptron/example.ipynb").read_text(encoding="utf-8")
    notebook = tmp_path / "hw.ipynb"
    notebook.write_text(example.replace("mean_std(X_train)", "mean_std(X)"), encoding="utf-8")
    said = run_grade(str(notebook)).stdout
    shown = next(text for kind, text in BLOCK.findall(README.read_text("utf-8")) if not kind)
    for part in shown.partition("isolation:")[0].split("...\n"):
        _, found, said = said.partition(part)
        assert found, part


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_a_command_in_a_sentence_is_one_that_there_is(document):
    for code in codes(document):
        words = code.split()
        if words[0] in ("grade", "nox", "pytest", "python"):
            assert_words_are_known(words[0], words[1:])
        if words[0] == "grade" and len(words) > 1:
            assert command_of(words[1]), code


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_an_option_in_a_sentence_is_one_that_there_is(document):
    known = {option for name in ("files", *names()) for option in options(command_of(name))}
    for code in codes(document):
        if code.startswith(("--", "grade ")):
            assert {*LONG.findall(code)} <= known | FOREIGN, code


def names():
    return main.list_commands(click.Context(main))


def command_of(word):
    """Find the command that a first word calls: one of that name, else files are graded."""
    if word in names():
        return main.get_command(click.Context(main), word)
    is_file = word == "files" or word.startswith("-") or "." in word or word.isupper()
    return main.commands[GRADE_FILES] if is_file else None


def options(command):
    """Give the options of a command, and those that all have."""
    ofits = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    return {*ofits, "--help", "--version"}


def parse(words):
    """Take a command's words as it would, with what it asks of files and places."""
    command = command_of(words[0])
    context = command.make_context(words[0], words[1:] if words[0] in names() else list(words))
    if words[0] == "kit":
        find_target(context.params["out"], Path.cwd())


def assert_words_are_known(program, words):
    """Check the tests, benchmarks, extras and sessions that are named."""
    for word in words:
        if re.match(r"(tests|benchmarks|containers)/\w+", word):
            script = ROOT / word
            assert script.exists(), f"{program}: there is no {word}"
            if script.suffix == ".py" and program == "python":
                assert {*LONG.findall(" ".join(words))} <= {*LONG.findall(script.read_text())}
        for extra in re.findall(r"\.\[(\w+)\]", word):
            assert f"\n{extra} = [" in (ROOT / "pyproject.toml").read_text(encoding="utf-8"), extra
    if program == "nox" and "-s" in words:
        sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
        assert re.search(rf'def {words[-1]}\(|name="{words[-1]}"', sessions), words[-1]
