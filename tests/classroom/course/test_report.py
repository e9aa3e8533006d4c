"""`grade report` and `rescore` in a course of two homeworks, none named: what leads where."""

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from support import chromium, pupils
from support.courses import MEANS, STATS, make_pair
from support.gradebooks import ADA, BEN, EVE

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.classroom.site.publish import page_name
from grader.cli.staff import COMMANDS
from grader.core.errors import GraderError
from grader.core.submission import Cell, Script, Submission
from grader.course.find import find_course
from grader.submission.notebook import reading_of

EVIL = Student("evil", '</td><script>alert(1)</script><img src=x onerror=a>"')
CLIPPED = "[min(max(value, low), high) for value in values]"


@pytest.fixture(scope="module")
def filled(tmp_path_factory, sandbox):
    """Ada and Evil in both, Ben in the second alone; Eve is not on the roster and in the first."""
    root = make_pair(tmp_path_factory.mktemp("course"))
    course = find_course(root, root)
    stats, means = course.assignment("stats"), course.assignment("means")
    script = Script((Cell(None, STATS.replace(CLIPPED, "values")),))
    first = pupils.outcome(reading_of(Submission(Path("hw.py")), script), stats, sandbox)
    right = Script((Cell(None, MEANS),))
    second = pupils.outcome(reading_of(Submission(Path("hw.py")), right), means, sandbox)
    path = course.root / "gradebook.db"
    with Gradebook.open(path, create=True) as book:
        book.enroll([ADA, BEN, EVIL])
        for assignment, made, people in ((stats, first, [ADA, EVE, EVIL]), (means, second, None)):
            register = pupils.Register(book, assignment)
            for student in people or [ADA, BEN, EVIL]:
                register.hand_in(student, made)
    return course.root


class Desk:
    """A copy of the course with its gradebook, the folder of pages, and the commands."""

    def __init__(self, filled, folder):
        self.course, self.out = shutil.copytree(filled, folder / "course"), folder / "report"

    def run(self, command, *words):
        return CliRunner().invoke(COMMANDS[command], [*words, "--course", str(self.course)])

    def report(self, *words):
        done = self.run("report", "--out", str(self.out), *words)
        assert done.exit_code == 0, done.output
        return done

    def files(self):
        found = (path for path in self.out.rglob("*") if path.is_file())
        return {path.relative_to(self.out).as_posix(): path.stat().st_mtime_ns for path in found}


@pytest.fixture
def desk(filled, tmp_path):
    return Desk(filled, tmp_path)


class Links(HTMLParser):
    """What a page has, and where it leads, seen from the folder of all."""

    def __init__(self, desk, name):
        super().__init__()
        self.tags, self.to = [], set()
        self.place = os.path.dirname(name)
        self.html = (desk.out / name).read_text(encoding="utf-8")
        self.feed(self.html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        href = dict(attributes).get("href") or ""
        if tag == "a" and not href.startswith("#"):
            self.to.add(os.path.normpath(os.path.join(self.place, href)))

    @property
    def words(self):
        return " ".join(re.sub(r"<[^>]*>", " ", self.html).split())


def test_the_index_leads_to_every_page_and_no_link_leads_nowhere(desk):
    desk.report()
    pages = {name for name in desk.files() if name.endswith(".html")}
    index = Links(desk, "index.html")
    assert index.to == pages - {"index.html"}
    assert all(Links(desk, name).to <= pages for name in pages)
    dashboards = {"stats/dashboard.html", "means/dashboard.html"}
    assert dashboards < pages
    assert all("index.html" in Links(desk, name).to for name in dashboards)


def test_the_index_says_how_each_assignment_came_out_and_each_student_s_points(desk):
    desk.report()
    words = Links(desk, "index.html").words
    assert "stats 7 3 0 5.0 5" in words
    assert "means 11 3 0 11.0 11" in words
    assert "Ada ada 5 11 16" in words
    assert "Ben ben – 11 11" in words
    assert "Eve eve 5 – 5" in words


def test_a_student_s_page_leads_to_their_own_and_to_nobody_else_s_nor_staff_s(desk):
    desk.report()
    ada, eve = page_name(ADA.key), page_name(EVE.key)
    assert Links(desk, f"stats/{ada}").to == {f"means/{ada}"}
    assert Links(desk, f"means/{ada}").to == {f"stats/{ada}"}
    # Who has no page there, since nobody expects one, has no link.
    assert Links(desk, f"stats/{eve}").to == set()
    absent = Links(desk, f"stats/{page_name(BEN.key)}")
    assert "Nothing was handed in" in absent.words
    assert absent.to == {f"means/{page_name(BEN.key)}"}


def test_hostile_names_are_no_elements_and_the_index_needs_no_script(desk):
    desk.report()
    index = Links(desk, "index.html")
    assert not {"script", "img", "iframe"} & set(index.tags)
    assert "script-src" not in index.html


def test_a_second_run_writes_nothing(desk):
    desk.report()
    before = desk.files()
    done = desk.report()
    assert "index.html: as it was" in done.output
    assert {name for name, at in desk.files().items() if before[name] != at} <= {
        "report.json",
        "stats/report.json",
        "means/report.json",
    }


def test_a_weight_changes_the_index_and_no_student_s_page(desk):
    desk.report()
    before = desk.files()
    path = desk.course / "rubric.yaml"
    document = yaml.safe_load(path.read_text())
    document["assignments"]["stats"]["weight"] = 70
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    desk.report()
    written = {n for n, at in desk.files().items() if before[n] != at and n.endswith(".html")}
    assert written == {"index.html"}
    assert "Ada ada 5 11 16 61" in Links(desk, "index.html").words


def test_who_hands_in_another_homework_has_a_link_to_it_on_the_former_page(desk):
    desk.report()
    course = find_course(desk.course, desk.course)
    with Gradebook.open(desk.course / "gradebook.db", create=False) as book:
        absent = pupils.unscored(GraderError("no worker came back"), course.assignment("means"))
        pupils.Register(book, course.assignment("means")).hand_in(EVE, absent)
    before, page = desk.files(), page_name(EVE.key)
    desk.run("report", "--out", str(desk.out))
    written = {n for n, at in desk.files().items() if before.get(n) != at and n.endswith(".html")}
    assert written == {"index.html", "means/dashboard.html", f"means/{page}", f"stats/{page}"}
    assert Links(desk, f"stats/{page}").to == {f"means/{page}"}


def test_one_student_s_pages_are_written_in_each_assignment(desk):
    desk.report("--student", "ada")
    name = page_name(ADA.key)
    assert {each for each in desk.files() if each.endswith(".html")} == {
        f"stats/{name}",
        f"means/{name}",
    }


def test_with_its_name_one_assignment_is_written_as_in_a_course_of_one(desk):
    desk.report("--assignment", "stats")
    assert "dashboard.html" in desk.files()
    assert "index.html" not in (desk.out / "dashboard.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("first", "second", "about"),
    [
        pytest.param(["--assignment", "stats"], [], "'stats'", id="the course over one"),
        pytest.param([], ["--assignment", "stats"], "a whole course", id="one over the course"),
    ],
)
def test_a_folder_is_of_one_assignment_or_of_the_course(desk, first, second, about):
    desk.report(*first)
    done = desk.run("report", "--out", str(desk.out), *second)
    assert (done.exit_code, done.output.count("\n")) == (2, 1)
    assert f"is about {about}; name another folder" in done.output


@pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("width", [1280, 390])
def test_the_index_shows_without_fault_and_no_wider_than_the_window(desk, browser, width):
    desk.report()
    browser.open(desk.out / "index.html", width, "dark")
    assert browser.faults == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(20, 23, 26)"


# Judged again


def test_a_rescore_is_of_all_assignments_and_a_change_to_one_changes_no_other(desk):
    path = desk.course / "rubric.yaml"
    document = yaml.safe_load(path.read_text())
    part = document["assignments"]["stats"]
    part["criteria"][1]["points"], part["points"]["visible"] = 3, 6
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    first, _, second = desk.run("rescore", "--yes").output.partition("\n\n")
    assert "stats: 3 change" in first
    assert "3 scores written" in first
    assert "means: 0 change" in second
    assert "0 scores written" in second
