"""What markers say beside the code reaches the student, with the attempt that it is of."""

import base64
import json
import re

import pytest
from support.markers import WRONG, Desk, Server

pytestmark = [pytest.mark.processes, pytest.mark.database]
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nrest").decode()
OUTPUTS = [
    {"output_type": "stream", "name": "stdout", "text": ["\x1b[31mred", " <b>text"]},
    {"output_type": "display_data", "data": {"image/png": PNG, "text/plain": "<Figure>"}},
    {
        "output_type": "display_data",
        "data": {"text/html": "<script>x</script>", "text/plain": "df"},
    },
    {"output_type": "display_data", "data": {"image/svg+xml": "<svg onload='x'/>"}},
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("comments"))
    desk.hand_in("ada", WRONG, explained="# Title\n\n[a](javascript:x) <img src=x onerror=y>")
    path = desk.files / "ada.ipynb"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["cells"][0] |= {"outputs": OUTPUTS, "metadata": {"tags": ["explain"]}}
    path.write_text(json.dumps(document), encoding="utf-8")
    desk.hand_in("ben")
    desk.batch()
    return desk


@pytest.fixture(scope="module")
def visitor(desk):
    server = Server(desk)
    yield server.visitor()
    server.close()


def say(visitor, key, words, **place):
    fields = visitor.hand_in(key).fields("/a/stats/comment") | {"words": words, **place}
    return visitor.open("/a/stats/comment", fields)


def test_the_notebook_is_shown_with_its_own_outputs_and_nothing_that_runs(visitor):
    text = visitor.hand_in("ada").text
    assert "<h1>Title</h1>" in text
    assert f"data:image/png;base64,{PNG}" in text
    assert "red &lt;b&gt;text" in text
    assert ">df<" in text
    for odd in ("<script>x", "onload", "<img src=x", 'href="javascript', "\x1b"):
        assert odd not in text


def test_a_picture_stands_beside_the_guide_of_what_it_is_about(desk, visitor):
    picture = f'src="data:image/png;base64,{PNG}" alt="Picture 1 of'
    assert picture in visitor.open("/a/stats/c/style").text
    assert picture not in visitor.open("/a/stats/c/names").text
    assert picture in visitor.hand_in("ada").text
    desk.grade("anonymous", "on", "--why", "blind")
    assert "data:image/png" not in visitor.open("/a/stats/c/style").text  # it may show a name
    desk.grade("anonymous", "off", "--why", "done")


def test_a_comment_stands_at_its_line_for_the_student_as_markdown(desk, visitor, tmp_path):
    assert say(visitor, "ada", "Divide by **two** <i>here</i>", cell="1", line="5").status == 200
    say(visitor, "ada", "Well done otherwise")
    assert "Divide by <strong>two</strong>" in visitor.hand_in("ada").text
    desk.grade("report", "--out", str(tmp_path / "pages"), "--assignment", "stats")
    page = (tmp_path / "pages/students/ada.html").read_text(encoding="utf-8")
    assert "Divide by <strong>two</strong> &lt;i&gt;here&lt;/i&gt;" in page
    assert "Well done otherwise" in page
    assert "<strong>" not in (tmp_path / "pages/students/ben.html").read_text(encoding="utf-8")
    assert page == visitor.open("/a/stats/page/ada").text


def test_a_page_is_written_again_when_something_is_said(desk, visitor, tmp_path):
    words = ["report", "--out", str(tmp_path / "pages"), "--assignment", "stats"]
    desk.grade(*words)
    assert "0 written" in desk.grade(*words)
    say(visitor, "ben", "look at the ends", cell="1", line="2")
    assert "1 written" in desk.grade(*words)


def test_a_comment_on_a_cell_stands_below_it_however_many_there_are(desk, visitor):
    for number in range(5):
        say(visitor, "ada", f"word {number}", cell="1", line="4")
    say(visitor, "ada", "of all of the cell", cell="1")
    text = visitor.open("/a/stats/page/ada").text
    code = text[text.index('id="cell-1"') :]
    assert all(f"word {number}" in code for number in range(5))
    assert "of all of the cell" in code


def test_comments_and_words_beside_marks_go_into_exports(desk, visitor):
    visitor.mark("ada", points_style="1", comment_style="Why so?")
    say(visitor, "ada", "=1+1 is **two**", cell="1", line="2")
    row = desk.table()["ada"]
    assert {"style: Why so?", "cell 1, line 2: =1+1 is **two**"} <= {*row["comments"].splitlines()}
    (entry,) = [
        each
        for each in json.loads(desk.run("export", "--format", "json").stdout)
        if each["student"] == "ada"
    ]
    places = [(each["cell"], each["line"], each["words"]) for each in entry["comments"]]
    assert (1, 2, "=1+1 is **two**") in places
    assert "Why so?" in json.dumps(entry["report"])
    results = desk.folder / "results"
    desk.grade("export", "--format", "gradescope", "--out", str(results))
    above = json.loads((results / "ada.json").read_text(encoding="utf-8"))["output"]
    assert "cell 1, line 2: =1+1 is **two**" in above


def test_a_comment_is_taken_back(visitor):
    say(visitor, "ben", "a slip")
    page = visitor.hand_in("ben")
    assert "a slip" in page.words
    visitor.open("/a/stats/withdraw", page.fields("/a/stats/withdraw"))
    visitor.open("/a/stats/withdraw", page.fields("/a/stats/withdraw"))  # sent twice


def test_what_is_said_twice_by_one_form_stands_once(visitor):
    fields = visitor.hand_in("ben").fields("/a/stats/comment") | {"words": "only once"}
    for _ in range(2):
        visitor.open("/a/stats/comment", fields)
    assert visitor.open("/a/stats/page/ben").text.count("only once") == 1


@pytest.mark.parametrize(
    ("place", "fault"),
    [
        pytest.param({"cell": "x"}, "write its number", id="no number"),
        pytest.param({"line": "-1"}, "write its number", id="below nothing"),
        pytest.param({"cell": "0"}, "write its number", id="cell 0"),
        pytest.param({"cell": "2"}, "there is no cell 2; .* has cells 1 to 1", id="no such cell"),
        pytest.param(
            {"cell": "1", "line": "99"}, "no line 99; cell 1 has lines 1 to 8", id="no such line"
        ),
        pytest.param({"line": "3"}, "line 3 of which cell", id="no cell"),
    ],
)
def test_a_place_that_is_none_is_told_beside_what_was_typed(visitor, place, fault):
    answer = say(visitor, "ben", "kept words", **place)
    assert answer.status == 422
    assert re.search(fault, answer.words)
    assert answer.fields("/a/stats/comment")["words"] == "kept words"


def test_a_comment_is_not_put_beside_an_attempt_that_was_not_shown(desk, visitor):
    desk.hand_in("zoe")
    desk.batch()
    fields = visitor.hand_in("zoe").fields("/a/stats/comment") | {"words": "not this"}
    desk.hand_in("zoe", WRONG)
    desk.batch()
    late = visitor.open("/a/stats/comment", fields)
    assert late.status == 409
    assert "zoe: another attempt counts than was shown" in late.words
    assert late.fields("/a/stats/comment")["words"] == "not this"
    assert visitor.open("/a/stats/comment", late.fields("/a/stats/comment")).status == 200


def test_what_changed_between_two_attempts_is_shown(desk, visitor):
    desk.hand_in("ben", desk.right.replace("sorted(values)", "sorted(values)  # in order"))
    desk.batch()
    page = visitor.hand_in("ben")
    assert "2 attempts" in page.words
    changes = visitor.open("/a/stats/changes/2/ben")
    assert "+    ordered = sorted(values)  # in order" in changes.text
    # What was said of the first attempt is not said of the second.
    assert "look at the ends" not in page.words
    for number in (0, 1, 3, "x"):
        assert visitor.open(f"/a/stats/changes/{number}/ben").status == 404


def test_who_said_and_took_back_what_is_in_the_log(desk, visitor):
    say(visitor, "ada", "for the log", cell="1", line="3")
    log = desk.grade("log", "ada")
    assert "stats, on cell 1, line 3" in log
    assert "for the log" in log


def test_a_comment_beside_a_mark_reaches_the_student_whole(visitor):
    words = "Look at **both** ends.\n" + "Think of an even number of values. " * 30 + "That is all."
    visitor.mark("ada", points_style="1", comment_style=words)
    page = visitor.open("/a/stats/page/ada")
    assert "<strong>both</strong>" in page.text
    assert "That is all." in page.text
