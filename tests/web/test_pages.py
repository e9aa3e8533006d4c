"""What the pages show: the class as it is asked for, a hand-in whole, and nothing as markup."""

import html

import pytest
from support.markers import WRONG, Desk, Server

from grader.reports.html import environment
from grader.web import guard

pytestmark = [pytest.mark.processes, pytest.mark.database]
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("pages"))
    desk.hand_in("ada", WRONG, explained=HOSTILE)
    desk.hand_in("ben")
    (desk.files / "cleo.ipynb").write_text("{", encoding="utf-8")
    roster = desk.folder / "class.csv"
    rows = ["ada,Ada Lovelace,A", "ben,Bén Okri,B", "cleo,Cleo Paz,A", "dan,Dan <b>Wu,B"]
    roster.write_text("\n".join(["student,name,section", *rows]), encoding="utf-8")
    desk.grade("batch", str(desk.files), "--roster", str(roster), status=4)
    desk.grade("mark", "ben", "style", "3")
    desk.grade("mark", "ben", "names", "2")
    return desk


@pytest.fixture(scope="module")
def visitor(desk):
    server = Server(desk)
    yield server.visitor()
    server.close()


def listed(answer):
    return [key for key in ("ada", "ben", "cleo", "dan") if f"/a/stats/s/{key}" in answer.text]


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        pytest.param("", ["ada", "ben", "cleo", "dan"], id="all of the roster"),
        pytest.param("search=lovel", ["ada"], id="a part of a name"),
        pytest.param("search=OKRI+BEN", ["ben"], id="words in any order and case, without accents"),
        pytest.param("state=to+mark", ["ada"], id="to be marked"),
        pytest.param("state=marked", ["ben"], id="marked"),
        pytest.param("state=not+graded", ["cleo"], id="not graded"),
        pytest.param("section=B", ["ben", "dan"], id="a section"),
        pytest.param("search=zzz", [], id="nobody"),
        pytest.param(
            "state=odd&order=odd&page=-9&turned=x", ["ada", "ben", "cleo", "dan"], id="odd words"
        ),
    ],
)
def test_the_class_is_searched_and_filtered(visitor, query, keys):
    assert listed(visitor.open(f"/a/stats/?{query}")) == keys


def test_the_class_is_sorted_and_turned(visitor):
    text = visitor.open("/a/stats/?order=points").text
    assert text.index("/s/ben") < text.index("/s/ada") < text.index("/s/cleo")
    text = visitor.open("/a/stats/?order=points&turned=yes").text
    assert text.index("/s/ada") < text.index("/s/ben")


def test_the_head_of_a_column_orders_by_it_and_turns_that(visitor):
    text = visitor.open("/a/stats/?state=late").text
    for order in ("points", "status", "handed+in"):
        assert f'<a href="/a/stats/?state=late&amp;order={order}">' in text
    text = visitor.open("/a/stats/?order=points").text
    assert (
        '<th scope="col" aria-sort="ascending"><a href="/a/stats/?order=points&amp;turned=yes">'
        in text
    )
    assert '<a href="/a/stats/">Student</a>' in text


def test_a_script_is_sent_the_rows_alone(visitor):
    part = visitor.open("/a/stats/?search=ada", HX_Request="true")
    assert listed(part) == ["ada"]
    assert "<html" not in part.text


def test_a_hand_in_is_shown_with_what_was_expected_and_the_hidden_criteria(visitor):
    words = visitor.hand_in("ada").words
    assert "expected 2, got 1" in words
    assert "unseen" in words  # the hidden criterion
    assert "begin with median" in words


def test_nothing_of_a_hand_in_is_markup(visitor):
    for text in (visitor.hand_in("ada").text, visitor.open("/a/stats/").text):
        assert HOSTILE not in text
        assert "<b>Wu" not in text
    assert html.escape(HOSTILE) in visitor.hand_in("ada").text


def test_a_student_s_page_is_the_one_that_they_get(desk, visitor, tmp_path):
    shown = visitor.open("/a/stats/page/ada")
    desk.grade("report", "--out", str(tmp_path / "pages"), "--assignment", "stats")
    assert shown.text == (tmp_path / "pages/students/ada.html").read_text(encoding="utf-8")
    assert shown.headers["content-security-policy"].endswith("sandbox")


def test_of_nobody_and_of_no_assignment_there_is_no_page(visitor):
    for path in ("/a/stats/s/nobody", "/a/stats/page/nobody", "/a/odd/", "/a/odd/s/ada", "/odd"):
        answer = visitor.open(path)
        assert (answer.status, "Not done" in answer.text) == (404, True), path


def test_who_has_handed_in_nothing_and_who_can_t_be_read_have_a_page(visitor):
    assert "Nothing was handed in" in visitor.hand_in("dan").words
    assert "cleo.ipynb" in visitor.hand_in("cleo").words


def test_the_next_and_the_previous_are_those_of_the_list(visitor):
    page = visitor.open("/a/stats/s/cleo?section=A")
    assert "/a/stats/s/ada?section=A" in page.text
    assert "/a/stats/s/ben" not in page.text


def test_what_is_made_ready_before_it_is_asked_for_is_there():
    guard.make_ready()
    ready = environment((guard.PACKAGE, guard.SITE)).cache
    assert {name for _, name in ready} >= {f"{name}.html" for name in guard.FIRST}
