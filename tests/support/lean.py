"""Markers in one process that takes little of the processors: their browsers are elsewhere.

Each sends the next mark as soon as the last one is answered, as the script of our pages does: an
answer is the same form again, with what stands there now.
"""

import asyncio
import re
import time
from urllib.parse import urlencode

from support.crowd import PASSWORD

HEAD = "{method} {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nHX-Request: true\r\n"
BODY = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n"
FORM = re.compile(r'<form[^>]*action="/a/stats/mark".*?</form>', re.DOTALL)
HIDDEN = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
GONE = (OSError, asyncio.IncompleteReadError)


def forms_in(page):
    """The hidden fields of each form for marks, by student."""
    fields = [dict(HIDDEN.findall(form)) for form in FORM.findall(page)]
    return {each["student"]: each for each in fields}


class LeanMarker:
    """One marker with a connection that stays open, who marks the students of a page, or a part."""

    def __init__(self, name, page, part):
        self.name, self.page, self.part = name, page, part
        self.cookie, self.secret, self.statuses = "", "", {}
        self.seconds, self.page_seconds = [], []

    async def come_in(self, servers):
        """Log in at the server that runs now, as one does when it was started again."""
        while True:
            self.host = servers[-1].root.removeprefix("http://")
            host, port = self.host.split(":")
            try:
                connected = await asyncio.open_connection(host, int(port), limit=2**20)
                self.reader, self.writer = connected
                form = {"name": self.name, "password": PASSWORD}
                status, head, _ = await self.ask("/enter", form)
            except GONE:
                await asyncio.sleep(0.05)
                continue
            assert status == 303, head
            self.cookie = re.search(r"set-cookie: ([^;]*)", head)[1]
            return

    async def ask(self, path, form=None):
        """Send a request; the status, the head and the body of the answer."""
        body = urlencode(form or {})
        method = "GET" if form is None else "POST"
        head = HEAD.format(method=method, path=path, host=self.host, cookie=self.cookie)
        head += BODY.format(length=len(body)) if form else ""
        self.writer.write(f"{head}\r\n{body}".encode())
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"content-length: (\d+)", answer)
        content = await self.reader.readexactly(int(length[1]) if length else 0)
        return int(answer.split()[1]), answer, content.decode()

    async def mark(self, numbers, marks, servers):
        """Mark until all is done, whatever becomes of the server."""
        while True:
            for form in (await self.open_page(servers)).values():
                number = next(numbers)
                if number >= marks:
                    return
                form |= {"points:names": f"{number % 8 / 4:g}", "comment:names": f"mark {number}"}
                await self.send(form, servers)

    async def send(self, form, servers):
        """Send a mark; where the server is gone, the same again to the next."""
        while True:
            start = time.perf_counter()
            try:
                answer = await self.ask("/a/stats/mark", form | {"secret": self.secret})
                break
            except GONE:
                await self.come_in(servers)
                await self.open_page(servers)
        self.seconds.append(time.perf_counter() - start)
        assert answer[0] in (200, 409), answer
        self.statuses[form["comment:names"]] = answer[0]

    async def open_page(self, servers):
        """Open the page of a criterion, and take one's own part of its forms."""
        while True:
            start = time.perf_counter()
            try:
                status, _, text = await self.ask(f"/a/stats/c/names?page={self.page}")
            except GONE:
                await self.come_in(servers)
                continue
            assert status == 200, text
            self.page_seconds.append(time.perf_counter() - start)
            forms = dict(list(forms_in(text).items())[self.part])
            # It changes where one logs in again, also for what was opened before.
            self.secret = next(iter(forms.values()))["secret"]
            return forms
