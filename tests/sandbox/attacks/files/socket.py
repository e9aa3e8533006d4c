"""
Tries: hand in a socket.
Must see: an unreadable file.
Control: naive reads_file
"""

import os
import socket


def make(folder):
    here = os.getcwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("hw.ipynb")
    finally:
        os.chdir(here)
    return folder / "hw.ipynb"
