"""What of a cell is the solution: marks of nbgrader, of otter-grader, and none at all."""

from pathlib import Path

import pytest

from grader.core.errors import CourseError
from grader.course.gaps import has_marks, mark_functions, solution_of, starter_of
from grader.course.source import SourceCell, make_notebook

AREA = '''\
def area(width, height):
    """The area."""
    {}
    return width * height
    {}
'''
SOLVED = 'def area(width, height):\n    """The area."""\n    return width * height\n'
GAPPED = 'def area(width, height):\n    """The area."""\n    raise NotImplementedError\n'


def both(text):
    return starter_of(text, "x"), solution_of(text, "x")


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        pytest.param("### BEGIN SOLUTION", "### END SOLUTION", id="as nbgrader has it"),
        pytest.param("# BEGIN SOLUTION", "# END SOLUTION", id="as otter-grader has it"),
        pytest.param("## begin solution: 2 lines", "## End solution", id="as somebody typed it"),
    ],
)
def test_between_marks_stands_the_solution(begin, end):
    assert both(AREA.format(begin, end)) == (GAPPED, SOLVED)


@pytest.mark.parametrize(
    ("line", "gapped", "solved"),
    [
        pytest.param("x = 3  # SOLUTION", "x = ...", "x = 3", id="a value"),
        pytest.param("x[0] = f(a=3) # SOLUTION", "x[0] = ...", "x[0] = f(a=3)", id="a place"),
        pytest.param(
            "    return x # SOLUTION",
            "    raise NotImplementedError",
            "    return x",
            id="a return",
        ),
        pytest.param("f(a=3) # SOLUTION", "...", "f(a=3)", id="a call"),
        pytest.param("x == 3 # SOLUTION", "...", "x == 3", id="a comparison"),
        pytest.param("x = 3 # the SOLUTION of it", None, None, id="a comment is no mark"),
    ],
)
def test_a_line_may_be_the_solution(line, gapped, solved):
    assert both(line) == (gapped or line, solved or line)


def test_a_line_that_students_are_not_to_know_of_is_left_out():
    assert both("x = 1\ny = 2 # SOLUTION NO PROMPT\nz = 3") == (
        "x = 1\nz = 3",
        "x = 1\ny = 2\nz = 3",
    )


def test_at_the_margin_names_stay_so_that_the_next_cell_finds_them():
    text = "### BEGIN SOLUTION\na, b = 1, 2\nfor c in []:\n    d = c\n### END SOLUTION"
    assert starter_of(text, "x") == "# your code here\na = ...\nb = ..."


@pytest.mark.parametrize(
    "stub",
    [
        pytest.param("    ### BEGIN STUB\n    # return 0\n    ### END STUB\n", id="our own"),
        pytest.param('    """ # BEGIN PROMPT\n    return 0\n    """ # END PROMPT\n', id="otter's"),
    ],
)
def test_a_teacher_may_say_what_stands_in_the_gap(stub):
    text = f"def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION\n{stub}"
    assert both(text) == ("def f():\n    return 0\n", "def f():\n    return 1\n")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("# BEGIN SOLUTION\nx = 1", "begins and has no end", id="no end"),
        pytest.param("x = 1\n# END SOLUTION", "line 2", id="no beginning"),
        pytest.param("# BEGIN SOLUTION\n# BEGIN SOLUTION", "stands within", id="twice"),
        pytest.param("### BEGIN HIDDEN TESTS\nassert f(1)", "line 1.*to students", id="tests"),
        pytest.param("# BEGIN SOLUTION\n# END STUB", "stands within", id="another's end"),
    ],
)
def test_a_mark_without_its_other_end_is_refused(text, what):
    for make in (starter_of, solution_of):
        with pytest.raises(CourseError, match=rf"source, cell 2.*{what}"):
            make(text, "source, cell 2")


TEXT = "## Why?\n{}\nThe mean minimizes.\n\n# So do I.\n{}\nGo on."


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        pytest.param("### BEGIN SOLUTION", "### END SOLUTION", id="as nbgrader has it"),
        pytest.param("<!-- # BEGIN SOLUTION -->", "<!-- # END SOLUTION -->", id="as comments"),
        pytest.param("BEGIN SOLUTION", "END SOLUTION", id="commented out in a program"),
    ],
)
@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_a_model_answer_in_a_text_is_cut_out_for_students(begin, end, kind):
    text = TEXT.format(begin, end)
    assert starter_of(text, "x", kind) == "## Why?\n*Your answer here.*\nGo on."
    assert solution_of(text, "x", kind) == "## Why?\nThe mean minimizes.\n\n# So do I.\nGo on."


@pytest.mark.parametrize(
    ("text", "gapped"),
    [
        pytest.param("Since 1 > 0. # SOLUTION", "*Your answer here.*", id="a line"),
        pytest.param("a\nb # SOLUTION NO PROMPT", "a", id="a line that nobody is to know of"),
        pytest.param("## Solution\n## SOLUTION", "## Solution\n## SOLUTION", id="a heading"),
        pytest.param("Begin solution 2 there.", "Begin solution 2 there.", id="a sentence"),
        pytest.param(
            "# BEGIN SOLUTION\nA\n# END SOLUTION\n# BEGIN STUB\n- # 1\n# END STUB",
            "- # 1",
            id="what stands in its place",
        ),
    ],
)
def test_what_students_get_of_a_text(text, gapped):
    assert starter_of(text, "x", "markdown") == gapped


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("### BEGIN SOLUTION\nA", "begins and has no end", id="no end"),
        pytest.param("A ### BEGIN SOLUTION", "line 1.*line of its own", id="words before"),
        pytest.param(
            "<!-- BEGIN SOLUTION --> A <!-- END SOLUTION -->",
            "line 1.*line of its own",
            id="all in one line",
        ),
        pytest.param("=== BEGIN MARK SCHEME ===", "line 1.*to students", id="a marking guide"),
    ],
)
def test_a_text_that_would_give_its_answer_away_is_refused(text, what):
    for make in (starter_of, solution_of):
        with pytest.raises(CourseError, match=rf"source, cell 2.*{what}"):
            make(text, "source, cell 2", "markdown")


def test_a_picture_of_a_model_answer_goes_with_it():
    text = "![](attachment:a%20b.png)\n# BEGIN SOLUTION\n![](attachment:c.png)\n# END SOLUTION"
    pictures = {name: {"image/png": "AA=="} for name in ("a b.png", "c.png", "d.png")}
    cell = SourceCell("markdown", text, "x", {}, {"attachments": pictures})
    starter, example = (
        make_notebook(Path("source.ipynb"), [cell], cut, "x")["cells"][0]["attachments"]
        for cut in (starter_of, solution_of)
    )
    assert list(starter) == ["a b.png", "d.png"]
    assert example == pictures


def test_a_mark_behind_code_is_refused():
    with pytest.raises(CourseError, match="line of its own"):
        starter_of("x = 1  ### BEGIN SOLUTION", "x")


PROGRAM = '''\
%matplotlib inline
import math

def plain(x):
    # why
    y = """
text"""
    return y

def short(x): return x

class Model:
    """A model."""

    def __init__(self):
        """Begin."""
        self.w = 0

    @property
    def twice(self):
        @staticmethod
        def inner(): pass
        return 2 * self.w

async def later(): await 1
def stub():
    """Nothing."""
'''
TO_WRITE = '''\
%matplotlib inline
import math

def plain(x):
    raise NotImplementedError

def short(x):
    raise NotImplementedError

class Model:
    """A model."""

    def __init__(self):
        """Begin."""
        raise NotImplementedError

    @property
    def twice(self):
        raise NotImplementedError

async def later():
    raise NotImplementedError
def stub():
    """Nothing."""
'''


def test_of_a_program_without_marks_each_function_and_method_is_to_be_written():
    assert not has_marks(PROGRAM)
    marked = mark_functions(PROGRAM)
    assert has_marks(marked)
    assert starter_of(marked, "x") == TO_WRITE
    compiled = solution_of(marked, "x").replace("%", "#")
    plain = PROGRAM.replace("%", "#")
    namespaces = {}, {}
    for text, names in zip((compiled, plain), namespaces, strict=True):
        exec(text, names)
    assert namespaces[0]["plain"](1) == namespaces[1]["plain"](1) == "\ntext"
