"""Requests for another look: on students' own pages, from a table, and what is replied."""

import contextlib
import csv
import http.client
import re

import pytest
from support.markers import SOON, WRONG, Desk, Server, Visitor, full

pytestmark = [pytest.mark.processes, pytest.mark.database]
UNTIL = f"    requests_until: {SOON}\n    points:"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("requests"))
    for name in ("ada", "ben", "cleo"):
        desk.hand_in(name, WRONG)
    desk.batch()
    desk.rubric = desk.rubric.replace("    points:", UNTIL, 1)
    desk.write_rubric(desk.rubric)
    return desk


@pytest.fixture(scope="module")
def links(desk):
    """Each student's own address, without the server's."""
    path = desk.folder / "links.csv"
    desk.grade("serve", "--links", str(path), "--host", "grades.example.edu")
    assert path.stat().st_mode & 0o777 == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["student"]: row["link"] for row in csv.DictReader(file)}
    assert all(link.startswith("https://grades.example.edu/s/") for link in rows.values())
    return {key: link.removeprefix("https://grades.example.edu") for key, link in rows.items()}


@pytest.fixture(scope="module")
def student(desk):
    server = Server(desk, "--students")
    yield Visitor(server.root)
    server.close()


@pytest.fixture(scope="module")
def marker(desk):
    server = Server(desk)
    yield server.visitor()
    server.close()


def ask(student, link, words, criterion=""):
    return student.open(f"{link}stats/ask", {"words": words, "criterion": criterion})


def test_a_student_sees_the_own_page_by_the_own_link_and_nothing_else(desk, student, links):
    assert "stats" in student.open(links["ada"]).words
    page = student.open(f"{links['ada']}stats/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors 'none'; sandbox")
    desk.grade("report", "--out", str(desk.folder / "pages"), "--assignment", "stats")
    assert page.text == (desk.folder / "pages/students/ada.html").read_text(encoding="utf-8")
    assert "ben" not in page.text
    for path in ("/", "/a/stats/", "/a/stats/s/ada", "/enter"):
        assert student.open(path).status == 404


def test_a_link_that_is_guessed_is_nobody_s(student, links):
    number, drawn = re.fullmatch(r"/s/(\d+)-(\w+)/", links["ada"]).groups()
    other = re.fullmatch(r"/s/(\d+)-\w+/", links["ben"])[1]
    for word in (f"{other}-{drawn}", f"{number}-{'0' * len(drawn)}", number, "x", f"-{drawn}"):
        assert student.open(f"/s/{word}/").status == 404
    assert student.open(links["ada"]).status == 200  # the control


def test_links_stay_the_same(desk, links):
    path = desk.folder / "again.csv"
    desk.grade("serve", "--links", str(path))
    assert all(link in path.read_text(encoding="utf-8") for link in links.values())


def test_a_page_that_waits_for_a_mark_is_given_once_it_is_marked(desk, student, marker, links):
    desk.write_rubric(desk.rubric.replace("    points:", "    hold: until marked\n    points:", 1))
    page = student.open(f"{links['cleo']}stats/")
    assert (page.status, "still being marked" in page.words) == (404, True)
    assert "median" not in page.text
    assert "stats/" not in student.open(links["cleo"]).text
    assert marker.mark("cleo", points_style="3", points_names="2").status == 200
    assert "The median is explained" in student.open(f"{links['cleo']}stats/").words
    assert "stats/" in student.open(links["cleo"]).text
    desk.write_rubric(desk.rubric)


@pytest.mark.parametrize("host", ["https://grades.example.edu", "grades.example.edu/class"])
def test_no_links_are_written_that_lead_nowhere(desk, host):
    path = desk.folder / "wrong.csv"
    said = desk.grade("serve", "--links", str(path), "--host", host, status=2)
    assert f"--host {host}: write the name alone" in said
    assert not path.exists()


def test_a_request_and_its_replies_go_to_and_fro(student, marker, links):
    assert ask(student, links["ada"], "The median is **right**", "median").status == 200
    listed = marker.open("/a/stats/?state=asked+again")
    assert "/s/ada" in listed.text
    assert "/s/ben" not in listed.text
    page = marker.hand_in("ada")
    assert "The median is <strong>right</strong>" in page.text
    fields = page.fields("/a/stats/reply") | {"words": "Not for even n", "state": "declined"}
    assert marker.open("/a/stats/reply", fields).status == 200
    thread = student.open(f"{links['ada']}stats/ask").words
    assert "declined" in thread
    assert "Not for even n" in thread
    assert "root" not in thread  # who replied is not told
    assert "/s/ada" not in marker.open("/a/stats/?state=asked+again").text


def test_a_reply_is_written_once_and_not_over_another_s(desk, student, marker, links):
    ask(student, links["ben"], "what of the tie?")
    fields = marker.hand_in("ben").fields("/a/stats/reply") | {
        "words": "Look anew",
        "state": "open",
    }
    for _ in range(2):
        assert marker.open("/a/stats/reply", fields).status == 200
    assert student.open(f"{links['ben']}stats/ask").words.count("Look anew") == 1
    late = marker.open("/a/stats/reply", fields | {"words": "Not so", "nonce": "n" * 20})
    assert (late.status, "read it, then reply" in late.words) == (409, True)
    assert late.fields("/a/stats/reply")["words"] == "Not so"
    assert "Not so" not in late.fields("/a/stats/comment")["words"]
    assert "Not so" not in student.open(f"{links['ben']}stats/ask").words


def test_who_asked_sees_it_while_names_are_hidden(desk, student, links):
    ask(student, links["ada"], "whoever I am")
    desk.grade("anonymous", "on", "--why", "blind")
    assert "whoever I am" in student.open(f"{links['ada']}stats/ask").words
    assert "whoever I am" not in student.open(f"{links['ben']}stats/ask").words
    assert "ask for one" not in student.open(links["ada"]).words
    desk.grade("anonymous", "off", "--why", "done")


def test_what_a_merged_student_asked_is_the_other_s_until_that_is_undone(
    desk, student, marker, links
):
    ask(student, links["cleo"], "I am two")
    desk.grade("merge", "cleo", "ben", "--why", "one person", "--yes")
    assert "I am two" in student.open(f"{links['ben']}stats/ask").words
    assert "I am two" in marker.hand_in("ben").words
    assert "asked again" in marker.open("/a/stats/?state=asked+again").words
    desk.grade("undo", "--yes")
    assert "I am two" not in student.open(f"{links['ben']}stats/ask").words
    assert "I am two" in student.open(f"{links['cleo']}stats/ask").words


def test_what_is_wrong_with_us_is_not_told_to_a_student(desk, student, links):
    words = "x" * 2499 + "\r\n" + "y" * 2500  # as a browser sends it, which counts 5,000
    with full(desk, "actions"):
        answer = ask(student, links["cleo"], words)
    assert (answer.status, "by no fault of yours" in answer.words) == (503, True)
    assert answer.text.count("y" * 2500) == 1  # what was typed
    assert "gradebook.db" not in answer.text
    desk.write_rubric(desk.rubric.replace("name: unseen", "name: unseen, point: 2"))
    for path in (links["cleo"], f"{links['cleo']}stats/", f"{links['cleo']}stats/ask"):
        page = student.open(path)
        assert (page.status, "by no fault of yours" in page.words) == (503, True)
        assert "unseen" not in page.text
    desk.write_rubric(desk.rubric)
    assert ask(student, links["cleo"], words).status == 200


def test_who_is_excused_can_t_ask(desk, student, links):
    desk.grade("excuse", "cleo", "--why", "moved")
    page = student.open(f"{links['cleo']}stats/ask")
    assert "You are excused" in page.words
    assert "<form" not in page.text
    assert "ask for one" not in student.open(links["cleo"]).words
    assert ask(student, links["cleo"], "but look").status == 422
    path = desk.folder / "excused.csv"
    path.write_text("Student,Words\ncleo,look\n", encoding="utf-8")
    assert "cleo is excused" in desk.grade("requests", "--from", str(path), status=4)
    desk.grade("undo", "--yes")
    assert "<form" in student.open(f"{links['cleo']}stats/ask").text


def test_a_forgotten_slash_leads_on_whatever_the_proxy_says(student, links):
    place = student.root.removeprefix("http://")
    with contextlib.closing(http.client.HTTPConnection(place, timeout=60)) as connection:
        connection.request("GET", f"{links['ada']}stats?a=1")
        with connection.getresponse() as response:
            assert response.status == 307
            assert response.getheader("location") == f"{links['ada']}stats/?a=1"


@pytest.mark.parametrize(
    ("words", "criterion", "says"),
    [
        pytest.param(" ", "", "Write what should be looked at", id="nothing"),
        pytest.param("x" * 5001, "", "5,000 characters", id="too long"),
        pytest.param("please", "unseen", "no such criterion", id="a hidden criterion"),
    ],
)
def test_what_can_t_be_asked_is_told(student, links, words, criterion, says):
    answer = ask(student, links["cleo"], words, criterion)
    assert (answer.status, says in answer.words) == (422, True)


def test_a_request_that_is_sent_twice_is_one(desk, student, links):
    for _ in range(2):
        ask(student, links["ben"], "once please")
    assert desk.grade("requests").count("once please") == 1


def test_after_the_time_nothing_more_is_taken(desk, student, links):
    desk.write_rubric(desk.rubric.replace(SOON, "2001-01-01 12:00 UTC"))
    late = ask(student, links["cleo"], "late")
    desk.write_rubric(desk.rubric)
    assert (late.status, "No requests are taken any more" in late.words) == (422, True)
    assert "late" not in desk.grade("requests")


def test_requests_come_in_by_a_table_and_faults_are_told_by_row(desk):
    path = desk.folder / "form.csv"
    rows = ["Student,Criterion,Words", "ben,clip,Look again", "zed,,Me too", "ada,clop,And me"]
    path.write_text("\n".join(rows), encoding="utf-8")
    output = desk.grade("requests", "--from", str(path), status=4)
    assert "1 request taken" in output
    assert "row 3: no student 'zed'" in output
    assert "row 4" in output
    assert "clip" in output
    listed = desk.grade("requests")
    assert "Look again" in listed
    number = re.search(r"(\d+)  open +ben  stats, clip", listed)[1]
    desk.grade("requests", number, "--reply", "Two points", "--state", "granted", "--who", "Smith")
    assert re.search(rf"{number}  granted +ben", desk.grade("requests"))
    assert "Smith: Two points" in desk.grade("requests")


def test_who_is_taken_out_of_the_class_has_no_link_until_that_is_undone(desk, student, links):
    desk.grade("remove", "ben", "--why", "left", "--yes")
    path = desk.folder / "without.csv"
    desk.grade("serve", "--links", str(path))
    assert "ben" not in path.read_text(encoding="utf-8")
    assert student.open(links["ben"]).status == 404
    assert ask(student, links["ben"], "and now?").status == 404
    desk.grade("undo", "--yes")
    assert student.open(links["ben"]).status == 200
