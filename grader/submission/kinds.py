"""What a file is that is no homework, told by its text and its name. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, NoReturn

from grader.core.errors import SubmissionError

INSIDE = "unpack it and hand in the .ipynb that is inside"
EXPORT = "hand in the notebook itself, the .ipynb: File > Download (in Colab, Download .ipynb)"
NAMED = "a notebook by its text; rename it so that it ends in .ipynb"
RAW = 'download it with "Download raw file" there and hand that in'
BEGINNINGS = {
    b"PK\x03\x04": f"a zip, not a notebook; {INSIDE}",
    b"\x1f\x8b": f"a gzip file, not a notebook; {INSIDE}",
    b"BZh": f"a bzip2 file, not a notebook; {INSIDE}",
    b"\xfd7zXZ": f"an xz file, not a notebook; {INSIDE}",
    b"7z\xbc\xaf": f"a 7z archive, not a notebook; {INSIDE}",
    b"Rar!": f"a rar archive, not a notebook; {INSIDE}",
    b"%PDF": f"a PDF, not a notebook; {EXPORT}",
    b"{\\rtf": "a text document (RTF), not a notebook; hand in the .ipynb file itself",
    b"bplist": "a placeholder for a file in a cloud; download the file itself and hand that in",
    b"version https://git-lfs": "a pointer of Git LFS, not the file that it stands for; "
    "run `git lfs pull` and hand in what is there then",
}
OFFICE = re.compile(rb"(?s)PK\x03\x04.{26}(?:\[Content_Types|mimetypeapp|_rels/|docProps/|word/)")
EXPORTED = ("jp-Notebook", "notebook-container")  # what nbconvert writes, new and old
LINK = re.compile(r"https?://(?:colab\.research|drive|docs)\.google\.com/|\"doc_id\"")
SHORT = 5_000  # characters of what is a link and little else
PACKED = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar")
PARTIAL = (".crdownload", ".download", ".icloud", ".part", ".partial")
SHORTCUTS = (".lnk", ".url", ".webloc", ".desktop", ".gdoc", ".glink")
DOCUMENTS = (".doc", ".docx", ".odt", ".pages", ".pdf", ".htm", ".html", ".png", ".jpg", ".jpeg")
HIDDEN_SUFFIX = re.compile(r"(.+\.(?:ipynb|py))\W", re.IGNORECASE)
PAGE = re.compile(r"\s*<(?:!doctype html|html|head|\?xml|!--)", re.IGNORECASE)
HEAD = 3_000  # characters, in which a site's page names the site
CONFLICT = re.compile(r"^(?:<{7}|>{7})(?= |$)", re.MULTILINE)
PYTHON = re.compile(r"^(?:def \w+\(|class \w+|import \w|from [\w.]+ import )", re.MULTILINE)
SAID_OF_A_FILE = ({"payload"}, {"content", "encoding"})  # keys in GitHub's own JSON


def refuse_named(name: str, raw: bytes | bytearray) -> NoReturn:
    """Say what a file is that is no notebook by its name. Raises SubmissionError."""
    text, suffix = raw.decode("utf-8", "replace"), PurePath(name).suffix.lower()
    refuse_link(text)
    refuse_packed(raw)
    if suffix in PACKED:
        raise SubmissionError(f"packed, not a notebook; {INSIDE}")
    if suffix in PARTIAL:
        raise SubmissionError("not a notebook: it was not downloaded to its end; download it again")
    if suffix in SHORTCUTS:
        raise SubmissionError("a shortcut, not a notebook; name the notebook that it leads to")
    # Mail and browsers put `.txt` or `(1)` after a name.
    if meant := HIDDEN_SUFFIX.match(name):
        raise SubmissionError(f"not a notebook by its name; rename it to {meant[1]!r}")
    refuse_other_text(text, is_file=False)
    if text.lstrip().startswith("{") and '"nbformat"' in text:
        raise SubmissionError(NAMED)
    if suffix in DOCUMENTS:
        raise SubmissionError(f"not a notebook, whatever is shown in it; {EXPORT}")
    raise SubmissionError("not a notebook; grade reads .ipynb and .py files")


def refuse_packed(raw: bytes | bytearray) -> None:
    """Raise SubmissionError for what is no text of a program by its first bytes."""
    if OFFICE.match(raw):
        raise SubmissionError(f"an office document, not a notebook; {EXPORT}")
    if raw[257:262] == b"ustar":
        raise SubmissionError(f"a tar archive, not a notebook; {INSIDE}")
    for beginning, message in BEGINNINGS.items():
        if raw.startswith(beginning):
            raise SubmissionError(message)


def refuse_other_text(text: str, *, is_file: bool) -> None:
    """Raise SubmissionError for a web page, and for a notebook that is called like a program."""
    if PAGE.match(text):
        if any(mark in text for mark in EXPORTED):
            raise SubmissionError(f"a notebook exported as HTML, not the notebook; {EXPORT}")
        refuse_link(text)
        head = text[:HEAD].lower()
        site = next((name for name in ("GitHub", "GitLab") if name.lower() in head), None)
        raise SubmissionError(
            f"a web page of {site}, not the file that it shows; {RAW}"
            if site
            else f"a web page (HTML), not a notebook; {EXPORT}"
        )
    if is_file and is_notebook(text):
        raise SubmissionError(NAMED)


def refuse_link(text: str) -> None:
    """Raise SubmissionError for a link to a notebook that lies with Google."""
    if len(text) < SHORT and LINK.search(text):
        raise SubmissionError(
            "a link to Colab or Google Drive, not the notebook; open it there, File > Download > "
            "Download .ipynb, and hand that in"
        )


def is_notebook(text: str) -> bool:
    """Tell whether a program's text is a notebook's, which no program's is."""
    if '"nbformat"' not in text or not text.lstrip().startswith("{"):
        return False
    try:
        return "nbformat" in json.loads(text)
    except (ValueError, RecursionError):
        return False


def refuse_no_json(text: str) -> None:
    """Raise SubmissionError for text that can't be JSON and is something that is known."""
    refuse_link(text)
    if conflict := CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        raise SubmissionError(
            f"two versions that Git could not merge ({conflict[0]} in line {line}); choose "
            "one, for example with `git checkout --ours`, and hand that in"
        )
    if PYTHON.search(text) and not text.lstrip().startswith(("{", "[")):
        raise SubmissionError("Python, not a notebook; rename it so that it ends in .py")


def refuse_other_json(document: Any) -> None:
    """Raise SubmissionError for JSON that tells of a file."""
    if isinstance(document, Mapping) and any(keys <= document.keys() for keys in SAID_OF_A_FILE):
        raise SubmissionError(f"what GitHub says of the file, not the file itself; {RAW}")
