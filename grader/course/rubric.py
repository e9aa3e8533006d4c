"""What a rubric says of each assignment: its criteria, limits, tolerance, shares and hashes."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from grader.core.errors import RubricError, UsageError
from grader.core.probe import Probe
from grader.core.result import Criterion, Signature, Tolerance
from grader.core.submission import Limits, Modules
from grader.course.rubric_file import Source, read_rubric, suggestion
from grader.course.rubric_schema import AssignmentSection, CriterionSection


@dataclass(frozen=True)
class AssignmentRubric:
    """One assignment's part of the rubric, with the places of its lines for messages."""

    name: str
    section: AssignmentSection
    source: Source

    @property
    def tolerance(self) -> Tolerance:
        return Tolerance(**self.section.tolerance.model_dump())

    @property
    def limits(self) -> Limits:
        return Limits(**self.section.limits.model_dump())

    @property
    def modules(self) -> Modules:
        allowed = set(self.section.modules.allowed)
        if "stdlib" in allowed:
            allowed |= sys.stdlib_module_names
        return Modules(frozenset(allowed), frozenset(self.section.modules.stand_ins))

    @property
    def points_hidden(self) -> int:
        return self.section.points.hidden

    def maximum(self, *, with_hidden: bool) -> int:
        points = self.section.points
        return points.visible + (points.hidden if with_hidden else 0)

    @property
    def visible_hash(self) -> str:
        """A short hash of the visible criteria, equal in a student's kit and in the course."""
        return self.hash_of([c for c in self.section.criteria if c.visibility == "visible"])

    @property
    def whole_hash(self) -> str:
        return self.hash_of(self.section.criteria)

    def hash_of(self, criteria: Sequence[CriterionSection]) -> str:
        canonical = [self.canonical(section) for section in criteria]
        carried = [self.section.carry_forward, self.carry_forward_of_mistakes()]
        text = json.dumps([self.name, canonical, carried], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def canonical(self, section: CriterionSection) -> dict[str, Any]:
        """Give a criterion as it is hashed; `compare` only where it says what its group does not.

        So a rubric that writes out what held before has the hash that it had.
        """
        document = section.model_dump(exclude={"compare"})
        if section.compared != section.model_copy(update={"compare": None}).compared:
            document["compare"] = section.compare
        return {**document, "tolerance": asdict(self.tolerance_of(section))}

    def points_of(self, name: str) -> int:
        """What a criterion is worth. Raises UsageError for one that is not there."""
        worth = {criterion.name: criterion.points for criterion in self.section.criteria}
        if name not in worth:
            known = suggestion(name, list(worth)) or f"; there are: {', '.join(worth)}"
            raise UsageError(f"{self.name}: no criterion is named {name!r}{known}")
        return worth[name]

    @property
    def lists_hidden(self) -> bool:
        """Whether all criteria are here: a student's copy may leave the hidden ones out."""
        listed = any(section.visibility != "visible" for section in self.section.criteria)
        return listed or not self.points_hidden

    def carry_forward_of_mistakes(self) -> dict[str, float]:
        return {name: section.carry_forward for name, section in self.section.mistakes.items()}

    def with_carry_forward(self, signatures: Sequence[Signature]) -> tuple[Signature, ...]:
        """The signatures with the share that the rubric gives back for each.

        Raises RubricError for a share of a mistake that is not in the catalogue.
        """
        names = [signature.name for signature in signatures]
        criteria = {section.name for section in self.section.criteria}
        faults = [
            f"{self.source.path}: the mistake {one.name!r} is about {about!r}, no criterion here"
            for one in signatures
            for about in one.about
            if self.lists_hidden and about not in criteria
        ]
        faults += [
            self.source.describe(
                ("assignments", self.name, "mistakes", name),
                f"no mistake of the catalogue is named {name!r}{suggestion(name, names)}",
                at_key=True,
            )
            for name in self.section.mistakes
            if name not in names
        ]
        if faults:
            raise RubricError("\n".join(faults))
        shares = self.carry_forward_of_mistakes()
        default = self.section.carry_forward
        return tuple(
            replace(one, carry_forward=shares.get(one.name, default)) for one in signatures
        )

    def tolerance_of(self, section: CriterionSection) -> Tolerance:
        if section.tolerance is None:
            return self.tolerance
        return Tolerance(**section.tolerance.model_dump())

    def criteria_for(self, probes: Sequence[Probe], *, with_hidden: bool) -> tuple[Criterion, ...]:
        """The criteria, their patterns of probes resolved.

        Raises RubricError for every pattern that matches no probe: a visible criterion is matched
        against visible probes only, any other against the staff's only.
        """
        faults, criteria = [], []
        for index, section in enumerate(self.section.criteria):
            hidden = section.visibility != "visible"
            if hidden and not with_hidden:
                continue
            names = [probe.name for probe in probes if probe.hidden is hidden]
            for at, pattern in enumerate(section.probes):
                if not fnmatch.filter(names, pattern):
                    path = ("assignments", self.name, "criteria", index, "probes", at)
                    side = "staff-side" if hidden else "visible"
                    message = f"no {side} probe matches {pattern!r}" + suggestion(pattern, names)
                    faults.append(self.source.describe(path, message))
            asked = [n for n in names if any(fnmatch.fnmatchcase(n, p) for p in section.probes)]
            criteria.append(self.criterion(section, asked))
        if faults:
            raise RubricError("\n".join(faults))
        return tuple(criteria)

    def criterion(self, section: CriterionSection, probes: Sequence[str]) -> Criterion:
        return Criterion(
            name=section.name,
            group=section.group,
            points=section.points,
            probes=tuple(probes),
            rule=section.rule,
            visibility=section.visibility,
            tolerance=self.tolerance_of(section),
            title=section.title or section.name,
            compare=section.compared,
        )


@dataclass(frozen=True)
class Rubric:
    """The validated file."""

    assignments: Mapping[str, AssignmentRubric]


def load_rubric(path: Path) -> Rubric:
    """Read a rubric. Raises RubricError with every error found."""
    file, source = read_rubric(path)
    return Rubric(
        {
            name: AssignmentRubric(name, section, source)
            for name, section in file.assignments.items()
        }
    )
