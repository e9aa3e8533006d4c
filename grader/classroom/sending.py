"""Send each student their page: pack what is to go out, and say whose can't.

What waits for points goes out when they are there.
"""

from __future__ import annotations

import functools
import html
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.classroom.anonymity import refuse_hidden
from grader.classroom.audience import with_maximum
from grader.classroom.exports.addresses import DO, MAIL, Addresses, Recipient, find_addresses
from grader.classroom.exports.export import without_score
from grader.classroom.exports.parcel import Parcel, page_hash
from grader.classroom.people import EXCUSED, HELD, MISSING, Remark, Standing, Student
from grader.classroom.site.pages import Pages, name_of
from grader.classroom.transcripts import Unit
from grader.core.files import write
from grader.core.result import Status

ABSENT = {MISSING: "handed in nothing", EXCUSED: "excused"}
WAITS = (HELD, Status.NOT_GRADED.value)
DIFFERS = "is group work, and Canvas shows what comes back to all; their pages differ: "
DIFFERS += "send it by --for mail"


@dataclass
class Sending:
    """One homework's pages, on their way to a system; `sent` are hashes of the last ones by key.

    Where that is empty all are sent. `hashes` are of those that are, `same` counts the others and
    `absent` who has no page to get, by why.
    """

    pages: Pages
    unit: Unit
    system: str
    sent: Mapping[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    same: int = 0
    absent: Counter[str] = field(default_factory=Counter)

    def find(self) -> Addresses:
        """Find to whom a page can go. Raises UsageError where names are hidden."""
        refuse_hidden(self.pages.cover, "a page goes out to whoever it is of")
        recipients = []
        for standing in map(self.unit.hold, self.pages.book.standings(self.pages.name)):
            if standing.fault or standing.status in WAITS:
                reason = standing.fault or without_score(standing)
                self.remarks.append(Remark(str(standing.student), f"not sent: {reason}"))
            elif standing.report is None and self.system != MAIL:
                self.pass_over(standing)
            else:
                recipients.append(Recipient.of(standing))
        addresses = find_addresses(self.system, recipients)
        self.remarks += addresses.remarks
        return addresses

    def pass_over(self, standing: Standing) -> None:
        """Count who handed in nothing, or need not; remark on whoever else has no page."""
        if (words := ABSENT.get(standing.status)) is not None:
            self.absent[words] += 1
            return
        reason = f"not sent: {without_score(standing)}; {DO}"
        self.remarks.append(Remark(str(standing.student), reason))

    def send(self, addresses: Addresses, out: Path, who: str) -> Iterator[Student]:
        """Write the pages into a file, and into the log that they were sent; whose each is.

        Where there is nothing to send no file is written. Raises UsageError.
        """
        parcel = Parcel()
        yield from self.pack(addresses, parcel)
        content = parcel.close()
        if self.hashes:
            # First the file: what is in the log and nowhere else would never be sent.
            write(out, content)
            self.pages.book.send(self.pages.name, self.system, self.hashes, who)

    def pack(self, addresses: Addresses, parcel: Parcel) -> Iterator[Student]:
        """Make the pages, and put in those that are to be sent; whose each is."""
        entries = addresses.by_key
        shared: dict[str, list[tuple[Standing, str]]] = defaultdict(list)
        for read in self.pages.book.standings(self.pages.name, list(entries)):
            standing = with_maximum(read, self.pages.rubric)
            page, omission = self.pages.page(standing)
            if omission is not None and omission.is_damage:
                self.remarks.append(Remark(str(standing.student), omission.message))
            entry = entries[standing.student.key]
            shared[entry].append((standing, page))
            if len(shared[entry]) == len(addresses.entries[entry]):
                self.put(parcel, entry, shared.pop(entry))
            yield standing.student

    def put(self, parcel: Parcel, entry: str, those: Sequence[tuple[Standing, str]]) -> None:
        """Put in a page, of a group's the first, unless it has been sent as it is."""
        names = [html.escape(name_of(standing.student)) for standing, _ in those]
        if len({page_hash(without(page, names)) for _, page in those}) > 1:
            self.remarks += [Remark(str(standing.student), DIFFERS) for standing, _ in those]
            return
        hashes = {standing.student.key: page_hash(page) for standing, page in those}
        if all(self.sent.get(key) == made for key, made in hashes.items()):
            self.same += len(hashes)
            return
        self.hashes |= hashes
        standing, page = those[0]
        parcel.add(entry, page.encode("utf-8"))
        if self.system == MAIL:
            parcel.list(standing, entry)


def without(page: str, names: Sequence[str]) -> str:
    """Leave names out of a page."""
    return functools.reduce(lambda text, name: text.replace(name, ""), names, page)
