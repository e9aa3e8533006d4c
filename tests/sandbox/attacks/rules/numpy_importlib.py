"""
Tries: import numpy by a computed name through importlib.
Must see: a module that can't be used.
Control: naive bare
"""

import importlib

np = importlib.import_module("num" + "py")
if np.dot([1.0, 2.0], [3.0, 4.0]) == 11.0:
    print("WON", np.__version__)
