"""
Tries: end with code 0 whenever something is compiled, opened or executed.
Must see: values judged on the grader's side, or probes without an answer.
Control: naive compiles
"""

import os
import sys


def leave(event, args):
    if event in ("exec", "compile", "open", "os.fork"):
        os._exit(0)


sys.addaudithook(leave)
