"""Know again what came of the same answers: of a class many are wrong in one way. Pure.

What is right is right with many last digits. So of right answers only those count at which the
work has looked, as a family does for its number; of all others the whole text.

Not in a student's copy, which judges one program.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from grader.core.probe import Answer, Failure, Mended, Observation, Observations
from grader.core.submission import Place
from grader.judging.diagnosis import NOWHERE, Catalogue

T = TypeVar("T")
Kind = TypeVar("Kind", bound=Observations)
Answers = Mapping[str, Observation]
Spot: TypeAlias = "tuple[int, str]"  # which of the mappings, and which question
Looks: TypeAlias = "dict[Spot, str | None]"

MOST, MOST_WAYS = 512, 8  # kinds of wrong answers, and what was looked at beside each
MOST_LATEST = 16  # mappings of answers of the latest submissions
MOST_LENGTH = 65_536  # of the wrong answers' texts together


class Noted(Answer):
    """A right answer that notes when its value is looked at; by its text it is only judged."""

    def __init__(self, answer: Answer, spot: Spot, looks: Looks) -> None:
        vars(self).update(wire=answer.wire, answer=answer, spot=spot, looks=looks)

    @property
    def value(self) -> Any:
        own = vars(self)
        own["looks"][own["spot"]] = own["wire"]
        return own["answer"].value


@dataclass(frozen=True)
class JudgedAnswers:
    """A mapping of answers, what of it is right, and all that was answered but what is right."""

    answers: Answers
    right: frozenset[str]
    others: tuple[str | Failure | None, ...]

    @functools.cached_property
    def key(self) -> Hashable:
        return (*self.answers,), self.others

    @functools.cached_property
    def rest(self) -> list[str | Failure]:
        return [each for each in self.others if each is not None]

    @functools.cached_property
    def length(self) -> int:
        """How long the texts are together; more than any may be where one is not known."""
        texts = [each for each in self.rest if isinstance(each, str)]
        return sum(map(len, texts)) if all(texts) else MOST_LENGTH + 1

    @functools.cached_property
    def is_placed(self) -> bool:
        return any(isinstance(each, Failure) and each.place for each in self.rest)


class Recall:
    """Does work on answers once for all that are wrong alike."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.known: dict[Hashable, list[tuple[Looks, Any]]] = {}
        self.latest: dict[int, JudgedAnswers] = {}

    def __call__(
        self,
        work: Callable[[Kind], T],
        observed: Kind,
        by: Hashable,
        definitions: Mapping[str, Place] = NOWHERE,
    ) -> T:
        """Give what work makes of answers.

        `by` names it, and all else that it looks at but `definitions`: where a failure is, is told
        by these.
        """
        looked = list(map(self.look, parts_of(observed)))
        if sum(part.length for part in looked) > MOST_LENGTH:
            return work(observed)
        parts = [part.answers for part in looked]
        places = (*definitions.items(),) if any(part.is_placed for part in looked) else ()
        key = (*(part.key for part in looked), mended_by(observed.mended), by, places)
        ways = self.known.get(key, [])
        for looks, result in ways:
            if all(text_of(parts[number][p]) == text for (number, p), text in looks.items()):
                look_again(parts, looks)
                return result  # type: ignore[no-any-return]
        looks = {}
        noted = (note(part, number, looks) for number, part in enumerate(looked))
        result = work(with_parts(observed, noted))
        self.add(key, [*ways[-MOST_WAYS + 1 :], (looks, result)])
        return result

    def look(self, answers: Answers) -> JudgedAnswers:
        """Judge a mapping of answers; of one submission several kinds of work ask for the same."""
        if (part := self.latest.get(id(answers))) is None:
            right = self.catalogue.right(answers)
            others = (None if p in right else telling(a) for p, a in answers.items())
            part = JudgedAnswers(answers, right, tuple(others))
            if len(self.latest) >= MOST_LATEST:
                self.latest.clear()
            self.latest[id(answers)] = part  # held, so that no other has its number
        return part

    def add(self, key: Hashable, ways: list[tuple[Looks, Any]]) -> None:
        """Remember something more, and nothing for ever."""
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[key] = ways


def parts_of(observed: Observations) -> Iterator[Answers]:
    """Give all mappings of answers."""
    yield observed.by_probe
    if observed.mended is not None:
        yield observed.mended.by_probe
        yield from observed.mended.alone.values()


def with_parts(observed: Kind, parts: Iterator[Answers]) -> Kind:
    """Put other mappings in the place of all."""
    by_probe, mended = next(parts), observed.mended
    if mended is not None:
        again = next(parts)
        mended = replace(mended, by_probe=again, alone=dict(zip(mended.alone, parts, strict=True)))
    bare = replace(observed, stdout="", errors=(), notes=(), tampered=None)
    return replace(bare, by_probe=by_probe, mended=mended)


def note(part: JudgedAnswers, number: int, looks: Looks) -> Answers:
    """Let right answers note who looks at them."""
    return {
        probe: Noted(answer, (number, probe), looks)
        if probe in part.right and isinstance(answer, Answer)
        else answer
        for probe, answer in part.answers.items()
    }


def telling(answer: Observation) -> str | Failure:
    """Give what tells an answer from others; nothing where its text is not known."""
    return answer if isinstance(answer, Failure) else answer.wire or ""


def mended_by(mended: Mended | None) -> Hashable:
    """Give what is said of mending beside its answers."""
    return mended and (mended.wrong, (*mended.causes.items(),), mended.right, (*mended.alone,))


def look_again(parts: list[Answers], looks: Looks) -> None:
    """Look at what the work has looked at, where that is noted for other work around this."""
    for number, probe in looks:
        getattr(parts[number][probe], "value", None)


def text_of(observation: Observation) -> str | None:
    """Give an answer's text; None for a failure."""
    return observation.wire if isinstance(observation, Answer) else None
