"""The assignment's data at their relative path, by open, csv and pathlib."""

import csv
import os
from pathlib import Path

with open("data/points.txt", encoding="utf-8") as file:
    points = [[float(x) for x in line.split()] for line in file]
print(len(points), len(points[0]), sum(row[0] for row in points))
with open(os.path.join("data", "points.txt"), newline="", encoding="utf-8") as file:
    rows = list(csv.reader(file, delimiter="\t"))
print(rows[0], len(rows))
print(sorted(path.name for path in Path("data").glob("*.txt")))
print("data" in os.listdir("."), os.path.exists("no/such/file"))
