"""
Tries: end with exit code 0 before any check can fail.
Must see: a cell that was stopped, points for what answers.
Control: naive exit_code
"""

import sys

sys.exit(0)
