"""Read and validate `rubric.yaml`: every error at once, each with its line and a caret."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import ValidationError

from grader.core.errors import RubricError
from grader.core.files import read_text
from grader.core.result import OF_TEXT, whole
from grader.core.text import clean, did_you_mean, shorten
from grader.core.version import is_whole
from grader.course.due_rubric import check_due, own_late
from grader.course.due_text import WORDED
from grader.course.rubric_schema import (
    AssignmentSection,
    ConfusionSection,
    CriterionSection,
    CurveSection,
    PlaneSection,
    PlotsSection,
    RegionsSection,
    RubricFile,
    Section,
    TrajectorySection,
)
from grader.course.running import PROBES
from grader.course.spots import Spot, Steps

Path_ = Steps


@dataclass(frozen=True)
class RubricText:
    """The text of a rubric with the line and column of each of its keys and values.

    `spots` are the places of what the probes of an assignment say.
    """

    path: Path
    lines: Sequence[str]
    keys: dict[Path_, tuple[int, int]]
    values: dict[Path_, tuple[int, int]]
    spots: dict[Path_, Spot] = field(default_factory=dict)

    def describe(self, path: Path_, message: str, *, at_key: bool = False) -> str:
        """Say `file:line:column: where: message`, the line, and a caret under the place."""
        steps = range(len(path), 0, -1)
        if spot := next((self.spots[path[:n]] for n in steps if path[:n] in self.spots), None):
            return spot.describe(message)
        places = self.keys if at_key else self.values
        known = next((path[:n] for n in range(len(path), -1, -1) if path[:n] in places), ())
        line, column = places.get(known, (0, 0))
        where = "".join(f"{step}." for step in path)
        text = self.lines[line] if line < len(self.lines) else ""
        what = f"{where.removesuffix('.')}: {message}" if where else message
        return Spot(self.path, text, line + 1, column).describe(what)


Fault = tuple[Path_, str]  # where, and what is shown of it


@dataclass(frozen=True)
class Parts:
    """What was read of a rubric: the assignments that can be used, and the faults of the others."""

    source: RubricText
    sections: Mapping[str, AssignmentSection]
    faults: Mapping[str, tuple[str, ...]]
    raw: Mapping[str, Any]


def read_rubric(path: Path) -> Parts:
    """Read and validate a rubric, each assignment for itself.

    Raises RubricError with every error found for one that is about no assignment, or where there
    is no assignment without any.
    """
    text, node, data = parse_yaml(path)
    if node is None:
        raise RubricError(f"{clean(path)}: empty; it needs `version: 1` and `assignments:`")
    source = RubricText(path, text.splitlines(), {}, {})
    try:
        # Before pydantic, which sees the values only: of a key that occurs twice, the last.
        faults = [
            (where, source.describe(where, message, at_key=True))
            for where, message in walk(node, source.keys, source.values)
        ]
        faults += derive(data, source)
        file, more = validate(data, source)
    except RecursionError as error:
        raise RubricError(f"{clean(path)}: an alias (*name) holds itself; write it out") from error
    faults += more
    if file is not None:
        faults += [(where, source.describe(where, what)) for where, what in check_sense(file)]
    by_name = faults_by_name(faults)
    sections = {n: own_late(part, file) for n, part in file.assignments.items()} if file else {}
    finished = {name: part for name, part in sections.items() if name not in by_name}
    if not finished:
        raise RubricError(*(fault for _, fault in faults))
    return Parts(source, finished, by_name, {n: data["assignments"].get(n) for n in by_name})


def derive(data: Any, source: RubricText) -> Iterator[Fault]:
    """Add the criteria that probes make by `grader.author`; yield what is wrong with them."""
    for name, section in sections_of(data).items():
        path = source.path.parent / "assignments" / str(name) / PROBES
        text = read_text(path, RubricError) if path.is_file() else ""
        if is_whole():  # a kit's rubric says all
            from grader.course.criteria import Places, ProbesText, add_derived, why_none

            places, at = Places(source.keys, source.values, source.spots), ("assignments", name)
            yield from add_derived(section, ProbesText(path, text), at, places)
            yield from ((at, source.describe(at, why)) for why in why_none(path, section))


def sections_of(data: Any) -> dict[Any, dict[str, Any]]:
    """Give the parts of a rubric's data that are mappings, by the names of their assignments."""
    sections = data.get("assignments") if isinstance(data, dict) else None
    parts = sections.items() if isinstance(sections, dict) else ()
    return {name: part for name, part in parts if isinstance(part, dict)}


def faults_by_name(faults: Sequence[Fault]) -> dict[str, tuple[str, ...]]:
    """Sort faults by assignment. Raises RubricError where one is about none."""
    if any(where[:1] != ("assignments",) or len(where) < 2 for where, _ in faults):
        raise RubricError(*(fault for _, fault in faults))
    names = dict.fromkeys(str(where[1]) for where, _ in faults)
    return {name: tuple(f for where, f in faults if str(where[1]) == name) for name in names}


def validate(data: Any, source: RubricText) -> tuple[RubricFile | None, list[Fault]]:
    """Validate the file; without the assignments at fault, if there are others."""
    try:
        return RubricFile.model_validate(data), []
    except ValidationError as error:
        errors = error.errors()
    faults = [(fault["loc"], explain(fault, source)) for fault in errors]
    if any(where[:1] != ("assignments",) or len(where) < 2 for where, _ in faults):
        return None, faults
    names = {str(where[1]) for where, _ in faults}
    others = {name: part for name, part in data["assignments"].items() if str(name) not in names}
    return RubricFile.model_validate({**data, "assignments": others}) if others else None, faults


def parse_yaml(path: Path, loader: Any = yaml.SafeLoader) -> tuple[str, yaml.Node | None, Any]:
    """Parse a file: its text, its nodes with their places, its data. Raises RubricError."""
    text = read_text(path, RubricError, "utf-8-sig")
    try:
        # Twice, as the nodes have places but no values, and the values no places.
        node = yaml.compose(text, Loader=loader)
        data = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, RecursionError) as error:
        if is_whole():
            from grader.course.broken_yaml import say_why  # not in a student's copy

            raise RubricError(say_why(path, text, error)) from error
        raise RubricError(f"{clean(path)}: not YAML: {error}") from error
    return text, node, data


def walk(
    node: yaml.Node,
    keys: dict[Path_, tuple[int, int]],
    values: dict[Path_, tuple[int, int]],
    path: Path_ = (),
) -> Iterator[tuple[Path_, str]]:
    """Note every place, and yield what YAML lets pass in silence: keys that occur twice."""
    values[path] = (node.start_mark.line, node.start_mark.column)
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from walk(item, keys, values, (*path, index))
    if not isinstance(node, yaml.MappingNode):
        return
    names: set[str] = set()
    for key, value in node.value:
        inner = (*path, str(key.value))
        keys[inner] = (key.start_mark.line, key.start_mark.column)
        if key.value in names:
            yield inner, f"the key {key.value!r} occurs twice; keep one"
        names.add(key.value)
        yield from walk(value, keys, values, inner)


def explain(fault: Any, source: RubricText) -> str:
    """Explain one of pydantic's errors in our words."""
    fault = in_place(fault)
    is_key = fault["type"] == "extra_forbidden"
    message = fault["msg"] if fault["type"] == WORDED else message_of(fault)
    return source.describe(fault["loc"], message, at_key=is_key)


def message_of(fault: Mapping[str, Any]) -> str:
    """Say what is wrong, and what would be right."""
    key, value, context = fault["loc"][-1:], fault["input"], fault.get("ctx", {})
    match fault["type"]:
        case "extra_forbidden":
            known = known_keys(fault["tagged"])
            hint = did_you_mean(str(key[0]), known) or f"; known here: {', '.join(known)}"
            return f"unknown key {key[0]!r}{hint}"
        case "missing":
            return f"missing key {key[0]!r}"
        case "literal_error":
            expected = context["expected"]
            words = [word.strip("'") for word in re.split(", | or ", expected)]
            return f"{expected} expected, not {value!r}{did_you_mean(str(value), words)}"
        case "int_type":
            return f"must be a whole number, not {value!r}"
        case "float_type" if isinstance(value, str):
            return f"YAML reads {value!r} as text; {number_hint(value)}"
        case "greater_than_equal":
            return f"must be at least {context['ge']}, not {value!r}"
        case "model_type":
            return f"keys and values are expected, not {shorten(repr(value), 63, '...')}"
    return f"{fault['msg']}, not {shorten(repr(value), 63, '...')}"


def number_hint(text: str) -> str:
    """Say how to write a number so that YAML reads it as one."""
    try:
        return f"write {float(text):.10f}".rstrip("0")
    except ValueError:
        return "a number is expected"


PICTURES: dict[str, type[Section]] = {
    "trajectory": TrajectorySection,
    "plane": PlaneSection,
    "curve": CurveSection,
    "regions": RegionsSection,
    "confusion": ConfusionSection,
    "plots": PlotsSection,
}


def in_place(fault: Any) -> dict[str, Any]:
    """Put a fault at its place in the file: pydantic puts a picture's kind among the keys."""
    path: Path_ = fault["loc"]
    is_tagged = path[2:3] == ("pictures",) and path[4:5] and path[4] in PICTURES
    plain = path[:4] + path[5:] if is_tagged else path
    placed = {**fault, "loc": plain, "tagged": path}
    match fault["type"]:
        case "union_tag_not_found":
            return {**placed, "type": "missing", "loc": (*plain, "kind")}
        case "union_tag_invalid":
            kinds, tag = " or ".join(map(repr, PICTURES)), fault["ctx"]["tag"]
            bad = {"type": "literal_error", "loc": (*plain, "kind")}
            return {**placed, **bad, "input": tag, "ctx": {"expected": kinds}}
    return placed


def known_keys(path: Path_) -> list[str]:
    """List the keys that may stand where this one stands."""
    section: type[Section] = RubricFile
    for step in path[:-1]:
        # What is no key of a section is an index, the name of an assignment or a picture's kind.
        if step in PICTURES and section in PICTURES.values():
            section = PICTURES[str(step)]
        elif step in section.model_fields:
            section = next(sections_in(section.model_fields[str(step)].annotation), section)
    return [field.alias or name for name, field in section.model_fields.items()]


def sections_in(annotation: Any) -> Iterator[type[Section]]:
    """Find the sections that a field is of: itself one, or a list, a dict or a union of some."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from sections_in(part)


def check_sense(file: RubricFile) -> Iterator[tuple[Path_, str]]:
    """Check what a schema can't: totals, names that occur twice, criteria without a question."""
    yield from check_due(file)
    for name, section in file.assignments.items():
        base: Path_ = ("assignments", name)
        yield from check_points(section, base)
        names: set[str] = set()
        for index, criterion in enumerate(section.criteria):
            path = (*base, "criteria", index)
            if criterion.name in names:
                yield (*path, "name"), f"the name {criterion.name!r} occurs twice"
            names.add(criterion.name)
            yield from check_criterion(criterion, path)
            yield from check_guide(criterion, path)


def check_criterion(criterion: CriterionSection, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Check that a criterion's keys go together."""
    if criterion.compare is None and is_nearly(criterion.group, "shapes"):
        yield (
            (*path, "group"),
            (
                f"{criterion.group!r} is nearly 'shapes', the group in which shapes are "
                "compared: write that, or say `compare: values` or `compare: shape`"
            ),
        )
    if criterion.dtype and criterion.compare != "dtype":
        yield (*path, "dtype"), "a `dtype` is judged by `compare: dtype`: write both"
    # With several, or none, nobody could say what the points are for.
    if sum(map(bool, (criterion.rule, criterion.probes, criterion.marked))) != 1:
        needed = "needs either `probes` or a `rule`, or is `marked: by hand`"
        yield path, f"criterion {criterion.name!r} {needed}"
    if (criterion.rule is not None) is not (criterion.group == "rules"):
        yield (*path, "group"), "a `rule` belongs to the group 'rules', `probes` to another"
    yield from check_rule(criterion, path)
    if criterion.credit == "share" and not criterion.probes:
        yield (*path, "credit"), "a share is of `probes`, which this criterion has not"


def check_rule(criterion: CriterionSection, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Check what a rule about a text names."""
    named = {"forbidden": criterion.forbidden, "required": criterion.required}
    if criterion.rule not in OF_TEXT:
        for key, texts in {**named, "in": criterion.functions}.items():
            if texts:
                yield (*path, key), f"`{key}` belongs to `rule: calls` or `rule: constructs`"
    elif not any(named.values()):
        yield path, f"`rule: {criterion.rule}` needs what is `forbidden` or `required`"
    for key, texts in named.items() if criterion.rule == "constructs" else ():
        yield from check_constructs(texts, (*path, key))


def check_constructs(texts: Sequence[str], path: Path_) -> Iterator[tuple[Path_, str]]:
    """Check that constructs are known by these words."""
    from grader.submission.rules import OR, WORDS  # not in every student's copy

    for index, text in enumerate(texts):
        for word in text.split(OR):
            if word not in WORDS:
                hint = did_you_mean(word, WORDS) or f"; there are: {', '.join(WORDS)}"
                yield (*path, index), f"{word!r} is no construct{hint}"


def check_guide(criterion: CriterionSection, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Check the levels by which a criterion is marked by hand."""
    for key in ("levels", "about") if criterion.marked is None else ("compare", "tolerance"):
        if getattr(criterion, key):
            other = "without" if criterion.marked is None else "with"
            yield (*path, key), f"`{key}` has no meaning {other} `marked: by hand`"
    worths = [level.points for level in criterion.levels]
    if worths and max(worths) != criterion.points:
        highest = f"the highest level has {max(worths):g}: leave `points` out, or make them agree"
        yield (*path, "points"), f"{criterion.points:g} points, but {highest}"
    for index, worth in enumerate(worths):
        if worth in worths[:index]:
            yield (*path, "levels", index), f"two levels have {worth:g} points; keep one"


def is_nearly(word: str, other: str) -> bool:
    """Tell whether a word is another's misspelling."""
    return word != other and bool(difflib.get_close_matches(word, [other], cutoff=0.8))


def check_points(section: AssignmentSection, base: Path_) -> Iterator[tuple[Path_, str]]:
    """Check that the criteria add up to what is stated, and to something."""
    apart = [criterion.bonus or criterion.audience is not None for criterion in section.criteria]
    if section.criteria and all(apart):
        yield (*base, "criteria"), "there is nothing but a bonus: one criterion has to count"
    for index, criterion in enumerate(section.criteria):
        if criterion.bonus and criterion.audience:
            path = (*base, "criteria", index, "bonus")
            yield path, "a bonus is above the maximum for all: leave out `bonus` or `for`"
    for side, stated in (("visible", section.points.visible), ("hidden", section.points.hidden)):
        listed = [c for c in section.criteria if (c.visibility == "visible") is (side == "visible")]
        total = whole(sum(c.points for c in listed if not c.bonus and c.audience is None))
        # A student's copy states the hidden total without listing what it is made of.
        if total != stated and (listed or side == "visible"):
            path = (*base, "points", side)
            yield path, f"{side} criteria add up to {total} points, not the stated {stated}"
