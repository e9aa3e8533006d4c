"""`%grade` and `grader.check()`, in a real kernel and without one, and as a browser shows it."""

import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jupyter_client.manager import start_new_async_kernel
from support import specimens
from support.project import ROOT
from support.traps import WANTED, lay_traps

import grader
from grader.api import Grader
from grader.core.errors import UsageError
from grader.core.submission import Limits
from grader.jupyter import JUPYTER, VS_CODE, Shown, ago, candidates, own_file, saved, show
from grader.reports import inline
from grader.submission.notebook import read_submission

pytestmark = pytest.mark.processes

EXAMPLE = ROOT / "assignments/perceptron/example.ipynb"
SCREENS = ROOT / "build" / "screens"
# What a notebook's own style sheet does to tables and text, in its light and its dark theme.
NOTEBOOK = """<!doctype html><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><style>
body {{ margin: 12px; font: 13px system-ui; background: {paper}; color: {ink}; }}
.out table {{ table-layout: fixed; margin: 0 auto 1em; font-size: 12px; border: none; }}
.out td, .out th, .out tr {{ vertical-align: middle; padding: .5em; line-height: normal; }}
:not(.text).out td, :not(.text).out th, :not(.text).out tr {{ text-align: right; }}
:not(.text).out tbody tr:nth-child(odd) {{ background: {paper}; }}
:not(.text).out tbody tr:nth-child(even) {{ background: {stripe}; }}
.out p {{ margin: 0 0 1em; }}
.out code {{ background: {stripe}; }}
.out ul {{ padding-left: 2em; }}
</style><p id="outside">text</p><div class="out">{html}</div>"""
THEMES = {
    "light": {"paper": "#ffffff", "ink": "#000000", "stripe": "#f5f5f5"},
    "dark": {"paper": "#111111", "ink": "#eeeeee", "stripe": "#222222"},
}


# In a kernel


class Kernel:
    """A running kernel: what a cell shows and prints, and how it ends."""

    def __init__(self, **environment):
        # The blocking client makes a loop of its own that nobody can close.
        self.loop = asyncio.new_event_loop()
        self.wait = self.loop.run_until_complete
        self.manager, self.client = self.wait(
            start_new_async_kernel(
                cwd=str(ROOT), env={**clean(), "PYTHONPATH": str(ROOT), **environment}
            )
        )

    def run(self, code, interrupted_after=None):
        news = []
        cell = self.client.execute_interactive(code, timeout=60, output_hook=news.append)
        reply = self.wait(self.with_interrupt(cell, interrupted_after))
        shown = [m["content"]["data"] for m in news if "data" in m["content"]]
        told = [m["content"].get("text") or m["content"].get("traceback") for m in news]
        return reply["content"]["status"], shown, [words for words in told if words]

    async def with_interrupt(self, cell, seconds):
        running = asyncio.ensure_future(cell)
        if seconds is not None:
            await asyncio.sleep(seconds)
            await self.manager.interrupt_kernel()
        return await running

    def close(self):
        self.client.stop_channels()
        self.wait(self.manager.shutdown_kernel(now=True))
        self.manager.context.destroy()
        self.loop.close()


def clean():
    return {name: value for name, value in os.environ.items() if name != JUPYTER}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("notebooks")
    shutil.copy(EXAMPLE, made / "hw.ipynb")
    shutil.copy(EXAMPLE, made / "other one.ipynb")
    text = EXAMPLE.read_text(encoding="utf-8")
    (made / "endless.ipynb").write_text(
        text.replace("def load_data", r"while True:\n    pass\n\ndef load_data"), encoding="utf-8"
    )
    return made


@pytest.fixture(scope="module")
def kernel(folder):
    with contextlib.closing(Kernel(**{JUPYTER: str(folder / "hw.ipynb")})) as running:
        assert running.run("%load_ext grader") == ("ok", [], [])
        yield running


@pytest.fixture(scope="module")
def shown(kernel):
    status, (bundle,), told = kernel.run("%grade")
    assert (status, told) == ("ok", [])
    return bundle


def test_grade_shows_the_notebook_that_jupyter_names(shown):
    assert set(shown) == {"text/plain", "text/html", "text/markdown"}
    assert "hw.ipynb" in shown["text/plain"]
    assert " 43/43\n" in shown["text/plain"]
    assert "43 of 43 points" in shown["text/html"]
    assert 'aria-labelledby="grade-' in shown["text/html"]


def test_it_says_when_the_file_was_saved(kernel, folder):
    kernel.run(f"import os, time; os.utime({str(folder / 'hw.ipynb')!r}, (time.time() - 185,) * 2)")
    hint = "hw.ipynb was saved 3 minutes ago: save first if you changed something since."
    _, (bundle,), _ = kernel.run("%grade")
    assert bundle["text/plain"].startswith(hint)
    assert hint in bundle["text/html"]


def test_check_is_the_same_as_a_call(kernel, shown):
    status, (bundle,), told = kernel.run("import grader\ngrader.check()")
    assert (status, told) == ("ok", [])
    assert bundle["text/plain"].splitlines()[1:] == shown["text/plain"].splitlines()[1:]
    assert set(bundle) == set(shown)


def test_a_file_is_named_with_or_without_quotes(kernel, folder):
    for name in (f"{folder}/other one.ipynb", f'"{folder}/other one.ipynb"'):
        _, (bundle,), _ = kernel.run(f"%grade {name} --course {ROOT}")
        assert "other one.ipynb" in bundle["text/plain"]
        assert " 43/43\n" in bundle["text/plain"]


def test_what_it_starts_takes_no_module_from_where_the_kernel_is(kernel, tmp_path):
    """The kernel itself looks there, as Jupyter has it: what it needs is loaded already."""
    kernel.run(f"%grade {EXAMPLE}")
    shutil.copy(EXAMPLE, tmp_path / "hw.ipynb")
    kernel.run(f"import os; os.chdir({str(tmp_path)!r})")
    traps = lay_traps(tmp_path, WANTED)
    _, (bundle,), _ = kernel.run(f"%grade hw.ipynb --course {ROOT}")
    assert " 43/43\n" in bundle["text/plain"]
    assert not traps.snapped
    start = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import json'], env={})"
    kernel.run(f"{start}; os.chdir({str(ROOT)!r})")
    assert traps.snapped[0] == "json"  # and what Python 3.14 writes tracebacks by


def test_vs_code_names_the_notebook(kernel, folder):
    kernel.run(f"{VS_CODE} = {str(folder / 'other one.ipynb')!r}")
    _, (bundle,), _ = kernel.run("%grade")
    kernel.run(f"del {VS_CODE}")
    assert "other one.ipynb" in bundle["text/plain"]


def test_the_kernel_s_folder_decides_the_course(kernel, folder):
    kernel.run(f"import os; os.chdir({str(folder)!r})")
    _, (outside,), told = kernel.run("%grade")
    _, (named,), _ = kernel.run(f"%grade hw.ipynb --course {ROOT}")
    kernel.run(f"os.chdir({str(ROOT)!r})")
    assert told == []
    assert "name that folder with --course DIR" in outside["text/plain"]
    assert " 43/43\n" in named["text/plain"]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        pytest.param("%grade gone.ipynb", "no such file", id="no such file"),
        pytest.param("%grade README.md", "not a notebook", id="no notebook"),
        pytest.param("%grade --assignment unheard", "no such assignment", id="no such assignment"),
        pytest.param("%grade --course tests", "no rubric.yaml there", id="no such course"),
    ],
)
def test_a_student_s_own_fault_is_told_in_words(kernel, line, words):
    status, (bundle,), told = kernel.run(line)
    assert (status, told) == ("ok", [])
    assert words in bundle["text/plain"]
    assert words in bundle["text/html"]


def test_an_option_that_is_not_there_is_one_line(kernel):
    status, shown, told = kernel.run("%grade --colour")
    assert (status, shown) == ("error", [])
    assert told == ["UsageError: unrecognized arguments: --colour\n"]


def test_an_interrupted_kernel_says_so_in_one_line_and_lives_on(kernel, folder):
    status, shown, told = kernel.run(f"%grade {folder}/endless.ipynb", interrupted_after=1.5)
    assert (status, shown) == ("error", [])
    assert told == [["grade: interrupted; nothing was graded"]]
    _, (bundle,), _ = kernel.run("%grade")
    assert " 43/43\n" in bundle["text/plain"]


def test_nothing_is_left_running_in_a_kernel_but_for_a_while_what_reads(kernel, shown):
    _, _, told = kernel.run(
        "import os, subprocess, time\n"
        "ps = ['ps', '-o', 'pid=', '--ppid', str(os.getpid())]\n"
        "def others():\n"
        "    with subprocess.Popen(ps, stdout=subprocess.PIPE, text=True) as own:\n"
        "        return {int(line) for line in own.stdout} - {own.pid}\n"
        "from grader.jupyter import READER\n"
        "reader = READER.process.process\n"
        "print(others() == {reader.pid})\n"
        "READER.process.until = 0.0  # its time is over\n"
        "reader.wait(20)\n"
        "print(others() == set())\n"
    )
    assert "".join(told).split() == ["True", "True"]
    _, (bundle,), _ = kernel.run("%grade")
    assert " 43/43\n" in bundle["text/plain"]


def test_a_notebook_that_is_told_of_nowhere_is_asked_for(folder):
    with contextlib.closing(Kernel()) as running:
        running.run("%load_ext grader")
        _, (bundle,), told = running.run("%grade")
    assert told == []
    assert bundle["text/plain"] == (
        "grade: which file is this notebook's can't be told here: name it, as in `%grade hw.ipynb`"
    )


# Without a kernel


def test_without_ipython_check_returns_what_prints_as_the_table():
    code = (
        "import sys; sys.modules['IPython'] = None; import grader\n"
        f"shown = grader.check({str(EXAMPLE)!r})\n"
        "print(shown); print(shown.report.earned)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=clean()
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert " 43/43\n" in done.stdout
    assert done.stdout.endswith("\n43\n")


@pytest.fixture
def nested(tmp_path, monkeypatch):
    """A server's folder, with a notebook in a folder of it that the kernel is in."""
    (tmp_path / "homework").mkdir()
    shutil.copy(EXAMPLE, tmp_path / "homework" / "hw.ipynb")
    monkeypatch.chdir(tmp_path / "homework")
    return tmp_path


@pytest.mark.parametrize("name", ["homework/hw.ipynb", "hw.ipynb", "{}/homework/hw.ipynb"])
def test_a_server_names_a_notebook_whole_or_from_its_own_folder(nested, monkeypatch, name):
    monkeypatch.setenv(JUPYTER, name.format(nested))
    assert own_file() == nested / "homework/hw.ipynb"


def test_a_kernel_that_went_into_another_folder_still_finds_its_notebook(nested, monkeypatch):
    (nested / "homework/data").mkdir()
    monkeypatch.chdir(nested / "homework/data")
    monkeypatch.setenv(JUPYTER, "homework/hw.ipynb")
    assert own_file() == nested / "homework/hw.ipynb"


def test_a_server_in_a_folder_that_is_called_otherwise_here_is_understood(nested, monkeypatch):
    monkeypatch.setenv(JUPYTER, "mounted/hw.ipynb")
    assert own_file() == nested / "homework/hw.ipynb"


def test_the_nearest_of_equal_names_is_taken(nested):
    first, *_ = candidates(Path("hw.ipynb"), nested / "homework")
    assert first == nested / "homework/hw.ipynb"


def test_a_session_s_id_is_no_file(nested, monkeypatch):
    monkeypatch.setenv(JUPYTER, "0b8d1c0e-1d1c-4b57-9f6d-1a3c8c0f3f43")
    with pytest.raises(UsageError, match="can't be told here"):
        own_file()


def test_a_notebook_that_was_renamed_since_is_asked_for_by_its_new_name(nested, monkeypatch):
    monkeypatch.setenv(JUPYTER, str(nested / "homework/old.ipynb"))
    with pytest.raises(UsageError, match="old.ipynb, and is not there.*if it was renamed"):
        own_file()


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "hw.ipynb was saved just now."),
        (59, "saved 59 seconds ago: save first"),
        (60, "saved 1 minute ago"),
        (7200, "saved 2 hours ago"),
        (200_000, "saved 2 days ago"),
        (-500, "saved just now"),
    ],
)
def test_the_age_of_a_file(tmp_path, seconds, words):
    path = tmp_path / "hw.ipynb"
    path.write_text("", encoding="utf-8")
    os.utime(path, (1_000_000, 1_000_000))
    assert words in saved(path, 1_000_000 + seconds)


def test_of_a_file_that_is_not_there_no_age_is_told(tmp_path):
    assert saved(tmp_path / "hw.ipynb", 0) == ""
    assert ago(1) == "1 second ago"


def test_what_a_notebook_keeps_only_counts_hidden_criteria(course, assignment):
    with Grader(course) as staff:
        whole = staff.grade(EXAMPLE)
        seen = show(EXAMPLE, staff).report
    assert (whole.maximum, seen.maximum, seen.hidden_points) == (50, 43, 7)
    assert not any(score.is_hidden for score in seen.scores)
    assert "unseen" not in grader.check(EXAMPLE, course=ROOT).text
    assert assignment.notes[0] not in grader.check(EXAMPLE, course=ROOT).text


def test_a_fence_is_longer_than_any_in_the_text():
    shown = Shown("a ```` b", "")
    assert shown._repr_markdown_().split("\n") == ["`````text", "a ```` b", "`````"]


# The piece of HTML


@pytest.fixture(scope="module")
def pieces(course, example, assignment, sandbox):
    """What is shown of several submissions, as HTML."""
    mistaken = specimens.standardized_by_all(specimens.bias_forgotten(example))
    made = {
        name: inline.render(specimens.page(reading, assignment, sandbox), f"{name}.ipynb")
        for name, reading in [
            ("full", example),
            ("mistake", mistaken),
            ("hostile", specimens.hostile(example)),
        ]
    }
    softmax = read_submission(ROOT / "assignments/softmax/example.ipynb", Limits())
    forged = specimens.classes_forged(specimens.gradients_summed(softmax))
    page = specimens.page(forged, course.assignment("softmax"), sandbox)
    made["softmax"] = inline.render(page, "softmax.ipynb")
    return {**made, "fault": inline.render_error("no course: name it with `--course DIR` <b>")}


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.inside, self.style = [], "", ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        self.style += data if self.inside == "style" else ""


@pytest.mark.parametrize("name", ["full", "mistake", "hostile", "softmax", "fault"])
def test_no_element_loads_runs_or_styles_anything(pieces, name):
    elements = Elements(pieces[name]).found
    tags = {tag for tag, _ in elements}
    assert tags.isdisjoint({"script", "img", "iframe", "link", "object", "form", "a", "input"})
    attributes = {key for _, attrs in elements for key in attrs}
    assert not {key for key in attributes if key.startswith("on")}
    assert attributes.isdisjoint({"style", "src", "href", "srcdoc"})


def test_every_rule_is_bound_to_our_own_class(pieces):
    style = Elements(pieces["full"]).style
    selectors = [one for rule in re.findall(r"([^{}]+)\{", style) for one in rule.split(",")]
    assert len(selectors) > 20
    assert {one.strip().split(" ")[0] for one in selectors} == {".golden-grader"}
    assert "@" not in style


def test_it_stays_small(pieces):
    assert all(len(html.encode()) < 60_000 for html in pieces.values())
    assert len(pieces["full"].encode()) < 40_000


def test_all_pictures_are_there_but_those_of_many_panels(pieces):
    shown = {name: html.count('class="gg-picture"') for name, html in pieces.items()}
    assert shown == {"full": 1, "mistake": 1, "hostile": 1, "softmax": 4, "fault": 0}


def test_a_submission_that_is_not_read_has_no_table(tmp_path):
    (tmp_path / "hw.ipynb").write_text("{", encoding="utf-8")
    html = grader.check(tmp_path / "hw.ipynb", course=ROOT)._repr_html_()
    assert "Not read" in html
    assert "not a notebook" in html
    assert "<table" not in html


@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["full", "mistake", "hostile", "softmax", "fault"])
def test_a_browser_shows_it_in_a_notebook_of_either_theme(
    browser, pieces, tmp_path, name, theme, width
):
    path = tmp_path / "notebook.html"
    path.write_text(NOTEBOOK.format(html=pieces[name], **THEMES[theme]), encoding="utf-8")
    # The system's own theme is the other one: what counts is the notebook's.
    browser.open(path, width, "dark" if theme == "light" else "light")
    browser.screenshot(SCREENS / f"inline-{name}-{width}-{theme}.png")
    assert browser.faults == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    faint = """[...document.querySelectorAll('.golden-grader *')].filter(e => {
        const ink = getComputedStyle(e).color.match(/\\d+/g).slice(0, 3).map(Number)
        const paper = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)
        const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4
        const light = c => c.map(v => linear(v / 255))
            .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0) + .05
        const [a, b] = [light(ink), light(paper)]
        return Math.max(a / b, b / a) < 3
    }).map(e => e.outerHTML.slice(0, 80))"""
    assert browser.evaluate(faint) == []
    striped = (
        "[...document.querySelectorAll('.golden-grader tr')]"
        ".filter(e => getComputedStyle(e).backgroundColor != 'rgba(0, 0, 0, 0)').length"
    )
    assert browser.evaluate(striped) == 0
    outside = "getComputedStyle(document.getElementById('outside')).fontSize"
    assert browser.evaluate(outside) == "13px"


# A notebook that grades itself is graded, too


def test_what_grades_a_notebook_costs_it_nothing(tmp_path):
    notebook = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    for source in ("%load_ext grader", "%grade", "%grade hw.ipynb --course .."):
        cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": []}
        notebook["cells"].append({**cell, "source": source})
    (tmp_path / "hw.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    report = grader.check(tmp_path / "hw.ipynb", course=ROOT).report
    assert (report.earned, report.errors) == (43, ())
