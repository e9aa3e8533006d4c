"""What the observations and scores of an assignment depend on, each as a hash."""

from __future__ import annotations

import functools
from dataclasses import asdict, dataclass
from importlib.util import MAGIC_NUMBER
from pathlib import Path

from grader.classroom.batch.serialize import FORMAT
from grader.core.hashing import digest, hash_of
from grader.core.probe import Level
from grader.core.result import looks_closely
from grader.course.example import example_files
from grader.course.load import Assignment
from grader.sandbox.packages import find_packages
from grader.submission.parts import has_parts


@dataclass(frozen=True)
class Fingerprints:
    """What an assignment's observations and scores depend on, each as a hash."""

    asked: str
    observing: str
    judging: str

    @classmethod
    def of(cls, assignment: Assignment, level: Level) -> Fingerprints:
        asked = asked_hash(assignment)
        return cls(asked, observing_hash(assignment, asked, level), judging_hash(assignment))

    def key(self, content: str, name: str) -> str:
        """Name what is kept of a submission: how it is read hangs on what its name ends in.

        A `.py` file may look at its own name.
        """
        suffix = Path(name).suffix.lower()
        return hash_of(self.observing, content, name if suffix == ".py" else suffix)


def asked_hash(assignment: Assignment) -> str:
    """Hash everything that is asked: probes, cases, the visible data."""
    cases = [
        [probe.name, probe.needs, probe.hidden, probe.case.data, probe.case.files]
        for probe in assignment.probes
    ]
    data = [[name, digest(content)] for name, content in assignment.data]
    closely = ["closely"] if looks_closely(assignment.criteria) else []
    parts = ["parts"] if has_parts(assignment.criteria) else []
    return hash_of(assignment.probes_source, cases, data, assignment.seeds, *closely, *parts)


def observing_hash(assignment: Assignment, asked: str, level: Level) -> str:
    """Hash everything but the submission that an observation depends on."""
    rule = assignment.modules
    modules = [sorted(names) for names in (rule.allowed, rule.stand_ins, rule.forbidden)]
    packages = find_packages(rule.packages).versions
    limits = asdict(assignment.limits)
    right = example_hash(assignment)
    worker = worker_hash()
    return hash_of(
        FORMAT, assignment.name, asked, worker, level.value, modules, packages, limits, right
    )


def example_hash(assignment: Assignment) -> list[str]:
    """Hash the example solution, by which is told what only follows."""
    return [digest(path.read_bytes()) for path in example_files(assignment.folder)]


@functools.cache
def worker_hash() -> str:
    """Hash the program behind the wall, what makes a script, and what asks one mended.

    And which Python compiles them: to what bytes, hangs on all that is loaded beside.
    """
    here = Path(__file__).parents[2]
    mending = [here / "mending.py", here / "judging" / "mending.py", here / "sandbox/mending.py"]
    folders = [*here.glob("sandbox/inside/**/*.py"), *here.glob("submission/*.py")]
    others = [here / "sandbox" / "__init__.py", *mending]
    sources = (path.read_bytes() for path in (*sorted(folders), *others))
    return digest(b"".join([MAGIC_NUMBER, *sources]))


@functools.cache
def judge_hash() -> str:
    """Hash the program that judges: what another would have made of an answer is of another day."""
    here = Path(__file__).parents[2]
    sources = [*sorted((here / "judging").glob("*.py")), here / "mending.py", here / "pipeline.py"]
    return digest(b"".join(path.read_bytes() for path in sources))


def judging_hash(assignment: Assignment) -> str:
    """Hash everything that decides what an observation is worth."""
    criteria = [asdict(criterion) for criterion in assignment.criteria]
    share = assignment.rubric.gist.carry_forward
    shares = [share, *([each.name, each.carry_forward] for each in assignment.signatures)]
    known = [assignment.catalogue_hash, example_hash(assignment)]
    return hash_of(judge_hash(), assignment.golden, criteria, shares, known)
