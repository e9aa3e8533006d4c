"""Whatever is sent to any address: never a fault of ours, and the guarding headers on each."""

import contextlib
import csv
import http.client
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.markers import SOON, Desk, Server
from support.project import TINY

from grader.course.find import find_course
from grader.web import guard
from grader.web.access import Door
from grader.web.app import app_of
from grader.web.books import Books
from grader.web.students import students_app_of

pytestmark = [pytest.mark.processes, pytest.mark.database]
APPS = {"markers": app_of, "students": students_app_of}
# What fits into the holes of addresses; one that is not here makes its route's test fail.
FITTING = {
    "criterion": ["style", "names"],
    "key:path": ["ada"],
    "number": ["2"],
    "name": ["stats"],
}
FIELDS = (
    *("secret", "nonce", "student", "query", "then", "criterion", "points", "why", "words"),
    *("cell", "line", "comment", "request", "state", "sure", "page", "search", "order", "turned"),
    *("of", "after", "link", "name", "password", "from:1", "version:style", "points:style"),
    *("comment:style", "version:odd", "version:names", "points:names", "student:ada", "kind"),
    *("value", "section"),
)
KNOWN = [
    *("", "stats", "ada", "style", "names", "median", "*", "1", "0", "-1", "none", "NaN", "1e999"),
    *("9" * 40, "criterion", "next", "yes", "to mark", "granted", "../..", "\0", "\ud800"),
    *("x" * 300, "excuse", "extend", "adjust", "2999-01-01 12:00", "+2"),
]
WORDS = st.one_of(st.sampled_from(KNOWN), st.text(max_size=12))
PAIRS = st.dictionaries(st.sampled_from(FIELDS), WORDS, min_size=2, max_size=10)
HEADERS = st.dictionaries(
    st.sampled_from(["Origin", "HX-Request", "Sec-Fetch-Site", "X-Forwarded-For", "Content-Type"]),
    st.sampled_from(["true", "null", "same-origin", "http://[", "é", "multipart/form-data", ""]),
    max_size=2,
)


def routes():
    """Every route of both applications, with each method that it takes."""
    desk = guard.Desk(find_course(TINY, Path()), {}, Books("nowhere.db"), Door("root"))
    for name, make in APPS.items():
        for route in make(desk).routes:
            for method in sorted(route.methods):
                yield pytest.param(name, route.path, method, id=f"{name} {method} {route.path}")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Both servers on one class, a marker who was let in, and a student's link."""
    desk = Desk(tmp_path_factory.mktemp("fuzz"))
    desk.write_rubric(
        desk.rubric.replace("    points:", f"    requests_until: {SOON}\n    points:", 1)
    )
    desk.hand_in("ada")
    desk.batch()
    desk.hand_in("ada", desk.right.replace("sorted(values)", "sorted(values)  # in order"))
    desk.batch()
    links = desk.folder / "links.csv"
    desk.grade("serve", "--links", str(links))
    with links.open(encoding="utf-8-sig", newline="") as file:
        word = next(csv.DictReader(file))["link"].rstrip("/").rpartition("/")[2]
    markers, students = Server(desk), Server(desk, "--students")
    visitor = markers.visitor()
    form = visitor.hand_in("ada").fields("/a/stats/mark")
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
    places = {"markers": markers.root, "students": students.root}
    places = {name: root.removeprefix("http://") for name, root in places.items()}
    yield SimpleNamespace(places=places, form=form, cookie=cookie, word=word)
    markers.close()
    students.close()


def encoded(pairs):
    return urlencode(pairs, errors="surrogatepass")


def send(place, method, path, body, headers):
    """Send a request; the status, the headers, and what came, of news without end the beginning."""
    with contextlib.closing(http.client.HTTPConnection(place, timeout=5)) as connection:
        connection.request(method, path, body, headers)
        with connection.getresponse() as response:
            is_endless = "event-stream" in response.getheader("content-type", "")
            raw = response.read1(20) if is_endless else response.read()
            names = {name.lower() for name in response.headers}
            return response.status, names, raw.decode("utf-8", "replace")


@pytest.mark.parametrize(("app", "template", "method"), [*routes()])
def test_nothing_that_is_sent_makes_a_fault_of_ours(served, app, template, method):
    fitting = {**FITTING, "word": [served.word]}
    if template.startswith("/static"):
        fitting["name"] = ["desk.css"]
    statuses = set()

    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(data=st.data(), pairs=PAIRS, headers=HEADERS)
    def fuzz(data, pairs, headers):
        path = template
        for hole in re.findall(r"{[^}]*}", template):
            usual = st.sampled_from(fitting[hole[1:-1]])
            word = data.draw(st.one_of(usual, usual, usual, WORDS), hole)
            path = path.replace(hole, quote(word, safe="", errors="surrogatepass"), 1)
        sent = data.draw(st.sampled_from([*[method] * 7, "GET", "POST", "PUT", "OPTIONS"]))
        if data.draw(st.sampled_from([True] * 5 + [False])):
            headers = {**headers, "Cookie": served.cookie}
            if template != "/leave":  # else there would be nobody inside any more
                pairs = {"secret": served.form["secret"], "nonce": served.form["nonce"], **pairs}
        is_raw = data.draw(st.sampled_from([False] * 9 + [True]))
        body = data.draw(st.binary(max_size=20), "raw") if is_raw else encoded(pairs).encode()
        headers = {name: value.encode() for name, value in headers.items()}
        status, names, text = send(
            served.places[app], sent, f"{path}?{encoded(pairs)}", body, headers
        )
        assert status < 500, text
        assert "Traceback" not in text
        if status != 400:  # which may be of what is no request at all
            assert set(guard.GUARDS) <= names
        statuses.add(status)

    fuzz()
    # Else nothing has come as far as the route: what it has in its address is not known here.
    assert statuses & {200, 303, 307, 403, 422}, statuses
