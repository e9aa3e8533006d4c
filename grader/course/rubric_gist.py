"""Take from a validated rubric what grading needs of it, as plain values."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from grader.core.hashing import digest
from grader.core.result import Criterion, GuideLevel, Tolerance
from grader.core.submission import Limits
from grader.course.due_rubric import due_rule
from grader.course.gist import Gist
from grader.course.rubric_schema import AssignmentSection, CriterionSection

TORCH = "torch"  # which has 32 bits for a number, unless it is asked for more
NARROW = Tolerance(1e-4, 1e-4)
NEW_KEYS = ("dtype", "marked", "credit", "bonus", "audience", "forbidden", "required", "functions")
# Keys that rubrics had no need of when the first hashes were made.
LATER = {key: CriterionSection.model_fields[key] for key in NEW_KEYS}


def gist_of(name: str, section: AssignmentSection) -> Gist:
    """Take from an assignment's section what grading needs."""
    modules, criteria, due = section.modules, section.criteria, due_rule(section)
    return Gist(
        title=section.title,
        visible=section.points.visible,
        hidden=section.points.hidden,
        tolerance=tolerance_within(section),
        limits=Limits(**section.limits.model_dump()),
        allowed=tuple(modules.allowed),
        forbidden=tuple(modules.forbidden),
        inert=(*modules.stand_ins, *modules.boilerplate),
        carry_forward=section.carry_forward,
        shares={mistake: each.carry_forward for mistake, each in section.mistakes.items()},
        data=(section.data,) if isinstance(section.data, str) else tuple(section.data),
        files=tuple(section.files),
        criteria=tuple(criterion_of(each, section) for each in criteria),
        pictures=tuple(picture.model_dump(warnings=False) for picture in section.pictures),
        visible_hash=hash_of(name, section, [c for c in criteria if c.visibility == "visible"]),
        whole_hash=hash_of(name, section, criteria),
        attempts=section.attempts,
        weight=section.weight,
        is_held=section.hold is not None,
        groups=section.groups,
        requests_until=section.requests_until,
        due=due.to_json() if due else None,
    )


def tolerance_within(section: AssignmentSection) -> Tolerance:
    """Give an assignment's tolerance: wider for numbers of 32 bits, unless it says otherwise."""
    return section.tolerance.within(NARROW if TORCH in section.modules.allowed else Tolerance())


def tolerance_of(criterion: CriterionSection, section: AssignmentSection) -> Tolerance:
    """Give a criterion's tolerance, its own or its assignment's."""
    outer = tolerance_within(section)
    return criterion.tolerance.within(outer) if criterion.tolerance else outer


def criterion_of(criterion: CriterionSection, section: AssignmentSection) -> Criterion:
    """Make a criterion of what a rubric says; its probes are still patterns."""
    audience = criterion.audience.group if criterion.audience else ""
    return Criterion(
        name=criterion.name,
        group=criterion.group,
        points=criterion.points,
        probes=tuple(criterion.probes),
        rule=criterion.rule,
        visibility=criterion.visibility,
        tolerance=tolerance_of(criterion, section),
        title=title_of(criterion),
        compare=criterion.compared,
        dtype=criterion.dtype,
        marked=criterion.marked,
        levels=tuple(GuideLevel(level.points, level.words) for level in criterion.levels),
        about=tuple(criterion.about),
        credit=criterion.credit,
        bonus=criterion.bonus or bool(audience),
        audience=audience,
        forbidden=tuple(criterion.forbidden),
        required=tuple(criterion.required),
        functions=tuple(criterion.functions),
    )


def title_of(criterion: CriterionSection) -> str:
    """Give what people read of a criterion."""
    title = criterion.title or criterion.name
    return f"{title} (for {criterion.audience.group})" if criterion.audience else title


def hash_of(name: str, section: AssignmentSection, criteria: list[CriterionSection]) -> str:
    """Hash some of an assignment's criteria."""
    listed = [canonical(each, section) for each in criteria]
    # What is given back is part of what points mean, so of the hash.
    shares = {mistake: each.carry_forward for mistake, each in section.mistakes.items()}
    text = json.dumps([name, listed, [section.carry_forward, shares]], sort_keys=True)
    return digest(text.encode())[:12]


def canonical(criterion: CriterionSection, section: AssignmentSection) -> dict[str, Any]:
    """Give a criterion as it is hashed; `compare` only where it says what its group does not.

    So a rubric that writes out what held before has the hash that it had.
    """
    unset = {key for key in LATER if getattr(criterion, key) == LATER[key].default}
    unset |= {"levels", "about"} if criterion.marked is None else set()
    document = criterion.model_dump(exclude={"compare", *unset})
    if criterion.compared != criterion.model_copy(update={"compare": None}).compared:
        document["compare"] = criterion.compare
    return {**document, "tolerance": asdict(tolerance_of(criterion, section))}
