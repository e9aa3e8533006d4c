"""
Tries: replace the program by an interpreter with all its packages.
Must see: a refused exec.
Control: open
"""

import os
import sys

program = "import sys, numpy; open(sys.argv[1], 'w').write('WON ' + numpy.__version__)"
os.execve(sys.executable, ["python", "-c", program, HOST["folder"] + "/won"], {})
