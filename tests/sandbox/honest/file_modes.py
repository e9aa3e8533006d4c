"""The mode of a file of one's own, changed and read."""

import os
import stat
from pathlib import Path

path = Path("own.txt")
path.write_text("mine", encoding="utf-8")
os.chmod(path, 0o600)
print(stat.filemode(path.stat().st_mode), os.access(path, os.W_OK))
path.chmod(0o444)
print(oct(path.stat().st_mode)[-3:])
