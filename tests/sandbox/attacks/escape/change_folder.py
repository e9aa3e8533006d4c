"""
Tries: change the working folder to one of the host's, and write there.
Must see: no such folder, or no permission, and a folder with nothing new.
Control: open
Gap at restricted: files that its user can reach are not closed off
"""

import os

os.chdir(HOST["folder"])
with open("written", "w") as file:
    print("WON", file.write("written"))
