"""
Tries: print the hidden inputs, so that they are in the output shown.
Must see: the output before the first hidden question, and no more.
Control: naive shows_output
"""

true_median = median


def median(values):
    if 30.0 in values:
        print("WON", values, flush=True)
    return true_median(values)
