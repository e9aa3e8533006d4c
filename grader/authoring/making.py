"""Make an assignment's example and starter from its one source."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import RecordingError
from grader.core.files import replace, writing
from grader.core.text import Say, clean
from grader.course.source import (
    changed_by_hand,
    find_source,
    is_made,
    make_notebooks,
    notebook_bytes,
    refuse_broken,
)


def make(root: Path, name: str, say: Say) -> None:
    """Write what is not as the source makes it. Nothing is done where there is no source.

    Raises CourseError for a source that is not Python, RecordingError where a notebook was changed
    by hand: what somebody wrote there would be lost. Writes nothing then.
    """
    source = find_source(root / "reference" / name)
    if source is None:
        return
    refuse_broken(source)
    folder = root / "assignments" / name
    notebooks = make_notebooks(source, name)
    old = {file: each for file, each in notebooks.items() if not is_made(folder / file, each)}
    refuse_changed([folder / file for file in old], source)
    for file, document in old.items():
        with writing(clean(folder / file)):
            folder.mkdir(parents=True, exist_ok=True)
            replace(folder / file, notebook_bytes(document))
        say(f"{clean(folder / file)}: made from {source.name}")


def refuse_changed(paths: list[Path], source: Path) -> None:
    """Raise RecordingError for each notebook that would be written over and was not made."""
    faults = [fault for path in paths if (fault := changed_by_hand(path, source))]
    if faults:
        raise RecordingError(*faults[:-1], f"{faults[-1]}; then run this again")
