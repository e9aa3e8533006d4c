"""What is hidden is found in a kit, in whatever form it got there."""

import gzip
import json
import zipfile
from runpy import run_path

import pytest
from support.project import ROOT

from grader.kit.leaks import Withheld, find_leaks
from grader.kit.secrets import as_packed, withheld_from
from grader.kit.wheel import engine_files


@pytest.fixture(scope="module")
def withheld(course, assignment):
    return withheld_from(course, assignment, engine_files())


SALT = run_path(str(ROOT / "reference/perceptron/cases.py"))["SALT"]
PLANTED = [
    pytest.param("probes.py", b"# as in unseen_rows\n", id="a hidden case's name"),
    pytest.param("a.json", b'{"answers": {"boundary:unseen_line": 1}}', id="a hidden probe"),
    pytest.param("rubric.yaml", b"- name: unseen_run\n", id="a hidden criterion"),
    pytest.param("README.md", b"main() on a file that was not shown", id="a hidden title"),
    pytest.param("cases.py", SALT.encode(), id="what hidden cases are drawn from"),
]


@pytest.mark.parametrize(("name", "content"), PLANTED)
@pytest.mark.parametrize("form", ["plain", "packed", "in the wheel"])
def test_what_is_hidden_is_found(withheld, name, content, form, tmp_path):
    assert find_leaks(hide(name, content, form, tmp_path), withheld)


def hide(name, content, form, folder):
    """A kit's files, with a content as it is, compressed, or in an archive."""
    if form == "plain":
        return {name: content}
    if form == "packed":
        return {f"{name}.gz": gzip.compress(content)}
    with zipfile.ZipFile(folder / "a.whl", "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr(f"grader/{name}", content)
    return {"a.whl": (folder / "a.whl").read_bytes()}


def hidden_case(assignment, name):
    return next(probe.case for probe in assignment.probes if probe.case.name == name)


def flat(value):
    if isinstance(value, dict):
        value = list(value.values())
    return [n for part in value for n in flat(part)] if isinstance(value, list) else [value]


def test_a_hidden_golden_number_is_found(assignment, withheld):
    number = assignment.golden["boundary:unseen_line"]
    long = next(n for n in flat(number) if len(repr(n)) > 12)
    for text in (f"{long!r}", f"[{-long:.8g}]", f"y = {long:.10e}"):
        assert find_leaks({"a.txt": text.encode()}, withheld), text


def test_hidden_data_are_found_by_their_neighbours(assignment, withheld):
    rows = hidden_case(assignment, "unseen_rows").data["X"]
    assert find_leaks({"a.json": json.dumps({"rows": rows[2:4]}).encode()}, withheld)


def test_a_line_of_a_hidden_file_is_found_also_in_quotes(assignment, withheld):
    text, *_ = hidden_case(assignment, "unseen_file").files.values()
    line = text.splitlines()[3]
    assert find_leaks({"data.txt": f"0\t1\n{line}\n".encode()}, withheld)
    assert find_leaks({"cases.py": f"T = {line!r}".encode()}, withheld)
    cell = {"cells": [{"source": [f"T = {line!r}\n"]}]}
    assert find_leaks({"a.ipynb": json.dumps(cell).encode()}, withheld)


def test_a_visible_answer_as_it_is_packed_is_no_secret():
    # Seven digits of one of many numbers may be those of a hidden one by chance.
    assert as_packed("0.57610703") == "0.576107"


@pytest.mark.parametrize("path", ["numpy_perceptron.py", "variants/split.py", "class_families.py"])
def test_a_line_of_the_staffs_code_is_found(withheld, path):
    source = (ROOT / "reference/perceptron" / path).read_text(encoding="utf-8")
    line = next(one for one in source.splitlines() if "sum(" in one or "X[" in one or "@ " in one)
    cell = {"cells": [{"source": [f"{line.strip()}\n"]}]}
    assert find_leaks({"a.ipynb": json.dumps(cell).encode()}, withheld)


def test_a_line_of_a_mistake_that_is_a_change_of_the_example_is_found(withheld):
    text = (ROOT / "reference/perceptron/mistakes/init.yaml").read_text(encoding="utf-8")
    line = "self.bias = [bias + error for bias in self.bias]"
    assert line in text
    assert find_leaks({"a.py": f"if x:\n    {line}\n".encode()}, withheld)


@pytest.mark.parametrize(
    "line", ["Since 1 > 0. # SOLUTION", "A. ### end solution", "> BEGIN SOLUTION"]
)
@pytest.mark.parametrize("as_lines", [True, False])
def test_a_mark_that_remained_in_a_starter_is_found(line, as_lines):
    text = f"Why?\n{line}\n"
    cell = {"cells": [{"source": text.splitlines(keepends=True) if as_lines else text}]}
    files = {"a/a.ipynb": json.dumps(cell).encode()}
    nothing = Withheld({}, {}, {})
    assert find_leaks(files, nothing) == [f"a/a.ipynb holds a mark of the solution: {line}"]
    control = json.dumps({"cells": [{"source": ["## SOLUTION\n", "Write it here."]}]})
    assert not find_leaks({"a/a.ipynb": control.encode()}, nothing)


def test_the_example_would_be_found_in_a_kit(withheld):
    assert find_leaks(
        {"a.ipynb": (ROOT / "assignments/perceptron/example.ipynb").read_bytes()}, withheld
    )


@pytest.mark.parametrize("name", ["a.yml", "a.json"])
def test_a_document_that_is_none_is_searched_as_the_text_that_it_is(name):
    withheld = Withheld(texts={"secret words": "words"}, names={}, runs={})
    assert find_leaks({name: b"if: {% raw %} secret words"}, withheld) == [f"{name} holds words"]
    assert find_leaks({name: b"if: {% raw %} other words"}, withheld) == []
