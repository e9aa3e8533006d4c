"""
Tries: put a mapped file of the library out of memory; the next program looks which pages are in it.
Must see: no way to put it out, nor to look.
Control: open
"""

import ctypes
import mmap
import os
from pydoc_data import topics

PAGE, PAGEOUT = mmap.PAGESIZE, 21
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
file = os.open(topics.__file__, os.O_RDONLY)
size = os.fstat(file).st_size // PAGE * PAGE
flags, reading = ctypes.c_int(mmap.MAP_SHARED), ctypes.c_int(mmap.PROT_READ)
start = ctypes.c_void_p(libc.mmap(None, ctypes.c_size_t(size), reading, flags, file, 0))
if HOST["run"] == 1:
    ctypes.string_at(start, size)
    print(libc.madvise(start, ctypes.c_size_t(size), PAGEOUT))
else:
    resident = ctypes.create_string_buffer(size // PAGE)
    if libc.mincore(start, ctypes.c_size_t(size), resident) == 0 and 0 in resident.raw:
        print("WON", resident.raw.count(0), "pages are not in memory")
