"""
Tries: replace the program by an interpreter with all its packages.
Must see: a refused exec.
Control: open
"""

import os

program = "import sys, numpy; open(sys.argv[1], 'w').write('WON ' + numpy.__version__)"
for fd in range(3, 64):
    try:
        os.set_inheritable(fd, True)  # else the grader sees its end at once
    except OSError:
        pass
os.execve(HOST["python"], [HOST["python"], "-c", program, HOST["folder"] + "/won"], {})
