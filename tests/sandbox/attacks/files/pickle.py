"""
Tries: hand in a pickle whose loading runs code.
Must see: an unreadable file: nothing is unpickled.
Control: naive unpickles_file
"""

import pickle


class Loaded:
    def __reduce__(self):
        return exec, ("import __main__; __main__.MARKS = 100",)


def make(folder):
    path = folder / "hw.ipynb"
    path.write_bytes(pickle.dumps(Loaded(), 0))
    return path
