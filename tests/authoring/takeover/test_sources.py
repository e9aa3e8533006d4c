"""What is read of nbgrader's and otter's source notebooks."""

from fractions import Fraction

import pytest
import yaml
from support.foreign import HALVED, NBGRADER, OTTER, code, graded, notebook, raw, solution, words

from grader.authoring.takeover.asked import take_over
from grader.authoring.takeover.cells import split
from grader.authoring.takeover.nbgrader import is_nbgrader, read_nbgrader
from grader.authoring.takeover.otter import is_otter, read_otter
from grader.authoring.takeover.texts import hidden_text, probes_text, section_text


def of_nbgrader(*cells):
    return read_nbgrader(notebook(*cells))


def of_otter(*cells):
    return read_otter(notebook(*cells))


def question(config, *tests):
    """A question of otter's about `halved`, in the present format."""
    return [
        raw(f"# BEGIN QUESTION\nname: q1\n{config}"),
        words("**Question 1.** Halve."),
        raw("# BEGIN SOLUTION"),
        code("def halved(x):\n    return x / 2 # SOLUTION"),
        raw("# END SOLUTION"),
        raw("# BEGIN TESTS"),
        *tests,
        raw("# END TESTS"),
        raw("# END QUESTION"),
    ]


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        pytest.param(NBGRADER, (True, False), id="nbgrader's"),
        pytest.param(OTTER, (False, True), id="otter's"),
        pytest.param([words("# Title"), code("x = 1")], (False, False), id="neither"),
        pytest.param(
            [words("```otter\n# BEGIN QUESTION\nname: q1\n```")], (False, True), id="fenced"
        ),
        pytest.param(
            [words("```\nBEGIN QUESTION\nname: q1\n```")], (False, True), id="otter's first"
        ),
    ],
)
def test_a_notebook_is_known_by_its_cells(cells, kinds):
    assert (is_nbgrader(notebook(*cells)), is_otter(notebook(*cells))) == kinds


@pytest.mark.parametrize("read", [of_nbgrader, of_otter])
def test_points_and_titles_are_taken_over_and_hidden_tests_apart(read):
    lines = take_over(read(*(NBGRADER if read is of_nbgrader else OTTER))).lines
    assert [(line.points, line.is_hidden) for line in lines] == [(2, False), (2, True), (2, False)]
    assert ["halve" in line.title.lower() for line in lines] == [True, True, False]
    assert [len(line.probings) for line in lines] == [1, 1, 0]


@pytest.mark.parametrize("read", [of_nbgrader, of_otter])
def test_a_kit_has_nothing_of_a_hidden_test(read):
    planned = take_over(read(*(NBGRADER if read is of_nbgrader else OTTER)))
    hidden = hidden_text(planned)
    assert "halved([3, 0])" in hidden
    given = probes_text(planned, "hw", "hw.ipynb")
    assert "[3, 0]" not in given
    assert not any(x.name in given or x.title in given for x in planned.lines if x.is_hidden)
    assert "unseen_1" in hidden
    assert "unseen_1" not in given


@pytest.mark.parametrize("read", [of_nbgrader, of_otter])
def test_texts_that_students_are_to_write_are_kept_for_who_marks(read):
    homework = read(*(NBGRADER if read is of_nbgrader else OTTER))
    assert "3." in homework.answers[0][1]
    assert not any("3." in part.text for part in homework.parts if part.kind == "markdown")


def test_a_solution_without_marks_is_one_as_a_whole():
    part, _ = of_nbgrader(solution("x = 1"), solution(HALVED)).parts
    assert part.text == "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    assert part.is_solved


def test_tests_are_no_part_of_the_source():
    for homework in (of_nbgrader(*NBGRADER), of_otter(*OTTER)):
        assert not any("[2, 4]" in part.text for part in homework.parts)
        assert not any("otter" in part.text for part in homework.parts)


def test_a_task_and_its_guide_are_for_who_marks():
    text = (
        "## Essay (3 points)\n=== BEGIN MARK SCHEME ===\none point each\n=== END MARK SCHEME ===\n"
    )
    marks = {"grade": False, "grade_id": "essay", "solution": False, "task": True, "points": 3}
    homework = of_nbgrader(words(text, **marks))
    assert homework.exercises[0].by_hand
    assert homework.exercises[0].title == "Essay"
    assert homework.answers == (("essay", "one point each"),)
    assert homework.parts[0].text == "## Essay (3 points)\n"


@pytest.mark.parametrize(
    ("points", "tests", "shares"),
    [
        pytest.param(4, (3, 1), (3, 1), id="by the number of tests"),
        pytest.param(4, (9, 1), (3, 1), id="of each kind at least one"),
        pytest.param(1, (3, 1), (Fraction(1, 2), Fraction(1, 2)), id="in halves, where it is one"),
        pytest.param(Fraction(1, 2), (3, 1), (0, Fraction(1, 2)), id="none that can't be parted"),
        pytest.param(3, (0, 1), (0, 3), id="all of one kind"),
    ],
)
def test_points_of_both_kinds_of_tests_are_shared(points, tests, shares):
    assert split(Fraction(points), *tests) == shares


def test_points_of_hidden_tests_that_cannot_be_asked_are_for_those_that_are_seen():
    hidden = "### BEGIN HIDDEN TESTS\nassert helper(halved([2]))"
    test = graded(f"assert halved([2]) == [1]\n{hidden}", points=3)
    (line,) = take_over(of_nbgrader(solution(HALVED), test)).lines
    assert (line.points, line.is_hidden, len(line.probings)) == (3, False, 1)


def test_points_in_fractions_are_multiplied_until_they_can_be_counted():
    cells = [solution(HALVED), graded("assert halved([2]) == [1]", points=0.25)]
    planned = take_over(of_nbgrader(*cells, graded("assert halved([4]) == [2]", points=1)))
    assert [line.points / planned.scale for line in planned.lines] == [Fraction(1, 4), 1]
    assert planned.scale == 2


@pytest.mark.parametrize(
    ("config", "points"),
    [
        pytest.param("", [Fraction(1, 2), Fraction(1, 2)], id="one point, where nothing is said"),
        pytest.param("points: 6", [4, 2], id="shared by the number of tests"),
        pytest.param("points: [1, 2, 4]", [3, 4], id="one by one"),
        pytest.param("points: {each: 2}", [4, 2], id="each"),
    ],
)
def test_points_of_otter_are_shared_as_it_says(config, points):
    tests = [code("halved(2) == 1", shown="True"), code("halved(4)", shown="2.0")]
    planned = take_over(
        of_otter(*question(config, *tests, code("# HIDDEN\nhalved(6)", shown="3.0")))
    )
    assert [line.points / planned.scale for line in planned.lines] == points
    assert [len(line.probings) for line in planned.lines] == [2, 1]


def test_a_test_of_otter_may_say_its_points_and_be_a_function():
    config = '""" # BEGIN TEST CONFIG\npoints: 3\nhidden: true\n""" # END TEST CONFIG\n'
    body = "def test_halved(halved):\n    assert halved(2) == 1\n\ntest_halved(halved)  # IGNORE"
    test = code(config + body)
    (line,) = take_over(of_otter(*question("", test))).lines
    assert (line.points, line.is_hidden) == (3, True)
    assert 'answers["halved(2)"] = student.halved(2)' in line.probings[0].question.body


def test_otters_first_format_is_read():
    homework = of_otter(
        words("**Question 1.** Halve.\n\n```\nBEGIN QUESTION\nname: q1\npoints: 2\n```"),
        code("def halved(x):\n    return x / 2 # SOLUTION"),
        code("# TEST\nhalved(2) == 1", shown="True"),
        code("## Hidden Test ##\nhalved(4)", shown="2.0"),
        words("**Question 2.** Say it.\n\n```\nBEGIN QUESTION\nname: q2\nmanual: true\n```"),
        words("**SOLUTION**: So it is."),
    )
    assert [(e.name, e.points, e.hidden_points, e.by_hand) for e in homework.exercises] == [
        ("q1", 1, 1, False),
        ("q2", 1, 0, True),
    ]
    texts = "".join(part.text for part in homework.parts)
    assert "BEGIN QUESTION" not in texts
    assert "So it is" not in texts


def of_code(cell):
    return code("".join(cell["source"]))


def test_cells_of_code_may_stand_for_raw_ones():
    cells = [of_code(cell) if cell["cell_type"] == "raw" else cell for cell in OTTER]
    assert of_otter(*cells).parts == of_otter(*OTTER).parts
    names = [[each.name for each in of_otter(*some).exercises] for some in (cells, OTTER)]
    assert names[0] == names[1] == ["q1", "q2"]


def fenced(cell):
    return words(f"```otter\n{''.join(cell['source'])}\n```")


def test_what_stands_in_fences_is_as_in_raw_cells():
    cells = [fenced(cell) if cell["cell_type"] == "raw" else cell for cell in OTTER]
    assert of_otter(*cells) == of_otter(*OTTER)


def test_what_students_find_in_a_solutions_place_is_a_stub():
    prompt = [raw("# BEGIN PROMPT"), code("halved = ..."), raw("# END PROMPT")]
    (begin, text, *rest) = question("", code("halved(2)", shown="1.0"))
    part = of_otter(begin, text, *prompt, *rest).parts[1]
    assert part.text.endswith("### BEGIN STUB\n# halved = ...\n### END STUB")
    assert "# SOLUTION" not in part.text


@pytest.mark.parametrize(
    ("test", "why"),
    [
        pytest.param(
            "assert helper(halved([2])) == 1", "defines `helper`", id="needs what is not there"
        ),
        pytest.param("assert halved([2]) == [1", "not Python", id="is no Python"),
        pytest.param("### AUTOTEST halved([2])", "from the solution", id="is made by nbgrader"),
    ],
)
def test_points_of_what_cannot_be_asked_are_left_to_a_person(test, why):
    planned = take_over(of_nbgrader(solution(HALVED), graded(test, points=3, grade_id="hard")))
    (line,) = planned.lines
    assert (line.points, line.probings) == (3, ())
    assert why in str(planned.left[0])
    assert "cell 2 (hard)" in str(planned.left[0])
    assert "# Not taken over:" in probes_text(planned, "hw", "hw.ipynb")
    assert "halved([2" in probes_text(planned, "hw", "hw.ipynb")


def test_a_test_without_points_is_kept_as_a_comment():
    seen = code("halved(4)", shown="2.0")
    points = '""" # BEGIN TEST CONFIG\npoints: 2\nhidden: true\n""" # END TEST CONFIG\n'
    planned = take_over(of_otter(*question("", seen, code(f"{points}halved(2)", shown="1.0"))))
    assert [(line.points, line.is_hidden) for line in planned.lines] == [(2, True)]
    assert "#     halved(4)" in probes_text(planned, "hw", "hw.ipynb")


def test_an_asserting_question_is_marked_as_one():
    planned = take_over(of_nbgrader(solution(HALVED), graded("assert halved([2])[0] > 0")))
    assert "# asserts: students can read" in probes_text(planned, "hw", "hw.ipynb")


def test_names_that_nbgrader_made_up_give_way_to_what_is_asked():
    cells = [graded("assert halved([2]) == [1]", grade_id="cell-0123456789abcdef")] * 2
    planned = take_over(of_nbgrader(solution(HALVED), *cells))
    assert [line.name for line in planned.lines] == ["halved", "halved_2"]


def test_all_names_of_a_module_are_there_for_questions_too():
    test = (
        "assert sqrt(halved([8])[0]) == 2\n### BEGIN HIDDEN TESTS\nassert sqrt(halved([2])[0]) == 1"
    )
    cells = [code("from math import *"), solution(HALVED), graded(test, points=2)]
    planned = take_over(of_nbgrader(*cells))
    assert probes_text(planned, "hw", "hw.ipynb").count("from math import *") == 1
    assert "\nfrom math import *\ndef asked" in hidden_text(planned)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param({"cell_type": "code", "metadata": None, "source": None}, id="empty"),
        pytest.param({"cell_type": "markdown", "source": ["a", 3]}, id="no texts"),
        pytest.param({}, id="nothing"),
    ],
)
def test_a_malformed_cell_does_no_harm(cell):
    lines = take_over(of_nbgrader(cell, *NBGRADER)).lines
    assert [line.name for line in lines] == ["halves", "halves_hidden", "why"]
    lines = take_over(of_otter(cell, *OTTER)).lines
    assert [line.name for line in lines] == ["q1", "q1_hidden", "q2"]


def test_a_name_is_no_word_of_pythons_or_of_the_file():
    cells = [graded("assert halved([2]) == [1]", grade_id=name) for name in ("class", "case", "1")]
    planned = take_over(of_nbgrader(solution(HALVED), *cells))
    assert [line.name for line in planned.lines] == ["class_2", "case_2", "q_1"]


def test_a_title_that_many_tests_have_stands_below_its_heading():
    test = '"""Looks right"""\nassert halved([2]) == [1]'
    cells = [words("# A"), solution(HALVED), graded(test, grade_id="a")]
    cells += [words("# B"), words("**Answer**", grade=True, solution=True, points=1, grade_id="b")]
    planned = take_over(of_nbgrader(*cells, graded(test, grade_id="c")))
    assert [line.title for line in planned.lines] == ["Looks right", "B", "B: Looks right"]


def test_a_rubric_may_hold_any_title():
    cells = [words('# "Quotes": {and} more'), solution(HALVED), graded("assert halved([2]) == [1]")]
    text = section_text(take_over(of_nbgrader(*cells)), "hw", ["stdlib"], ["a b.csv"])
    (criterion,) = yaml.safe_load(text)["hw"]["criteria"]
    assert criterion["group"] == "'Quotes': {and} more"
