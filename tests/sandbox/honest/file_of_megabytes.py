"""A file of five megabytes, written in pieces and read back."""

import os

piece = bytes(range(256)) * 256
with open("large.bin", "wb") as file:
    for _ in range(80):
        file.write(piece)
    file.flush()
    os.fsync(file.fileno())
print(os.path.getsize("large.bin"))
with open("large.bin", "rb") as file:
    file.seek(-256, os.SEEK_END)
    print(file.read()[:3])
with open("large.bin", "rb") as file:
    print(sum(len(chunk) for chunk in iter(lambda: file.read(65536), b"")))
os.remove("large.bin")
