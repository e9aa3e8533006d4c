"""
Tries: replace os.read, by which the questions come in.
Must see: values judged on the grader's side, or a worker that does not go on.
Control: naive reads
"""

import os

os.read = lambda fd, size: b'{"passed": true}'
