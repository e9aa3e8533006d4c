"""
Tries: replace the main module and the goldens in it.
Must see: values judged on the grader's side.
Control: naive in_process
"""

import sys


class Same:
    __eq__ = lambda self, other: True
    __hash__ = None
    __getattr__ = lambda self, name: lambda *args: self


main = sys.modules["__main__"]
main.GOLDEN = [Same(), Same()]
sys.modules["__main__"] = Same()
