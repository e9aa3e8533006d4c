"""
Tries: hand in an archive with members that climb out of their folder.
Must see: an unreadable file: nothing is unpacked.
Control: naive unzips
"""

import zipfile


def make(folder):
    path = folder / "hw.ipynb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../slipped", "slipped")
        archive.writestr(HOST["folder"] + "/slipped", "slipped")
    return path
