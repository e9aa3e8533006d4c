"""
Tries: replace os.fork by a function that starts nothing.
Must see: values judged on the grader's side, or a worker that does not go on.
Control: naive forks
"""

import os

os.fork = lambda: 10**6
os.waitpid = lambda pid, options: (pid, 0)
