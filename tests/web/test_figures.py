"""How the class did, as a page; and what is done to several students at once."""

import pytest
from sqlalchemy import select
from support.crowd import make_class
from support.markers import WRONG, Desk, Server

from grader.classroom.gradebook import statistics
from grader.classroom.gradebook.store import Gradebook
from grader.web.figures import telling

pytestmark = [pytest.mark.processes, pytest.mark.database]
NAMES = [f"s{number:02}" for number in range(12)]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("figures"))
    desk.write_rubric(
        desk.rubric.replace("    points:", "    due: 2999-01-01 12:00 UTC\n    points:", 1)
    )
    for at, name in enumerate(NAMES):
        source = WRONG if at % 3 == 0 else desk.right
        desk.hand_in(name, source.replace("ordered", f"ordered_{at}"))
    desk.batch()
    for name, given in zip(NAMES[:4], "3113", strict=True):
        desk.grade("mark", name, "style", given, "--who", "Smith" if given == "3" else "Jones")
    return desk


@pytest.fixture(scope="module")
def visitor(desk):
    server = Server(desk)
    yield server.visitor()
    server.close()


def test_the_figures_are_those_of_the_dashboard_and_of_markers(visitor):
    answer = visitor.open("/a/stats/figures")
    assert answer.status == 200, answer.words
    assert "Median" in answer.words
    assert "/a/stats/s/s00" in answer.text  # whoever has a mistake is linked
    assert "Smith 2 3.00" in answer.words
    assert "Jones 2 1.00" in answer.words


def test_a_criterion_that_goes_with_the_rest_says_much_and_one_that_is_chance_little():
    points = []
    for student in range(20):
        is_good = student >= 10
        points += [(student, "clear", 2.0 * is_good, 2), (student, "rest", 5.0 * is_good, 5)]
        points += [(student, "chance", 1.0 * (student % 2), 1), (student, "given", 1.0, 1)]
    tellings = {each.name: each for each in telling(points)}
    assert tellings["clear"].correlation > 0.9
    assert tellings["chance"].says_little
    assert tellings["given"].correlation is None


def test_hand_ins_that_are_alike_are_a_page(visitor):
    answer = visitor.open("/a/stats/similar")
    assert answer.status == 200
    assert "Hand-ins that are alike" in answer.text
    assert "/a/stats/figures" in answer.text  # the way back


def bulk(visitor, keys, **given):
    fields = visitor.open("/a/stats/").fields("/a/stats/bulk")
    fields = {name: fields[name] for name in ("secret", "query")} | given
    return visitor.open("/a/stats/bulk", fields | {f"student:{key}": "yes" for key in keys})


def test_several_are_given_points_after_it_was_shown(desk, visitor):
    shown = bulk(visitor, ["s07", "s08"], kind="adjust", value="+2", why="the lab")
    assert "s07 : 7 → 9" in shown.words
    assert desk.table()["s07"]["earned"] == "7"  # nothing is done yet
    sure = shown.fields("/a/stats/bulk") | {"sure": "yes"}
    visitor.open("/a/stats/bulk", sure)
    done = visitor.open("/a/stats/bulk", sure)  # sent twice, it is done once
    assert done.url.endswith("/a/stats/")
    assert [desk.table()[key]["earned"] for key in ("s07", "s08", "s10")] == ["9", "9", "7"]
    assert "the lab" in desk.grade("log", "s08")


def test_several_are_excused(desk, visitor):
    shown = bulk(visitor, ["s05"], kind="excuse", value="", why="ill")
    visitor.open("/a/stats/bulk", shown.fields("/a/stats/bulk") | {"sure": "yes"})
    assert desk.table()["s05"]["status"] == "excused"


@pytest.mark.parametrize(
    ("keys", "given", "says"),
    [
        pytest.param([], {"kind": "excuse", "why": "x"}, "tick the students", id="nobody"),
        pytest.param(["s01"], {"kind": "excuse", "why": " "}, "write the reason", id="no why"),
        pytest.param(["s01"], {"kind": "odd", "why": "x"}, "choose what", id="nothing to do"),
        pytest.param(["s01"], {"kind": "adjust", "why": "x", "value": "2x"}, "2x", id="no points"),
        pytest.param(["s01"], {"kind": "extend", "why": "x", "value": "soon"}, "soon", id="time"),
        pytest.param(["nobody"], {"kind": "excuse", "why": "x"}, "nobody", id="a stranger"),
    ],
)
def test_what_can_t_be_done_to_all_is_done_to_none(desk, visitor, keys, given, says):
    before = desk.table()
    answer = bulk(visitor, keys, **given, sure="yes")
    assert (answer.status, says in answer.words) == (422, True)
    assert desk.table() == before


@pytest.mark.parametrize("count", [40, 160])
def test_a_server_makes_no_view_anew_for_each_line_of_the_figures(postgresql, tmp_path, count):
    """By its own plan: it goes through fewer rows than there are pairs of lines."""
    lines = 5 * count
    desk = make_class(tmp_path / "class", count, postgresql.make_database())
    assert 0 < rows_read(desk) < lines * lines


def rows_read(desk):
    """Count the rows that all steps of the queries for the figures give, as the server did them."""
    counted = statistics.who_counts("stats")
    queries = statistics.criterion_shares(counted), select(statistics.lines_of(counted))
    with Gradebook.open(desk.where, create=False) as book:
        return sum(book._database.read(lambda c, q=query: explained(c, q)) for query in queries)


def explained(connection, query):
    text = query.compile(connection, compile_kwargs={"literal_binds": True})
    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}").scalar()
    return rows_of(plan[0]["Plan"])


def rows_of(step):
    own = step["Actual Rows"] + step.get("Rows Removed by Join Filter", 0)
    return own * step["Actual Loops"] + sum(map(rows_of, step.get("Plans", ())))
