"""Our homework as asserts, which other graders run after a student's cells."""

import ast
import functools
import re

from support import classroom
from support.project import ROOT

from grader.course.find import find_course

TOOLS = """\
import tempfile
from pathlib import Path

def flat(value):
    if isinstance(value, (list, tuple)):
        return [number for part in value for number in flat(part)]
    return [value]

def close(got, expected):
    got = flat(got)
    return len(got) == len(expected) and all(
        abs(a - b) <= 1e-5 + 1e-5 * abs(b) for a, b in zip(got, expected)
    )

def file_of(text):
    path = Path(tempfile.mkdtemp()) / "data.txt"
    path.write_text(text)
    return str(path)

def after(X, y, epochs):
    model = Perceptron(len(X[0]))
    model.train(X, y, epochs)
    return model

def trained(example):
    return after([example], [1], 1)

def state(model):
    return [model.weights, model.bias]
"""
# What is asserted about each case of one of our probes, and what the cell is worth.
ASKED = {
    "loaded": ("load_data(file_of(text))", 2),
    "counted": ("class_counts(y)", 1),
    "parted": ("split(X, y, order, n_train)", 3),
    "measured": ("mean_std(X)", 2),
    "standardized": ("standardize(X, mean, std)", 2),
    "prepared": ("prepare(X, y, order, n_train)", 2),
    "started": ("state(Perceptron(features))", 2),
    "predicted": ("[trained(example).forward(row) for row in rows]", 3),
    "errors_found": ("[trained(example).backward(r, t) for r in rows for t in (0, 1)]", 2),
    "one_update": ("state(trained(example))", 3),
    "growing_prefix": ("[state(after(X[:k], y[:k], 1)) for k in range(1, len(X) + 1)]", 4),
    "epochs_apart": (
        "[state(after(X, y, k)) for k in "
        "(range(1, epochs + 1) if epochs <= 5 else (1, 2, epochs))]",
        6,
    ),
    "share_right": ("trained(example).evaluate(X, y)", 4),
    "boundary": ("decision_boundary(weights, bias, x0_min, x0_max)", 5),
    "whole_run": ("main(file_of(text), order)", 4),
    "whole_run_as_asked": ("main(file_of(text), order, n_train, epochs)", 5),
}


def halves(name):
    """A line for each visible case of a probe: those that students get, and the others."""
    lines = [assert_line(probe, golden) for probe, golden in cases_of(name)]
    middle = (len(lines) + 1) // 2
    return lines[:middle], lines[middle:]


def cases_of(name):
    assignment = homework()
    asked = [p for p in assignment.probes if p.function == name and not p.hidden]
    return [(probe, assignment.golden[probe.name]) for probe in asked]


@functools.cache
def homework():
    return find_course(ROOT, ROOT).assignment(classroom.ASSIGNMENT)


def assert_line(probe, golden):
    """One case's names as arguments of a function that asks, and the golden's numbers."""
    data = {**probe.case.data, "text": probe.case.files.get("data.txt")}
    question, _ = ASKED[probe.function]
    names = re.findall(r"\w+", question)
    used = {key: value for key, value in data.items() if key in names}
    return f"assert close((lambda {', '.join(used)}: {question})(**{used!r}), {flat(golden)!r})"


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [number for part in value for number in flat(part)] if type(value) is list else [value]


def defined():
    """The names of what the example defines: what students are to write."""
    sources = (cell["source"] for cell in classroom.material().cells if cell["cell_type"] == "code")
    own = [cell for cell in sources if cell.startswith(("def ", "class "))]
    return tuple(part.name for cell in own for part in ast.parse(cell).body)
