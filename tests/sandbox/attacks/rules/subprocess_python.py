"""
Tries: have another interpreter compute with numpy.
Must see: a refused process.
Control: open
"""

import subprocess

command = "import numpy; print(numpy.dot([1.0, 2.0], [3.0, 4.0]))"
done = subprocess.run([HOST["python"], "-c", command], capture_output=True, text=True, check=True)
if done.stdout == "11.0\n":
    print("WON", HOST["python"])
