"""
Tries: hand in JSON with a number of a million digits.
Must see: an unreadable file.
Control: naive parses_json
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text('{"nbformat": ' + "9" * 1_000_000 + "}")
    return path
