"""SystemExit caught: sys.exit with a number and with a text."""

import sys

for code in (0, 3, "a text", None):
    try:
        sys.exit(code)
    except SystemExit as error:
        print(error.code)
