"""The class's pages and its dashboard: what they say, and which files are written."""

import base64
import dataclasses
import hashlib
import itertools
import json
import re
import shutil
from datetime import timedelta
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from support import pupils
from support.gradebooks import perform
from support.project import ROOT, of_a_class
from support.standings import BIAS, LATER, SECRET, UPDATE, WRONG_SIGN, gained, lost, standing

from grader.classroom.gradebook.actions import Action
from grader.classroom.gradebook.entries import Attempt, CriterionShare, MistakeShare, Statistics
from grader.classroom.gradebook.recording import find_or_add
from grader.classroom.gradebook.schema import students
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import HandIn, Student
from grader.classroom.site import histogram
from grader.classroom.site import pages as site
from grader.classroom.site import publish as publishing
from grader.classroom.site.dashboard import duration, render, row_of
from grader.classroom.site.pages import ABSENT, GONE, STALE, UNJUDGED, Pages
from grader.classroom.site.publish import Folder, Site, page_name
from grader.cli.report import report
from grader.core.submission import Limits
from grader.course.find import Course
from grader.course.lateness import Lateness
from grader.submission.notebook import read_submission

CRITERIA = (UPDATE, BIAS, SECRET, LATER)
EVIL = '</script><script>alert(1)</script><img src=x onerror=a> " onclick="b'


class Elements(HTMLParser):
    """What a page has, as a browser would see it."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes = [], []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    @property
    def links(self):
        return [value for name, value in self.attributes if name == "href"]


def dashboard(*standings, shares=(), mistakes=(), criteria=CRITERIA):
    rows = tuple(row_of(one, page_name(one.student.key)) for one in standings)
    statistics = Statistics({}, tuple(shares), tuple(mistakes))
    return render("Homework", criteria, rows, statistics)


def section(html, name):
    """The words of one section, without its tags."""
    part = html.partition(f'id="{name}"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


def table_row(html, name):
    """The cells of one student in the table."""
    body = html.partition('id="class"')[2].partition("<tbody>")[2]
    row = next(row for row in body.split("</tr>") if f">{name}<" in row)
    return [re.sub(r"<[^>]*>", "", cell).strip() for cell in re.split("</t[hd]>", row)][:-1]


# What the dashboard says


def test_a_student_s_row_has_points_groups_attempts_time_and_mistakes():
    ada = standing(
        "Ada", gained(UPDATE), lost(BIAS), gained(SECRET), attempts=3, diagnoses=(WRONG_SIGN,)
    )
    html = dashboard(ada, mistakes=[MistakeShare("wrong_sign", "the sign", (ada.student,))])
    row = ["Ada", "ada", "graded", "8", "3", "5", "3", "2026-03-01 12:00", "wrong sign"]
    assert table_row(html, "Ada") == row
    assert "students/ada.html" in Elements(html).links


def test_wrong_functions_are_counted_the_most_frequent_first():
    ada, bob = (standing(name, lost(BIAS)) for name in ("Ada", "Bob"))
    rows = [
        dataclasses.replace(who, report=dataclasses.replace(who.report, wrong=names))
        for who, names in ((ada, ("train",)), (bob, ("split", "train")))
    ]
    words = section(dashboard(*rows), "functions")
    assert "2 train" in words
    assert words.index("2 train") < words.index("1 split")
    assert 'id="functions"' not in dashboard(ada)


def test_without_a_score_there_is_a_dash_and_the_reason_never_a_zero():
    html = dashboard(standing("Bob", status="not_graded", notes=("the worker died",)))
    assert table_row(html, "Bob")[2:6] == ["not graded", "–", "–", "–"]
    assert "Bob bob not graded: the worker died" in section(html, "attention")


def test_an_attempt_without_any_report_says_what_to_do():
    bare = dataclasses.replace(standing("Bob", status="not_graded"), report=None)
    assert "run grade batch again" in section(dashboard(bare), "attention")


def test_missing_tampered_late_and_overridden_are_listed():
    html = dashboard(
        standing("Mia", status="missing"),
        standing("Tom", lost(UPDATE), status="tampered", notes=("a second answer", "later")),
        standing("Lea", gained(UPDATE), late=True),
        standing("Oda", lost(UPDATE), given=2),
    )
    seen = section(html, "attention")
    assert "Tampered with: 0 points 1 Tom tom tampered: a second answer" in seen
    assert "Missing: nothing was handed in 1 Mia mia" in seen
    assert "Late 1 Lea lea" in seen
    assert "update: 0 → 2, by ta: =" in seen


def test_nobody_to_look_at_leaves_the_section_out():
    assert 'id="attention"' not in dashboard(standing("Ada", gained(UPDATE)))


def test_criteria_have_the_share_that_earned_them_and_hidden_ones_are_marked():
    shares = [
        CriterionShare("update", "updates", 3, 4, 0.75, 2.25),
        CriterionShare("secret_case", "accuracy", 5, 4, 0.5, 2.5),
        CriterionShare("of_an_older_rubric", "accuracy", 1, 4, 1.0, 1.0),
    ]
    seen = section(dashboard(standing("Ada", gained(UPDATE)), shares=shares), "criteria")
    assert "the update follows the lecture 75 % 2.25 /3" in seen
    assert "the secret title hidden 50 % 2.5 /5" in seen
    assert "of_an_older_rubric 100 %" in seen


def test_a_mistake_names_all_who_made_it_with_links():
    people = [standing(f"Student {n}", lost(UPDATE), key=f"s{n}") for n in range(9)]
    shared = MistakeShare("wrong_sign", "the sign is wrong", tuple(p.student for p in people))
    html = dashboard(*people, mistakes=[shared])
    part = html.partition('id="mistakes"')[2].partition("</section>")[0]
    assert "9 the sign is wrong wrong sign" in section(html, "mistakes")
    assert [f"students/s{n}.html" for n in range(9)] == Elements(part).links


def test_the_time_has_its_median_and_the_slowest_first():
    times = [0.25, 200.0, None, 1.0]
    html = dashboard(
        *(standing(f"S{n}", gained(UPDATE), seconds=taken) for n, taken in enumerate(times))
    )
    seen = section(html, "seconds")
    assert "1.0 s is the median of 3 submissions" in seen
    assert seen.index("S1 s1 3.3 min") < seen.index("S3 s3 1.0 s") < seen.index("S0 s0 0.25 s")


@pytest.mark.parametrize(
    ("taken", "words"), [(0.004, "0.00 s"), (0.999, "1.00 s"), (119.9, "119.9 s"), (180, "3.0 min")]
)
def test_a_duration_has_the_digits_that_matter(taken, words):
    assert duration(taken) == words


def test_it_says_that_it_is_for_staff():
    assert "for staff only" in dashboard(standing("Ada", gained(UPDATE)))


def test_a_class_of_nobody_has_a_dashboard():
    html = dashboard()
    assert "Nobody is on the roster" in html
    assert 'id="class"' not in html


def test_hostile_text_becomes_no_element_and_no_attribute():
    notes = {"status": "refused", "notes": (EVIL,)}
    people = [standing(EVIL, key=EVIL, **notes), standing(EVIL, lost(UPDATE), key="k", given=1)]
    given = dataclasses.replace(people[1].overrides[0], who=EVIL, why=EVIL)
    people[1] = dataclasses.replace(people[1], overrides=(given,))
    shares = [CriterionShare(EVIL, "updates", 3, 4, 0.75, 2.25)]
    made = (people[1].student,)
    html = dashboard(*people, shares=shares, mistakes=[MistakeShare(EVIL, EVIL, made)])
    elements = Elements(html)
    assert elements.tags.count("script") == 1
    assert "img" not in elements.tags
    names = {name for name, _ in elements.attributes}
    assert not {name for name in names if name.startswith("on")} | names & {"style", "src"}
    assert all(re.fullmatch(r"(students/[\w~.-]+|#\w+|data:,)", link) for link in elements.links)


def test_the_table_may_be_narrowed_to_a_section_where_the_roster_has_any():
    html = dashboard(
        standing("Ada", lost(UPDATE, 1), ids={"section": f"B and {EVIL}"}),
        standing("Ben", lost(UPDATE, 1), ids={"section": "A"}),
    )
    elements = Elements(html)
    listed = [json.loads(text) for name, text in elements.attributes if name == "data-sections"]
    assert listed == [["B", EVIL], ["A"]]
    chosen = [text for name, text in elements.attributes if name == "value"]
    assert chosen == ["", "", EVIL, "A", "B"]
    assert elements.tags.count("script") == 1
    assert 'id="section"' not in dashboard(standing("Ada", lost(UPDATE, 1)))


def test_the_policy_lets_in_the_page_s_own_sheet_and_script_and_nothing_else():
    html = dashboard(standing("Ada", gained(UPDATE)))
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    found = {
        name: "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for name, text in re.findall(r"<(style|script)>(.*?)</\1>", html, re.DOTALL)
    }
    assert policy.split("; ") == [
        "default-src 'none'",
        f"style-src '{found['style']}'",
        f"script-src '{found['script']}'",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]


def test_a_thousand_students_stay_under_seven_hundred_kilobytes():
    lines = (gained(UPDATE), lost(BIAS), gained(SECRET), gained(LATER))
    people = [
        standing(f"Wilhelmine Mustermann-Schulze {n}", *lines, key=f"s{n}", diagnoses=(WRONG_SIGN,))
        for n in range(1000)
    ]
    made = MistakeShare("wrong_sign", "the sign", tuple(one.student for one in people))
    assert len(dashboard(*people, mistakes=[made]).encode()) < 700_000


# The histogram


@pytest.mark.parametrize(
    ("scored", "maximum", "counted"),
    [
        pytest.param([50, 50, 49.99, 0], 50, {"45 to 50": 3, "0 to under 5": 1}, id="full marks"),
        pytest.param([5, 4.99], 50, {"5 to under 10": 1, "0 to under 5": 1}, id="an edge is above"),
        pytest.param([43], 43, {"40 to 43": 1}, id="the last bin may be narrow"),
        pytest.param([1, 0], 1, {"0.9 to 1": 1, "0 to under 0.1": 1}, id="one point"),
        pytest.param([120], 100, {"90 to 100": 1}, id="above the maximum"),
    ],
)
def test_every_score_is_in_one_bin(scored, maximum, counted):
    seen = {one.words: one.students for one in histogram.bins(scored, maximum) if one.students}
    assert seen == counted


# Which files are written


@pytest.fixture(scope="session")
def made(example, assignment, sandbox):
    starter = read_submission(ROOT / "assignments/perceptron/perceptron.ipynb", Limits())
    return pupils.outcomes(example, starter, assignment, sandbox)


@pytest.fixture(scope="module")
def filled(tmp_path_factory, assignment, made):
    """A gradebook with a class of 24, and its students."""
    path = tmp_path_factory.mktemp("book") / "gradebook.db"
    with Gradebook.open(path, create=True) as book:
        people = pupils.fill(book, assignment, made, size=24)
    return path, people


class Desk:
    """A gradebook of one's own, the folder, and the command."""

    def __init__(self, path, folder, people):
        self.path, self.folder, self.people = path, folder, people

    def report(self, *arguments):
        where = ["--gradebook", self.path, "--out", self.folder, "--course", ROOT]
        return CliRunner().invoke(report, of_a_class("report", *arguments, *where)[1:])

    def files(self):
        """Every file and when it was written."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.stat().st_mtime_ns for path in found}

    def written_since(self, before):
        return {name for name, at in self.files().items() if before.get(name) != at} - {
            "report.json"
        }

    def page(self, student):
        return (self.folder / page_name(student.key)).read_text(encoding="utf-8")


@pytest.fixture
def desk(filled, tmp_path):
    path, people = filled
    return Desk(shutil.copy(path, tmp_path / "gradebook.db"), tmp_path / "report", people)


def test_there_is_a_page_for_each_student_and_the_dashboard(desk):
    done = desk.report()
    assert done.exit_code == 0, done.output
    pages = {page_name(one.key) for one in desk.people}
    assert set(desk.files()) == {"dashboard.html", "report.json"} | pages
    html = (desk.folder / "dashboard.html").read_text(encoding="utf-8")
    assert pages <= set(Elements(html).links)


def test_a_second_run_writes_nothing(desk):
    desk.report()
    before = desk.files()
    assert "0 written, 24 as they were" in desk.report().output
    assert desk.written_since(before) == set()


def test_only_the_page_that_has_changed_is_written_again(desk, assignment):
    desk.report()
    before, ada = desk.files(), desk.people[15]
    with Gradebook.open(desk.path, create=False) as book:
        pupils.Register(book, assignment).override(ada, "update", 1.5)
    assert desk.report().exit_code == 0
    assert desk.written_since(before) == {"dashboard.html", page_name(ada.key)}


def test_a_page_that_was_deleted_is_written_again(desk):
    desk.report()
    before, name = desk.files(), page_name(desk.people[15].key)
    (desk.folder / name).unlink()
    desk.report()
    assert desk.written_since(before) == {name}


def test_another_golden_or_rubric_writes_all_pages(desk, course, assignment):
    publish(desk, course)
    before = desk.files()
    changed = with_assignment(course, dataclasses.replace(assignment, catalogue_hash="another"))
    publish(desk, changed)
    assert len(desk.written_since(before)) == 24
    before = desk.files()
    publish(desk, changed)
    assert desk.written_since(before) == set()


def with_assignment(course, assignment):
    """A course of one's own, which has this in place of what it would load."""
    return Course(course.root, course.rubric, {("perceptron", (), None): assignment})


def publish(desk, course, stop_after=None):
    """The pages alone, as the command writes them; what each lacks, by the student's key."""
    with Gradebook.open(desk.path, create=False) as book:
        work = Site(Pages(book, course, "perceptron"), Folder(desk.folder, "perceptron"))
        plan = work.look(None)
        with work.folder.claimed(plan.names):
            written = itertools.islice(work.write_pages(plan), stop_after)
            return {student.key: lack for student, lack in written}


def test_the_pages_of_several_processes_are_those_of_one(desk, course, monkeypatch):
    made = []
    monkeypatch.setattr(publishing, "AT_ONCE", 3)
    for processors in (1, 2, 3):
        monkeypatch.setattr(publishing, "count_processors", lambda number=processors: number)
        lacking = publish(desk, course)
        pages = {p.name: p.read_bytes() for p in (desk.folder / "students").iterdir()}
        made.append(([*lacking.items()], pages, (desk.folder / "report.json").read_bytes()))
        before = desk.files()
        publish(desk, course)
        assert desk.written_since(before) == set()
        shutil.rmtree(desk.folder)
    assert len(made[0][1]) == 24
    assert made[1] == made[2] == made[0]


def test_what_an_interrupted_run_left_behind_is_ours(desk, course):
    publish(desk, course, stop_after=3)
    listed = json.loads((desk.folder / "report.json").read_text())["files"]
    assert len(listed) == 24
    name = next(name for name, made_from in listed.items() if not made_from)
    (desk.folder / name).write_text("half a pa")
    done = desk.report()
    assert done.exit_code == 0, done.output
    assert "</html>" in (desk.folder / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["dashboard.html", "students/s10555.html"])
def test_a_foreign_file_of_a_wanted_name_is_refused_and_nothing_is_written(desk, name):
    foreign = desk.folder / name
    foreign.parent.mkdir(parents=True)
    foreign.write_text("mine")
    done = desk.report()
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert str(foreign) in done.output
    assert foreign.read_text() == "mine"
    assert list(desk.files()) == [name]


def test_a_dangling_link_of_a_wanted_name_is_foreign_too(desk, tmp_path):
    desk.folder.mkdir()
    (desk.folder / "dashboard.html").symlink_to(tmp_path / "elsewhere")
    assert desk.report().exit_code == 2
    assert not (tmp_path / "elsewhere").exists()


def test_former_students_pages_go_and_foreign_files_stay(desk):
    desk.report()
    (desk.folder / "students" / "notes.txt").write_text("mine")
    path = desk.folder / "report.json"
    listed = json.loads(path.read_text())
    listed["files"]["students/former.html"] = "x"
    path.write_text(json.dumps(listed))
    (desk.folder / "students" / "former.html").write_text("old")
    assert "1 of former students removed" in desk.report().output
    assert not (desk.folder / "students" / "former.html").exists()
    assert (desk.folder / "students" / "notes.txt").read_text() == "mine"


OTHER = {"schema": "golden-grader/pages/1", "assignment": "logistic", "files": {}}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("{", id="no JSON"),
        pytest.param('{"schema": "x", "files": {}, "assignment": "a"}', id="another program's"),
        pytest.param(json.dumps([1]), id="no object"),
        pytest.param(
            json.dumps({**OTHER, "assignment": "perceptron", "files": {"../victim.html": ""}}),
            id="reaches outside",
        ),
        pytest.param(
            json.dumps({**OTHER, "assignment": "perceptron", "files": {"students/../../v": ""}}),
            id="reaches outside through a folder",
        ),
        pytest.param(json.dumps(OTHER), id="another assignment's"),
    ],
)
def test_a_list_that_is_not_of_this_assignment_s_pages_is_refused(desk, content):
    desk.folder.mkdir()
    (desk.folder / "report.json").write_text(content)
    (desk.folder.parent / "victim.html").write_text("mine")
    done = desk.report()
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert (desk.folder / "report.json").read_text() == content
    assert (desk.folder.parent / "victim.html").exists()


def test_a_file_in_place_of_the_folder_is_one_line(desk):
    desk.folder.write_text("mine")
    done = desk.report()
    assert done.exit_code == 2
    assert done.output.count("\n") == 1


def test_a_file_in_place_of_the_pages_folder_is_one_line(desk):
    desk.folder.mkdir()
    (desk.folder / "students").write_text("mine")
    done = desk.report()
    assert done.exit_code == 2
    assert "students: cannot be made" in done.output
    assert (desk.folder / "students").read_text() == "mine"


def test_some_students_alone_have_no_dashboard_and_remove_nothing(desk):
    one, other = desk.people[15], desk.people[13]
    done = desk.report("--student", one.key, "--student", other.name, "--student", one.key)
    assert done.exit_code == 0, done.output
    assert set(desk.files()) == {"report.json", page_name(one.key), page_name(other.key)}
    desk.report()
    before = desk.files()
    desk.report("--student", one.key)
    assert desk.files().keys() == before.keys()


def test_an_unknown_student_is_one_line_with_the_nearest(desk):
    done = desk.report("--student", "s1055")
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert "s10555" in done.output
    assert not desk.folder.exists()


# Names of files


KEYS = ["ada", "Ada", "ADA", "../x", "..", ".", "", "a/b", "a\\b", "a:b", "con", "com1.x", "ü"]
KEYS += [
    "~ada",
    "ada.",
    "ada ",
    "\0",
    "\ud800",
    "x" * 400,
    "X" * 400,
    "-rf",
    "e@x.org",
    "<b>",
    "%2e",
]


def test_every_key_has_a_name_of_its_own_on_any_disk():
    names = [page_name(key) for key in KEYS]
    assert len({name.casefold() for name in names}) == len(KEYS)
    for name in names:
        assert re.fullmatch(r"students/[a-z0-9][a-z0-9_.@+~-]{0,100}\.html", name), name
        assert not re.match(r"students/(con|nul|com1)\.", name)


def test_a_usual_key_is_its_own_name():
    assert page_name("ada.l-1@uni.edu") == "students/ada.l-1@uni.edu.html"


# What a student's page says


def test_who_handed_in_nothing_has_a_page_that_says_so(desk, course):
    mia = desk.people[16]
    assert publish(desk, course)[mia.key] == ABSENT
    assert "Nothing was handed in" in desk.page(mia)
    assert "not a score of zero" in desk.page(mia)


def test_an_attempt_without_a_score_has_a_page_that_says_so(desk, course, assignment):
    mia = desk.people[16]
    with Gradebook.open(desk.path, create=False) as book:
        hand_in = HandIn("in", "hw.ipynb", mia, pupils.DUE, bytes)
        perform(book, find_or_add, Attempt(assignment.name, hand_in, "0" * 64))
    assert publish(desk, course)[mia.key] == UNJUDGED
    assert "Not graded yet" in desk.page(mia)


def test_what_was_not_graded_has_a_page_with_the_reason(desk):
    desk.report()
    assert "is no notebook" in desk.page(desk.people[11])
    assert "104 MB" in desk.page(desk.people[23])


def test_what_is_no_longer_kept_has_a_page_of_what_is_known(desk, course):
    gone = desk.people[20]
    assert publish(desk, course)[gone.key] == GONE
    page = desk.page(gone)
    assert "no longer kept" in page
    assert 'id="points"' in page
    assert 'id="code"' not in page
    assert 'id="pictures"' not in page


def test_a_page_that_can_not_be_made_whole_stops_none_of_the_others(desk, course, monkeypatch):
    whole, calls = site.page_of, itertools.count()

    def fault(report, *rest):
        if next(calls) == 15:
            raise ValueError("a slip of ours")
        return whole(report, *rest)

    monkeypatch.setattr(site, "page_of", fault)
    omissions = publish(desk, course)
    (key,) = (key for key, each in omissions.items() if "a slip of ours" in str(each))
    one = next(each for each in desk.people if each.key == key)
    assert "By a fault of ours" in desk.page(one)
    assert 'id="points"' in desk.page(one)
    assert 'id="pictures"' not in desk.page(one)
    assert sum('id="pictures"' in desk.page(each) for each in desk.people) > 15
    monkeypatch.undo()
    publish(desk, course)  # made again, as soon as it can be
    assert 'id="pictures"' in desk.page(one)


def test_what_was_asked_otherwise_has_its_code_but_no_pictures(desk, course, assignment):
    changed = dataclasses.replace(assignment, probes_source=assignment.probes_source + "#")
    one = desk.people[15]
    assert publish(desk, with_assignment(course, changed))[one.key] == STALE
    page = desk.page(one)
    assert "questions have changed" in page
    assert 'id="code"' in page
    assert 'id="pictures"' not in page


def test_a_page_has_the_student_s_name_code_and_pictures(desk):
    desk.report()
    one = desk.people[15]
    page = desk.page(one)
    assert one.name.replace("'", "&#39;") in page
    assert 'id="code"' in page
    assert 'id="pictures"' in page


def test_points_that_a_person_gave_are_said_but_not_who_and_why(desk, assignment):
    one = desk.people[15]
    with Gradebook.open(desk.path, create=False) as book:
        pupils.Register(book, assignment).override(one, "update", 1.5, "a favour")
    desk.report()
    page = desk.page(one)
    assert "A person gave 1.5 of " in page
    assert "favour" not in page


def test_of_hidden_criteria_only_the_dashboard_speaks(desk, assignment):
    desk.report()
    hidden = [one for one in assignment.criteria if one.hidden]
    assert hidden
    dashboard_page = (desk.folder / "dashboard.html").read_text(encoding="utf-8")
    with Gradebook.open(desk.path, create=False) as book:
        pupils.Register(book, assignment).override(desk.people[15], hidden[0].name, 0)
    desk.report()
    pages = [desk.page(one) for one in desk.people]
    for criterion in hidden:
        assert criterion.title in dashboard_page
        assert not any(criterion.title in page or criterion.name in page for page in pages)


def test_students_without_a_name_go_by_their_key(desk, assignment, made):
    with Gradebook.open(desk.path, create=False) as book:
        pupils.Register(book, assignment).hand_in(Student("zoe"), made["full"])
    desk.report()
    assert "zoe" in desk.page(Student("zoe"))


def rule(desk, kind, student, **detail):
    """Do what a person decides for a student."""
    with Gradebook.open(desk.path, create=False) as book:
        wanted = select(students.c.id).filter_by(key=student.key)
        id = book._database.read(lambda connection: connection.scalar(wanted))
        detail = {"assignment": "perceptron", "students": [id], **detail}
        book.act(Action(kind, "ta", "a doctor's word", detail))


def test_what_was_added_is_on_the_page_with_its_reason_and_no_sum_tells_hidden_points(desk):
    desk.report()
    before, one = desk.files(), desk.people[15]
    rule(desk, "adjust", one, points=2)
    desk.report()
    assert desk.written_since(before) == {page_name(one.key), "dashboard.html"}
    told = section(desk.page(one), "account")
    assert "added: a doctor&#39;s word, +2" in told
    assert "for the work" not in told
    html = (desk.folder / "dashboard.html").read_text(encoding="utf-8")
    assert "for the work" in section(html, "attention")


def test_an_extension_is_on_the_page(desk):
    rule(desk, "extend", desk.people[15], until="2026-10-20T10:00:00+00:00", shown="a day")
    desk.report()
    assert "extended until 2026-10-20 10:00 UTC" in section(desk.page(desk.people[15]), "account")


def test_who_is_excused_reads_so_and_not_why(desk, course):
    mia, one = desk.people[16], desk.people[15]
    for student in (mia, one):
        rule(desk, "excuse", student)
    assert publish(desk, course)[mia.key].message == "excused; the page says so"
    assert "counts in no total of yours" in desk.page(mia)
    assert "You are excused" in section(desk.page(one), "account")
    assert not any("doctor" in desk.page(student) for student in (mia, one))


def test_who_came_too_late_reads_that_and_by_how_much(desk, course):
    one = standing("Ann", status="missing")
    late = Lateness(timedelta(days=5), 5, 0, Fraction(0), False)
    with Gradebook.open(desk.path, create=False) as book:
        one = dataclasses.replace(one, status="too_late", lateness=late)
        html, lack = Pages(book, course, "perceptron").page(one)
    assert "after the last day on which it is taken" in html
    assert "late by 5 days (5 days begun): refused" in html
    assert lack.message == "came too late and was refused; the page says so"
