"""Whatever texts a submission holds, prints, raises, answers or is called, every outlet takes it.

No control character, half a character or endless number comes through to a later reader.
"""

import csv
import io
import json
import os
import xml.etree.ElementTree as ET

import pytest
from click.testing import CliRunner
from support.desk import EXAMPLE
from support.project import ROOT, of_a_class, run_grade

from grader.cli import main

pytestmark = [pytest.mark.processes, pytest.mark.database]

ODD = r"\x00 \x1b[31m \ud800 \udfff \r\n,\"';=1+1 \u202e \x85 \ufffe <&]]> \x7f \x0b"
# What it holds, prints, raises, answers; and a function whose name is one of a thousand letters.
CELLS = [
    f'ODD = "{ODD}"\nprint(ODD)\nprint(ODD, end="")',
    "import sys\nsys.stderr.buffer.write(bytes(range(256)))\nprint(chr(0) * 100)",
    "NAME = ODD.replace(chr(0), '').encode('utf-8', 'replace').decode()\n"
    "raise type(NAME, (Exception,), {})(ODD)",
    "raise ValueError('9' * 10_000 + chr(0))",
    "def class_counts(y):\n    return {ODD: 1, ODD * 9: [ODD, 10**300], (ODD, None): float('inf')}",
    "def mean_std(rows):\n    return [-10**10_000, 1e308 * 10, float('nan'), {1: 10**4000}]",
    "def standardize(rows, mean, std):\n    raise KeyError(ODD * 1000)",
    "!ls \x1b[31m \x0b\n%magic \x7f \u202e",
    "x = '\x00'",
    f"# \ud800 {'y' * 3000}\nclass ÿ\u0301: pass",
]
NAMES = [
    "plain.ipynb",
    "line\nend.ipynb",
    "esc\x1b[31mape.ipynb",
    "=cmd(),'.ipynb",
    "<b>&amp;.ipynb",
    "half\udcff.ipynb",
    "right\u202eleft.ipynb",
    "sep\u2028a\x85rate.ipynb",
]
# Those whose names hide something are nobody's; these have a row.
OWNED = {"plain", "'=cmd(),'", "<b>&amp;"}
CONTROL = {*map(chr, range(32)), *map(chr, range(127, 160))} - {"\n", "\r", "\t"}


@pytest.fixture(scope="module", params=["sqlite", "server"])
def where(request, tmp_path_factory):
    """A gradebook of a class of one such submission under several names, graded by a batch."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "in").mkdir()
    document = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    cell = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    cells = [{**cell, "id": f"odd{n}", "source": source} for n, source in enumerate(CELLS)]
    document["cells"] += cells
    for name in NAMES:
        # Made differently, so that each is run.
        cells[0]["source"] = f"{CELLS[0]}\n# {ascii(name)}"
        with open(os.fsencode(folder / "in") + b"/" + os.fsencode(name), "w") as file:
            json.dump(document, file)
        with open(os.fsencode(folder / "in") + b"/broken " + os.fsencode(name), "w") as file:
            file.write("{")
    book = folder / "gradebook.db"
    if request.param == "server":
        book = request.getfixturevalue("postgresql").make_database()
    done = run_grade(*of_a_class("batch", folder / "in", "--gradebook", book))
    assert "a fault of the grader's" not in done.stdout + done.stderr
    assert done.returncode in (0, 4), done.stderr
    assert not CONTROL & {*done.stdout, *done.stderr}
    return book


def run(where, *words):
    command, *others = map(str, words)
    place = ["--course", ROOT, "--gradebook", where]
    done = CliRunner().invoke(main, of_a_class(command, *place, *others))
    assert done.exit_code == 0, done.stderr or done.exception
    assert not CONTROL & {*done.stdout, *done.stderr}
    return done


def export(where, form):
    return run(where, "export", "--format", form).stdout_bytes


def test_a_gradebook_s_list_and_histories_are_shown(where):
    run(where, "gradebook")
    for student in json.loads(export(where, "json")):
        history = run(where, "gradebook", "--", student["student"]).stdout
        assert student["status"] in history


def test_it_is_judged_again(where):
    assert "judged alike" in run(where, "rescore").stdout


def test_the_csv_has_a_row_for_each(where):
    text = export(where, "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert {row[0] for row in rows[1:] if not row[0].startswith("broken ")} == OWNED
    assert len(rows) == 1 + 2 * len(OWNED)
    assert text.count("\r\n") == len(rows)


def test_the_json_and_the_xml_can_be_parsed(where):
    students = json.loads(export(where, "json"))
    json.dumps(students, ensure_ascii=False).encode("utf-8")
    suites = ET.fromstring(export(where, "junit"))
    assert len(suites) == len(students)


def test_pages_are_written_for_each(where, tmp_path):
    run(where, "report", "--out", tmp_path / "out")
    pages = list((tmp_path / "out").rglob("*.html"))
    assert len(pages) == len(json.loads(export(where, "json"))) + 1
    for page in pages:
        assert not CONTROL & {*page.read_text(encoding="utf-8")}


def test_a_file_is_written_for_each(where, tmp_path):
    run(where, "export", "--format", "gradescope", "--out", tmp_path / "out")
    for path in (tmp_path / "out").iterdir():
        texts = path.read_text(encoding="utf-8")
        json.loads(texts)
        assert not CONTROL & {*texts}
