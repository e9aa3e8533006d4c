"""A headless Chromium, driven over its own protocol through two pipes; nothing else is needed."""

import base64
import contextlib
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

import pytest

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
]
SECONDS = 60
TALLEST = 16_000  # pixels of a screenshot


class Chromium:
    """One browser with one tab; what went wrong on a page is kept in `faults`."""

    def __init__(self, profile):
        to_browser, self.to = os.pipe()
        self.fro, from_browser = os.pipe()

        def as_it_expects_them():  # commands on descriptor 3, answers on 4
            os.dup2(os.dup(to_browser), 3)
            os.dup2(os.dup(from_browser), 4)

        self.process = subprocess.Popen(
            [PROGRAM, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=as_it_expects_them,
        )
        os.close(to_browser)
        os.close(from_browser)
        self.numbers, self.buffer, self.session, self.faults = itertools.count(1), b"", None, []
        tab = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        """Send one command and wait for its answer."""
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while (answer := self.read()).get("id") != number:
            self.note(answer)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def read(self):
        """The next message: an answer, or news."""
        deadline = time.monotonic() + SECONDS
        while b"\0" not in self.buffer:
            if not select.select([self.fro], [], [], deadline - time.monotonic())[0]:
                raise TimeoutError(f"Chromium said nothing for {SECONDS} s")
            piece = os.read(self.fro, 1 << 20)
            if not piece:
                raise RuntimeError("Chromium ended")
            self.buffer += piece
        message, _, self.buffer = self.buffer.partition(b"\0")
        return json.loads(message)

    def note(self, news):
        """Keep what a page complains of."""
        if news.get("method") in (
            "Runtime.consoleAPICalled",
            "Runtime.exceptionThrown",
            "Log.entryAdded",
            "Page.javascriptDialogOpening",
        ):
            self.faults.append(news["params"])

    def open(self, path, width, scheme="light", media="screen"):
        """Show a file at a width, light or dark."""
        self.faults.clear()
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=900,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self.call("Emulation.setEmulatedMedia", media=media, features=[feature])
        self.call("Page.navigate", url=path.resolve().as_uri())
        while self.evaluate("document.readyState") != "complete":
            time.sleep(0.02)

    def evaluate(self, expression):
        """The value of an expression on the page; waited for, if it is a promise."""
        done = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in done:
            raise RuntimeError(done["exceptionDetails"])
        return done["result"].get("value")

    def screenshot(self, path, top=0, height=None):
        """The whole page, or a part of it, as PNG."""
        whole = self.evaluate("document.documentElement.scrollHeight")
        width = self.evaluate("document.documentElement.clientWidth")
        clip = {"x": 0, "y": top, "width": width, "scale": 1}
        clip["height"] = min(height or whole, whole - top, TALLEST)
        shot = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def print_pdf(self, path):
        """The page on paper."""
        path.write_bytes(base64.b64decode(self.call("Page.printToPDF")["data"]))

    def close(self):
        with contextlib.suppress(OSError, RuntimeError, TimeoutError):
            self.session = None
            self.call("Browser.close")
        os.close(self.to)
        os.close(self.fro)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def chromium():
    """A browser with a profile of its own, gone afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Chromium(profile)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="session")
def browser():
    if PROGRAM is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with chromium() as running:
        yield running
