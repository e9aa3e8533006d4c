"""Distributions that an assignment allows: there behind each wall, alone, read as plain data."""

import os
import re
import sys
import tempfile

import pytest

from grader.core.errors import CourseError, RefusedError
from grader.core.probe import Answer, Case, Opaque, Probe
from grader.core.submission import Cell, Limits, Modules, Script
from grader.sandbox import launcher
from grader.sandbox.isolation import open_sandbox
from grader.sandbox.packages import find_packages, to_install
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe

pytestmark = pytest.mark.walls

PROBES = "def called(student, case): return student.answer(case.number)"
NUMBERS = (1, 2, 3, 4)
PROBES_PUT = tuple(
    Probe("called", Case(f"n{number}", {"number": number}), ("answer",), "answer() answers")
    for number in NUMBERS
)
WALLS = [("strong", "warm"), ("strong", "fresh"), ("medium", "warm"), ("process", None)]
WARM = [wall for wall in WALLS if wall[1] == "warm"]


def named(wall):
    return "-".join(filter(None, wall))


@pytest.fixture(params=WALLS, ids=named, scope="module")
def sandbox(request):
    try:
        with open_sandbox(*request.param) as opened:
            yield opened
    except RefusedError as error:
        pytest.skip(str(error))


@pytest.fixture
def hidden(sandbox):
    """A wall that hides files."""
    if sandbox.level.value == "process":
        pytest.skip("it hides no files")
    return sandbox


def observed(sandbox, source, allowed=("numpy",), **limits):
    packages = find_packages(allowed)
    permitted = frozenset({*sys.stdlib_module_names, *packages.own})
    forbidden = frozenset(["numpy.linalg.solve", "numpy.ma"])
    modules = Modules(permitted, packages=packages.names, forbidden=forbidden)
    job = Job(Script((Cell(1, source),)), modules, Limits(submission_seconds=60, **limits))
    return observe(job, Questions(PROBES_PUT, PROBES), sandbox)


def answers(sandbox, source, allowed=("numpy",), **limits):
    seen = observed(sandbox, source, allowed, **limits)
    assert (seen.errors, seen.tampered) == ((), None)
    return [
        observation.value if isinstance(observation, Answer) else observation
        for observation in seen.by_probe.values()
    ]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("np.arange(4.0).reshape(2, 2) * x", [[0.0, 1.0], [2.0, 3.0]], id="matrix"),
        pytest.param("np.float32(0.5) * x", 0.5, id="number of 32 bits"),
        pytest.param("np.array(x)", 1, id="array without axes"),
        pytest.param("np.array([x > 0, False])", [True, False], id="truth values"),
        pytest.param("[np.int64(x), {'a': np.zeros(2)}]", [1, {"a": [0.0, 0.0]}], id="within"),
        pytest.param("np.array([None, x], object)", [None, 1], id="objects"),
        pytest.param("np.zeros((0, 3))", [], id="empty"),
        pytest.param("Lying([x, 2]).view(Lying)", [1, 2], id="subclass that lies"),
    ],
)
def test_arrays_and_numbers_are_read_as_plain_ones(sandbox, expression, value):
    source = f"""
import numpy as np
class Lying(np.ndarray):
    def __new__(cls, row): return np.asarray(row).view(cls)
    def tolist(self): return [9, 9]
    size = 0
def answer(x): return {expression}
"""
    assert answers(sandbox, source)[0] == value


def test_an_array_too_large_to_be_sent_is_a_failure_of_that_question(sandbox):
    source = "import numpy as np\ndef answer(x): return np.zeros(10**6) if x == 2 else x"
    (first, second, *_) = answers(sandbox, source)
    assert (first, second.message) == (1, "the answer is too large: more than 10,000 values")


def test_what_is_allowed_works_in_all_its_parts(sandbox):
    source = """
import numpy as np, numpy.linalg, numpy.testing
from numpy.lib.stride_tricks import sliding_window_view
def answer(x):
    matrix = np.random.default_rng(0).normal(size=(40, 40))
    assert np.allclose(np.linalg.inv(matrix) @ matrix, np.eye(40))
    return int(sliding_window_view(np.arange(8), 3).sum()) + len(np.fft.fft(matrix))
"""
    assert answers(sandbox, source) == [103] * 4


def test_nothing_else_that_is_installed_can_be_imported(sandbox):
    source = """
import importlib.util, sys
def answer(x):
    try:
        importlib.util.find_spec("yaml") or sys.exit("not there")
        return "there"
    except (SystemExit, ValueError):
        return "not there"
"""
    assert answers(sandbox, source) == ["not there"] * 4


def test_nothing_else_that_is_installed_can_be_seen(hidden):
    source = """
import numpy, os
beside = os.path.dirname(os.path.dirname(numpy.__file__))
def answer(x):
    try:
        return sorted(name for name in os.listdir(beside) if not name.startswith("numpy"))
    except PermissionError:
        with open(f"{beside}/yaml/__init__.py") as file:
            return file.read()
"""
    for answer in answers(hidden, source):
        assert answer == [] or answer.message.startswith(("PermissionError", "FileNotFoundError"))


def test_its_files_can_not_be_changed(hidden):
    source = """
import numpy
def answer(x):
    try:
        open(numpy.__file__, "a").close()
    except OSError:
        return "refused"
"""
    assert answers(hidden, source) == ["refused"] * 4


@pytest.mark.parametrize(
    "use",
    [
        pytest.param("getattr(np.linalg, 'sol' + 've')(one, one)", id="by a computed name"),
        pytest.param("__import__('numpy.ma').ma.array(1)", id="a module"),
        pytest.param("solve(one, one)", id="by all names of a module"),
    ],
)
def test_what_is_forbidden_in_a_package_is_refused_where_it_is_used(sandbox, use):
    source = f"""
import numpy as np
from numpy.linalg import *
one = np.eye(1)
def answer(x): return {use}
"""
    (first, *_) = answers(sandbox, source)
    assert "is not allowed in this assignment; do without it" in first.message


def test_what_a_package_has_of_it_for_itself_goes_on_working(sandbox):
    source = "import numpy as np\ndef answer(x): return np.polyfit([0, 1, 2], [0, 1, 2], 1)"
    assert answers(sandbox, source)[0] == pytest.approx([1.0, 0.0])


def test_two_scripts_without_a_seed_draw_different_numbers(sandbox):
    source = "import numpy as np\ndrawn = np.random.rand()\ndef answer(x): return drawn"
    assert answers(sandbox, source)[0] != answers(sandbox, source)[0]


def test_a_seed_goes_on_in_every_copy_as_it_was_after_the_script(sandbox):
    source = """
import numpy as np
np.random.seed(3)
generator = np.random.default_rng(3)
generator.random(), np.random.rand()
def answer(x): return [np.random.rand(), generator.random()]
"""
    import numpy

    numpy.random.seed(3)
    generator = numpy.random.default_rng(3)
    _, expected = [[numpy.random.rand(), generator.random()] for _ in range(2)]
    assert answers(sandbox, source) == [pytest.approx(expected)] * 4


@pytest.mark.parametrize(
    "remember",
    [
        pytest.param("seen[0] += 1; return int(seen[0])", id="in an array"),
        pytest.param("seen[0] += 1; return np.array(seen)", id="in an array that is given back"),
        pytest.param("return generator.random()", id="in a generator"),
        pytest.param("return np.random.rand()", id="in the generator of all"),
        pytest.param("row.append(seen); return len(row)", id="in a list of arrays"),
        pytest.param("return float(generator.spawn(1)[0].random())", id="in what it draws of it"),
        pytest.param(
            "was = seen.flags.writeable; seen.setflags(write=False); return was",
            id="in what may be written to an array",
        ),
        pytest.param(
            "return np.seterr(over='raise')['over']", id="in what becomes of numbers too large"
        ),
    ],
)
def test_a_question_finds_nothing_of_the_one_before(sandbox, remember):
    source = f"""
import numpy as np
np.random.seed(0)
seen, row, generator = np.zeros(3), [], np.random.default_rng(0)
def answer(x): {remember}
"""
    first, *others = answers(sandbox, source)
    assert others == [first] * 3


def test_a_program_that_is_warned_by_a_package_is_asked_once_and_shows_it_once(sandbox):
    source = """
import numpy as np
def answer(x):
    print("asked", x)
    return bool(np.isinf(np.float64(x) / np.float64(0)))
"""
    seen = observed(sandbox, source)
    assert [answer.value for answer in seen.by_probe.values()] == [True] * 4
    assert re.findall("asked .*", seen.stdout) == [f"asked {number}" for number in NUMBERS]
    assert seen.stdout.count("RuntimeWarning: divide") == 1


def test_a_scripts_memory_is_what_it_has_beside_the_package(sandbox):
    little = "import numpy as np\nkept = np.ones(2**22)\ndef answer(x): return x"
    much = "import numpy as np\nkept = np.ones(2**25)\ndef answer(x): return x"
    assert answers(sandbox, little, memory_mb=64) == [1, 2, 3, 4]
    (error,) = observed(sandbox, much, memory_mb=64).errors
    assert error.message.startswith("numpy._core._exceptions._ArrayMemoryError") or (
        "Unable to allocate" in error.message
    )


def test_what_is_not_installed_is_the_courses_fault():
    with pytest.raises(CourseError, match="pip install no-such-thing nor-this "):
        find_packages(("stdlib", "no-such-thing", "nbformat", "nor-this"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [("stdlb", "stdlib"), ("colections", "collections"), ("nummpy", "numpy"), ("torhc", "torch")],
)
def test_nobody_is_told_to_install_what_may_be_a_slip(name, meant):
    with pytest.raises(CourseError, match=f"did you mean '{meant}'") as caught:
        find_packages((name,))
    assert "pip" not in str(caught.value)


OTHERS = ["torchvision", "scipy", "pandas", "polars", "scikit-learn", "httpx", "html5lib", "sparse"]


@pytest.mark.parametrize("name", ["numpy", "torch", *OTHERS])
def test_a_package_that_is_none_of_python_s_own_is_to_be_installed(name):
    assert to_install([name]).startswith(f"run: pip install {name} (")
    assert to_install([name, "nummpy"]) == "did you mean 'numpy'?"


ASKED_ALONE = """
import secrets
RUN, calls = secrets.token_hex(), []
def answer(x):
    calls.append(x)
    return [RUN, len(calls)]
"""


@pytest.mark.parametrize("allowed", [(), ("numpy",), ("numpy", "torch")], ids=str)
def test_a_script_whose_questions_are_asked_alone_is_run_once(sandbox, allowed):
    runs, calls = zip(*answers(sandbox, ASKED_ALONE, allowed, memory_mb=1024), strict=True)
    assert calls == (1, 1, 1, 1)
    assert len({*runs}) == 1


SHARED = """
import mmap
shared = mmap.mmap(-1, 4096)
def answer(x):
    shared[0] += 1
    return shared[0]
"""


@pytest.mark.parametrize("allowed", [("numpy",), ("numpy", "torch")], ids=str)
def test_memory_that_copies_share_tells_nothing_beside_packages_that_map_memory(sandbox, allowed):
    assert answers(sandbox, SHARED, allowed, memory_mb=1024) == [1, 1, 1, 1]


def test_of_a_record_only_what_it_names_is_shown(tmp_path, monkeypatch):
    package, about = tmp_path / "plain", tmp_path / "plain-1.0.dist-info"
    package.mkdir()
    about.mkdir()
    (package / "__init__.py").touch()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n")
    (about / "RECORD").write_text('./plain/__init__.py,,\n"plain/a,b.txt",,\n../../bin/plain,,\n')
    monkeypatch.syspath_prepend(tmp_path)
    found = find_packages(("plain",))
    assert found.entries == (str(package),)
    assert found.roots == (("plain", str(tmp_path)),)


def test_what_a_package_needs_comes_along_and_is_not_allowed_by_that():
    packages = find_packages(("stdlib", "nbformat"))
    assert packages.own == ("nbformat",)
    assert {"jsonschema", "nbformat"} <= {root for root, _ in packages.roots}
    assert "numpy" not in {root for root, _ in packages.roots}


# PyTorch

TORCH = ("numpy", "torch")
TRAINED = """
import torch
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
rows, labels = torch.ones(5, 3), torch.tensor([0, 1, 1, 0, 1])
def answer(x):
    for _ in range(3):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(rows), labels)
        loss.backward()
        optimizer.step()
    return {"loss": loss, "weights": model[0].weight, "threads": torch.get_num_threads()}
"""


@pytest.fixture(params=WARM, ids=named, scope="module")
def with_torch(request):
    pytest.importorskip("torch")
    try:
        with open_sandbox(*request.param) as opened:
            yield opened
    except RefusedError as error:
        pytest.skip(str(error))


def test_a_model_is_trained_by_one_thread_and_anew_for_each_question(with_torch):
    first, *others = answers(with_torch, TRAINED, TORCH)
    assert (len(first["weights"]), first["threads"]) == (4, 1)
    assert others == [first] * 3


# What PyTorch imports with its compiler alone; not by its name, which would ask for it.
COMPILER = """
import sys
def has_compiler(): return "sympy" in sys.modules
"""


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "RMSprop"])
def test_an_optimizer_does_without_the_compiler(with_torch, optimizer):
    source = TRAINED.replace("SGD", optimizer).replace(
        '"threads"', '"has it": has_compiler(), "threads"'
    )
    here = {}
    exec(COMPILER + source, here)
    expected = here["answer"](1)["loss"].item()
    for answer in answers(with_torch, COMPILER + source, TORCH):
        assert answer["loss"] == pytest.approx(expected)
        assert not answer["has it"]


@pytest.mark.parametrize(
    "expression",
    [
        "torch.func.grad(lambda rows: (rows**2).sum())(torch.ones(2) * x)",
        "getattr(torch, 'fu' + 'nc').grad(lambda rows: (rows**2).sum())(torch.ones(2) * x)",
        "torch.compile(lambda rows: rows * 2, backend='eager')(torch.ones(2) * x)",
        "torch.ones(2) * x * (1 + ('rows' not in __import__('torch._dynamo.utils').__dict__))",
    ],
)
def test_what_asks_more_of_the_compiler_has_it(with_torch, expression):
    source = f"{COMPILER}import torch\ndef answer(x): return [{expression}, has_compiler()]"
    wanted = [[[2.0 * number] * 2, True] for number in NUMBERS]
    # To import it takes longer than that: it is not on the program's time.
    assert answers(with_torch, source, TORCH, probe_seconds=0.8, memory_mb=256) == wanted


def test_a_script_that_asks_for_the_compiler_is_run_anew_with_it(with_torch):
    source = f"{COMPILER}import torch\nbegun = has_compiler()\nprint(begun)\n"
    asking = "torch.use_deterministic_algorithms(True)\n"
    answering = "def answer(x): return begun"
    plain, whole = (
        observed(with_torch, source + more + answering, TORCH, cell_seconds=0.5)
        for more in ("", asking)
    )
    assert [each.value for each in plain.by_probe.values()] == [False] * 4
    assert [each.value for each in whole.by_probe.values()] == [True] * 4
    assert (plain.stdout, whole.stdout) == ("False\n", "True\n")


def test_a_probe_may_ask_for_the_compiler(with_torch):
    probes = "import torch\ndef called(student, case): return torch.func.grad(student.answer)(2.0)"
    job = Job(
        Script((Cell(1, "def answer(x): return x * x"),)),
        Modules(packages=TORCH),
        Limits(probe_seconds=0.5),
    )
    probes = probes.replace("(2.0)", "(torch.tensor(2.0))")
    asked = observe(job, Questions(PROBES_PUT, probes), with_torch)
    assert [each.value for each in asked.by_probe.values()] == [4.0] * 4


def test_memory_that_copies_share_tells_nothing_beside_the_compiler(with_torch):
    asking = f"import torch\ntorch.use_deterministic_algorithms(True)\n{SHARED}"
    assert answers(with_torch, asking, TORCH, memory_mb=1024) == [1, 1, 1, 1]


LOOKING = """
import inspect, torch, unittest, warnings
def answer(x):
    with unittest.TestCase().assertWarns(UserWarning):
        warnings.warn("of no weight")
    inspect.getmodule(answer)
    return has_compiler()
"""


def test_whoever_looks_through_all_modules_has_not_asked_for_the_compiler(with_torch):
    assert answers(with_torch, COMPILER + LOOKING, TORCH) == [False] * 4


SAYING = """
import gc, torch
for each in gc.get_objects():
    if type(each).__name__ == "GraderPipes":
        each.write({"put_off": True})
def answer(x): return x
"""


def test_who_says_time_and_again_that_something_is_needed_has_tampered(with_torch):
    assert observed(with_torch, SAYING, TORCH).tampered
    honest = SAYING.replace('"GraderPipes"', '"Nothing"')
    assert answers(with_torch, honest, TORCH) == [*NUMBERS]


def test_a_library_says_nothing_of_files_that_it_does_not_find(with_torch):
    assert observed(with_torch, TRAINED, TORCH).stdout == ""


DRAWN = """
import random, numpy, torch
random.seed(3), numpy.random.seed(3), torch.manual_seed(3)
own, its = numpy.random.default_rng(3), torch.Generator().manual_seed(3)
def draw():
    of_all = [random.random(), float(numpy.random.rand()), float(torch.rand(1))]
    return [*of_all, float(own.random()), float(torch.rand(1, generator=its))]
draw()
"""


def test_every_seed_goes_on_in_every_copy_as_it_was_after_the_script(with_torch):
    script = {}
    exec(DRAWN, script)
    expected = script["draw"]()
    source = DRAWN + "def answer(x): return draw()"
    assert answers(with_torch, source, TORCH) == [pytest.approx(expected)] * 4


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param("torch.ones(2, 1) * x", [[1.0], [1.0]], id="matrix"),
        pytest.param("torch.tensor(x)", 1, id="tensor without axes"),
        pytest.param("torch.nn.Parameter(torch.zeros(2))", [0.0, 0.0], id="parameter"),
        pytest.param("(torch.ones(1, requires_grad=True) * 2).sum()", 2.0, id="with a gradient"),
        pytest.param("Lying([1.0])", [1.0], id="subclass that lies"),
    ],
)
def test_tensors_are_read_as_plain_numbers(with_torch, expression, value):
    source = f"""
import torch
class Lying(torch.Tensor):
    def tolist(self): return [9.0]
    @classmethod
    def __torch_function__(cls, *args, **kwargs): return torch.tensor([9.0])
def answer(x): return {expression}
"""
    assert answers(with_torch, source, TORCH)[0] == value


UNREADABLE = """
import torch
things = [
    torch.eye(2).to_sparse(), torch.ones(2, device="meta"), torch.ones(10**9, device="meta"), []
]
def answer(x): return things[x - 1]
"""


def test_a_tensor_without_numbers_is_an_answer_like_any_other(with_torch):
    sparse, nowhere, large, empty = answers(with_torch, UNREADABLE, TORCH)
    assert (sparse, nowhere, empty) == (Opaque("Tensor"), Opaque("Tensor"), [])
    assert large.message == "the answer is too large: more than 10,000 values"


# Files that are the same for all

LARGE = ("data/large.bin", b"0123456789" * 6_000_000)


def with_large(sandbox, source):
    modules = Modules(frozenset(sys.stdlib_module_names))
    job = Job(Script((Cell(1, source),)), modules, Limits(), shared=(LARGE,))
    return list(observe(job, Questions(PROBES_PUT, PROBES), sandbox).by_probe.values())


def test_a_large_file_is_read_by_its_name_beside_the_script(sandbox):
    source = "def answer(x): return open('data/large.bin', 'rb').read(10**8)[-10:].decode()"
    assert {observation.value for observation in with_large(sandbox, source)} == {"0123456789"}


def test_no_script_can_change_it_for_another(hidden):
    spoil = """
import os
def tried(what):
    try:
        what()
    except OSError:
        pass
name = os.path.realpath("data/large.bin")
tried(lambda: open("data/large.bin", "r+b").write(b"spoilt"))
tried(lambda: os.chmod(name, 0o777))
tried(lambda: os.remove(name))
tried(lambda: os.rename(name, name + "2"))
def answer(x): return x
"""
    with_large(hidden, spoil)
    source = "def answer(x): return open('data/large.bin', 'rb').read(5).decode()"
    assert {observation.value for observation in with_large(hidden, source)} == {"01234"}


def test_it_is_gone_from_the_machine_with_the_wall(monkeypatch):
    with tempfile.TemporaryDirectory(dir=launcher.SHARED_IN) as folder:
        os.chmod(folder, 0o755)
        monkeypatch.setattr(launcher, "SHARED_IN", folder)
        with open_sandbox() as opened:
            with_large(opened, "def answer(x): return x")
            assert opened.level.value == "process" or len(os.listdir(folder)) == 1
        assert os.listdir(folder) == []
