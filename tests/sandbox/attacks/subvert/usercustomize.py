"""
Tries: leave a module that every interpreter started later imports first.
Must see: a new working folder, and interpreters that import no such thing.
Control: naive same_home
"""

import os

with open("sitecustomize.py", "w") as file:
    file.write("print('WON', __file__, flush=True)\n")
os.rename("sitecustomize.py", os.path.join(os.environ["HOME"], "sitecustomize.py"))
