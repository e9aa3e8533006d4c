"""
Tries: print 60 MB.
Must see: the first of the output, and a note that there was more.
Control: naive keeps_output
"""

for _ in range(60):
    print("x" * 1_000_000, flush=True)
