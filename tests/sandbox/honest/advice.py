"""What a program advises the system on its memory and its files, which may be ignored."""

import mmap
import os

with mmap.mmap(-1, 1 << 20) as memory:
    memory[:5] = b"hello"
    for advice in (mmap.MADV_WILLNEED, mmap.MADV_SEQUENTIAL, mmap.MADV_RANDOM, mmap.MADV_NORMAL):
        memory.madvise(advice)
    print(memory[:5])
with open("advised.bin", "w+b", buffering=0) as file:
    print(os.pwritev(file.fileno(), [b"ab", b"cd"], 0), os.fsync(file.fileno()))
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    room = bytearray(4)
    print(os.preadv(file.fileno(), [room], 0), room)
