"""shutil: copies, trees, moves, archives, links, comparing."""

import filecmp
import os
import shutil
from pathlib import Path

Path("tree/inner").mkdir(parents=True)
Path("tree/inner/a.txt").write_text("a" * 100, encoding="utf-8")
shutil.copy("tree/inner/a.txt", "b.txt")
shutil.copy2("b.txt", "c.txt")
print(filecmp.cmp("b.txt", "c.txt", shallow=False), os.path.getsize("c.txt"))
shutil.copytree("tree", "copy")
shutil.move("b.txt", "copy/b.txt")
print(sorted(path.as_posix() for path in Path("copy").rglob("*")))
shutil.make_archive("packed", "zip", "copy")
shutil.unpack_archive("packed.zip", "unpacked")
print(sorted(os.listdir("unpacked")), shutil.disk_usage(".").total > 0)
os.symlink("c.txt", "link.txt")
print(
    os.path.islink("link.txt"), os.readlink("link.txt"), Path("link.txt").read_text() == "a" * 100
)
shutil.rmtree("tree")
print(os.path.exists("tree"), shutil.which("no-such-program"))
