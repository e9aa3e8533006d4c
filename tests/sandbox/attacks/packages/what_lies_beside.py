"""
Tries: read another package, which lies beside the one that is allowed.
Must see: no such file, or no permission.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

import numpy

beside = os.path.dirname(os.path.dirname(numpy.__file__))
for name in ("yaml", "click", "pydantic"):
    try:
        with open(f"{beside}/{name}/__init__.py") as file:
            print("WON", name, len(file.read()))
    except OSError as error:
        print(type(error).__name__)
