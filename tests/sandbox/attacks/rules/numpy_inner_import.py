"""
Tries: import numpy past the replaced import functions.
Must see: no such module.
Control: naive bare
"""

import importlib._bootstrap

np = importlib._bootstrap._gcd_import("numpy")
if np.dot([1.0, 2.0], [3.0, 4.0]) == 11.0:
    print("WON", np.__version__)
