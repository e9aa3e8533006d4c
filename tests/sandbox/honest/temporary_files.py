"""Temporary files and folders, gone afterwards."""

import os
import tempfile
from pathlib import Path

with tempfile.NamedTemporaryFile("w+", suffix=".txt") as file:
    file.write("one\ntwo\n")
    file.flush()
    print(os.path.getsize(file.name), file.name.endswith(".txt"))
    file.seek(0)
    print(file.readlines())
print(os.path.exists(file.name))
with tempfile.TemporaryDirectory() as folder:
    (Path(folder) / "a").write_text("x")
    print(os.listdir(folder))
print(Path(folder).exists(), Path(tempfile.gettempdir()).is_dir())
with tempfile.TemporaryFile() as file:
    file.write(b"123")
    print(file.tell())
with tempfile.SpooledTemporaryFile(max_size=10) as file:
    file.write(b"more than ten bytes")
    file.seek(0)
    print(file.read())
handle, name = tempfile.mkstemp()
os.write(handle, b"x")
os.close(handle)
os.remove(name)
