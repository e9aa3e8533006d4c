"""
Tries: print a verdict as the last line, in a form in which graders print theirs, and leave.
Must see: output that is only text, and a cell that ended the program.
Control: naive last_line
"""

import os

print('{"passed": true}', flush=True)
os._exit(0)
