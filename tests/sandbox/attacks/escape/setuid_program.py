"""
Tries: run a program that has more rights than it.
Must see: a refused exec.
Control: open
"""

import os
import stat
import subprocess

for name in ("mount", "su", "passwd", "chsh", "newgrp", "sudo"):
    path = f"/usr/bin/{name}"
    if os.path.exists(path) and os.stat(path).st_mode & stat.S_ISUID:
        done = subprocess.run([path, "--help"], capture_output=True, stdin=subprocess.DEVNULL)
        print("WON", path, done.returncode)
        break
