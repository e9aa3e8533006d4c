"""Pages as a browser shows them: no fault, nothing run, nothing out of place. Pictures are kept."""

import shutil
import subprocess
import tarfile

import chromium
import pytest
import specimens
from conftest import ROOT

from grader.model import Limits
from grader.notebook import read_submission
from grader.reports.page import render

SCREENS = ROOT / "build" / "screens"
AXE = "axe-core@4.10.3"
PAGES = ["full", "mistake", "training", "raising", "starter", "hostile"]
WIDTHS = [1280, 390]
SCHEMES = ["light", "dark"]

pytestmark = pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def pages(tmp_path_factory, example, assignment, course, sandbox):
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
    folder, rubric = tmp_path_factory.mktemp("pages"), course.rubric.assignments["perceptron"]
    for name, reading in readings.items():
        page = specimens.page(reading, assignment, rubric, sandbox)
        if name == "hostile":
            page = specimens.with_raw_output(page, specimens.flood())
        (folder / f"{name}.html").write_text(render(page), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in readings}


@pytest.fixture(scope="module")
def browser():
    with chromium.chromium() as running:
        yield running


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
    browser.evaluate(axe + "; 0")
    found = browser.evaluate(
        "axe.run().then(r => r.violations.map(v => "
        "[v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 200))]))"
    )
    assert found == []


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
