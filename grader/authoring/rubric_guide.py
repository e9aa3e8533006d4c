"""Say what each key of `rubric.yaml` means: a whole annotated one, and a schema for editors. Pure.

Both are made from the classes of `course/rubric_schema.py`, so that no key is forgotten; what a key
means is said here alone.
"""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from grader.course.rubric_schema import RubricFile

SCHEMA = "rubric.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA}\n"  # what editors look for
PER_CRITERION = "CriterionSection"
ALIASES = {"in": "functions", "for": "audience"}  # Python's own words
WORDS = {
    "RubricFile.version": "of this format",
    "RubricFile.assignments": "by the name of their folder under assignments/",
    "RubricFile.late": "what being late costs, where an assignment is due and says no other",
    "AssignmentSection.title": "for people; without it, the name",
    "AssignmentSection.points": "the stated totals, which the criteria must add up to",
    "AssignmentSection.tolerance": "how far a number may be off; 1e-5 of each, with torch 1e-4",
    "AssignmentSection.limits": "what a submission may use; seconds are of a processor",
    "AssignmentSection.modules": "what may be imported",
    "AssignmentSection.carry_forward": "the share given back of what only follows from a mistake",
    "AssignmentSection.attempts": "which attempt counts: last, last_before_due, best or first",
    "AssignmentSection.due": "date, time and zone, a place's or an offset as +02:00",
    "AssignmentSection.late": "in the place of the file's own",
    "AssignmentSection.requests_until": "when students may last ask for another look",
    "AssignmentSection.hold": "`until marked` keeps grades back until people have marked",
    "AssignmentSection.groups": "a hand-in counts for each of a group of the roster",
    "AssignmentSection.weight": "what all its points count for in the course; without it, as many",
    "AssignmentSection.data": "files and folders beside the starter that a script sees",
    "AssignmentSection.files": "patterns of what may come along beside a hand-in",
    "AssignmentSection.mistakes": "what holds for one mistake of the catalogue, by its name",
    "AssignmentSection.pictures": "what a page draws; they count for no points",
    "AssignmentSection.criteria": "the rubric's lines; probes may make some of their own",
    "PointsSection.visible": "of the criteria that students see, without a bonus",
    "PointsSection.hidden": "of all others",
    "LateSection.grace": "so long after it was due nobody is late: minutes, hours or days",
    "LateSection.per_day": "of the points, taken off for each day begun",
    "LateSection.up_to": "whole days; what comes later is as `then` says",
    "LateSection.then": "`zero`: counts with no points; `refuse`: does not count at all",
    "LateSection.free_days": "of each student in the whole course, which cost nothing",
    "ToleranceSection.absolute": "off by so much",
    "ToleranceSection.relative": "and by this share of the right number",
    "LimitsSection.probe_seconds": "for each question",
    "LimitsSection.cell_seconds": "for each cell",
    "LimitsSection.submission_seconds": "for all cells; as many again for all questions",
    "LimitsSection.memory_mb": "beside what allowed packages take",
    "LimitsSection.written_mb": "for one file that is written",
    "LimitsSection.folder_mb": "for all that lie in the working directory",
    "LimitsSection.output_kb": "of what is printed",
    "LimitsSection.submission_mb": "for the file that is handed in",
    "ModulesSection.allowed": "`stdlib`, modules of it, distributions",
    "ModulesSection.forbidden": "modules or names of what is allowed, as numpy.linalg.solve",
    "ModulesSection.stand_ins": "import as something that does nothing but note what is drawn",
    "ModulesSection.boilerplate": "what editors put into notebooks; does nothing",
    "CriterionSection.name": "of its own, in JSON and in tables",
    "CriterionSection.title": "what students read; without it, the name",
    "CriterionSection.group": "a word of your own, under which points are added up",
    "CriterionSection.points": "whole ones or halves",
    "CriterionSection.credit": "`share`: each question earns its share of the points",
    "CriterionSection.bonus": "above the maximum",
    "CriterionSection.audience": "part of the maximum of some students, and nothing to others",
    "AudienceSection.group": "a group or section of the roster, in any case of its letters",
    "CriterionSection.visibility": "or after_due_date, after_published, hidden",
    "CriterionSection.probes": "patterns of questions, named function:case",
    "CriterionSection.rule": "in the place of probes: `imports`, `calls` or `constructs`",
    "CriterionSection.forbidden": "by a rule of calls: functions; of constructs: words as loop",
    "CriterionSection.required": "what must be used; `loop or recursion` asks for one of both",
    "CriterionSection.functions": "where the rule looks; without it, everywhere",
    "CriterionSection.tolerance": "for this one; what is left out is the assignment's",
    "CriterionSection.compare": (
        "values (of a group `shapes`: shape), set, sorted, structure, up_to_sign, shape, dtype, "
        "gradient, detached"
    ),
    "CriterionSection.dtype": "the type that `compare: dtype` asks for; without it, the golden's",
    "CriterionSection.marked": "`by hand`: a person gives the points",
    "CriterionSection.levels": "of the marking guide; the highest gives all points",
    "CriterionSection.about": "what a marker looks at: functions, names, tags of cells",
    "LevelSection.points": "of whatever is as the words say",
    "LevelSection.words": "what students read, too",
    "MistakeSection.carry_forward": "in the place of the assignment's share",
    "LabelledPointsSection.probe": "whose case or golden has the points",
    "LabelledPointsSection.rows": "the key of the rows",
    "LabelledPointsSection.classes": "the key of their classes",
    "LabelledPointsSection.order": "a key of the case's data that lists row numbers",
    "LabelledPointsSection.training": "so many of the rows in that order are training points",
    "LabelledPointsSection.standardize": "by the training points' mean and deviation",
    "LineSection.probe": "whose answer the line is",
    "LineSection.x": "two numbers, or keys of the case's data",
    "LineSection.y": "two keys of the answer; / goes one level down",
    "LineSection.toward": "a key of two numbers that point to the side of the last class",
    "GridSection.probe": "whose answer is the class of each point",
    "GridSection.x": "a key of the case's data: the grid's x",
    "GridSection.y": "and its y",
    "GridSection.classes": "a key of the answer; without it, all of the answer",
    "ConfusionSection.probe": "whose answer it is",
    "ConfusionSection.labels": "a key of the case's data: the class of each row",
    "ConfusionSection.predicted": "a key of the answer; without it, all of the answer",
    "TrajectorySection.probes": "the first that departs is drawn, else the first",
    "TrajectorySection.quantities": "keys of each step's answer",
    "CurveSection.curves": "a panel for each title, with the question that answers it",
    "PlaneSection.points": "labelled points",
    "PlaneSection.line": "the line that is to part them",
    "RegionsSection.points": "labelled points",
    "RegionsSection.grid": "which class is predicted where",
    "PlotsSection.probe": "whose answer the figures are",
    "PlotsSection.axes": "a key of the answer; without it, all of the answer",
    "PictureSection.kind": "trajectory, plane, curve, regions, confusion or plots",
    "PictureSection.title": "above the picture",
    "PictureSection.step": "what a step is called",
    "PictureSection.axes": "what the axes are called",
}
# Of what a function checks, no schema is known.
NARROWED: Mapping[str, Mapping[str, Any]] = {
    "CriterionSection.points": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
    "PointsSection.visible": {"type": "number", "minimum": 0, "multipleOf": 0.5},
    "PointsSection.hidden": {"type": "number", "minimum": 0, "multipleOf": 0.5},
    "LateSection.grace": {"pattern": "^[0-9]{1,5} ?[mhd]$"},
    "LateSection.per_day": {"pattern": "^[0-9]{1,3}(\\.[0-9]{1,2})? ?%$"},
    "LineSection.x": {"items": {"type": ["number", "string"]}},
}
# One rubric in which each key stands at least once.
EXAMPLE = """\
version: 1
late: {grace: 15m, per_day: 10%, up_to: 3d, then: zero, free_days: 5}
assignments:
  line:
    title: A line through points
    points: {visible: 12.5, hidden: 2}
    tolerance: {absolute: 0.00001, relative: 0.00001}
    limits:
      probe_seconds: 2.0
      cell_seconds: 10.0
      submission_seconds: 60.0
      memory_mb: 512
      written_mb: 64
      folder_mb: 256
      output_kb: 64
      submission_mb: 20
    modules:
      allowed: [stdlib, numpy]
      forbidden: [numpy.polyfit]
      stand_ins: [matplotlib]
      boilerplate: [google, tqdm]
    carry_forward: 1.0
    attempts: last
    due: 2026-10-15 23:59 Europe/Berlin
    late: {per_day: 20%, free_days: 5}
    requests_until: 2026-11-15 12:00 Europe/Berlin
    hold: until marked
    groups: false
    weight: 20.0
    data: [data/, table.csv]
    files: ["*.py"]
    mistakes:
      slope_of_nothing: {carry_forward: 0.0}
    pictures:
      - kind: trajectory
        title: Weights after each epoch
        step: epoch
        probes: ["epochs:small", "epochs:*"]
        quantities: [weights, bias]
      - kind: plane
        title: The boundary among the points
        axes: [feature 1, feature 2]
        points:
          probe: "loaded:points"
          rows: X
          classes: y
          order: order
          training: 70
          standardize: true
        line:
          probe: "boundary:points"
          x: [-2, 2]
          y: [left, right]
          toward: weights
      - kind: curve
        title: Loss after each epoch
        curves: {training: "losses:small"}
      - kind: regions
        title: What is predicted where
        points: {probe: "regions:small", rows: points, classes: labels}
        grid:
          probe: "regions:small"
          x: across
          y: up
          classes: grid
      - kind: confusion
        title: What is taken for what
        probe: "regions:small"
        labels: labels
        predicted: points
      - kind: plots
        title: What you drew
        probe: "drawn:figures"
        axes: figures
    criteria:
      - name: slope
        title: slope() is the least-squares slope
        group: values
        points: 3
        credit: whole
        bonus: false
        visibility: visible
        probes: ["slope_of:*"]
        tolerance: {absolute: 0.001}
        compare: values
      - name: whole_numbers
        group: types
        points: 1.5
        credit: share
        probes: ["counted:*"]
        compare: dtype
        dtype: int64
      - name: imports
        group: rules
        points: 1
        rule: imports
      - name: no_help
        group: rules
        points: 1
        rule: calls
        forbidden: [sorted, numpy.linalg]
        in: [slope]
      - name: a_loop
        group: rules
        points: 1
        rule: constructs
        required: [loop or recursion]
      - name: text
        group: explanation
        marked: by hand
        levels:
          - {points: 5, words: says why and shows it}
          - {points: 2, words: says why}
          - {points: 0, words: neither}
        about: [slope, "why"]
      - name: weighted
        for: {group: grad}
        group: values
        points: 2
        probes: ["weighted_slope:*"]
      - name: far_points
        group: values
        points: 2
        visibility: hidden
        probes: ["slope_of:*"]
"""
HEAD = """\
# A whole `rubric.yaml` with every key. Made from the grader's own schema: what is not marked
# "needed" may be left out, and is then what stands behind "default".
"""


def annotated() -> str:
    """Write the example with what each key means, where it stands first."""
    lines, explained, above = [], set[str](), comments(yaml.compose(EXAMPLE, yaml.SafeLoader))
    for number, line in enumerate(EXAMPLE.splitlines()):
        indent = " " * (len(line) - len(line.lstrip(" -")))
        for name, comment in above.get(number, ()):
            if name not in explained:
                lines.append(f"{indent}# {comment}")
                explained.add(name)
        lines.append(line)
    return HEAD + "".join(f"{line}\n" for line in lines)


def comments(root: yaml.Node | None) -> Mapping[int, list[tuple[str, str]]]:
    """Give for each line the keys that it has and what they mean."""
    above: dict[int, list[tuple[str, str]]] = {}
    for key, name, field in keys(root, (RubricFile,)):
        text = f"{key.value}: {WORDS[name]}{default_of(field)}"
        above.setdefault(key.start_mark.line, []).append((name, text))
    return above


def keys(node: yaml.Node | None, model: Any) -> Iterator[tuple[yaml.Node, str, FieldInfo]]:
    """Find the keys of a document, each with its name in `WORDS`, and its field."""
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from keys(item, model)
    elif isinstance(node, yaml.MappingNode) and isinstance(model, dict):
        for _, value in node.value:
            yield from keys(value, model["of"])
    elif isinstance(node, yaml.MappingNode) and model is not None:
        section = choose(model, node)
        fields = {
            field.alias or name: (name, field) for name, field in section.model_fields.items()
        }
        for key, value in node.value:
            name, field = fields[key.value]
            yield key, word_of(section, name), field
            yield from keys(value, inner(field.annotation))


def choose(model: tuple[type[BaseModel], ...], node: yaml.MappingNode) -> type[BaseModel]:
    """Choose the class of a mapping among several, which differ by their `kind`."""
    kinds = {value.value for key, value in node.value if key.value == "kind"}
    for section in model:
        field = section.model_fields.get("kind")
        if field is None or kinds & {*typing.get_args(field.annotation)}:
            return section
    raise LookupError(kinds)


def word_of(section: type[BaseModel], name: str) -> str:
    """Name a key in `WORDS`: those that all pictures have are said once."""
    own = f"{section.__name__}.{name}"
    return own if own in WORDS else f"PictureSection.{name}"


def inner(annotation: Any) -> Any:
    """Give the classes of the mappings that a key may hold, one below each name as a dict."""
    arguments = typing.get_args(annotation)
    if typing.get_origin(annotation) is dict:
        return {"of": inner(arguments[1])}
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return (annotation,)
    if typing.get_origin(annotation) in (list, typing.Union, types.UnionType, typing.Annotated):
        parts = [inner(each) for each in arguments]
        dicts = [each for each in parts if isinstance(each, dict)]
        return dicts[0] if dicts else tuple(each for part in parts for each in part or ()) or None
    return None


def default_of(field: FieldInfo) -> str:
    """Say what a key is where it is left out."""
    if field.is_required():
        return " (needed)"
    value = field.default
    if isinstance(value, BaseModel) or value is None:
        return ""
    text = json.dumps(value) if not isinstance(value, str) else value or '""'
    return f" (default: {text})"


def schema() -> str:
    """Write the JSON schema of `rubric.yaml`, for editors."""
    document = RubricFile.model_json_schema()
    for section, own in {**document["$defs"], "RubricFile": document}.items():
        for key, value in own["properties"].items():
            name = ALIASES.get(key, key) if section == PER_CRITERION else key
            words = WORDS.get(f"{section}.{name}", WORDS.get(f"PictureSection.{name}", ""))
            value.pop("title", None)
            value.update(NARROWED.get(f"{section}.{name}", {}), description=words)
        own.pop("title", None)
    # The highest level of a marking guide says them as well.
    document["$defs"][PER_CRITERION]["required"].remove("points")
    return json.dumps(document, indent=1) + "\n"
