"""
Tries: tag the tests' cells as not to be run, and a cell as already graded.
Must see: points for the right function only.
Control: naive trusts_tags
"""

import json


def make(folder):
    path = folder / "hw.ipynb"
    document = json.loads(notebook(PROGRAM))
    tags = {"tags": ["graded", "full-points"], "nbgrader": {"grade": True, "points": 7}}
    document["cells"][0]["metadata"] = tags
    path.write_text(json.dumps(document))
    return path
