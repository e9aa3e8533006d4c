"""Source notebooks as nbgrader and Otter Assign have them, in our own words."""

import json

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def code(text, shown="", **nbgrader):
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    outputs = [{**output, "data": {"text/plain": [shown]}}] if shown else []
    return {**cell("code", text, nbgrader), "execution_count": 1, "outputs": outputs}


def words(text, **nbgrader):
    return cell("markdown", text, nbgrader)


def raw(text):
    return cell("raw", text, {})


def cell(kind, text, nbgrader):
    metadata = {"nbgrader": {"schema_version": 3, **nbgrader}} if nbgrader else {}
    return {"cell_type": kind, "metadata": metadata, "source": text.splitlines(keepends=True)}


def notebook(*cells):
    return {"cells": list(cells), "metadata": KERNEL, "nbformat": 4, "nbformat_minor": 4}


def write(path, *cells):
    path.write_text(json.dumps(notebook(*cells)))
    return path


def solution(text, grade_id="solution"):
    return code(text, grade=False, grade_id=grade_id, locked=False, solution=True)


def graded(text, points=1, grade_id="test"):
    return code(text, grade=True, grade_id=grade_id, locked=True, solution=False, points=points)


HALVED = """\
def halved(values):
    ### BEGIN SOLUTION
    return [value / 2 for value in values]
    ### END SOLUTION
"""

NBGRADER = [
    words("# Halves and means"),
    code("import math"),
    words("## Part A (2 points)\n\nHalve each value of a list."),
    solution(HALVED),
    graded(
        '"""halved() halves each value"""\n'
        "assert halved([2, 4]) == [1, 2]\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert halved([3, 0]) == [1.5, 0]\n"
        "### END HIDDEN TESTS\n",
        points=4,
        grade_id="halves",
    ),
    words("## Part B\n\nName the mean of 1, 2 and 6."),
    words("It is 3.", grade=True, grade_id="why", solution=True, locked=False, points=2),
]

OTTER = [
    raw("# ASSIGNMENT CONFIG\ninit_cell: true"),
    code("import otter\ngrader = otter.Notebook()\nimport math"),
    raw("# BEGIN QUESTION\nname: q1\npoints: 4"),
    words("**Question 1.** Halve each value of a list."),
    raw("# BEGIN SOLUTION"),
    code("def halved(values):\n    return [value / 2 for value in values] # SOLUTION"),
    raw("# END SOLUTION"),
    raw("# BEGIN TESTS"),
    code("halved([2, 4])", shown="[1.0, 2.0]"),
    code("# HIDDEN\nhalved([3, 0]) == [1.5, 0]", shown="True"),
    raw("# END TESTS"),
    raw("# END QUESTION"),
    raw("# BEGIN QUESTION\nname: q2\npoints: 2\nmanual: true"),
    words("**Question 2.** What is the mean of 1, 2 and 6?"),
    raw("# BEGIN SOLUTION"),
    words("**SOLUTION**: 3."),
    raw("# END SOLUTION"),
    raw("# END QUESTION"),
]
