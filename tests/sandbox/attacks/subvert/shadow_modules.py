"""
Tries: write files into the working folder that are named like modules.
Must see: values judged on the grader's side.
Control: naive imports_checker
"""

import sys

for name in ("checker", "json", "struct", "probing", "grader"):
    with open(f"{name}.py", "w") as file:
        file.write("check = dumps = loads = lambda *args: True\n")
sys.path.insert(0, "")
