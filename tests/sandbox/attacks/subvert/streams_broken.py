"""
Tries: replace the standard streams by objects that raise, and close the true ones.
Must see: points for the right function only.
Control: naive reports_failures
"""

import os
import sys


class Broken:
    def __getattr__(self, name):
        raise SystemExit(0)


sys.stdout = sys.stderr = sys.stdin = Broken()
os.close(1)
os.close(2)
