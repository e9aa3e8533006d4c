"""Walrus, unpacking, comprehensions, closures, keyword-only arguments, global, while-else."""


def collect(first, /, *rest, sep="-", **named):
    return sep.join(map(str, [first, *rest, *named.items()]))


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


def change():
    global total
    total += 5


total, scores = 1, {"a": 1}
change()
if (n := len("walrus")) > 3:
    print(n, collect(1, 2, sep="+", k=3), total)
first, *middle, last = range(6)
print(first, middle, last, [*"ab", *[1]], {**scores, "b": 2})
print(
    [x for row in [[1, 2], [3]] for x in row if x != 2],
    {x: x * x for x in range(3)},
    {len(x) for x in ("a", "b")},
)
step = counter()
print(step(), step(), [f(3) for f in [lambda x, k=k: x + k for k in range(3)]])
while total > 5:
    total -= 1
else:
    print("else of while", total)
for x in range(5):
    if x == 3:
        break
else:
    print("never")
a, b = 1, 2
a, b = b, a
print(a, b, 1 < b + 1 < 3, "yes" if a else "no", [1, 2, 3][::-1], x, (lambda: ...)())
matrix = [[1, 2], [3, 4]]
print([list(column) for column in zip(*matrix)], any(x > 3 for row in matrix for x in row))  # noqa: B905
del matrix[0][0]
print(matrix, type(print).__name__, callable(len), isinstance(True, int))
