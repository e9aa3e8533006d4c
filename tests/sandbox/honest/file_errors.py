"""Mistakes with files raise what they always raise."""

import os
from pathlib import Path


def name_of(function, *args):
    try:
        function(*args)
    except OSError as error:
        return type(error).__name__, error.errno is not None, os.path.basename(str(error.filename))
    return "no error"


Path("folder").mkdir()
Path("file").write_text("x", encoding="utf-8")
print(name_of(open, "missing.txt"))
print(name_of(open, "folder"))
print(name_of(os.mkdir, "folder"))
print(name_of(os.listdir, "file"))
print(name_of(os.remove, "missing.txt"))
print(name_of(open, "no/such/folder.txt", "w"))
print(name_of(os.close, 55))
