"""Put cells together at random, run them as IPython does and as we do, and print what differs.

In a process of its own: IPython changes much of the one that it is in.
"""

import contextlib
import io
import json
import os
import random
import sys
import tempfile
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell

from grader.sandbox.inside.imports import Inert
from grader.sandbox.inside.script import CellRunner
from grader.sandbox.inside.shell import Shell
from grader.submission.magics import remove_magics

PIECES = [
    "x = 1",
    "x = 17 \\\n    % 4",
    "x, y = 3, 4; n = x ** y",
    "rows = [[1, 2],\n        [3, 4]]",
    "d = {'a': 1,\n'b': [\n2]}\nn = d['b'][0]",
    "def f(a, b=2):\n    '''Adds.\n\n    >>> f(1)\n    3\n    '''\n    return a + b\n\nn = f(5)",
    "class A:\n    n = 3\n\n    def g(self):\n        return self.n\n\nn = A().g()",
    "y = [v * 2 for v in range(3) if v % 2]",
    "for i in range(3):\n    x = i\nelse:\n    y = 9",
    "if True:\n    %time x = 5\n    y = x",
    "def g():\n    %matplotlib inline\n    return 4\nn = g()",
    "%matplotlib inline",
    "%time z = sum(range(4))",
    "z = %time sum(range(5))",
    "%time",
    "%prun z = 6",
    "%timeit -n1 -r1 sum([1])",
    "t = %timeit -o -n1 -r1 -q sum([1])",
    "!pip install numpy",
    "!ls -l \\\n  data",
    "files = !ls",
    "pip install numpy",
    "if True:\n    !ls\n    x = 8",
    "x?",
    "?x",
    "print??",
    "str.*find*?",
    "s = '''\n%time\n!ls\n'''",
    't = f"""{1!r}\n%d"""',
    "s = 'what?'; t = '%d' % 3",
    "# a comment? %time",
    "",
    "\n",
    "from __future__ import annotations",
    "from __future__ import annotations\ndef h(a: later): return 1\nn = h(2)",
    "import math\nw = math.sqrt(4)",
    "async def later():\n    return 7\nq = await later()",
    "m = (lambda v: v ** 2)(3)",
    "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    s = str(e)",
    "with open('out.txt', 'w') as file:\n    file.write('a')\ns = open('out.txt').read()",
    "import os\nfolder = os.path.basename(os.getcwd())",
    "%cd data",
    "%pwd",
    "k = %pwd",
    "%env",
    "%run helper.py",
    "get_ipython()",
    "get_ipython().run_line_magic('time', 'z = 11')",
    "get_ipython().system('ls')",
    "display(3)",
    "x = 1;",
    "assert x == x, 'text'",
    "match 3:\n    case 3:\n        n = 33",
    "@staticmethod\ndef u():\n    return 1",
]
# What fails in most places, and then ends what can be compared.
FAILING = [
    "import helper\nn = helper.K",
    "from helper import K",
    "1 / 0",
    "undefined",
    "x = = 1",
    "return 3",
    "raise SystemExit",
    "s = open('points.txt').read()",
    "print(out)",
]
FIRST = [
    *["%%time", "%%capture", "%%capture out", "%%capture --no-stderr out", "%%prun -q", "%%bash"],
    *[
        "%%html",
        "%%writefile helper.py\nK = 3",
        "%%writefile -a helper.py\nK = 4",
        "%%writefile a.txt",
    ],
    *["%%time\n%%capture", "%%capture\n%%time", "%%capture\n%%bash", "%%file helper.py\nK = 5"],
    *["%%time\n\n", "%%timeit -n1 -r1", "%%timeit -n1 -r1 z = 3\nassert z == 3"],
]
NAMES = [*"xyndfghiAztswqmkKue", "rows", "out", "files", "folder", "helper", "file"]


def indented(text, rng):
    indent = rng.choice([" ", "    ", "\t"])
    return "\n".join(indent + line if line.strip() else line for line in text.split("\n"))


def prompted(text, rng):
    first, more = rng.choice([(">>> ", "... "), ("In [1]: ", "   ...: "), ("  >>> ", "  ... ")])
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(more + line for line in lines[1:])])


def below(text, rng):
    return f"{rng.choice(FIRST)}\n{text}"


def make_cell(rng):
    some = [*rng.choices(PIECES, k=rng.randint(1, 4)), *rng.choices([*FAILING, *[""] * 40])]
    text = "\n".join(filter(None, rng.sample(some, len(some))))
    for change in (indented, prompted, below, lambda text, rng: f"\n\n{text}\n"):
        if rng.random() < 0.15:
            text = change(text, rng)
    return text


def plain(value):
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, (int, float, str, dict, type(None))):
        return value
    return type(value).__name__


def left(namespace, opaque):
    """Give the values of names, where they tell anything."""
    kept = {name: namespace[name] for name in NAMES if name in namespace}
    # A cell that ends in a semicolon is captured, and not named.
    kept.pop("out", None)
    return {name: "?" if name in opaque else plain(value) for name, value in kept.items()}


OPAQUE = {"files", "out", "t", "k", "helper", "file", "h"}


def open_shell():
    """IPython's own, with nothing that starts programs or looks things up."""
    shell = InteractiveShell()
    shell.history_manager.enabled = False
    shell.system = shell.system_raw = lambda command: None
    shell.getoutput = lambda command, **options: []
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **options: None
    for name in ("bash", "html"):
        shell.register_magic_function(lambda line, cell: None, "cell", name)
    for name in ("matplotlib", "env", "pinfo", "pinfo2", "psearch", "pip"):
        shell.register_magic_function(lambda line: None, "line", name)
    run_cell = shell.run_cell

    def watched(*args, **options):
        result = run_cell(*args, **options)
        shell.ran = shell.ran and result.success  # also of what is captured
        return result

    shell.run_cell = watched
    return shell


@contextlib.contextmanager
def in_folder(path):
    """A folder with data, to work in, and no module of it loaded before or afterwards."""
    (path / "data").mkdir(parents=True)
    (path / "data/points.txt").write_text("1 2")
    before, paths, finders = os.getcwd(), [*sys.path], [*sys.meta_path]
    os.chdir(path)
    sys.path.insert(0, "")
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        os.chdir(before)
        sys.path[:], sys.meta_path[:] = paths, finders
        sys.modules.pop("helper", None)
        sys.path_importer_cache.clear()


def run_there(cells, shell, path):
    """What IPython makes of cells: does each run, and what is left."""
    for name in NAMES:
        shell.user_ns.pop(name, None)
    with in_folder(path):
        for cell in cells:
            shell.ran = True
            shell.run_cell(cell, store_history=False)
            yield shell.ran, left(shell.user_ns, OPAQUE)
    shell.compile.flags = 0  # of what an earlier one imported from the future


class Untimed:
    for_one = 1e6


def run_here(cells, path):
    """What the script behind the wall makes of them."""
    namespace = {"__name__": "__main__", "display": Inert()}
    runner = CellRunner(namespace, Untimed())
    with in_folder(path):
        namespace["get_ipython"] = Shell(namespace, set())
        for number, cell in enumerate(cells):
            try:
                runner.run(number, remove_magics(cell)[0])
            except BaseException:  # noqa: BLE001
                yield False, left(namespace, OPAQUE)
            else:
                yield True, left(namespace, OPAQUE)


def compare(seed, shell, path):
    """Run a notebook in both ways: how many cells were compared, and the text of what differs."""
    rng = random.Random(seed)
    cells = [make_cell(rng) for _ in range(rng.randint(1, 3))]
    there = run_there(cells, shell, path / f"there/{seed}")
    here = run_here(cells, path / f"here/{seed}")
    pairs = list(zip(list(there), list(here), strict=True))
    for number, ((ran, names), (runs, ours)) in enumerate(pairs):
        # What IPython does not run, runs here as far as it can be understood.
        if not ran or "%%timeit" in cells[number]:
            return number, ""
        if (runs, ours) != (ran, names):
            parts = [*cells[: number + 1], f"{ran} {names}", f"{runs} {ours}"]
            return number, "\n----\n".join(parts)
    return len(cells), ""


def main(notebooks):
    shell, count, different = open_shell(), 0, []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(notebooks):
            cells, text = compare(seed, shell, Path(folder))
            count += cells
            different += [text] if text else []
    print(json.dumps({"cells": count, "different": different}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
