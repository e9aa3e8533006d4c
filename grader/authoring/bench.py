"""An assignment on the bench: what its files say now, and what was run, kept until they change.

Each look is a bench of its own; what they share is kept by what it was made from. So after a save
only that is done again which depends on it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from grader.authoring.allowed import find_unknown
from grader.authoring.askable import find_silent, find_unaskable
from grader.authoring.defects import Defect, find_case, find_definition
from grader.authoring.needs import find_needs, with_needs
from grader.authoring.timing import Timed, time_questions
from grader.core.errors import GraderError
from grader.core.hashing import hash_of
from grader.core.probe import Observations, Probe, ProbeName
from grader.core.submission import SUFFIXES
from grader.core.text import Say
from grader.course.example import example_files
from grader.course.find import RUBRIC, Course
from grader.course.golden import hash_text
from grader.course.load import Assignment, load_assignment
from grader.course.probes import load_all_probes, probe_functions
from grader.course.references import References, ask_watched, load_references
from grader.course.rubric import AssignmentRubric, Rubric, load_rubric
from grader.course.running import PROBES
from grader.course.source import find_outdated, find_source
from grader.pipeline import Graded, ask, judge
from grader.sandbox.isolation import SandboxPool
from grader.sandbox.protocol import Sandbox
from grader.submission.reader import Reader
from grader.submission.reading import Reading

T = TypeVar("T")


class WaitingError(Exception):
    """What can't be done before the check that it names gives what is needed."""


@dataclass(frozen=True)
class Answered:
    """What a reference answered, how near to a threshold each answer came, and its faults."""

    answers: Mapping[str, Any]
    nearest: Mapping[str, float]
    faults: Mapping[str, GraderError]


@dataclass(frozen=True, eq=False)
class Bench:
    """One assignment as it lies there now; what was kept is shared by all looks at it.

    So are the reader and the wall, which are ended by `close`.
    """

    root: Path
    name: str
    say: Say
    memory: dict[str, tuple[object, Any]] = field(default_factory=dict)
    walls: SandboxPool = field(default_factory=SandboxPool)
    reader: Reader = field(default_factory=Reader)

    def again(self) -> Bench:
        """Look at it anew."""
        return replace(self)

    def close(self) -> None:
        """End what was started."""
        self.walls.close()
        self.reader.close()

    @property
    def sandbox(self) -> Sandbox:
        return self.walls.fit_for(is_own=True)

    def keep(self, what: str, key: object, work: Callable[[], T]) -> T:
        """Give what was made from the same before, else make it; an error is made once, too."""
        if what not in self.memory or self.memory[what][0] != key:
            try:
                self.memory[what] = key, work()
            except GraderError as error:
                self.memory[what] = key, error
        value = self.memory[what][1]
        if isinstance(value, GraderError):
            raise value
        return value  # type: ignore[no-any-return]

    # What lies there

    @property
    def folder(self) -> Path:
        return self.root / "assignments" / self.name

    @property
    def staff(self) -> Path:
        return self.root / "reference" / self.name

    @property
    def files(self) -> list[Path]:
        """All that a check may depend on."""
        folders = (self.folder, self.staff)
        inside = (path for folder in folders for path in folder.rglob("*") if path.is_file())
        # What begins with a dot, or ends so, is an editor's own.
        own = (
            path
            for path in inside
            if not any(
                part.startswith((".", "__pycache__")) or part.endswith("~")
                for part in path.relative_to(self.root).parts
            )
        )
        return [self.root / RUBRIC, *sorted(own)]

    @functools.cached_property
    def course(self) -> Course:
        return Course(self.root, self.whole_rubric)

    @functools.cached_property
    def whole_rubric(self) -> Rubric:
        return load_rubric(self.root / RUBRIC)

    @functools.cached_property
    def rubric(self) -> AssignmentRubric:
        try:
            rubric = self.whole_rubric.assignments[self.name]
        except (GraderError, KeyError):
            raise WaitingError("rubric") from None
        if any(find_unknown(rubric)):
            raise WaitingError("rubric")
        return rubric

    @functools.cached_property
    def probes(self) -> tuple[Probe, ...]:
        try:
            probes = load_all_probes(self.folder, self.staff)
            functions = probe_functions(self.folder / PROBES)
            faults = find_unaskable(probes, functions, self.folder, self.staff)
            if not self.redrawn(probes) and not any(faults):
                return probes
        except GraderError:
            pass
        raise WaitingError("questions")

    def redrawn(self, probes: Iterable[Probe]) -> dict[str, Probe]:
        """Find the cases that are not made twice alike, each with a question about it."""
        made = {p.name: repr(p.case) for p in load_all_probes(self.folder, self.staff)}
        cases: dict[str, Probe] = {}
        for probe in probes:
            if made.get(probe.name) != repr(probe.case):
                cases.setdefault(ProbeName.parse(probe.name).case, probe)
        return cases

    @functools.cached_property
    def unanswered(self) -> Assignment:
        """The assignment without any golden."""
        try:
            return self.load()
        except GraderError:
            raise WaitingError("criteria") from None

    def load(self) -> Assignment:
        """Load the assignment as it stands. Raises GraderError."""
        rubric, _ = self.rubric, self.probes
        return load_assignment(self.root, rubric, with_golden=False)

    @functools.cached_property
    def questions_key(self) -> str:
        """What tells these questions from any others."""
        assignment = self.unanswered
        return hash_of(assignment.probes_source, repr(assignment.probes), repr(assignment.data))

    def texts_key(self, paths: Iterable[Path]) -> str:
        return hash_of(*(f"{path} {hash_text(path)}" for path in paths if path.is_file()))

    @property
    def sources(self) -> list[Path]:
        """The files that may be a part of the references; of a source, what is made of it."""
        paths = sorted(path for path in self.staff.glob("*") if path.suffix in SUFFIXES)
        return paths + (example_files(self.folder) if find_source(self.staff) else [])

    # What was run

    @functools.cached_property
    def references(self) -> References:
        try:
            is_made = not find_outdated(self.root, self.name)
        except GraderError:
            is_made = False
        if not is_made:
            raise WaitingError("source")
        return load_references(self.unanswered, None, only_numpy=True)

    @functools.cached_property
    def answered(self) -> Answered:
        """What the reference answers, question by question."""
        return self.keep("answers", self.reference_key, self.ask_reference)

    @property
    def reference_key(self) -> object:
        """What tells the reference's answers from any others."""
        return self.questions_key, self.texts_key(self.sources)

    def ask_reference(self) -> Answered:
        answers: dict[str, Any] = {}
        nearest: dict[str, float] = {}
        faults: dict[str, GraderError] = {}
        references = self.references
        for number, probe in enumerate(self.probes, 1):
            self.say(f"{self.name}: the reference answers {number} of {len(self.probes)}")
            try:
                answer, nearest[probe.name] = ask_watched(references, [probe])
            except GraderError as error:
                faults[probe.name] = error
            else:
                answers |= answer
        return Answered(answers, nearest, faults)

    @functools.cached_property
    def needs(self) -> dict[str, tuple[str, ...]]:
        """What each probe needs whose author has not said it."""
        return self.keep(
            "needs", self.reference_key, lambda: find_needs(self.unanswered, self.references)
        )

    @functools.cached_property
    def assignment(self) -> Assignment:
        """The assignment with what the reference answers now, whatever is recorded."""
        try:
            answered = self.answered
        except GraderError:
            raise WaitingError("reference") from None
        silent = find_silent(self.probes, answered.answers, self.folder)
        if answered.faults or not all(self.needs.values()) or any(silent):
            raise WaitingError("reference")
        return replace(with_needs(self.unanswered, self.needs), golden=answered.answers)

    @functools.cached_property
    def answers_key(self) -> str:
        """What tells what is right from anything else."""
        return hash_of(repr(self.assignment.golden))

    @property
    def example_path(self) -> Path | None:
        return next(iter(example_files(self.folder)), None)

    def grade(self, path: Path) -> Graded:
        """Grade a file of the course's own behind the wall; what it answered is kept."""
        assignment = self.assignment
        key = self.run_key(path)
        reading, observations = self.keep(f"grade {path}", key, lambda: self.observe(path))
        return Graded(judge(reading, assignment, observations, is_own=True), reading, observations)

    def run_key(self, path: Path) -> object:
        """What tells a run of a file from any other: it, the questions, and what it may do."""
        assignment = self.unanswered
        return self.questions_key, hash_text(path), assignment.limits, assignment.modules

    @property
    def program_key(self) -> object:
        """What tells runs of changed examples from any others."""
        return self.run_key(self.example_path) if self.example_path else None

    def observe(self, path: Path) -> tuple[Reading, Observations]:
        self.say(f"{self.name}: running {path.name}")
        reading = self.read(path)
        return reading, ask(reading, self.assignment, self.sandbox)

    def read(self, path: Path) -> Reading:
        return self.reader.read(path, self.unanswered.limits)

    def time_example(self, path: Path) -> dict[str, Timed]:
        """Tell how long the example takes for each question."""

        def work() -> dict[str, Timed]:
            self.say(f"{self.name}: taking the time of each question")
            return time_questions(self.read(path), self.assignment, self.sandbox)

        return self.keep("times", self.run_key(path), work)

    # Where it stands

    def at_probe(self, function: str, message: str, remedy: str = "") -> Defect:
        """Say something of a probe, where it is defined."""
        return Defect(message, remedy, *find_definition(function, [self.folder / "probes.py"]))

    def at_case(self, probe: str, message: str, remedy: str = "") -> Defect:
        """Say something of a question's case, where it is named."""
        folders = (self.staff, self.folder) if self.is_hidden(probe) else (self.folder,)
        path, line = find_case(probe, folders)
        if line is None:
            return self.at_probe(ProbeName.parse(probe).function, message, remedy)
        return Defect(message, remedy, path, line)

    def is_hidden(self, probe: str) -> bool:
        return any(each.hidden for each in self.probes if each.name == probe)

    def at_criterion(self, name: str, probe: str, message: str, remedy: str) -> Defect:
        """Say something of a criterion, where it stands in the rubric, else of its probe."""
        source = self.rubric.source
        for index, section in enumerate(self.rubric.section.criteria):
            path = "assignments", self.name, "criteria", index
            if section.name == name and (spot := source.spots.get(path)):
                return Defect(message, remedy, spot.path, spot.line)
            if section.name == name and path in source.values:
                return Defect(message, remedy, source.path, source.values[path][0] + 1)
        return self.at_probe(ProbeName.parse(probe).function, message, remedy)
