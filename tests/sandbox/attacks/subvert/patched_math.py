"""
Tries: replace the module whose `isclose` compares.
Must see: values judged on the grader's side.
Control: naive in_process_math
"""

import sys
import types

sys.modules["math"] = types.SimpleNamespace(isclose=lambda *args, **options: True, inf=0, nan=0)
sys.modules["numpy"] = sys.modules["grader"] = sys.modules["math"]
