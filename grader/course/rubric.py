"""What a rubric says of each assignment: its criteria, limits, tolerance, shares and hashes."""

from __future__ import annotations

import fnmatch
import functools
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from grader.core.cache import keep, key_of, recall
from grader.core.errors import RubricError
from grader.core.probe import Probe, ProbeName
from grader.core.result import Criterion, Points, Signature, Tolerance, whole
from grader.core.submission import Limits, Modules
from grader.core.text import did_you_mean
from grader.course.gist import Gist, gist_from
from grader.course.running import PROBES
from grader.course.spots import Steps
from grader.sandbox.packages import STANDARD, find_packages

WILD = frozenset("*?[")
FREE = ("curves",)  # keys of pictures under which a rubric chooses the keys
# To validate a rubric takes a tenth of a second of imports, which a remembered gist does without.
if TYPE_CHECKING:
    from grader.course.due import DueRule
    from grader.course.rubric_file import RubricText
    from grader.course.rubric_schema import AssignmentSection, PictureSection


class RubricPart(NamedTuple):
    """All that a rubric says of an assignment, with the places of its lines for messages."""

    section: AssignmentSection
    source: RubricText


@dataclass(frozen=True)
class AssignmentRubric:
    """One assignment's part of the rubric; `whole` is read when it is asked for, if it wasn't."""

    name: str
    gist: Gist
    path: Path
    whole: RubricPart | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, name: str, section: AssignmentSection, source: RubricText) -> AssignmentRubric:
        """Make one of what was validated."""
        from grader.course.rubric_gist import gist_of

        return cls(name, gist_of(name, section), source.path, RubricPart(section, source))

    @functools.cached_property
    def read(self) -> RubricPart:
        """Read all of it. Raises RubricError."""
        if self.whole is not None:
            return self.whole
        assignments = load_rubric(self.path).assignments
        if self.name not in assignments:
            raise RubricError(f"{self.path}: has changed while it was in use; try again")
        return assignments[self.name].read

    @property
    def section(self) -> AssignmentSection:
        return self.read.section

    @property
    def source(self) -> RubricText:
        return self.read.source

    @property
    def tolerance(self) -> Tolerance:
        return self.gist.tolerance

    @property
    def limits(self) -> Limits:
        return self.gist.limits

    @property
    def modules(self) -> Modules:
        gist = self.gist
        packages = find_packages(gist.allowed)
        allowed = {*gist.allowed, *packages.own}
        if STANDARD in allowed:
            allowed |= sys.stdlib_module_names
        inert = frozenset(gist.inert) - {*packages.own}
        return Modules(frozenset(allowed), inert, packages.names, frozenset(gist.forbidden))

    @property
    def pictures(self) -> Sequence[PictureSection]:
        """What is declared of each picture, under the names of its class."""
        return [cast("PictureSection", as_names(picture)) for picture in self.gist.pictures]

    @property
    def due(self) -> DueRule | None:
        """When it is due, and what being late costs; no part of any hash, as it judges nothing."""
        from grader.course.due import DueRule

        return DueRule.from_json(self.gist.due) if self.gist.due else None

    @property
    def zone(self) -> str:
        """The zone in which its times are, as far as the rubric says; else nothing."""
        from grader.course.zones import read_zoned

        due, until = self.due, self.gist.requests_until
        return due.due.zone if due else read_zoned(until).zone if until else ""

    @property
    def data(self) -> tuple[str, ...]:
        """The files and folders, beside the starter, that a script may read."""
        return self.gist.data

    @property
    def is_group_work(self) -> bool:
        """Whether a file counts for each of the group on the roster whose it is."""
        return bool(self.gist.groups)

    @property
    def files(self) -> tuple[str, ...]:
        """Patterns of the files that may be handed in beside the notebook."""
        return self.gist.files

    def maximum(self, *, with_hidden: bool) -> Points:
        return whole(self.gist.visible + (self.gist.hidden if with_hidden else 0))

    @property
    def titles(self) -> dict[str, str]:
        """The sentence of each criterion, and for whom it is, by its name."""
        return {criterion.name: criterion.title for criterion in self.gist.criteria}

    @property
    def audiences(self) -> dict[str, str]:
        """For which group a criterion is, by its name, where it is not for all."""
        return {each.name: each.audience for each in self.gist.criteria if each.audience}

    @property
    def visible_hash(self) -> str:
        """A short hash of the visible criteria, equal in a student's kit and in the course."""
        return self.gist.visible_hash

    @property
    def whole_hash(self) -> str:
        return self.gist.whole_hash

    @property
    def lists_hidden(self) -> bool:
        """Whether all criteria are here: a student's copy may leave the hidden ones out."""
        return any(each.hidden for each in self.gist.criteria) or not self.gist.hidden

    def with_carry_forward(self, signatures: Sequence[Signature]) -> tuple[Signature, ...]:
        """Give each signature the share that the rubric gives back for it.

        Raises RubricError for a share of a mistake that is not in the catalogue.
        """
        refuse([*self.unknown_criteria(signatures), *self.unknown_mistakes(signatures)])
        return self.with_shares(signatures)

    def with_shares(self, signatures: Sequence[Signature]) -> tuple[Signature, ...]:
        # Set here and not recorded, so that a rubric decides without anything being run.
        shares, default = self.gist.shares, self.gist.carry_forward
        return tuple(
            replace(signature, carry_forward=shares.get(signature.name, default))
            for signature in signatures
        )

    def unknown_criteria(self, signatures: Sequence[Signature]) -> Iterator[str]:
        """Find what mistakes are about and is no criterion, as far as that can be told here."""
        criteria = {criterion.name for criterion in self.gist.criteria}
        again = f"run: grade golden {self.name}"
        for signature in signatures if self.lists_hidden else ():
            for about in signature.about:
                if about not in criteria:
                    mistake = f"{self.path}: the mistake {signature.name!r}"
                    yield f"{mistake} is about {about!r}, no criterion here; {again}"

    def unknown_mistakes(self, signatures: Sequence[Signature]) -> Iterator[str]:
        """Find the shares of mistakes that are not in the catalogue."""
        names = [signature.name for signature in signatures]
        for name in self.gist.shares:
            if name not in names:
                path = ("assignments", self.name, "mistakes", name)
                message = f"no mistake of the catalogue is named {name!r}"
                hint = did_you_mean(name, names)
                yield self.source.describe(path, message + hint, at_key=True)

    def criteria_for(self, probes: Sequence[Probe], *, with_hidden: bool) -> tuple[Criterion, ...]:
        """Resolve the criteria's patterns of probes.

        Raises RubricError for every pattern that matches no probe: a visible criterion is matched
        against visible probes only, any other against the staff's only.
        """
        faults: list[str] = []
        criteria = []
        of_class = [probe for probe in probes if ProbeName.parse(probe.name).is_of_class]
        drawn_names = {probe.name for probe in of_class}
        others = [probe for probe in probes if probe.name not in drawn_names]
        sides = {side: [p.name for p in others if p.hidden is side] for side in (False, True)}
        for index, criterion in enumerate(self.gist.criteria):
            # By side, so that no visible criterion's points tell of a hidden case.
            if criterion.hidden and not with_hidden:
                continue
            names = sides[criterion.hidden]
            path: Steps = ("assignments", self.name, "criteria", index, "probes")
            faults += self.unmatched(criterion, names, path)
            drawn = () if criterion.hidden else draws_of(criterion.probes, of_class)
            asked = matching(criterion.probes, names)
            criteria.append(replace(criterion, probes=asked, drawn=drawn))
        refuse(faults)
        return tuple(criteria)

    def unmatched(self, criterion: Criterion, names: Sequence[str], path: Steps) -> Iterator[str]:
        """Find a criterion's patterns that match no probe: they would cost nobody anything."""
        side = "staff-side" if criterion.hidden else "visible"
        for index, pattern in enumerate(criterion.probes):
            if not matching([pattern], names):
                message = f"no {side} probe matches {pattern!r}{did_you_mean(pattern, names)}"
                if path[:-1] in self.source.spots:  # a probe says it of itself
                    function = pattern.partition(":")[0]
                    message = f"no case asks the probe {function}: name it in one, for all to see"
                yield self.source.describe((*path, index), message)


def as_names(value: Any) -> Any:
    """Give what dicts hold by name, all the way down; but for a dict whose keys a rubric chose."""
    if isinstance(value, list):
        return [*map(as_names, value)]
    if not isinstance(value, dict):
        return value
    names = {k: each if k in FREE else as_names(each) for k, each in value.items()}
    return SimpleNamespace(**names)


def matching(patterns: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Choose the names that any of the patterns matches, in their order."""
    # Most are names, or say how names begin: to look at each by itself takes a tenth of the time.
    plain = {pattern for pattern in patterns if is_plain(pattern)}
    starts = tuple(p[:-1] for p in patterns if p.endswith("*") and is_plain(p[:-1]))
    wild = [p for p in patterns if not is_plain(p.removesuffix("*"))]
    return tuple(
        name
        for name in names
        if name in plain
        or name.startswith(starts)
        or any(fnmatch.fnmatchcase(name, pattern) for pattern in wild)
    )


def is_plain(pattern: str) -> bool:
    """Tell whether a pattern matches nothing but itself."""
    return WILD.isdisjoint(pattern)


def draws_of(patterns: Sequence[str], probes: Sequence[Probe]) -> tuple[str, ...]:
    """Choose the probes that are draws of what is asked, be there a visible case of it or not."""
    fixed = {ProbeName.parse(probe.name).fixed: probe.name for probe in probes}
    return tuple(fixed[name] for name in matching(patterns, [*fixed]))


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


def recall_rubric(path: Path) -> Rubric:
    """Load what grading needs of a rubric, from the last time where nothing has changed since.

    Raises as `load_rubric`.
    """
    try:
        texts = [path, *sorted(path.parent.glob(f"assignments/*/{PROBES}"))]
        parts = [part for text in texts for part in (bytes(text), text.read_bytes())]
    except OSError:
        return load_rubric(path)  # which says what is wrong
    name, key = f"rubric {path}", key_of(parts)
    gists = recall(name, key)
    if gists is not None:
        return Rubric({n: AssignmentRubric(n, gist_from(gists[n]), path) for n in gists})
    rubric = load_rubric(path)
    if not rubric.unfinished:
        keep(name, key, {n: asdict(each.gist) for n, each in rubric.assignments.items()})
    return rubric


def load_rubric(path: Path) -> Rubric:
    """Read a rubric. Raises RubricError with every error found, where no assignment can be used."""
    from grader.course.rubric_file import read_rubric

    parts = read_rubric(path)
    sections, faults = parts.sections.items(), parts.faults.items()
    return Rubric(
        {name: AssignmentRubric.of(name, section, parts.source) for name, section in sections},
        {name: Unfinished(its_faults, parts.raw[name]) for name, its_faults in faults},
    )
