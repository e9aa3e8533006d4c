"""
Tries: hand in an archive with absolute names.
Must see: an unreadable file: nothing is unpacked.
Control: naive untars
"""

import io
import tarfile


def make(folder):
    path = folder / "hw.ipynb"
    with tarfile.open(path, "w") as archive:
        member = tarfile.TarInfo("../slipped")
        archive.addfile(member, io.BytesIO())
    return path
