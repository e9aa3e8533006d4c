"""Find the functions that are wrong themselves: a right one comes right with others mended. Pure.

What a function answers with right ones in the place of those that it calls, and that are wrong,
tells its own mistakes from theirs. Those that call no other wrong one are looked at first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from grader.core.probe import Answer, Failure, FailureKind, Mended, Observation, Observations, Probe
from grader.core.result import Criterion, Score, ScoreStatus, Signature
from grader.judging.diagnosis import Catalogue
from grader.judging.scoring import is_lost, judge

# Asked again, it would take its time or end the program once more.
STUCK = (FailureKind.HUNG, FailureKind.DIED)

# Asks probes with some functions mended; None when there was enough of it.
Ask = Callable[[frozenset[str], Sequence[str]], Mapping[str, Observation] | None]


class EnoughError(Exception):
    """There was enough of asking."""


@dataclass(frozen=True)
class Calls:
    """What functions the probes are about, and which each function calls, itself or by others."""

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
) -> list[Suspect]:
    """Find the functions that lost criteria depart about; one that is not written is none."""
    suspects: dict[str, Suspect] = {}
    stuck = find_stuck(observed, calls)
    for criterion in lost:
        if not may_follow(criterion, observed.by_probe):
            continue
        for verdict in judge(criterion, observed.by_probe, golden):
            name = calls.about[verdict.probe]
            suspect = suspects.setdefault(name, Suspect(name, is_stuck=name in stuck))
            suspect.checks.append((criterion, verdict.probe))
            suspect.reach |= calls.reach[verdict.probe] - {name}
            if not verdict.agrees:
                suspect.departing.append(calls.reach[verdict.probe])
                suspect.is_judged |= verdict.asked
    return [suspect for suspect in suspects.values() if suspect.departing]


def find_stuck(observed: Observations, calls: Calls) -> set[str]:
    """Find what hangs or ends the program: what all such questions call, and none that ended well.

    Where no function is common to them, each that such a question is about.
    """
    endless = [probe for probe, answer in observed.by_probe.items() if is_stuck(answer)]
    ended = {
        calls.about[probe]
        for probe, answer in observed.by_probe.items()
        if isinstance(answer, Answer)
    }
    common = [calls.reach[probe] | {calls.about[probe]} for probe in endless]
    culprits = set[str]().union(*common[:1]).intersection(*common) - ended
    return culprits or {calls.about[probe] for probe in endless}


def is_stuck(observation: Observation) -> bool:
    """Tell whether a question never came back."""
    return isinstance(observation, Failure) and observation.kind in STUCK


def may_follow(criterion: Criterion, observations: Mapping[str, Observation]) -> bool:
    """Tell whether what was lost may only follow: not where something is not written yet."""
    answers = (observations.get(probe) for probe in criterion.probes)
    return not any(isinstance(answer, Failure) and answer.unwritten for answer in answers)


class Search:
    """Tells which suspects are wrong themselves, by as few askings as it can."""

    def __init__(self, suspects: Sequence[Suspect], golden: Mapping[str, Any], ask: Ask) -> None:
        self.judged = {suspect.name for suspect in suspects if suspect.is_judged}
        # First whoever departs where fewest of the others are called.
        self.open = sorted(suspects, key=lambda suspect: suspect.others(self.judged))
        self.golden, self.ask = golden, ask
        self.wrong: list[str] = []
        self.causes: dict[str, frozenset[str]] = {}
        self.answers: dict[str, Observation] = {}
        self.tried: set[tuple[str, frozenset[str]]] = set()

    def run(self) -> Mended:
        """Find them. Where there was enough of asking, nothing is known."""
        try:
            self.wrong = [suspect.name for suspect in self.open if suspect.is_stuck]
            self.open = [suspect for suspect in self.open if not suspect.is_stuck]
            self.try_with(self.wrong)
            while self.open:
                self.settle(self.open[0])
        except EnoughError:
            return Mended()
        # Of one that was not asked the first time nobody knew enough to put another in its place.
        wrong = [name for name in self.wrong if name in self.judged]
        causes = {
            name: tuple(each for each in wrong if each in mended)
            for name, mended in self.causes.items()
        }
        return Mended(tuple(wrong), causes, self.answers)

    def settle(self, suspect: Suspect) -> None:
        """Decide on one that may be wrong, and on all that come right with it mended."""
        self.try_with([*self.wrong, suspect.name], but=suspect)
        # Of those that came right with it, none was wrong but by it.
        others = {each.name for each in self.open} | set(self.wrong)
        self.try_group(frozenset(others & suspect.reach & self.judged), [suspect])
        if suspect in self.open:
            self.open.remove(suspect)
            self.wrong.append(suspect.name)

    def try_with(self, wrong: Collection[str], but: Suspect | None = None) -> None:
        """Ask all that are left with these mended, as far as each calls them."""
        groups: dict[frozenset[str], list[Suspect]] = {}
        for suspect in self.open:
            if suspect is not but:
                names = frozenset(suspect.reach & self.judged.intersection(wrong))
                groups.setdefault(names, []).append(suspect)
        for names, suspects in groups.items():
            self.try_group(names, suspects)

    def try_group(self, names: frozenset[str], suspects: Sequence[Suspect]) -> None:
        """Ask some with the same functions mended, if they were not yet; who comes right is."""
        new = [each for each in suspects if names and (each.name, names) not in self.tried]
        if not new:
            return
        self.tried |= {(suspect.name, names) for suspect in new}
        answers = self.ask(names, probes_of(new))
        if answers is None:
            raise EnoughError
        for suspect in new:
            if self.is_right(suspect, answers):
                self.open.remove(suspect)
                self.causes[suspect.name] = names

    def is_right(self, suspect: Suspect, answers: Mapping[str, Observation]) -> bool:
        """Take what a suspect answered with others mended, and tell whether all of it agrees."""
        self.answers |= {probe: answers[probe] for probe in suspect.probes if probe in answers}
        alone = (replace(criterion, probes=(probe,)) for criterion, probe in suspect.checks)
        return all(judge(each, answers, self.golden)[0].agrees for each in alone)


def probes_of(suspects: Iterable[Suspect]) -> list[str]:
    """Give the questions about some suspects, each once."""
    return list(dict.fromkeys(probe for suspect in suspects for probe in suspect.probes))


def answers_with(
    wrong: Collection[str], suspects: Iterable[Suspect], ask: Ask
) -> dict[str, Observation]:
    """Ask about suspects anew, with what is known to be wrong mended."""
    groups: dict[frozenset[str], list[Suspect]] = {}
    for suspect in suspects:
        names = frozenset(suspect.reach.intersection(wrong))
        if names and not suspect.is_stuck:
            groups.setdefault(names, []).append(suspect)
    answers: dict[str, Observation] = {}
    for names, group in groups.items():
        answers |= ask(names, probes_of(group)) or {}
    return answers


# What is given back


class MarkedBy(Protocol):
    """What answers are marked by."""

    @property
    def criteria(self) -> Sequence[Criterion]: ...
    @property
    def probes(self) -> Sequence[Probe]: ...
    @property
    def catalogue(self) -> Catalogue: ...
    @property
    def share(self) -> float: ...


def give_back(
    scores: tuple[Score, ...],
    observed: Observations,
    scheme: MarkedBy,
    mistakes: Sequence[Sequence[Signature]],
) -> tuple[Score, ...]:
    """Give back what only follows from functions that are wrong, whatever is wrong with them.

    What a named mistake is about is charged, and its share holds for the rest, too.
    """
    named = [mistake for group in mistakes for mistake in group]
    share = min((scheme.share, *(mistake.carry_forward for mistake in named)))
    about = frozenset(name for mistake in named for name in mistake.about)
    mended = observed.mended or Mended()
    return Terms(scheme, about, share, mended).give_back(scores, observed.by_probe)


@dataclass(frozen=True)
class Terms:
    """On what terms points are given back: all but those that a named mistake is `about`."""

    scheme: MarkedBy
    about: frozenset[str]
    share: float
    mended: Mended

    def give_back(
        self, scores: tuple[Score, ...], before: Mapping[str, Observation]
    ) -> tuple[Score, ...]:
        """Give back what only follows, but never all: what is wrong nowhere else was not mended."""
        lost = [score for score in scores if self.share and is_lost(score)]
        following = [score.name for score in lost if self.is_cured(score, before)]
        charged = [score for score in lost if score.name not in following]
        return tuple(
            self.carried(score, self.cause_of(score, charged))
            if charged and score.name in following
            else score
            for score in scores
        )

    def carried(self, score: Score, cause: str) -> Score:
        """Give a criterion's share back."""
        earned = round(self.share * score.maximum, 2)
        return replace(score, status=ScoreStatus.CARRIED, earned=earned, cause=cause)

    def is_cured(self, score: Score, before: Mapping[str, Observation]) -> bool:
        """Tell whether each question that departs was asked anew, and all of them agree then."""
        criterion = next(each for each in self.scheme.criteria if each.name == score.name)
        answers, golden = self.mended.by_probe, self.scheme.catalogue.golden
        return (
            score.name not in self.about
            and may_follow(criterion, before)
            and all(departure.probe in answers for departure in score.departures)
            and all(v.agrees for v in judge(criterion, {**before, **answers}, golden))
        )

    def cause_of(self, score: Score, charged: Sequence[Score]) -> str:
        """Choose the charged criterion to name: one about a function that this is wrong by."""
        own = self.units_about(score) & self.mended.causes.keys()
        causes = {cause for name in own for cause in self.mended.causes[name]}
        of_it = (other.name for other in charged if self.units_about(other) & causes)
        return next(of_it, charged[0].name)

    def units_about(self, score: Score) -> set[str]:
        """Give the functions that a score's departures are about, each also as all of its class."""
        subjects = {probe.name: probe.needs[-1] for probe in self.scheme.probes}
        names = (subjects[departure.probe] for departure in score.departures)
        return {unit for name in names for unit in units_of(name)}


def units_of(name: str) -> tuple[str, str]:
    """Give a function's name, and that of the whole class that it may be mended with."""
    return name, f"{name.partition('.')[0]}.*"


def begin_with(mended: Mended, scores: Sequence[Score], probes: Mapping[str, Probe]) -> str:
    """Say which functions are wrong, and whether all others are right with these mended."""
    if all(score.status is not ScoreStatus.CARRIED for score in scores):
        return ""
    names = [name.removesuffix(".*") for name in mended.wrong]
    lost = [s for s in scores if s.status in (ScoreStatus.LOST, ScoreStatus.NOT_ASKED)]
    about = {probes[d.probe].needs[-1] for s in lost if s.rule is None for d in s.departures}
    known = {*mended.wrong, *mended.causes}
    others = [name for name in about if known.isdisjoint(units_of(name))]
    they, right = ("are", "right ones") if len(names) > 1 else ("is", f"a right `{names[0]}`")
    rest = "more comes right" if others else "everything else you wrote is right"
    return f"{ticked(names)} {they} wrong. With {right}, {rest}: begin there."


def ticked(names: Sequence[str]) -> str:
    """List names as one does in a sentence."""
    *first, last = (f"`{name}`" for name in names)
    return f"{', '.join(first)} and {last}" if first else last
