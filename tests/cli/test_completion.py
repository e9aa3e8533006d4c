"""What Tab offers: in the command's own answer, and as bash, zsh and fish take it."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner
from support import gradebooks
from support.project import ROOT
from support.shells import SHELLS, Shell

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.cli import main
from grader.cli.known import NAMES
from grader.cli.options import Files

FREE = {"points", "given", "total", "why", "who", "comment", "column", "jobs", "timeout", "seeds"}
SECTION = {"section": "Monday 10 and Lab"}
FREE |= {"fail_under", "least", "name", "minutes", "port", "add", "hosts", "words"}
FREE |= {"until", "number", "batch"}
FREE |= {"key"}
HOSTILE = "z$(touch pwned) `touch pwned`;touch pwned\"'&.ipynb"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with two assignments, a gradebook with three students, and files beside."""
    root = tmp_path_factory.mktemp("course")
    (root / "rubric.yaml").write_text("version: 1\n", encoding="utf-8")
    for name in ("stats", "means"):
        (root / "assignments" / name).mkdir(parents=True)
        (root / "assignments" / name / "probes.py").touch()
    for name in ("hw.ipynb", "hw.py", "my hw.ipynb", "notes.txt", "class.csv", ".hidden.py"):
        (root / name).touch()
    (root / "week 1").mkdir()
    (root / "week 1" / "late.zip").touch()
    golden = '{"answers": {"sum:few": 1, "sum:many": 2, "mean:few": 3}}'
    (root / "assignments/stats/golden.json").write_text(golden, encoding="utf-8")
    with Gradebook.open(root / "gradebook.db", create=True) as book:
        gradebooks.describe(book)
        people = [
            gradebooks.ADA,
            Student("ann@x.org", "Ann Lee", SECTION),
            Student("lev", "Lev \x1b[31m"),
        ]
        book.enroll(people)
        gradebooks.grade(book, 5, 3, 1)
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
        connection.execute("UPDATE criteria SET part = 'x' WHERE name = 'c1'")
        connection.commit()
    return root


def answer(line, shell="bash"):
    """What a shell is answered to a line up to the cursor; nothing else may be shown, ever."""
    asked = {
        "_GRADE_LINE": line,
        "_GRADE_BREAKS": " \"'=:@",
        "_GRADE_COMPLETE": f"{shell}_complete",
    }
    done = CliRunner().invoke(main, [], prog_name="grade", env=asked)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout.splitlines() if done.stdout.strip() else []


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        pytest.param(
            "grade re",
            ["report", "requests", "rescore", "remove", "restore", "rename"],
            id="commands",
        ),
        pytest.param("grade hw", ["hw.ipynb", "hw.py"], id="files before any command"),
        pytest.param("grade hw.py m", [r"my\ hw.ipynb"], id="more files"),
        pytest.param("grade hw.py --wa", ["--watch"], id="options of files"),
        pytest.param("grade --ht", ["--html"], id="options before any file"),
        pytest.param("grade --version", ["--version"], id="options of the command itself"),
        pytest.param("grade batch --ros", ["--roster"], id="options of a command"),
        pytest.param("grade hw.py --isolation m", ["medium"], id="choices"),
        pytest.param("grade hw.py --isolation=m", ["medium"], id="after an equals sign"),
        pytest.param(
            "grade batch --roster ", ["assignments/", "class.csv", r"week\ 1/"], id="tables"
        ),
        pytest.param("grade batch w", [r"week\ 1/"], id="folders"),
        pytest.param(r"grade batch week\ 1/", [r"week\ 1/late.zip"], id="in a folder"),
        pytest.param('grade batch "week 1/', ["week 1/late.zip"], id="in quotes"),
        pytest.param("grade hw.py --course ", ["assignments/", r"week\ 1/"], id="folders alone"),
        pytest.param("grade hw.py --json n", ["notes.txt"], id="any file"),
        pytest.param("grade report --gradebook g", ["gradebook.db"], id="a gradebook"),
        pytest.param("grade .h", [".hidden.py"], id="a hidden file by its dot"),
        pytest.param("grade golden ", ["means", "stats"], id="assignments"),
        pytest.param("grade batch x --assignment s", ["stats"], id="an assignment of an option"),
        pytest.param("grade ask stats su", ["sum:few", "sum:many"], id="questions"),
        pytest.param("grade ask stats sum:f", ["few"], id="the rest of one, as bash parts it"),
        pytest.param("grade gradebook a", ["ada", "ann@x.org"], id="students"),
        pytest.param("grade export ada A", ["ada", "ann@x.org"], id="students whatever the case"),
        pytest.param("grade report --student ann@", ["@x.org"], id="the rest of a key"),
        pytest.param("grade mark --section ", ["Lab", r"Monday\ 10"], id="sections"),
        pytest.param("grade gradebook Lee", ["ann@x.org"], id="a student by a part of the name"),
        pytest.param("grade override ada ", ["c0", "c1", "c2"], id="criteria"),
        pytest.param("grade override ada --assignment stats ", [], id="of another assignment"),
        pytest.param("grade mark ada ", ["c1"], id="criteria marked by hand"),
        pytest.param("grade override ada c0 ", [], id="points"),
        pytest.param("grade docs golde", ["golden"], id="words"),
        pytest.param("grade docs first", ["first-assignment"], id="documents"),
        pytest.param("grade completion ", ["bash", "zsh", "fish"], id="shells"),
        pytest.param("grade new --example perc", ["perceptron"], id="examples"),
        pytest.param("grade batch --engine d", ["dask://"], id="engines"),
        pytest.param("grade bacth n", [], id="after a word that is none"),
        pytest.param("grade golden --course nowhere ", [], id="no such course"),
        pytest.param("grade batch nowhere/", [], id="no such folder"),
        pytest.param("grade batch --nonsense x", [], id="no such option"),
    ],
)
def test_tab_offers(line, offered, course, monkeypatch):
    monkeypatch.chdir(course)
    assert answer(line) == offered


@pytest.mark.parametrize(
    ("shell", "line", "offered"),
    [
        pytest.param("zsh", "grade gradebook a", ["ada\tAda", "ann@x.org\tAnn Lee"], id="meanings"),
        pytest.param("fish", "grade gradebook a", ["ada\tAda", "ann@x.org\tAnn Lee"], id="in fish"),
        pytest.param("zsh", "grade gradebook lev", ["lev\tLev [31m"], id="nothing to obey"),
        pytest.param("zsh", "grade hw.py --html=hw.p", ["--html=hw.py\t"], id="a whole word"),
        pytest.param("fish", "grade hw.py my", ["my hw.ipynb"], id="fish quotes by itself"),
        pytest.param("zsh", "grade hw.py my", ["my\\ hw.ipynb\t"], id="zsh does not"),
    ],
)
def test_each_shell_is_answered_in_its_way(shell, line, offered, course, monkeypatch):
    monkeypatch.chdir(course)
    assert answer(line, shell) == offered


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no file such names")
def test_names_that_a_shell_or_its_terminal_would_obey_are_not_offered(
    course, tmp_path, monkeypatch
):
    root = shutil.copytree(course, tmp_path / "course")
    for name in ("red\x1b[31m", "-rf", "~root", "new\nline", "safe"):
        (root / "assignments" / name).mkdir()
        (root / "assignments" / name / "probes.py").touch()
        (root / "hand-ins").mkdir(exist_ok=True)
        (root / "hand-ins" / f"{name}.py").touch()
    with Gradebook.open(root / "gradebook.db", create=False) as book:
        book.enroll([Student("-rf"), Student("~root"), Student("a\x1b[31m")])
    monkeypatch.chdir(root)
    assert answer("grade golden ") == ["means", "safe", "stats"]
    assert answer("grade export ") == ["ada", "ann@x.org", "lev"]
    monkeypatch.chdir(root / "hand-ins")
    assert answer("grade hw.py ") == ["safe.py"]


def test_every_value_can_be_completed_or_is_free():
    context = click.Context(main)
    names = main.list_commands(context)
    for command in [main.get_command(context, name) for name in names]:
        for param in command.params:
            is_closed = isinstance(param.type, click.Choice) or getattr(param, "is_flag", False)
            if is_closed or isinstance(param.type, Files) or param.name in FREE:
                continue
            assert param.name in NAMES or "FILE" in param.metavar
            assert param.shell_complete(click.Context(command), "") is not None


def break_gradebook(path):
    path.write_bytes(b"no gradebook at all, but long enough to look like one" * 50)


def lock_gradebook(path):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("BEGIN EXCLUSIVE")
    return connection


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "breaking",
    [
        pytest.param(lambda root: break_gradebook(root / "gradebook.db"), id="a broken gradebook"),
        pytest.param(lambda root: (root / "gradebook.db").unlink(), id="no gradebook"),
        pytest.param(lambda root: (root / "rubric.yaml").unlink(), id="no course"),
        pytest.param(lambda root: (root / "rubric.yaml").write_text("{"), id="a broken rubric"),
        pytest.param(
            lambda root: (root / "assignments/stats/golden.json").write_text("{"), id="no golden"
        ),
        pytest.param(lambda root: lock_gradebook(root / "gradebook.db"), id="one in use"),
    ],
)
def test_whatever_is_wrong_nothing_is_shown(breaking, shell, course, tmp_path, monkeypatch):
    root = shutil.copytree(course, tmp_path / "course")
    monkeypatch.chdir(root)
    held = breaking(root)
    for line in ("grade gradebook ", "grade override ada ", "grade ask stats ", "grade golden "):
        answer(line, shell)
    assert answer("grade gradebook --gradebook postgresql+psycopg://nowhere/x ", shell) == []
    if isinstance(held, sqlite3.Connection):
        assert [line.split()[0] for line in answer("grade gradebook a", shell)] == [
            "ada",
            "ann@x.org",
        ]
        held.close()


def test_looking_leaves_nothing_beside_a_gradebook(course, monkeypatch):
    monkeypatch.chdir(course)
    before = sorted(os.listdir(course))
    assert answer("grade gradebook ada") == ["ada"]
    assert sorted(os.listdir(course)) == before


@pytest.mark.processes
def test_an_answer_loads_nothing_heavy(course):
    code = (
        "import sys; from grader.cli import main\n"
        "try: main([], prog_name='grade')\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    asked = {"_GRADE_LINE": "grade override ada ", "_GRADE_COMPLETE": "zsh_complete"}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **asked}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=course, env=environment
    )
    assert done.stdout.split() == ["c0", "c1", "c2"]
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert not loaded & {"sqlalchemy", "pydantic", "yaml", "rich", "numpy", "nbformat", "nbconvert"}


# The shells themselves


@pytest.fixture
def program(tmp_path):
    """A folder on the path in which the command lies, as it is installed."""
    folder = tmp_path / "bin"
    folder.mkdir()
    text = f"#!{sys.executable}\nfrom grader.cli import main\nmain(prog_name='grade')\n"
    (folder / "grade").write_text(text, encoding="utf-8")
    (folder / "grade").chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}


@pytest.mark.processes
@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_completes_what_is_typed(name, course, program, tmp_path):
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed here")
    root = shutil.copytree(course, tmp_path / "course")
    (root / HOSTILE).touch()
    (root / "ok\x1b[31m.ipynb").touch()
    with Shell(name, root, tmp_path, **program) as shell:
        assert shell.words("grade resc\t--yes") == ["grade", "rescore", "--yes"]
        assert shell.words("grade batch w\tl\t") == ["grade", "batch", "week 1/late.zip"]
        assert shell.words('grade "my\t') == ["grade", "my hw.ipynb"]
        assert shell.words("grade ask stats sum:f\t") == ["grade", "ask", "stats", "sum:few"]
        assert shell.words("grade gradebook ann@\t") == ["grade", "gradebook", "ann@x.org"]
        assert shell.words("grade hw.py --isolation=st\t") == [
            "grade",
            "hw.py",
            "--isolation=strong",
        ]
        assert shell.words("grade z\t") == ["grade", HOSTILE]
        assert shell.words('grade "z\t') == ["grade", HOSTILE]
        assert shell.words("grade 'z\t") == ["grade", HOSTILE]
        assert shell.words("grade ok\t") == ["grade", "ok"]
        assert "means" in shell.words("grade golden me\t")
    assert not (root / "pwned").exists()


@pytest.mark.processes
def test_a_shell_that_is_given_names_as_they_are_runs_them(tmp_path):
    """So a test that finds nothing run has found something."""
    (tmp_path / "z$(touch pwned).py").touch()
    with Shell("bash", tmp_path, tmp_path, bare=True) as shell:
        shell.type("_raw() { COMPREPLY=(z*); }; complete -F _raw grade\n")
        shell.words("grade z\t")
    assert (tmp_path / "pwned").exists()
