import pytest

from grader.core.submission import Cell, Modules, Place, Script
from grader.core.text import suggest
from grader.submission.analysis import (
    find_breaches,
    find_definitions,
    find_imports,
    outline_of,
)

MODULES = Modules(
    allowed=frozenset(["__future__", "importlib", "math", "os"]),
    stand_ins=frozenset(["matplotlib"]),
)
NUMPY = "import of numpy, which is not allowed"
COMPUTED = "an import of a computed name can't be checked; use `import`"
RELATIVE = "a relative import can't be checked; name the module in full"


def script(*sources):
    return Script(tuple(Cell(n, source) for n, source in enumerate(sources, 1)))


def breaches(*sources):
    return [
        (b.place.cell, b.place.line, b.message)
        for b in find_breaches(find_imports(script(*sources)), MODULES)
    ]


def messages(*sources):
    return [message for _, _, message in breaches(*sources)]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import numpy", id="by import"),
        pytest.param("import numpy as np", id="under an alias"),
        pytest.param("import numpy.linalg", id="a part of it"),
        pytest.param("import math, numpy", id="beside an allowed one"),
        pytest.param("from numpy import array", id="by from"),
        pytest.param("from numpy.linalg import norm", id="from a part of it"),
        pytest.param("from numpy import *", id="by from and star"),
        pytest.param("def f():\n    import numpy", id="in a function"),
        pytest.param("class A:\n    import numpy", id="in a class"),
        pytest.param(
            "try:\n    import math\nexcept ImportError:\n    import numpy", id="in an except"
        ),
        pytest.param("if False:\n    import numpy", id="where it is never run"),
        pytest.param("__import__('numpy')", id="by __import__"),
        pytest.param("np = __import__('numpy.linalg').array", id="by __import__, in an expression"),
        pytest.param("__import__(name='numpy')", id="by __import__ and keyword"),
        pytest.param("import builtins as b\nb.__import__('numpy')", id="by builtins.__import__"),
        pytest.param("import importlib\nimportlib.import_module('numpy')", id="by importlib"),
        pytest.param("import importlib as i\ni.import_module('numpy')", id="by importlib's alias"),
        pytest.param(
            "from importlib import import_module\nimport_module('numpy')", id="by its name"
        ),
        pytest.param("from importlib import import_module as g\ng('numpy')", id="by its alias"),
        pytest.param("lambda: __import__('numpy')", id="in a lambda"),
        pytest.param("x = '\\d'\nimport numpy", id="below text that Python warns about"),
    ],
)
def test_a_forbidden_import_is_a_breach(source):
    assert NUMPY in messages(source)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import math", id="by import"),
        pytest.param("import os.path as p", id="a part of it, under an alias"),
        pytest.param("from __future__ import annotations", id="from the future"),
        pytest.param("import matplotlib.pyplot as plt", id="one with a stand-in"),
        pytest.param("__import__('math')", id="by __import__"),
        pytest.param("import importlib\nimportlib.import_module('os.path')", id="by importlib"),
        pytest.param(
            "from importlib import import_module as g\ng('math')", id="by importlib's alias"
        ),
        pytest.param("text = 'import numpy'  # import numpy", id="none, in text and comment"),
        pytest.param("numpy = 1\nnumpy.array", id="none, but a name that is the same"),
        pytest.param("import numpy as = 1", id="none, but a cell that is not Python"),
        pytest.param("x = '\x00'", id="none, but a cell with a null byte"),
    ],
)
def test_an_allowed_import_is_none(source):
    assert breaches(source) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("__import__('num' + 'py')", COMPUTED, id="a computed name"),
        pytest.param("__import__(name)", COMPUTED, id="a variable"),
        pytest.param("__import__(*names)", COMPUTED, id="unpacked arguments"),
        pytest.param("__import__(**names)", COMPUTED, id="unpacked keywords"),
        pytest.param("importlib.import_module(f'{x}')", COMPUTED, id="a formatted name"),
        pytest.param("from . import numpy", RELATIVE, id="a relative import"),
        pytest.param("from .linalg import norm", RELATIVE, id="a relative import of a part"),
        pytest.param("importlib.import_module('.x', 'numpy')", RELATIVE, id="one by importlib"),
        pytest.param(
            "load = __import__",
            "`__import__` under another name can't be checked; use `import`",
            id="__import__ under another name",
        ),
        pytest.param(
            "load = importlib.import_module",
            "`import_module` under another name can't be checked; use `import`",
            id="importlib's function under another name",
        ),
    ],
)
def test_an_import_that_cannot_be_checked_is_a_breach(source, message):
    assert messages(source) == [message]


def test_an_alias_from_one_cell_is_known_in_the_next():
    assert messages("if 1:\n    from importlib import import_module as g", "g('numpy')") == [NUMPY]


def test_breaches_are_in_the_order_of_cell_and_line():
    nested = "def f():\n    def g():\n        import numpy\n    __import__(g)\nimport numpy"
    places = [(cell, line) for cell, line, _ in breaches(nested, "import math", "import numpy")]
    assert places == [(1, 3), (1, 4), (1, 5), (3, 1)]


def test_every_forbidden_module_of_a_line_is_named():
    assert messages("import torch, math, numpy") == [
        "import of torch, which is not allowed",
        "import of numpy, which is not allowed",
    ]


def test_a_cell_that_does_not_parse_hides_no_other():
    assert breaches("import numpy as = 1", "import numpy") == [(2, 1, NUMPY)]


@pytest.mark.parametrize(
    ("source", "name", "line"),
    [
        pytest.param("\ndef f(): pass", "f", 2, id="a function"),
        pytest.param("async def f(): pass", "f", 1, id="an async function"),
        pytest.param("@cache\ndef f(): pass", "f", 2, id="a decorated function, at its def"),
        pytest.param("class A:\n    x = 1", "A", 1, id="a class"),
        pytest.param("class A:\n    def f(self): pass", "A.f", 2, id="a method"),
        pytest.param("def f(): pass\ndef f(): pass", "f", 2, id="the last of two"),
    ],
)
def test_a_definition_is_found(source, name, line):
    assert find_definitions(script("x = 1", source))[name] == Place(2, line)


def test_the_last_definition_in_any_cell_is_found():
    assert find_definitions(script("def f(): pass", "def f(): pass")) == {"f": Place(2, 1)}


def test_a_function_inside_a_function_is_no_definition():
    assert set(find_definitions(script("def f():\n    def g(): pass"))) == {"f"}


def test_a_method_of_a_class_inside_a_class_is_no_definition():
    nested = "class A:\n    class B:\n        def f(self): pass"
    assert set(find_definitions(script(nested))) == {"A", "A.B"}


def test_a_definition_in_a_file_has_no_cell():
    assert find_definitions(Script((Cell(None, "\ndef f(): pass"),))) == {"f": Place(None, 2)}


@pytest.mark.parametrize(
    ("missing", "defined", "found"),
    [
        pytest.param("standardize", ["standardise"], "standardise", id="another spelling"),
        pytest.param("net_input", ["predict", "netInput"], "netInput", id="another case"),
        pytest.param("predict", ["Predict"], "Predict", id="a capital letter"),
        pytest.param("predict", ["predicts", "redacted"], "predicts", id="the nearest of two"),
        pytest.param("Model.fit", ["Model.fitt"], "Model.fitt", id="a method of the class"),
    ],
)
def test_the_nearest_name_is_suggested(missing, defined, found):
    assert suggest(missing, tuple(defined)) == f"`{found}`: did you mean `{missing}`?"


@pytest.mark.parametrize(
    ("missing", "defined"),
    [
        pytest.param("standardize", [], id="nothing defined"),
        pytest.param("standardize", ["plot", "main"], id="nothing near"),
        pytest.param("Model.train", ["train"], id="a function, for a method"),
        pytest.param("train", ["Model.train"], id="a method, for a function"),
        pytest.param("Model.train", ["Other.train"], id="a method of another class"),
        pytest.param("Perceptron.train", ["Perceptron.fit"], id="only the class is the same"),
        pytest.param("train", ["train"], id="itself, defined where it was never reached"),
    ],
)
def test_nothing_is_suggested(missing, defined):
    assert suggest(missing, tuple(defined)) == ""


def test_an_import_written_in_other_letters_is_seen():
    assert messages("__\uff49mport__('numpy')") == [NUMPY]


def test_an_importer_named_in_one_cell_is_seen_in_the_next():
    assert messages("from importlib import import_module as load", "load('numpy')") == [NUMPY]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("try:\n    import numpy\nexcept ImportError:\n    pass", id="guarded"),
        pytest.param("import numpy as np\nos.walk('/kaggle/input')", id="Kaggle's first cell"),
    ],
)
def test_boilerplate_is_no_breach(source):
    assert not messages(source)


WRITES = "get_ipython().run_cell_magic('writefile', 'a.py', '''\\\n{}''')"


def test_what_is_written_to_a_module_is_judged_as_the_scripts_own():
    written = WRITES.format("import math\n\nimport numpy\ndef f(): pass")
    assert breaches(written, "import a\nfrom a.b import f") == [(1, 4, NUMPY)]
    assert find_definitions(script(written))["f"] == Place(1, 5)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(WRITES.replace("a.py", "numpy.txt").format(""), id="no module"),
        pytest.param(WRITES.replace("writefile", "bash").format("# numpy.py"), id="no file"),
        pytest.param(f"f({WRITES.replace('a.py', 'numpy.py').format('')})", id="no statement"),
        pytest.param("x = 'get_ipython().run_cell_magic'", id="a text"),
    ],
)
def test_what_is_written_otherwise_allows_no_import(source):
    assert messages(source, "import numpy") == [NUMPY]


def test_what_stands_in_one_line_of_an_exported_file_is_found_in_that_line():
    text = "import math\nimport numpy\nclass A:\n    def f(self): pass\n"
    source = f"\n\nget_ipython().run_cell_magic('time', '', {text!r})"
    assert breaches(source) == [(1, 3, NUMPY)]
    assert find_definitions(script(source))["A.f"] == Place(1, 3)


def test_an_import_beside_a_guard_is_a_breach():
    assert messages("try:\n    import a\nexcept ImportError:\n    import numpy")
    assert messages("try:\n    import numpy\nexcept ValueError:\n    pass")
    assert messages("try:\n    __import__('numpy')\nexcept ImportError:\n    pass")


# What is forbidden in a module that is allowed

SOLVE = "use of numpy.linalg.solve, which is not allowed"
WITH_NUMPY = Modules(
    allowed=frozenset(["numpy", "statistics"]),
    packages=("numpy",),
    forbidden=frozenset(["numpy.linalg.solve", "numpy.ma", "statistics.mean"]),
)


def uses(*sources):
    outline = outline_of(script(*sources))
    return [
        (b.place.cell, b.place.line, b.message) for b in find_breaches(outline.imports, WITH_NUMPY)
    ]


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param(["import numpy\nnumpy.linalg.solve(a, b)"], id="in full"),
        pytest.param(["import numpy as np", "\nnp.linalg.solve(a, b)"], id="in another cell"),
        pytest.param(["import numpy.linalg as la\nla.solve(a, b)"], id="under an alias of a part"),
        pytest.param(["import numpy\nfrom numpy.linalg import solve"], id="imported by name"),
        pytest.param(["from numpy import linalg\nf = linalg.solve"], id="not called"),
        pytest.param(
            ["def f(x):\n    import numpy as n; n.linalg.solve(x, x)"], id="in a function"
        ),
    ],
)
def test_a_use_of_what_is_forbidden_in_a_module_is_a_breach(sources):
    assert {message for _, _, message in uses(*sources)} == {SOLVE}


def test_it_is_told_once_where_it_stands_first():
    cells = ["import numpy as np", "x = 1\nnp.linalg.solve(a, b)", "np.linalg.solve(a, b)"]
    assert uses(*cells) == [(2, 2, SOLVE)]


def test_a_module_that_is_forbidden_in_a_package_may_not_be_imported():
    assert uses("import numpy.ma") == [(1, 1, "use of numpy.ma, which is not allowed")]


def test_so_it_is_in_the_standard_library():
    message = "use of statistics.mean, which is not allowed"
    assert uses("from statistics import mean, median") == [(1, 1, message)]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import numpy as np\nnp.linalg.solver, np.linalg.norm", id="another name"),
        pytest.param("linalg = None\nlinalg.solve", id="nothing that was imported"),
        pytest.param("import numpy as np\nmodel.np.linalg.solve", id="another's attribute"),
    ],
)
def test_what_only_looks_like_it_is_none(source):
    assert uses(source) == []


def test_what_is_used_of_a_module_that_is_not_there_is_told_by_its_import_alone():
    assert [message for _, _, message in uses("import torch\ntorch.add, torch.nn.Linear")] == [
        "import of torch, which is not allowed"
    ]
