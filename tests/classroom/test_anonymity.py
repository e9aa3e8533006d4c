"""`grade anonymous`: codes in place of names, in all that is shown or written, until lifted."""

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import pupils
from support.courses import STATS, make_pair
from support.gradebooks import rows

from grader.classroom.anonymity import CODE, SHORTEST, draw_codes
from grader.classroom.gradebook.names import WrittenNames
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.cli.staff import COMMANDS
from grader.core.submission import Cell, Script, Submission
from grader.course.find import find_course
from grader.submission.notebook import reading_of

ADA = Student("lovela", "Ada Lovelace", {"email": "ada@x.org", "sis": "s0815", "section": "B"})
BEN = Student("benoni", "Ben Oni-Smith", {"canvas": "102"})
EVE = Student("evening", "Eve Ning")
MAX = Student("max", "Max Weiß")
PEOPLE = (ADA, BEN, EVE, MAX)
CLIPPED = "[min(max(value, low), high) for value in values]"
# What tells of them, in any of the ways in which names are written.
NAMES = re.compile(
    rb"lovela|ada.{0,2}lovelace|ada@x|s0815|benoni|ben.{0,2}oni|oni.{0,2}smith|evening|eve.ning|"
    rb"max\.py|max.wei|wei\xc3\x9f",
    re.IGNORECASE,
)
WROTE = """
# Ada Lovelace, ada@x.org: homework of lovela
print("I am ada LOVELACE (s0815)")
raise ValueError("lovelace, ada was here")
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory, sandbox):
    """Four students, of whom three handed in, each naming themselves wherever one can."""
    root = make_pair(tmp_path_factory.mktemp("anonymous"))
    course = find_course(root, root)
    stats = course.assignment("stats")

    def graded(source):
        reading = reading_of(Submission(Path("hw.py")), Script((Cell(None, source),)))
        return pupils.outcome(reading, stats, sandbox)

    wrong = STATS.replace(CLIPPED, "values")
    with Gradebook.open(root / "gradebook.db", create=True) as book:
        book.enroll(PEOPLE)
        register = pupils.Register(book, stats)
        told = ("named 'adalovelace' in Canvas, 'Ada Lovelace' on the roster",)
        register.hand_in(ADA, graded(wrong + WROTE), file="lovelaceada_1_5_hw.py", notes=told)
        register.hand_in(BEN, graded(wrong), file="Ben Oni-Smith_7_assignsubmission_file/benoni.py")
        register.hand_in(MAX, graded(STATS), file="max.py")
        register.override(BEN, "clip", 1, why="Ben Oni-Smith showed it")
    return root


class Desk:
    """A copy of the course with its gradebook, and the commands."""

    def __init__(self, filled, folder):
        self.course = shutil.copytree(filled, folder / "course")
        self.book, self.out = self.course / "gradebook.db", folder / "out"

    def run(self, command, *words):
        return CliRunner().invoke(COMMANDS[command], [*words, "--course", str(self.course)])

    def hide(self, state="on"):
        done = self.run("anonymous", state, "--why", "blind marking")
        assert done.exit_code == 0, done.output
        return done

    def code(self, key):
        with Gradebook.open(self.book, create=False) as book:
            return book.find_student(key).code

    def export(self, form):
        done = self.run("export", "--format", form, "--assignment", "stats")
        assert done.exit_code == 0, done.output
        return done.stdout_bytes


@pytest.fixture
def desk(filled, tmp_path):
    return Desk(filled, tmp_path)


def test_each_code_is_short_and_stays_whoever_comes(desk):
    codes = draw_codes("secret", range(1, 3000))
    assert len({*codes.values()}) == 2999
    assert all(map(CODE.fullmatch, codes.values()))
    assert sum(len(code) == 2 + SHORTEST for code in codes.values()) > 2900
    assert any(len(code) > 2 + SHORTEST for code in codes.values())  # two would have been the same
    assert draw_codes("secret", range(1, 9)).items() < codes.items()
    assert not {*draw_codes("another", range(1, 9)).values()} & {*codes.values()}


def test_no_page_and_no_name_of_one_tells_who_it_is(desk):
    desk.run("report", "--out", str(desk.out))
    plain = {path.name for path in desk.out.rglob("*.html")}
    desk.hide()
    done = desk.run("report", "--out", str(desk.out))
    assert done.exit_code == 0, done.output
    files = [path for path in desk.out.rglob("*") if path.is_file()]
    assert len(files) == 8  # the index, its list, a dashboard, its list, four pages
    for path in files:
        assert not NAMES.search(path.read_bytes()), path
        assert not NAMES.search(str(path.relative_to(desk.out)).encode()), path
    assert not NAMES.search(done.output.encode())
    ada = next(path for path in files if desk.code("lovela").lower() in path.name.lower())
    assert "homework of S-" in ada.read_text(encoding="utf-8")
    assert len(plain & {path.name for path in files}) == 2  # the index and the dashboard


def test_names_are_found_where_they_are_shown(desk):
    """So that the other tests know what they are looking for."""
    desk.run("report", "--out", str(desk.out))
    found = {m.lower() for p in desk.out.rglob("*.html") for m in NAMES.findall(p.read_bytes())}
    assert {b"lovela", b"ada lovelace", b"ada@x", b"s0815", b"ben oni", b"max.py"} <= found


@pytest.mark.parametrize("form", ["csv", "json", "junit"])
def test_an_export_for_people_has_codes(desk, form):
    plain = desk.export(form)
    assert NAMES.search(plain)
    desk.hide()
    hidden = desk.export(form)
    assert not NAMES.search(hidden), NAMES.search(hidden)
    assert {desk.code(s.key).encode() for s in PEOPLE} <= {*re.findall(rb"S-[0-9A-Z]{4,}", hidden)}


@pytest.mark.parametrize("form", ["canvas", "moodle", "gradescope"])
def test_what_goes_out_by_name_waits_until_names_are_shown(desk, form):
    desk.hide()
    done = desk.run("export", "--format", form, "--assignment", "stats", "--out", str(desk.out))
    assert done.exit_code == 2
    assert "names are hidden: grade anonymous off --why TEXT first" in done.output
    done = desk.run("feedback", "--for", "mail", "--out", str(desk.out), "--assignment", "stats")
    assert done.exit_code == 2
    assert not desk.out.exists()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("gradebook",), id="the class"),
        pytest.param(("gradebook", "--assignment", "stats"), id="one homework"),
        pytest.param(("gradebook", "lovela"), id="one student, by the key"),
        pytest.param(("gradebook", "ben oni-smith"), id="one student, by the name"),
        pytest.param(("override", "benoni", "clip", "2", "--why", "seen"), id="an override"),
        pytest.param(("rescore",), id="a rescore"),
        pytest.param(("log",), id="the log"),
        pytest.param(("adjust", "benoni", "1", "--why", "oral"), id="points for an oral"),
        pytest.param(("choose", "benoni", "9", "--why", "x"), id="a choice that is none"),
        pytest.param(("choose", "benoni", "1", "--why", "x"), id="a choice"),
        pytest.param(("remove", "benoni", "1", "--why", "x", "--yes"), id="a removal"),
        pytest.param(("mark",), id="what is to be marked"),
        pytest.param(("gradebook", "lovelac"), id="a name that is mistyped"),
    ],
)
def test_no_command_tells_a_name(desk, words):
    desk.hide()
    done = desk.run(*words)
    typed = " ".join(words).encode()
    told = [name for name in NAMES.findall(done.output.encode()) if name.lower() not in typed]
    assert not told, done.output
    assert done.exit_code in (0, 2)


def test_a_code_is_taken_for_its_student_and_names_are_as_before_when_they_are_shown(desk):
    before = desk.export("json")
    desk.hide()
    code = desk.code("benoni")
    done = desk.run("override", code.lower(), "median", "0", "--why", "x", "--assignment", "stats")
    assert done.exit_code == 0, done.output
    assert done.output.startswith(f"{code}: ")
    history = desk.run("gradebook", code).output
    assert history.startswith(code)
    assert "median" in history
    desk.run("override", code, "median", "none", "--why", "x", "--assignment", "stats")
    desk.hide("off")
    assert desk.export("json") == before
    assert desk.run("gradebook", code).output.startswith("Ben Oni-Smith (benoni)")
    desk.hide()
    assert desk.code("benoni") == code
    assert code in WrittenNames(desk.book).students()


def test_a_page_for_one_is_written_by_code_or_key(desk):
    desk.hide()
    code = desk.code("lovela")
    for word in (code, "lovela"):
        shutil.rmtree(desk.out, ignore_errors=True)
        done = desk.run("report", "--out", str(desk.out), "--student", word)
        assert done.exit_code == 0, done.output
        assert len([*desk.out.rglob("*.html")]) == 1


def test_the_order_of_the_class_is_that_of_codes(desk):
    desk.hide()
    with Gradebook.open(desk.book, create=False) as book:
        keys = [standing.student.key for standing in book.standings("stats")]
    assert keys == sorted(keys)
    assert len(keys) == 4


def test_completion_offers_codes_and_no_name(desk):
    assert WrittenNames(desk.book).students()["lovela"] == "Ada Lovelace"
    desk.hide()
    offered = WrittenNames(desk.book).students()
    assert {*offered} == {desk.code(student.key) for student in PEOPLE}
    assert {*offered.values()} == {""}


def test_hiding_is_an_action_that_is_refused_twice_and_can_be_undone(desk):
    desk.hide()
    again = desk.run("anonymous", "on", "--why", "x")
    assert (again.exit_code, "names are hidden already" in again.output) == (2, True)
    with Gradebook.open(desk.book, create=False) as book:
        (action,) = book.actions()
        assert (action.kind, action.why) == ("anonymous", "blind marking")
        book.undo(action.id, "tess")
        assert book.cover() is None
    assert "Ada Lovelace" in desk.run("gradebook").output
    assert rows(desk.book, "students", "name")  # nothing of it is taken away


def test_files_are_compared_by_no_names(desk, tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("lovela.py", "benoni.py"):
        (tmp_path / "in" / name).write_text(STATS, encoding="utf-8")
    desk.hide()
    done = desk.run("similar", str(tmp_path / "in"), "--assignment", "stats")
    assert done.exit_code == 2
    assert "files are called by their students, and names are hidden" in done.output
    done = desk.run("similar", "--assignment", "stats", "--out", str(tmp_path / "similar.html"))
    assert done.exit_code == 0, done.output
    page = (tmp_path / "similar.html").read_bytes()
    assert "hand-ins compared" in done.output
    assert not NAMES.search(done.output.encode() + page)


def test_the_log_tells_no_names_of_what_was_done_before(desk):
    for words in (("choose", "benoni", "1"), ("excuse", "lovela"), ("remove", "evening", "--yes")):
        done = desk.run(*words, "--why", "asked by Ada Lovelace", "--assignment", "stats")
        assert done.exit_code == 0, done.output
    desk.hide()
    told = desk.run("log").output.encode()
    assert not NAMES.search(told.replace(b"asked by Ada Lovelace", b"")), told
    code = desk.code("lovela")
    assert f"asked by {code}" in desk.run("log", code).output
