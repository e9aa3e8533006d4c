"""
Tries: replace the standard output by one that turns every verdict around.
Must see: values judged on the grader's side.
Control: naive last_line
"""

import sys


class Turner:
    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        return self.stream.write(text.replace("false", "true"))

    def __getattr__(self, name):
        return getattr(self.stream, name)


sys.stdout = Turner(sys.stdout)
