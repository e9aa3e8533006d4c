"""What an installation without some extra can't do is said in one line, with what to install."""

import os
import shutil
import subprocess
import sys

import pytest
from support.project import ROOT, TINY

from grader.core.extras import EXTRAS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

pytestmark = pytest.mark.processes
WITHOUT = """
import sys
hidden = sys.argv.pop(1).split(",")
class Without:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Without())
from grader.cli import main
main()
"""
IMPORTED = {"argon2-cffi": "argon2", "dask-jobqueue": "dask_jobqueue"}
IMPORTED |= {"markdown-it-py": "markdown_it"}
STAFF = (
    *("batch hw.py", "gradebook", "report", "mark", "rescore", "backup copy.db", "restore copy.db"),
    *("override jane --total 40 --why late", "export --format csv", "anonymous on --why blind"),
    "feedback --for mail --out feedback.zip",
)


def run(words, hidden, cwd):
    command = [sys.executable, "-c", WITHOUT, ",".join(hidden), *words.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        *((words, "staff") for words in STAFF),
        ("serve", "serve"),
        ("golden stats", "reference"),
        ("golden stats --check", "reference"),
        ("batch hw.py --engine dask://localhost:8786 --insecure", "cluster"),
        ("gradebook --gradebook postgresql+psycopg://ta@localhost/spring", "postgresql"),
    ],
)
def test_a_command_names_the_extra_that_it_needs(words, extra, tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/hw.py").write_text("def median(values): ...\n", encoding="utf-8")
    course = shutil.copytree(TINY, tmp_path / "course")
    done = run(f"{words} --course {course}", EXTRAS[extra], tmp_path / "in")
    assert done.stderr.count("\n") == 1, done.stderr
    assert f"pip install 'golden-grader[{extra}]'" in done.stderr
    assert done.returncode == 2


def test_every_module_of_an_extra_is_known():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = tomllib.loads(text)["project"]["optional-dependencies"]
    for extra, modules in EXTRAS.items():
        names = [line.replace("[", ">").partition(">")[0].strip() for line in extras[extra]]
        needed = {IMPORTED.get(name, name) for name in names if name != "golden-grader"}
        assert needed <= set(modules), extra
