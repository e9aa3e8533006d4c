"""What a rubric can give beside whole points, by the commands as students and staff meet them."""

import json
import shutil

import pytest
from support.desk import Desk
from support.project import CHAIN, run_grade

pytestmark = pytest.mark.processes

RUBRIC = """\
version: 1
assignments:
  means:
    points: {visible: 6.5}
    modules: {allowed: [stdlib]}
    carry_forward: 1.0
    criteria:
      - {name: known, group: data, points: 0.5, probes: ["left:*"]}
      - {name: all, group: data, points: 4, credit: share, probes: ["summed:*", "averaged:*"]}
      - {name: by_hand, group: rules, points: 1, rule: calls, forbidden: [sum], in: [total]}
      - {name: loop, group: rules, points: 1, rule: constructs, required: [loop], in: [total]}
      - {name: more, group: extra, points: 2, bonus: true, probes: ["counted:*"]}
"""
RIGHT = (CHAIN / "assignments/means/example.py").read_text()
WRONG_TOTAL = RIGHT.replace("result = 0.0", "result = 1.0")
ONE_WRONG = RIGHT.replace("return total", "return (total(values) == 1.5) * 9 or total")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = shutil.copytree(CHAIN, tmp_path_factory.mktemp("giving") / "course")
    (folder / "rubric.yaml").write_text(RUBRIC)
    return folder


@pytest.fixture(scope="module")
def desk(course, tmp_path_factory):
    """A class of three, graded."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    handed = desk.book.parent / "in"
    handed.mkdir()
    for name, text in (("ada", RIGHT), ("ben", ONE_WRONG), ("eve", WRONG_TOTAL)):
        (handed / f"{name}.py").write_text(text)
    done = desk.batch(handed, "--course", course)
    assert done.returncode == 0, done.stderr
    return desk


def graded(course, tmp_path, text, *options):
    (tmp_path / "hw.py").write_text(text)
    done = run_grade(str(tmp_path / "hw.py"), "--course", str(course), *options)
    assert done.returncode == 0, done.stderr
    return done.stdout


def export(desk, course, *options):
    done = desk.grade("export", *options, "--course", course)
    assert done.returncode == 0, done.stderr
    return done


def test_a_student_is_told_what_each_question_gave(course, tmp_path):
    lines = graded(course, tmp_path, ONE_WRONG).splitlines()
    assert "~ all" in "".join(line.replace("◐", "~") for line in lines)
    assert "      3 of 4 questions: 3 of 4 points" in lines
    assert [line.split() for line in lines if line.startswith("total")] == [["total", "7.5/6.5"]]


def test_a_right_program_has_more_than_the_maximum_by_its_bonus(course, tmp_path):
    lines = graded(course, tmp_path, RIGHT).splitlines()
    (bonus,) = (line for line in lines if "(bonus)" in line)
    assert bonus.split()[-2:] == ["(bonus)", "2/2"]
    ends = [line.split() for line in lines]
    assert ["extra", "+2"] in ends
    assert ["total", "8.5/6.5"] in ends


def test_json_says_halves_shares_and_what_is_a_bonus_and_else_nothing_of_them(course, tmp_path):
    document = json.loads(graded(course, tmp_path, ONE_WRONG, "--json", "-"))
    known, of_all, _, _, more = document["criteria"]
    assert (document["earned"], document["maximum"]) == (7.5, 6.5)
    assert of_all["tally"] == {"right": 3, "of": 4, "carried": 0}
    assert (more["bonus"], known["maximum"], repr(of_all["maximum"])) == (True, 0.5, "4")
    assert not {"bonus", "tally"} & known.keys()


def test_in_a_class_a_question_that_only_follows_is_right(desk, course):
    done = export(desk, course, "--format", "json")
    everyone = {each["student"]: each for each in json.loads(done.stdout)}
    assert {key: each["earned"] for key, each in everyone.items()} == {
        "ada": 8.5,
        "ben": 7.5,
        "eve": 6.5,
    }
    of_all = everyone["eve"]["report"]["criteria"][1]
    assert of_all["tally"] == {"right": 0, "of": 4, "carried": 2}


def test_a_table_has_the_points_and_the_maximum(desk, course):
    done = export(desk, course, "--format", "csv")
    head, ada, *_ = (line.split(",") for line in done.stdout.splitlines())
    row = dict(zip(head, ada, strict=True))
    assert (row["earned"], row["maximum"], row["known"]) == ("8.5", "6.5", "0.5")


def test_moodle_takes_no_more_than_its_maximum_and_that_is_said(desk, course, tmp_path):
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,"
        "Last modified (submission),Last modified (grade)\n"
        "Participant 1,ada,ada@x.org,-,,6.50,Yes,-,-\nParticipant 2,eve,eve@x.org,-,,6.50,Yes,-,-\n"
    )
    done = export(desk, course, "--format", "moodle", "--into", sheet)
    assert "ada: 8.5 is more than Moodle's maximum of 6.5; the row is as it was" in done.stderr
    assert "Participant 2,eve,eve@x.org,-,6.5,6.50" in done.stdout


def test_a_person_may_give_a_half(desk, course):
    done = desk.grade("override", "eve", "all", "3.5", "--why", "seen", "--course", course)
    assert done.returncode == 0, done.stderr
    done = export(desk, course, "--format", "json")
    assert points_of(desk, course)["eve"] == 8


def test_a_page_says_the_share_and_the_bonus(desk, course, tmp_path):
    done = desk.grade("report", "--out", tmp_path / "site", "--course", course)
    assert done.returncode == 0, done.stderr
    (page,) = (tmp_path / "site").rglob("ben*.html")
    assert "3 of 4 questions: 3 of 4 points." in page.read_text()
    assert "more (bonus)" in page.read_text()
    assert '<span class="worth">+2</span>' in page.read_text()
    assert "of 6.5" in (tmp_path / "site/dashboard.html").read_text()


SUMMED = RIGHT.replace("result = 0.0", "return sum(known(values))\n    result = 0.0")
NO_LOOP = SUMMED.replace("for value in known(values):\n        result", "result", 1)


def test_a_rule_about_a_text_is_told_with_its_line(course, tmp_path):
    lines = graded(course, tmp_path, NO_LOOP.replace("= 0.0\n    result += value", "= 0.0"))
    text = " ".join(lines.split())
    assert "line 6: a use of `sum` in `total`, which is not allowed" in text
    assert "line 5: `total` is to have a loop, and has not" in text


def test_a_rule_is_judged_again_without_running_and_asks_anew_where_none_was(course, tmp_path):
    """Who was graded before there was such a rule is named by `rescore`, and graded by `batch`."""
    desk, own = Desk(tmp_path), shutil.copytree(course, tmp_path / "course")
    rules = [line for line in RUBRIC.splitlines() if "group: rules" in line]
    before = "\n".join(line for line in RUBRIC.splitlines() if line not in rules) + "\n"
    (own / "rubric.yaml").write_text(before.replace("6.5", "4.5"))
    (tmp_path / "in").mkdir()
    (tmp_path / "in/ada.py").write_text(SUMMED)
    assert desk.batch(tmp_path / "in", "--course", own).returncode == 0
    (own / "rubric.yaml").write_text(RUBRIC)
    done = desk.grade("rescore", "--yes", "--course", own)
    assert "ada" in done.stderr + done.stdout
    assert desk.batch(tmp_path / "in", "--course", own).returncode == 0
    (own / "rubric.yaml").write_text(RUBRIC.replace("forbidden: [sum]", "forbidden: [max]"))
    assert points_of(desk, own) == {"ada": 7.5}
    done = desk.grade("rescore", "--yes", "--course", own)
    assert done.returncode == 0, done.stderr
    assert points_of(desk, own) == {"ada": 8.5}


def points_of(desk, course):
    done = export(desk, course, "--format", "json")
    return {each["student"]: each["earned"] for each in json.loads(done.stdout)}
