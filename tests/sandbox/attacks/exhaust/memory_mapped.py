"""
Tries: map 600 MB of memory past the allocator, and touch each page.
Must see: a refused mapping, or a cell that ended the program.
Control: open
"""

import mmap
import resource

held = [mmap.mmap(-1, 20_000_000) for _ in range(30)]
for region in held:
    for at in range(0, len(region), 4096):
        region[at] = 1
if (used := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) > 550_000:
    print("WON", used)
del held
