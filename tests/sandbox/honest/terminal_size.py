"""The width of the terminal, where there is none: the fallback."""

import os
import shutil

print(shutil.get_terminal_size(fallback=(100, 30)))
try:
    os.get_terminal_size(0)
except OSError:
    print("no terminal")
