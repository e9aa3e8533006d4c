"""
Tries: overwrite a test runner's report when the interpreter ends.
Must see: nothing: no file of a submission's is read.
Control: naive results_file
"""

import atexit


def overwrite():
    with open("results.json", "w") as file:
        file.write('{"passed": true}')


atexit.register(overwrite)
