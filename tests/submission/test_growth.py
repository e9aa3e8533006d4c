"""Twice the file takes twice the work: no step is worse than linear. Counted, not timed."""

import ast
import functools
import json

import pytest
from support.counting import LINEAR, growth_of, steps

from grader.submission import trees
from grader.submission.notebook import load
from grader.submission.serve import tables_of

SHEET = {"metadata": {}, "cells": []}
NAMES = [f"name{i}" for i in range(1000)]


def notebook(*sources):
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": cells})


def old_notebook(*sheets):
    return json.dumps({"nbformat": 3, "metadata": {}, "worksheets": sheets})


def old_cell(source):
    more = {"language": "python", "metadata": {}, "outputs": [], "collapsed": False}
    return {"cell_type": "code", "input": source, **more}


def aliases(n):
    return notebook(*(f"from importlib import import_module as {x}\n{x}('os')" for x in NAMES[:n]))


GROWING = [
    pytest.param(lambda n: "\n".join(f"{x} = 1" for x in NAMES[:n]), id="statements"),
    pytest.param(lambda n: "\n".join(f"def {x}(): pass" for x in NAMES[:n]), id="functions"),
    pytest.param(lambda n: f"class {'A' * n}:\n" + " def f(self): self.a = 1\n" * n, id="methods"),
    pytest.param(lambda n: "@a\n" * n + "def f(): pass", id="decorators"),
    pytest.param(lambda n: "x = 1; " * n, id="statements on a line"),
    pytest.param(lambda n: "import a\n" * n, id="imports"),
    pytest.param(lambda n: "try:\n" + " import a\n" * n + "except ImportError: pass", id="a try"),
    pytest.param(lambda n: "x = a" + ".a" * n, id="a chain"),
    pytest.param(lambda n: "x = [" + "f(1)," * n + "]", id="a list"),
    pytest.param(lambda n: "\n" * n + "x = 1", id="empty lines"),
    pytest.param(lambda n: "x = (1 +\n" * n, id="what is no program"),
    pytest.param(lambda n: notebook(*["x = 1"] * n), id="cells"),
    pytest.param(lambda n: notebook("!ls\n" * n), id="magics"),
    pytest.param(lambda n: notebook(*["!ls"] * n), id="cells with magics"),
    pytest.param(lambda n: notebook("!ls\\\n" * n), id="a magic of many lines"),
    pytest.param(lambda n: notebook("%a\n" + "é;" * n), id="a line with foreign letters"),
    pytest.param(lambda n: notebook("%a\nx = '" + "\\'" * n), id="a text without an end"),
    pytest.param(lambda n: notebook("%a\n" + "('''" * n), id="texts without an end"),
    pytest.param(lambda n: notebook("%%a\n" * n), id="cell magics"),
    pytest.param(lambda n: notebook('"""\n' + "%a\n" * n + '"""'), id="a text like magics"),
    pytest.param(aliases, id="other names for an import"),
    pytest.param(lambda n: old_notebook(*[SHEET] * n), id="worksheets"),
    pytest.param(lambda n: old_notebook({"cells": [old_cell("x = 1")] * n}), id="old cells"),
    pytest.param(lambda n: old_notebook({"cells": [old_cell(["x\n"] * n)]}), id="old lines"),
    pytest.param(lambda n: notebook()[:-2] + "[]," * n + "[]]}", id="what is no cell"),
]


def read(text):
    return tables_of(bytearray(text.encode()), is_file=not text.startswith("{"))


class Counted:
    """What reading a text takes: steps, and characters parsed, which takes other than
    Python's own; and how much is read of it."""

    def __init__(self, text):
        self.parsed, true_parse = 0, ast.parse

        def parse(source, *more, **options):
            self.parsed += len(source)
            return true_parse(source, *more, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ast, "parse", parse)
            self.steps = steps(lambda: self.keep(read(text)))
        self.read = len(json.dumps(self.tables))

    def keep(self, tables):
        self.tables = tables


@functools.cache
def counted(build, n):
    """Once for all that is asked of it; what is loaded and remembered is no work of the file's."""
    load()
    trees.parsed.cache_clear()
    read(build(3))
    return Counted(build(n))


def growth(build, name):
    return growth_of(lambda n: getattr(counted(build, n), name))


@pytest.mark.parametrize("build", GROWING)
def test_twice_the_file_takes_twice_the_steps(build):
    assert growth(build, "steps") < LINEAR


@pytest.mark.parametrize("build", GROWING)
def test_twice_the_file_is_parsed_as_often(build):
    assert growth(build, "parsed") < LINEAR


@pytest.mark.parametrize("build", GROWING)
def test_what_is_read_of_twice_the_file_is_twice_as_much(build):
    assert growth(build, "read") < LINEAR
