"""
Tries: lay goldens, a rubric and probes of its own beside the submission.
Must see: the course that the grader was given.
Control: naive nearest_golden
"""

import json


def make(folder):
    (folder / "rubric.yaml").write_text("version: 1\nassignments: {}\n")
    (folder / "probes.py").write_text("raise SystemExit(0)\n")
    (folder / "golden.json").write_text(json.dumps([2.0, [-5.0, 0.5, 9.0]]))
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM))
    return path
