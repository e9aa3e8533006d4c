"""What people do to a class is written down, told, and undone; nothing is deleted."""

import pytest
from support.gradebooks import NOON, rows

from grader.classroom.gradebook import actions
from grader.classroom.gradebook.actions import Action, ActionKind
from grader.classroom.gradebook.writing import Transaction
from grader.core.errors import UsageError

pytestmark = pytest.mark.database


@pytest.fixture
def shout(monkeypatch):
    """A kind of action that leaves a trace of what is done and undone."""
    done = []
    kind = ActionKind(
        tell=lambda detail: f"shouted {detail['word']}",
        do=lambda transaction, id, detail: done.append((id, detail["word"])) or {"before": "hush"},
        undo=lambda transaction, past: done.append((past.id, past.detail["before"])),
    )
    monkeypatch.setitem(actions.KINDS, "shout", kind)
    return done


def shouting(word="hey"):
    return Action("shout", "tess", "for fun", {"word": word, "students": [1]})


def test_an_action_is_done_and_kept_with_who_why_and_what_was_before(book, shout):
    assert book.act(shouting()) == 1
    (past,) = book.actions()
    assert (past.kind, past.who, past.why, past.undoes) == ("shout", "tess", "for fun", None)
    assert past.detail == {"word": "hey", "students": [1], "before": "hush"}
    assert shout == [(1, "hey")]


def test_an_undone_action_stays_in_the_list_beside_what_undid_it(book, shout):
    book.act(shouting())
    assert book.undo(1, "ben", "too loud") == 2
    assert shout == [(1, "hey"), (1, "hush")]
    first, second = book.actions()
    assert (first.kind, second.kind, second.undoes, second.who) == ("shout", "undo", 1, "ben")
    assert second.detail == {"undone": 1, "told": "shouted hey", "students": [1]}


@pytest.mark.parametrize(
    ("id", "message"),
    [
        pytest.param(9, "there is no action 9", id="none of that number"),
        pytest.param(1, "1 is undone already", id="undone before"),
        pytest.param(2, "2, undo, can't be undone; do what it undid anew", id="an undoing"),
    ],
)
def test_what_cannot_be_undone_is_refused_with_what_to_do(book, shout, id, message):
    book.act(shouting())
    book.undo(1, "ben")
    with pytest.raises(UsageError, match=message):
        book.undo(id, "ben")
    assert len(book.actions()) == 2


def test_an_action_of_a_newer_program_is_not_undone_by_this_one(book, shout, monkeypatch):
    book.act(shouting())
    monkeypatch.delitem(actions.KINDS, "shout")
    with pytest.raises(UsageError, match="install a newer golden-grader"):
        book.undo(1, "ben")


def test_work_that_is_done_again_acts_once(book, where, shout):
    """As after a connection that was lost during the commit."""

    def twice(connection):
        work = Transaction(connection, "one", NOON)
        first = [actions.act(work, shouting()) for _ in range(2)]
        again = Transaction(connection, "two", NOON)
        return first + [actions.undo(again, 1, "ben") for _ in range(2)]

    first, again, undone, undone_again = book._database.write(twice)
    assert (again, undone_again) == (first, undone)
    assert len(shout) == 2
    assert rows(where, "actions", "id") == [(first,), (undone,)]


def test_several_are_done_once_though_they_are_sent_twice(book, shout):
    for _ in range(2):
        book.act_all([shouting("hey"), shouting("ho")], "of this form")
    assert shout == [(1, "hey"), (2, "ho")]
    assert [past.detail["word"] for past in book.actions()] == ["hey", "ho"]


def test_of_several_of_which_one_fails_none_is_done(book, shout):
    with pytest.raises(KeyError):
        book.act_all([shouting(), Action("shout", "tess", "no word", {"students": [1]})], "a form")
    assert book.actions() == []


def test_what_fails_is_not_written_down(book, shout, monkeypatch):
    def fail(*_):
        raise UsageError("no")

    monkeypatch.setitem(actions.KINDS, "shout", ActionKind(str, do=fail))
    with pytest.raises(UsageError, match="no"):
        book.act(shouting())
    assert book.actions() == []
