"""Downloads of several classes in one folder."""

import shutil

import pytest
from support.intake import Found, looker, write_folder

from grader.classroom.intake.hand_ins import find_hand_ins
from grader.classroom.intake.layouts import BESIDE
from grader.classroom.intake.several import NAME_IT

LIST = """\
submission_1:
  :submitters:
  - :name: {0}
    :email: {0}@x.edu
"""


@pytest.fixture
def downloads(tmp_path):
    """A folder with an export of each of these students', zipped or not."""

    def write(*students, is_zipped):
        for number, student in enumerate(students):
            folder = tmp_path / "in" / f"assignment_{number}_export"
            write_folder(folder, ["submission_1/hw.ipynb"])
            (folder / "submission_metadata.yml").write_text(LIST.format(student))
            if is_zipped:
                shutil.make_archive(str(folder), "zip", folder)
                shutil.rmtree(folder)
        return tmp_path / "in"

    return write


def find(folder):
    return Found(find_hand_ins([folder], None, looker(), 1_000_000))


@pytest.mark.parametrize("is_zipped", [True, False])
@pytest.mark.parametrize("students", [("ann",), ("ann", "bo"), ("ann", "ann")])
def test_each_download_is_a_source_of_its_own(downloads, students, is_zipped):
    found = find(downloads(*students, is_zipped=is_zipped))
    assert found.keys == [f"{student}@x.edu" for student in students]
    assert found.said == []


def test_what_lies_beside_downloads_is_told(downloads):
    folder = downloads("ann", "bo", is_zipped=True)
    write_folder(folder, ["notes.txt", ".DS_Store"])
    found = find(folder)
    assert (len(found.keys), found.said) == (2, [BESIDE])


@pytest.mark.parametrize("is_zipped", [True, False])
def test_beside_work_a_class_s_export_is_no_student(downloads, is_zipped):
    folder = downloads("ann", is_zipped=is_zipped)
    write_folder(folder, ["bo.ipynb"])
    found = find(folder)
    assert found.keys == ["bo"]
    assert (found.said, found.remarks[0].is_loss) == ([NAME_IT], True)


def test_clones_of_two_assignments_are_told_apart(tmp_path):
    names = [f"{slug}-submissions/{slug}-bo/hw.ipynb" for slug in ("hw-1", "hw-2")]
    found = find(write_folder(tmp_path / "in", names))
    assert found.keys == ["bo", "bo"]
