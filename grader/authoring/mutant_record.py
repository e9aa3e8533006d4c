"""Record what the example's one-change mutants answer, and say of each what it is.

What the catalogue knows already is left out, and whatever only fails: everything fails in some way.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate

from grader.authoring.catalogue import example_of
from grader.authoring.habits import make_habits
from grader.authoring.mutant_answers import find_constant
from grader.authoring.mutant_words import GIVEN, Phrase, words_of
from grader.authoring.mutants import Mutant, make_mutants
from grader.authoring.observe import departing, find_rounded, observe_each
from grader.authoring.survivors import Jobs
from grader.core.errors import CourseError
from grader.core.probe import Answer, Observation, Observations, as_needed
from grader.core.result import Signature
from grader.core.text import Say
from grader.course.example import EXAMPLES
from grader.course.load import Assignment
from grader.course.running import read_source
from grader.course.signatures import Record
from grader.judging.likeness import by_answers, size
from grader.judging.mutants import HEAD, joined
from grader.sandbox.questions import Questions

TICKED = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
SIGNATURE = re.compile(r"def \w+\(([^)]*)\)")
SLUG = re.compile(r"\W+")
SLUG_LENGTH = 60
OWN_FOLDER = re.compile(r"/probe-[0-9a-f]{12}")  # where a question's files lie
MOST, LEAST = 200, 4  # values, answers that are kept of a mutant


def observe_mutants(assignment: Assignment, record: Record, say: Say) -> list[Signature]:
    """Run all mutants, and give those that have no name yet, none of them like another.

    Nothing where there is no example to change, or none that comes to its end.
    """
    if not record.mistakes:
        return []
    base = example_of(assignment)
    # No more is recorded of them, or shown.
    visible = [probe for probe in assignment.probes if not probe.hidden]
    try:
        jobs = Jobs(assignment, base, visible)
    except CourseError as error:
        say(f"{assignment.name}: no mutants are recorded: {error}")
        return []
    public = public_names(assignment)
    named = [(mutant, words_of(mutant.change, public)) for mutant in make_mutants(base)]
    named += make_habits(base, public)
    work = [jobs.of(mutant) for mutant, _ in named]
    observed = observe_each(assignment, work, say)
    triples = zip(named, work, observed, strict=True)
    known = [(s, w, o) for m, w, o in triples if (s := signature_of(*m, o, assignment))]
    of = functools.cache(narrowed)  # packed once for all that depart where others do
    again = [(job, of(asked, s.probes)) for s, (job, asked), _ in known]
    rounded = find_rounded(assignment, again, [o for _, _, o in known], say)
    # What rounding decides is not compared; and a mutant of which nothing else is known is none.
    pairs = zip(known, rounded, strict=True)
    signatures = [replace(s, unkept=r) for (s, _, _), r in pairs if s.probes - r]
    return list(nameless(signatures, record, assignment))


def narrowed(questions: Questions, names: frozenset[str]) -> Questions:
    """Leave out the questions of other names."""
    return Questions([each for each in questions.visible if each.name in names], questions.source)


def public_names(assignment: Assignment) -> frozenset[str]:
    """Collect the names that the task gives: in its text, as parameters, and what is asked for."""
    task = assignment.folder / "README.md"
    texts = TICKED.findall(read_source(task)) if task.is_file() else []
    starters = (p for p in assignment.folder.glob("*.ipynb") if p.name not in EXAMPLES)
    texts += [each for path in starters for each in SIGNATURE.findall(read_source(path))]
    texts += [n.replace(".", " ") for probe in assignment.probes for n in probe.needs]
    return frozenset(name for text in texts for name in WORD.findall(text))


def signature_of(
    mutant: Mutant, words: Phrase, observed: Observations, assignment: Assignment
) -> Signature | None:
    """Take down a mutant's answers to visible questions; None where it tells nothing."""
    visible = observed.visible(assignment.probes)
    answers = departing(visible, assignment)
    subjects = {probe.name: probe.needs[-1] for probe in assignment.probes}
    asked = {need for probe in assignment.probes for need in probe.needs}
    own = [a for p, a in answers.items() if as_needed(mutant.function) == subjects[p]]
    # One that mostly fails is like any other that does: little is seen of what it is.
    given = sum(isinstance(answer, Answer) for answer in own)
    is_seen = given and 2 * given >= len(own)
    if observed.tampered or not is_seen or as_needed(mutant.function) not in asked:
        return None
    if any(OWN_FOLDER.search(repr(answer)) for answer in answers.values()):
        return None  # another each time
    name = mutant.function.rpartition(".")[2]
    if constant := find_constant(as_needed(mutant.function), visible.by_probe, assignment):
        words = Phrase(constant, GIVEN)
    return Signature(
        name=SLUG.sub("_", f"{name} {words.what}").strip("_")[:SLUG_LENGTH],
        cause=HEAD.format(name) + words.what,
        advice=words.look,
        about=(),
        target=mutant.function,
        answers=answers,
    )


def nameless(
    mutants: Sequence[Signature], record: Record, assignment: Assignment
) -> Iterator[Signature]:
    """Leave out what the catalogue knows, and make one of those that no probe tells apart."""
    visible = frozenset(probe.name for probe in assignment.probes if not probe.hidden)
    known = [mistake.among(visible) for mistake in record.mistakes]
    names = {mistake.name for mistake in known}
    by_probes: dict[frozenset[str], list[Signature]] = {}
    for each in (*known, *mutants):
        by_probes.setdefault(each.probes, []).append(each)
    # First by where they depart, as there are many.
    for together in by_probes.values():
        for group in by_answers(together, assignment.tolerance):
            if names.isdisjoint(each.name for each in group):
                yield shortened(joined(group))


def shortened(mutant: Signature) -> Signature:
    """Keep the smallest answers only: they tell a mutant from any other, and take little room."""
    sizes = {p: size_of(mutant.answers[p]) for p in mutant.answers if p not in mutant.unkept}
    smallest = sorted(sizes, key=lambda probe: sizes[probe])
    sums = accumulate(sizes[probe] for probe in smallest)
    large = [probe for probe, total in zip(smallest, sums, strict=True) if total > MOST]
    # The least that there is, however large.
    return replace(mutant, unkept=mutant.unkept | ({*large} - {*smallest[:LEAST]}))


def size_of(answer: Observation) -> int:
    """Count the values of an answer."""
    return size(answer.value) if isinstance(answer, Answer) else 1
