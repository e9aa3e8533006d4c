"""A folder in which downloads of several classes lie: each is a source of its own.

Only names that a system gives to a whole class tell, and only where no work lies beside them: else
the folder is a class's, and a student may have called a file so.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from grader.classroom.intake.clones import AROUND
from grader.classroom.intake.crowds import is_litter
from grader.classroom.intake.gradescope import TOP
from grader.classroom.intake.layouts import BESIDE
from grader.classroom.intake.sources import Source
from grader.classroom.intake.wrappers import ZIP, is_work
from grader.classroom.names import escape
from grader.classroom.people import Remark
from grader.core.text import clean

NAME_IT = "called as Gradescope calls a whole class's export, and no student: name it itself"


def open_downloads(sources: Sequence[Path], roster: Path | None) -> Iterator[Path | Remark]:
    """Give the downloads in a folder of such in its place, and remark on what lies beside them."""
    for source in sources:
        names = names_in(source)
        downloads = [name for name in names if is_download(source / name)]
        others = [name for name in names if name not in downloads]
        if not is_of_downloads(source, downloads, others):
            yield source
            continue
        yield from (source / name for name in downloads)
        for name in others:
            if roster is None or os.path.realpath(source / name) != os.path.realpath(roster):
                yield Remark(f"{clean(str(source))}/{escape(name)}", BESIDE)


def set_apart(source: Source) -> tuple[Source, list[Remark]]:
    """Take exports of whole classes out of a class's files, where each would be a student's."""
    tops = dict.fromkeys(file.parts[0] for file in source.files if file.parts)
    exports = {top for top in tops if TOP.fullmatch(PurePath(top).stem)}
    if not exports or len(tops) < 2:
        return source, []
    files = (file for file in source.files if not exports.intersection(file.parts[:1]))
    remarks = [
        Remark(f"{source.place}/{escape(top)}", NAME_IT, is_loss=True) for top in sorted(exports)
    ]
    return replace(source, files=(*files,)), remarks


def names_in(folder: Path) -> list[str]:
    """List what is in a folder, in order; nothing of what is none or can't be read."""
    try:
        return sorted(name for name in os.listdir(folder) if not is_litter(name))
    except OSError:
        return []


def is_download(path: Path) -> bool:
    """Tell whether this is called as a system calls what a class has handed in."""
    is_zip = path.suffix.lower() == ZIP
    name = path.stem if is_zip else path.name
    is_called_so = TOP.fullmatch(name) or AROUND.fullmatch(name)
    return bool(is_called_so) and not path.is_symlink() and (path.is_dir() or is_zip)


def is_of_downloads(folder: Path, downloads: Sequence[str], others: Sequence[str]) -> bool:
    """Tell whether nothing else in a folder may be work, and it can't be opened as one class's."""
    is_alone = not any(is_work(name) or (folder / name).is_dir() for name in others)
    is_one = len(downloads) < 2 and not any(name.lower().endswith(ZIP) for name in downloads)
    return is_alone and not is_one
