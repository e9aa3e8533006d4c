"""A class across the assignments of a course, and one student of it, as text. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence

from grader.classroom.people import EXCUSED, MISSING, TOO_LATE, UNGRADED, Standing
from grader.classroom.tables.class_list import account_lines, remarks_on, worth_of
from grader.classroom.tables.summary import groups, person
from grader.classroom.transcripts import Syllabus, Transcript, Unit
from grader.core.result import Status
from grader.core.text import in_words, points, shorten
from grader.reports.terminal import Style

LONGEST = 12  # of an assignment's name as a heading
LEAST_NAME = 20
MARKS = {
    "-": "nothing handed in",
    "?": "no score, which is not a score of zero",
    "!": "tampered",
    "EX": "excused, and in no total",
    "late": "refused, for it came too late",
    "+": "more is to be marked by hand",
}
WITHOUT = {MISSING: "-", EXCUSED: "EX", TOO_LATE: "late"}  # points
Row = tuple[str, ...]


def render(syllabus: Syllabus, students: Sequence[Transcript], style: Style) -> str:
    """Show everyone's points in each assignment and in total, then how the class did."""
    lines = list(table(syllabus, students, style))
    lines += ["", style.paint(f"{len(students)} student{'s' * (len(students) != 1)}", "bold")]
    lines += figures(syllabus, students)
    for title, colour, group in concerns(students):
        lines += ["", style.paint(f"{title}: {len(group)}", colour)]
        lines += [line for text in group for line in style.wrap(text, 2)]
    return "\n".join(lines)


def table(syllabus: Syllabus, students: Sequence[Transcript], style: Style) -> Iterator[str]:
    """Give a row for each student, a column for each assignment, and what the marks mean."""
    heads, maxima = headings(syllabus)
    rows = [cells(student, syllabus) for student in students]
    widths = [max(map(len, column)) + 2 for column in zip(heads, maxima, *rows, strict=True)]
    room = max(style.width - sum(widths), LEAST_NAME)

    def line(left: str, row: Row) -> str:
        cut = shorten(left, room, "…" if style.unicode else "...")
        return f"{cut:<{room}}" + "".join(f"{c:>{w}}" for c, w in zip(row, widths, strict=True))

    yield style.paint(line("", heads), "bold")
    yield line("", maxima)
    for student, row in zip(students, rows, strict=True):
        yield line(str(student.student), row)
    cells_of_all = {cell for row in rows for cell in row}
    used = cells_of_all | {cell[-1] for cell in cells_of_all}
    if legend := [f"{mark} {words}" for mark, words in MARKS.items() if mark in used]:
        yield from ("", "; ".join(legend))


def headings(syllabus: Syllabus) -> tuple[Row, Row]:
    """Give the heads of the columns, and below each what can be had."""
    names = [*(shorten(unit.name, LONGEST, "~") for unit in syllabus.units), "total"]
    worths = [*(unit.maximum for unit in syllabus.units), syllabus.maximum]
    if syllabus.is_weighted:
        return (*names, "weighted"), (*map(out_of, worths), out_of(syllabus.worth))
    return tuple(names), tuple(map(out_of, worths))


def out_of(worth: float) -> str:
    """Write what can be had."""
    return f"/{points(worth)}"


def cells(student: Transcript, syllabus: Syllabus) -> Row:
    """Give a student's points in each assignment, then the sums."""
    row = [cell(s, unit) for s, unit in zip(student.standings, syllabus.units, strict=True)]
    # Nothing handed in at all, or something of which nobody knows yet what it is worth.
    none = "?" if "?" in row else "-"
    sums = [sum_cell(student.total, student.maximum(syllabus), syllabus.maximum, none)]
    if syllabus.is_weighted:
        weighted, worth = student.weighted(syllabus), student.worth(syllabus)
        sums.append(sum_cell(weighted, worth, syllabus.worth, none))
    return (*row, *sums)


def sum_cell(value: float | None, worth: float, usual: float, none: str) -> str:
    """Give a sum, with what can be had where that is less for an excused student."""
    if value is None:
        return none
    return points(value) + (out_of(worth) if worth != usual else "")


def cell(standing: Standing, unit: Unit) -> str:
    """Give points, of another maximum where that is so; a mark where there are none."""
    if standing.earned is None:
        return WITHOUT.get(standing.status, "?")
    other = standing.maximum not in (None, unit.maximum)
    worth = points(standing.earned) + (f"/{standing.maximum}" if other else "")
    more = "+" if standing.to_mark else ""
    return f"{worth}!" if standing.status == Status.TAMPERED.value else worth + more


def figures(syllabus: Syllabus, students: Sequence[Transcript]) -> Iterator[str]:
    """Say for each assignment, and in all, how many have what, mean and median."""
    width = max(len("weighted"), *(len(unit.name) for unit in syllabus.units))
    for number, unit in enumerate(syllabus.units):
        theirs = [student.standings[number] for student in students]
        amounts = Counter(standing.status for standing in theirs).most_common()
        counts = ", ".join(f"{amount} {in_words(status)}" for status, amount in amounts)
        scored = [s.earned for s in theirs if s.earned is not None]
        yield f"  {unit.name:<{width}}  {counts}{middle(scored, unit.maximum)}"
    totals = [student.total for student in students]
    yield sum_line("total", totals, syllabus.maximum, width)
    if syllabus.is_weighted:
        weighted = [student.weighted(syllabus) for student in students]
        yield sum_line("weighted", weighted, syllabus.worth, width)


def sum_line(name: str, sums: Sequence[float | None], worth: float, width: int) -> str:
    """Say how many have a sum, mean and median."""
    known = [value for value in sums if value is not None]
    return f"  {name:<{width}}  known of {len(known)}{middle(known, worth)}"


def middle(scored: Sequence[float], worth: float) -> str:
    """Say mean and median, where there are any points."""
    if not scored:
        return ""
    mean, median = statistics.fmean(scored), points(statistics.median(scored))
    return f"; mean {mean:.1f}, median {median} of {points(worth)}"


def concerns(students: Sequence[Transcript]) -> Iterator[tuple[str, str, list[str]]]:
    """List those whom staff should look at, each with the assignment; and who has nothing."""
    # One hand-in that is missing is a mark in the table, and said no more.
    present = [s for student in students for s in student.standings if s.status != MISSING]
    for title, colour, group in groups(present):
        yield title, colour, [f"{standing.assignment}: {person(standing)}" for standing in group]
    absent = [s for s in students if all(each.status == MISSING for each in s.standings)]
    if absent:
        yield "handed in nothing at all", "yellow", [str(student.student) for student in absent]


def render_student(syllabus: Syllabus, student: Transcript, style: Style) -> str:
    """Show what counts for one student in each assignment, and the sums of several."""
    lines = []
    for unit, standing in zip(syllabus.units, student.standings, strict=True):
        worth = worth_of(standing.earned, standing.maximum)
        lines.append(style.spread(unit.title, f"{', '.join(remarks_on(standing))}  {worth}"))
        lines += account_lines(standing, style)
    if len(syllabus.units) == 1:
        return "\n".join(lines)
    known = not any(standing.status in UNGRADED for standing in student.standings)
    note = "" if known else "not known before all is graded"
    lines.append(
        style.spread("total", f"{note}  {sum_of(student.total, student.maximum(syllabus))}")
    )
    if syllabus.is_weighted:
        weighted = sum_of(student.weighted(syllabus), student.worth(syllabus))
        lines.append(style.spread("weighted total", weighted))
    return "\n".join(lines)


def sum_of(value: float | None, worth: float) -> str:
    """Write a sum and what can be had, or a dash."""
    return f"{'-' if value is None else points(value) + out_of(worth):>7}"
