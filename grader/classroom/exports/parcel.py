"""Pages in one zip, as a learning platform or whoever sends mails takes them. Pure."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from codecs import BOM_UTF8
from collections.abc import Sequence

from grader.classroom.exports.csv import defuse, number
from grader.classroom.exports.feedback import OPENING, feedback
from grader.classroom.people import Standing
from grader.core.hashing import digest
from grader.core.text import encode, in_words, one_line

LIST = "mail.csv"
COLUMNS = ("key", "name", "email", "points", "maximum", "summary", "page")
SUMMED_UP = 3  # sentences of what a page says
MOST_SUMMARY = 300  # characters
SAME_MOMENT = (1980, 1, 1, 0, 0, 0)  # so that the same pages are the same zip
# What of a page is no word to the student on their work: how it looks, by which version it was
# made, and what the work printed, where a clock may stand.
NO_WORD = re.compile(
    r'<(style|script|footer)\b.*?</\1>|<pre class="printed">.*?</pre>|<[^>]*>', re.DOTALL
)


def page_hash(page: str) -> str:
    """Hash what a page tells its student, whenever and however it was made."""
    words = " ".join(NO_WORD.sub(" ", page).split())
    return digest(encode(words))[:16]


class Parcel:
    """A zip that pages are put into and, for mails, a list of them."""

    def __init__(self) -> None:
        self._content = io.BytesIO()
        self._archive = zipfile.ZipFile(self._content, "w", zipfile.ZIP_DEFLATED)
        self._rows: list[Sequence[str]] = []

    def add(self, entry: str, content: bytes) -> None:
        """Put a file in."""
        about = zipfile.ZipInfo(entry, SAME_MOMENT)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.external_attr = 0o644 << 16  # else nobody may read what is unpacked
        self._archive.writestr(about, content)

    def list(self, standing: Standing, entry: str) -> None:
        """Put a page on the list."""
        student = standing.student
        about = [student.key, student.name, student.ids.get("email", "")]
        sums = [number(standing.earned), number(standing.maximum)]
        self._rows.append([*map(defuse, about), *sums, defuse(summary(standing)), defuse(entry)])

    def close(self) -> bytes:
        """Give the zip; nothing more goes in."""
        if self._rows:
            text = io.StringIO()
            csv.writer(text, lineterminator="\r\n").writerows([COLUMNS, *self._rows])
            self.add(LIST, BOM_UTF8 + encode(text.getvalue()))
        self._archive.close()
        return self._content.getvalue()


def summary(standing: Standing) -> str:
    """Say on one line how a student's work came out, as far as they may know."""
    if standing.earned is None:
        return f"{in_words(standing.status)}: no score, which is not a score of zero"
    lines = list(feedback(standing))
    more = [f"and {len(lines) - SUMMED_UP} more"] if len(lines) > SUMMED_UP else []
    text = "; ".join([*lines[:SUMMED_UP], *more])
    return one_line(text.removeprefix(OPENING), MOST_SUMMARY)
