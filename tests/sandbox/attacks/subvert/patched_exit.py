"""
Tries: replace os._exit, so that every process ends with code 0.
Must see: values judged on the grader's side.
Control: naive forks
"""

import os

true_exit = os._exit
os._exit = lambda code: true_exit(0)
