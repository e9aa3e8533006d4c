"""The homework as otter-grader has it, graded by two processes without containers."""

import json
import os
import shlex
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import asserted
from support import classroom

REQUIREMENT = "otter-grader[grading]==7.0.0"  # the latest in November 2026
PARTS = 2
HEAD = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points}
all_or_nothing = True


def take(env):
    globals().update((name, env[name]) for name in {asked!r} if name in env)


"""
CASES = """
@test_case(hidden={hidden})
def test_{number}(env):
    take(env)
    {lines}
"""
# What `otter run` calls for one file, for many: it is spared its start.
LOOP = """\
import json, sys
from otter.api import grade_submission
scores = {}
for path in sys.argv[3:]:
    results = grade_submission(path, ag_path=sys.argv[1], quiet=True)
    scores[path] = (results.total, results.possible)
with open(sys.argv[2], "w") as out:
    json.dump(scores, out)
"""


def test_file(name):
    """The tests of one probe: all their points or none, as a test cell of nbgrader's has."""
    _, points = asserted.ASKED[name]
    parts = [HEAD.format(name=name, points=points, asked=asserted.defined()), asserted.TOOLS]
    for number, lines in enumerate(filter(None, asserted.halves(name))):
        body = "\n    ".join(lines)
        parts.append(CASES.format(hidden=number > 0, number=number, lines=body))
    return "\n".join(parts)


@dataclass(frozen=True)
class Otter:
    """An assignment of otter's in a folder, and the environment that it runs in."""

    venv: Path
    folder: Path

    @property
    def environment(self):
        path = f"{self.venv / 'bin'}{os.pathsep}{os.environ['PATH']}"
        own = {name: str(self.folder / name) for name in ("JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR")}
        return {**os.environ, "PATH": path, **own, "IPYTHONDIR": str(self.folder / "ipython")}

    def generate(self):
        """Pack the tests and the data by otter's own command."""
        tests = self.folder / "tests"
        tests.mkdir(parents=True)
        for name in asserted.ASKED:
            (tests / f"{name}.py").write_text(test_file(name), encoding="utf-8")
        shutil.copytree(classroom.EXAMPLE.parent / "data", self.folder / "data")
        files = sorted(str(path.relative_to(self.folder)) for path in self.folder.glob("data/*"))
        command = [self.venv / "bin" / "otter", "generate", "-t", "tests", *files]
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise SystemExit(f"otter generate failed:\n{done.stdout}{done.stderr[-3000:]}")

    def take_in(self, submissions):
        """Copy what was handed in; a kernel that is not here becomes Python's usual one."""
        for path in submissions:
            document = json.loads(path.read_bytes())
            document["metadata"]["kernelspec"] = dict(classroom.KERNELS[0])
            place = self.folder / "submitted" / path.stem / "perceptron.ipynb"
            place.parent.mkdir(parents=True)
            place.write_text(json.dumps(document), encoding="utf-8")

    def grade(self):
        """Wall seconds of both processes together, and their commands."""
        paths = sorted((self.folder / "submitted").glob("*/*.ipynb"))
        start = time.perf_counter()
        started = [self.start(number, paths[number::PARTS]) for number in range(PARTS)]
        codes = [process.wait() for process in started]
        seconds = time.perf_counter() - start
        if any(codes):
            said = [self.log(number).read_text()[-2000:] for number in range(PARTS)]
            raise SystemExit("\n".join([f"otter ended with {codes}", *said]))
        return seconds, [shlex.join(["python", "-c", "...", "autograder.zip", "...", "..."])]

    def start(self, number, paths):
        """Start it for a part of the files."""
        command = [self.venv / "bin" / "python", "-c", LOOP, "autograder.zip"]
        with self.log(number).open("wb") as log:
            return subprocess.Popen(
                [*command, self.scores_file(number), *paths],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def log(self, number):
        return self.folder / f"log-{number}.txt"

    def scores_file(self, number):
        return self.folder / f"scores-{number}.json"

    def scores(self):
        """Points by student, as it gives them."""
        parts = [json.loads(self.scores_file(number).read_text()) for number in range(PARTS)]
        return {
            Path(path).parent.name: tuple(pair) for part in parts for path, pair in part.items()
        }
