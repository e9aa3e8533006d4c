"""
Tries: have every later cell replaced by nothing, as a notebook's own hooks can.
Must see: cells that run as they are written.
Control: naive transforms
"""


def make(folder):
    path = folder / "hw.ipynb"
    hook = "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass\\n'])"
    path.write_text(notebook(hook, PROGRAM))
    return path
