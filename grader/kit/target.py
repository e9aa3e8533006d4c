"""Where a kit goes: a new place, or the place of another kit of ours, which it replaces whole."""

from __future__ import annotations

import json
import os
import stat
import zipfile
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from grader.core.errors import UsageError
from grader.core.files import writing
from grader.core.hashing import digest
from grader.kit.contents import MANIFEST
from grader.kit.wheel import mode_of

FOLDER_MODE, FILE_MODE = 0o755, 0o644  # whatever the mask of whoever makes a kit


def is_archive(path: Path) -> bool:
    """Tell by its name whether a kit is to be an archive, else a folder."""
    return path.suffix.lower() == ".zip"


def find_target(out: Path, course: Path) -> Path:
    """Find the place that was asked for. Raises UsageError where a kit may not go there."""
    # Links are followed first: one may lead into the course.
    target = Path(os.path.realpath(out))
    if target.is_relative_to(os.path.realpath(course)):
        raise UsageError(f"--out {out}: is inside the course; name a place outside of it")
    if not target.parent.is_dir():
        raise UsageError(f"--out {out}: there is no folder {target.parent}")
    if target.exists():
        with writing(f"--out {target}"):
            refuse_foreign(target, out)
    return target


def refuse_foreign(target: Path, out: Path) -> None:
    """Raise UsageError where anything but a kit as we made it would be lost."""
    read, kind = (read_archive, "an archive") if is_archive(target) else (read_folder, "a folder")
    if is_archive(target) is target.is_dir():
        raise UsageError(f"--out {out}: is there already, and is no {kind.split()[1]}")
    if target.is_dir() and not any(target.iterdir()):
        return
    other = foreign_files(read(target))
    if other is None:
        raise UsageError(f"--out {out}: is there already, and is {kind}, but no kit of ours")
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
    """Read all files of an archive by their path below its one folder, if there is one.

    Nothing where it is no archive.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return {}
    return files if MANIFEST in files else {n.partition("/")[2]: raw for n, raw in files.items()}


def write_kit(target: Path, files: Mapping[str, bytes], archive: bytes) -> None:
    """Put a kit in its place at one go; what was there stays until that has come off."""
    # Made on the same disk, so that it can be moved at one go.
    with (
        writing(f"--out {target}"),
        TemporaryDirectory(prefix=".kit-", dir=target.parent, ignore_cleanup_errors=True) as work,
    ):
        new = Path(work, "new")
        if is_archive(target):
            new.write_bytes(archive)
            new.chmod(FILE_MODE)
        else:
            write_files(new, files)
        swap(new, target)


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a kit's files into a folder, whatever the mask. Raises OSError."""
    for name, raw in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
        path.chmod(stat.S_IMODE(mode_of(raw)))
    for path in (folder, *folder.rglob("*/")):
        path.chmod(FOLDER_MODE)


def swap(new: Path, target: Path) -> None:
    """Put what is new into the old one's place, or leave the old one there."""
    # A file is replaced at one go; a folder that is not empty has to go out of the way first.
    old = new.with_name("old")
    if target.is_dir():
        target.rename(old)
    try:
        new.replace(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
