"""An empty place in each of the two databases, and a gradebook in it."""

import pytest
from support.gradebooks import describe

from grader.classroom.gradebook.store import Gradebook


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request, tmp_path, make_blank):
    """A place for a gradebook in each of the two databases; empty, unless the test has it open."""
    if "book" in request.fixturenames:
        return make_blank(request.param)
    if request.param == "sqlite":
        return tmp_path / "gradebook.db"
    return request.getfixturevalue("postgresql").make_database()


@pytest.fixture
def book(where):
    """An open gradebook with one assignment, of which the last attempt counts."""
    with Gradebook.open(where, create=True) as opened:
        describe(opened)
        yield opened
