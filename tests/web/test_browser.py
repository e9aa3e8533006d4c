"""The pages as a browser shows them: marked by keys alone, without a script, at every width."""

import contextlib
import re
import time

import pytest
from classroom.site.test_browser import axe, axe_faults  # noqa: F401
from support import chromium
from support.markers import WRONG, Desk, Server, full

pytestmark = [
    pytest.mark.processes,
    pytest.mark.database,
    pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium on this machine"),
]
NAMES = [f"s{number:02}" for number in range(12)]
HOSTILE = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"
PAGES = {
    "class": "/a/stats/",
    "hand-in": "/a/stats/s/s00",
    "criterion": "/a/stats/c/style",
    "enter": "/enter",
    "fault": "/a/stats/s/nobody",
}
WIDTHS = [390, 768, 1280, 1920]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("browser"))
    for name in NAMES:
        desk.hand_in(name, WRONG if name == "s00" else desk.right, HOSTILE)
    desk.batch()
    return desk


@pytest.fixture(scope="module")
def server(desk, browser):
    server = Server(desk)
    go(browser, server, server.link)
    server.link = server.process.stdout.readline().split()[-1]
    yield server
    server.close()


def go(browser, server, path, width=1280, scheme="light"):
    """Show a page of the server's."""

    class Address:
        def resolve(self):
            return self

        def as_uri(self):
            return path if path.startswith("http") else server.root + path

    browser.open(Address(), width, scheme)


def wait_for(browser, expression):
    """Wait until something is so on the page, which may be on its way to another."""
    deadline = time.monotonic() + chromium.SECONDS
    while True:
        with contextlib.suppress(RuntimeError):  # between two pages there is nothing to ask
            if browser.evaluate(f"document.readyState === 'complete' && ({expression})"):
                return
        assert time.monotonic() < deadline, expression
        time.sleep(0.02)


def press(browser, key, *, ctrl=False):
    code = {"Enter": 13, "Escape": 27}.get(key, ord(key[0].upper()))
    text = {"Enter": "\r", "Escape": ""}.get(key, key)
    text = "" if ctrl else text
    about = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 * ctrl}
    browser.call(
        "Input.dispatchKeyEvent", type="keyDown", **about, **({"text": text} if text else {})
    )
    browser.call("Input.dispatchKeyEvent", type="keyUp", **about)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_without_fault_and_no_wider_than_the_window(
    browser, server, name, width, scheme
):
    go(browser, server, PAGES[name], width, scheme)
    assert [fault for fault in browser.faults if "404" not in str(fault)] == []
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate("document.title") != "run"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(browser, server, axe, name, width, scheme):  # noqa: F811
    go(browser, server, PAGES[name], width, scheme)
    browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    # The policy lets no page run it, but what a person types into the console may.
    assert axe_faults(browser, axe) == []


def test_a_new_hand_in_appears_on_an_open_page(browser, desk, server):
    go(browser, server, "/a/stats/")
    rows = "document.querySelectorAll('#students tbody tr').length"
    assert browser.evaluate(rows) == len(NAMES)
    desk.hand_in("zoe")
    desk.batch()
    wait_for(browser, f"{rows} === {len(NAMES) + 1}")


def test_a_class_is_marked_by_keys_alone(browser, desk, server):
    go(browser, server, "/a/stats/")
    before = sum(row["style"] == "" for row in desk.table().values())
    press(browser, "n")
    for name in [*NAMES, "zoe"][:before]:
        wait_for(browser, f"location.pathname.endsWith('/s/{name}')")
        press(browser, "1")
        browser.call("Input.insertText", text="2")
        press(browser, "Enter")
    wait_for(browser, "location.pathname.endsWith('/a/stats/')")
    marks = {(row["style"], row["names"]) for row in desk.table().values()}
    assert marks == {("3", "2")}


def test_keys_go_to_and_fro_comment_on_a_line_and_take_a_mark_back(browser, desk, server):
    go(browser, server, "/a/stats/s/s05")
    browser.evaluate("document.querySelector('#cell-1 .l[data-n=\"3\"]').click()")
    browser.call("Input.insertText", text="Why this one?")
    press(browser, "Enter", ctrl=True)
    wait_for(browser, "document.querySelector('#cell-1 .remark.comment') !== null")
    assert "Why this one?" in browser.evaluate("document.querySelector('#cell-1').innerText")
    press(browser, "j")
    wait_for(browser, "location.pathname.endsWith('/s/s06')")
    press(browser, "k")
    wait_for(browser, "location.pathname.endsWith('/s/s05')")
    press(browser, "c")
    assert browser.evaluate("document.activeElement.name") == "comment:style"
    press(browser, "Escape")
    browser.evaluate("document.querySelector('[data-points]').value = ''")
    press(browser, "1")  # of what is not marked, and has no levels
    assert browser.evaluate("document.activeElement.value") == "1"
    press(browser, "Enter")
    wait_for(browser, "!location.pathname.endsWith('/s/s05')")
    assert desk.table()["s05"]["names"] == "1"
    go(browser, server, "/a/stats/s/s06")
    press(browser, "u")
    wait_for(browser, "location.pathname.endsWith('/s/s05')")
    assert desk.table()["s05"]["names"] == "2"


def test_without_a_script_marking_works(browser, desk, server):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        go(browser, server, "/a/stats/s/s03")
        browser.evaluate("document.querySelector('[data-level=\"2\"]').click()")
        browser.evaluate("document.querySelector('form[data-mark] button[value=stay]').click()")
        wait_for(browser, "/1 by/.test(document.body.innerText)")
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
    assert desk.table()["s03"]["style"] == "1"


def test_two_markers_at_one_hand_in_the_second_sees_whose_change_it_is(browser, desk, server):
    go(browser, server, "/a/stats/s/s04")
    assert server.visitor().mark("s04", points_style="0").status == 200
    press(browser, "2")
    press(browser, "Enter")
    wait_for(browser, "document.querySelector('[role=alert]') !== null")
    assert re.search("gave 0 on 'style'", browser.evaluate("document.body.innerText"))
    assert desk.table()["s04"]["style"] == "0"


def test_what_is_not_saved_is_told_beside_what_was_typed(browser, desk):
    with contextlib.closing(Server(desk)) as server:
        go(browser, server, server.link)
        go(browser, server, "/a/stats/c/style")
        work = "document.querySelector('form[data-mark]')"
        typed = f"{work}.querySelector('textarea').value"
        browser.evaluate(f"{typed} = 'long thoughts'")
        browser.evaluate(f"{work}.querySelector('[data-level]').click()")
        with full(desk, "marks"):
            browser.evaluate(f"{work}.requestSubmit()")
            wait_for(browser, f"/its disk is full/.test({work}.innerText)")
        assert browser.evaluate(typed) == "long thoughts"
    browser.evaluate(f"{work}.requestSubmit()")
    wait_for(browser, f"/^Not saved/m.test({work}.innerText)")
    assert browser.evaluate(typed) == "long thoughts"
