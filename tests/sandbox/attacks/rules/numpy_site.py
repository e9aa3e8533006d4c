"""
Tries: have the site module put installed packages back, as at a normal start.
Must see: no such folder.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import site

site.addsitedir(HOST["packages"])
site.main()
names = {"__name__": "decimal"}
exec("import numpy as np\nproduct = np.dot([1.0, 2.0], [3.0, 4.0])", names)
if names["product"] == 11.0:
    print("WON", names["np"].__version__)
