"""The page of pairs and their table: what is hostile is text, and each link leads somewhere."""

import csv
import io
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from support import chromium
from support.project import ROOT
from support.pupils import HOSTILE_NAMES

from grader.classroom.people import Remark, Student
from grader.classroom.similarity.compare import Writing, compare
from grader.classroom.site.similar import MOST_LISTED, MOST_OPENED, render, to_table
from grader.core.submission import Cell

SCREENS = ROOT / "build" / "screens"
EVIL = '</mark></code><script>alert(1)</script><img src=x onerror="a">{{ 7*7 }}\u202e'
CODE = f"""
def load(path):
    # {EVIL}
    with open(path) as file:
        rows = [line.split() for line in file if line.strip()]
    return [[float(value) for value in row[:-1]] for row in rows], [int(row[-1]) for row in rows]

def mean(rows):
    columns = zip(*rows)
    return [sum(column) / len(column) if column else {EVIL!r} for column in columns]
"""


class Links(HTMLParser):
    """What a page has, and where it leads in itself."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.ids, self.to = set(), [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag == "a":
            self.to.add(attributes["href"].removeprefix("#"))


def writing(number, name, *sources, **more):
    cells = tuple(Cell(at, source) for at, source in enumerate(sources, 1))
    return Writing(Student(f"s{number}", name), cells, **more)


def page(*writings, remarks=(), title="Homework"):
    return render(title, compare(writings, []), remarks, 0.6)


def class_of(*names):
    """Pairs of two with one program, of which each has another function more."""
    return [
        writing(
            n, name, CODE, f"def own(a, b):\n    return [x for x in {'a + ' * (n // 2)} b if x]"
        )
        for n, name in enumerate(names)
    ]


def test_hostile_names_and_code_are_text_only():
    hostile = class_of(EVIL, HOSTILE_NAMES[0], EVIL, HOSTILE_NAMES[1])
    old = writing(99, EVIL, CODE, earlier=EVIL, group=EVIL)
    html = page(*hostile, old, remarks=[Remark(EVIL, EVIL)], title="<b>Homework")
    assert html.count("<mark ") > 20
    assert not {"script", "img", "b"} & Links(html).tags
    assert "&lt;script&gt;alert(1)" in html
    assert "{{ 7*7 }}" in html
    assert "\u202e" not in html


def test_each_link_leads_to_its_line():
    links = Links(page(writing(1, "Ann", CODE), writing(2, "Ben", "x = 1", CODE)))
    assert {"pair1", "p1l1", "p1r1"} <= links.to
    assert links.to <= {*links.ids, "content"}
    assert len(links.ids) == len({*links.ids})


def test_what_both_have_is_marked_and_nothing_else():
    own = "print([number ** 2 for number in range(10) if number % 3 == 0])"
    html = page(writing(1, "Ann", own, CODE), writing(2, "Ben", CODE))
    first, second, *_ = html.partition("Cell 1")[2].split("Cell 2")
    assert "<mark" not in first
    assert '<mark class="l" data-n="2"' in second
    assert '<span class="l" data-n="1"' in second  # a blank line


def test_a_file_is_one_cell_with_its_own_lines():
    pieces = (Cell(None, "import math"), Cell(None, "\n" * 20 + CODE.strip()))
    html = page(Writing(Student("ann"), pieces), writing(2, "Ben", CODE))
    assert html.count("<h3>The file</h3>") == 1
    assert '<mark class="l" data-n="21"' in html


def test_a_page_is_small_whoever_hands_in_what():
    long = [writing(n, f"S{n}", CODE + "\n" * 50_000 + "x = 1") for n in range(2)]
    one = compare(long, [])
    html = render("Homework", replace(one, pairs=one.pairs * (MOST_LISTED + 7)), [], 0.6)
    assert html.count('<details class="pair"') == MOST_OPENED
    assert html.count("side by side</a>") == MOST_OPENED
    assert "7 more pairs are not listed" in html
    assert len(html) < 10_000_000


def test_that_there_is_no_pair_is_said():
    html = page(writing(1, "Ann", CODE))
    assert "0 pairs among 1 hand-in" in html
    assert "No two have so much in common." in html
    assert "A hint where to look, no verdict" in html


def test_the_table_has_all_pairs_and_no_formula():
    old = writing(9, "Cem", CODE, earlier="2025/hw1")
    pairs = compare([writing(1, "=1+1", CODE), writing(2, "Ben", CODE), old], []).pairs
    rows = list(csv.DictReader(io.StringIO(to_table(pairs).decode("utf-8-sig"))))
    assert len(rows) == 3
    assert {row["name"] for row in rows} | {row["other_name"] for row in rows} == {
        *("'=1+1", "Ben", "Cem")
    }
    assert [row["earlier"] for row in rows].count("2025/hw1") == 2
    assert all(row["share"] == row["other_share"] == "1.00" for row in rows)


@pytest.mark.browser
@pytest.mark.skipif(chromium.PROGRAM is None, reason="no Chromium on this machine")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_each_screen_and_a_link_opens_its_pair(browser, tmp_path, width, scheme):
    path = tmp_path / "similar.html"
    people = class_of(*HOSTILE_NAMES[:4])
    path.write_text(page(*people, remarks=[Remark("a/b.py", "empty")]), encoding="utf-8")
    browser.open(path, width, scheme)
    browser.screenshot(SCREENS / f"similar-{width}-{scheme}.png", height=2500)
    assert browser.faults == []
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    browser.evaluate("document.querySelector('a[href=\"#pair2\"]').click()")
    assert browser.evaluate("document.getElementById('pair2').checkVisibility()")
