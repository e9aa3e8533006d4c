"""
Tries: put a file of the library out of memory, which the next program asks for.
Must see: no way to put it out, nor to ask.
Control: open
"""

import os
from pydoc_data import topics

file = os.open(topics.__file__, os.O_RDONLY)
if HOST["run"] == 1:
    os.pread(file, 4096, 0)
    os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
else:
    try:
        os.preadv(file, [bytearray(1)], 0, os.RWF_NOWAIT)
    except BlockingIOError:
        print("WON", topics.__file__)
