"""Gradebooks with nothing in them yet, copied: to make one takes three to ten times as long."""

import shutil
from pathlib import Path

import pytest

from grader.classroom.gradebook.store import Gradebook


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("blank") / "gradebook.db"
    with Gradebook.open(path, create=True):
        return path


@pytest.fixture(scope="session")
def blank_database(postgresql):
    where = postgresql.make_database()
    with Gradebook.open(where, create=True):
        return where


@pytest.fixture
def make_blank(request, tmp_path):
    """Copy the one of a kind of database; where it is."""

    def make(kind):
        if kind == "sqlite":
            blank = request.getfixturevalue("blank_file")
            return Path(shutil.copy(blank, tmp_path / "gradebook.db"))
        blank = request.getfixturevalue("blank_database")
        return request.getfixturevalue("postgresql").make_database(like=blank)

    return make
