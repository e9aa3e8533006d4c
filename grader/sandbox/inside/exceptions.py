"""What an exception says of itself, and where in the script it came from, as plain text."""

from __future__ import annotations

import os

from grader.sandbox.inside import plain

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

EPERM = 1
SHORT = 80
CLOSED = " (closed while grading: other processes and programs, the network, the system)"
SYNTAX_ERRORS = (SyntaxError, IndentationError, TabError)


def describe(error: BaseException) -> dict[str, Any]:
    """Give the type, the message and the last place in the script."""
    places = places_of(error)
    index, line = cell_of(places)
    # What is no Python is the first place, before those that were called.
    helper = helper_of([*places, *places[:1]])
    return {
        "type": plain.type_name(type(error)),
        "message": message_of(error)[: plain.SHOWN_LENGTH - len(helper)] + helper,
        "at": index,
        "line": line,
    }


def places_of(error: BaseException) -> list[tuple[Any, Any]]:
    """List file and line of all that was called, what was called last at the end."""
    places: list[tuple[Any, Any]] = []
    # Exactly these: what a class derived from them calls its line may run code.
    if type(error) in SYNTAX_ERRORS:
        places.append((error.filename, error.lineno))  # type: ignore[attr-defined]
    trace = error.__traceback__
    while trace is not None:
        places.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    return places


def cell_of(places: list[tuple[Any, Any]]) -> tuple[int | None, int | None]:
    """Find the cell's index and the line; None where nothing of the script is in the traceback."""
    for filename, line in reversed(places):
        number = str(filename)[len("<cell ") : -1]
        # A script compiles code under whatever names it likes; a longer number is none of ours.
        if filename == f"<cell {number}>" and number.isdecimal() and len(number) < 7:
            return int(number), line if type(line) is int and 0 <= line < 10**6 else None
    return None, None


def helper_of(places: list[tuple[Any, Any]]) -> str:
    """Name the helper module, and the line, where the script has it from one."""
    try:
        folder = os.getcwd() + os.sep
        for filename, line in reversed(places):
            if type(filename) is not str or filename.startswith("<cell "):
                break
            if filename.startswith(folder):
                return plain.valid_text(f" ({filename[len(folder) :][:SHORT]}, line {line:d})")
    except BaseException:  # what the script has put there  # noqa: S110
        pass
    return ""


def message_of(error: BaseException) -> str:
    """Give what an exception says of itself, cut to length."""
    try:
        text = error.msg if type(error) in SYNTAX_ERRORS else error  # type: ignore[attr-defined]
        # Exactly a text: what is of a class derived from it may cut itself as it likes.
        message = str.__str__(str(text))[: plain.SHOWN_LENGTH]
        if type(error) is PermissionError and error.errno == EPERM:
            message += CLOSED
        return plain.valid_text(message)
    except BaseException:  # the message is the student's code, too
        return "(a message that can't be printed)"
