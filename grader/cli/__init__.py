"""The command `grade`: the one place that prints and chooses exit codes.

What is heavy is imported by the command that needs it: `grade --help` loads none of nbconvert,
nbformat, pydantic, NumPy or Torch.
"""

import sys

try:
    from grader.cli.command import main
except KeyboardInterrupt:
    print("grade: stopped", file=sys.stderr)
    sys.exit(130)

__all__ = ["main"]
