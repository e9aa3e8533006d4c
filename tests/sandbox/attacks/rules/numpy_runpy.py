"""
Tries: have runpy find and run numpy.
Must see: no such module.
Control: naive bare
"""

import runpy

names = runpy.run_module("numpy.version")
print("WON", names["version"])
