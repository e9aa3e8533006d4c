"""CSV: written to a file with awkward cells, read back as rows and as dictionaries."""

import csv
from pathlib import Path

rows = [["name", "note"], ["Ada", 'says "hi", twice'], ["Bö", "two\nlines"]]
with open("notes.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows(rows)
print(repr(Path("notes.csv").read_bytes()))
with open("notes.csv", newline="", encoding="utf-8") as file:
    print(list(csv.reader(file)) == rows)
with open("notes.csv", newline="", encoding="utf-8") as file:
    print([row["name"] for row in csv.DictReader(file)])
print(csv.Sniffer().sniff("a;b;c\n1;2;3\n").delimiter)
