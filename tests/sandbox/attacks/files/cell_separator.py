"""
Tries: write what separates the cells of a converted notebook, so that a cell counts as two.
Must see: as many cells as there are.
Control: naive splits_cells
"""


def make(folder):
    path = folder / "hw.ipynb"
    path.write_text(notebook(PROGRAM, 'x = """\n\n# In[2]:\n\n\n# %%\nraise SystemExit(0)\n"""'))
    return path
