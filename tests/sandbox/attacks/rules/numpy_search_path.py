"""
Tries: put the folders of installed packages back on the search path, and import numpy.
Must see: no such folder.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import glob
import sys

sys.path.append(HOST["packages"])
for root in (sys.prefix, sys.base_prefix, sys.exec_prefix, "/usr", "/usr/local", "/opt/venv"):
    sys.path += glob.glob(f"{root}/lib/python3*/*-packages") + glob.glob(f"{root}/lib/*-packages")
names = {"__name__": "decimal"}
exec("import numpy as np\nproduct = np.dot([1.0, 2.0], [3.0, 4.0])", names)
if names["product"] == 11.0:
    print("WON", names["np"].__version__)
