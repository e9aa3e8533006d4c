"""The two pipes of a worker: frames in order, what is printed beside them, no wait without end."""

import os
import time

import pytest

from grader.sandbox import pipes
from grader.sandbox.inside.plain import pack
from grader.sandbox.pipes import Frames, PrintedText

LIMIT = 1000


@pytest.fixture(params=[True, False], ids=["waiting for both", "a thread for each"])
def pipes_and_ends(request, monkeypatch):
    """Frames, and the far ends of their pipes: results, output."""
    monkeypatch.setattr(pipes, "CAN_WAIT", request.param)
    (results, answered), (output, printed) = os.pipe(), os.pipe()
    reading = [open(end, "rb", buffering=0) for end in (results, output)]  # noqa: SIM115
    writing = [open(end, "wb", buffering=0) for end in (answered, printed)]  # noqa: SIM115
    yield Frames(reading[0], PrintedText(reading[1], LIMIT)), *writing
    for file in writing + reading:
        file.close()


def test_frames_come_in_order_and_then_the_end(pipes_and_ends):
    frames, results, _ = pipes_and_ends
    results.write(pack({"number": 1}) + pack({"number": 2}))
    results.close()
    assert [frames.take(5) for _ in range(4)] == [b'{"number":1}', b'{"number":2}', None, None]


def test_a_frame_that_does_not_come_is_not_waited_for_beyond_its_time(pipes_and_ends):
    frames, results, _ = pipes_and_ends
    results.write(pack({"number": 1})[:7])
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        frames.take(0.1)
    assert time.monotonic() - start > 0.09


def test_printing_without_end_does_not_put_the_time_off():
    ends = os.pipe()
    with open(ends[0], "rb", buffering=0) as results, open("/dev/zero", "rb") as output:
        frames = Frames(results, PrintedText(output, LIMIT))
        with pytest.raises(TimeoutError):
            frames.take(0.1)
        frames.settle()
    os.close(ends[1])
    assert (len(frames.output.data), frames.output.cut) == (LIMIT, True)


def test_what_has_been_printed_is_there_when_asked_for(pipes_and_ends):
    frames, results, output = pipes_and_ends
    output.write(b"printed")
    results.write(pack({"number": 1}))
    frames.settle()
    assert frames.output.text() == "printed"
    assert frames.take(5) == b'{"number":1}'


def test_what_a_dead_worker_printed_is_kept(pipes_and_ends):
    frames, results, output = pipes_and_ends
    output.write(b"last words")
    output.close()
    results.close()
    assert frames.take(5) is None
    frames.settle()
    assert frames.output.text() == "last words"
