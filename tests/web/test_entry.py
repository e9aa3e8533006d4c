"""Who comes to the pages, by what, and which requests are refused whoever sends them."""

import asyncio
import contextlib
import http.client
import socket

import pytest
from support.markers import Desk, Server, Visitor

from grader.web.access import HOURS, Door, add_user, read_users
from grader.web.server import listen

pytestmark = [pytest.mark.processes, pytest.mark.database]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("entry"))
    desk.hand_in("ada")
    desk.batch()
    return desk


@pytest.fixture(scope="module")
def server(desk):
    server = Server(desk)
    yield server
    server.close()


def test_without_the_link_nobody_sees_anything(server):
    stranger = Visitor(server.root)
    for path in ("/", "/a/stats/", "/a/stats/s/ada", "/a/stats/page/ada", "/a/nothing/"):
        answer = stranger.open(path)
        assert answer.url.endswith("/enter")
        assert "ada" not in answer.text
    assert stranger.open("/a/stats/mark", {"student": "ada"}).status == 401


def test_a_link_lets_one_browser_in_and_the_next_is_printed(server):
    link = server.link
    visitor = server.visitor()
    assert visitor.open("/a/stats/").status == 200
    late = Visitor(server.root).open(link)
    assert (late.status, "used already" in late.text) == (401, True)
    assert visitor.open(link).url.endswith("/a/stats/")  # who is in stays in
    assert server.link != link


def test_a_cookie_is_for_this_site_alone_and_no_script_reads_it(server):
    place = server.root.removeprefix("http://")
    with contextlib.closing(http.client.HTTPConnection(place, timeout=60)) as connection:
        connection.request("GET", server.link.removeprefix(server.root))
        with connection.getresponse() as response:
            cookie = response.getheader("set-cookie")
    server.link = server.process.stdout.readline().split()[-1]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        ("grading.example.edu", "grading.example.edu"),
        ("Grading.Example.edu:8443", "grading.example.edu"),
        ("[2001:DB8::1]:8443", "[2001:db8::1]"),
    ],
)
def test_behind_a_proxy_the_cookie_goes_by_tls_alone(desk, host, asked):
    with contextlib.closing(Server(desk, "--host", host)) as server:
        place = server.root.removeprefix("http://")
        with contextlib.closing(http.client.HTTPConnection(place, timeout=60)) as connection:
            path = server.link.removeprefix(server.root)
            connection.request("GET", path, headers={"Host": asked})
            with connection.getresponse() as response:
                assert "Secure" in response.getheader("set-cookie")


def test_a_form_from_elsewhere_does_nothing(server):
    visitor = server.visitor()
    fields = visitor.hand_in("ada").fields("/a/stats/mark")
    given = {**fields, "points:style": "3"}
    for headers in ({"Origin": "http://evil.example"}, {"Sec_Fetch_Site": "cross-site"}):
        assert visitor.open("/a/stats/mark", given, **headers).status == 403
    assert visitor.open("/a/stats/mark", {**given, "secret": "guessed"}).status == 403
    assert visitor.hand_in("ada").fields("/a/stats/mark")["points:style"] == "none"
    # The control: the same from the page itself is taken.
    assert visitor.open("/a/stats/mark", given, Origin=server.root).status == 200
    assert visitor.hand_in("ada").fields("/a/stats/mark")["points:style"] == "3"


def test_a_name_that_only_leads_here_is_not_ours(server):
    visitor = server.visitor()
    assert visitor.open("/", Host="evil.example").status == 400
    assert visitor.open("/", Host="localhost:1").status == 200


@pytest.mark.parametrize("path", ["/", "/enter", "/a/stats/s/ada", "/static/desk.js", "/nowhere"])
def test_every_answer_lets_no_strange_script_run(server, path):
    answer = server.visitor().open(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_who_leaves_is_out(server):
    visitor = server.visitor()
    assert visitor.open("/leave", visitor.open("/").fields("/leave")).url.endswith("/enter")
    assert visitor.open("/").url.endswith("/enter")


def test_a_form_that_is_too_large_is_refused(server):
    visitor = server.visitor()
    fields = visitor.hand_in("ada").fields("/a/stats/mark")
    assert visitor.open("/a/stats/mark", {**fields, "comment:style": "x" * 10**6}).status == 413


def test_markers_come_in_by_name_and_password(desk, tmp_path):
    users = tmp_path / "markers.yaml"
    add_user(users, "jane", "long enough")
    add_user(users, "joe", "another one")
    server = Server(desk, "--users", str(users))
    try:
        visitor = Visitor(server.root)
        for name, password in [("jane", "another one"), ("eve", "long enough"), ("", "")]:
            wrong = visitor.open("/enter", {"name": name, "password": password})
            assert (wrong.status, "not right" in wrong.text) == (401, True)
        page = visitor.open("/enter", {"name": "jane", "password": "long enough"})
        assert page.url.endswith("/a/stats/")
        assert "jane" in page.words
        assert Visitor(server.root).open("/enter?link=").status == 200
    finally:
        server.close()


def test_passwords_are_written_as_hashes_for_their_owner_alone(tmp_path):
    users = tmp_path / "markers.yaml"
    add_user(users, "jane", "long enough")
    assert "long enough" not in users.read_text(encoding="utf-8")
    assert users.stat().st_mode & 0o777 == 0o600
    assert Door("", read_users(users)).by_password("jane", "long enough")


def test_who_came_in_yesterday_has_to_again():
    now = [0.0]
    door = Door("jane", clock=lambda: now[0])
    cookie = door.by_link(door.link)
    assert door.visitor(cookie).name == "jane"
    now[0] = HOURS * 3600 + 1
    assert door.visitor(cookie) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        pytest.param("jane: secret", "jane: has no password that was hashed", id="in the clear"),
        pytest.param("a: [", "line 1", id="no yaml"),
        pytest.param("", "names nobody", id="empty"),
    ],
)
def test_a_file_of_users_that_is_wrong_is_refused_with_what_to_do(desk, tmp_path, text, says):
    users = tmp_path / "markers.yaml"
    users.write_text(text, encoding="utf-8")
    output = desk.run("serve", "--users", str(users), status=2).output
    assert says in output
    assert output.startswith(f"grade: --users {users}: ")


def test_what_comes_after_the_head_of_an_answer_waits_for_nobody():
    async def is_sent_at_once():
        asked = asyncio.get_running_loop().create_future()

        def answer(_reader, writer):
            connection = writer.get_extra_info("socket")
            asked.set_result(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = listen(0)
        async with await asyncio.start_server(answer, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            writer.close()
            return await asked

    assert asyncio.run(is_sent_at_once())
