"""What is handed in beside the notebook comes along, as the rubric allows: modules and data."""

import json
import os
import shutil
import zipfile

import pytest
from support.desk import Desk
from support.project import TINY, run_grade

pytestmark = pytest.mark.processes

MEDIAN = """
def median(values):
    ordered = sorted(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
"""
CLIP = """
def clip(values, low, high):
    return [min(max(value, low), high) for value in values]
"""
HELPED = f"import helpers\nfrom helpers import median\n{CLIP}"
FILES = 'files: ["*.py", "*.csv", "lib/*.py", "src/*.py"]'


@pytest.fixture
def course(tmp_path):
    return make_course(tmp_path)


def make_course(folder):
    """The made-up course, which lets helper modules and tables come along."""
    root = folder / "course"
    shutil.copytree(TINY, root, ignore=shutil.ignore_patterns("__pycache__"))
    allow(root, FILES)
    return root


def allow(root, line):
    rubric = root / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8").replace(f"    {FILES}\n", "")
    rubric.write_text(text.replace("    modules:", f"    {line}\n    modules:"), encoding="utf-8")


def notebook(source):
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]})


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


HANDED_IN = {
    "with a module": {"hw.ipynb": notebook(HELPED), "helpers.py": MEDIAN},
    "with a table": {
        "hw.ipynb": notebook(f"assert open('table.csv').read() == '1,2'\n{MEDIAN}{CLIP}"),
        "table.csv": "1,2",
    },
    "with a package": {
        "hw.ipynb": notebook(f"from lib.helpers import median\n{CLIP}"),
        "lib/__init__.py": "",
        "lib/helpers.py": f"from .more import half\n{MEDIAN.replace(') / 2', ') * half')}",
        "lib/more.py": "half = 0.5\n",
    },
    "with a module of the module": {
        "hw.ipynb": notebook(HELPED),
        "helpers.py": "from inner import median\n",
        "inner.py": f"import math\n{MEDIAN}",
    },
    "as a program": {"hw.py": HELPED, "helpers.py": MEDIAN},
}


def put_into(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def pack(folder, students, source):
    """What students hand in: a folder, or a zip, in which each one's may be a zip again."""
    if source == "a student's zip":
        for key, files in students.items():
            put_into(folder / f"{key}.zip", files)
        zips = {key: {f"{key}.zip": (folder / f"{key}.zip").read_bytes()} for key in students}
        return pack(folder, zips, "zip")
    files = {f"{key}/{name}": text for key, own in students.items() for name, text in own.items()}
    if source == "folder":
        return write(folder / "in", files)
    put_into(folder / "in.zip", files)
    return folder / "in.zip"


class Class:
    """A class, of ann alone where nothing else is said."""

    def __init__(self, course, folder):
        self.course, self.folder, self.desk = course, folder, Desk(folder)

    def grade(self, files):
        return self.grade_all({"ann": files}, "folder")

    def grade_all(self, students, source):
        roster = self.folder / "roster.csv"
        roster.write_text("\n".join(["student", *students]), encoding="utf-8")
        return self.again("batch", pack(self.folder, students, source), "--roster", roster)

    def again(self, command, *arguments):
        return self.desk.grade(command, *arguments, "--course", self.course)

    def standings(self):
        return json.loads(self.again("export", "--format", "json").stdout)

    @property
    def ann(self):
        (ann,) = self.standings()
        return ann


@pytest.fixture
def ann(course, tmp_path):
    return Class(course, tmp_path)


@pytest.fixture(scope="module", params=["folder", "zip", "a student's zip"])
def earned(request, tmp_path_factory):
    """The points of a class in which one student has each of these."""
    folder = tmp_path_factory.mktemp("class")
    graded = Class(make_course(folder), folder)
    students = {key_of(name): files for name, files in HANDED_IN.items()}
    done = graded.grade_all(students, request.param)
    assert done.returncode == 0, done.stdout
    return {each["student"]: each["earned"] for each in graded.standings()}


def key_of(name):
    return name.replace(" ", "-")


@pytest.mark.parametrize("name", HANDED_IN)
def test_a_right_homework_in_several_files_earns_everything(earned, name):
    assert earned[key_of(name)] == 7


@pytest.mark.parametrize("files", HANDED_IN.values(), ids=HANDED_IN)
def test_at_home_it_earns_the_same(course, tmp_path, files):
    name = next(iter(files))
    path = write(tmp_path / "home", files) / name
    done = run_grade(path, "--course", course, "--json", "-")
    assert json.loads(done.stdout)["earned"] == 7, done.stdout


def test_without_leave_of_the_rubric_nothing_comes_along(ann, course):
    allow(course, "files: []")
    ann.grade({"hw.ipynb": notebook(HELPED + MEDIAN.replace("median", "other")), "x.csv": "1"})
    assert ann.ann["earned"] < 7


def test_of_canvas_a_file_that_came_again_has_its_own_name(ann, tmp_path):
    source = write(
        tmp_path / "in",
        {
            "leeann_101_5001_hw.ipynb": notebook(HELPED),
            "leeann_101_5002_helpers.py": "",
            "leeann_101_5003_helpers-1.py": MEDIAN,
        },
    )
    assert ann.again("batch", source).returncode == 0
    assert ann.ann["earned"] == 7


def test_a_module_keeps_to_the_rule_and_is_shown(ann, tmp_path):
    ann.grade({"hw.ipynb": notebook(HELPED), "helpers.py": f"\nimport socket\n{MEDIAN}"})
    assert ann.ann["earned"] == 7  # this course has no criterion for that rule
    ann.again("report", "--out", tmp_path / "pages")
    page = (tmp_path / "pages/students/ann.html").read_text(encoding="utf-8")
    assert "<h3>helpers.py</h3>" in page
    assert "came along: helpers.py" in page


def test_what_a_module_imports_is_judged_as_the_notebooks_own(ann, course):
    rubric = course / "rubric.yaml"
    line = "      - {name: imports, group: rules, points: 1, rule: imports}\n"
    text = rubric.read_text(encoding="utf-8").replace("visible: 5", "visible: 6")
    rubric.write_text(text.rstrip("\n") + f"\n{line}", encoding="utf-8")
    files = {"hw.ipynb": notebook(HELPED), "helpers.py": f"\nimport socket\n{MEDIAN}"}
    fault = "helpers.py, line 2: import of socket, which is not allowed"
    ann.grade(files)
    assert fault in lost(ann)
    # One that nothing names is no part of the program.
    ann.grade({"hw.ipynb": notebook(MEDIAN + CLIP), "test_it.py": "import pytest\n"})
    assert ann.ann["earned"] == 8
    ann.grade({**files, "again.py": ""})
    # Judged again of what is kept, it says the same.
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("points: 3", "points: 4"))
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("visible: 6", "visible: 7"))
    assert "1" in ann.again("rescore", "--yes").stdout
    assert ann.ann["maximum"] == 9
    assert fault in lost(ann)


def lost(ann):
    """Why ann lost the point for the rule."""
    criterion = next(each for each in ann.ann["report"]["criteria"] if each["name"] == "imports")
    assert criterion["earned"] == 0
    return json.dumps(criterion)


def test_a_changed_module_is_another_attempt(ann):
    files = {"hw.ipynb": notebook(HELPED), "helpers.py": MEDIAN.replace(") / 2", ") / 3")}
    ann.grade(files)
    assert ann.ann["earned"] < 7
    assert "known already" in ann.grade(files).stdout
    ann.grade({**files, "helpers.py": MEDIAN})
    assert (ann.ann["earned"], ann.ann["attempts"]) == (7, 2)


def test_the_assignments_own_data_are_not_replaced(ann, course):
    write(course / "assignments/stats", {"data/table.csv": "1,2"})
    allow(course, 'files: ["*.py", "data/*.csv"]')
    text = f"assert open('data/table.csv').read() == '1,2'\n{MEDIAN}{CLIP}"
    ann.grade({"hw.ipynb": notebook(text), "data/table.csv": "3,4", "data.py": "x = 1"})
    assert ann.ann["earned"] == 7
    assert not ann.ann["report"]["errors"]


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        pytest.param({f"x{n}.csv": "1" for n in range(60)}, "more than 50 files", id="many"),
        pytest.param({"x.csv": "1" * (9 << 20)}, "more than 50 files or 8 MB", id="large"),
    ],
)
def test_too_much_is_refused(ann, files, fault):
    done = ann.grade({"hw.ipynb": notebook(MEDIAN + CLIP), **files})
    assert done.returncode == 4
    assert ann.ann["status"] == "refused"
    assert fault in ann.ann["report"]["notes"][0]


@pytest.mark.parametrize(
    "name", ["../evil.py", "ann/../../evil.py", "/tmp/evil.py", "C:\\evil.py", "a\\..\\..\\evil.py"]
)
def test_no_name_leads_out_of_the_scripts_folder(ann, tmp_path, name):
    source = tmp_path / "in.zip"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("ann/hw.ipynb", notebook(MEDIAN + CLIP))
        archive.writestr(f"ann/{name}" if name[0] != "/" else name, "raise SystemExit")
    ann.again("batch", source)
    assert ann.ann["earned"] == 7
    assert "came along" not in json.dumps(ann.ann["report"])


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_beside_it_does_not_come_along(ann, course, tmp_path):
    text = "open('golden.csv')\n"
    folder = write(tmp_path / "in/ann", {"hw.py": f"{text}{MEDIAN}{CLIP}"})
    (folder / "golden.csv").symlink_to(course / "reference/stats/golden.json")
    ann.grade({})
    assert ann.ann["earned"] == 7
    assert "No such file" in json.dumps(ann.ann["report"]["errors"])
    done = run_grade(folder / "hw.py", "--course", course, "--json", "-")
    assert "came along" not in done.stdout


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        pytest.param("x = 1\ndef f(:\n", "(helpers.py, line 2)", id="a module that is no Python"),
        pytest.param("\n\n1 / 0\n", "division by zero (helpers.py, line 3)", id="one that raises"),
    ],
)
def test_what_fails_in_a_module_is_told_by_its_name_and_line(ann, text, fault):
    ann.grade({"hw.ipynb": notebook(HELPED), "helpers.py": text})
    (error,) = ann.ann["report"]["errors"]
    assert error["cell"] == 1
    assert fault in error["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("old.py", "# Größe\nx = 1\n".encode("latin-1"), id="another encoding"),
        pytest.param("notes.py", "x = 1\n".encode("utf-16"), id="UTF-16"),
        pytest.param("hw.py", notebook(MEDIAN).encode(), id="a notebook called a program"),
    ],
)
def test_what_only_lies_beside_a_right_homework_costs_nothing(course, tmp_path, name, content):
    folder = write(tmp_path / "ann", {"homework.ipynb": notebook(MEDIAN + CLIP)})
    (folder / name).write_bytes(content)
    done = run_grade(folder / "homework.ipynb", "--course", course, "--json", "-")
    report = json.loads(done.stdout)
    assert report["earned"] == 7
    assert any(
        note.startswith(f"left out, since nothing imports it: {name}:") for note in report["notes"]
    )


def test_a_module_that_is_imported_must_be_readable(course, tmp_path):
    folder = write(tmp_path / "ann", {"hw.ipynb": notebook(HELPED)})
    (folder / "helpers.py").write_bytes(f"# Größe\n{MEDIAN}".encode("latin-1"))
    done = run_grade(folder / "hw.ipynb", "--course", course)
    assert done.returncode == 2
    assert "helpers.py: not UTF-8 (byte 5); save it again as UTF-8" in done.stdout + done.stderr


def test_a_module_in_a_folder_where_python_is_told_to_look_is_the_programs_own(course, tmp_path):
    rubric = course / "rubric.yaml"
    rubric.write_text(rubric.read_text(encoding="utf-8").replace("[math]", "[stdlib]"), "utf-8")
    cells = notebook(f"import sys\nsys.path.append('src')\n{HELPED}")
    path = write(tmp_path / "ann", {"hw.ipynb": cells, "src/helpers.py": MEDIAN}) / "hw.ipynb"
    done = run_grade(path, "--course", course, "--json", "-")
    assert json.loads(done.stdout)["earned"] == 7, done.stdout
