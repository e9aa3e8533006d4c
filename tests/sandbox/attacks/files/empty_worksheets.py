"""
Tries: fill the grader's memory with an old notebook of empty worksheets.
Must see: an unreadable file.
Control: naive upgrades
"""


def make(folder):
    path = folder / "hw.ipynb"
    sheets = "{}," * 5_200_000 + "{}"
    path.write_text('{"nbformat": 3, "metadata": {}, "worksheets": [' + sheets + "]}")
    return path
