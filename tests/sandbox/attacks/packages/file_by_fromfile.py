"""
Tries: read the course's golden by a package's own way of opening files.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import numpy as np

for read in (np.fromfile, np.memmap, np.loadtxt, np.load):
    try:
        print("WON", len(read(HOST["golden_path"], dtype="u1")))
    except (OSError, TypeError, ValueError) as error:
        print(type(error).__name__)
