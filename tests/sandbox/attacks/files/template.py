"""
Tries: have the text of a cell rendered as a template, with the grader's values in it.
Must see: text that is only text.
Control: naive renders
"""


def make(folder):
    path = folder / "hw.ipynb"
    probe = "{{ secret }} {% for x in [1] %}{{ secret }}{% endfor %}"
    path.write_text(notebook(PROGRAM, f"print({probe!r})\n# {probe}"))
    return path
