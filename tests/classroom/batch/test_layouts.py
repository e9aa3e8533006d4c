"""A class as Gradescope, nbgrader and GitHub Classroom lay it out, graded by the command."""

import pytest
from support.desk import Desk, hand_in
from support.project import ROOT

pytestmark = pytest.mark.processes
STARTER = ROOT / "assignments/perceptron/perceptron.ipynb"
ROSTER = """\
student,name,email,github
u1,Ann,ann@x.edu,octo-ann
u2,Bo,bo@x.edu,
u3,Cy,,cy
"""
LIST = """\
submission_7:
  :submitters:
  - :name: Ann
    :email: ann@x.edu
  :created_at: 2026-09-05 00:31:04.622713000 Z
submission_8:
  :submitters:
  - :name: Bo
    :email: bo@x.edu
"""


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_each_system_s_folder_is_graded_as_it_is(desk, tmp_path):
    export, course, clones = (tmp_path / name for name in ("export", "xyz", "hw-submissions"))
    hand_in(export, "submission_7/hw.ipynb")
    write(export / "submission_metadata.yml", LIST)
    hand_in(course, "submitted/u2/perceptron/hw.ipynb")
    hand_in(course, "release/perceptron/hw.ipynb")
    write(course / "submitted/u2/perceptron/timestamp.txt", "2026-02-02 15:58:23 UTC")
    hand_in(clones, "hw-cy/hw.ipynb")
    write(clones / "hw-cy/assignments/perceptron.ipynb", STARTER.read_text(encoding="utf-8"))
    hand_in(clones, "hw-eve/hw.ipynb")
    write(tmp_path / "class.csv", ROSTER)
    done = desk.batch(export, course, clones, "--roster", tmp_path / "class.csv")
    assert done.returncode == 4, done.stderr
    # What is nobody's is no hand-in that is still to come.
    last = done.stderr.splitlines()[-1]
    assert last.startswith("3 of 3: 3 graded; ")
    assert last.endswith(" a second")
    standings = desk.standings()
    assert {key: each["earned"] for key, each in standings.items()} == {
        "u1": 50,
        "u2": 50,
        "u3": 50,
    }
    assert standings["u1"]["submitted_at"].startswith("2026-09-05T00:31:04")
    lost = " ".join(done.stdout.partition("nobody has them: 2")[2].split())
    assert "Bo (bo@x.edu)'s in submission_metadata.yml, and nothing is there" in lost
    assert "GitHub user 'eve' is linked to nobody" in lost
