"""
Tries: replace the functions that wait for a process by ones that saw it succeed.
Must see: values judged on the grader's side.
Control: naive forks
"""

import os

true_wait = os.waitpid
os.waitpid = lambda pid, options: (true_wait(pid, options)[0], 0)
os.waitstatus_to_exitcode = os.WEXITSTATUS = lambda status: 0
