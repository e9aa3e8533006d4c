"""Take the time of each question, asked alone, as the limits count it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.core.errors import GraderError, TamperedError
from grader.core.probe import Observation, Probe
from grader.course.load import Assignment
from grader.pipeline import job_of
from grader.sandbox.answers import read_all
from grader.sandbox.asking_time import AskingTime
from grader.sandbox.protocol import Job, PutOffError, Sandbox
from grader.sandbox.questions import Questions
from grader.sandbox.session import Asker, ScriptRun
from grader.submission.reading import Reading


@dataclass(frozen=True)
class Timed:
    """What came back to a question, and the seconds of work that it took."""

    observation: Observation
    seconds: float


def time_questions(
    reading: Reading, assignment: Assignment, sandbox: Sandbox, probes: Sequence[Probe] = ()
) -> dict[str, Timed]:
    """Run a file once, and ask each question, else those named, of a copy of its state.

    Raises GraderError, also for a file that breaks the channel.
    """
    job = job_of(reading, assignment)
    asked = probes or assignment.probes
    questions = Questions(asked, assignment.probes_source)
    try:
        try:
            return time_each(asked, questions, job, sandbox)
        except PutOffError:
            return time_each(asked, questions, replace(job, imports_all=True), sandbox)
    except TamperedError as error:
        raise GraderError(f"{reading.submission.path}: breaks the channel: {error}") from error


def time_each(
    asked: Sequence[Probe], questions: Questions, job: Job, sandbox: Sandbox
) -> dict[str, Timed]:
    """Run a script once, and ask it each question. Raises TamperedError, and as `ScriptRun.run`."""
    script = ScriptRun(job, sandbox)
    stopwatch = Stopwatch(script, questions)
    try:
        script.run()
        return {probe.name: stopwatch.time_one(probe) for probe in asked}
    finally:
        script.close()


class Stopwatch(Asker):
    """Asks each question alone, with its whole time, and takes down how long that was."""

    def time_one(self, probe: Probe) -> Timed:
        """Ask one question."""
        self.hung, self.hangs_left, self.is_overtime = set(), 1, False
        self.shares_lost = Counter[str]()
        self.time = AskingTime(self.limits.submission_seconds, self.script.end)
        before = self.time.work
        outcome = self.ask_alone(probe)
        (observation,) = read_all([probe], [outcome], self.script.job.script).values()
        return Timed(observation, before - self.time.work)
