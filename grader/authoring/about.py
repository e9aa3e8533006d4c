"""What a mistake is about: of the criteria that it loses, the one of its own function. Pure.

Which function a question is about is the last of what its probe `needs`, so what an entry replaces
tells what it is about. An author may choose other criteria of the same function, and no others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.authoring.catalogue import Entry
from grader.core.probe import Observation
from grader.core.result import Score
from grader.course.load import Assignment
from grader.judging.scoring import is_lost, score


def derive_about(
    entry: Entry, answers: Mapping[str, Observation], assignment: Assignment
) -> tuple[str, ...]:
    """Give what an entry says that it is about, else the first criterion of its own function."""
    if entry.about:
        return entry.about
    lost = lost_by(answers, assignment)
    names = own_names(entry, lost, assignment) or [score.name for score in lost]
    # Of a wrong shape and a wrong value, the value: shapes are asked of other functions, too.
    forms = {c.name for c in assignment.criteria if c.compare != "values"}
    return tuple(([name for name in names if name not in forms] or names)[:1])


def find_contradictions(
    entry: Entry, answers: Mapping[str, Observation], assignment: Assignment
) -> Iterator[str]:
    """Say of each criterion that an entry is said to be about why it can't be."""
    lost = lost_by(answers, assignment)
    own = own_names(entry, lost, assignment)
    names = [score.name for score in lost]
    # One that loses nothing at all is no fault of the entry: the rubric does not see it.
    for name in entry.about if lost else ():
        if name not in names:
            listed = ", ".join(names)
            yield f"{entry.where}: is about {name}, but loses {listed}; {advice(own or names)}"
        elif own and name not in own:
            replaced = ", ".join(target for target, _ in entry.puts)
            reason = f"is about {name}, where no question about {replaced} departs"
            yield f"{entry.where}: {reason}; {advice(own)}"


def advice(names: Sequence[str]) -> str:
    """Say what to do about a criterion that is none of an entry's own."""
    return f"leave `about` out, or choose of: {', '.join(names)}"


def lost_by(answers: Mapping[str, Observation], assignment: Assignment) -> list[Score]:
    """Find the criteria that a program loses, the visible ones first."""
    scores = score(assignment.criteria, answers, assignment.golden, ())
    return sorted((each for each in scores if is_lost(each)), key=lambda each: each.is_hidden)


def own_names(entry: Entry, lost: Sequence[Score], assignment: Assignment) -> list[str]:
    """Name the criteria that are lost by a question about what an entry replaces."""
    targets = [target for target, _ in entry.puts]
    own = {p.name for p in assignment.probes if is_about(p.needs[-1], targets)}
    return [each.name for each in lost if any(d.probe in own for d in each.departures)]


def is_about(subject: str, targets: Collection[str]) -> bool:
    """Tell whether a question's subject is replaced: itself, its class, or what makes an object."""
    return not {subject, subject.partition(".")[0], f"{subject}.__init__"}.isdisjoint(targets)
