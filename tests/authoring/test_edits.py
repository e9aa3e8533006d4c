"""Mistakes in one line: changes of the example's own text, read from YAML."""

import re
import shutil

import pytest
from support.project import ROOT, TINY
from support.project import run_grade as grade

from grader.authoring.catalogue import example_of, load_catalogue
from grader.authoring.edits import read_edits
from grader.core.errors import CourseError, UsageError
from grader.core.submission import Cell, Script
from grader.course.find import find_course

EXAMPLE = '''class Model:
    """A model, with text in docstrings that is never meant: += and return."""

    def train(self, rows):
        """Adds (+=) what is in rows."""
        for row in rows:
            self.total += row
            self.count += 1

    def share(self):
        return self.total / self.count


class Other:
    def share(self):
        return 1


def half(x):
    return x / 2
'''
BASE = Script((Cell(1, EXAMPLE),))
SAYS = {"cause": "it is wrong", "advice": "look there"}


def read(tmp_path, text, *, is_mistake=True):
    path = tmp_path / "train.yaml"
    path.write_text(text, encoding="utf-8")
    return read_edits(path, BASE, is_mistake=is_mistake)


def entry(**keys):
    words = {"place": "in"}
    lines = [f"  {words.get(key, key)}: {value}" for key, value in {**keys, **SAYS}.items()]
    return "\n".join(["wrong:", *lines, ""])


def changed(tmp_path, **keys):
    (edit,) = read(tmp_path, entry(**keys))
    return edit.source


def test_an_entry_is_a_change_of_one_function(tmp_path):
    assert changed(tmp_path, place="half", replace="/ 2", by="// 2") == (
        "def wrong(x):\n    return x // 2"
    )


def test_a_method_may_go_without_its_class(tmp_path):
    (edit,) = read(tmp_path, entry(place="train", replace="+= 1", by="+= 2"))
    assert edit.target == "Model.train"
    assert edit.source.startswith("def wrong(self, rows):")


def test_a_file_may_say_once_where_all_its_entries_are(tmp_path):
    text = "in: half\n" + entry(replace="/ 2", by="/ 3")
    assert [edit.target for edit in read(tmp_path, text)] == ["half"]


def test_what_stands_twice_is_all_or_one_of_them_and_docstrings_do_not_count(tmp_path):
    keys = {"place": "train", "replace": '"+="', "by": '"="'}
    both = changed(tmp_path, **keys, which="all")
    assert ("total = row" in both, "count = 1" in both, "(+=)" in both) == (True, True, True)
    second = changed(tmp_path, **keys, which="2")
    assert ("total += row" in second, "count = 1" in second) == (True, True)


def test_several_changes_are_made_at_once(tmp_path):
    source = changed(tmp_path, place="train", replace="{total: count, count: total}")
    assert "self.count += row\n        self.total += 1" in source


def test_lines_below_the_first_are_indented_as_it_is(tmp_path):
    by = '"row = abs(row)\\nif row:\\n    self.total += row"'
    source = changed(tmp_path, place="train", replace="self.total += row", by=by)
    assert "        row = abs(row)\n        if row:\n            self.total += row\n" in source


def test_all_that_is_written_is_text(tmp_path):
    assert "return 0.50" in changed(tmp_path, place="half", replace="x / 2", by="0.50")
    assert "return yes" in changed(tmp_path, place="half", replace="x / 2", by="yes")


def test_a_variant_has_no_cause(tmp_path):
    text = "same: {in: half, replace: x / 2, by: x * 0.5}\n"
    assert [edit.says for edit in read(tmp_path, text, is_mistake=False)] == [{}]


HALF = {"place": "half", "replace": "/ 2", "by": "/ 3"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(entry(**{**HALF, "replace": "/ 4"}), "no '/ 4' there", id="not there"),
        pytest.param(
            entry(**{**HALF, "replace": "return x/2"}),
            "no 'return x/2' there; a line of it is 'return x / 2'",
            id="not there, but nearly",
        ),
        pytest.param(
            entry(place="train", replace="self", by="you"),
            "'self' is there 3 times: write more of the text, or `which: 1`, or `which: all`",
            id="several times",
        ),
        pytest.param(entry(**HALF, which="3"), "is there 1 times: a number", id="none so far down"),
        pytest.param(entry(**{**HALF, "by": "/ 2"}), "changes nothing", id="the same text"),
        pytest.param(entry(**{**HALF, "by": "/  2"}), "changes nothing", id="the same code"),
        pytest.param(
            entry(**{**HALF, "by": "/"}), "no Python any more: .*: return x /", id="no Python"
        ),
        pytest.param(
            entry(**{**HALF, "replace": "half", "by": "whole"}),
            "what is left is no definition of half",
            id="another function",
        ),
        pytest.param(
            entry(**{**HALF, "place": "hafl"}), "no 'hafl'; did you mean 'half'", id="misspelt"
        ),
        pytest.param(
            entry(place="share", replace="1", by="2"),
            "which 'share'? Write Model.share or Other.share",
            id="of two classes",
        ),
        pytest.param(entry(replace="1", by="2"), "missing key 'in'", id="nowhere"),
        pytest.param(
            entry(**HALF, replce="1"), "unknown key 'replce'; did you mean 'replace'", id="no key"
        ),
        pytest.param(
            entry(place="half", replace="/ 2"), "`replace: TEXT` goes with `by: TEXT`", id="no by"
        ),
        pytest.param("wrong: {in: half, replace: /, by: //}\n", "missing key 'cause'", id="cause"),
        pytest.param(entry(**HALF, about="half"), "a list is expected", id="no list"),
        pytest.param("wrong: half\n", "keys and values are expected: in, replace", id="no keys"),
        pytest.param("wrong-way: {}\n", "a name is of letters, digits and _", id="no name"),
        pytest.param("- wrong\n", "names of mistakes are expected", id="a list"),
        pytest.param(entry(**HALF) * 2, "the key 'wrong' occurs twice", id="a name twice"),
        pytest.param("wrong: {in: half\n", "not YAML", id="no YAML"),
        pytest.param(
            entry(**{**HALF, "by": "* 2"}), "not YAML.*; put code in quotes", id="code as YAML"
        ),
        pytest.param(
            entry(**HALF).replace("  by", "\tby"), "not YAML.*; write blanks, no tab$", id="a tab"
        ),
    ],
)
def test_a_slip_is_told_with_its_line_and_what_to_do(tmp_path, text, message):
    with pytest.raises(UsageError) as caught:
        read(tmp_path, text)
    lines = str(caught.value).split("\n")
    assert re.match(rf"{re.escape(str(tmp_path))}/train.yaml:\d+:\d+: ", lines[0])
    assert re.search(message.replace("?", r"\?"), lines[0])
    assert len(lines) == 3  # the line itself, and a caret under the place


def test_every_slip_of_a_file_is_told_at_once(tmp_path):
    text = entry(**{**HALF, "by": "/ 2"}) + entry(place="hafl", replace="1", by="2").replace(
        "wrong", "other"
    )
    with pytest.raises(CourseError, match=r"(?s)yaml:3:.*changes nothing.*yaml:8:.*'hafl'"):
        read(tmp_path, text)


def test_an_empty_file_has_no_entries(tmp_path):
    assert read(tmp_path, "# none yet\n") == []


def test_what_the_documentation_shows_is_in_the_catalogue(tmp_path):
    text = (ROOT / "docs/assignments.md").read_text(encoding="utf-8")
    shown = next(
        block for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL) if "by:" in block
    )
    path = tmp_path / "shown.yaml"
    path.write_text(shown, encoding="utf-8")
    assignment = find_course(ROOT, ROOT).assignment("perceptron")
    known = {entry.name: entry for entry in load_catalogue(assignment)[0]}
    edits = read_edits(path, example_of(assignment), is_mistake=True)
    assert len(edits) > 1
    for edit in edits:
        entry = known[edit.name]
        assert (edit.target, edit.source) == (entry.puts[0][0], entry.source)
        assert edit.says.items() >= {"cause": entry.cause, "advice": entry.advice}.items()


MEDIAN = """def median(values):
    ordered, n = sorted(values), len(values)
    return ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2


def clip(values, low, high):
    return [min(max(value, low), high) for value in values]
"""
UPPER = """in: median

upper_middle:
  replace: "(ordered[n // 2 - 1] + ordered[n // 2]) / 2"
  by: ordered[n // 2]
  cause: the upper of the two middle values is given
  advice: with an even number of values the median is the mean of two
"""


@pytest.fixture
def tiny(tmp_path):
    course = shutil.copytree(TINY, tmp_path / "course")
    (course / "assignments/stats/example.py").write_text(MEDIAN, encoding="utf-8")
    (course / "reference/stats/mistakes").mkdir()
    return course


def write(course, text):
    path = course / "reference/stats/mistakes/slips.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.processes
def test_who_makes_the_change_is_told_its_cause(tiny):
    write(tiny, UPPER)
    assert grade("golden", cwd=tiny).returncode == 0
    wrong = tiny.parent / "hw.py"
    wrong.write_text(
        MEDIAN.replace("(ordered[n // 2 - 1] + ordered[n // 2]) / 2", "ordered[n // 2]")
    )
    done = grade(str(wrong), "--course", str(tiny))
    assert "the upper of the two middle values is given" in " ".join(done.stdout.split())


@pytest.mark.processes
@pytest.mark.parametrize("command", ["golden", "audit"])
def test_a_teacher_s_slip_is_an_error_of_its_line_and_overwrites_nothing(tiny, command):
    write(tiny, UPPER)
    assert grade("golden", cwd=tiny).returncode == 0
    before = {path: path.read_bytes() for path in tiny.rglob("*.json")}
    write(tiny, UPPER.replace("in: median", "in: meadian"))
    done = grade(command, cwd=tiny)
    assert done.returncode == 2
    assert "slips.yaml:" in done.stderr
    assert "the example has no 'meadian'; did you mean 'median'?" in done.stderr
    assert {path: path.read_bytes() for path in tiny.rglob("*.json")} == before


@pytest.mark.processes
def test_a_change_that_no_question_sees_is_refused_by_name_and_line(tiny):
    write(
        tiny,
        UPPER.replace("by: ordered[n // 2]", 'by: "(ordered[n // 2] + ordered[n // 2 - 1]) / 2"'),
    )
    done = grade("golden", cwd=tiny)
    assert done.returncode == 2
    assert "upper_middle: equals the reference on all probes" in done.stderr
