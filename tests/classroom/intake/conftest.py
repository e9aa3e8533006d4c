"""Hand-ins sorted out, be they in a zip or a folder."""

import tempfile
from pathlib import Path

import pytest
from support.intake import Found, looker, write_folder, write_zip

from grader.classroom.intake.hand_ins import find_hand_ins

MOST = 1_000_000


@pytest.fixture(params=["zip", "folder"])
def sort_out(request, tmp_path):
    """Sort out a source of these names, older ones first; as a zip and as the same, unpacked."""

    def run(*names, roster=None, assignment="perceptron", group_work=True):
        parent = Path(tempfile.mkdtemp(dir=tmp_path))
        if request.param == "zip":
            source = write_zip(parent / "source.zip", names)
        else:
            source = write_folder(parent / "source", names)
        return Found(
            find_hand_ins([source], roster, looker(assignment, group_work=group_work), MOST)
        )

    return run
