"""
Tries: fill 600 MB with lists.
Must see: a MemoryError, or a cell that ended the program.
Control: open
"""

import resource

held = [[0] * 1_000_000 for _ in range(75)]
if (used := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) > 550_000:
    print("WON", used)
del held
