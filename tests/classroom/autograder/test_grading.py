"""What a container has, and what is left of it for a submission."""

import dataclasses

from grader.classroom.autograder.grading import OWN_MB, cost_in, fitting


def with_memory(assignment, amount):
    return dataclasses.replace(
        assignment, limits=dataclasses.replace(assignment.limits, memory_mb=amount)
    )


def test_the_smallest_container_fits_the_usual_limits(assignment):
    assert fitting(assignment, 768) == (assignment, ())
    assert fitting(assignment, None) == (assignment, ())


def test_a_submission_has_no_more_than_the_container_and_staff_are_told(assignment):
    smaller, (note,) = fitting(with_memory(assignment, 1024), 768)
    assert smaller.limits.memory_mb + OWN_MB == 768
    assert "choose a container of 1280 MB or more" in note


def test_reading_takes_no_more_than_half_of_a_container():
    assert cost_in(768).megabytes == 384
    assert cost_in(100_000) == cost_in(None)
