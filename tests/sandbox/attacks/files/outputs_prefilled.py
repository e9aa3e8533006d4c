"""
Tries: hand in a notebook whose saved outputs tell of full points.
Must see: outputs that nobody reads.
Control: naive reads_outputs
"""

import json


def make(folder):
    path = folder / "hw.ipynb"
    document = json.loads(notebook(PROGRAM))
    document["cells"][0]["outputs"] = [{"output_type": "stream", "text": "7 of 7 points"}]
    path.write_text(json.dumps(document))
    return path
