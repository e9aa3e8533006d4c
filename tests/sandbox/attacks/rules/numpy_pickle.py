"""
Tries: have a pickle import numpy.
Must see: no such module.
Control: naive bare
"""

import pickle

product = pickle.loads(b"cnumpy\ndot\n(lp0\nF1.0\naF2.0\na(lp1\nF3.0\naF4.0\na\x86R.")
if product == 11.0:
    print("WON", product)
