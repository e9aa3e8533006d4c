"""A term of twelve weeks, played through: every number at its end was worked out by hand."""

import csv
import io
import shutil
import zipfile

import pytest
from support.player import (
    FLAT,
    FULL,
    HALF,
    HOMEWORKS,
    NONE,
    KilledPlayer,
    Moodle,
    Player,
    make_course,
    name_of,
)

pytestmark = [pytest.mark.processes, pytest.mark.database]

RULES = {
    "all": "late: {grace: 15m, per_day: 10%, up_to: 3d, then: zero, free_days: 2}",
    "hw1": "due: 2026-10-09 23:59 Europe/Berlin",
    "hw2": "due: 2026-10-23 23:59 Europe/Berlin",
    "hw3": "due: 2026-11-13 23:59 Europe/Berlin\n"
    "    late: {grace: 15m, per_day: 20%, up_to: 2d, then: refuse}",
    "hw4": "due: 2026-12-18 23:59 Europe/Berlin\n    attempts: best",
}
IN_TIME = {"hw1": "2026-10-08 18:00", "hw2": "2026-10-22 18:00"}
IN_TIME |= {"hw3": "2026-11-12 18:00", "hw4": "2026-12-17 18:00"}
# Of four students two are right, one is wrong in clip() and one in median().
USUAL = (FLAT, FULL, FULL, HALF)
LATE_IN_HW1 = {"s02", "s03", "s04", "s14", "s20"}
LATE_IN_HW2 = {"s02", "s03", "s04", "s05", "s06", "s09", "s14", "s20", "s40"}
# Of homework 4, whose better second one comes late.
FIRST_TRY = {"s02": FLAT, "s03": HALF, "s04": FLAT, "s22": FLAT}
KILLS = 50
WHY = ("--why", "a reason", "--who", "tess")

# What each has in the end: of 7 points, in hw2 of 9 since clip() is worth 4 there, and in all.
# FULL is worth 7, and 9; FLAT 5, and 5; HALF 4, and 6. Who is not named here has these.
#   s01  within the grace twice, once in the night in which clocks are set back two days later
#   s02  hw1 1 day, free; hw2 2 days, one of them free: 9 x 90 %; hw4 5, or 2 days late 7 x 80 %
#   s03  hw1 3 days, 2 free: 4 x 90 %; hw2 6 x 90 %; hw3 4 x 80 %; hw4 4, or 3 days late 7 x 70 %
#   s04  hw1 after three days; hw2 3 days, 2 free: 5 x 90 %; hw3 2 days: 5 x 60 %; hw4 5, or 0
#   s05  excused from hw1, so that both free days are for hw2, which is 2 days late
#   s06  the first of two is chosen in hw1, so that the late one takes no free day; hw2 as s05
#   s09  nothing; after three days; refused after two days; 7
#   s10  hw3: an earlier one counts, since the better one was refused
#   s13  an extension to 02:30 of winter time, and 02:50 is shown twice in that night
#   s14  hw1 2 days, free; hw2 a day, and no 25 hours, after the extension: 9 x 90 %
#   s17, s18  points by hand in hw3, 1.5 more and 1 less
#   s19  hw2: a person gave 1 for clip(), so 2 + 1
#   s20  hw1 2 days, free; hw2 a person gave 4.25 in all, a day late: 3.825, half up
#   s22  hw4 5, or 3 days late, 2 free: 7 x 90 %
#   s40  hw1 1 day late, by another account; hw2 3 days, one free left: 5 x 80 %
EXPECTED = """
s01  7    9    7    7     30
s02  7    8.1  7    5.6   27.7
s03  3.6  5.4  3.2  4.9   17.1
s04  0    4.5  3    5     12.5
s05  EX   9    7    7     23
s06  7    9    7    7     30
roe  4    6    4    4     18
s08  5    5    5    5     20
s09  -    0    -    7     7
s10  7    9    5    7     28
s11  4    6    4    4     18
s12  5    5    5    5     20
s13  7    9    7    7     30
s14  7    8.1  7    7     29.1
s15  4    6    4    4     18
s16  5    5    5    5     20
s17  7    9    8.5  7     31.5
s18  7    9    6    7     29
s19  4    3    4    4     15
s20  5    3.83 5    5     18.83
s21  7    9    7    7     30
s22  7    9    7    6.3   29.3
s23  4    6    4    4     18
s24  5    5    5    5     20
s25  7    9    7    7     30
s26  7    9    7    7     30
s27  4    6    4    4     18
s28  5    5    5    5     20
s29  7    9    7    7     30
s30  7    9    7    EX    23
s31  4    6    4    4     18
s32  5    5    5    5     20
s33  7    9    7    7     30
s34  7    9    7    7     30
s37  7    .    .    .     7
s38  EX   9    7    7     23
s39  -    6    4    4     14
s40  5    4    5    5     19
"""
# Whose hand-in that counts is late: the points judged and corrected, by how many days, hours and
# minutes, days begun, those of them that are free, and what is taken off.
LATE = """
hw1 s02  7 7     0:20:01  1 1  0
hw1 s03  4 4     2:23:01  3 2  0.4
hw1 s04  5 5     3:00:16  4 0  5
hw1 s14  7 7     1:15:01  2 2  0
hw1 s20  5 5     1:10:01  2 2  0
hw1 s40  5 5     0:00:21  1 1  0
hw2 s02  9 9     2:01:15  2 1  0.9
hw2 s03  6 6     0:00:16  1 0  0.6
hw2 s04  5 5     3:01:15  3 2  0.5
hw2 s05  9 9     1:13:01  2 2  0
hw2 s06  9 9     1:00:16  2 2  0
hw2 s09  9 9     3:01:16  4 0  9
hw2 s14  9 9     1:01:10  1 0  0.9
hw2 s20  5 4.25  0:12:01  1 0  0.42
hw2 s40  5 5     2:13:01  3 1  1
hw3 s03  4 4     0:12:01  1 0  0.8
hw3 s04  5 5     2:00:15  2 0  2
hw4 s02  7 7     1:20:01  2 0  1.4
hw4 s03  7 7     2:23:01  3 0  2.1
hw4 s11  4 4     0:08:01  1 1  0
hw4 s22  7 7     2:20:01  3 2  0.7
"""


@pytest.fixture(scope="session")
def whole_course(tmp_path_factory):
    """The course as it is when the term begins."""
    return make_course(tmp_path_factory.mktemp("term") / "course", RULES)


@pytest.fixture
def course(whole_course, tmp_path):
    return shutil.copytree(whole_course, tmp_path / "course")


def test_a_term_ends_with_the_numbers_that_were_worked_out_by_hand(course, tmp_path):
    player = Player(course, tmp_path / "gradebook.db")
    play(player, tmp_path)
    check_end(player)


def test_a_term_in_which_commands_are_killed_ends_with_the_same_numbers(course, tmp_path):
    player = KilledPlayer(course, tmp_path / "gradebook.db", seed=12)
    play(player, tmp_path)
    # A machine that is fast or slow may have killed fewer.
    player.kill_on("batch", tmp_path / "hw4" / "late.zip", *of("hw4"), "--force", kills=KILLS)
    check_end(player)


def play(player, folder):
    """All that happens in the term, in the order of its weeks."""
    begin_with_a_second_account(player, Moodle(folder / "hw1", "hw1"))
    set_the_clocks_back(player, Moodle(folder / "hw2", "hw2"))
    merge_and_regrade(player)
    grade_a_wrong_folder(player, Moodle(folder / "hw3", "hw3"))
    mark_without_names(player, folder / "hw3")
    count_the_best(player, Moodle(folder / "hw4", "hw4"))


def begin_with_a_second_account(player, moodle):
    """Homework 1: s40 hands in as x40, who is another for Moodle; two hand in nothing."""
    people = emails(*numbers(1, 37), "x40")
    early = usual("hw1", people, without=LATE_IN_HW1 | {"s09", "s35", "s01", "s05", "x40"})
    early["s06"] = (FULL, "2026-10-09 20:00")
    grade(player, moodle, "early", people, early)
    late = early | {
        "s01": (FULL, "2026-10-10 00:14"),
        "s02": (FULL, "2026-10-10 20:00"),
        "s03": (HALF, "2026-10-12 23:00"),
        "s04": (FLAT, "2026-10-13 00:15"),
        "s05": (FULL, "2026-10-10 08:00"),
        "s06": (FLAT, "2026-10-10 20:00"),
        "s14": (FULL, "2026-10-11 15:00"),
        "s20": (FLAT, "2026-10-11 10:00"),
        "x40": (FLAT, "2026-10-10 00:20"),
    }
    grade(player, moodle, "late", people, late)
    assert len(send(player, moodle.folder / "first.zip")) == 36
    player.do("choose", email("s06"), "1", *of("hw1"), *WHY)
    player.do("excuse", email("s05"), *of("hw1"), *WHY)
    again = send(player, moodle.folder / "again.zip", "--changed")
    assert again == {address(moodle, "s05"), address(moodle, "s06")}


def set_the_clocks_back(player, moodle):
    """Homework 2: a wrong roster, then the right one; three have left, three have come."""
    people = emails(*numbers(1, 34), "s38", "s39", "s40")
    player.do("extend", email("s13"), "--until", "2026-10-25 02:30 +01:00", *of("hw2"), *WHY)
    player.do("extend", email("s14"), "--until", "2026-10-24 12:00", *of("hw2"), *WHY)
    early = usual("hw2", people, without=LATE_IN_HW2 | {"s01", "s13"})
    wrong = emails("g1", "g2", "g3", *(who for who in people if who not in ("s11", "s12")))
    grade(player, moodle, "wrong", wrong, early)
    # Whose hand-in is there and who is not listed is known by the number that Moodle gives.
    strangers = {str(moodle.number(who)) for who in ("s11", "s12")}
    ghosts = {email(who) for who in ("g1", "g2", "g3")} | strangers
    assert ghosts < player.standings("hw2").keys()
    grade(player, moodle, "early", people, early)
    assert not ghosts & player.standings("hw2").keys()
    late = early | {
        "s01": (FULL, "2026-10-24 00:14"),
        "s02": (FULL, "2026-10-26 00:14"),
        "s03": (HALF, "2026-10-24 00:15"),
        "s04": (FLAT, "2026-10-27 00:14"),
        "s05": (FULL, "2026-10-25 12:00"),
        "s06": (FULL, "2026-10-25 00:15"),
        "s09": (FULL, "2026-10-27 00:15"),
        "s13": (FULL, "2026-10-25 02:50"),
        "s14": (FULL, "2026-10-25 12:10"),
        "s20": (FLAT, "2026-10-24 12:00"),
        "s40": (FLAT, "2026-10-26 12:00"),
    }
    grade(player, moodle, "late", people, late)


def merge_and_regrade(player):
    """What people decide about homework 2, and its regrade: clip() is worth 4 from now on."""
    player.do("remove", email("s36"), "--yes", *WHY)
    player.do("excuse", email("s38"), *of("hw1"), *WHY)
    player.do("override", email("s19"), "clip", "1", *of("hw2"), *WHY)
    player.do("override", email("s20"), "--total", "4.25", *of("hw2"), *WHY)
    both = (email("x40"), email("s40"))
    assert points(player, "hw2", "s40") == 4.5
    player.do("merge", *both, "--ids", email("s40"), "--yes", *WHY)
    assert points(player, "hw2", "s40") == 4
    player.weigh_clip("hw2", 4)
    player.do("rescore", *of("hw2"), "--yes")


def grade_a_wrong_folder(player, moodle):
    """Homework 3: s07 is called Roe; hand-ins of another class are graded and taken out again."""
    player.do("rename", email("s07"), email("roe"), "--yes", *WHY)
    people = emails(*numbers(1, 34), "s38", "s39", "s40") | {"s07": email("roe")}
    early = usual("hw3", people, without={"s02", "s03", "s04", "s09"})
    early["s10"] = (FLAT, "2026-11-13 20:00")
    right = grade(player, moodle, "early", people, early)
    wrong = dict.fromkeys(numbers(21, 25), (NONE, "2026-11-13 22:00"))
    wrong = grade(player, moodle, "another", people, wrong)
    assert [points(player, "hw3", who) for who in numbers(21, 25)] == [0] * 5
    late = early | {
        "s02": (FULL, "2026-11-14 00:14"),
        "s03": (HALF, "2026-11-14 12:00"),
        "s04": (FLAT, "2026-11-16 00:14"),
        "s09": (FULL, "2026-11-16 00:15"),
        "s10": (FULL, "2026-11-17 12:00"),
    }
    grade(player, moodle, "late", people, late)
    player.do("remove", "--batch", right[-1], "--yes", *WHY)
    player.do("undo", player.actions("remove")[-1], "--yes", *WHY)
    for batch in wrong:  # one that was killed is continued by another
        player.do("remove", "--batch", batch, "--yes", *WHY)
    assert [points(player, "hw3", who) for who in numbers(21, 25)] == [7, 7, 4, 5, 7]


def mark_without_names(player, folder):
    """Points by hand while names are hidden; one is given to the wrong student and taken back."""
    assert len(send(player, folder / "first.zip", status=4)) == 36
    player.do("anonymous", "on", *WHY)
    with player.open() as book:
        code = book.find_student(email("s17")).code
    shown = player.do("gradebook", *of("hw3"))
    assert code in shown
    assert "Lee" not in shown
    assert "@" not in shown
    player.do("feedback", "--for", "moodle", "--out", folder / "x.zip", *of("hw3"), status=2)
    player.do("adjust", code, "1.5", *of("hw3"), *WHY)
    player.do("adjust", email("s22"), "-1", *of("hw3"), *WHY)
    player.do("undo", player.actions("adjust")[-1], "--yes", *WHY)
    player.do("adjust", email("s18"), "-1", *of("hw3"), *WHY)
    player.do("anonymous", "off", *WHY)
    moodle = Moodle(folder, "hw3")
    again = send(player, folder / "again.zip", "--changed", status=4)
    assert again == {address(moodle, "s17"), address(moodle, "s18")}


def count_the_best(player, moodle):
    """Homework 4: what counts is the best, after what is taken off; Roe by the former e-mail."""
    people = emails(*numbers(1, 34), "s38", "s39", "s40")
    early = usual("hw4", people, without={"s11"})
    early |= {who: (program, IN_TIME["hw4"]) for who, program in FIRST_TRY.items()}
    grade(player, moodle, "early", people, early)
    late = early | {
        "s02": (FULL, "2026-12-20 20:00"),
        "s03": (FULL, "2026-12-21 23:00"),
        "s04": (FULL, "2026-12-22 00:20"),
        "s11": (HALF, "2026-12-19 08:00"),
        "s22": (FULL, "2026-12-21 20:00"),
    }
    grade(player, moodle, "late", people, late)
    player.do("excuse", email("s30"), *of("hw4"), *WHY)


def grade(player, moodle, label, people, hand_ins):
    """Grade a download, with the worksheet of the day; by which batches it came in."""
    former = player.actions("batch")
    source = moodle.zip(label, hand_ins)
    worksheet = moodle.worksheet(label, people, hand_ins)
    player.do("batch", source, "--roster", worksheet, "--jobs", 2, *of(moodle.homework))
    return [number for number in player.actions("batch") if number not in former]


def check_end(player):
    """Hold what the gradebook says against the tables above."""
    stands = {name: named(player.standings(name)) for name in HOMEWORKS}
    expected = {who: cells for who, *cells in map(str.split, EXPECTED.strip().splitlines())}
    for column, homework in enumerate(HOMEWORKS):
        now = {who: cell(each) for who, each in stands[homework].items()}
        wanted = {who: cells[column] for who, cells in expected.items()}
        assert now == {who: text for who, text in wanted.items() if text != "."}
    late = [line(name, *pair) for name in HOMEWORKS for pair in sorted(stands[name].items())]
    assert [*filter(None, late)] == [" ".join(row.split()) for row in LATE.strip().splitlines()]
    totals = {who: cells[-1] for who, cells in expected.items()}
    assert read_totals(player) == totals


def cell(standing):
    if standing.excused:
        return "EX"
    return "-" if standing.earned is None else f"{standing.earned:g}"


def line(homework, who, standing):
    """A row of LATE, or nothing for who is not late."""
    late = standing.lateness
    if standing.earned is None or not late.is_late:
        return ""
    minutes, _ = divmod(int(late.late_by.total_seconds()), 60)
    by = f"{minutes // 1440}:{minutes // 60 % 24:02}:{minutes % 60:02}"
    earned = f"{standing.judged:g} {standing.corrected:g}"
    return f"{homework} {who} {earned} {by} {late.days} {late.free} {standing.penalty:g}"


def read_totals(player):
    """The totals of the table that the course is exported as."""
    text = player.do("export", "--format", "csv").lstrip("\ufeff")
    rows = csv.DictReader(io.StringIO(text))
    return {row["student"].partition("@")[0]: row["total"] for row in rows}


def points(player, homework, who):
    return player.standings(homework)[email(who)].earned


def send(player, path, *words, status=0):
    """Pack the pages of the homework after which the folder is called; what is in the zip."""
    homework = path.parent.name
    player.do("feedback", "--for", "moodle", "--out", path, *of(homework), *words, status=status)
    with zipfile.ZipFile(path) as archive:
        return {*archive.namelist()}


def address(moodle, who):
    return f"{name_of(who)}_{moodle.number(who)}_assignfeedback_file/feedback.html"


def usual(homework, people, without=()):
    """What the others hand in, in time."""
    those = [who for who in people if who not in without]
    return {who: (USUAL[int(who[1:]) % 4], IN_TIME[homework]) for who in those}


def numbers(first, last):
    return [f"s{number:02}" for number in range(first, last + 1)]


def email(who):
    return f"{who}@x.edu"


def emails(*people):
    return {who: email(who) for who in people}


def named(standings):
    return {key.partition("@")[0]: standing for key, standing in standings.items()}


def of(homework):
    return ("--assignment", homework)
