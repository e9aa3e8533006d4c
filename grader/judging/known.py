"""Know answers again: of a class most came before, and what asks for them was agreed or not. Pure.

What is remembered is what would come out anew. Not in a student's copy, which judges one program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.core.probe import Answer, Observation, ProbeName
from grader.core.result import Criterion
from grader.judging.diagnosis import Catalogue
from grader.judging.recall import Recall
from grader.judging.scoring import judge_one

MOST, MOST_LENGTH = 64, 16_384  # texts of a question, and how long each may be: of 1 MB a hand-in
WRONG = False, False
NOTHING: Mapping[str | None, tuple[bool, bool]] = {}


@dataclass(frozen=True)
class KnownCatalogue(Catalogue):
    """A catalogue that remembers of each answer's text whether it is right.

    By all criteria that ask for it, and by the golden alone.
    """

    criteria: Mapping[str, tuple[Criterion, ...]] = field(default_factory=dict)
    texts: dict[str, dict[str | None, tuple[bool, bool]]] = field(default_factory=dict)

    def is_right(self, probe: str, answer: Observation) -> bool:
        return self.judged(probe, answer)[1]

    def right(self, answers: Mapping[str, Observation]) -> frozenset[str]:
        right, texts = [], self.texts
        for probe, answer in answers.items():  # of each of a class all: no call where it is known
            known = texts.get(probe, NOTHING).get(getattr(answer, "wire", None))
            if (known or self.judged(probe, answer))[0]:
                right.append(probe)
        return frozenset(right)

    def judged(self, probe: str, answer: Observation) -> tuple[bool, bool]:
        """Tell whether an answer is right by all that asks for it, and by the golden."""
        if not isinstance(answer, Answer):
            return WRONG
        texts = self.texts.setdefault(probe, {})
        known = texts.get(answer.wire)
        if known is not None:
            return known
        known = self.judge(probe, answer)
        if answer.wire is not None and len(answer.wire) <= MOST_LENGTH:
            if len(texts) >= MOST:
                texts.clear()
            texts[answer.wire] = known
        return known

    def recall(self) -> Recall:
        return Recall(self)

    def judge(self, probe: str, answer: Observation) -> tuple[bool, bool]:
        """Judge an answer anew."""
        golden, criteria = self.golden[probe], self.criteria.get(probe, ())
        is_right = super().is_right(probe, answer)
        # A diagnosis looks at no drawn case, whose answers by the mistakes nobody has recorded.
        is_enough = is_right or bool(ProbeName.parse(probe).seed)
        return is_enough and all(
            judge_one(each, probe, answer, golden).agrees for each in criteria
        ), is_right


def with_memory(catalogue: Catalogue, criteria: Iterable[Criterion]) -> KnownCatalogue:
    """Let a catalogue remember what it has judged by some criteria."""
    by_probe: dict[str, tuple[Criterion, ...]] = {}
    for criterion in criteria:
        for probe in (*criterion.probes, *criterion.drawn):
            by_probe[probe] = (*by_probe.get(probe, ()), criterion)
    return KnownCatalogue(**vars(catalogue), criteria=by_probe)
