"""A course of several homeworks, in each of the two databases."""

import pytest
from support.whole_course import Course


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request, tmp_path, make_blank):
    """A course, and a gradebook of it with nothing in it."""
    return Course(tmp_path, make_blank(request.param))
