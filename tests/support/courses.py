"""A course of two homeworks, and what students hand in for them."""

import json
import shutil

from support.project import CHAIN, TINY

STATS = """
def median(values):
    ordered = sorted(values)
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2

def clip(values, low, high):
    return [min(max(value, low), high) for value in values]
"""
MEANS = (CHAIN / "assignments/means/example.py").read_text(encoding="utf-8")
FULL = {"stats": 7, "means": 11}


def make_pair(folder):
    """The courses `stats` and `means` as one, to be changed at will."""
    ignore = shutil.ignore_patterns("__pycache__")
    for course in (TINY, CHAIN):
        shutil.copytree(course, folder, ignore=ignore, dirs_exist_ok=True)
    parts = [(course / "rubric.yaml").read_text(encoding="utf-8") for course in (TINY, CHAIN)]
    (folder / "rubric.yaml").write_text(parts[0] + parts[1].partition("assignments:\n")[2])
    return folder


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def notebook(source, assignment=None):
    """A notebook of one cell."""
    cell = {"cell_type": "code", "metadata": {}, "source": source, "outputs": []}
    metadata = {} if assignment is None else {"grade": {"assignment": assignment}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": [cell]})
