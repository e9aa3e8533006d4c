"""The grader as students install it: a wheel of ours, and the versions to take."""

import ast
import base64
import functools
import hashlib
import io
import os
import subprocess
import sys
import zipfile

import pytest
from support.project import ROOT

from grader.core.result import Criterion
from grader.core.version import __version__
from grader.kit.wheel import (
    LEFT_OUT,
    PACKAGE,
    PICTURES,
    constraints,
    describe_project,
    engine_files,
    unused,
    write_wheel,
)

RUN = {"__main__.py", "sandbox/inside/boot.py"}  # as programs, by their import


def test_the_wheel_is_what_the_project_says_of_itself():
    toml = pytest.importorskip("tomllib")
    document = toml.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tool = document["tool"]["setuptools"]
    assert tool["packages"]["find"]["include"] == [f"{PACKAGE.name}*"]
    paths = list(PACKAGE.rglob("*.py"))
    paths += [p for pattern in tool["package-data"]["grader"] for p in PACKAGE.glob(pattern)]
    packaged = {path.relative_to(PACKAGE).as_posix() for path in paths}
    out = {name for name in packaged if name.startswith(LEFT_OUT)}
    assert set(engine_files()) == (packaged - out) | {"docs/terms.md"}
    project = describe_project()
    assert set(project.requires) == set(document["project"]["dependencies"])
    assert project.scripts == {"grade": "grader.cli:main"}


def test_a_wheels_record_has_the_hash_of_each_file(tmp_path):
    name, raw = write_wheel(describe_project(), engine_files())
    (tmp_path / name).write_bytes(raw)
    with zipfile.ZipFile(tmp_path / name) as wheel:
        *rows, last = (
            wheel.read(f"golden_grader-{__version__}.dist-info/RECORD").decode().splitlines()
        )
        assert [row.split(",")[0] for row in (*rows, last)] == wheel.namelist()
        for row in rows:
            path, digest, size = row.split(",")
            content = wheel.read(path)
            code = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode()
            assert (digest, int(size)) == (f"sha256={code.rstrip('=')}", len(content))


@pytest.mark.parametrize(
    ("criterion", "needed"),
    [
        pytest.param({"compare": "sorted"}, "judging/leniency.py", id="any order"),
        pytest.param({"rule": "calls"}, "submission/rules.py", id="a rule about a text"),
        pytest.param({"rule": "constructs"}, "submission/deeds.py", id="what a rule looks at"),
    ],
)
def test_a_wheel_has_what_the_criteria_need_and_else_nothing_of_it(criterion, needed):
    plain = Criterion("values", "data", 1, ("p:a",))
    without = functools.partial(unused, records=True, packages=True, pictures=())
    assert needed in without([plain])
    assert needed not in without([plain, Criterion("c", "g", 1, **criterion)])
    _, raw = write_wheel(describe_project(), engine_files((needed,)))
    with zipfile.ZipFile(io.BytesIO(raw)) as wheel:
        assert f"grader/{needed}" not in wheel.namelist()
    assert needed in engine_files()


def test_a_wheel_has_what_serves_packages_where_some_are_allowed():
    needed = "sandbox/inside/compiler.py"
    without = functools.partial(unused, [], records=False, pictures=())
    assert needed in without(packages=False)
    assert needed not in without(packages=True)


def test_a_wheel_has_what_draws_the_kinds_of_pictures_that_are_declared():
    without = functools.partial(unused, [], records=False, packages=False)
    for kind in PICTURES:
        assert f"reports/{kind}.py" in without(pictures=PICTURES - {kind})
        assert f"reports/{kind}.py" not in without(pictures=[kind])


@pytest.mark.processes
def test_what_is_left_out_is_imported_by_nothing_that_is_there(tmp_path):
    files = engine_files(unused([], records=False, packages=False, pictures=()))
    for name, raw in files.items():
        path = tmp_path / "grader" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    modules = [
        f"grader.{name.removesuffix('.py').replace('/', '.').removesuffix('.__init__')}"
        for name in files
        if name.endswith(".py") and name not in RUN
    ]
    code = f"import importlib\nfor name in {modules}: importlib.import_module(name)"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_wheel_has_its_files_in_one_order():
    _, raw = write_wheel(describe_project(), engine_files())
    with zipfile.ZipFile(io.BytesIO(raw)) as wheel:
        package = [name for name in wheel.namelist() if name.startswith("grader/")]
        assert package == sorted(package)
        assert [name.partition("/")[2] for name in wheel.namelist()[len(package) :]] == [
            "METADATA",
            "WHEEL",
            "entry_points.txt",
            "RECORD",
        ]


def test_what_is_installed_describes_itself_where_the_sources_are_not(tmp_path):
    project = describe_project(tmp_path)
    assert project.python == ">=3.10"
    assert "click>=8.1" in project.requires
    assert not any("extra" in one for one in project.requires)
    assert project.scripts == {"grade": "grader.cli:main"}


def test_what_students_get_of_the_grader_needs_nothing_that_is_left_out():
    given = {name for name in engine_files() if name.endswith(".py")}
    every = {path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py")}
    for name in given:
        assert set(imported_by(PACKAGE / name)) & every <= given, name


LATE = ("api.py", "course/find.py", "judging/headlines.py", "judging/marking.py", "pipeline.py")
LATE += ("course/golden.py", "course/load.py", "course/rubric_file.py")


def imported_by(path):
    """Where the modules may be that a file imports: `from grader import x` may name a module.

    Of a command's file, and of those that may go on to staff's side, what loads with it: the rest
    is for those who have the whole grader.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    loads_late = path.parent.name == "cli" or path.relative_to(PACKAGE).as_posix() in LATE
    for node in tree.body if loads_late else ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"):
            folder = node.module.replace(".", "/").removeprefix("grader").removeprefix("/")
            yield f"{folder}.py"
            yield from (f"{folder}/{one.name}.py".removeprefix("/") for one in node.names)


def test_constraints_are_those_of_what_is_needed():
    listed = (
        constraints(describe_project().requires, [ROOT / "constraints.txt"])
        .decode()
        .splitlines()[1:]
    )
    assert set(listed) <= set((ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines())
    names = {line.partition("==")[0].lower() for line in listed}
    assert {"click", "nbconvert", "tinycss2", "pyyaml", "pydantic_core"} <= names
    assert not {"torch", "numpy", "pytest", "sqlalchemy", "distributed", "ruff"} & names
    assert any("python_version < '3.11'" in line for line in listed)


def test_without_a_list_what_is_installed_is_taken(tmp_path):
    listed = (
        constraints(describe_project().requires, [tmp_path / "none.txt"]).decode().splitlines()[1:]
    )
    assert any(line.startswith("click==") for line in listed)
    assert not any(line.startswith(("torch==", "pytest==")) for line in listed)


def test_a_program_goes_without_what_only_people_read_and_keeps_its_lines():
    """What a student's traceback names is the line that we have, too."""
    for name, raw in engine_files().items():
        if name.endswith(".py"):
            own = (PACKAGE / name).read_text(encoding="utf-8")
            assert statements(raw) == statements(own)
            assert len(raw.decode().split("\n")) == len(own.split("\n"))
    assert b"# " not in engine_files()["judging/scoring.py"]
    assert b'"""' not in engine_files()["judging/scoring.py"]
    assert b"->" not in engine_files()["judging/scoring.py"]
    assert b"TYPE_CHECKING" not in engine_files()["sandbox/inside/plain.py"]


def test_what_help_shows_has_its_docstrings():
    files = engine_files()
    assert b"Grade homework notebooks: points for each line" in files["cli/command.py"]
    assert b'"""' in files["api.py"]


def statements(text):
    """All statements with their lines, but for those of a text alone, and for types."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            node.body = [one for one in node.body if not (is_text(one) or is_for_checkers(one))]
            node.end_lineno = node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        node.col_offset = node.end_col_offset = None
    return ast.dump(tree, include_attributes=True)


def is_for_checkers(node):
    return ast.unparse(node).startswith(("TYPE_CHECKING = False", "if TYPE_CHECKING:"))


def is_text(node):
    return isinstance(node, ast.Expr) and isinstance(getattr(node.value, "value", None), str)
