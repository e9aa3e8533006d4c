"""A course of several homeworks, in each of the two databases."""

import pytest
from support.whole_course import Course


@pytest.fixture(params=["sqlite", "postgresql"])
def course(request, tmp_path):
    """A course, and an empty place for its gradebook."""
    if request.param == "sqlite":
        return Course(tmp_path, tmp_path / "gradebook.db")
    return Course(tmp_path, request.getfixturevalue("postgresql").make_database())
