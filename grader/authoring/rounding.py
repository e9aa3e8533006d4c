"""Have programs round their sums otherwise, as another version of Python does.

Python 3.12 adds floats with a correction, earlier ones one by one (the notes on `sum` in the
library's reference). What a mistake answers by such rounding alone, as a spread of exactly 0 or
nearly 0, tells nobody of it whose Python is another.
"""

from __future__ import annotations

import re
import sys
from dataclasses import replace

from grader.core.submission import Cell
from grader.sandbox.protocol import Job

SUM = re.compile(r"(?<![\w.])sum\(")
ONE_BY_ONE = """
def sum(values, /, start=0):
    for value in values:
        start = start + value
    return start
"""
# Neumaier's: what each addition loses is added up by itself.
CORRECTED = """
def sum(values, /, start=0):
    lost = 0.0
    for value in values:
        after = start + value
        if type(after) is float and abs(after) != float("inf"):
            lost += start - after + value if abs(start) >= abs(value) else value - after + start
        start = after
    return start + lost if type(start) is float else start
"""


def adds_up(job: Job) -> bool:
    """Tell whether a program may call `sum`."""
    return any(SUM.search(cell.source) for cell in job.script.cells)


def otherwise(job: Job) -> Job:
    """Put a `sum` before a program that rounds as other versions of Python do."""
    other = CORRECTED if sys.version_info < (3, 12) else ONE_BY_ONE
    cells = Cell(None, other), *job.script.cells
    return replace(job, script=replace(job.script, cells=cells))
