"""Where a kit goes: a new place, or the place of another kit of ours, which it replaces whole."""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.core.errors import UsageError
from grader.core.hashing import digest
from grader.kit.contents import MANIFEST

FOLDER_MODE, FILE_MODE = 0o755, 0o644  # whatever the mask of whoever makes a kit


@dataclass(frozen=True)
class Target:
    """A folder, or an archive where the name ends in `.zip`."""

    path: Path

    @property
    def is_archive(self) -> bool:
        return self.path.suffix.lower() == ".zip"

    def write(self, files: Mapping[str, bytes], archive: bytes) -> None:
        """Put a kit there at one go; what was there stays until that has come off."""
        with self.refused_if_unwritable(), work_folder(self.path.parent) as work:
            if self.is_archive:
                write_file(Path(work, "new"), archive)
            else:
                write_folder(Path(work, "new"), files)
            swap(Path(work), self.path)

    @contextlib.contextmanager
    def refused_if_unwritable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise UsageError(f"--out {self.path}: cannot be written: {error.strerror}") from error


def find_target(out: Path, course: Path) -> Target:
    """Find the place that was asked for. Raises UsageError where a kit may not go there."""
    # Links are followed first: one may lead into the course.
    real = Path(os.path.realpath(out))
    if real.is_relative_to(os.path.realpath(course)):
        raise UsageError(f"--out {out}: is inside the course; name a place outside of it")
    if not real.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {real.parent}")
    target = Target(real)
    if real.exists():
        with target.refused_if_unwritable():
            refuse_foreign(target, out)
    return target


def refuse_foreign(target: Target, out: Path) -> None:
    """Raise UsageError where anything but a kit as we made it would be lost."""
    article, kind = ("an", "archive") if target.is_archive else ("a", "folder")
    if target.is_archive is target.path.is_dir():
        raise UsageError(f"--out {out}: is there already, and is no {kind}")
    files = read_archive(target.path) if target.is_archive else read_folder(target.path)
    if not target.is_archive and not any(target.path.iterdir()):
        return
    other = foreign_files(files)
    if other is None:
        raise UsageError(
            f"--out {out}: is there already, and is {article} {kind}, but no kit of ours"
        )
    if other:
        raise UsageError(
            f"--out {out}: a kit in which somebody changed or added {', '.join(other[:3])}"
            f"{' and more' * (len(other) > 3)}; move it away, or name another place"
        )


def foreign_files(files: Mapping[str, bytes]) -> list[str] | None:
    """Name the files that are not as a kit's manifest has them; None where there is no manifest."""
    try:
        listed = json.loads(files[MANIFEST])["files"]
        hashes = {name: digest(raw) for name, raw in files.items()}
        del hashes[MANIFEST]
        names = listed.keys() | hashes.keys()
        return sorted(name for name in names if listed.get(name) != hashes.get(name))
    except (KeyError, ValueError, TypeError, AttributeError):
        return None


def read_folder(root: Path) -> dict[str, bytes]:
    """Read all files of a folder by their path in it, sorted."""
    paths = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    return {name: paths[name].read_bytes() for name in sorted(paths)}


def read_archive(path: Path) -> dict[str, bytes]:
    """Read all files of an archive by their path below its one folder; nothing where it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return {}


def work_folder(parent: Path) -> tempfile.TemporaryDirectory[str]:
    """Open a folder on the same disk, so that what is made in it can be moved at one go."""
    return tempfile.TemporaryDirectory(prefix=".kit-", dir=parent, ignore_cleanup_errors=True)


def write_file(path: Path, raw: bytes) -> None:
    """Write one file that all may read."""
    path.write_bytes(raw)
    path.chmod(FILE_MODE)


def write_folder(root: Path, files: Mapping[str, bytes]) -> None:
    """Write all files of a kit."""
    for name, raw in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        write_file(root / name, raw)
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
        folder.chmod(FOLDER_MODE)


def swap(work: Path, path: Path) -> None:
    """Put what is new into the old one's place, or leave the old one there."""
    # A file is replaced at one go; a folder that is not empty has to go out of the way first.
    if path.is_dir():
        path.rename(work / "old")
    try:
        (work / "new").replace(path)
    except OSError:
        if (work / "old").exists():
            (work / "old").rename(path)
        raise
