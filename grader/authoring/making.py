"""Make an assignment's example and starter from its one source."""

from __future__ import annotations

from pathlib import Path

from grader.core.errors import RecordingError
from grader.core.files import replace, writing
from grader.core.text import Say, clean
from grader.course.source import find_source, is_by_hand, is_made, make_notebooks, notebook_bytes


def make(root: Path, name: str, say: Say) -> None:
    """Write what is not as the source makes it. Nothing is done where there is no source.

    Raises RecordingError, and writes nothing, where a notebook was changed by hand: what somebody
    wrote there would be lost.
    """
    source = find_source(root / "reference" / name)
    if source is None:
        return
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
    changed = [path for path in paths if path.is_file() and is_by_hand(path)]
    faults = (
        f"{path}: changed by hand, and not made from {source.name} as it is: write the change "
        f"into {source}, delete {path.name}, and run this again"
        for path in changed
    )
    if changed:
        raise RecordingError(*faults)
