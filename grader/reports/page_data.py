"""Put together what a student's page is made of: a report, and what an assignment draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.core.probe import Observations
from grader.core.submission import Script
from grader.course.load import Assignment
from grader.course.rubric import AssignmentRubric
from grader.reports.figures import pictures_of
from grader.reports.page import Page
from grader.submission.analysis import find_definitions


def page_of(
    document: Mapping[str, Any],
    script: Script,
    observations: Observations,
    assignment: Assignment,
    rubric: AssignmentRubric,
) -> Page:
    """The page of a report's document, fresh or kept. Raises RubricError for a bad declaration."""
    visible = [probe for probe in assignment.probes if not probe.hidden]
    definitions = find_definitions(script)
    return Page(
        title=rubric.section.title,
        report=document,
        cells=script.cells,
        answers={
            p.name: observations.by_probe[p.name]
            for p in visible
            if p.name in observations.by_probe
        },
        pictures=pictures_of(rubric, assignment.probes, assignment.golden),
        questions={probe.name: probe.sentence for probe in visible},
        definitions={
            p.name: definitions[p.needs[-1]] for p in visible if p.needs[-1] in definitions
        },
        hidden_points=rubric.points_hidden,
        withheld=assignment.notes,
    )
