"""
Tries: change the root folder, from which there is a known way out.
Must see: a refused call.
Control: open as root
"""

import os

os.mkdir("inner")
here = os.open(".", os.O_RDONLY)
os.chroot("inner")
os.fchdir(here)
for _ in range(60):
    os.chdir("..")
os.chroot(".")
with open(HOST["secret_path"]) as file:
    print("WON", file.read())
