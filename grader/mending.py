"""Ask what departs anew, with right functions in the place of wrong ones, where much is lost.

All answers that count are in by then; these only tell what follows from what. Never in a student's
copy, which knows no right function.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Sequence
from dataclasses import replace

from grader.core.errors import CourseError
from grader.core.probe import Mended, Observation, Observations
from grader.core.result import Report, ScoreStatus, Status
from grader.course.example import Example, read_example
from grader.course.load import Assignment
from grader.judging.mending import Calls, Search, Suspect, answers_with, find_suspects
from grader.judging.scoring import is_lost, score
from grader.pipeline import Graded, job_of, judge, questions_of, scheme_of
from grader.sandbox.mending import Mender
from grader.sandbox.protocol import Sandbox
from grader.sandbox.session import ScriptRun
from grader.submission.reading import Reading


def with_mended(
    graded: Graded, assignment: Assignment, sandbox: Sandbox, held: ScriptRun | None = None
) -> Graded:
    """Judge a submission anew by what only follows from its mistakes. Raises GraderError.

    A script that is `held` need not be run anew.
    """
    reading, observations = graded.reading, graded.observations
    if reading is None or observations is None or not may_follow(graded.report, assignment):
        return graded
    script = held or ScriptRun(job_of(reading, assignment), sandbox)
    mended = mend(reading, assignment, observations, script)
    observations = replace(observations, mended=mended)
    is_own = graded.report.isolation_warning is None
    return Graded(judge(reading, assignment, observations, is_own=is_own), reading, observations)


def may_follow(report: Report, assignment: Assignment) -> bool:
    """Tell whether some of what was lost may only follow from the rest, and be given back."""
    is_given = assignment.staff_folder is not None and scheme_of(assignment).share > 0
    asked = [score for score in report.scores if score.rule is None and not score.by_hand]
    is_more = sum(each.parts for each in asked if each.status is not ScoreStatus.EARNED) > 1
    return is_given and is_more and report.status is Status.GRADED


def mend(
    reading: Reading, assignment: Assignment, observations: Observations, script: ScriptRun
) -> Mended:
    """Find the functions that are wrong themselves, by what is visible; then ask what is hidden."""
    example, calls = example_of(assignment), calls_of(reading, assignment)
    if example is None or calls is None:
        return Mended()
    probes = {probe.name: probe for probe in assignment.probes}
    mender = Mender(script, questions_of(assignment))

    def ask_mended(units: frozenset[str], names: Sequence[str]) -> dict[str, Observation] | None:
        asked = [probes[name] for name in names]
        return mender.ask(units, example.patch(units), asked, {calls.about[n] for n in names})

    visible, hidden = (suspects(assignment, observations, calls, hidden=h) for h in (False, True))
    names = {name for suspect in (*visible, *hidden) for name in suspect.probes}
    if not any(probes[name].hidden for name in names):
        mender.end_one(hidden=True)  # which leaves its place behind the wall to the other
    with contextlib.closing(mender):
        search = Search(visible, assignment.golden, ask_mended)
        mended = search.run()
        answers = answers_with(mended.wrong, hidden, ask_mended)
        mended = search.confirm() if mended.wrong else mended
    by_probe = {**mended.by_probe, **answers}
    return replace(mended, by_probe=by_probe, right=example.fingerprint)


def is_mended(reading: Reading, assignment: Assignment, observations: Observations) -> bool:
    """Tell whether what is judged wrong today is what was asked with right functions in place."""
    mended, example = observations.mended, example_of(assignment)
    if mended is None or example is None:
        return example is None
    # Where nothing was found there was not enough time, and another time there would not be.
    if mended.right != example.fingerprint or not {*mended.wrong, *mended.causes}:
        return mended.right == example.fingerprint
    units = example.units(reading.outline)
    calls = calls_by(assignment, example, units)
    work = functools.partial(is_all_known, assignment=assignment, calls=calls)
    answer: bool = scheme_of(assignment).recall(work, observations, ("mended", units))
    return answer


def is_all_known(observations: Observations, assignment: Assignment, calls: Calls) -> bool:
    """Tell whether it is known why each suspect departs."""
    mended = observations.mended or Mended()
    visible = suspects(assignment, observations, calls, hidden=False)
    return all(is_known(each, mended) for each in visible)


def is_known(suspect: Suspect, mended: Mended) -> bool:
    """Tell whether it is known why one departs, by all that is asked about it now."""
    if suspect.name in mended.causes:
        return mended.by_probe.keys() >= set(suspect.probes)
    return suspect.name in mended.wrong or not suspect.is_judged


@functools.lru_cache(maxsize=16)
def example_of(assignment: Assignment) -> Example | None:
    """Take the example solution apart; a course may do without one."""
    needs = (need for probe in assignment.probes for need in probe.needs)
    try:
        script = read_example(assignment.folder, assignment.limits)
        return Example(script, needs, assignment.variables)
    except (CourseError, SyntaxError):
        return None


def calls_of(reading: Reading, assignment: Assignment) -> Calls | None:
    """Tell who calls whom in the example; None where the course has none."""
    example = example_of(assignment)
    return calls_by(assignment, example, example.units(reading.outline)) if example else None


@functools.lru_cache(maxsize=64)  # a class has a few ways to write its classes, if it has any
def calls_by(assignment: Assignment, example: Example, units: tuple[str, ...]) -> Calls:
    """Tell who calls whom, by what takes the place of each function, once for all with the same."""
    return Calls(*example.calls(assignment.probes, units))


def suspects(
    assignment: Assignment, observations: Observations, calls: Calls, *, hidden: bool
) -> list[Suspect]:
    """Find the functions that visible criteria are lost by, or hidden ones."""
    criteria = [c for c in scheme_of(assignment).with_drawn.criteria if c.hidden is hidden]
    right = scheme_of(assignment).catalogue.right(observations.by_probe)
    scores = score(criteria, observations.by_probe, assignment.golden, (), right=right)
    lost = [c for c, of_it in zip(criteria, scores, strict=True) if is_lost(of_it)]
    return find_suspects(lost, observations, calls, assignment.golden, right)
