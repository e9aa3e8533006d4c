"""The working folder: where one is, going down and up again, listing, walking."""

import glob
import os

home = os.getcwd()
os.makedirs("a/b/c")
os.chdir("a")
print(os.path.relpath(os.getcwd(), home), os.listdir("."))
for name in ("1.txt", "2.txt"):
    with open(f"b/{name}", "w", encoding="utf-8") as file:
        file.write(name)
print(sorted(glob.glob("b/*.txt")), sorted(glob.glob("**/*", recursive=True)))
print([(at, sorted(folders), sorted(files)) for at, folders, files in os.walk(".")])
with os.scandir("b") as entries:
    print(sorted((entry.name, entry.is_file()) for entry in entries))
os.chdir("..")
print(os.getcwd() == home, os.path.abspath("a") == os.path.join(home, "a"))
os.rename("a/b/1.txt", "a/moved.txt")
os.replace("a/b/2.txt", "a/moved.txt")
with open("a/moved.txt", encoding="utf-8") as file:
    print(file.read(), os.path.getsize("a/moved.txt"), os.access("a", os.W_OK))
try:
    os.rmdir("a")
except OSError as error:
    print(type(error).__name__, error.filename)
print(os.path.splitext("x/y.tar"), os.path.basename("x/y"), os.path.expanduser("~") != "~")
