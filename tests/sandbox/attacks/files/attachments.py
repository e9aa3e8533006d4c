"""
Tries: hand in attachments whose names climb out of their folder.
Must see: attachments that nobody saves.
Control: naive saves_attachments
"""

import json


def make(folder):
    path = folder / "hw.ipynb"
    document = json.loads(notebook(PROGRAM))
    pictures = {name: {"image/png": "AAAA"} for name in ("../slipped", HOST["folder"] + "/made")}
    cell = {"cell_type": "markdown", "metadata": {}, "source": "x", "attachments": pictures}
    document["cells"].append(cell)
    path.write_text(json.dumps(document))
    return path
