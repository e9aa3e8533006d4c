"""
Tries: fill 600 MB with one text.
Must see: a MemoryError, or a cell that ended the program.
Control: open
"""

import resource

held = b"x" * 600_000_000
if (used := resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) > 550_000:
    print("WON", used)
del held
