"""What a teacher elsewhere has: the wheel, an environment of its own, and an empty folder."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile

import pytest
from support.project import ROOT

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as a release is, of a copy of the sources."""
    pytest.importorskip("setuptools")
    pytest.importorskip("pip")
    sources, made = tmp_path_factory.mktemp("sources"), tmp_path_factory.mktemp("wheel")
    for name in ("grader", "assignments", "docs", "reference"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, sources / name, ignore=ignored)
    for name in ("pyproject.toml", "setup.py", "rubric.yaml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, sources)
    words = ["wheel", "-q", "--no-build-isolation", "--no-deps", "--no-index", "-w", made, sources]
    done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [path] = made.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def grade(wheel, tmp_path_factory):
    """The command of that wheel; what it needs is lent by the packages that are installed here."""
    place = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    python = place / "bin/python"
    own = sysconfig.get_path("purelib", "venv", {"base": str(place), "installed_base": str(place)})
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(own)
    lent = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    with open(os.path.join(own, "lent.pth"), "w") as file:
        file.write("\n".join(sorted(lent)))
    # nbconvert looks for its templates there.
    (place / "share").mkdir()
    (place / "share/jupyter").symlink_to(os.path.join(sys.prefix, "share/jupyter"))
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(folder, *words):
        words = [python, "-m", "grader", *words]
        done = subprocess.run(words, cwd=folder, env=bare, capture_output=True, text=True)
        text = " ".join((done.stdout + done.stderr).split())
        assert done.returncode == 0, text
        return text

    return run


def test_the_wheel_carries_an_example_without_its_secret(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {name.partition("examples/")[2] for name in archive.namelist()}
    assert {"rubric.yaml", "assignments/perceptron/probes.py"} <= names
    assert "reference/perceptron/mistakes/forward.yaml" in names
    assert "reference/perceptron/seed" not in names


def test_the_wheel_carries_the_documents_and_the_words(grade, tmp_path):
    assert "golden: The recorded right answer" in grade(tmp_path, "docs", "golden")
    text = " ".join((ROOT / "docs/first-assignment.md").read_text(encoding="utf-8").split())
    assert grade(tmp_path, "docs", "first-assignment") == text


def test_the_wheel_and_an_empty_folder_are_enough(grade, tmp_path):
    grade(tmp_path, "new", "stats")
    grade(tmp_path, "golden", "stats")
    assert "total 2/2" in grade(tmp_path, "assignments/stats/example.ipynb")
    kit = tmp_path.parent / "given.zip"
    assert "example.ipynb has 2 of 2 points" in grade(tmp_path, "kit", "stats", "--out", kit)
    with zipfile.ZipFile(kit) as archive:
        assert not [name for name in archive.namelist() if "reference" in name]


def test_the_example_of_the_wheel_grades(grade, tmp_path):
    grade(tmp_path, "new", "--example", "perceptron")
    assert "total 50/50" in grade(tmp_path, "assignments/perceptron/example.ipynb")
    assert (tmp_path / "reference/perceptron/seed").is_file()
