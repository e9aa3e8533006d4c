"""Group work in real batches: it is what the rubric calls so, for the group of that time."""

import pytest
from support.courses import MEANS, STATS, change
from support.our_class import OurClass

pytestmark = pytest.mark.processes
GROUPS = "student,name,group\nann,Ann Lee,Bees\nbob,Bob Lee,Bees\ncy,Cy Dee,\n"
OPEN = "the roster has groups and {} is no group work: `groups: true`"


@pytest.fixture
def our_class(tmp_path):
    return OurClass(tmp_path, GROUPS)


def test_only_the_homework_that_the_rubric_says_is_group_work(our_class):
    our_class.says("stats", "true")
    our_class.hand_in("bees/stats.py", STATS)
    our_class.hand_in("bees/means.py", MEANS)
    our_class.hand_in("cy/means.py", MEANS)
    done = our_class.batch()
    assert done.returncode == 4, done.stderr
    assert our_class.attempts == [("cy", "means"), ("ann", "stats"), ("bob", "stats")]
    shown = " ".join(done.stdout.split())
    assert "means.py: of the group 'Bees', and the homework is no group work" in shown
    assert OPEN.format("means") in done.stderr
    assert OPEN.format("stats") not in done.stderr


def test_a_class_that_worked_in_groups_is_told_of_the_key_and_loses_nothing(our_class):
    for name in ("stats", "means"):
        our_class.says(name, "true")
    our_class.hand_in("bees/stats.py", STATS)
    assert our_class.batch().returncode == 0
    change(our_class.rubric, "    groups: true\n", "")
    done = our_class.batch(roster="")  # that of the gradebook
    assert OPEN.format("stats") in done.stderr
    assert our_class.attempts == [("ann", "stats"), ("bob", "stats")]


def test_a_rubric_that_says_that_it_is_none_is_not_asked_again(our_class):
    our_class.says("stats", "false")
    our_class.hand_in("ann/stats.py", STATS)
    done = our_class.batch()
    assert (done.returncode, "groups" in done.stderr) == (0, False)


def test_a_group_that_changes_holds_for_later_hand_ins_only(our_class):
    our_class.says("stats", "true")
    our_class.hand_in("bees/stats.py", STATS)
    our_class.batch()
    now = GROUPS.replace("Bob Lee,Bees", "Bob Lee,").replace("Cy Dee,", "Cy Dee,Bees")
    done = our_class.batch(now)
    assert "Cy Dee (cy): recorded when the group was another" in done.stdout + done.stderr
    assert our_class.attempts == [("ann", "stats"), ("bob", "stats")]
    our_class.hand_in("bees/stats.py", f"{STATS}\n", week="later")
    assert our_class.batch(roster="", week="later").returncode == 0
    assert our_class.attempts == [(key, "stats") for key in ("ann", "ann", "bob", "cy")]


def test_another_group_may_hand_in_the_same(our_class):
    our_class.says("stats", "true")
    our_class.hand_in("bees/stats.py", STATS)
    our_class.hand_in("wasps/stats.py", STATS)
    assert our_class.batch(GROUPS.replace("Cy Dee,", "Cy Dee,Wasps")).returncode == 0
    assert our_class.attempts == [(key, "stats") for key in ("ann", "bob", "cy")]


def test_a_batch_that_was_stopped_goes_on_with_the_rest_of_the_group(our_class):
    our_class.says("stats", "true")
    our_class.hand_in("bees/stats.py", STATS)
    our_class.batch()
    with_cy = GROUPS.replace("Cy Dee,", "Cy Dee,Bees")
    our_class.hand_in("bees/stats.py", f"{STATS}\n", week="later")
    our_class.batch(with_cy, week="later")
    before = our_class.attempts
    our_class.forget("cy")
    assert our_class.attempts != before
    our_class.batch(roster="", week="later")
    assert our_class.attempts == before
