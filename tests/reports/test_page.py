import base64
import dataclasses
import functools
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import get_type_hints

import pytest
from support import specimens
from support.project import ROOT

from grader.core.probe import CellError, Level, Observations
from grader.core.result import Departure, Report, ScoreStatus, Status, StudentReport
from grader.core.submission import Cell, Limits, Place, Script, Submission
from grader.pipeline import Graded, grade
from grader.reports import code, github, terminal
from grader.reports.page import BUDGETS, LIMIT, Page, departure_view, render
from grader.reports.records import read, stored
from grader.reports.student import student_view
from grader.submission.notebook import read_submission

WIDE = BUDGETS[0]
UNREADABLE = Report(
    Submission(Path("/home/ta/hw.ipynb"), student="ada"),
    "hw",
    Status.UNREADABLE,
    maximum=43,
    rubric_hash="0123456789ab",
    notes=("/home/ta/hw.ipynb: the file is empty; save the notebook and try again",),
)


@pytest.fixture(scope="session")
def graded(example, assignment, sandbox):
    """A specimen, graded once, as staff have it."""
    starter = read_submission(ROOT / "assignments/perceptron/perceptron.ipynb", Limits())
    readings = {"full": lambda reading: reading, "starter": lambda _: starter}

    @functools.cache
    def run(name):
        reading = readings.get(name, getattr(specimens, name, None))(example)
        return grade(reading, assignment, sandbox, is_own=True)

    return run


@pytest.fixture(scope="session")
def page(graded, assignment):
    """A specimen's page; as it would be if staff's report had these fields."""

    def run(name, **changes):
        return specimens.page_of_graded(graded(name), assignment, **changes)

    return run


class Seen(HTMLParser):
    """What a browser would make of a page: elements with attributes, and text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self.silent = [], "", False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.text += "" if tag in ("i", "code", "bdi", "span", "a") else " "
        self.elements.append((tag, dict(attrs)))
        self.silent = tag in ("style", "title", "desc")

    def handle_endtag(self, tag):
        self.silent = False

    def handle_data(self, data):
        if not self.silent:
            self.text += data


def text_of(html):
    return " ".join(Seen(html).text.split())


def with_report(page, **changes):
    return dataclasses.replace(page, report=dataclasses.replace(page.report, **changes))


# points


def test_a_full_page_says_so_and_how_much_is_hidden(page):
    text = text_of(render(page("full")))
    assert "43 of 43 points: everything that you can see is right" in text
    assert "3 more criteria, 7 points, are judged on data that you don’t see." in text


def test_a_page_is_the_same_whatever_hidden_criteria_earned(page, graded):
    secret = (Departure("p:c", "secret", "1", "2"),)
    scores = tuple(
        dataclasses.replace(
            score, status=ScoreStatus.LOST, earned=0, title="secret", departures=secret
        )
        if score.is_hidden
        else score
        for score in graded("full").report.scores
    )
    assert render(page("full", scores=scores, earned=43)) == render(page("full"))


def test_of_hidden_criteria_no_name_no_title_and_no_staff_note_is_there(page, graded, assignment):
    html = render(page("bias_forgotten"))
    hidden = [criterion for criterion in assignment.criteria if criterion.hidden]
    assert len(hidden) == 3
    for criterion in hidden:
        assert criterion.name not in html
        assert criterion.title not in html
    assert "whole rubric" in str(graded("bias_forgotten").report.staff_notes)
    assert "whole rubric" not in html
    for probe in assignment.probes:
        assert not probe.hidden or probe.case.name not in html


def test_a_page_cannot_be_made_from_staff_s_report():
    """A type of its own to the type checker, though not when it runs: mypy refuses the other."""
    assert get_type_hints(Page)["report"] is StudentReport
    assert StudentReport.__supertype__ is Report
    assert get_type_hints(student_view)["return"] is StudentReport


def test_in_a_kit_the_hidden_points_are_told_without_a_count(page, graded):
    visible = tuple(score for score in graded("full").report.scores if not score.is_hidden)
    text = text_of(render(page("full", scores=visible)))
    assert "7 more points are given on data that you don’t see." in text


def test_the_diagnosis_stands_before_the_points_and_leads_to_its_cell(page):
    html = render(page("standardized_by_all"))
    text = text_of(html)
    assert text.index("mean and deviation are taken of all data") < text.index("Points")
    assert '<a href="#cell-6">Go to cell 6, line 1</a>' in html


def test_what_is_carried_forward_names_what_it_follows_from(page):
    text = text_of(render(page("bias_forgotten")))
    train = "train() corrects weights and bias by the error, at once"
    assert f"Carried forward from “{train}”." in text
    printed = terminal.render(page("bias_forgotten").report, terminal.Style(width=200))
    assert f'carried forward: follows from "{train}", not charged again' in printed


def test_what_is_carried_forward_from_a_hidden_criterion_does_not_name_it(page, graded):
    scores = tuple(
        dataclasses.replace(score, cause="unseen_updates") if score.cause else score
        for score in graded("bias_forgotten").report.scores
    )
    whole = page("bias_forgotten", scores=scores)
    html, printed = render(whole), terminal.render(whole.report, terminal.Style())
    assert "Carried forward from another mistake." in text_of(html)
    assert "carried forward: follows from another mistake, not charged again" in printed
    assert "unseen_updates" not in html + printed + "".join(
        github.row(score, whole) for score in scores
    )


def test_a_departure_has_its_question_where_expected_got_and_case(page):
    text = text_of(render(page("standardized_by_all")))
    assert (
        "prepare() splits, then standardizes both parts by the training part "
        "where X_train, row 1, column 1 expected -0.09325 got 0.2604 "
        "case six_rows · cell 6, line 1"
    ) in text


def test_the_starter_says_what_to_write_first(page):
    text = text_of(render(page("starter")))
    assert "0 of 43 points" in text
    assert "write load_data next (cell 1, line 1)" in text
    assert "counts as soon as another criterion is earned" in text


# pictures


def test_a_trajectory_that_agrees_says_so(page):
    text = text_of(render(page("full")))
    assert "Yours and the reference's agree after every epoch." in text
    assert "first departure" not in text


def test_a_trajectory_marks_its_first_departure(page, assignment):
    expected = assignment.golden["epochs_apart:ready_flipped"]["epoch 1"]["weights"][0]
    html = render(page("bias_forgotten"))
    assert "first departure: epoch 1" in text_of(html)
    told = f"The first departure is at epoch 1, weights 1: expected {expected:.4g}, yours 1.016."
    assert told in html
    assert '<circle cx="' in html
    assert 'class="departure"' in html


def test_the_boundary_has_all_points_by_shape_and_part_and_two_lines(page):
    html = render(page("bias_forgotten"))
    picture = re.search(r'<svg[^>]*aria-labelledby="picture-2-title".*?</svg>', html, re.S)[0]
    groups = dict(re.findall(r'<g class="(class-[^"]*)">(.*?)</g>', picture, re.S))
    counts = {kind: inside.count("<circle") for kind, inside in groups.items()}
    counts |= {k: n for k, inside in groups.items() if (n := inside.count("<polygon"))}
    assert sum(counts.values()) == 100
    assert counts["class-0 hollow"] + counts["class-1 hollow"] == 30
    assert "<polygon" not in groups["class-0"]
    assert "<circle" not in groups["class-1"]
    assert picture.count('class="yours"') == picture.count('class="reference"') == 1


def test_points_and_line_are_in_the_same_space(page):
    """The reference parts the training points without a fault, as its accuracy of 1 says."""
    plane = page("full").pictures[1]
    (x0, x1), (y0, y1) = plane.line.x, plane.line.expected
    above = {
        point.label
        for point in plane.points
        if point.part == "training" and point.y > y0 + (y1 - y0) * (point.x - x0) / (x1 - x0)
    }
    assert above == {"1"}


def test_every_picture_has_a_title_a_description_and_a_name_of_its_own(page):
    elements = Seen(render(page("hostile"))).elements
    images = [attributes for tag, attributes in elements if attributes.get("role") == "img"]
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(images) == 4
    assert len(ids) == len(set(ids))
    for image in images:
        assert image["aria-labelledby"] in ids
        assert image["aria-describedby"] in ids


# code


def test_a_message_stands_under_the_line_that_it_is_about(page):
    html = render(page("raising"))
    line = html.index('<mark class="l" data-n="3">')
    code, rest = html[line:].split("</mark>", 1)
    assert "w0, w1, w2" in re.sub("<.*?>", "", code)
    assert text_of(rest.split("<pre>")[0]).startswith("Error, line 3 ValueError: not enough values")


def test_a_value_that_departs_is_told_where_its_function_begins(page):
    html = render(page("bias_forgotten"))
    line = html.index('<mark class="l" data-n="20">')
    code, rest = html[line:].split("</mark>", 1)
    assert "def train" in re.sub("<.*?>", "", code)
    assert "bias: expected 1, got 0" in text_of(rest.split("<pre>")[0])


def test_what_a_cell_raised_leads_to_the_cell(page):
    html = render(page("raising"))
    assert "While the cells ran" in html
    assert html.count('<a href="#cell-8">cell 8, line 3</a>') >= 2


def test_a_file_is_shown_in_one_piece_with_its_own_lines(graded, tmp_path, assignment):
    path = tmp_path / "perceptron.py"
    path.write_text("import math\n\n\ndef load_data(path):\n    return [], []\n", encoding="utf-8")
    reading, nothing = read_submission(path, Limits()), Observations({}, Level.NONE)
    as_a_file = Graded(graded("starter").report, reading, nothing)
    html = render(specimens.page_of_graded(as_a_file, assignment))
    assert "The file" in html
    assert re.findall(r'data-n="(\d+)"', html) == ["1", "2", "3", "4", "5"]
    assert "def load_data(path):" in re.sub("<.*?>", "", html)


def test_code_beyond_the_room_is_counted(page):
    long = Cell(1, "\n".join(f"x{i} = {i}" for i in range(3000)))
    html = render(dataclasses.replace(page("full"), cells=(long, Cell(2, "y = 1"))))
    shown = html.count('class="l"')
    assert f"{3001 - shown:,} lines of this cell are not shown" in html
    assert "Cell 2" in html


def test_cells_beyond_those_that_are_shown_are_counted_and_not_highlighted(page, monkeypatch):
    calls, true_tokens = [], code.LEXER.get_tokens
    counted = lambda text: calls.append(text) or true_tokens(text)  # noqa: E731
    monkeypatch.setattr(code.LEXER, "get_tokens", counted)
    cells = tuple(Cell(n, f"x = '%s{{a[b].c!r:>{{d}}}}' % {n}" * 9) for n in range(1, 5_001))
    html = render(dataclasses.replace(page("full"), cells=cells))
    assert f"{5_000 - code.MOST_CELLS:,} more cells are not shown" in html
    assert len(html.encode()) < LIMIT
    assert len(calls) <= len(BUDGETS) * code.MOST_CELLS


@pytest.mark.parametrize("place", [Place(3, 7), Place(3, None), Place(None, 7)])
def test_a_place_at_the_beginning_of_a_message_is_shown_apart(page, place):
    words = "ValueError: cell 9, line 9: x"
    view = departure_view(Departure("p:c", f"{place}: {words}", place=place), page("full"), WIDE)
    assert (view.place, view.message) == (place, words)


@pytest.mark.parametrize("message", ["weights expected 1, got: 2", ": x", "cell 9, line 9: x"])
def test_a_message_without_a_place_stays_whole(page, message):
    view = departure_view(Departure("p:c", message), page("full"), WIDE)
    assert (view.place, view.message) == (None, message)


# hostile text


@pytest.fixture(scope="session")
def hostile(page):
    return specimens.with_raw_output(page("hostile"), specimens.flood())


def test_hostile_text_becomes_no_element_and_no_attribute(hostile):
    elements = Seen(render(hostile)).elements
    tags = {tag for tag, _ in elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "base", "b-r"}
    names = {name for _, attributes in elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in ("style", "src")]
    links = [attributes["href"] for _, attributes in elements if "href" in attributes]
    assert all(link == "data:," or link.startswith("#") for link in links)


def test_hostile_text_is_shown_as_text(hostile):
    text = text_of(render(hostile))
    assert "<script>alert(1)</script>" in text
    assert "ValueError: </style></script><script>" in text
    assert "TypeError: '<script>alert(4)</script>' object is not iterable" in text
    assert "the text '<script>alert(5)</script>'" in text


def test_no_control_character_and_no_bidi_control_reaches_a_page(hostile):
    assert "\u202e" in "".join(cell.source for cell in hostile.cells)
    assert {c for c in render(hostile) if not c.isprintable()} == {"\n"}


def test_a_character_that_reorders_code_is_written_out(hostile):
    assert r"\u202e\u2066" in text_of(render(hostile))


def test_ten_megabytes_printed_keep_their_beginning_and_end(hostile):
    html = render(hostile)
    assert len(html.encode()) < LIMIT
    assert re.search(r"1?\d,\d{3},\d{3} characters left out here", html)
    assert "the end</pre>" in html
    shown = html.partition("What was printed")[2].partition("<footer>")[0]
    assert "[31m" not in shown
    assert len(shown.encode()) < 10_000
    assert shown.count("\n") < 140


@pytest.mark.parametrize("character", ['"', "<", "\U0001f600", "(", "é"])
def test_a_page_stays_under_its_limit_whatever_fills_it(hostile, character):
    text = character * 200
    values = Departure("p:c", text, text, text)
    errors = [Departure("p:c", f"cell 1, line {n}: {n}{text}", place=Place(1, n)) for n in range(9)]
    departures = (*errors, values)
    scores = tuple(
        dataclasses.replace(score, status=ScoreStatus.LOST, departures=departures)
        for score in hostile.report.scores
    )
    report = {
        "scores": scores,
        "errors": (CellError(1, 1, text, text),) * 99,
        "notes": tuple(text + str(i) for i in range(99)),
    }
    filled = with_report(hostile, **report, stdout=character * 3_000_000)
    code = Cell(1, "\n".join([character * 120] * 500))
    assert len(render(dataclasses.replace(filled, cells=(code,) * 5)).encode()) < LIMIT


def test_the_policy_allows_the_one_style_sheet_and_nothing_else(page):
    html = render(page("full"))
    sheet = re.search("<style>(.*?)</style>", html, re.S)[1]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    policy = next(a["content"] for tag, a in Seen(html).elements if "http-equiv" in a)
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


# the rest


def test_the_example_s_page_is_small(page):
    assert len(render(page("full")).encode()) < 60_000


def test_a_kept_report_gives_the_same_page(page, graded, assignment):
    fresh = graded("standardized_by_all")
    kept = read(json.loads(json.dumps(stored(fresh.report))))
    again = specimens.page_of_graded(dataclasses.replace(fresh, report=kept), assignment)
    assert render(again) == render(page("standardized_by_all"))


def test_headings_go_down_by_one(page):
    levels = [
        int(tag[1])
        for tag, _ in Seen(render(page("hostile"))).elements
        if tag in ("h1", "h2", "h3", "h4")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_foot_says_what_it_was_graded_with(page, assignment):
    one = page("full")
    foot = text_of(render(one).partition("<footer>")[2])
    assert f"SHA-256 {one.report.submission.sha256[:12]}" in foot
    assert f"Rubric {assignment.rubric_hash}" in foot
    assert f"Isolation {one.report.isolation.value}" in foot
    assert re.search(r"example.ipynb, saved \d{4}-\d\d-\d\d", foot)


def test_a_weak_wall_is_marked(page):
    warned = page("full", isolation=Level.BASIC, isolation_warning="basic is too weak")
    assert "Warning: basic is too weak." in text_of(render(warned))


def test_what_was_not_read_has_no_points_but_a_reason():
    html = render(Page("Homework", student_view(UNREADABLE)))
    text = text_of(html)
    assert "Not read" in text
    assert "hw.ipynb: the file is empty" in text
    assert "/home/ta" not in html
    assert "of 43" not in text
    assert 'class="ring"' not in html


def test_what_was_tampered_with_has_no_points_shown(page):
    tampered = page(
        "full", status=Status.TAMPERED, earned=0, scores=(), notes=("tampered with: a frame",)
    )
    text = text_of(render(tampered))
    assert "Tampered with" in text
    assert "43 of 43" not in text
    assert " points" not in text.partition("Notes")[0].partition("Why")[0]


def test_a_submission_without_code_or_answers_has_a_page(page):
    bare = Page("Homework", page("full").report)
    assert "43 of 43 points" in text_of(render(bare))
    assert render(dataclasses.replace(bare, cells=Script((Cell(1, ""),)).cells))
