"""The floors of the house: a package imports from itself and from what stands below it."""

import ast
import functools
import subprocess
import sys

import pytest
from support.project import ROOT

GRADER = ROOT / "grader"
FLOORS = [
    {"core"},
    {"sandbox", "submission"},
    {"course", "judging"},
    {"author", "pipeline", "reports"},
    {"mending"},
    {"authoring", "classroom"},
    {"api", "kit", "cluster", "web"},
    {"cli", "jupyter"},
    {"", "__main__"},  # the names that are handed on, and `python -m grader`
]
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}
PURE = ["judging", "reports", "submission/magics", "submission/analysis", "classroom/csv_table"]
PURE += ["classroom/columns", "classroom/names", "classroom/exports", "classroom/intake/owners"]
PURE += ["classroom/intake/file_names", "classroom/intake/roster_layouts"]
PURE += ["classroom/similarity/compare", "classroom/similarity/tokens", "classroom/site/similar"]
MAY_TOUCH = {
    "classroom/exports/write": {"os", "pathlib"},
    "classroom/exports/export": {"datetime"},
    "reports/student": {"pathlib"},
}
IMPURE = {"os", "pathlib", "subprocess", "random", "time", "datetime", "socket", "threading"}
HEAVY = {"alembic", "distributed", "jinja2", "pygments", "rich", "sqlalchemy"}
HEAVY |= {"nbconvert", "nbformat", "pydantic", "numpy", "torch", "yaml"}
FILES = sorted(GRADER.rglob("*.py"))
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(GRADER)))


def name_of(path):
    return path.relative_to(GRADER).with_suffix("").as_posix()


def part(dotted):
    return dotted.removeprefix("grader").removeprefix(".").partition(".")[0]


@functools.cache
def tree_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@functools.cache
def imported(path):
    """Every name that a file imports, wherever it does so: inside functions, too."""
    return [*names_imported(tree_of(path))]


def names_imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def parts_imported(path):
    ours = (dotted for dotted in imported(path) if dotted.partition(".")[0] == "grader")
    return {part(dotted) if part(dotted) in FLOOR else "" for dotted in ours}


@each_file
def test_imports_go_down(path):
    relative = path.relative_to(GRADER)
    own = relative.parts[0] if len(relative.parts) > 1 else relative.stem.replace("__init__", "")
    assert not {name for name in parts_imported(path) - {own} if FLOOR[name] >= FLOOR[own]}


def modules_imported(path):
    for dotted in imported(path):
        for name in (dotted, dotted.rpartition(".")[0]):
            place = ROOT / name.replace(".", "/")
            if place.with_suffix(".py") in FILES:
                yield place.with_suffix(".py")
                break


def test_what_is_of_a_class_says_its_type():
    """pydantic reads a report's fields, and on Python 3.10 it can't read a bare ClassVar."""
    for path in (GRADER / "core").glob("*.py"):
        nodes = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.AnnAssign)]
        assert "ClassVar" not in {ast.unparse(node.annotation) for node in nodes}, path


def test_no_module_imports_itself_through_others():
    imports = {path: set(modules_imported(path)) for path in FILES}
    while leaves := {path for path, inner in imports.items() if not inner & imports.keys()}:
        for path in leaves:
            del imports[path]
    assert not {name_of(path) for path in imports}


def test_inside_the_wall_there_is_nothing_of_ours_but_inside():
    for path in (GRADER / "sandbox" / "inside").glob("*.py"):
        ours = {dotted for dotted in imported(path) if dotted.partition(".")[0] == "grader"}
        assert {dotted.rpartition(".")[0] for dotted in ours} <= {
            "grader.sandbox.inside",
            *(f"grader.sandbox.inside.{path.stem}" for path in path.parent.glob("*.py")),
        }


def test_at_the_top_there_are_few_modules():
    assert len(list(GRADER.glob("*.py"))) <= 7


@pytest.mark.parametrize(
    "path", [path for path in FILES if name_of(path).startswith(tuple(PURE))], ids=name_of
)
def test_a_pure_module_touches_nothing_outside(path):
    touched = {dotted.partition(".")[0] for dotted in imported(path)} & IMPURE
    # The one file of each that writes or reads for the others; a path's last part is only a text.
    assert touched <= MAY_TOUCH.get(name_of(path), set())


def importers_of(*packages):
    return {
        name_of(path)
        for path in FILES
        if {dotted.partition(".")[0] for dotted in imported(path)} & set(packages)
    }


def test_python_is_started_in_one_place_and_strangers_code_by_the_sandbox():
    inside_walls = {"sandbox/launcher", "sandbox/linux", "sandbox/process"}
    assert importers_of("subprocess") == {"core/processes", *inside_walls}
    # Its pipes only: what it starts looks for modules in the working directory.
    names = {name for path in FILES for name in imported(path) if name.startswith("multiproc")}
    assert names == {
        "multiprocessing.connection.Connection",
        "multiprocessing.connection.Pipe",
        "multiprocessing.connection.PipeConnection",
        "multiprocessing.parent_process",
        "multiprocessing.reduction.recv_handle",
        "multiprocessing.reduction.send_handle",
    }


def test_only_the_gradebook_speaks_sql():
    speakers = importers_of("sqlalchemy")
    assert speakers
    assert all(name.startswith("classroom/gradebook/") for name in speakers)


def test_no_hand_in_is_parsed_but_in_the_process_that_reads():
    readers = {
        name_of(path)
        for path in FILES
        if any(dotted.startswith("grader.submission.notebook") for dotted in imported(path))
    }
    # What the staff's side reads besides is the course's own.
    own = {"authoring/observe", "course/example", "authoring/trial", "kit/build"}
    own |= {"classroom/similarity/writings"}
    assert readers == {"submission/serve", *own}


@pytest.mark.processes
def test_the_command_loads_nothing_heavy_until_it_is_needed():
    code = "import sys, grader.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout.split()
    assert "click" in loaded
    assert not {name.partition(".")[0] for name in loaded} & HEAVY


@pytest.mark.processes
def test_grading_loads_neither_numpy_nor_torch():
    code = (
        "import sys; from grader.cli import main\n"
        "try: main(['assignments/perceptron/example.ipynb', '--json', '-'])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert '"earned": 50' in done.stdout
    assert not {name.partition(".")[0] for name in done.stderr.split()} & {"numpy", "torch"}


@each_file
def test_the_engine_says_nothing_of_perceptrons(path):
    code = path.read_text(encoding="utf-8")
    assert "perceptron" not in strip_docstrings(code).lower()


def strip_docstrings(code):
    """Unparsed code, without comments and docstrings: those may give an example."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            value = body[0].value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                value.value = ""
    return ast.unparse(tree)


def test_schema_and_typing_marker_are_packaged():
    assert (GRADER / "py.typed").is_file()
    assert (GRADER / "reports" / "report.schema.json").is_file()


PARTICIPLES = {"one", "found", "seen", "kept", "told", "said"}


@each_file
def test_values_are_called_by_nouns(path):
    names = {
        node.id if isinstance(node, ast.Name) else node.arg
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.arg) or (isinstance(node, ast.Name) and not is_read(node))
    }
    assert not names & PARTICIPLES


def is_read(name):
    return isinstance(name.ctx, ast.Load)


def test_no_class_name_stands_for_two_things():
    names = [
        node.name
        for path in FILES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef)
    ]
    assert sorted(names) == sorted(set(names))
