"""Hide the names of a course, or show them again."""

from __future__ import annotations

import secrets

from grader.classroom.gradebook.store import Gradebook
from grader.core.errors import UsageError

SECRET_BYTES = 16


def hide_names(book: Gradebook, *, hide: bool, who: str, why: str) -> int:
    """Hide all names, or show them; the action's number. Raises UsageError where that is so."""
    if hide is (book.cover() is not None):
        raise UsageError(f"names are {'hidden' if hide else 'shown'} already")
    return book.set_anonymous(hide, secrets.token_hex(SECRET_BYTES), who, why)
