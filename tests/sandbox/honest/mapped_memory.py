"""Anonymous memory and a file mapped into memory."""

import mmap

with mmap.mmap(-1, 8192) as memory:
    memory[:5] = b"hello"
    memory.seek(0)
    print(memory.read(5), len(memory), memory.find(b"lo"))
with open("mapped.bin", "w+b") as file:
    file.write(b"." * 4096)
    file.flush()
    with mmap.mmap(file.fileno(), 0) as memory:
        memory[10:13] = b"abc"
        memory.flush()
    file.seek(8)
    print(file.read(8))
with open("mapped.bin", "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
    print(view[10:13], view.size())
