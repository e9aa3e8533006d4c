"""Whatever is sent to any address: never a fault of ours, and the guarding headers on each."""

import contextlib
import http.client
import re
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.markers import Desk, Server
from support.project import ROOT

from grader.web.guard import GUARDS

pytestmark = [pytest.mark.processes, pytest.mark.database]
SOURCE = (ROOT / "grader/web/app.py").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r'"(/[^"]*)"', SOURCE)))
FORMS = ("mark", "override", "undo", "comment", "withdraw", "reply", "guide", "leave")
FIELDS = (
    *("secret", "nonce", "student", "query", "then", "criterion", "points", "why", "words"),
    *("cell", "line", "comment", "request", "state", "sure", "page", "search", "order", "turned"),
    *("of", "after", "link", "name", "password", "from:1", "version:style", "points:style"),
    *("comment:style", "version:odd", "version:names", "points:names"),
)
KNOWN = [
    "",
    "stats",
    "ada",
    "style",
    "names",
    "median",
    "*",
    "1",
    "0",
    "-1",
    "none",
    "NaN",
    "1e999",
]
KNOWN += [
    "9" * 40,
    "criterion",
    "next",
    "yes",
    "to mark",
    "granted",
    "../..",
    "\0",
    "\ud800",
    "x" * 300,
]
WORDS = st.one_of(st.sampled_from(KNOWN), st.text(max_size=12))
PAIRS = st.dictionaries(st.sampled_from(FIELDS), WORDS, min_size=2, max_size=10)
HEADERS = st.dictionaries(
    st.sampled_from(["Origin", "HX-Request", "Sec-Fetch-Site", "X-Forwarded-For", "Content-Type"]),
    st.sampled_from(["true", "null", "same-origin", "http://[", "é", "multipart/form-data", ""]),
    max_size=2,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("fuzz"))
    desk.hand_in("ada")
    desk.batch()
    server = Server(desk)
    visitor = server.visitor()
    form = visitor.hand_in("ada").fields("/a/stats/mark")
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    yield SimpleNamespace(place=server.root.removeprefix("http://"), form=form, cookie=cookie)
    server.close()


def encoded(pairs):
    return urlencode(pairs, errors="surrogatepass")


@settings(max_examples=1500, deadline=None, derandomize=True, database=None)
@given(data=st.data(), pairs=PAIRS, headers=HEADERS)
def test_nothing_that_is_sent_makes_a_fault_of_ours(served, data, pairs, headers):
    path = data.draw(st.sampled_from(PATHS), "path")
    for hole in re.findall(r"{[^}]*}", path):
        usual = st.sampled_from(["stats", "style", "ada", "2"])
        word = data.draw(usual | WORDS, hole)
        path = path.replace(hole, quote(word, safe="", errors="surrogatepass"), 1)
    usual = "POST" if path.rpartition("/")[2] in FORMS else "GET"
    method = data.draw(st.sampled_from([*[usual] * 7, "GET", "POST", "HEAD", "PUT"]))
    is_inside = data.draw(st.sampled_from([True] * 5 + [False])) and path != "/leave"
    if is_inside:
        headers = {**headers, "Cookie": served.cookie}
        pairs = {"secret": served.form["secret"], "nonce": served.form["nonce"], **pairs}
    is_raw = data.draw(st.sampled_from([False] * 9 + [True]))
    raw = data.draw(st.binary(max_size=20), "raw") if is_raw else None
    body = encoded(pairs).encode() if raw is None else raw
    if path.endswith("/live"):
        method = "POST"  # what is asked for there never ends
    headers = {name: value.encode() for name, value in headers.items()}
    with contextlib.closing(http.client.HTTPConnection(served.place, timeout=60)) as connection:
        connection.request(method, f"{path}?{encoded(pairs)}", body, headers)
        with connection.getresponse() as response:
            text = response.read().decode("utf-8", "replace")
            assert response.status < 500, text
            assert "Traceback" not in text
            if response.status != 400:  # which may be of what is no request at all
                assert set(GUARDS) <= {name.lower() for name in response.headers}
