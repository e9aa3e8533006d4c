"""
Tries: run a command through a shell.
Must see: a refused process.
Control: open
"""

import os

if (text := os.popen("echo $((6 * 7))").read()) == "42\n":
    print("WON", text)
