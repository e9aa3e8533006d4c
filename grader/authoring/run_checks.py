"""What is checked of example and starter, behind the wall: points, crashes, time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.authoring.bench import Bench, WaitingError
from grader.authoring.defects import Defect, at_place, remark
from grader.authoring.rule_checks import unknown_functions
from grader.core.probe import CellError
from grader.core.result import Departure
from grader.core.text import points
from grader.course.find import RUBRIC
from grader.judging.remarks import UNPARSED
from grader.submission.parts import part_of
from grader.submission.reading import Reading

UNWRITTEN, STOPPED = "NotImplementedError", "Stopped"
SHARES = (
    (0.02, "next to nothing"),
    (0.1, "less than a tenth"),
    (0.25, "less than a quarter"),
    (0.5, "less than half"),
    (1.0, "more than half"),
)
NEAR_LIMIT = 0.5  # of a question's time: above, a slower machine may turn right into wrong


def check_example(bench: Bench) -> Iterator[str | Defect]:
    """The example has all points."""
    path = bench.example_path
    if path is None:
        step = f"write the solution as a student would: {bench.folder / 'example.ipynb'}"
        yield remark(Defect("there is none, so nobody tried if a right file earns all", step))
        return
    graded = bench.grade(path)
    report = graded.report
    yield f"{points(report.earned or 0)} of {bench.assignment.judged_maximum} points"
    if graded.reading is not None:
        yield from unknown_parts(bench, graded.reading)
        yield from unknown_functions(bench, graded.reading.outline.definitions)
    yield from (at_place(error.place, str(error), "", path) for error in report.errors)
    for score in report.scores:
        if score.earned < score.maximum and not score.by_hand:
            first = next(iter(score.departures), None)
            yield lost(bench, path, score.name, first)


def unknown_parts(bench: Bench, reading: Reading) -> Iterator[Defect]:
    """Find what is to be marked by hand and is not there: nobody would see anything of it."""
    for criterion in bench.assignment.criteria:
        for name in criterion.about:
            if not part_of(reading, [name]):
                message = (
                    f"criterion {criterion.name}: is about {name!r}, of which there is nothing"
                )
                step = "write a function, a name that is assigned at top level, or a cell's tag"
                yield bench.at_criterion(criterion.name, "", message, step)


def lost(bench: Bench, path: Path, criterion: str, departure: Departure | None) -> Defect:
    """Say where a criterion is lost that should not be."""
    if departure is None:
        return Defect(f"criterion {criterion} is lost", "", path)
    step = f"grade ask {bench.name} {departure.probe} {path}"
    message = f"criterion {criterion} is lost: {departure.probe}: {departure.message}"
    return Defect(message, step if ":" in departure.probe else "", path)


def crashes(errors: Sequence[CellError]) -> Iterator[CellError]:
    """Choose what cells of a starter raise besides, and not because, a function is not written."""
    is_unwritten = False
    for error in errors:
        if error.type in (*UNPARSED, STOPPED) or (error.type != UNWRITTEN and not is_unwritten):
            yield error
        is_unwritten = is_unwritten or error.type == UNWRITTEN


def check_starter(bench: Bench) -> Iterator[str | Defect]:
    """The starter runs, and has no points."""
    paths = [p for p in sorted(bench.folder.glob("*.ipynb")) if p != bench.example_path]
    path = next((p for p in paths if p.stem == bench.name), paths[0] if paths else None)
    if path is None:
        step = f"write {bench.folder / f'{bench.name}.ipynb'}, which students fill in"
        yield remark(Defect("there is none: a kit needs it", step))
        return
    report = bench.grade(path).report
    yield f"{points(report.earned or 0)} of {report.maximum} points"
    for error in crashes(report.errors):
        step = "mend the cell: a starter runs, but for what is not written yet"
        yield at_place(error.place, str(error), step, path)
    for score in report.scores:
        if score.earned:
            message = f"has the {points(score.earned)} points of the criterion {score.name}"
            step = f"let what is to be written raise, or ask more in {RUBRIC}"
            yield Defect(message, step, path)


def check_limits(bench: Bench) -> Iterator[str | Defect]:
    """No question is so slow that a slower machine would end it."""
    assignment = bench.assignment
    path = bench.example_path
    if path is None:
        raise WaitingError("example")
    times = bench.time_example(path)
    limit = assignment.limits.probe_seconds
    name = max(times, key=lambda each: times[each].seconds)
    share = share_in_words(times[name].seconds / limit)
    yield f"the slowest question, {name}, takes {share} of its {limit:g} s"
    for probe, timed in times.items():
        if timed.seconds > NEAR_LIMIT * limit:
            message = (
                f"{probe} takes {timed.seconds:.2f} s of its {limit:g} s: on a slower machine, or "
                "written otherwise, it is over"
            )
            step = f"make its case smaller, or raise `probe_seconds` in {RUBRIC}"
            yield remark(bench.at_case(probe, message, step))


def share_in_words(share: float) -> str:
    """Say a share in words."""
    return next((words for most, words in SHARES if share < most), "all")
