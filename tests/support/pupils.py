"""A class in a real gradebook, filled as `grade batch` fills it, from a few graded submissions."""

import itertools
from datetime import datetime, timedelta, timezone
from pathlib import Path

from grader.classroom.batch.fingerprints import asked_hash, judging_hash
from grader.classroom.batch.run import owned, record_of
from grader.classroom.batch.serialize import pack, pack_refusal
from grader.classroom.batch.worker import Outcome, refusal
from grader.classroom.gradebook.entries import (
    AssignmentRecord,
    Attempt,
    GradedHandIn,
    ObservationRecord,
)
from grader.classroom.people import HandIn, Override, Student
from grader.core.errors import GraderError, RefusedError, SubmissionError
from grader.core.hashing import digest, hash_of
from grader.core.submission import Submission
from grader.reports.records import stored
from support import specimens
from support.mending import grade

DUE = datetime(2026, 11, 6, 22, tzinfo=timezone.utc)
HOSTILE_NAMES = [
    "</script><script>alert(1)</script>",
    '"Bobby" O\'Tables; -- <b>&amp;',
    "Günther Öztürk-Weiß",
    "שרה כהן",
    "محمد عبد الرحمن",
    "\u202egnp.exe \x1b[31mred",
    "Wolfeschlegelsteinhausenbergerdorff" * 4,
    "王小明",
    '=HYPERLINK("http://x")',
    "",
]
HOSTILE_KEYS = ["../../etc/passwd", "Ada", "ada", "<b>'\"", "con", "ü", "a/b\\c"]
HOSTILE_KEYS += [f"long{'g' * 90}", "e@x.org", "k"]
FIRST = ["Ada", "Björn", "Chloé", "Deniz", "Émile", "Françoise", "Jörg", "Łucja", "Søren"]
LAST = ["Müller", "O'Brien", "García", "Nguyễn", "Ørsted", "Weiß", "Kowalski-Nowak", "Lee"]


def outcome(reading, assignment, sandbox, seconds=0.25):
    """What becomes of a submission that is run."""
    graded = grade(reading, assignment, sandbox)
    return Outcome(stored(graded.report), pack(reading, graded.observations), seconds)


def outcomes(example, starter, assignment, sandbox):
    """Everything that can become of a submission, by a name."""
    readings = {
        "full": example,
        "all": specimens.standardized_by_all(example),
        "bias": specimens.bias_forgotten(example),
        "raising": specimens.raising(example),
        "hostile": specimens.hostile(example),
        "starter": starter,
    }
    run = {
        name: outcome(reading, assignment, sandbox, 0.2 + 0.1 * number)
        for number, (name, reading) in enumerate(readings.items())
    }
    errors = {
        "unreadable": SubmissionError("hw.ipynb: is no notebook: line 3: `<b>` \x1b[31mcut off"),
        "refused": RefusedError("hw.ipynb: 104 MB; 100 MB are the limit"),
        "not_graded": GraderError("no worker came back after 3 tries"),
    }
    return run | {name: unscored(error, assignment) for name, error in errors.items()}


def unscored(error, assignment):
    """What becomes of a submission that was not run."""
    path = Path("hw.ipynb")
    report = refusal(Submission(path), assignment, error)
    document = pack_refusal(error, path) if isinstance(error, SubmissionError) else None
    return Outcome(stored(report), document)


def tampered(made):
    """The same as if it had written to the channel."""
    report = {**made.report, "status": "tampered", "earned": 0, "diagnoses": []}
    notes = ["an answer came twice", *report["notes"]]
    return Outcome({**report, "notes": notes}, made.document, 1.5)


class Register:
    """Puts outcomes into a gradebook, one student after another."""

    def __init__(self, book, assignment):
        self.book, self.assignment = book, assignment
        self.asked, self.judging = asked_hash(assignment), judging_hash(assignment)
        self.minutes = itertools.count(start=-30_000, step=7)
        name = assignment.name
        book.describe(AssignmentRecord(name, name, assignment.maximum, "last"))

    def hand_in(self, student, made, *, late=False, is_kept=True, file="hw.ipynb", notes=()):
        """One attempt with its score. Every student's file is another."""
        at = DUE + timedelta(minutes=next(self.minutes))
        at = at + timedelta(days=30) if late else at
        content = digest(f"{student.key} {at}".encode())
        hand_in = HandIn(f"class.zip/{file}", file, student, at, bytes, late, notes)
        report = owned(made.report, hand_in.place, student, notes)
        judged = record_of(report, self.judging, made.seconds)
        observation = (
            self.observation(content, made.document) if is_kept and made.document else None
        )
        attempt = Attempt(self.assignment.name, hand_in, content)
        self.book.record_hand_in(GradedHandIn(attempt, judged, observation))

    def observation(self, content, packed):
        key = hash_of("kept", content)
        return ObservationRecord(
            key, self.assignment.name, content, self.asked, (), "strong", packed
        )

    def override(self, student, criterion, points, why="seen by hand"):
        self.book.override(
            Override(
                student.key, self.assignment.name, criterion, points, points + 1, "ta", why, DUE
            )
        )


def student(number):
    """The n-th student; the first ones have hostile names and keys."""
    if number < len(HOSTILE_NAMES):
        return Student(HOSTILE_KEYS[number], HOSTILE_NAMES[number])
    name = f"{FIRST[number % len(FIRST)]} {LAST[number * 3 % len(LAST)]}"
    return Student(f"s{10_000 + number * 37}", name)


def fill(book, assignment, made, size=60):
    """A class in which everything happens; its students."""
    register = Register(book, assignment)
    people = [student(number) for number in range(size)]
    book.enroll(people)
    usual = ["full"] * 9 + ["all", "bias", "raising", "bias", "starter", "hostile"]
    rare = {11: "unreadable", 23: "refused", 35: "not_graded"}
    for number, person in enumerate(people):
        if number % 12 == 4:
            continue
        what = rare.get(number, usual[number * 7 % len(usual)])
        chosen = tampered(made["full"]) if number == 17 else made[what]
        if number % 10 == 3:
            register.hand_in(person, made["starter"])
        register.hand_in(person, chosen, late=number % 14 == 6, is_kept=number != 20)
    overruled = next(p for n, p in enumerate(people) if usual[n * 7 % len(usual)] == "bias")
    criterion = next(c for c in made["bias"].report["criteria"] if c["status"] == "lost")
    register.override(
        overruled, criterion["name"], criterion["maximum"], "<i>told me</i> \u202ewhy"
    )
    return people
