"""Files in memory, text over bytes, seeking and reading in pieces."""

import io

text = io.StringIO("one\ntwo\nthree")
print(text.readline(), list(text), text.tell())
data = io.BytesIO(b"0123456789")
data.seek(-3, io.SEEK_END)
print(data.read(2), data.getbuffer().nbytes)
wrapped = io.TextIOWrapper(io.BytesIO(), encoding="utf-16-le", newline="\r\n")
wrapped.write("ä\n")
wrapped.flush()
print(wrapped.buffer.getvalue())
reader = io.BufferedReader(io.BytesIO(b"abc"), buffer_size=2)
print(reader.peek(1)[:1], reader.read1(1), reader.read())
with open("raw.bin", "wb", buffering=0) as file:
    print(file.write(b"xyz"), type(file).__name__)
with open("raw.bin", "r+b") as file:
    file.seek(1)
    file.write(b"-")
    file.truncate(2)
    file.seek(0)
    print(file.read())
