"""What is kept of a submission, as bytes and back."""

import dataclasses
import json
import zlib

import pytest

from grader.classroom.batch.serialize import pack, pack_refusal, unpack, unpack_script
from grader.core.errors import RecordError, SubmissionError
from grader.core.probe import Answer, Level, Observations
from grader.core.submission import Cell

NOTHING = Observations({}, Level.STRONG)


@pytest.fixture
def reading(example):
    outline = dataclasses.replace(example.outline, unrun={"f": "the Raw cell below cell 1"})
    return dataclasses.replace(example, outline=outline)


def test_what_a_text_tells_is_kept(reading):
    assert unpack(pack(reading, NOTHING), reading.submission)[0].outline == reading.outline


def test_what_an_older_version_has_kept_tells_less(reading):
    fields = json.loads(zlib.decompress(pack(reading, NOTHING)))
    del fields["outline"]["unrun"]
    data = zlib.compress(json.dumps(fields).encode())
    assert unpack(data, reading.submission)[0].outline.unrun == {}


def test_the_type_of_numbers_is_kept_with_an_answer(reading):
    wire = '["g",["n","float32",["l",0.5]]]'
    observations = dataclasses.replace(NOTHING, by_probe={"a": Answer([0.5], wire)})
    _, kept = unpack(pack(reading, observations), reading.submission)
    assert kept.by_probe == observations.by_probe
    assert kept.by_probe["a"].wire == wire


def test_the_script_alone_is_what_it_is_with_all_else(reading):
    script = dataclasses.replace(reading.script, helpers=(Cell(None, "x = 1", "more.py"),))
    data = pack(dataclasses.replace(reading, script=script), NOTHING)
    assert unpack_script(data, reading.submission) == script
    assert unpack(data, reading.submission)[0].script == script


def test_of_what_was_not_run_there_is_no_script_either(reading):
    data = pack_refusal(SubmissionError("empty"), reading.submission.path)
    with pytest.raises(SubmissionError, match="empty"):
        unpack_script(data, reading.submission)
    with pytest.raises(RecordError):
        unpack_script(data[:-9], reading.submission)
