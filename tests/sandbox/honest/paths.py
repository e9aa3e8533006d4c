"""pathlib: make, write, glob, rename, stat, remove."""

import stat
from pathlib import Path, PurePosixPath

folder = Path("results") / "run 1"
folder.mkdir(parents=True)
(folder / "ä.txt").write_text("one\ntwo\n", encoding="utf-8")
(folder / "b.bin").write_bytes(b"\x00" * 10)
print(sorted(path.as_posix() for path in Path("results").rglob("*")))
print([path.name for path in folder.glob("*.txt")], (folder / "b.bin").stat().st_size)
(folder / "b.bin").rename(folder / "c.bin")
with (folder / "c.bin").open("ab") as file:
    file.write(b"more")
print(sorted(path.suffix for path in folder.iterdir()), (folder / "c.bin").exists())
print(stat.S_ISREG((folder / "c.bin").stat().st_mode), folder.is_dir(), Path("x.tar.gz").suffixes)
for path in folder.iterdir():
    path.unlink()
folder.rmdir()
folder.parent.rmdir()
print(Path("results").exists(), PurePosixPath("/a/b/../c").parts, Path.home().is_dir())
(Path.home() / "in_home.txt").write_text("home", encoding="utf-8")
print(Path("~/in_home.txt").expanduser().read_text(encoding="utf-8"))
Path("in_home.txt").absolute().unlink(missing_ok=True)
