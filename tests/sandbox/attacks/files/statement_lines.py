"""
Tries: keep the grader busy with a file of statements, each of which is looked at with all above it.
Must see: a file that is read in no time.
Control: naive pads_statements
"""


def make(folder):
    path = folder / "hw.py"
    path.write_text(PROGRAM + "\n".join(f"x{i} = {i}" for i in range(1_900)))
    return path
