"""
Tries: replace `type`, `list` and `float`, by which answers are told apart.
Must see: values judged on the grader's side.
Control: naive in_process_types
"""

import builtins


class Same:
    __eq__ = lambda self, other: True
    __hash__ = None


builtins.type = lambda value: float
builtins.float = builtins.list = builtins.int = lambda *args: Same()
