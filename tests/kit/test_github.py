"""The template repository for GitHub: what is in it, and each of its steps run on a fresh clone."""

import base64
import json
import os
import shutil
import subprocess
import sys
import sysconfig

import pytest
import yaml
from support.autograder import make_course
from support.courses import STATS, notebook
from support.project import HANGING_SECONDS, run_grade
from support.runner import obeyed

from grader.core.errors import UsageError
from grader.course.find import find_course
from grader.kit.build import hand_out
from grader.kit.systems import maker_of

pytestmark = pytest.mark.processes

WORKFLOW = ".github/workflows/classroom.yml"
NOTEBOOK = "assignments/stats/stats.ipynb"
LOWER = STATS.replace("min(max(value, low), high)", "value")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make_course(tmp_path_factory.mktemp("course") / "course")


@pytest.fixture(scope="module")
def template(course, tmp_path_factory):
    """What a teacher pushes, and each student gets a copy of."""
    folder = tmp_path_factory.mktemp("made") / "template"
    hand_out(find_course(course, course), "stats", folder, str, maker_of("github", 5))
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=T", "-c", "user.email=t@t", "commit", "-qm", "Homework")
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A Python with what is installed here, into which a step may install more."""
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    own = subprocess.run(
        [folder / "bin/python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    here = {sysconfig.get_path(name) for name in ("purelib", "platlib")}
    with open(f"{own.stdout.strip()}/here.pth", "w") as file:
        file.writelines(f"{path}\n" for path in here)
    return folder / "bin"


def git(folder, *words):
    subprocess.run(["git", *words], cwd=folder, check=True, timeout=HANGING_SECONDS)


class Job:
    """A job of the workflow in a student's clone, its steps run as the runner runs them."""

    def __init__(self, template, folder, python):
        self.clone, self.output = folder / "clone", folder / "output"
        git(folder, "clone", "-q", template, self.clone)
        self.workflow = yaml.safe_load((self.clone / WORKFLOW).read_text())
        (self.job,) = self.workflow["jobs"].values()
        bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        self.environment = {
            **bare,
            "PATH": f"{python}{os.pathsep}{os.environ['PATH']}",
            # What it needs is here; and only it itself is installed anew, whatever else is.
            **{f"PIP_{name}": "1" for name in ("NO_DEPS", "NO_INDEX", "FORCE_REINSTALL")},
            "JUPYTER_PATH": f"{sysconfig.get_path('data')}/share/jupyter",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.clone),
            "GITHUB_OUTPUT": str(self.output),
            "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        }

    def run(self):
        """Run the steps until one fails."""
        for step in self.job["steps"]:
            if "run" in step:
                done = subprocess.run(
                    ["bash", "-e", "-c", step["run"]],
                    cwd=self.clone,
                    env=self.environment,
                    capture_output=True,
                    text=True,
                    timeout=HANGING_SECONDS,
                )
                if done.returncode:
                    break
        return done

    @property
    def points(self):
        value = self.output.read_text().strip().removeprefix("result=")
        return json.loads(base64.b64decode(value, validate=True))


@pytest.fixture
def job(template, tmp_path, python):
    return Job(template, tmp_path, python)


def test_a_repository_is_a_kit_that_git_codespaces_and_actions_know(template):
    made = {"README.md", "kit.json", "rubric.yaml", ".gitignore", WORKFLOW, NOTEBOOK}
    listed = subprocess.run(["git", "ls-files"], cwd=template, capture_output=True, text=True)
    assert made <= {*listed.stdout.split()}
    container = json.loads((template / ".devcontainer/devcontainer.json").read_text())
    assert container["image"].startswith("mcr.microsoft.com/devcontainers/python:")
    assert "./golden_grader-" in container["postCreateCommand"]
    page = (template / "README.md").read_text()
    assert "The run fails below 5 of 5 points." in page


def test_nothing_of_the_staffs_side_is_in_a_repository(template):
    for path in template.rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            assert b"unseen" not in path.read_bytes()
    assert not (template / "reference").exists()


def test_a_starter_s_push_fails_and_names_what_to_write(job):
    done = job.run()
    assert done.returncode == 1, done.stderr
    assert job.points["status"] == "fail"
    assert (job.points["max_score"], sum(t["score"] for t in job.points["tests"])) == (5, 0)
    [median] = [given for _, given, _ in obeyed(done.stdout) if "median" in given["title"]]
    assert median["file"] == NOTEBOOK


def test_a_right_notebook_s_push_passes(job):
    (job.clone / NOTEBOOK).write_text(notebook(STATS, "stats"))
    done = job.run()
    assert (done.returncode, obeyed(done.stdout)) == (0, []), done.stderr
    assert job.points["status"] == "pass"
    assert [t["score"] for t in job.points["tests"]] == [3, 2]


def test_classroom_s_reporter_gets_the_points_whatever_became_of_the_job(job):
    assert job.workflow["name"] == "Autograding Tests"
    assert [*job.workflow["jobs"]] == ["run-autograding-tests"]
    reporter, steps = job.job["steps"][-1], {step.get("id") for step in job.job["steps"]}
    assert reporter["uses"].startswith("classroom-resources/autograding-grading-reporter@v")
    runner = reporter["with"]["runners"]
    assert runner in steps
    output = f"${{{{ steps.{runner}.outputs.result }}}}"
    assert reporter["env"] == {f"{runner.upper()}_RESULTS": output}
    assert "!cancelled()" in reporter["if"]
    assert reporter["continue-on-error"] is True


def test_actionlint_finds_nothing_where_it_is_installed(template):
    lint = shutil.which("actionlint")
    if lint is None:
        pytest.skip("actionlint is not installed")
    done = subprocess.run([lint, template / WORKFLOW], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_bound_that_nobody_reaches_is_refused_and_nothing_is_made(course, tmp_path):
    with pytest.raises(UsageError, match="nobody can have more than 5 points"):
        hand_out(find_course(course, course), "stats", tmp_path / "t", str, maker_of("github", 5.5))
    assert not (tmp_path / "t").exists()


def test_a_bound_is_for_github_alone(course, tmp_path):
    words = ["kit", "stats", "--out", str(tmp_path / "kit"), "--course", str(course)]
    done = run_grade(*words, "--fail-under", "3")
    assert done.returncode == 2
    assert "--fail-under is for --for github" in done.stderr
