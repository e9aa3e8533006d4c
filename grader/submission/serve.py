"""The process that reads submissions: each comes through its input, what was read goes out.

What a file may cost it is bounded by the system, where that can bound a process, and everywhere by
the deadline of whoever asks.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import math
import os
import struct
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from grader.core.errors import SubmissionError, own_fault
from grader.core.submission import Submission
from grader.submission.notebook import decode, load, read_text
from grader.submission.reading import Row, to_tables
from grader.submission.trees import parsed

# Bytes of the file, megabytes and processor seconds that it may cost, whether it is a `.py` file,
# and whether it is looked at closely.
REQUEST = struct.Struct(">QII??")
REPLY = struct.Struct(">I")
# What a reply says: that it can begin, what was read, why it can't be, no memory, a fault of ours.
READY, READ, UNREADABLE, FULL, FAULT = "ready", "read", "unreadable", "full", "fault"
NOBODY = Submission(Path())
# New objects before the collector looks for circles: what is made of a long file is hardly ever in
# one, and to look through it after each 700 takes longer than to make it.
MOST_NEW = 100_000
OWN_SECONDS = 60  # of the processor, for what is no file's; far more than it takes


def serve() -> None:
    """Answer requests until there are no more."""
    with open(os.dup(0), "rb") as requests, open(os.dup(1), "wb") as replies:
        put(replies, pack(READY))
        silence()
        bound("RLIMIT_CORE", 0)
        gc.freeze()  # what was loaded stays: no collection need look at it
        gc.set_threshold(MOST_NEW, 10, 10)
        while head := requests.read(REQUEST.size):
            size, *limits, is_file, closely = REQUEST.unpack(head)
            content = take(requests, size)
            put(replies, answer(content, limits, is_file=is_file, closely=closely))
            parsed.cache_clear()


def put(replies: BinaryIO, body: bytes) -> None:
    """Send a reply."""
    replies.write(REPLY.pack(len(body)) + body)
    replies.flush()


def pack(kind: str, *words: Any) -> bytes:
    """Write a reply."""
    return json.dumps([kind, *words]).encode()


def silence() -> None:
    """Let nothing that a library prints pass for a reply."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in range(3):
        os.dup2(nothing, descriptor)


def bound(limit: str, value: int) -> None:
    """Bound what this process may use, where the system can and does not do so already."""
    if sys.platform != "win32":
        import resource

        kind = getattr(resource, limit)
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value if hard < 0 else min(value, hard), hard))


def answer(content: bytearray, limits: Sequence[int], *, is_file: bool, closely: bool) -> bytes:
    """Read one submission within its limits, and say what came of it."""
    try:
        megabytes, seconds = limits
        bound("RLIMIT_AS", megabytes << 20)
        bound_time(seconds)
        load = functools.partial(load_apart, seconds)
        return pack(READ, tables_of(content, load, is_file=is_file, closely=closely))
    except SubmissionError as error:
        return pack(UNREADABLE, error.status, str(error))
    except MemoryError:
        return pack(FULL)
    except Exception as error:
        return pack(FAULT, own_fault(error))
    finally:
        # What is still to be freed of it, and to be received of the next, is on nobody's time: a
        # process that ended by it would be taken for one that ended by the next file.
        bound_time(OWN_SECONDS)


def bound_time(seconds: int) -> None:
    """Bound the processor's time from now on."""
    bound("RLIMIT_CPU", math.ceil(time.process_time()) + seconds)


def load_apart(seconds: int) -> None:
    """Load what converts notebooks, if it is not there; no time of the file's, which has more."""
    bound_time(OWN_SECONDS)
    load()
    gc.freeze()
    bound_time(seconds)


def take(requests: BinaryIO, size: int) -> bytearray:
    """Take in a file whole, once: it may be of a hundred megabytes."""
    content = bytearray(size)
    requests.readinto(content)  # type: ignore[attr-defined]
    return content


def tables_of(
    content: bytearray,
    load: Callable[[], None] = load,
    *,
    is_file: bool,
    closely: bool = True,
) -> dict[str, list[Row]]:
    """Read and look at a file."""
    text = decode(content)
    content.clear()  # there may be no room for both, and for what is made of them
    return to_tables(read_text(text, NOBODY, is_file=is_file, closely=closely, load=load))
