"""What is written of `rubric.yaml` for people and editors is what the grader takes."""

import json

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from support.project import ROOT

from grader.authoring.rubric_guide import EXAMPLE, WORDS, annotated, keys, schema
from grader.cli.command import main
from grader.course.rubric import load_rubric
from grader.course.rubric_schema import RubricFile

ANNOTATED = ROOT / "docs/rubric-annotated.yaml"
SCHEMA = ROOT / "docs/rubric.schema.json"
ANEW = (
    "write both anew: python -c 'from grader.authoring import rubric_guide as guide; "
    'open("docs/rubric-annotated.yaml", "w").write(guide.annotated()); '
    'open("docs/rubric.schema.json", "w").write(guide.schema())\''
)


@pytest.fixture(scope="module")
def validator():
    document = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document)


def test_the_annotated_rubric_has_every_key_and_says_what_it_means():
    document = json.loads(schema())
    sections = {**document["$defs"], "RubricFile": document}
    wordless = [
        f"{name}.{key}"
        for name, section in sections.items()
        for key, value in section["properties"].items()
        if not value["description"]
    ]
    assert not wordless
    shown = {name for _, name, _ in keys(yaml.compose(EXAMPLE, yaml.SafeLoader), (RubricFile,))}
    assert shown == {*WORDS}
    assert sum(len(section["properties"]) for section in sections.values()) >= len(WORDS)


def test_the_annotated_rubric_of_the_documents_is_one_that_loads():
    assert ANNOTATED.read_text("utf-8") == annotated(), ANEW
    rubric = load_rubric(ANNOTATED)
    assert not rubric.unfinished
    assert rubric.assignments["line"].section.points.visible == 12.5


def test_the_schema_of_the_documents_is_the_graders():
    assert SCHEMA.read_text("utf-8") == schema(), ANEW


@pytest.mark.parametrize(
    "path", sorted({ROOT / "rubric.yaml", ANNOTATED, *ROOT.glob("tests/*/*/rubric.yaml")}), ids=str
)
def test_the_schema_takes_the_rubrics_that_the_grader_takes(path, validator):
    assert not [*validator.iter_errors(yaml.safe_load(path.read_text("utf-8")))]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("visibility: visible", "visability: visible", id="a key that there is not"),
        pytest.param("points: 3\n", "points: three\n", id="points in words"),
        pytest.param("compare: values", "compare: value", id="another word"),
        pytest.param("kind: curve", "kind: curves", id="another kind of picture"),
        pytest.param("version: 1", "version: 2", id="another version"),
        pytest.param("axes: [feature 1, feature 2]", "axes: [feature 1]", id="one axis"),
        pytest.param("      - name: slope\n        title", "      - title", id="no name"),
    ],
)
def test_the_schema_refuses_slips(before, after, validator):
    assert EXAMPLE.count(before) == 1
    slip = yaml.safe_load(EXAMPLE.replace(before, after))
    assert [*validator.iter_errors(slip)]


def test_a_new_course_has_the_schema_where_its_rubric_says(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["new", "stats"])
    assert done.exit_code == 0, done.output
    first = (tmp_path / "rubric.yaml").read_text("utf-8").partition("\n")[0]
    name = first.removeprefix("# yaml-language-server: $schema=")
    assert (tmp_path / name).read_text("utf-8") == schema()
