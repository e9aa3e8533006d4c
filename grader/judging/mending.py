"""Find the functions that are wrong themselves: a right one comes right with others mended. Pure.

What a function answers with right ones in the place of those that it calls, and that are wrong,
tells its own mistakes from theirs. Those that call no other wrong one are looked at first.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.core.probe import (
    Answer,
    Failure,
    FailureKind,
    Mended,
    Observation,
    Observations,
)
from grader.core.result import Criterion, Verdict
from grader.judging.scoring import NONE, judge

# Asked again, it would take its time or end the program once more.
STUCK = (FailureKind.HUNG, FailureKind.DIED)

# Asks probes with some functions mended; None when there was enough of it.
Ask = Callable[[frozenset[str], Sequence[str]], Mapping[str, Observation] | None]


class EnoughError(Exception):
    """There was enough of asking."""


@dataclass(frozen=True)
class Calls:
    """What functions the probes are about, and which each function calls, itself or by others.

    A probe about a variable is about none.
    """

    about: Mapping[str, str]
    reach: Mapping[str, frozenset[str]]


@dataclass
class Suspect:
    """A function that may be wrong, and the questions about it that points were lost by.

    Only one that `is_judged` wrong is mended for others: of one that was not asked nobody knows.
    """

    name: str
    checks: list[tuple[Criterion, str]] = field(default_factory=list)
    reach: set[str] = field(default_factory=set)
    departing: list[frozenset[str]] = field(default_factory=list)  # what those questions call
    is_judged: bool = False
    is_stuck: bool = False

    def others(self, names: Collection[str]) -> int:
        """Count the others of these that are called where it departs, at the least."""
        return min(len(called.intersection(names) - {self.name}) for called in self.departing)

    @property
    def probes(self) -> list[str]:
        return list(dict.fromkeys(probe for _, probe in self.checks))


def find_suspects(
    lost: Iterable[Criterion],
    observed: Observations,
    calls: Calls,
    golden: Mapping[str, Any],
    right: frozenset[str] = NONE,
) -> list[Suspect]:
    """Find the functions that lost criteria depart about; one that is not written is none."""
    suspects: dict[str, Suspect] = {}
    stuck = find_stuck(observed, calls)
    for criterion in lost:
        if not is_written(criterion, observed.by_probe):
            continue
        judged = iter(judge(criterion, observed.by_probe, golden, right))
        for probe in criterion.probes:
            verdict = Verdict(probe) if probe in right else next(judged)
            name = calls.about.get(verdict.probe)
            if name is None:  # about a variable, which nothing mends
                continue
            suspect = suspects.setdefault(name, Suspect(name, is_stuck=name in stuck))
            suspect.checks.append((criterion, verdict.probe))
            suspect.reach |= calls.reach[verdict.probe] - {name}
            if not verdict.agrees:
                suspect.departing.append(calls.reach[verdict.probe])
                suspect.is_judged |= verdict.asked
    for suspect in suspects.values():
        if not suspect.is_judged:  # what hung has taken its time, whether or not it is called
            suspect.reach |= stuck - {suspect.name}
    return [suspect for suspect in suspects.values() if suspect.departing]


def find_stuck(observed: Observations, calls: Calls) -> set[str]:
    """Find what hangs or ends the program: what all such questions call, and none that ended well.

    Else, as it may end sometimes, what all call and one is about; else each that one is about.
    """
    answers = [(p, answer) for p, answer in observed.by_probe.items() if p in calls.about]
    endless = [probe for probe, answer in answers if is_stuck(answer)]
    ended = {calls.about[probe] for probe, answer in answers if isinstance(answer, Answer)}
    common = [calls.reach[probe] | {calls.about[probe]} for probe in endless]
    culprits = set[str]().union(*common[:1]).intersection(*common)
    subjects = {calls.about[probe] for probe in endless}
    return culprits - ended or culprits & subjects or subjects


def is_stuck(observation: Observation) -> bool:
    """Tell whether a question never came back."""
    return isinstance(observation, Failure) and observation.kind in STUCK


def is_written(criterion: Criterion, observations: Mapping[str, Observation]) -> bool:
    """Tell whether all is there that a criterion asks for: else what was lost does not follow."""
    answers = (observations.get(probe) for probe in criterion.probes)
    return not any(isinstance(answer, Failure) and answer.unwritten for answer in answers)


class Search:
    """Tells which suspects are wrong themselves, by as few askings as it can."""

    def __init__(self, suspects: Sequence[Suspect], golden: Mapping[str, Any], ask: Ask) -> None:
        self.judged = {suspect.name for suspect in suspects if suspect.is_judged}
        # First whoever departs where fewest of the others are called.
        self.open = sorted(suspects, key=lambda suspect: suspect.others(self.judged))
        self.golden, self.ask = golden, ask
        self.wrong: list[Suspect] = []
        self.cured: list[Suspect] = []
        self.causes: dict[str, frozenset[str]] = {}
        self.alone: dict[str, dict[str, Observation]] = {}
        self.tried: dict[tuple[str, frozenset[str]], dict[str, Observation]] = {}

    def run(self) -> Mended:
        """Find them. Where there was enough of asking, nothing is known."""
        try:
            self.wrong = [suspect for suspect in self.open if suspect.is_stuck]
            self.open = [suspect for suspect in self.open if not suspect.is_stuck]
            self.try_with(self.wrong, self.open)
            while self.open:
                self.settle(self.open[0])
        except EnoughError:
            return Mended()
        return self.found()

    def settle(self, suspect: Suspect) -> None:
        """Decide on one that may be wrong, and on all that come right with it mended."""
        self.try_with([*self.wrong, suspect], [each for each in self.open if each is not suspect])
        # Of those that came right with it, none was wrong but by it.
        self.try_with([*self.open, *self.wrong], [suspect])
        if suspect in self.open:
            self.open.remove(suspect)
            self.wrong.append(suspect)

    def confirm(self) -> Mended:
        """Ask with all mended but one, as far as there is time: so its own mistake can be named.

        What comes right with the others mended is taken out again.
        """
        with contextlib.suppress(EnoughError):
            self.part()
        return self.found()

    def part(self) -> None:
        for suspect in [each for each in self.wrong if not each.is_stuck]:
            others = [each for each in self.wrong if each is not suspect]
            by_it = [each for each in self.cured if suspect.name in each.reach]
            by_others = [each for each in self.cured if each not in by_it]
            answers = {
                **self.right_answers(by_others),
                **self.ask_with(others, [suspect, *by_it]),
            }
            if self.mended_for(suspect, others) and self.is_right(suspect, answers):
                self.cure(suspect, self.wrong, self.mended_for(suspect, others))
            else:
                self.alone[suspect.name] = answers

    def mended_for(self, suspect: Suspect, others: Iterable[Suspect]) -> frozenset[str]:
        """Name those of the others that are put in for one: what it calls, and nothing else."""
        return frozenset(suspect.reach & self.judged & {each.name for each in others})

    def try_with(self, wrong: Sequence[Suspect], suspects: Sequence[Suspect]) -> None:
        """Ask suspects with these mended, as far as each calls them; who comes right is."""
        for names, group in self.groups(wrong, suspects):
            answers = dict(self.answers(names, group))
            for suspect in group:
                if self.is_right(suspect, answers):
                    self.cure(suspect, self.open, names)

    def groups(
        self, wrong: Sequence[Suspect], suspects: Sequence[Suspect]
    ) -> Iterator[tuple[frozenset[str], list[Suspect]]]:
        """Put together who is to be tried with the same functions mended, and was not yet.

        Not one that calls another that departs then, too: it would as well.
        """
        groups = by_mended(suspects, self.judged & {each.name for each in wrong})
        for names in sorted(groups, key=len):
            group = groups[names]
            away = {each.name for each in (*wrong, *group)}
            departing = {each.name for each in self.open if each.is_judged} - away
            new = [each for each in group if (each.name, names) not in self.tried]
            yield names, [each for each in new if names and departing.isdisjoint(each.reach)]

    def ask_with(
        self, wrong: Sequence[Suspect], suspects: Sequence[Suspect]
    ) -> dict[str, Observation]:
        """Ask suspects with these mended, as far as each calls them."""
        groups = by_mended(suspects, self.judged & {each.name for each in wrong})
        return {p: a for names, group in groups.items() for p, a in self.answers(names, group)}

    def answers(
        self, names: frozenset[str], suspects: Sequence[Suspect]
    ) -> Iterator[tuple[str, Observation]]:
        """Give what some answer with the same functions mended; raises EnoughError."""
        new = [each for each in suspects if names and (each.name, names) not in self.tried]
        answers = self.ask(names, probes_of(new)) if new else {}
        if answers is None:
            raise EnoughError
        for suspect in new:
            own = {probe: answers[probe] for probe in suspect.probes if probe in answers}
            self.tried[suspect.name, names] = own
        for suspect in suspects:
            yield from self.tried.get((suspect.name, names), {}).items()

    def cure(self, suspect: Suspect, among: list[Suspect], names: frozenset[str]) -> None:
        """Note by which functions one was wrong."""
        among.remove(suspect)
        self.cured.append(suspect)
        self.causes[suspect.name] = names

    def is_right(self, suspect: Suspect, answers: Mapping[str, Observation]) -> bool:
        """Tell whether all that a suspect answered with others mended agrees."""
        alone = (replace(criterion, probes=(probe,)) for criterion, probe in suspect.checks)
        return all(judge(each, answers, self.golden)[0].agrees for each in alone)

    def right_answers(self, cured: Sequence[Suspect]) -> dict[str, Observation]:
        """Give what those answered that came right, as they did."""
        keys = [(each.name, self.causes[each.name]) for each in cured]
        return {p: a for key in keys for p, a in self.tried[key].items()}

    def found(self) -> Mended:
        """Put together what is known now: of whom each is wrong by, and what it answers then."""
        keys = [(each.name, self.mended_for(each, self.wrong)) for each in self.wrong]
        by_probe = {p: a for key in keys for p, a in self.tried.get(key, {}).items()}
        by_probe |= self.right_answers(self.cured)
        # Of one that was not asked the first time nobody knew enough to put another in its place.
        wrong = [each.name for each in self.wrong if each.is_judged]
        causes = {
            name: tuple(each for each in wrong if each in mended)
            for name, mended in self.causes.items()
        }
        return Mended(tuple(wrong), causes, by_probe, self.alone)


def probes_of(suspects: Iterable[Suspect]) -> list[str]:
    """Give the questions about some suspects, each once."""
    return list(dict.fromkeys(probe for suspect in suspects for probe in suspect.probes))


def answers_with(
    wrong: Collection[str], suspects: Iterable[Suspect], ask: Ask
) -> dict[str, Observation]:
    """Ask about suspects anew, with what is known to be wrong mended."""
    groups = by_mended((each for each in suspects if not each.is_stuck), wrong)
    answers: dict[str, Observation] = {}
    for names in filter(None, groups):
        answers |= ask(names, probes_of(groups[names])) or {}
    return answers


def by_mended(
    suspects: Iterable[Suspect], wrong: Collection[str]
) -> dict[frozenset[str], list[Suspect]]:
    """Group suspects by which of the wrong functions are put in for each: those that it calls."""
    groups: dict[frozenset[str], list[Suspect]] = {}
    for suspect in suspects:
        groups.setdefault(frozenset(suspect.reach.intersection(wrong)), []).append(suspect)
    return groups
