"""Try what is to be recorded: is it answered so again, and can a right program earn it?"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from grader.core.errors import GraderError, RecordingError
from grader.core.probe import Answer, Failure, FailureKind
from grader.core.processes import PIPE, safe_environment, start_python
from grader.core.result import Report, Tolerance
from grader.core.submission import Cell, Script, Submission
from grader.core.text import Say
from grader.course.example import EXAMPLES
from grader.course.golden import as_either
from grader.course.load import Assignment, load_assignment
from grader.course.recording import ways
from grader.course.references import ask_all, load_references
from grader.course.rubric import load_rubric
from grader.judging.comparison import compare
from grader.pipeline import Graded, grade
from grader.sandbox.isolation import open_sandbox
from grader.submission.notebook import read_submission, reading_of

# A set of two texts has the same order under two seeds every second time.
HASH_SEEDS = ("1", "2", "3", "4")


def differing_again(assignment: Assignment, answers: Mapping[str, Any]) -> Iterator[str]:
    """Say of each probe that is answered otherwise in another process, of another hash seed."""
    return differing(answers, ask_again(assignment), assignment.tolerance)


def ask_again(assignment: Assignment) -> list[dict[str, Any]]:
    """Ask the reference in other processes, of other hash seeds. Raises RecordingError."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda seed: ask_elsewhere(assignment, seed), HASH_SEEDS))


def differing(
    answers: Mapping[str, Any], others: Sequence[Mapping[str, Any]], tolerance: Tolerance
) -> Iterator[str]:
    """Say of each probe that is not answered so by all others."""
    for name, answer in answers.items():
        golden = Answer(answer)
        if not all(
            name in other and compare(name, golden, other[name], tolerance, by_shape=False).agrees
            for other in others
        ):
            yield (
                f"probe {name}: the reference answers otherwise when it is asked again: "
                "does it draw without a seed, or take the order of a set?"
            )


def ask_elsewhere(assignment: Assignment, seed: str) -> dict[str, Any]:
    """Ask the NumPy reference in a process of its own. Raises RecordingError."""
    environment = {**safe_environment(), "PYTHONHASHSEED": seed}
    words = str(assignment.root.resolve()), assignment.name
    with start_python(answer_here, *words, stdout=PIPE, env=environment) as process:
        raw, _ = process.communicate()
    try:
        answers: dict[str, Any] = json.loads(raw.splitlines()[-1], object_hook=as_either)
    except (ValueError, IndexError) as error:
        raise RecordingError(f"{assignment.name}: asked again, no reference answered") from error
    return answers


def answer_here(root: str, name: str) -> None:
    """Write the NumPy reference's answers, as a process that was started for it."""
    rubric = load_rubric(Path(root) / "rubric.yaml").assignments[name]
    assignment = load_assignment(Path(root), rubric, with_golden=False)
    references = load_references(assignment, None, only_numpy=True)
    answers = ask_all(references.functions, references.numpy, assignment.probes)
    sys.stdout.write("\n" + json.dumps(answers, default=ways) + "\n")


def find_lost_points(assignment: Assignment, answers: Mapping[str, Any], say: Say) -> Iterator[str]:
    """Grade the example as a submission; say of each criterion that it does not earn."""
    path = next((p for n in EXAMPLES if (p := assignment.folder / n).is_file()), None)
    if path is None:
        say(f"{assignment.name}: no {EXAMPLES[0]}, so nobody tried if a right file earns all")
        reading = reading_of(Submission(assignment.folder), quick_program(assignment))
    else:
        reading = read_submission(path, assignment.limits)
    tried = dataclasses.replace(assignment, golden=answers)
    try:
        with open_sandbox() as sandbox:
            graded = grade(reading, tried, sandbox, is_own=True)
    except GraderError as error:
        yield f"{path or assignment.folder}: {error}"
        return
    yield from lost_points(graded.report, path) if path else slow_probes(graded)


def lost_points(report: Report, path: Path) -> Iterator[str]:
    """Say of each criterion that is not earned."""
    for score in report.scores:
        if score.earned < score.maximum and not score.by_hand:
            why = "; ".join(f"{d.probe}: {d.message}" for d in score.departures[:1])
            yield f"{path}: criterion {score.name}: {score.earned:g} of {score.maximum}: {why}"


QUICK = """
class Quick:
    def __call__(self, *args, **options):
        return self
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self
"""


def quick_program(assignment: Assignment) -> Script:
    """Make a program whose functions take no time, and give nothing that is of use."""
    names = dict.fromkeys(n.partition(".")[0] for p in assignment.probes for n in p.needs)
    return Script((Cell(None, QUICK + "\n".join(f"{name} = Quick()" for name in names)),))


def slow_probes(graded: Graded) -> Iterator[str]:
    """Say of each probe that takes too long by itself."""
    observations = graded.observations.by_probe if graded.observations else {}
    for name, observation in observations.items():
        if isinstance(observation, Failure) and observation.kind is FailureKind.HUNG:
            yield f"probe {name}: takes too long by itself: {observation.message}"
