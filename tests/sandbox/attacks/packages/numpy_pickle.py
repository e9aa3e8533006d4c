"""
Tries: start a program by a pickle that NumPy loads.
Must see: no permission to fork.
Control: open
"""

import subprocess

import numpy as np


class Program:
    def __reduce__(self):
        return subprocess.check_output, (["/bin/echo", "WON"],)


np.save("made.npy", np.array([Program()], dtype=object), allow_pickle=True)
try:
    print(np.load("made.npy", allow_pickle=True)[0].decode())
except OSError as error:
    print(type(error).__name__)
