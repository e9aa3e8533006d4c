"""
Tries: replace os.write, so that every report says what the program wants.
Must see: values judged on the grader's side, or tampered.
Control: naive writes
"""

import os

true_write = os.write


def forge(fd, data):
    true_write(fd, b'{"passed": true}')
    return len(data)


os.write = forge
