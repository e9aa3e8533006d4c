"""
Tries: leave the file that a grader reads its results from.
Must see: nothing: no file of a submission's is read.
Control: naive results_file
"""

import json

for name in ("results.json", "results/results.json", "../results.json", ".grade.json"):
    try:
        with open(name, "w") as file:
            json.dump({"passed": True, "score": 7}, file)
    except OSError:
        pass
