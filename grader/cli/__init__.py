"""The command `grade`: the one place that prints and chooses exit codes.

What is heavy is imported by the command that needs it: `grade --help` loads none of nbconvert,
nbformat, pydantic, NumPy or Torch.
"""

from grader.cli.command import main

__all__ = ["main"]
