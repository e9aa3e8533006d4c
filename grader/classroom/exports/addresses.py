"""What a learning platform has to find on a student's page, to know whose it is. Pure.

It is read from where the file lay that counts, in the platform's own download: the numbers there
are of this homework. A page under a wrong number would be shown to a stranger, so in doubt there is
no address, and why is said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from grader.classroom.intake.file_names import Claim, can_be_file, read_marks
from grader.classroom.intake.owners import GROUP_WORK
from grader.classroom.people import Remark, Standing, Student
from grader.core.files import file_name

CANVAS, MOODLE, MAIL = "canvas", "moodle", "mail"
SYSTEMS = (MOODLE, CANVAS, MAIL)
DO = "send it by --for mail"
NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True)
class Recipient:
    """A student, and where the file lay that counts."""

    student: Student
    place: str = ""
    is_of_group: bool = False

    @classmethod
    def of(cls, standing: Standing) -> Recipient:
        report = standing.report
        if report is None:
            return cls(standing.student)
        is_of_group = any(note.startswith(GROUP_WORK) for note in report.notes)
        return cls(standing.student, str(report.submission.path), is_of_group)


@dataclass(frozen=True)
class Addresses:
    """Where each page goes within the file that is sent, by the students who share it.

    Who works in a group in Canvas has one address together with the others.
    """

    entries: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()

    @property
    def by_key(self) -> dict[str, str]:
        """Each student's own."""
        return {key: entry for entry, keys in self.entries.items() for key in keys}


def find_addresses(system: str, recipients: Sequence[Recipient]) -> Addresses:
    """Find where each page goes, and remark on those that go nowhere."""
    find = {CANVAS: canvas_entry, MOODLE: moodle_entry, MAIL: mail_entry}[system]
    holders: dict[str, list[Recipient]] = defaultdict(list)
    remarks = []
    for recipient in recipients:
        entry, fault = find(recipient)
        if fault:
            remarks.append(Remark(str(recipient.student), fault))
        else:
            holders[entry].append(recipient)
    if system == MOODLE:
        remarks += [remark for entry in list(holders) for remark in without_teams(holders, entry)]
    keys = {entry: tuple(each.student.key for each in those) for entry, those in holders.items()}
    return Addresses(keys, tuple(remarks))


def without_teams(holders: dict[str, list[Recipient]], entry: str) -> Iterator[Remark]:
    """Take away a number that is a team's: as a participant's it may be a stranger's."""
    if len(holders[entry]) > 1:
        for recipient in holders.pop(entry):
            yield Remark(str(recipient.student), TEAM)


TEAM = f"is group work: Moodle's download has the team's number, and none of theirs; {DO}"
NOWHERE = "lay in no download of {}'s, which says where its page goes; " + DO


def mail_entry(recipient: Recipient) -> tuple[str, str]:
    """Name a page that is sent by mail."""
    if not recipient.student.ids.get("email"):
        return "", "has no e-mail: give grade batch a roster that has it"
    return f"pages/{file_name(recipient.student.key, '.html')}", ""


def moodle_entry(recipient: Recipient) -> tuple[str, str]:
    """Name a page as Moodle's feedback files are: it looks for the participant's number only.

    As feedback and not as a submission, for then Moodle knows a page again that has not changed.
    """
    claims = claims_of(recipient, lambda claim: claim.rule == MOODLE and bool(claim.id))
    if not claims:
        return "", NOWHERE.format("Moodle")
    if recipient.is_of_group:
        return "", TEAM
    who = re.sub(r"[_/\\]", " ", claims[0].who)
    return f"{who}_{claims[0].id}_assignfeedback_file/feedback.html", ""


def canvas_entry(recipient: Recipient) -> tuple[str, str]:
    """Name a page as a download of Canvas's is: it looks for the numbers of user and file."""
    own = recipient.student.ids.get(CANVAS)
    claims = claims_of(recipient, is_of_canvas)
    # Of a group Canvas names one only, and shows what comes back to all.
    if own and not recipient.is_of_group:
        claims = [claim for claim in claims if claim.id == own]
    if not claims:
        return "", NOWHERE.format("Canvas")
    rivals = [claim for claim in claims[0].rivals if not own and is_of_canvas(claim)]
    if rivals:
        users = " or ".join(dict.fromkeys(claim.id for claim in (claims[0], *rivals)))
        return "", f"could be Canvas user {users} by the file's name; {DO}"
    # Not under the file's own name: Canvas passes over one that begins with `link`.
    numbers = f"{claims[0].id}_{claims[0].attachment}_feedback.html"
    before = "anon_" if claims[0].rule == "anonymous" else name_before(claims[0])
    return f"{before}{numbers}", ""


def is_of_canvas(claim: Claim) -> bool:
    """Tell whether a name is that of a file from Canvas: typed text has no number of a file."""
    is_file = not claim.is_text and can_be_file(claim.attachment)
    return claim.rule in (CANVAS, "anonymous") and is_file


def name_before(claim: Claim) -> str:
    """Give the name as it stands before the numbers, or nothing where it would hide these."""
    who = re.sub(r"\W", "", claim.who)
    hides = any(NUMBER.fullmatch(word) for word in who.split("_")) or who.startswith("anon")
    return "" if hides or not who else f"{who}_"


def claims_of(recipient: Recipient, fits: Callable[[Claim], bool]) -> list[Claim]:
    """Give what a platform says of whose a file is; nothing of what lies within it.

    What is further down a path, the student may have named.
    """
    for part in filter(None, re.split(r"[/\\]", recipient.place)):
        claim = read_marks([part])
        claims = [each for each in ((claim, *claim.others) if claim else ()) if fits(each)]
        if claims:
            return claims
    return []
