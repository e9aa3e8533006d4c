"""What a script has at top level when it is over: variables, what it printed, what it drew."""

import json
import sys

import pytest

from grader.core.probe import Answer, Case, Failure, FailureKind, Probe
from grader.core.submission import Cell, Limits, Modules, Script
from grader.sandbox.inside import imports
from grader.sandbox.inside.memory import Memory, UnknownError
from grader.sandbox.inside.plain import ANSWER_BYTES
from grader.sandbox.inside.recording.drawing import MOST_PANELS, Canvas
from grader.sandbox.inside.recording.panel import MOST_NUMBERS
from grader.sandbox.protocol import Job
from grader.sandbox.questions import Questions
from grader.sandbox.session import observe

PROBES = """
def figures(student, case):
    return student.figures

def second(student, case):
    return student.figures[0]["axes"][1]

def counted(student, case):
    axes = [axes for figure in student.figures for axes in figure["axes"]]
    lines = [line for each in axes for line in each["lines"]]
    return [len(student.figures), sum(2 * len(line["x"]) for line in lines)]

def printed(student, case):
    return student.printed

def value(student, case):
    return student.value

def tried(student, case):
    student.draw()

def called(student, case):
    student.draw()
    return len(student.figures)
"""
MODULES = Modules(frozenset(sys.stdlib_module_names), frozenset(["matplotlib", "pylab", "seaborn"]))
LIMITS = Limits(probe_seconds=0.5, cell_seconds=1.0, submission_seconds=30.0)
PLT = "import matplotlib.pyplot as plt\n"
EMPTY = {"title": None, "xlabel": None, "ylabel": None, "xlim": None, "ylim": None, "legend": None}
NOTHING = EMPTY | {"points": [], "lines": [], "bars": [], "images": []}


def asked(function, need):
    variables = frozenset() if need == "draw" else frozenset([need])
    return Probe(function, Case("once", {}), (need,), "?", variables=variables)


FIGURES, SECOND = asked("figures", "figures"), asked("second", "figures")
PRINTED, VALUE = asked("printed", "printed"), asked("value", "value")
COUNTED = asked("counted", "figures")
TRIED = asked("tried", "draw")
CALLED = asked("called", "draw")


pytestmark = pytest.mark.walls


@pytest.fixture(scope="module")
def observe_cells(sandbox):
    def run(*cells, probes, file_name=None, records=("figures", "printed")):
        script = Script(tuple(Cell(n, source) for n, source in enumerate(cells, 1)))
        job = Job(script, MODULES, LIMITS, file_name=file_name, records=records)
        return observe(job, Questions(probes, PROBES), sandbox)

    return run


@pytest.fixture(scope="module")
def answer_to(observe_cells):
    def run(probe, *cells, **options):
        observed = observe_cells(*cells, probes=(probe,), **options)
        assert observed.errors == ()
        return observed.by_probe[probe.name]

    return run


@pytest.fixture(scope="module")
def drawn(answer_to):
    """The figures of some cells, each a list of its axes without what is empty."""

    def run(*cells, **options):
        observation = answer_to(FIGURES, *cells, **options)
        assert isinstance(observation, Answer), observation
        return [[without_nothing(axes) for axes in each["axes"]] for each in observation.value]

    return run


def without_nothing(part):
    return {key: value for key, value in part.items() if value not in (None, [])}


def group(x, y, marker="o", color=None, label=None):
    return {"x": x, "y": y, "marker": marker, "color": color, "label": label}


def line(x, y, style="-", color=None, label=None):
    return {"x": x, "y": y, "style": style, "color": color, "label": label}


# Variables


def test_a_variable_is_read_as_it_was_after_the_last_cell(answer_to):
    assert answer_to(VALUE, "value = 1", "value = [0.5, 2]") == Answer([0.5, 2])


@pytest.mark.parametrize("cell", ["other = 1", "value = None", "value = ..."])
def test_a_variable_without_a_value_is_missing_by_its_name(answer_to, cell):
    failure = answer_to(VALUE, cell)
    assert failure == Failure(FailureKind.MISSING, "variable `value` has no value", cause="value")


# What was printed


def test_what_was_printed_at_top_level_is_a_text(answer_to):
    cells = "print('accuracy:', 0.5)", "import sys\nsys.stdout.write('x\\n')"
    assert answer_to(PRINTED, *cells) == Answer("accuracy: 0.5\nx\n")


def test_no_more_is_kept_of_what_is_printed_than_an_answer_holds(answer_to):
    text = answer_to(PRINTED, f"print('x' * {2 * ANSWER_BYTES})").value
    assert set(text) == {*"x\n."}
    assert 1000 < len(text) < ANSWER_BYTES


def test_of_a_long_log_the_beginning_and_the_end_are_kept(answer_to):
    cells = "print('first: 1')", "for n in range(9999): print('epoch', n)", "print('last: 2')"
    text = answer_to(PRINTED, *cells).value
    assert text.startswith("first: 1\nepoch 0\n")
    assert text.endswith("epoch 9998\nlast: 2\n")
    assert "\n...\n" in text


@pytest.mark.parametrize(
    ("probe", "message"), [(PRINTED, "nothing was printed"), (FIGURES, "nothing was drawn")]
)
def test_where_there_is_nothing_it_is_missing_in_words(answer_to, probe, message):
    failure = answer_to(probe, f"{PLT}plt.figure(); plt.show()")
    assert (failure.kind, failure.message) == (FailureKind.MISSING, message)


def test_what_is_shown_of_a_program_is_as_it_was(observe_cells):
    observed = observe_cells("print('first')", "def draw(): print('later')", probes=(PRINTED,))
    assert observed.stdout == "first\n"


# What was drawn


@pytest.mark.parametrize(
    ("cell", "axes"),
    [
        pytest.param("plt.plot([1, 2], [3.5, 4])", {"lines": [line([1, 2], [3.5, 4])]}, id="line"),
        pytest.param("plt.plot([3, 4])", {"lines": [line([0, 1], [3, 4])]}, id="heights alone"),
        pytest.param(
            "plt.plot([1, 2], [3, 4], 'ro')",
            {"points": [group([1, 2], [3, 4], color="r")]},
            id="ro",
        ),
        pytest.param(
            "plt.plot([1, 2], [3, 4], 'x', [0, 1], [2, 3], 'g--')",
            {"points": [group([1, 2], [3, 4], "x")], "lines": [line([0, 1], [2, 3], "--", "g")]},
            id="two at once",
        ),
        pytest.param(
            "plt.plot([1], [3], marker='s', ls='', color='tab:red', label='a'); plt.legend()",
            {"points": [group([1], [3], "s", "tab:red", "a")], "legend": ["a"]},
            id="points by options",
        ),
        pytest.param(
            "plt.scatter(x=[1, 2, 3], y=(4, 5, 6), c=[1, 0, 1], cmap='bwr', marker='^')",
            {"points": [group([2], [5], "^", 0), group([1, 3], [4, 6], "^", 1)]},
            id="points by colour",
        ),
        pytest.param(
            "for x in range(3): plt.scatter(x, x + 1, color='blue')",
            {"points": [group([0, 1, 2], [1, 2, 3], color="blue")]},
            id="points one by one",
        ),
        pytest.param(
            "plt.scatter([0], [1]); plt.scatter([2], [3])",
            {"points": [group([0], [1]), group([2], [3])]},
            id="of colours that matplotlib chooses",
        ),
        pytest.param(
            "plt.axline((0, 1), slope=2); plt.axline([0, 0], (1, 3))",
            {"lines": [line([0, 1], [1, 3]), line([0, 1], [0, 3])]},
            id="straight lines",
        ),
        pytest.param(
            "plt.axhline(y=2); plt.axvline(3, c='k'); plt.hlines(1, 0, 5)",
            {
                "lines": [
                    line([0.0, 1.0], [2, 2]),
                    line([3, 3], [0.0, 1.0], color="k"),
                    line([0, 5], [1, 1]),
                ]
            },
            id="level and upright",
        ),
        pytest.param(
            "plt.bar(['a', 'b'], [1, 2]); plt.title('T'); plt.xlabel('x'); plt.ylim(0, 3)",
            {
                "title": "T",
                "xlabel": "x",
                "ylim": [0, 3],
                "bars": [{"x": ["a", "b"], "y": [1, 2], "color": None, "label": None}],
            },
            id="bars and texts",
        ),
        pytest.param("plt.imshow([[0, 1], [1, 0]])", {"images": [[[0, 1], [1, 0]]]}, id="image"),
        pytest.param(
            "ax = plt.gca()\nax.plot([0, 1], [1, 0])\nax.set(xlabel='a', xlim=(0, 2))",
            {"xlabel": "a", "xlim": [0, 2], "lines": [line([0, 1], [1, 0])]},
            id="by the axes",
        ),
        pytest.param(
            "plt.scatter([0, 10], [0, 1])\nlow, high = plt.xlim()\nplt.plot([low, high], [1, 1])",
            {
                "points": [group([0, 10], [0, 1])],
                "lines": [line([-0.5, 10.5], [1, 1])],
            },
            id="limits that follow from the points",
        ),
    ],
)
def test_one_pair_of_axes_is_plain_data(drawn, cell, axes):
    assert drawn(PLT + cell) == [[axes]]


@pytest.mark.parametrize(
    "cell",
    [
        "fig, (a, b) = plt.subplots(1, 2, figsize=(8, 4))",
        "fig, axes = plt.subplots(ncols=2)\na, b = axes[0], axes[1]",
        "fig, axes = plt.subplots(1, 2, squeeze=False)\na, b = axes[0][0], axes[0, 1]",
        "fig, axes = plt.subplots(2, 1)\na, b = axes.ravel()",
        "fig = plt.figure()\na, b = fig.add_subplot(121), fig.add_subplot(1, 2, 2)",
        "a = plt.subplot(1, 2, 1)\nb = plt.subplot(1, 2, 2)",
        "fig = plt.figure()\na, b = fig.subplots(1, 2)",
    ],
)
def test_two_pairs_of_axes_are_told_apart(drawn, cell):
    more = "\na.plot([1, 2]); b.plot([3, 4]); b.set_title('B')\nplt.tight_layout(); plt.show()"
    first, second = line([0, 1], [1, 2]), line([0, 1], [3, 4])
    assert drawn(PLT + cell + more) == [[{"lines": [first]}, {"title": "B", "lines": [second]}]]


@pytest.mark.parametrize("between", ["plt.show()", "plt.figure()", "plt.close()", "# %%"])
def test_a_figure_ends_where_it_is_shown_and_with_its_cell(drawn, between):
    cells = f"{PLT}plt.plot([1, 2])\n{between}\nplt.plot([3, 4])".split("# %%")
    assert [len(axes["lines"]) for (axes,) in drawn(*cells)] == [1, 1]


def test_the_statements_of_a_file_are_no_cells(drawn):
    cells = PLT, "plt.plot([1, 2])", "plt.plot([3, 4])"
    assert len(drawn(*cells, file_name="homework.py")) == 1


def test_numbers_are_read_as_answers_are(drawn):
    cell = (
        "from array import array\nfrom fractions import Fraction\n"
        "class Row(list):\n    def __iter__(self): raise SystemExit\n"
        "class Number(float):\n    def __float__(self): return 5.0\n"
        "plt.plot(array('d', [0.5, 1]), Row([Fraction(1, 4), Number(2)]))"
    )
    assert drawn(PLT + cell) == [[{"lines": [line([0.5, 1.0], [0.25, 2.0])]}]]


@pytest.mark.parametrize(
    "cell",
    [
        "plt.plot()",
        "plt.plot(object(), object())",
        "plt.plot([1, 2], [1])",
        "plt.plot(map(abs, [1]), [1])",
        "plt.scatter(); plt.scatter([1], None); plt.scatter([{}], [set()])",
        "plt.axline(None, None); plt.axline((1,), slope='x')",
        "row = []\nrow.append(row)\nplt.plot(row); plt.imshow(row); plt.legend(row)",
        "plt.xlim('a', 'b', 'c'); plt.axis(); plt.title(); plt.set(zlim=object())",
        "fig, axes = plt.subplots(1000, 1000)\nfig.add_subplot(axes[0]); plt.subplot('x')",
        "plt.subplots('a', 'b'); plt.sca(5); plt.figure(object()).axes",
        "ax = plt.gca()\nax.spines['top'].set_visible(False); ax.xaxis.label.set_title('x')",
        "n, bins, patches = plt.hist([1, 2]); plt.colorbar(plt.contourf([[1]])).set_label('x')",
        "with plt.style.context('x'): plt.rcParams['figure.dpi'] = 5",
    ],
)
def test_what_is_odd_or_unknown_is_inert(answer_to, cell):
    answer_to(FIGURES, PLT + cell)  # which sees to it that no cell raises
    failure = answer_to(FIGURES, PLT + cell)
    assert isinstance(failure, Failure), failure
    assert failure.message == "nothing was drawn"


def test_of_endless_drawing_a_bounded_part_is_kept(observe_cells):
    cell = "for i in range(3000):\n    plt.figure(); plt.plot([i] * 20)"
    observed = observe_cells(PLT + cell, probes=(COUNTED,))
    figures, numbers = observed.by_probe[COUNTED.name].value
    assert (figures, numbers) == (MOST_PANELS, 40 * MOST_PANELS)
    cell = "for i in range(9): plt.plot([i] * 3000)"
    observed = observe_cells(PLT + cell, probes=(COUNTED,))
    assert observed.by_probe[COUNTED.name].value == [1, MOST_NUMBERS]
    cell = "for i in range(30):\n    plt.figure(); plt.plot([i] * 6000)"
    observed = observe_cells(PLT + cell, probes=(COUNTED,))
    assert observed.by_probe[COUNTED.name].value == [10, 10 * MOST_NUMBERS]


def test_a_large_picture_leaves_room_for_the_next(observe_cells):
    cell = "plt.plot([0] * 6000)\nplt.figure()\nplt.plot([1, 2])"
    observed = observe_cells(PLT + cell, probes=(COUNTED,))
    assert observed.by_probe[COUNTED.name].value == [2, MOST_NUMBERS + 4]


def test_what_is_drawn_by_what_is_asked_is_no_more_seen(observe_cells):
    cell = f"{PLT}def draw():\n    plt.plot([5, 6]); plt.show()\nplt.plot([1, 2]); plt.show()"
    observed = observe_cells(cell, probes=(CALLED, FIGURES))
    assert observed.by_probe[CALLED.name] == Answer(1)
    assert len(observed.by_probe[FIGURES.name].value) == 1


def test_names_of_the_script_s_own_stand_in_no_way(observe_cells):
    cell = f"{PLT}figures = printed = 5\nplt.plot([1, 2])\nprint('x')\nvalue = figures"
    observed = observe_cells(cell, probes=(FIGURES, PRINTED, VALUE))
    assert len(observed.by_probe[FIGURES.name].value) == 1
    assert observed.by_probe[PRINTED.name] == Answer("x\n")
    assert observed.by_probe[VALUE.name] == Answer(5)


def test_too_few_axes_are_counted_in_words(answer_to):
    failure = answer_to(SECOND, f"{PLT}plt.plot([1, 2])")
    assert failure.message == "IndexError: 1 pair of axes drawn, and 2 asked for"


def test_no_more_figures_are_held_than_are_kept():
    canvas = Canvas()
    for _ in range(3 * MOST_PANELS):
        canvas.figure()
    assert len(canvas.figures) == MOST_PANELS


def test_a_script_that_draws_can_be_looked_into(monkeypatch, tmp_path):
    # Else each of its questions would be asked alone.
    canvas = Canvas()
    monkeypatch.setitem(sys.modules, "matplotlib", canvas.module("matplotlib"))
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", canvas.module("matplotlib.pyplot"))
    names = {"__name__": "__main__"}
    exec(f"{PLT}fig, axes = plt.subplots(1, 2)\nplot = axes[0].plot\nplot([1, 2])", names)
    del names["__builtins__"]
    assert Memory(names, str(tmp_path), imports.INERT).is_all_unchanged()
    with pytest.raises(UnknownError):  # the control: of what is not known to be inert
        Memory(names, str(tmp_path), ())


def test_where_nobody_asks_nothing_is_noted(answer_to):
    cell = f"{PLT}value = json.dumps([type(plt).__name__, type(print.__self__).__name__])"
    assert json.loads(answer_to(VALUE, f"import json\n{cell}", records=()).value)[0] == "Inert"


# What a script may do to it

REACH = f"{PLT}plt.plot([1, 2]); plt.show()\ncanvas = plt.__dict__['canvas']\n"


@pytest.mark.parametrize(
    "harm",
    [
        "canvas.figures.clear(); print(len(canvas.figures))",
        "canvas.figures[0].panels.clear(); print(len(canvas.figures[0].panels))",
    ],
)
def test_what_is_asked_changes_nothing_that_was_kept(observe_cells, harm):
    cell = f"import sys\n{REACH}def draw():\n    {harm}"
    observed = observe_cells(cell, probes=(TRIED, FIGURES))
    # The control: by itself, it is done.
    control = observe_cells(f"{cell}\ndraw()", probes=(PRINTED,))
    assert control.by_probe[PRINTED.name] == Answer("0\n")
    assert len(observed.by_probe[FIGURES.name].value) == 1


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("canvas.figures.append(object())", id="an object among the figures"),
        pytest.param("canvas.figures[0].panels['x'] = {}", id="a dict for axes"),
        pytest.param("type(canvas).plain = lambda self: 1 / 0", id="its own way to give them"),
        pytest.param("type(canvas).plain = lambda self: sys.exit(0)", id="an end of the program"),
        pytest.param("plt.gca().__dict__['panel'].points.append(sys); plt.plot(1)", id="a module"),
    ],
)
def test_who_breaks_what_is_kept_has_drawn_nothing_and_loses_nothing_else(observe_cells, harm):
    observed = observe_cells(f"import sys\n{REACH}{harm}\nvalue = 7", probes=(FIGURES, VALUE))
    assert observed.by_probe[FIGURES.name].message == "nothing was drawn"
    assert observed.by_probe[VALUE.name] == Answer(7)
    assert observed.tampered is None


def test_a_script_s_own_way_to_set_attributes_is_not_used(observe_cells):
    cell = (
        "import sys, types\nclass Own(types.ModuleType):\n"
        "    figures = property(lambda self: 'forged')\n"
        "    def __setattr__(self, name, value): raise SystemExit\n"
        f"sys.modules['__main__'].__class__ = Own\n{PLT}plt.plot([1, 2])"
    )
    observed = observe_cells(cell, probes=(FIGURES,))
    assert len(observed.by_probe[FIGURES.name].value) == 1
    # The control: where nothing is kept, it is read as the script has it.
    control = observe_cells(cell, probes=(FIGURES,), records=())
    assert control.by_probe[FIGURES.name] == Answer("forged")


def test_nothing_of_what_is_drawn_is_called(observe_cells):
    names = "len iter float int index eq hash lt bool getitem array array_interface"
    cell = (
        f"called = []\ndef own(name):\n    return lambda *a: called.append(name) or 1\n"
        f"class Kind(type):\n    __instancecheck__ = own('instance')\n"
        f"parts = {{f'__{{n}}__': own(n) for n in {names.split()}}}\n"
        "Number = Kind('Number', (float,), {**parts})\n"
        "Row = Kind('Row', (list,), {**parts})\n"
        f"{PLT}called.clear()\n"
        "plt.scatter(Row([1, 2]), [Number(3), 4], c=Row(['a', 'b']), label=Number(5))\n"
        "plt.plot(Row([1, 2]), Row([Number(3), 4])); plt.xlim(Number(1)); plt.title(Row())\n"
        "value = list(called)"
    )
    observed = observe_cells(cell, probes=(FIGURES, VALUE))
    assert observed.by_probe[VALUE.name] == Answer([])
    (figure,) = observed.by_probe[FIGURES.name].value
    assert figure["axes"][0]["lines"] == [line([1, 2], [3.0, 4])]


@pytest.mark.parametrize(
    "text", ['{"answer": 5}', "\\x00\\x00\\x00\\x0c", "\\ud800", "accuracy: nan"]
)
def test_what_is_printed_is_a_text_and_nothing_else(observe_cells, text):
    observed = observe_cells(f"value = 1\nprint('{text}')", probes=(PRINTED, VALUE))
    assert type(observed.by_probe[PRINTED.name].value) is str
    assert observed.by_probe[VALUE.name] == Answer(1)
    assert observed.tampered is None
