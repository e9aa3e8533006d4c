"""The floors of the house: a package imports from itself and from what stands below it. Thirteen lines."""

import ast
from pathlib import Path

import pytest

GRADER = Path(__file__).parents[1] / "grader"
FLOORS = [
    {"core"},
    {"sandbox", "submission"},
    {"course", "judging"},
    {"pipeline", "reports"},
    {"authoring", "classroom"},
    {"api", "kit", "cluster"},
    {"cli", "jupyter"},
    {""},  # grader/__init__.py: the names that are handed on
]
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}


def part(dotted):
    return dotted.removeprefix("grader").removeprefix(".").partition(".")[0]


def imports(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "grader":
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names]
                if node.module == "grader"
                else [node.module]
            )
            yield from map(part, names)


@pytest.mark.parametrize(
    "path", sorted(GRADER.rglob("*.py")), ids=lambda path: str(path.relative_to(GRADER))
)
def test_imports_go_down(path):
    relative = path.relative_to(GRADER)
    own = relative.parts[0] if len(relative.parts) > 1 else relative.stem.replace("__init__", "")
    up = {name for name in imports(path) if name != own and FLOOR[name] >= FLOOR[own]}
    assert not up


def test_inside_the_wall_there_is_nothing_of_ours_but_inside():
    for path in (GRADER / "sandbox" / "inside").glob("*.py"):
        assert {name for name in imports(path)} <= {"sandbox"}
