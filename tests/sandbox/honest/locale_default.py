"""The default locale: numbers, sorting, encodings."""

import codecs
import locale
import sys

locale.setlocale(locale.LC_ALL, "")
print(f"{1234.5:n}", locale.localeconv()["decimal_point"], locale.atof("1.5"))
print(sorted(["b", "a", "C"], key=locale.strxfrm), locale.format_string("%d", 1000, grouping=True))
print(sys.getdefaultencoding(), sys.getfilesystemencoding(), "é".encode("latin-1"))
print(codecs.lookup(locale.getpreferredencoding(False)).name, codecs.encode("abc", "rot13"))
with open("default.txt", "w") as file:
    file.write("naïve ✓")
with open("default.txt", "rb") as file:
    print(file.read())
