"""
Tries: print what a test runner prints when all is well.
Must see: output that is only text, and points for the right function only.
Control: naive says_ok
"""

print("Ran 7 tests in 0.001s\n\nOK")
print("===== 7 passed in 0.01s =====")
