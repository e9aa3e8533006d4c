"""
Tries: hand in an archive with a link, and a member that goes through it.
Must see: an unreadable file: nothing is unpacked.
Control: naive untars
"""

import io
import tarfile


def make(folder):
    path = folder / "hw.ipynb"
    with tarfile.open(path, "w") as archive:
        link = tarfile.TarInfo("way")
        link.type, link.linkname = tarfile.SYMTYPE, ".."
        archive.addfile(link)
        archive.addfile(tarfile.TarInfo("way/slipped"), io.BytesIO())
    return path
