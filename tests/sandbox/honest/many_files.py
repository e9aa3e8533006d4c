"""Two hundred small files, thirty of them open at once."""

import contextlib
import os
from pathlib import Path

for number in range(200):
    Path(f"part_{number:03}.txt").write_text(str(number), encoding="utf-8")
names = sorted(name for name in os.listdir(".") if name.startswith("part_"))
with contextlib.ExitStack() as stack:
    files = [stack.enter_context(open(name, encoding="utf-8")) for name in names[:30]]
    print(len(names), sum(int(file.read()) for file in files))
for name in names:
    os.unlink(name)
print([name for name in os.listdir(".") if name.startswith("part_")])
