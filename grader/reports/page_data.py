"""Put together what a student's page is made of: what they may see, and what is drawn of it."""

from __future__ import annotations

from grader.core.probe import Observations
from grader.core.result import Report
from grader.course.load import Assignment
from grader.reports.figures import pictures_of
from grader.reports.page import Page
from grader.reports.student import student_view
from grader.submission.analysis import find_definitions
from grader.submission.notebook import Reading


def page_of(
    report: Report, reading: Reading, observations: Observations, assignment: Assignment
) -> Page:
    """Make the page of a report, fresh or kept. Raises RubricError for a bad declaration."""
    visible = [probe for probe in assignment.probes if not probe.hidden]
    definitions = find_definitions(reading.script)
    answers = observations.by_probe
    return Page(
        title=assignment.rubric.section.title,
        report=student_view(
            report, withheld=assignment.notes, hidden_points=assignment.hidden_points
        ),
        cells=reading.script.cells,
        answers={p.name: answers[p.name] for p in visible if p.name in answers},
        pictures=pictures_of(assignment.rubric, assignment.probes, assignment.golden),
        questions={probe.name: probe.sentence for probe in visible},
        definitions={
            p.name: definitions[p.needs[-1]] for p in visible if p.needs[-1] in definitions
        },
    )
