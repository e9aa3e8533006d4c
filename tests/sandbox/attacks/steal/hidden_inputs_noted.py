"""
Tries: note the hidden inputs in a file, end the program, and print the note in the next run.
Must see: the output of the first run, and no more.
Control: naive shows_output
"""

import os

if os.path.exists("note"):
    print("WON", open("note").read(), flush=True)  # `os._exit` would lose it


def median(values):
    if 30.0 in values:
        with open("note", "w") as file:
            file.write(repr(values))
        os._exit(1)
    return sorted(values)[len(values) // 2]
