"""One criterion of all students on a page, earlier comments, and a guide that has changed."""

import re

import pytest
from support.markers import Desk, Server

pytestmark = [pytest.mark.processes, pytest.mark.database]
NAMES = [f"s{number:02}" for number in range(23)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("criterion"))
    for name in NAMES:
        desk.hand_in(name, explained=f"It is the middle, says {name}.")
    desk.batch()
    return desk


@pytest.fixture(scope="module")
def visitor(desk):
    server = Server(desk)
    yield server.visitor()
    server.close()


def sent(page, key, **given):
    """The fields of one student's form on a page of many, filled in."""
    forms = page.text.split("<form")
    part = next(part for part in forms if f'name="student" value="{key}"' in part)
    page.text = f"<form{part}"
    return page.fields("/a/stats/mark") | {n.replace("_", ":", 1): v for n, v in given.items()}


def test_a_criterion_shows_all_works_a_page_at_a_time(visitor):
    first, second = visitor.open("/a/stats/c/style"), visitor.open("/a/stats/c/style?page=2")
    assert "0 of 23 marked" in first.words
    assert [name for name in NAMES if f"says {name}" in first.text] == NAMES[:20]
    assert [name for name in NAMES if f"says {name}" in second.text] == NAMES[20:]


def test_a_work_is_marked_where_it_stands(desk, visitor):
    fields = sent(visitor.open("/a/stats/c/style"), "s03", points_style="1", comment_style="short")
    part = visitor.open("/a/stats/mark", fields, HX_Request="true")
    assert "saved" in part.text
    assert "<html" not in part.text
    assert desk.table()["s03"]["style"] == "1"
    # Without a script the page comes again, at that work.
    fields = sent(visitor.open("/a/stats/c/style"), "s04", points_style="3")
    assert "/a/stats/c/style" in visitor.open("/a/stats/mark", fields).url
    assert desk.table()["s04"]["style"] == "3"


def test_what_can_t_be_taken_stays_where_it_was_typed(visitor):
    fields = sent(visitor.open("/a/stats/c/names"), "s05", points_names="9", comment_names="hm")
    part = visitor.open("/a/stats/mark", fields, HX_Request="true")
    assert part.status == 422
    assert "a number from 0 to 2" in part.words
    assert part.fields("/a/stats/mark")["comment:names"] == "hm"


def test_earlier_comments_are_offered_as_one_types(visitor):
    for key, comment in [("s06", "says what"), ("s07", "says what"), ("s08", "Says <b>why")]:
        visitor.mark(key, points_style="1", comment_style=comment)
    every = visitor.open("/a/stats/bank/style?of=comment:style")
    assert every.text.index("says what") < every.text.index("Says &lt;b&gt;why")
    some = visitor.open("/a/stats/bank/style?of=comment:style&comment:style=WHY")
    assert "what" not in some.text
    assert "why" in some.text


def test_there_is_no_page_of_what_nobody_marks(visitor):
    assert visitor.open("/a/stats/c/median").status == 404
    assert visitor.open("/a/stats/bank/nothing").status == 404


def test_a_level_that_has_moved_moves_its_marks_when_that_was_seen(desk, visitor):
    for key in ("s10", "s11"):
        visitor.mark(key, points_style="1")
    given = [key for key in NAMES if desk.table()[key]["style"] == "1"]
    desk.write_rubric(desk.rubric.replace('{points: 1, words: "Says', '{points: 2, words: "Says'))
    page = visitor.open("/a/stats/c/style")
    assert f"{len(given)} marks of 1 become" in page.words
    assert re.findall(r'value="(\d)" selected', page.text) == ["2"]  # the nearest, not the best
    form = page.fields("/a/stats/c/style/guide") | {"from:1": "2"}
    shown = visitor.open("/a/stats/c/style/guide", form | {"sure": "no"})
    assert f"{len(given)} students would have other points" in shown.words
    assert desk.table()["s10"]["style"] == "1"  # nothing is written yet
    # Another marks one of them meanwhile: what was shown is not so any more.
    visitor.mark("s10", points_style="3")
    late = visitor.open("/a/stats/c/style/guide", form | {"sure": "yes"})
    assert late.status == 409
    assert "are others since this was shown; nothing was written" in late.words
    given.remove("s10")
    assert {desk.table()[key]["style"] for key in given} == {"1"}
    form = visitor.open("/a/stats/c/style").fields("/a/stats/c/style/guide") | {"from:1": "2"}
    visitor.open("/a/stats/c/style/guide", form | {"sure": "yes"})
    assert {desk.table()[key]["style"] for key in given} == {"2"}
    assert "guide has changed" not in visitor.open("/a/stats/c/style").text


def test_a_rubric_that_was_broken_meanwhile_is_told_and_nothing_is_marked(desk, visitor):
    desk.write_rubric("version: [")
    broken = visitor.open("/a/stats/s/s20")
    desk.write_rubric(desk.rubric)
    assert "rubric.yaml" in broken.words
    assert broken.status == 422
    assert visitor.hand_in("s20").status == 200
