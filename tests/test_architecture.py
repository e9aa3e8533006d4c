"""The layers: `cli > {recording, catalogue} > pipeline > {notebook, sandbox, judging} > course`."""

import ast
import subprocess
import sys

import pytest
from conftest import ROOT

GRADER = ROOT / "grader"
BASE = {"", "model", "errors"}
COURSE = BASE | {"course", "rubric", "golden", "signatures"}
WIRE = {"sandbox.plain", "sandbox.wire"}
JUDGING = {"comparison", "scoring", "diagnosis"}
CATALOGUE = {"catalogue", "diagnosis"}
INSIDE = {"", "probing", "sandbox", "sandbox.plain"}  # what is loaded behind the wall
DIALOGUE = BASE | WIRE | {"sandbox.pipes"}
WALL = BASE | {"sandbox.interpreter", "sandbox.pipes"}
BOOK = {"register", "gradebook.entries", "gradebook.store"}
BOOKS = {"errors", "register", "gradebook.entries", "gradebook.schema"}
EXPORTED = ["canvas", "documents", "export", "gradescope", "junit", "moodle", "tables"]
EXPORTS = {f"formats.{name}" for name in EXPORTED}
FILLING = {"errors", "register", "formats.downloads", "formats.export", "formats.matching"}
DRAWING = BASE | {"reports.drawing", "reports.text"}
CONSOLE = COURSE | {"cli.console"}
CLASS = {"exporting", "overruling", "rescoring", "reports.roll", "reports.summary"}
GRADING = {"batch", "cluster", "engines", "station", "formats.hand_ins", "formats.roster"}
MAY_IMPORT = {
    "": {"jupyter"},
    "errors": set(),
    "model": set(),
    "register": {"model"},
    "probing": set(),
    "golden": BASE,
    "rubric": BASE | {"rubric_file", "sections"},
    "rubric_file": BASE | {"sections"},
    "sections": {"model", "register"},
    "course": COURSE,
    "magics": {"syntax"},
    "syntax": {"model"},
    "notebook": BASE | {"magics", "syntax"},
    "comparison": {"model"},
    "scoring": {"model", "comparison"},
    "sandbox": set(),
    "sandbox.plain": set(),
    "sandbox.memory": {"sandbox.plain"},
    "sandbox.modules": set(),
    "sandbox.boot": set(),
    "sandbox.walls": set(),
    "sandbox.worker": INSIDE | {"sandbox.memory", "sandbox.modules", "sandbox.walls"},
    "sandbox.supervisor": INSIDE | {"sandbox.walls", "sandbox.worker", "sandbox.folder"},
    "sandbox.wire": BASE | {"sandbox.plain"},
    "sandbox.folder": set(),
    "sandbox.pipes": {"sandbox.plain"},
    "sandbox.dialogue": DIALOGUE,
    "sandbox.asking": DIALOGUE | {"probing", "sandbox.dialogue"},
    "sandbox.interpreter": {"sandbox.plain"},
    "sandbox.filters": BASE,
    "sandbox.process": WALL | {"sandbox.folder"},
    "sandbox.linux": WALL | {"sandbox", "sandbox.dialogue", "sandbox.filters", "sandbox.plain"},
    "sandbox.levels": BASE | {"sandbox.dialogue", "sandbox.process", "sandbox.linux"},
    "diagnosis": {"model", "comparison"},
    "signatures": BASE | WIRE,
    "advice": {"model", "syntax"},
    "pipeline": COURSE
    | JUDGING
    | {"advice", "keeping"}
    | {
        "notebook",
        "syntax",
        "sandbox.asking",
        "sandbox.dialogue",
        "sandbox.levels",
        "sandbox.wire",
    },
    "catalogue": COURSE | {"diagnosis", "notebook", "pipeline", "scoring", "sandbox.levels"},
    "references": COURSE | {"comparison", "probing"},
    "recording": COURSE | CATALOGUE | {"references"},
    "audit": COURSE | CATALOGUE | {"advice", "syntax", "notebook", "scoring"},
    "doctor": BASE | {"sandbox.dialogue", "sandbox.levels", "sandbox.wire"},
    "keeping": BASE | {"course", "notebook", "sandbox.interpreter", "sandbox.wire"},
    "station": BASE | {"course", "pipeline", "reports.document", "sandbox.levels"},
    "engines": BASE | {"station"},
    "batch": BASE
    | BOOK
    | {"course", "engines", "keeping", "pipeline", "station", "reports.document"},
    "encryption": BASE,
    "outpost": BASE | {"keeping", "sandbox.levels", "station"},
    "scheduler": BASE | {"encryption", "outpost", "slurm"},
    "slurm": BASE | {"encryption"},
    "cluster": BASE | {"engines", "outpost", "scheduler", "station"},
    "rescoring": BASE
    | BOOK
    | {"batch", "course", "keeping", "pipeline", "station"}
    | {"reports.document"},
    "overruling": BASE | BOOK,
    "exporting": BASE | {"register"} | EXPORTS,
    "pictures": BASE | {"rubric", "rubric_file", "sections", "reports.plane", "reports.trajectory"},
    "pages": COURSE | {"pictures", "syntax", "reports.page"},
    "desk": COURSE | {"pages", "pipeline", "reports.document", "reports.page", "sandbox.levels"},
    "jupyter": BASE
    | {"course", "desk"}
    | {"reports", "reports.inline", "reports.page", "reports.terminal"},
    "publishing": BASE
    | BOOK
    | {"exporting", "keeping", "pages", "rescoring", "rubric"}
    | {"reports", "reports.absent", "reports.dashboard", "reports.page", "reports.text"},
    "kit": COURSE
    | {"audit", "kit_contents", "kit_target", "leaks", "notebook", "pipeline", "sandbox.levels"}
    | {"wheel", "withheld"},
    "kit_contents": COURSE | {"kit_readme", "wheel"},
    "kit_readme": {"rubric"},
    "kit_target": {"errors", "kit_contents"},
    "wheel": BASE,
    "leaks": set(),
    "withheld": {"course", "leaks", "model"},
    "gradebook": set(),
    "gradebook.entries": {"register"},
    "gradebook.address": {"errors"},
    "gradebook.connecting": {"errors", "gradebook.address"},
    "gradebook.database": {"errors", "gradebook.address", "gradebook.connecting"},
    "gradebook.schema": set(),
    "gradebook.upgrade": {"errors", "gradebook", "gradebook.database", "gradebook.schema"},
    "gradebook.writing": BOOKS,
    "gradebook.reading": BOOKS,
    "gradebook.standings": BOOKS | {"gradebook.reading"},
    "gradebook.statistics": BOOKS | {"gradebook.reading", "gradebook.standings"},
    "gradebook.store": BOOKS
    | {f"gradebook.{name}" for name in ("address", "database", "reading", "standings")}
    | {"gradebook", "gradebook.statistics", "gradebook.upgrade", "gradebook.writing"},
    "gradebook.migrations": set(),
    "gradebook.migrations.env": {"gradebook.schema"},
    "gradebook.migrations.versions": set(),
    "gradebook.migrations.versions.v0001_first": {"gradebook.schema"},
    "gradebook.migrations.versions.v0002_notes_and_seconds": {"gradebook.schema"},
    "formats": set(),
    "formats.names": set(),
    "formats.claims": set(),
    "formats.zips": {"errors", "formats.names"},
    "formats.archives": {"errors", "formats.names", "formats.zips"},
    "formats.roster_table": {"errors", "formats.names"},
    "formats.roster_layouts": {"register", "formats.roster_table"},
    "formats.roster": {"errors", "register"}
    | {"formats.names", "formats.roster_layouts", "formats.roster_table"},
    "formats.owners": {"register", "formats.claims", "formats.names", "formats.roster"},
    "formats.hand_ins": {"register", "formats.roster"}
    | {"formats.archives", "formats.claims", "formats.owners"},
    "formats.export": {"errors", "register"},
    "formats.matching": {"register"},
    "formats.tables": {"register", "formats.export"},
    "formats.junit": {"register", "formats.export"},
    "formats.gradescope": {"register", "formats.export"},
    "formats.feedback": {"register", "formats.export"},
    "formats.documents": {"errors", "register", "formats.export"},
    "formats.downloads": {"errors", "formats.export"},
    "formats.canvas": FILLING,
    "formats.moodle": FILLING | {"formats.feedback"},
    "reports": set(),
    "reports.terminal": BASE,
    "reports.document": BASE,
    "reports.matrix": BASE | {"reports.terminal"},
    "reports.summary": BASE | {"register", "gradebook.entries", "reports.terminal"},
    "reports.roll": BASE | {"register", "gradebook.entries", "reports.terminal"},
    "reports.text": BASE,
    "reports.drawing": {"reports.text"},
    "reports.html": BASE | {"reports.drawing", "reports.text"},
    "reports.code": BASE | {"reports.text"},
    "reports.trajectory": DRAWING,
    "reports.plane": DRAWING,
    "reports.changes": BASE | {"reports.terminal"},
    "reports.inline": {"reports", "reports.html", "reports.page", "reports.plane"},
    "reports.dashboard": BASE
    | {"register", "gradebook.entries", "reports.histogram", "reports.html", "reports.text"},
    "reports.histogram": DRAWING,
    "reports.absent": BASE | {"register", "reports.html"},
    "reports.page": DRAWING
    | {"reports.code", "reports.html", "reports.plane", "reports.terminal", "reports.trajectory"},
    "cli": {"cli.command"},
    "cli.console": COURSE | {"recording", "reports.terminal"},
    "cli.progress": set(),
    "cli.teacher": CONSOLE | {"recording", "audit", "doctor", "reports.matrix"},
    "cli.batch": CONSOLE | BOOK | GRADING | {"cli.classroom", "cli.progress"},
    "cli.classroom": CONSOLE | BOOK | CLASS,
    "cli.kit": CONSOLE | {"kit"},
    "cli.report": {"errors", "register", "cli.classroom", "cli.console", "cli.progress"}
    | {"publishing"},
    "cli.outlets": BASE
    | {"cli.console", "desk", "pipeline"}
    | {"reports.document", "reports.page", "reports.terminal"},
    "cli.watch": BASE | {"cli.console", "cli.outlets", "pipeline", "reports", "reports.changes"},
    "cli.command": CONSOLE
    | {
        "cli.batch",
        "cli.classroom",
        "cli.kit",
        "cli.outlets",
        "cli.report",
        "cli.teacher",
        "cli.watch",
    }
    | {"desk"},
}
PURE = ["comparison", "scoring", "diagnosis", "advice", "magics", "syntax"]
PURE += ["formats.matching", "formats.tables", "formats.junit", "formats.gradescope"]
PURE += ["formats.feedback", "formats.documents", "formats.downloads", "formats.canvas"]
PURE += ["formats.moodle", "formats.names", "formats.claims", "formats.owners"]
IMPURE = {"os", "pathlib", "subprocess", "random", "time", "datetime", "socket", "threading"}
HEAVY = [
    "alembic",
    "distributed",
    "jinja2",
    "pygments",
    "rich",
    "sqlalchemy",
    "nbconvert",
    "nbformat",
    "pydantic",
    "numpy",
    "torch",
    "yaml",
]


def module_name(path):
    parts = path.relative_to(GRADER).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_name(path): path for path in GRADER.rglob("*.py")}


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path):
    """The project's modules that a file imports: `from grader import x` may name a module."""
    for dotted in imports_of(path):
        if dotted.partition(".")[0] == "grader":
            rest = dotted.removeprefix("grader").removeprefix(".")
            yield rest if rest in MODULES else rest.rpartition(".")[0]


def test_every_module_has_its_layer():
    assert set(MODULES) == set(MAY_IMPORT)


@pytest.mark.parametrize("module", MAY_IMPORT)
def test_a_module_imports_only_what_its_layer_allows(module):
    assert set(ours(MODULES[module])) <= MAY_IMPORT[module]


PURE += [name for name in MODULES if name.startswith("reports.")]


@pytest.mark.parametrize("module", PURE)
def test_a_pure_module_touches_nothing_outside(module):
    assert {name.partition(".")[0] for name in imports_of(MODULES[module])}.isdisjoint(IMPURE)


def test_only_the_sandbox_and_the_engines_start_processes():
    starters = {
        name
        for name, path in MODULES.items()
        if {"subprocess", "multiprocessing"} & {i.partition(".")[0] for i in imports_of(path)}
    }
    assert starters == {"sandbox.process", "sandbox.linux", "engines"}


def test_only_the_gradebook_speaks_sql():
    speakers = {
        name for name, path in MODULES.items() if any("sqlalchemy" in i for i in imports_of(path))
    }
    assert {name.partition(".")[0] for name in speakers} == {"gradebook"}


def test_the_command_loads_nothing_heavy_until_it_is_needed():
    code = "import sys, grader.cli; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "click" in loaded
    assert not {name.partition(".")[0] for name in loaded} & set(HEAVY)


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


def test_the_engine_says_nothing_of_perceptrons():
    for path in GRADER.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        assert "perceptron" not in strip_docstrings(code).lower(), path


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
