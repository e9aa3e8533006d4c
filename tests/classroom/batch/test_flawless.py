"""What is wholly right is judged once for all, and has the report that it has alone."""

from dataclasses import replace
from pathlib import Path

import pytest

from grader.classroom.batch import flawless
from grader.classroom.batch.flawless import Flawless
from grader.classroom.batch.serialize import pack
from grader.classroom.batch.worker import judge_packed
from grader.core.errors import RecordError
from grader.core.probe import Answer, CellError
from grader.core.submission import Import, Place, Submission
from grader.pipeline import ask

pytestmark = pytest.mark.processes
SLIP = CellError(3, 1, "ValueError", "no number")
FORBIDDEN = Import(Place(1, 1), "numpy", "")


@pytest.fixture(scope="module")
def right(example, assignment, sandbox):
    return example, ask(example, assignment, sandbox)


def told(known, reading, assignment, observations):
    """The report, which is what `judge_packed` says of this one alone."""
    kept = pack(reading, observations), reading.submission, assignment
    report = outcome(known.judge, kept)
    assert report == outcome(judge_packed, kept)
    return report


def outcome(judge, kept):
    """A report, or why there is none."""
    try:
        return judge(*kept)
    except RecordError as error:
        return str(error)


def with_last_digits(observations, number=1):
    """The same, of a program that rounds otherwise."""
    answers = {
        probe: Answer(answer.value + number * 1e-9, repr(answer.value + number * 1e-9))
        for probe, answer in observations.by_probe.items()
        if type(answer.value) is float
    }
    assert answers
    return replace(observations, by_probe={**observations.by_probe, **answers})


def test_all_who_are_right_have_one_report_and_their_own_name(right, assignment, monkeypatch):
    reading, observations = right
    known = Flawless()
    assert told(known, reading, assignment, observations).earned == 50
    other = replace(reading, submission=Submission(Path("other.ipynb"), "00"))
    kept = pack(other, with_last_digits(observations)), other.submission, assignment
    again = judge_packed(*kept)
    monkeypatch.setattr(flawless, "judge_read", None)
    assert known.judge(*kept) == again
    assert again.submission == other.submission


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"stdout": "another line"}, id="prints something else"),
        pytest.param({"notes": ("a note",)}, id="has another note"),
    ],
)
def test_what_is_said_beside_the_points_is_one_s_own(right, assignment, change):
    reading, observations = right
    known = Flawless()
    one = told(known, reading, assignment, observations)
    assert told(known, reading, assignment, replace(observations, **change)) != one


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"errors": (SLIP,)}, id="a cell that failed"),
        pytest.param({"tampered": "a second answer"}, id="tampered with"),
    ],
)
def test_who_is_right_and_not_flawless_is_judged_alone(right, assignment, change):
    reading, observations = right
    known = Flawless()
    told(known, reading, assignment, observations)
    told(known, reading, assignment, replace(observations, **change))
    assert len(known.known) == 1


def test_a_wrong_answer_or_a_broken_rule_is_judged_alone(right, assignment):
    reading, observations = right
    known = Flawless()
    told(known, reading, assignment, observations)
    reports = []
    for probe in observations.by_probe:
        by_probe = {**observations.by_probe, probe: Answer("none of these", '"none of these"')}
        report = told(known, reading, assignment, replace(observations, by_probe=by_probe))
        # Where it costs several criteria, it is not known what only follows.
        reports += [] if isinstance(report, str) else [report]
    assert len(reports) > len(observations.by_probe) / 4
    assert all(report.earned < 50 for report in reports)
    outline = replace(reading.outline, imports=(*reading.outline.imports, FORBIDDEN))
    report = told(known, replace(reading, outline=outline), assignment, observations)
    assert report.earned < 50
    assert len(known.known) == 1


def test_what_is_marked_by_hand_is_one_s_own(right, assignment):
    reading, observations = right
    by_hand = replace(assignment.criteria[0], name="essay", marked="by hand", about=("split",))
    assignment = replace(assignment, criteria=(*assignment.criteria, replace(by_hand, probes=())))
    known, parts = Flawless(), set()
    for words in ("a = 1", "a = 2"):
        tagged, spans = (("essay", words),), ()
        mine = replace(reading, tagged=tagged, spans=spans)
        for about in (("essay",), ("split",)):
            criteria = (*assignment.criteria[:-1], replace(assignment.criteria[-1], about=about))
            report = told(known, mine, replace(assignment, criteria=criteria), observations)
            parts.add(report.scores[-1].part)
    assert len(parts) > 2


def test_what_is_damaged_is_told_also_where_the_rest_is_right(right, assignment):
    reading, observations = right
    known = Flawless()
    told(known, reading, assignment, observations)
    probe = next(iter(observations.by_probe))
    for text in ("[1", '{"opaque": 1}'):
        by_probe = {**observations.by_probe, probe: Answer(0, text)}
        data = pack(reading, replace(observations, by_probe=by_probe))
        with pytest.raises(RecordError, match="can't be read"):
            known.judge(data, reading.submission, assignment)
    del by_probe[probe]
    data = pack(reading, replace(observations, by_probe=by_probe))
    with pytest.raises(RecordError, match="lacks"):
        known.judge(data, reading.submission, assignment)


def test_no_more_is_kept_than_fits(right, assignment, monkeypatch):
    monkeypatch.setattr(flawless, "MOST", 2)
    reading, observations = right
    known = Flawless()

    def length():
        return sum(len(text) for right in known.right.values() for _, text in right)

    told(known, reading, assignment, observations)
    most = length() + 50
    monkeypatch.setattr(flawless, "MOST_TOGETHER", most)
    for number in range(5):
        each = with_last_digits(observations, number)
        outline = replace(reading.outline, imports=(Import(Place(1, 1), "math", f"{number}"),))
        told(known, replace(reading, outline=outline), assignment, each)
        told(known, reading, assignment, replace(each, stdout=f"{number}"))
        assert 0 < length() <= most
    assert len(known.known) <= 2
    assert len(known.lawful) <= 2
