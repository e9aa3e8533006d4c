"""`grade feedback`: pages in zips that Moodle and Canvas take, and for mails; what was sent."""

import csv
import html
import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from support import classroom, pupils
from support.courses import STATS, make_pair
from support.desk import Desk as TaDesk

from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import Student
from grader.cli.staff import COMMANDS
from grader.core.errors import GraderError
from grader.core.submission import Cell, Script, Submission
from grader.course.find import find_course
from grader.submission.notebook import reading_of

ADA = Student("ada", "Ada Lovelace", {"canvas": "101", "email": "ada@x.org"})
BEN = Student("ben", "Ben_Oni", {"canvas": "102", "email": "ben@x.org"})
EVE = Student("=eve", '=HYPERLINK("http://x")', {"email": "eve@x.org"})
CLIPPED = "[min(max(value, low), high) for value in values]"


@pytest.fixture(scope="session")
def made(tmp_path_factory, sandbox):
    """A course of one homework, and what becomes of a wrong and of a right file."""
    root = make_pair(tmp_path_factory.mktemp("sending"))
    course = find_course(root, root)
    stats = course.assignment("stats")

    def graded(source):
        reading = reading_of(Submission(Path("hw.py")), Script((Cell(None, source),)))
        return pupils.outcome(reading, stats, sandbox)

    return root, graded(STATS.replace(CLIPPED, "values")), graded(STATS)


class Desk:
    """A class that handed in, each by what a platform called the file; and the command."""

    def __init__(self, made, folder, where):
        self.course, self.where = made[0], where
        self.wrong, self.right = made[1:]
        self.out = folder / "pages.zip"

    def hand_in(self, student, file, outcome=None, notes=()):
        assignment = find_course(self.course, self.course).assignment("stats")
        with Gradebook.open(self.where, create=True) as book:
            register = pupils.Register(book, assignment)
            register.hand_in(student, outcome or self.wrong, file=file, notes=notes)

    def enroll(self, *people):
        with Gradebook.open(self.where, create=True) as book:
            book.enroll(people)

    def run(self, command, *words):
        where = ("--course", str(self.course), "--gradebook", str(self.where))
        return CliRunner().invoke(COMMANDS[command], [*words, *where])

    def feedback(self, system, *words):
        self.out.unlink(missing_ok=True)
        return self.run("feedback", "--for", system, "--out", str(self.out), *words)

    @property
    def pages(self):
        with zipfile.ZipFile(self.out) as archive:
            assert archive.testzip() is None
            return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}

    def undo(self):
        with Gradebook.open(self.where, create=False) as book:
            book.undo(max(action.id for action in book.actions()), "tess")


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request, made, tmp_path, make_blank):
    return Desk(made, tmp_path, make_blank(request.param))


def read_by_moodle(path, participants):
    """Whose feedback a file of a zip is, and as what Moodle stores it (feedback/file, 4.5)."""
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdigit() or int(info[1]) not in participants:
            continue
        assert info[2] in ("assignfeedback", "assignsubmission")
        assert info[3] == "file"
        return participants[int(info[1])], "/".join(filter(None, [*info[4:], *parts]))
    return None


def read_by_canvas(name):
    """The user and the attachment that Canvas finds in a name (AbstractAssignment)."""
    parts = [part for part in name.split("_") if part != "LATE"]
    if parts[-1].startswith("link") or name.startswith("._"):
        return None
    if parts[0] == "anon":
        return tuple(parts[1:3])
    return tuple([part for part in parts if re.fullmatch(r"\d+", part)][:2])


def test_moodle_gives_each_page_to_the_participant_whose_file_it_is_about(desk):
    desk.hand_in(ADA, "Ada Lovelace_7001_assignsubmission_file/hw.py")
    desk.hand_in(BEN, "Ben Oni_7002_assignsubmission_file_/x.zip/Z_7001_assignsubmission_file/h.py")
    done = desk.feedback("moodle")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, f"{desk.out}: 2 packed, 0 not")
    taken = {read_by_moodle(name, {7001: "ada", 7002: "ben"}): p for name, p in desk.pages.items()}
    assert taken.keys() == {("ada", "feedback.html"), ("ben", "feedback.html")}
    assert "by <bdi>Ada Lovelace</bdi>" in taken["ada", "feedback.html"]
    assert "Ada" not in taken["ben", "feedback.html"]


def test_canvas_gives_each_page_to_the_user_whose_file_it_is_about(desk):
    desk.hand_in(ADA, "lovelaceada_LATE_101_5001_link_999_8888.py")
    desk.hand_in(BEN, "ben_7_oni_102_5002_hw.zip/evil_101_5001_hw.py")
    eve = Student("anon-Xy3", "", {})
    desk.hand_in(eve, "anon_Xy3_5003_hw.py")
    done = desk.feedback("canvas")
    assert done.exit_code == 0, done.output
    taken = {read_by_canvas(name): page for name, page in desk.pages.items()}
    assert taken.keys() == {("101", "5001"), ("102", "5002"), ("Xy3", "5003")}
    assert "Ada Lovelace" in taken["101", "5001"]


@pytest.mark.parametrize(
    ("system", "file", "why"),
    [
        pytest.param("moodle", "hw.py", "lay in no download of Moodle's", id="no name"),
        pytest.param("canvas", "lovelace_101_text.html", "lay in no download", id="typed text"),
        pytest.param("canvas", "lovelace_666_5001_hw.py", "lay in no download", id="a stranger's"),
    ],
)
def test_whoever_has_no_address_is_listed_and_the_others_are_packed(desk, system, file, why):
    desk.hand_in(ADA, file)
    name = {"moodle": "Ben Oni_7_assignsubmission_file/h.py", "canvas": "ben_102_5002_h.py"}
    desk.hand_in(BEN, name[system])
    done = desk.feedback(system)
    assert done.exit_code == 4
    assert f"Ada Lovelace (ada): {why}" in done.output
    assert len(desk.pages) == 1


def test_without_an_id_on_the_roster_a_name_that_can_mean_two_users_is_nobodys(desk):
    nobody = Student("ada", "Ada Lovelace")
    desk.hand_in(nobody, "lovelace_10101_5001_hw_20202_6001_b.py")
    done = desk.feedback("canvas")
    assert done.exit_code == 4
    assert "could be Canvas user 10101 or 20202 by the file's name" in done.output
    assert not desk.out.exists()


def test_a_team_s_number_at_moodle_is_no_participant_s(desk):
    for student in (ADA, BEN):
        desk.hand_in(student, "Team 1_7001_assignsubmission_file/hw.py")
    desk.hand_in(EVE, "Team 2_7002_assignsubmission_file/hw.py", notes=("group work of 'T': ...",))
    done = desk.feedback("moodle")
    assert done.exit_code == 4
    assert done.output.count("is group work: Moodle's download has the team's number") == 3
    assert not desk.out.exists()


def test_what_canvas_shows_to_all_of_a_group_goes_only_where_all_have_the_same_page(desk):
    note = ("group work of 'G': counts for both",)
    for student in (ADA, BEN):
        desk.hand_in(student, "lovelaceada_101_5001_hw.py", notes=note)
    assert desk.feedback("canvas").exit_code == 0
    assert [read_by_canvas(name) for name in desk.pages] == [("101", "5001")]
    given = desk.run("override", "ben", "clip", "0", "--why", "not his", "--assignment", "stats")
    assert given.exit_code == 0, given.output
    done = desk.feedback("canvas")
    assert done.exit_code == 4
    assert done.output.count("their pages differ") == 2


def test_the_mail_merge_names_a_page_for_each_and_no_cell_is_a_formula(desk):
    desk.hand_in(ADA, "hw.py", desk.right)
    desk.hand_in(EVE, "hw2.py")
    desk.enroll(ADA, BEN, Student("zoe", "Zoe"))
    done = desk.feedback("mail")
    assert done.exit_code == 4
    assert "Zoe (zoe): has no e-mail" in done.output
    pages = desk.pages
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(pages.pop("mail.csv")))}
    assert rows.keys() == {"ada", "ben", "'=eve"}
    assert {row["page"] for row in rows.values()} == pages.keys()
    assert (rows["ada"]["email"], rows["ada"]["points"]) == ("ada@x.org", "7")
    assert rows["ada"]["summary"] == "7 of 7 points"
    assert rows["ben"]["points"] == ""
    assert rows["ben"]["summary"] == "missing: no score, which is not a score of zero"
    assert rows["'=eve"]["name"].startswith("'=")
    assert "Nothing was handed in" in pages[rows["ben"]["page"]]


def test_only_what_has_changed_since_is_packed_again(desk):
    desk.hand_in(ADA, "lovelaceada_101_5001_hw.py")
    desk.hand_in(BEN, "ben_102_5002_hw.py")
    assert desk.feedback("canvas", "--who", "tess").exit_code == 0
    again = desk.feedback("canvas", "--changed")
    assert again.output.splitlines()[-1] == "0 packed, 2 as they were, 0 not"
    assert not desk.out.exists()
    assert desk.feedback("mail", "--changed").exit_code == 0  # another system has sent nothing
    assert len(desk.pages) == 3
    desk.run("override", "ben", "clip", "1", "--why", "seen", "--assignment", "stats")
    desk.feedback("canvas", "--changed")
    assert [read_by_canvas(name) for name in desk.pages] == [("102", "5002")]
    assert desk.feedback("canvas", "--changed").output.splitlines()[-1].startswith("0 packed")


def test_a_sending_that_is_undone_was_none(desk):
    desk.hand_in(ADA, "lovelaceada_101_5001_hw.py")
    desk.feedback("canvas", "--who", "tess")
    with Gradebook.open(desk.where, create=False) as book:
        (action,) = book.actions()
    assert (action.kind, action.who) == ("feedback", "tess")
    desk.undo()
    assert desk.feedback("canvas", "--changed").output.endswith("1 packed, 0 not\n")


def test_what_is_not_graded_yet_is_not_sent(desk):
    assignment = find_course(desk.course, desk.course).assignment("stats")
    fault = pupils.unscored(GraderError("no worker came back"), assignment)
    desk.hand_in(ADA, "lovelaceada_101_5001_hw.py", fault)
    done = desk.feedback("canvas")
    assert done.exit_code == 4
    assert "not sent: not graded: no score, which is not a score of zero" in done.output
    assert not desk.out.exists()


def test_a_file_that_can_not_be_written_leaves_nothing_sent(desk):
    desk.hand_in(ADA, "lovelaceada_101_5001_hw.py")
    desk.out.mkdir()
    done = desk.run("feedback", "--for", "canvas", "--out", str(desk.out))
    assert done.exit_code == 2
    shutil.rmtree(desk.out)
    assert desk.feedback("canvas", "--changed").output.endswith("1 packed, 0 not\n")


def test_the_same_pages_are_the_same_zip(desk):
    desk.hand_in(ADA, "lovelaceada_101_5001_hw.py")
    desk.feedback("canvas")
    first = desk.out.read_bytes()
    with zipfile.ZipFile(desk.out) as archive:
        assert {file.date_time for file in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    desk.feedback("canvas")
    assert desk.out.read_bytes() == first


@pytest.mark.processes
@pytest.mark.parametrize("system", ["canvas", "moodle"])
def test_a_platform_s_own_download_is_graded_and_everybody_gets_their_page_back(tmp_path, system):
    made = classroom.make_class(6, tmp_path / "class", system)
    ta = TaDesk(tmp_path)
    assert ta.batch(made.source, "--roster", made.roster).returncode == 0
    out = tmp_path / "out.zip"
    done = ta.grade("feedback", "--for", system, "--out", out)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(out) as archive, zipfile.ZipFile(made.source) as download:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
        handed_in = download.namelist()
    students = list(ta.standings().values())
    assert len(pages) == len(students) == 6
    if system == "moodle":
        numbers = {int(student["ids"]["moodle"]): student for student in students}
        whose = {name: read_by_moodle(name, numbers)[0] for name in pages}
    else:
        users = {student["ids"]["canvas"]: student for student in students}
        whose = {name: users[read_by_canvas(name)[0]] for name in pages}
        # Both numbers stand in one name of the download, or Canvas would not take the page.
        given = {read_by_canvas(name) for name in handed_in}
        assert {read_by_canvas(name) for name in pages} == given
    for name, student in whose.items():
        assert f"by <bdi>{html.escape(student['name'], quote=True)}</bdi>" in unquoted(pages[name])


def unquoted(page):
    """A page with quotes escaped as the standard library does."""
    return page.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
