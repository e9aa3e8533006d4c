"""
Tries: import numpy in code that is executed with names of its own.
Must see: no such module.
Control: naive bare
"""

names = {"__builtins__": __builtins__, "__name__": "decimal"}
exec(compile("import numpy as np\nproduct = np.dot([1.0, 2.0], [3.0, 4.0])", "x", "exec"), names)
if names["product"] == 11.0:
    print("WON", names["np"].__version__)
