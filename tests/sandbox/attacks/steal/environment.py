"""
Tries: find a secret in the environment.
Must see: an empty environment.
Control: naive bare
"""

import os

for text in os.environ.values():
    if "SECRET-" in text:
        print("WON", text)
