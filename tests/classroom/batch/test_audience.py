"""A criterion for graduates: part of their maximum, and nothing to anybody else."""

import csv
import io
import json

import pytest
from support.courses import MEANS, STATS, change
from support.our_class import OurClass
from support.project import run_grade

pytestmark = pytest.mark.processes
ROSTER = (
    "student,name,section\nann,Ann Lee,Grad\nbob,Bob Lee,Monday and grad\ncy,Cy Dee,Monday\n"
    "di,Di Fox,grad\neve,Eve Fox,\n"
)
UNCLIPPED = STATS.replace("max(value, low)", "value")
CLIP = "clip, group: boundaries, points: 2"


@pytest.fixture
def our_class(tmp_path):
    our_class = OurClass(tmp_path, ROSTER)
    change(our_class.rubric, "visible: 5, hidden: 2", "visible: 3, hidden: 2")
    change(our_class.rubric, CLIP, f"{CLIP}, for: {{group: grad}}")
    for key, text in (("ann", STATS), ("bob", UNCLIPPED), ("cy", UNCLIPPED)):
        our_class.hand_in(f"{key}/stats.py", text)
    return our_class


def worth(our_class):
    done = our_class.grade("export", "--format", "json", "--assignment", "stats")
    assert done.returncode == 0, done.stderr
    return {each["student"]: (each["earned"], each["maximum"]) for each in json.loads(done.stdout)}


def test_graduates_have_another_maximum_and_who_handed_in_the_same_has_all(our_class):
    done = our_class.batch()
    assert done.returncode == 0, done.stderr
    all_of_it = {"ann": (7, 7), "bob": (5, 7), "cy": (5, 5), "di": (None, 7), "eve": (None, 5)}
    assert worth(our_class) == all_of_it
    again = our_class.batch(roster="")
    assert "3 known already" in again.stdout
    assert worth(our_class) == all_of_it


def test_who_becomes_a_graduate_is_judged_by_the_rest_too_without_being_run(our_class):
    our_class.batch()
    for path in our_class.folder.glob("in/*/*.py"):
        path.unlink()
    our_class.hand_in("eve/stats.py", STATS)
    done = our_class.batch(ROSTER.replace("Cy Dee,Monday", "Cy Dee,grad"))
    assert "1 judged again, not run" in done.stdout
    assert worth(our_class)["cy"] == (5, 5)
    assert "Cy Dee" in our_class.grade("rescore", "--assignment", "stats").stdout
    our_class.grade("rescore", "--assignment", "stats", "--yes")
    assert worth(our_class)["cy"] == (5, 7)
    assert worth(our_class)["eve"] == (5, 5)


def test_sums_and_tables_have_each_student_s_own_maximum(our_class):
    our_class.hand_in("ann/means.py", MEANS)
    our_class.hand_in("cy/means.py", MEANS)
    our_class.batch()
    shown = our_class.grade("export", "--format", "csv").stdout.removeprefix("\ufeff")
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(shown))}
    sums = {key: (rows[key]["total"], rows[key]["maximum"]) for key in ("ann", "cy", "di", "eve")}
    assert sums == {"ann": ("18", "18"), "cy": ("16", "16"), "di": ("", "18"), "eve": ("", "16")}
    ann, cy = (our_class.grade("gradebook", key).stdout for key in ("ann", "cy"))
    assert ("18/18" in ann, "16/16" in cy) == (True, True)
    table = our_class.grade("gradebook", "--assignment", "stats").stdout
    (clip,) = (line for line in table.splitlines() if "clip (for grad)" in line)
    assert "50%" in clip  # of two graduates


def test_a_group_that_nobody_is_in_is_told(our_class):
    change(our_class.rubric, "for: {group: grad}", "for: {group: grads}")
    done = our_class.batch()
    assert "'clip' is for grads, and nobody on the roster is in" in done.stderr
    assert worth(our_class)["ann"] == (5, 5)
    assert "nobody on the roster" in our_class.batch(roster="").stderr


def test_a_list_without_sections_leaves_graduates_what_they_are(our_class):
    our_class.batch()
    our_class.hand_in("di/stats.py", STATS)
    our_class.batch("student,name\nann,Ann Lee\ndi,Di Fox\n")
    assert worth(our_class)["di"] == (7, 7)


def test_what_is_not_there_for_a_student_is_not_overruled(our_class):
    our_class.batch()
    options = ["--why", "oral", "--assignment", "stats"]
    done = our_class.grade("override", "cy", "clip", "1", *options)
    assert done.returncode == 2
    assert "'clip' is for grad, and Cy Dee (cy) is in no group" in done.stderr
    assert our_class.grade("override", "cy", "--total", "6", *options).returncode == 2
    assert our_class.grade("override", "bob", "--total", "6", *options).returncode == 0
    assert our_class.grade("override", "bob", "clip", "1", *options).returncode == 0


def test_each_one_s_page_shows_their_own_criteria(our_class, tmp_path):
    our_class.batch()
    our_class.grade("report", "--assignment", "stats", "--out", tmp_path / "out")
    ann, cy = (
        (tmp_path / "out/students" / f"{key}.html").read_text("utf-8") for key in ("ann", "cy")
    )
    assert ("(for grad)" in ann, "(for grad)" in cy) == (True, False)


def test_alone_it_counts_apart_since_nobody_knows_whose_file_it_is(our_class):
    path = our_class.folder / "in/ann/stats.py"
    words = ["--course", our_class.course, "--json", "-", "--isolation", "process"]
    report = json.loads(run_grade(str(path), *map(str, words)).stdout.splitlines()[-1])
    (clip,) = (each for each in report["criteria"] if each["name"] == "clip")
    assert (report["maximum"], report["earned"], clip["bonus"]) == (5, 7, True)
    assert clip["title"].endswith("(for grad)")
