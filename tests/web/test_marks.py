"""Marks that are given on the pages: once, by whom, and never over another's unseen."""

import os

import pytest
from support.markers import WRONG, Desk, Server, full

from grader.web.access import Visitor
from grader.web.claims import SECONDS, OpenHandIns

pytestmark = [pytest.mark.processes, pytest.mark.database]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("marks"))
    for name in ("ada", "ben", "cleo", "dan", "eva", "finn", "gus", "hal"):
        desk.hand_in(name, WRONG if name == "ben" else desk.right)
    desk.batch()
    return desk


@pytest.fixture(scope="module")
def server(desk):
    server = Server(desk)
    yield server
    server.close()


@pytest.fixture(scope="module")
def visitor(server):
    return server.visitor()


def test_a_mark_is_in_the_gradebook_with_its_comment(desk, visitor):
    assert visitor.mark("ada", points_style="3", comment_style="well argued").status == 200
    assert desk.table()["ada"]["style"] == "3"
    assert "well argued" in desk.grade("mark", "ada", "style")


def test_a_form_that_is_sent_twice_marks_once(desk, visitor):
    fields = visitor.hand_in("dan").fields("/a/stats/mark") | {"points:style": "1"}
    assert visitor.open("/a/stats/mark", fields).status == 200
    assert visitor.open("/a/stats/mark", fields).status == 200
    assert desk.grade("gradebook", "dan").count("stats, style: 1, by") == 1


def test_of_two_markers_the_second_sees_whose_change_it_is_and_loses_nothing(desk, server, visitor):
    other = server.visitor()
    first, second = visitor.hand_in("cleo"), other.hand_in("cleo")
    visitor.send(first, points_style="3")
    late = other.send(second, points_style="1", comment_style="only what")
    assert late.status == 409
    assert "gave 3 on 'style' since this was shown; nothing was written" in late.words
    assert late.fields("/a/stats/mark")["comment:style"] == "only what"
    assert desk.table()["cleo"]["style"] == "3"
    # What stands there now was shown with that, so it can be given after all.
    assert other.send(late).status == 200
    assert desk.table()["cleo"]["style"] == "1"


def test_a_form_does_not_mark_what_was_handed_in_after_it_was_opened(desk, visitor):
    desk.hand_in("gwen")
    desk.batch()
    page = visitor.hand_in("gwen")
    desk.hand_in("gwen", explained="It is no middle at all.")
    desk.batch()
    late = visitor.send(page, points_style="3", comment_style="well argued")
    assert late.status == 409
    assert "gwen: what was handed in for 'style' is another since this was shown" in late.words
    assert "no middle at all" in late.words
    assert late.fields("/a/stats/mark")["comment:style"] == "well argued"
    assert desk.table()["gwen"]["style"] == ""
    # Now it was shown with what was typed.
    assert visitor.send(late, points_style="0").status == 200
    assert desk.table()["gwen"]["style"] == "0"


def test_a_form_marks_by_the_guide_that_it_showed_or_not_at_all(desk, visitor):
    desk.hand_in("hugh")
    desk.batch()
    page = visitor.hand_in("hugh")
    desk.write_rubric(desk.rubric.replace("words: Says why", "words: Says for whom"))
    late = visitor.send(page, points_style="3")
    untouched = visitor.send(page, points_names="2")
    desk.write_rubric(desk.rubric)
    assert late.status == 409
    assert "what 'style' is marked by" in late.words
    assert untouched.status == 200
    assert (desk.table()["hugh"]["style"], desk.table()["hugh"]["names"]) == ("", "2")


def test_points_that_the_guide_has_not_are_refused_beside_what_was_typed(desk, visitor):
    answer = visitor.mark("finn", points_style="2", points_names="1", comment_names="fine")
    assert answer.status == 422
    assert "write 3, 1, 0 (one of its levels), or none" in answer.words
    fields = answer.fields("/a/stats/mark")
    assert (fields["points:names"], fields["comment:names"]) == ("1", "fine")
    assert desk.table()["finn"]["names"] == ""


def test_the_last_marks_are_taken_back_as_they_were(desk, server):
    visitor = server.visitor()
    visitor.mark("eva", points_style="1", comment_style="first")
    visitor.mark("eva", points_style="3", points_names="2", comment_style="second")
    page = visitor.hand_in("eva")
    assert visitor.open("/a/stats/undo", page.fields("/a/stats/undo")).status == 200
    fields = visitor.hand_in("eva").fields("/a/stats/mark")
    assert (fields["points:style"], fields["comment:style"]) == ("1", "first")
    assert fields["points:names"] == ""


def test_what_another_has_changed_since_is_not_taken_back(server):
    visitor, other = server.visitor(), server.visitor()
    visitor.mark("eva", points_style="0")
    other.mark("eva", points_style="3")
    page = visitor.hand_in("eva")
    # Both are one person to a link, so the name is the same and the mark is another.
    answer = visitor.open("/a/stats/undo", page.fields("/a/stats/undo"))
    assert answer.status in (409, 422)
    assert visitor.hand_in("eva").fields("/a/stats/mark")["points:style"] == "3"


def take_back(visitor, key):
    return visitor.open("/a/stats/undo", visitor.hand_in(key).fields("/a/stats/undo"))


def test_one_deed_after_the_other_is_taken_back_also_of_taking_back(server):
    visitor = server.visitor()
    for points in ("1", "3", "none"):
        visitor.mark("gus", points_style=points, comment_style="" if points == "none" else points)
    for points in ("3", "1", "none"):
        assert take_back(visitor, "gus").status == 200
        assert visitor.hand_in("gus").fields("/a/stats/mark")["points:style"] == points
    assert "Take back my last marks" not in visitor.hand_in("gus").words


def test_what_can_t_be_written_now_stays_where_it_was_typed(desk, server):
    visitor = server.visitor()
    with full(desk, "marks"):
        answer = visitor.mark("hal", points_names="1", comment_names="long thoughts")
    assert (answer.status, "its disk is full; make room" in answer.words) == (503, True)
    fields = answer.fields("/a/stats/mark")
    assert (fields["points:names"], fields["comment:names"]) == ("1", "long thoughts")
    assert visitor.open("/a/stats/mark", fields).status == 200
    assert desk.table()["hal"]["names"] == "1"
    # What can't be taken back now can be later.
    with full(desk, "marks"):
        assert take_back(visitor, "hal").status == 503
    assert take_back(visitor, "hal").status == 200
    assert desk.table()["hal"]["names"] == ""


def test_points_are_not_put_in_place_of_others_than_were_shown(desk, visitor):
    desk.hand_in("ike", WRONG)
    desk.batch()
    given = {"criterion": "median", "points": "1", "why": "half of it"}
    fields = visitor.hand_in("ike").fields("/a/stats/override") | given
    desk.hand_in("ike")
    desk.batch()
    late = visitor.open("/a/stats/override", fields)
    assert (late.status, "ike: another attempt counts" in late.words) == (409, True)
    assert desk.table()["ike"]["median"] == "3"
    # What was typed stands there still, for who wants it all the same.
    again = late.fields("/a/stats/override") | {"criterion": "median"}
    assert (again["points"], again["why"]) == ("1", "half of it")
    assert '<option value="median" selected>' in late.text
    other = again | {"points": "2", "why": "I see more", "nonce": "n" * 20}
    assert visitor.open("/a/stats/override", other).status == 200
    assert visitor.open("/a/stats/override", again).status == 409
    assert desk.table()["ike"]["median"] == "2"
    page = visitor.hand_in("ike").fields("/a/stats/override")
    back = page | {"criterion": "median", "points": "none", "why": "no"}
    for _ in range(2):
        assert visitor.open("/a/stats/override", back).status == 200
    assert desk.table()["ike"]["median"] == "3"


def test_the_code_that_is_shown_is_that_of_the_attempt_that_counts(desk, visitor):
    # After `git clone` all files have one time.
    for source, words in ((WRONG, "my first try"), (desk.right, "my second try")):
        desk.hand_in("jo", source, words)
        os.utime(desk.files / "jo.ipynb", (1.7e9, 1.7e9))
        desk.batch()
    assert "my first try" not in visitor.hand_in("jo").text
    desk.grade("choose", "jo", "1", "--why", "asked for it")
    page = visitor.hand_in("jo")
    assert "my first try" in page.text
    assert "my second try" not in page.text


def test_other_points_than_were_judged_need_a_reason(desk, visitor):
    page = visitor.hand_in("ben")
    fields = page.fields("/a/stats/override") | {"criterion": "median", "points": "2"}
    assert "write the reason" in visitor.open("/a/stats/override", fields | {"why": " "}).words
    # Sent twice it is written once.
    for _ in range(2):
        assert visitor.open("/a/stats/override", fields | {"why": "on paper"}).status == 200
    assert desk.table()["ben"]["median"] == "2"
    assert desk.grade("log", "ben").count("on paper") == 1
    assert "on paper" in desk.grade("gradebook", "ben")


def test_after_save_and_next_comes_who_is_to_be_marked(visitor):
    answer = visitor.mark("ada", then="next")
    assert "/s/" in answer.url
    assert "points to be marked" in answer.words


def test_what_one_has_open_is_not_the_next_of_another(desk, server):
    first, second = server.visitor(), server.visitor()
    mine = first.open("/a/stats/next")
    assert "open, too" not in mine.words
    assert second.open("/a/stats/next").url != mine.url
    # Whoever opens it all the same is told.
    assert "has this open, too" in second.open(mine.url).words


def test_a_hand_in_that_was_left_open_is_free_again_after_a_while():
    now = [0.0]
    opened, jane, joe = OpenHandIns(lambda: now[0]), Visitor("jane", 1e9), Visitor("joe", 1e9)
    opened.open(jane, "stats", "ada")
    assert opened.others(joe, "stats", "ada") == ["jane"]
    assert opened.others(jane, "stats", "ada") == []
    opened.open(jane, "stats", "ben")
    assert opened.others(joe, "stats", "ada") == []
    now[0] = SECONDS + 1
    assert opened.others(joe, "stats", "ben") == []
