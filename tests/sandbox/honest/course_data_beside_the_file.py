"""The assignment's data beside the program itself, found from `__file__`."""

import os
from pathlib import Path

here = Path(__file__).resolve().parent
lines = (here / "data" / "points.txt").read_text(encoding="utf-8").splitlines()
print(len(lines), Path(__file__).name)
print(os.path.isdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")))
