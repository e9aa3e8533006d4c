"""
Tries: hand in JSON whose parts are of other types than a notebook's.
Must see: a file that is unreadable, or a program without functions.
Control: naive converts
"""

import json


def make(folder):
    path = folder / "hw.ipynb"
    cells = [None, 5, {"cell_type": "code", "source": {"a": 1}}, {"cell_type": ["code"]}]
    path.write_text(json.dumps({"nbformat": 4, "metadata": [], "cells": cells}))
    return path
