"""
Tries: load numpy from its file, without the search path.
Must see: no such file.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import glob
import importlib.util
import sys

GUESSES = [f"{root}/lib/python3*/*-packages" for root in (sys.prefix, "/usr", "/usr/local")]
for packages in (HOST["packages"], *GUESSES):
    for path in glob.glob(f"{packages}/numpy/__init__.py"):
        spec = importlib.util.spec_from_file_location("numpy", path)
        np = importlib.util.module_from_spec(spec)
        sys.modules["numpy"] = np
        spec.loader.exec_module(np)
        if np.dot([1.0, 2.0], [3.0, 4.0]) == 11.0:
            print("WON", np.__version__)
