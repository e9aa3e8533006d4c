"""Pages as a browser shows them: no fault, nothing run, nothing out of place. Pictures are kept."""

import shutil
import subprocess
import tarfile

import pytest
from click.testing import CliRunner
from support import chromium, pupils, specimens
from support.project import ROOT, of_a_class

from grader.classroom.gradebook.store import Gradebook
from grader.cli.report import report
from grader.core.submission import Limits
from grader.reports.page import render
from grader.submission.notebook import read_submission

SCREENS = ROOT / "build" / "screens"
AXE = "axe-core@4.10.3"
PAGES = ["full", "mistake", "training", "raising", "starter", "hostile"]
PAGES += ["softmax_full", "softmax_summed", "softmax_forged"]
WIDTHS = [1280, 390]
SCHEMES = ["light", "dark"]

pytestmark = pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def pages(tmp_path_factory, course, example, assignment, sandbox):
    """The files, by the name of their specimen."""
    starter = read_submission(ROOT / "assignments/perceptron/perceptron.ipynb", Limits())
    readings = {
        "full": example,
        "mistake": specimens.standardized_by_all(example),
        "training": specimens.bias_forgotten(example),
        "raising": specimens.raising(example),
        "starter": starter,
        "hostile": specimens.hostile(example),
    }
    softmax = read_submission(ROOT / "assignments/softmax/example.ipynb", Limits())
    readings |= {
        "softmax_full": softmax,
        "softmax_summed": specimens.gradients_summed(softmax),
        "softmax_forged": specimens.classes_forged(softmax),
    }
    folder = tmp_path_factory.mktemp("pages")
    for name, reading in readings.items():
        own = course.assignment("softmax") if name.startswith("softmax") else assignment
        page = specimens.page(reading, own, sandbox)
        if name == "hostile":
            page = specimens.with_raw_output(page, specimens.flood())
        (folder / f"{name}.html").write_text(render(page), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in readings}


@pytest.fixture(scope="module")
def axe():
    """The accessibility checker's source, fetched once."""
    folder = ROOT / "build" / AXE.replace("@", "-")
    archive = folder / "package.tgz"
    if not archive.is_file():
        if shutil.which("npm") is None:
            pytest.skip("no npm on this machine to fetch axe-core with")
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", AXE, "--silent", "--pack-destination", str(folder)]
        fetched = subprocess.run(command, capture_output=True, text=True, cwd=folder)
        if fetched.returncode:
            pytest.skip(f"{AXE} could not be fetched: {fetched.stderr.strip()[:200]}")
        next(folder.glob("*.tgz")).rename(archive)
    with tarfile.open(archive) as packed:
        return packed.extractfile("package/axe.min.js").read().decode("utf-8")


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_without_fault_and_no_wider_than_the_window(
    browser, pages, name, width, scheme
):
    browser.open(pages[name], width, scheme)
    browser.screenshot(SCREENS / f"page-{name}-{width}-{scheme}.png")
    assert browser.faults == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate("getComputedStyle(document.body).maxWidth") == "none"
    assert browser.evaluate("document.querySelectorAll('script, img, iframe').length") == 0
    too_wide = (
        "[...document.querySelectorAll('main *, header *')].filter(e => e.closest('.wide') === null"
        " && !e.closest('.unseen') && e.getBoundingClientRect().right > innerWidth + 1)"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert browser.evaluate(too_wide) == []


@pytest.mark.parametrize("name", PAGES)
def test_no_words_of_a_picture_lie_over_others_or_leave_it(browser, pages, name):
    browser.open(pages[name], 1280)
    script = """[...document.querySelectorAll('.panel svg')].flatMap(svg => {
        const box = svg.getBoundingClientRect()
        const all = [...svg.querySelectorAll('text')]
            .map(t => [t.textContent, t.getBoundingClientRect()])
        const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
            && a.top < b.bottom - 2 && b.top < a.bottom - 2
        const out = all.filter(([_, r]) => r.left < box.left - 2 || r.right > box.right + 2
            || r.top < box.top - 2 || r.bottom > box.bottom + 2)
        const pairs = all.flatMap(([s, a], i) => all.slice(i + 1).filter(([_, b]) => over(a, b))
            .map(([t, _]) => [s, t]))
        return [...out.map(([s, _]) => s), ...pairs]
    })"""
    assert browser.evaluate(script) == []


def test_the_style_sheet_is_in_force(browser, pages):
    """A policy with a wrong hash would leave the page bare."""
    browser.open(pages["full"], 1280)
    assert browser.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    browser.open(pages["full"], 1280, "dark")
    dark = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark == "rgb(20, 23, 26)"


def test_a_page_without_its_policy_would_still_run_nothing(browser, pages, tmp_path):
    bare = pages["hostile"].read_text(encoding="utf-8").replace("Content-Security-Policy", "x")
    (tmp_path / "bare.html").write_text(bare, encoding="utf-8")
    browser.open(tmp_path / "bare.html", 1280)
    assert browser.faults == []


def test_the_policy_stops_a_script_that_got_into_a_page(browser, pages, tmp_path):
    spoiled = pages["full"].read_text(encoding="utf-8")
    spoiled = spoiled.replace("</main>", "<script>document.title = 'run'</script></main>")
    (tmp_path / "spoiled.html").write_text(spoiled, encoding="utf-8")
    browser.open(tmp_path / "spoiled.html", 1280)
    assert browser.evaluate("document.title") != "run"
    assert "Content Security Policy" in str(browser.faults)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(browser, pages, axe, name, width, scheme):
    browser.open(pages[name], width, scheme)
    browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert axe_faults(browser, axe) == []


def axe_faults(browser, axe):
    """What the checker has to say of the page that is open."""
    browser.evaluate(axe + "; 0")
    return browser.evaluate(
        "axe.run().then(r => r.violations.map(v => "
        "[v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))]))"
    )


def test_details_open_by_keyboard_and_the_skip_link_comes_first(browser, pages):
    browser.open(pages["full"], 1280)
    press(browser, "Tab")
    assert browser.evaluate("document.activeElement.className") == "skip"
    assert browser.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    browser.evaluate("document.querySelector('summary').focus()")
    press(browser, "Enter", "\r")
    assert browser.evaluate("document.querySelector('details').open") is True


def press(browser, key, text=""):
    code = {"Tab": 9, "Enter": 13}[key]
    for kind in ("keyDown", "keyUp"):
        parameters = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
        if kind == "keyDown" and text:
            parameters["text"] = text
        browser.call("Input.dispatchKeyEvent", **parameters)


def test_on_paper_a_page_is_light_and_its_numbers_are_there(browser, pages):
    browser.open(pages["training"], 680, "dark", media="print")
    assert browser.evaluate("getComputedStyle(document.body).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert browser.evaluate("document.querySelector('.numbers').checkVisibility()") is True
    assert browser.evaluate("document.documentElement.scrollWidth") <= 680
    browser.print_pdf(SCREENS / "page-training.pdf")
    assert (SCREENS / "page-training.pdf").read_bytes().startswith(b"%PDF")


# The dashboard


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory, example, assignment, sandbox):
    """A class of sixty in which everything happens, as the command writes it."""
    folder = tmp_path_factory.mktemp("class")
    starter = read_submission(ROOT / "assignments/perceptron/perceptron.ipynb", Limits())
    with Gradebook.open(folder / "gradebook.db", create=True) as book:
        pupils.fill(book, assignment, pupils.outcomes(example, starter, assignment, sandbox))
    where = ["--gradebook", folder / "gradebook.db", "--out", folder / "report", "--course", ROOT]
    done = CliRunner().invoke(report, of_a_class("report", *where)[1:])
    assert done.exit_code == 0, done.output
    return folder / "report" / "dashboard.html"


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_dashboard_shows_without_fault_and_no_wider_than_the_window(
    browser, dashboard, width, scheme
):
    browser.open(dashboard, width, scheme)
    browser.screenshot(SCREENS / f"dashboard-{width}-{scheme}.png")
    assert browser.faults == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate("document.title") == "Class: The perceptron in plain Python"
    assert browser.evaluate("document.querySelectorAll('img, iframe').length") == 0


def test_no_words_of_the_table_lie_over_others(browser, dashboard):
    browser.open(dashboard, 1280)
    too_wide = (
        "[...document.querySelectorAll('#class th, #class td')]"
        ".filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)"
    )
    assert browser.evaluate(too_wide) == []


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_no_fault_with_the_dashboard(browser, dashboard, axe, width, scheme):
    browser.open(dashboard, width, scheme)
    browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert axe_faults(browser, axe) == []


COLUMN = (
    "[...document.querySelectorAll('#class tbody tr:not([hidden])')]"
    ".map(row => row.cells[{}].textContent)"
)
SORTED_BY = (
    "[...document.querySelectorAll('#class [aria-sort]')].map(h => [h.ariaSort, h.className])"
)
SHOWN = "document.getElementById('shown').textContent"


def test_the_table_is_sorted_by_keyboard_and_who_has_nothing_comes_last(browser, dashboard):
    browser.open(dashboard, 1280)
    browser.evaluate("document.querySelector('.w-name button').click()")
    for order in ("ascending", "descending"):
        browser.evaluate("document.querySelector('.w-points button').focus()")
        press(browser, "Enter", "\r")
        column = browser.evaluate(COLUMN.format(3))
        known = [float(points) for points in column if points != "–"]
        assert known == sorted(known, reverse=order == "descending")
        assert column == [*column[: len(known)], *["–"] * (60 - len(known))]
        assert browser.evaluate(SORTED_BY) == [[order, "w-points number"]]
    assert browser.evaluate(SHOWN) == "60 of 60 shown, by points, the last first"


@pytest.mark.parametrize(
    ("typed", "chosen", "keys"),
    [
        pytest.param("GUNTHER oz", "", ["ada"], id="without accents, in any case"),
        pytest.param("<script>", "", ["../../etc/passwd"], id="hostile text"),
        pytest.param("", "refused", ["s10851"], id="a status"),
        pytest.param("s107", "late", ["s10740"], id="a mark and a key"),
        pytest.param("nobody of that name", "", [], id="nobody"),
    ],
)
def test_the_table_is_filtered_and_the_number_shown_is_said(
    browser, dashboard, typed, chosen, keys
):
    browser.open(dashboard, 1280)
    browser.evaluate(
        f"document.getElementById('find').value = {typed!r};"
        f"document.getElementById('show').value = {chosen!r};"
        "document.getElementById('find').dispatchEvent(new Event('input'))"
    )
    assert browser.evaluate(COLUMN.format(1)) == keys
    assert browser.evaluate(SHOWN) == f"{len(keys)} of 60 shown"
    assert browser.evaluate("document.getElementById('shown').role") == "status"


def test_without_a_script_all_of_the_dashboard_can_be_read(browser, dashboard):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(dashboard, 1280)
        assert browser.evaluate("document.querySelector('.controls').checkVisibility()") is False
        assert browser.evaluate("document.querySelectorAll('#class button').length") == 0
        assert len(browser.evaluate(COLUMN.format(0))) == 60
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)


def test_the_dashboard_s_policy_stops_any_script_but_its_own(browser, dashboard, tmp_path):
    spoiled = dashboard.read_text(encoding="utf-8")
    spoiled = spoiled.replace("</main>", "<script>document.title = 'run'</script></main>")
    (tmp_path / "spoiled.html").write_text(spoiled, encoding="utf-8")
    browser.open(tmp_path / "spoiled.html", 1280)
    assert browser.evaluate("document.title") != "run"
    assert "Content Security Policy" in str(browser.faults)
    assert browser.evaluate("document.querySelectorAll('#class button').length") == 13


def test_every_link_of_the_dashboard_leads_somewhere(browser, dashboard):
    browser.open(dashboard, 1280)
    links = browser.evaluate("[...document.links].map(a => a.getAttribute('href'))")
    pages = {link for link in links if not link.startswith("#")}
    assert len(pages) == 60
    assert all((dashboard.parent / page).is_file() for page in pages)
    targets = [link for link in links if link.startswith("#")]
    found = f"{targets}.every(link => document.querySelector(link))"
    assert browser.evaluate(found) is True


def test_on_paper_the_dashboard_fits_and_has_no_controls(browser, dashboard):
    browser.open(dashboard, 1030, "dark", media="print")
    assert browser.evaluate("document.querySelector('.controls').checkVisibility()") is False
    assert browser.evaluate("document.documentElement.scrollWidth") <= 1030
    browser.print_pdf(SCREENS / "dashboard.pdf")
    assert (SCREENS / "dashboard.pdf").read_bytes().startswith(b"%PDF")


def test_a_network_in_numpy_is_drawn_with_its_regions_and_its_confusion(browser, pages):
    browser.open(pages["softmax_summed"], 1280)
    count = "document.querySelectorAll('{}').length"
    assert browser.evaluate(count.format(".picture")) == 4
    assert browser.evaluate(count.format("g[class^=region] path")) >= 9
    assert browser.evaluate(count.format(".cell-count")) == 18
    ink = "getComputedStyle(document.querySelector('.region-0')).fillOpacity"
    assert browser.evaluate(ink) == "0.2"
    browser.open(pages["softmax_summed"], 1280, "dark")
    assert browser.evaluate(ink) == "0.35"
