"""What a rubric says of each assignment: its criteria, limits, tolerance, shares and hashes."""

from __future__ import annotations

import fnmatch
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from grader.core.errors import RubricError, UsageError
from grader.core.hashing import digest
from grader.core.probe import Probe, ProbeName
from grader.core.result import Criterion, GuideLevel, Points, Signature, Tolerance, whole
from grader.core.submission import Limits, Modules
from grader.core.text import did_you_mean
from grader.course.due import DueRule
from grader.course.due_rubric import due_rule
from grader.course.rubric_file import Path_, RubricText, read_rubric
from grader.course.rubric_schema import AssignmentSection, CriterionSection
from grader.sandbox.packages import STANDARD, find_packages

TORCH = "torch"  # which has 32 bits for a number, unless it is asked for more
NARROW = Tolerance(1e-4, 1e-4)
NEW_KEYS = ("dtype", "marked", "credit", "bonus", "audience", "forbidden", "required", "functions")
# Keys that rubrics had no need of when the first hashes were made.
LATER = {key: CriterionSection.model_fields[key] for key in NEW_KEYS}


@dataclass(frozen=True)
class AssignmentRubric:
    """One assignment's part of the rubric, with the places of its lines for messages."""

    name: str
    section: AssignmentSection
    source: RubricText

    @property
    def tolerance(self) -> Tolerance:
        is_narrow = TORCH in self.section.modules.allowed
        return self.section.tolerance.within(NARROW if is_narrow else Tolerance())

    @property
    def limits(self) -> Limits:
        return Limits(**self.section.limits.model_dump())

    @property
    def modules(self) -> Modules:
        section = self.section.modules
        packages = find_packages(tuple(section.allowed))
        allowed = {*section.allowed, *packages.own}
        if STANDARD in allowed:
            allowed |= sys.stdlib_module_names
        inert = frozenset([*section.stand_ins, *section.boilerplate])
        inert -= {*packages.own}
        return Modules(frozenset(allowed), inert, packages.names, frozenset(section.forbidden))

    @property
    def due(self) -> DueRule | None:
        """When it is due, and what being late costs; no part of any hash, as it judges nothing."""
        return due_rule(self.section)

    @property
    def data(self) -> tuple[str, ...]:
        """The files and folders, beside the starter, that a script may read."""
        named = self.section.data
        return (named,) if isinstance(named, str) else tuple(named)

    @property
    def is_group_work(self) -> bool:
        """Whether a file counts for each of the group on the roster whose it is."""
        return bool(self.section.groups)

    @property
    def files(self) -> tuple[str, ...]:
        """Patterns of the files that may be handed in beside the notebook."""
        return tuple(self.section.files)

    def maximum(self, *, with_hidden: bool) -> Points:
        points = self.section.points
        return whole(points.visible + (points.hidden if with_hidden else 0))

    @property
    def titles(self) -> dict[str, str]:
        """The sentence of each criterion, and for whom it is, by its name."""
        return {section.name: title_of(section) for section in self.section.criteria}

    @property
    def audiences(self) -> dict[str, str]:
        """For which group a criterion is, by its name, where it is not for all."""
        criteria = self.section.criteria
        return {section.name: section.audience.group for section in criteria if section.audience}

    def maximum_for(self, groups: Collection[str]) -> Points:
        """Give what a student of some groups, in small letters, can have."""
        theirs = (
            section.points
            for section in self.section.criteria
            if section.audience and section.audience.group.casefold() in groups
        )
        return whole(self.maximum(with_hidden=True) + sum(theirs))

    @property
    def visible_hash(self) -> str:
        """A short hash of the visible criteria, equal in a student's kit and in the course."""
        return self.hash_of([c for c in self.section.criteria if c.visibility == "visible"])

    @property
    def whole_hash(self) -> str:
        return self.hash_of(self.section.criteria)

    def hash_of(self, criteria: Sequence[CriterionSection]) -> str:
        canonical = [self.canonical(section) for section in criteria]
        # What is given back is part of what points mean, so of the hash.
        carried = [self.section.carry_forward, self.carry_forward_of_mistakes()]
        text = json.dumps([self.name, canonical, carried], sort_keys=True)
        return digest(text.encode())[:12]

    def canonical(self, section: CriterionSection) -> dict[str, Any]:
        """Give a criterion as it is hashed; `compare` only where it says what its group does not.

        So a rubric that writes out what held before has the hash that it had.
        """
        unset = {key for key in LATER if getattr(section, key) == LATER[key].default}
        unset |= {"levels", "about"} if section.marked is None else set()
        document = section.model_dump(exclude={"compare", *unset})
        if section.compared != section.model_copy(update={"compare": None}).compared:
            document["compare"] = section.compare
        return {**document, "tolerance": asdict(self.tolerance_of(section))}

    def points_of(self, name: str) -> Points:
        """Tell what a criterion is worth. Raises UsageError for one that is not there."""
        worth = {criterion.name: criterion.points for criterion in self.section.criteria}
        if name not in worth:
            known = did_you_mean(name, worth) or f"; there are: {', '.join(worth)}"
            raise UsageError(f"{self.name}: no criterion is named {name!r}{known}")
        return worth[name]

    @property
    def lists_hidden(self) -> bool:
        """Whether all criteria are here: a student's copy may leave the hidden ones out."""
        listed = any(section.visibility != "visible" for section in self.section.criteria)
        return listed or not self.section.points.hidden

    def carry_forward_of_mistakes(self) -> dict[str, float]:
        return {name: section.carry_forward for name, section in self.section.mistakes.items()}

    def with_carry_forward(self, signatures: Sequence[Signature]) -> tuple[Signature, ...]:
        """Give each signature the share that the rubric gives back for it.

        Raises RubricError for a share of a mistake that is not in the catalogue.
        """
        refuse([*self.unknown_criteria(signatures), *self.unknown_mistakes(signatures)])
        return self.with_shares(signatures)

    def with_shares(self, signatures: Sequence[Signature]) -> tuple[Signature, ...]:
        # Set here and not recorded, so that a rubric decides without anything being run.
        shares, default = self.carry_forward_of_mistakes(), self.section.carry_forward
        return tuple(
            replace(signature, carry_forward=shares.get(signature.name, default))
            for signature in signatures
        )

    def unknown_criteria(self, signatures: Sequence[Signature]) -> Iterator[str]:
        """Find what mistakes are about and is no criterion, as far as that can be told here."""
        criteria = {section.name for section in self.section.criteria}
        again = f"run: grade golden {self.name}"
        for signature in signatures if self.lists_hidden else ():
            for about in signature.about:
                if about not in criteria:
                    mistake = f"{self.source.path}: the mistake {signature.name!r}"
                    yield f"{mistake} is about {about!r}, no criterion here; {again}"

    def unknown_mistakes(self, signatures: Sequence[Signature]) -> Iterator[str]:
        """Find the shares of mistakes that are not in the catalogue."""
        names = [signature.name for signature in signatures]
        for name in self.section.mistakes:
            if name not in names:
                path = ("assignments", self.name, "mistakes", name)
                message = f"no mistake of the catalogue is named {name!r}"
                hint = did_you_mean(name, names)
                yield self.source.describe(path, message + hint, at_key=True)

    def tolerance_of(self, section: CriterionSection) -> Tolerance:
        return section.tolerance.within(self.tolerance) if section.tolerance else self.tolerance

    def criteria_for(self, probes: Sequence[Probe], *, with_hidden: bool) -> tuple[Criterion, ...]:
        """Resolve the criteria's patterns of probes.

        Raises RubricError for every pattern that matches no probe: a visible criterion is matched
        against visible probes only, any other against the staff's only.
        """
        faults: list[str] = []
        criteria = []
        for index, section in enumerate(self.section.criteria):
            # By side, so that no visible criterion's points tell of a hidden case.
            hidden = section.visibility != "visible"
            if hidden and not with_hidden:
                continue
            of_class = [p for p in probes if ProbeName.parse(p.name).is_of_class]
            names = [p.name for p in probes if p.hidden is hidden and p not in of_class]
            path: Path_ = ("assignments", self.name, "criteria", index, "probes")
            faults += self.unmatched(section, names, path)
            asked = [n for n in names if any(fnmatch.fnmatchcase(n, p) for p in section.probes)]
            drawn = () if hidden else draws_of(section.probes, of_class)
            criteria.append(replace(self.criterion(section, asked), drawn=drawn))
        refuse(faults)
        return tuple(criteria)

    def unmatched(
        self, section: CriterionSection, names: Sequence[str], path: Path_
    ) -> Iterator[str]:
        """Find a criterion's patterns that match no probe: they would cost nobody anything."""
        side = "staff-side" if section.visibility != "visible" else "visible"
        for index, pattern in enumerate(section.probes):
            if not fnmatch.filter(names, pattern):
                message = f"no {side} probe matches {pattern!r}{did_you_mean(pattern, names)}"
                if path[:-1] in self.source.spots:  # a probe says it of itself
                    function = pattern.partition(":")[0]
                    message = f"no case asks the probe {function}: name it in one, for all to see"
                yield self.source.describe((*path, index), message)

    def criterion(self, section: CriterionSection, probes: Sequence[str]) -> Criterion:
        audience = section.audience.group if section.audience else ""
        return Criterion(
            name=section.name,
            group=section.group,
            points=section.points,
            probes=tuple(probes),
            rule=section.rule,
            visibility=section.visibility,
            tolerance=self.tolerance_of(section),
            title=title_of(section),
            compare=section.compared,
            dtype=section.dtype,
            marked=section.marked,
            levels=tuple(GuideLevel(level.points, level.words) for level in section.levels),
            about=tuple(section.about),
            credit=section.credit,
            bonus=section.bonus or bool(audience),
            audience=audience,
            forbidden=tuple(section.forbidden),
            required=tuple(section.required),
            functions=tuple(section.functions),
        )


def title_of(section: CriterionSection) -> str:
    """Give what people read of a criterion."""
    title = section.title or section.name
    return f"{title} (for {section.audience.group})" if section.audience else title


def draws_of(patterns: Sequence[str], probes: Sequence[Probe]) -> tuple[str, ...]:
    """Choose the probes that are draws of what is asked, be there a visible case of it or not."""
    fixed = {probe.name: ProbeName.parse(probe.name).fixed for probe in probes}
    return tuple(
        n for n, own in fixed.items() if any(fnmatch.fnmatchcase(own, p) for p in patterns)
    )


def refuse(faults: Sequence[str]) -> None:
    """Raise RubricError with all faults at once, so that a rubric is mended in one go."""
    if faults:
        raise RubricError(*faults)


@dataclass(frozen=True)
class Unfinished:
    """An assignment whose part of the file has faults, which stop no other; as it was written."""

    faults: tuple[str, ...]
    raw: Any


@dataclass(frozen=True)
class Rubric:
    """The validated file."""

    assignments: Mapping[str, AssignmentRubric]
    unfinished: Mapping[str, Unfinished] = field(default_factory=dict)


def load_rubric(path: Path) -> Rubric:
    """Read a rubric. Raises RubricError with every error found, where no assignment can be used."""
    parts = read_rubric(path)
    sections, faults = parts.sections.items(), parts.faults.items()
    return Rubric(
        {name: AssignmentRubric(name, section, parts.source) for name, section in sections},
        {name: Unfinished(its_faults, parts.raw[name]) for name, its_faults in faults},
    )
