"""An empty place in each of the two databases, and a gradebook in it."""

import pytest
from support.gradebooks import describe

from grader.classroom.gradebook.store import Gradebook


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path):
    """An empty place for a gradebook, in each of the two databases."""
    if request.param == "sqlite":
        return tmp_path / "gradebook.db"
    return request.getfixturevalue("postgresql").make_database()


@pytest.fixture
def book(where):
    """An open gradebook with one assignment, of which the last attempt counts."""
    with Gradebook.open(where, create=True) as opened:
        describe(opened)
        yield opened
