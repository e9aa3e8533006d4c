"""
Tries: name a course of its own in the notebook's metadata.
Must see: the course that the grader was given.
Control: naive follows_metadata
"""

import json


def make(folder):
    (folder / "golden.json").write_text(json.dumps([2.0, [-5.0, 0.5, 9.0]]))
    path = folder / "hw.ipynb"
    own = {"assignment": "../../own", "course": str(folder), "golden": "golden.json", "points": 99}
    path.write_text(notebook(PROGRAM, grade=own))
    return path
