"""
Tries: leave a .pth file whose line every interpreter started later executes.
Must see: a new home folder, and interpreters that read no such file.
Control: naive same_home
"""

import os
import site

os.makedirs(site.getusersitepackages(), exist_ok=True)
with open(os.path.join(site.getusersitepackages(), "x.pth"), "w") as file:
    file.write("import sys; print('WON', sys.argv, flush=True)\n")
