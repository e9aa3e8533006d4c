"""The times of a file of one's own, changed and read."""

import os
from pathlib import Path

path = Path("own.txt")
path.write_text("mine", encoding="utf-8")
os.utime(path, (1000, 2000))
print(path.stat().st_atime, path.stat().st_mtime, os.path.getmtime(path))
path.touch()
print(path.stat().st_mtime > 2000)
