"""What an exception says of itself, and where in the script it came from, as plain text."""

from __future__ import annotations

from grader.sandbox.inside import plain

TYPE_CHECKING = False  # what `typing` has costs the child milliseconds
if TYPE_CHECKING:
    from typing import Any

EPERM = 1
CLOSED = " (closed while grading: other processes and programs, the network, the system)"
SYNTAX_ERRORS = (SyntaxError, IndentationError, TabError)


def describe(error: BaseException) -> dict[str, Any]:
    """Give the type, the message and the last place in the script."""
    index, line = place_of(error)
    return {
        "type": plain.type_name(type(error)),
        "message": message_of(error),
        "at": index,
        "line": line,
    }


def place_of(error: BaseException) -> tuple[int | None, int | None]:
    """Find the cell's index and the line; None where nothing of the script is in the traceback."""
    places: list[tuple[Any, Any]] = []
    # Exactly these: what a class derived from them calls its line may run code.
    if type(error) in SYNTAX_ERRORS:
        places.append((error.filename, error.lineno))  # type: ignore[attr-defined]
    trace = error.__traceback__
    while trace is not None:
        places.append((trace.tb_frame.f_code.co_filename, trace.tb_lineno))
        trace = trace.tb_next
    for filename, line in reversed(places):
        number = str(filename)[len("<cell ") : -1]
        # A script compiles code under whatever names it likes; a longer number is none of ours.
        if filename == f"<cell {number}>" and number.isdecimal() and len(number) < 7:
            return int(number), line if type(line) is int and 0 <= line < 10**6 else None
    return None, None


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
