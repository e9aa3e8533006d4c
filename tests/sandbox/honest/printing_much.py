"""Some 60 KB printed in many small lines."""

for row in range(2000):
    print(f"{row:6d} {row * row:10d} {row % 7:4d} ok")
