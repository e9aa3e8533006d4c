"""Submissions whose pages are tested, measured and looked at; graded as any other is."""

import dataclasses
from pathlib import Path

from grader.core.submission import Cell, Script, Submission
from grader.pipeline import grade
from grader.reports.page import page_of

EVIL = "</style></script><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[31m\u202e"
EVIL_SOURCE = EVIL.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e")
HOSTILE = f"""
EVIL = '{EVIL_SOURCE}'
print(EVIL * 20)
print("\\x1b]0;title\\x07\\x1b[2J\\x1b[1;31mred\\x1b[0m \\u202egnp.exe a\\u0300\\u0301\\u0302" * 50)
for _ in range(10_000):
    print("x" * 1_000)
script = 0 <script> 1 if "script" in globals() else 0
# if admin: # <script>alert(3)</script> \u202e\u2066
raise ValueError(EVIL + "{"y" * 500}")
"""
ODD_ANSWERS = """
class Perceptron(Perceptron):
    def train(self, x, y, epochs):
        super().train(x, y, epochs)
        if epochs == 2:
            self.bias = float("nan")
        if epochs == 3:
            self.weights = [1e300, -1e9]
        if epochs > 3:
            self.weights = type("<script>alert(4)</script>", (), {})()


def decision_boundary(*_):
    return "<script>alert(5)</script>", type("<img src=x onerror=alert(6)>", (), {})
"""


def edited(reading, *changes):
    """The submission with some of its text changed, which must be there."""
    cells = list(reading.script.cells)
    for old, new in changes:
        index = next(i for i, cell in enumerate(cells) if old in cell.source)
        source = cells[index].source.replace(old, new)
        cells[index] = dataclasses.replace(cells[index], source=source)
    return dataclasses.replace(
        reading, script=dataclasses.replace(reading.script, cells=tuple(cells))
    )


def extended(reading, *sources):
    """The submission with more cells after its own."""
    cells = tuple(reading.script.cells)
    more = tuple(Cell(len(cells) + n, source) for n, source in enumerate(sources, 1))
    return dataclasses.replace(reading, script=Script(cells + more, reading.script.notes))


def named(reading, path, student=None):
    """The submission under another name."""
    submission = Submission(Path(path), reading.submission.sha256, student)
    return dataclasses.replace(reading, submission=submission)


def standardized_by_all(example):
    return edited(
        example,
        ("    X_train, y_train, X_test, y_test = split(X, y, order, n_train)\n", ""),
        ("    mean, std = mean_std(X_train)\n", "    X = standardize(X, *mean_std(X))\n"),
        (
            "return standardize(X_train, mean, std), y_train, ",
            "return split(X, y, order, n_train)  # ",
        ),
    )


def bias_forgotten(example):
    return edited(example, ("                self.bias += error\n", ""))


def gradients_summed(softmax):
    """A homework in NumPy whose gradients are sums of a batch, and one of them uphill."""
    return edited(
        softmax,
        ("one_hot(y, len(self.b2))) / len(X)", "one_hot(y, len(self.b2)))"),
        ("        return X.T @ D, D.sum(axis=0)", "        return -X.T @ D, D.sum(axis=0)"),
    )


def classes_forged(softmax):
    """One whose losses and classes are nothing that can be drawn."""
    return extended(
        softmax,
        f"""
class SoftmaxRegression(SoftmaxRegression):
    def train(self, *_):
        return [float("nan"), 1e300, "{EVIL_SOURCE}"]

    def predict(self, X):
        return ["{EVIL_SOURCE}", float("inf"), 7] * (len(X) // 3)
""",
    )


def hostile(example):
    name = "/home/ta/course/<img src=x onerror=alert(7)>\u202e.ipynb"
    return named(extended(example, HOSTILE, ODD_ANSWERS), name, EVIL)


def raising(example):
    return edited(example, ("    w0, w1 = weights\n", "    w0, w1, w2 = weights\n"))


def page(reading, assignment, sandbox):
    """The page of a submission, as a command makes it."""
    return page_of_graded(grade(reading, assignment, sandbox, is_own=True), assignment)


def page_of_graded(graded, assignment, **changes):
    """The page of a submission, as if its report was changed like this."""
    report = dataclasses.replace(graded.report, **changes)
    return page_of(report, graded.reading, graded.observations, assignment)


def with_raw_output(page, text):
    """The page as if the wall had let all of a program's output through."""
    return dataclasses.replace(page, report=dataclasses.replace(page.report, stdout=text))


def flood():
    """Ten megabytes of it."""
    return EVIL + ("\x1b[1;31m<b>\u2066" + "z" * 100 + "\n") * 90_000 + EVIL + "the end"
