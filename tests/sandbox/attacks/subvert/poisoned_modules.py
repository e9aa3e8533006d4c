"""
Tries: put modules of its own under the names that are imported later.
Must see: values judged on the grader's side.
Control: naive imports_checker
"""

import sys
import types

fake = types.SimpleNamespace(check=lambda *args: True, ask=lambda *args: True)
for name in ("checker", "grader", "grader.sandbox.inside.probing", "grader.sandbox.inside.plain"):
    sys.modules[name] = fake
