"""What GitHub shows of graded files: how much of it, and nothing that anybody slipped in."""

import html
import re
from pathlib import Path

import mistune
import pytest
from support.runner import obeyed

from grader.core.result import Departure, Report, Score, ScoreStatus, Status, StudentReport
from grader.core.submission import Place, Submission
from grader.reports.github import GradedFile, command, commands, result, summary
from grader.reports.page import Page

render = mistune.create_markdown(escape=False, plugins=["table", "url", "strikethrough"])
HOSTILE = {
    "html": "<img src=https://evil.example/x onerror=alert(1)><script>x</script></code>",
    "link": "[click](https://evil.example) www.evil.example https://evil.example",
    "picture": "![x](https://evil.example/x.png)",
    "table": "a | b || \\| c | <td>d</td> \\\\| e",
    "code": "`a` ``b`` ```c``` ~~~",
    "lines": "a\n\n# a heading\n\n- a list\n\n---\n\n> said",
    "entity": "&lt;b&gt; &#60;b&#62;",
    "command": "x\n::set-output name=result::forged\r\n##[add-mask]a",
}
TAGS = {"h2", "p", "code", "table", "thead", "tbody", "tr", "th", "td"}


def score(name="f", message="wrong", earned=0, maximum=1, **fields):
    lost = ScoreStatus.LOST if earned < maximum else ScoreStatus.EARNED
    departures = (Departure("f:a", message, place=Place(1, 1)),) if earned < maximum else ()
    fields = {"status": lost, "departures": departures, **fields}
    return Score(name, name, "visible", "data", earned=earned, maximum=maximum, **fields)


def work(*scores, path="hw.ipynb", **fields):
    earned, maximum = (sum(getattr(s, f) for s in scores) for f in ("earned", "maximum"))
    values = {"status": Status.GRADED, "earned": earned, "maximum": maximum, **fields}
    report = Report(Submission(Path(path)), "hw", scores=scores, **values)
    return GradedFile(Page("Homework", StudentReport(report)), path, [[7]])


def tags(page):
    return {part.split(">")[0].split()[0].strip("/") for part in page.split("<")[1:]}


def test_of_ten_kinds_of_loss_each_is_annotated():
    lines = list(commands([work(*(score(f"f{n}", f"wrong {n}") for n in range(10)))]))
    assert [line.startswith("::error file=hw.ipynb,line=7,") for line in lines] == [True] * 10


def test_of_more_the_most_points_come_first_and_the_rest_is_counted():
    scores = [score(f"f{n}", f"wrong {n}", maximum=n) for n in range(1, 15)]
    *shown, last = commands([work(*scores[:7]), work(*scores[7:])])
    for n, line in zip(range(14, 5, -1), shown, strict=True):
        assert f"title=f{n}%3A {n} points lost" in line
    assert last == "::error title=more::and 5 more: see the summary of this job"


def test_what_departs_alike_is_annotated_once():
    [line] = commands([work(score("f"), score("g", maximum=2))])
    told = "f and 1 more%3A 3 points lost::cell 1, line 1: wrong"
    assert line == f"::error file=hw.ipynb,line=7,title={told}"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_a_command_of_the_runners(text):
    lines = "\n".join(commands([work(score(text, text), path=text)]))
    told = obeyed(lines)
    assert [(name, set(given)) for name, given, _ in told] == [("error", {"file", "line", "title"})]
    assert told[0][1]["line"] == "7"


def test_the_runner_would_obey_what_is_not_escaped():
    names = [name for name, _, _ in obeyed(f"::error::{HOSTILE['command']}")]
    assert names == ["error", "set-output", "add-mask"]


def test_a_line_of_a_program_is_the_file_s_own():
    departures = (Departure("f:a", "wrong", place=Place(None, 3)),)
    page = work(score(departures=departures)).page
    [line] = commands([GradedFile(page, "hw.py")])
    assert line == "::error file=hw.py,line=3,title=f%3A 1 point lost::wrong"


def test_a_file_s_name_adds_no_property():
    line = command("error", "words", file="a,line=1::b%0A.ipynb", title="t")
    assert obeyed(line) == [("error", {"file": "a,line=1::b%0A.ipynb", "title": "t"}, "words")]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_is_markdown_or_html_in_the_summary(text):
    page = render(summary([work(score(text, text), path=text, notes=(text,))]))
    assert tags(page) <= TAGS
    assert page.count("<tr>") == 2
    assert page.count("<td") == 4


def test_github_finds_no_address_account_or_issue_to_make_a_link_of():
    text = "https://evil.example HTTP://evil.example WWW.evil.example @everyone a@evil.example #1"
    shown = html.unescape(summary([work(score(text, text), path=text, notes=(text,))]))
    linked = re.compile(r"(?i)://|www\.|@\w|#\d")
    assert not linked.search(shown)
    assert linked.search(text)


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - {"command", "entity", "table"}))
def test_the_same_text_unescaped_would_be(name):
    assert not tags(render(HOSTILE[name])) <= TAGS - {"code"}


def test_a_summary_never_grows_beyond_what_is_shown():
    works = [work(*(score(f"f{n}", "!" * 400) for n in range(500))) for _ in range(3)]
    text = summary(works)
    assert len(text.encode()) < 2**20
    assert "More files were graded" in text


def test_points_are_given_as_the_reporter_adds_them_up():
    to_mark = score("by hand", status=ScoreStatus.TO_MARK)
    told = result([work(score("f", earned=1), score("g", earned=0.5, maximum=2), to_mark)], None)
    assert (told["max_score"], told["status"]) == (3, "pass")
    assert [(t["score"], t["status"]) for t in told["tests"]] == [(1, "pass"), (0.5, "fail")]


@pytest.mark.parametrize(("bound", "status"), [(None, "pass"), (2, "pass"), (2.5, "fail")])
def test_below_the_bound_the_reporter_fails_the_job(bound, status):
    assert result([work(score(earned=2, maximum=3))], bound)["status"] == status


def test_without_a_score_no_points_are_given():
    told = result([work(earned=None, status=Status.UNREADABLE, notes=("hw.ipynb: empty",))], None)
    failed = {"name": "hw.ipynb", "status": "error", "score": 0, "line_no": 0}
    assert told == {"version": 1, "status": "error", "max_score": 0, "tests": [failed]}


def test_a_name_that_the_reporter_prints_is_no_command_then():
    told = result([work(score(HOSTILE["command"])), work(path="##[add-mask]a", earned=None)], None)
    assert obeyed("\n".join(f"Error: {t['name']}" for t in told["tests"])) == []
