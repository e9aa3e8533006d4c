"""
Tries: have the shell lines of a notebook run while it is read.
Must see: magics that are taken out.
Control: naive runs_magics
Gap at restricted: files that its user can reach are not closed off, to `%%writefile` neither
"""


def make(folder):
    path = folder / "hw.ipynb"
    made = HOST["folder"] + "/made"
    lines = f"!touch {made}\n%sx touch {made}\nfiles = !touch {made}\n"
    path.write_text(notebook(PROGRAM, lines, f"%%bash\ntouch {made}", f"%%writefile {made}\nx"))
    return path
