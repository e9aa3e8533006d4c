"""
Tries: hand in JSON that is nested too deep for a parser.
Must see: an unreadable file.
Control: naive parses_json
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text('{"cells": ' + "[" * 200_000 + "]" * 200_000 + "}")
    return path
