import contextlib
import gzip
import hashlib
import json
import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.project import ROOT

from grader.core.errors import RefusedError, SubmissionError
from grader.core.submission import Cell, Limits
from grader.kit.wheel import EARLIEST
from grader.submission import notebook as module
from grader.submission.notebook import convert, cut_statements, exporter, read_submission

NOTEBOOKS = Path(__file__).parent / "notebooks"
LIMITS = Limits()
ZIP = b"PK\x03\x04\x14\x00\xff"
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
PAGE = "<!DOCTYPE html>\n<html>\n<head><title>hw</title>"


def read(name):
    return read_submission(NOTEBOOKS / f"{name}.ipynb", LIMITS)


def cells_of(name):
    return [(cell.number, cell.source) for cell in read(name).script.cells]


def code(source, **more):
    return {"cell_type": "code", "metadata": {}, "outputs": [], "source": source, **more}


def document(*cells, **more):
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells), **more}


@pytest.fixture
def reading(tmp_path):
    """Read a file made of bytes, text, or what is to be JSON."""

    def run(content, name="hw.ipynb", limits=LIMITS):
        if not isinstance(content, (str, bytes)):
            content = json.dumps(content)
        raw = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(raw)
        return read_submission(tmp_path / name, limits)

    return run


@pytest.fixture
def sources(reading):
    return lambda *args, **more: [c.source for c in reading(*args, **more).script.cells]


@pytest.fixture
def notes(reading):
    """What a reading says beside when the file was last saved."""
    return lambda *args, **more: list(reading(*args, **more).script.notes[1:])


# What is read.


def test_code_cells_are_numbered_from_the_top_and_others_are_not_code():
    assert cells_of("plain") == [
        (1, "rate = 0.1\nepochs = 5"),
        (2, "def twice(x):\n    return 2 * x"),
    ]


def test_a_notebook_in_order_has_no_note_but_when_it_was_saved():
    (note,) = read("plain").script.notes
    assert note.startswith("last saved ")


def test_the_starter_names_its_assignment():
    assert read("plain").assignment == "perceptron"


@pytest.mark.parametrize("grade", [None, [], {}, {"assignment": 7}])
def test_a_malformed_name_of_an_assignment_is_none(reading, grade):
    assert reading(document(metadata={"grade": grade})).assignment is None


def test_magics_are_taken_out_and_lines_kept():
    assert cells_of("magics") == [
        (1, "pass\nimport math"),
        (2, "\ntotal = sum(range(9))\npass"),
        (3, "\n"),
        (4, 'text = """\n%not a magic\n!nor this\n"""\nrest = (7\n% 4)'),
        (5, "pass\n\nlisting = get_ipython()\npass"),
    ]


def test_each_magic_is_noted_with_cell_and_line():
    assert read("magics").script.notes[1:] == (
        "cell 1, line 1: `%matplotlib inline` was left out",
        "cell 2, line 1: %%time was left out, its cell kept",
        "cell 2, line 3: `%timeit total` was left out",
        "cell 3, line 1: a cell in another language (%%bash) was left out",
        "cell 5, line 1: `!pip install \\` was left out",
        "cell 5, line 3: `listing = !ls` was left out",
        "cell 5, line 4: `math.sqrt?` was left out",
    )


def test_no_text_in_a_cell_passes_for_another_cell_or_changes():
    assert cells_of("forged") == [
        (1, "one = 1\n# In[5]: 7\n# 0123456789abcdef0123456789abcdef 7\n"),
        (2, "{% raw %}\n{{ nb.cells }} {# gone? #} {%- endraw -%}\n"),
        (3, "bold = '<b>&amp; & \"</b>'"),
        (4, "\n\n  \nlast = 'ä λ 🎉'\n\n\n"),
        (5, "\x0cif one:\n\ttwo = 'a\u2028b'"),
        (6, ""),
    ]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_old_format_is_read(version):
    assert cells_of(f"format_{version}") == [(1, "x = 1\ny = 2"), (2, "z = 3")]


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_old_format_tells_the_order_in_which_it_was_run(version):
    assert "cell 2 was run before cell 1" in read(f"format_{version}").script.notes[1]


@pytest.mark.parametrize("missing", ["metadata", "nbformat_minor"])
def test_an_old_format_is_read_without_its(missing, sources):
    bare = json.loads((NOTEBOOKS / "format_3.ipynb").read_text())
    del bare[missing]
    assert sources(bare) == ["x = 1\ny = 2", "z = 3"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("format_4_bare", ["x = 1", ""], id="no metadata, ids or kernel"),
        pytest.param("duplicate_ids", ["x = 1", "x = 2"], id="duplicate ids"),
        pytest.param(
            "syntax_error", ["x = 1", "def broken(:\n    pass", "y = 2"], id="a wrong cell"
        ),
    ],
)
def test_a_flaw_elsewhere_costs_no_cell(name, expected):
    assert [source for _, source in cells_of(name)] == expected


def test_a_cell_tagged_to_be_skipped_still_counts():
    assert cells_of("skipped") == [(1, "x = 1"), (3, "y = 2")]


def test_a_skipped_cell_is_noted():
    assert read("skipped").script.notes[1:] == (
        "cell 2 is tagged skip-grading, so it was left out",
    )


def test_malformed_cells_cost_no_other():
    assert cells_of("malformed_cells") == [(1, "x = 1"), (4, "z = 3")]


def test_malformed_cells_are_noted():
    assert read("malformed_cells").script.notes[1:] == tuple(
        f"cell {n} has no text that can be read, so it was left out" for n in (2, 3)
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("a\nb\n", "a\nb\n", id="a string"),
        pytest.param(["a\n", "b"], "a\nb", id="a list"),
        pytest.param([], "", id="an empty list"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line ends of Windows and of old"),
        pytest.param(["a\r\n", "%b\r\n", "c"], "a\npass\nc", id="line ends of Windows, in a list"),
        pytest.param("x = '\ud800'\n%b", "x = '\ud800'\npass", id="half a character"),
        pytest.param("x = '\x00'", "x = '\x00'", id="a null byte"),
        pytest.param("x = '\\d'\n%b", "x = '\\d'\npass", id="text that Python warns about"),
        pytest.param("%%what\n'\\d'", "\n'\\d'", id="the same below a cell magic"),
    ],
)
def test_source_is_read(sources, source, expected):
    assert sources(document(code(source))) == [expected]


@settings(deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="%!?\r", codec="utf-8"))))
def test_any_text_without_magics_comes_through_conversion_unchanged(texts):
    texts = [f"x\n{text}" for text in texts]  # an indent of the whole goes
    cells, _ = convert(document(*map(code, texts)))
    assert cells == [Cell(n, text) for n, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda raw: b"\xef\xbb\xbf" + raw, id="a byte-order mark"),
        pytest.param(lambda raw: raw.replace(b"\n", b"\r\n"), id="line ends of Windows"),
        pytest.param(lambda raw: raw.replace(b"\n", b"\r"), id="line ends of old"),
        pytest.param(lambda raw: b"\n\n" + raw, id="blank lines before it"),
    ],
)
def test_how_the_file_was_saved_changes_nothing(sources, change):
    raw = (NOTEBOOKS / "plain.ipynb").read_bytes()
    assert sources(change(raw)) == sources(raw)


def test_a_name_in_capitals_is_read(sources):
    assert sources(document(code("x = 1")), name="HW.IPYNB") == ["x = 1"]


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param("none", id="text"),
        pytest.param({"kernelspec": "python3"}, id="a kernel that is text"),
        pytest.param({"kernelspec": {"name": "python3"}}, id="a kernel without a language"),
        pytest.param({"kernelspec": {"language": 7}}, id="a language that is a number"),
        pytest.param({"kernelspec": {"language": "ipython"}}, id="IPython"),
        pytest.param({"language_info": {"name": "Python"}}, id="a capital letter"),
    ],
)
def test_odd_metadata_is_read_as_python(sources, metadata):
    assert sources(document(code("x = 1"), metadata=metadata)) == ["x = 1"]


def test_a_notebook_without_code_is_an_empty_script(sources):
    assert sources(document({"cell_type": "markdown", "source": "# Title"})) == []


def test_outputs_of_50_mb_are_dropped(reading):
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 50_000_000}}
    script = reading(document(code("x = 1", outputs=[picture]))).script
    assert script.cells == (Cell(1, "x = 1"),)


def test_the_submission_is_named_by_its_bytes(reading):
    raw = (NOTEBOOKS / "plain.ipynb").read_bytes()
    assert reading(raw).submission.sha256 == hashlib.sha256(raw).hexdigest()


def test_the_note_says_when_the_file_was_last_saved(tmp_path):
    path = tmp_path / "hw.py"
    path.write_text("x = 1")
    saved = time.mktime((2024, 3, 9, 14, 5, 0, 0, 0, -1))
    os.utime(path, (saved, saved))
    assert read_submission(path, LIMITS).script.notes == ("last saved 2024-03-09 14:05",)


def test_of_a_file_with_the_date_of_a_kits_archive_no_time_is_said(tmp_path):
    path = tmp_path / "hw.py"
    path.write_text("x = 1")
    saved = time.mktime((*EARLIEST, 0, 0, -1))
    os.utime(path, (saved, saved))
    assert read_submission(path, LIMITS).script.notes == ()


# How it is read.


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_plain_notebook_is_what_nbconvert_makes_of_it(path, monkeypatch):
    monkeypatch.setattr(module, "is_plain", lambda sources: True)
    as_it_is = outcome(path)
    monkeypatch.setattr(module, "is_plain", lambda sources: False)
    assert outcome(path) == as_it_is


def outcome(path):
    try:
        return read_submission(path, LIMITS).script
    except SubmissionError as error:
        return str(error)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "is_loaded"),
    [
        pytest.param("plain", False, id="plain Python"),
        pytest.param("syntax_error", True, id="a cell that can't be parsed"),
        pytest.param("format_3", True, id="an old format"),
    ],
)
def test_what_converts_notebooks_is_loaded_where_it_is_needed(name, is_loaded):
    program = (
        "import sys; from pathlib import Path\n"
        "from grader.submission.notebook import read_submission\n"
        "from grader.core.submission import Limits\n"
        f"read_submission(Path('tests/submission/notebooks/{name}.ipynb'), Limits())\n"
        "print('nbconvert' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"{is_loaded}\n", "")


def test_the_exporter_is_made_once():
    first = exporter()
    read("syntax_error")
    assert exporter() is first


def test_one_reading_leaves_no_notes_in_the_next():
    read("magics")
    assert len(read("plain").script.notes) == 1


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_reading_warns_and_prints_nothing(path, capfd):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with contextlib.suppress(SubmissionError):
            read_submission(path, LIMITS)
    assert [str(warning.message) for warning in caught] == []
    assert capfd.readouterr() == ("", "")


def test_reading_runs_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(read("creates_a_file").script.cells) == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.processes
def test_reading_starts_no_kernel_and_no_process():
    program = (
        "import sys; from pathlib import Path\n"
        "STARTS = 'subprocess.Popen os.fork os.posix_spawn os.system socket.bind socket.connect'\n"
        "def forbid(event, args):\n"
        "    if event in STARTS.split(): sys.exit(event)\n"
        "sys.addaudithook(forbid)\n"
        "from grader.submission.notebook import read_submission\n"
        "from grader.core.submission import Limits\n"
        "path = Path('tests/submission/notebooks/magics.ipynb')\n"
        "script = read_submission(path, Limits()).script\n"
        "print(len(script.cells))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("5\n", "")


# The order in which cells were run.


def test_a_notebook_run_out_of_order_is_told_where():
    assert read("out_of_order").script.notes[1:] == (
        "cell 3 was run before cell 1, which stands above it: "
        "restart the kernel and run all cells, to see what is graded",
    )


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([1, 2, 3], id="in order"),
        pytest.param([5, 9, 30], id="in order, with gaps"),
        pytest.param([None, None], id="never run"),
        pytest.param([4, None, 5], id="in order, one not run"),
        pytest.param([3, 3], id="twice the same, as after copying a cell"),
        pytest.param(["9", 2.5, 1], id="counts that are no whole numbers"),
        pytest.param([], id="no cells"),
    ],
)
def test_a_notebook_in_order_is_told_nothing(notes, counts):
    assert notes(document(*(code("x", execution_count=count) for count in counts))) == []


def test_a_missing_count_is_none(notes):
    assert notes(document(code("x", execution_count=2), code("y"))) == []


# A .py file.


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a = 1\nb = 2\n", ["a = 1", "\nb = 2"], id="two statements"),
        pytest.param("a = 1; b = 2\nc = 3", ["a = 1; b = 2", "\nc = 3"], id="two on a line"),
        pytest.param(
            "@one\n@two(\n1)\ndef f():\n    pass\n\nx = 1",
            ["@one\n@two(\n1)\ndef f():\n    pass", "\n" * 6 + "x = 1"],
            id="decorators",
        ),
        pytest.param("@one\nclass A:\n    x = 1", ["@one\nclass A:\n    x = 1"], id="a class"),
        pytest.param("x = '''\n\na'''; y = 1", ["x = '''\n\na'''; y = 1"], id="a long string"),
        pytest.param("# note\n\nx = 1  # one", ["\n\nx = 1  # one"], id="comments"),
        pytest.param("x = [\n1,\n]\ny", ["x = [\n1,\n]", "\n\n\ny"], id="brackets"),
        pytest.param("if x:\n  a\nelse:\n  b", ["if x:\n  a\nelse:\n  b"], id="a compound one"),
        pytest.param("x = 'ä\u2028\x0b'\n\x0cy", ["x = 'ä\u2028\x0b'", "\n\x0cy"], id="odd spaces"),
        pytest.param("x = '\\d'\ny", ["x = '\\d'", "\ny"], id="text that Python warns about"),
        pytest.param(
            "x = 1\ny = = 2\nz = 3", ["x = 1", "\ny = = 2", "\n\nz = 3"], id="a syntax error"
        ),
        pytest.param("x = '\x00'\ny", ["x = '\x00'", "\ny"], id="a null byte"),
        pytest.param("!pip install x\nx = 1", ["pass", "\nx = 1"], id="a shell line"),
        pytest.param("  x = 1\n", ["  x = 1\n"], id="an indent of the whole"),
        pytest.param(
            "@f\ndef g():\n    return 1\nx = (\n1)\n'''\na\n'''\n1 +",
            [
                "@f\ndef g():\n    return 1",
                "\n" * 3 + "x = (\n1)",
                "\n" * 5 + "'''\na\n'''",
                "\n" * 8 + "1 +",
            ],
            id="statements of several lines above a mistake",
        ),
        pytest.param("# only a comment", [], id="no statement"),
        pytest.param("x = 1\r\ny = 2\r\n", ["x = 1", "\ny = 2"], id="line ends of Windows"),
    ],
)
def test_a_file_is_cut_at_its_top_level_statements(sources, text, expected):
    assert sources(text, name="hw.py") == expected


def test_a_file_with_a_byte_order_mark_is_read(sources):
    assert sources(b"\xef\xbb\xbfx = 1", name="hw.py") == ["x = 1"]


def test_a_file_has_no_cell_numbers(reading):
    script = reading("x = 1\ny = 2", name="hw.py").script
    assert script.is_file
    assert [cell.number for cell in script.cells] == [None, None]


def test_a_file_names_no_assignment(reading):
    assert reading("x = 1", name="hw.py").assignment is None


def test_a_file_of_very_many_statements_is_one_cell():
    text = "x = 1\n" * 20_000
    assert cut_statements(text) == (Cell(None, text),)


# What can't be read.


@pytest.mark.parametrize(
    ("content", "name", "fault", "fix"),
    [
        pytest.param("", "hw.ipynb", "empty", "save the notebook", id="an empty file"),
        pytest.param(" \n", "hw.py", "empty", "save the notebook", id="a blank file"),
        pytest.param("{'a': 1}", "hw.ipynb", "(line 1: ", "save it again", id="not JSON"),
        pytest.param('{"cells": [', "hw.ipynb", "(line 1: ", "save it again", id="cut off"),
        pytest.param("\ufeff", "hw.ipynb", "(line 1: ", "save it again", id="only a mark"),
        pytest.param("[" * 99_999, "hw.ipynb", "nested too deep", "save it again", id="deep JSON"),
        pytest.param("9" * 9_999, "hw.ipynb", "too long", "save it again", id="an endless number"),
        pytest.param(b'{"\xe4": 1}', "hw.ipynb", "not UTF-8 (byte 3)", "as UTF-8", id="Latin-1"),
        pytest.param("{}".encode("utf-16"), "hw.ipynb", "not UTF-8", "as UTF-8", id="UTF-16"),
        pytest.param(b"x = '\xe4'", "hw.py", "not UTF-8", "as UTF-8", id="a .py file in Latin-1"),
        pytest.param("[]", "hw.ipynb", "not a notebook", "the .ipynb file", id="a list"),
        pytest.param("{}", "hw.ipynb", "not a notebook", "the .ipynb file", id="an object"),
        pytest.param({"nbformat": "4"}, "hw.ipynb", "not a notebook", "hand in", id="format text"),
        pytest.param({"nbformat": 4}, "hw.ipynb", "without cells", "save it again", id="no cells"),
        pytest.param({"nbformat": 3}, "hw.ipynb", "format 3", "save it again", id="no sheets"),
        pytest.param(
            {"nbformat": 3, "worksheets": [{"cells": [{}]}]},
            "hw.ipynb",
            "format 3",
            "save it again",
            id="an old cell of no type",
        ),
        pytest.param({"nbformat": 0}, "hw.ipynb", "format 0", "save it again", id="format 0"),
        pytest.param(
            {"nbformat": True}, "hw.ipynb", "format True", "save it again", id="format yes"
        ),
        pytest.param("x", "hw.txt", "not a notebook", ".ipynb and .py", id="another suffix"),
        pytest.param("x", "hw", "not a notebook", ".ipynb and .py", id="no suffix"),
        pytest.param("x", "hw.ipynb.txt", "by its name", "rename it to 'hw.ipynb'", id="and .txt"),
        pytest.param("x", "hw.PY.TXT", "by its name", "rename it to 'hw.PY'", id="a program, .TXT"),
        pytest.param("x", "a.ipynb (1)", "by its name", "rename it to 'a.ipynb'", id="once more"),
        pytest.param("x", "hw.ipynb.zip", "packed", "unpack it", id="called a zip"),
        pytest.param(gzip.compress(b"{}"), "hw.ipynb", "a gzip file", "unpack it", id="gzip"),
        pytest.param(ZIP, "hw.ipynb", "a zip", "the .ipynb that is inside", id="a zip"),
        pytest.param(ZIP, "hw.py", "a zip", "unpack it", id="a zip as a program"),
        pytest.param(b"%PDF-1.7\n\xe4", "hw.ipynb", "a PDF", "hand in the notebook", id="a PDF"),
        pytest.param("{\\rtf1 x}", "hw.ipynb", "RTF", "hand in the .ipynb", id="rich text"),
        pytest.param(
            b"bplist00\xd1", "hw.ipynb", "a cloud", "download the file", id="a placeholder"
        ),
        pytest.param(
            "x", ".hw.ipynb.icloud", "not downloaded", "download it again", id="in a cloud"
        ),
        pytest.param("x", "hw.ipynb.part", "not downloaded", "download it again", id="half of it"),
        pytest.param("x", "hw.ipynb.lnk", "a shortcut", "that it leads to", id="a shortcut"),
        pytest.param(LFS, "hw.ipynb", "Git LFS", "git lfs pull", id="a pointer"),
        pytest.param(LFS, "hw.py", "Git LFS", "git lfs pull", id="a program's pointer"),
        pytest.param(
            f"\n\n{PAGE}<link href='https://github.githubassets.com'>",
            "hw.ipynb",
            "a web page of GitHub",
            "Download raw file",
            id="a page of GitHub's",
        ),
        pytest.param(PAGE, "hw.ipynb", "a web page", "the notebook", id="an exported page"),
        pytest.param(PAGE, "hw.py", "a web page", "the notebook", id="a page as a program"),
        pytest.param(
            {"payload": {}}, "hw.ipynb", "GitHub says", "Download raw file", id="of a page's JSON"
        ),
        pytest.param(
            {"content": "e30=", "encoding": "base64"},
            "hw.ipynb",
            "GitHub says",
            "raw",
            id="its API",
        ),
        pytest.param(
            '{"cells": [\n<<<<<<< HEAD\n1\n=======\n2\n>>>>>>> other\n]}',
            "hw.ipynb",
            "could not merge (<<<<<<< in line 2)",
            "choose one",
            id="two versions",
        ),
        pytest.param(
            "# %%\ndef f(x):\n    return 1", "hw.ipynb", "Python", "ends in .py", id="Python"
        ),
        pytest.param(document(), "hw.py", "a notebook", "ends in .ipynb", id="called a program"),
        pytest.param(
            document(metadata={"language_info": {"name": "R\n\x1b[1m" + "x" * 99}}),
            "hw.ipynb",
            "a notebook in 'R\\n\\x1b[1m",
            "hand in a Python notebook",
            id="a language of two lines",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(reading, tmp_path, content, name, fault, fix):
    with pytest.raises(SubmissionError) as caught:
        reading(content, name=name)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path / name}: ")
    assert fault in said
    assert fix in said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("other_language", "a notebook in 'R', not in Python; hand in a Python notebook"),
        ("future_format", "notebook format 5; save it as format 4 and try again"),
        ("cells_not_a_list", "a notebook without cells; save it again and try again"),
    ],
)
def test_a_notebook_that_cannot_be_graded_is_said_in_one_line(name, said):
    with pytest.raises(SubmissionError) as caught:
        read(name)
    assert str(caught.value) == f"{NOTEBOOKS / name}.ipynb: {said}"


def make_folder(path):
    path.mkdir()


def make_nothing(path):
    assert not path.exists()


A_LINK = "'x.ipynb' is a link; what counts is the file itself"
NO_FILE = "a folder or device, not a file; name the notebook itself"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(make_nothing, "no such file; check the name and the folder", id="missing"),
        pytest.param(make_folder, NO_FILE, id="a folder"),
        pytest.param(os.mkfifo, NO_FILE, id="a pipe"),
        pytest.param(
            lambda path: path.symlink_to("/dev/zero"), A_LINK, id="a link to what has no end"
        ),
        pytest.param(lambda path: path.symlink_to(path), A_LINK, id="a link to itself"),
    ],
)
def test_what_is_no_file_is_said_in_one_line(tmp_path, make, said):
    path = tmp_path / "x.ipynb"
    make(path)
    with pytest.raises(SubmissionError) as caught:
        read_submission(path, LIMITS)
    assert str(caught.value) == f"{path}: {said}"


def test_a_folder_is_told_from_a_file_of_another_kind(tmp_path):
    with pytest.raises(SubmissionError, match=NO_FILE):
        read_submission(tmp_path, LIMITS)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        pytest.param(
            "x" * (1024 * 1024 + 1),
            "hw.ipynb",
            "larger than 1 MB; clear the outputs, save the notebook and try again",
            id="a large file",
        ),
        pytest.param(
            document(*[code("x" * 300_000)] * 3, code("y" * 100_001)),
            "hw.ipynb",
            "more than 1000000 characters of code; read data from a file and try again",
            id="much code",
        ),
        pytest.param(
            "x" * 1_000_001,
            "hw.py",
            "more than 1000000 characters of code; read data from a file and try again",
            id="much code in a .py file",
        ),
        pytest.param(
            document(*[code("")] * 5_001),
            "hw.ipynb",
            "more than 5000 code cells; delete what is not needed",
            id="many cells",
        ),
    ],
)
def test_what_is_over_a_limit_is_refused(reading, tmp_path, content, name, said):
    with pytest.raises(RefusedError) as caught:
        reading(content, name=name, limits=Limits(submission_mb=1))
    assert str(caught.value) == f"{tmp_path / name}: {said}"


def test_a_file_at_the_size_limit_is_read(sources):
    text = json.dumps(document(code("x = 1")))
    assert sources(text.ljust(1024 * 1024), limits=Limits(submission_mb=1)) == ["x = 1"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("code"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
ANY_CELL = st.dictionaries(
    st.sampled_from(["cell_type", "source", "metadata", "execution_count", "input"]), JSON
)
ANY_NOTEBOOK = st.fixed_dictionaries(
    {"nbformat": st.sampled_from([1, 2, 3, 4, 5])},
    optional={
        "cells": JSON | st.lists(ANY_CELL),
        "worksheets": JSON | st.lists(st.fixed_dictionaries({"cells": st.lists(ANY_CELL)})),
        "metadata": JSON | st.dictionaries(st.sampled_from(["kernelspec", "grade"]), JSON),
        "nbformat_minor": JSON,
    },
)


@settings(deadline=None)
@given(ANY_NOTEBOOK | JSON)
def test_any_json_is_read_or_said_to_be_unreadable(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.ipynb"
    path.write_text(json.dumps(content))
    said = ""
    try:
        read_submission(path, LIMITS)
    except SubmissionError as error:
        said = str(error)
    assert said == "" or said.startswith(f"{path}: ")
    assert "\n" not in said


def test_a_program_of_two_versions_is_read_for_what_can_be_run(sources):
    text = "a = 1\n<<<<<<< HEAD\nb = 2\n=======\nb = 3\n>>>>>>> other\nc = 4\n"
    assert [source.strip() for source in sources(text, name="hw.py")][::6] == ["a = 1", "c = 4"]


def test_a_program_may_begin_with_a_dictionary(sources):
    text = '{"cells": 1}\nx = "nbformat"\n'
    assert len(sources(text, name="hw.py")) == 2


DEF = "def f(x):\n    return x"


@pytest.mark.parametrize(
    ("cells", "where"),
    [
        pytest.param(
            [code("x = 1"), {"cell_type": "markdown", "source": DEF}],
            "the Markdown cell below cell 1",
            id="Markdown",
        ),
        pytest.param(
            [{"cell_type": "raw", "source": ["class f:\n", "  y = 1"]}, code("x = 1")],
            "the Raw cell above cell 1",
            id="a class in a raw cell",
        ),
        pytest.param(
            [{"cell_type": "markdown", "source": f"My answer:\n```python\n{DEF}\n```"}],
            "the Markdown cell above cell 1",
            id="in a fence",
        ),
        pytest.param(
            [code(DEF, metadata={"tags": ["skip-grading"]})], "cell 1", id="a cell left out"
        ),
        pytest.param([code("x"), code(f"%%bash\n{DEF}")], "cell 2", id="another language"),
    ],
)
def test_what_is_defined_in_a_cell_that_is_not_run_is_noted(reading, cells, where):
    assert reading(document(*cells)).outline.unrun == {"f": where}


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param([code(DEF)], id="code"),
        pytest.param([code(f"  {DEF}".replace("\n", "\n  "))], id="indented code"),
        pytest.param(
            [{"cell_type": "markdown", "source": "Write\n`def f(x):`\n\ndef f(x):\nand run it"}],
            id="a task that names it",
        ),
        pytest.param([{"cell_type": "markdown", "source": [1]}, {}, 3], id="malformed"),
    ],
)
def test_what_is_run_or_only_named_is_not(reading, cells):
    assert reading(document(*cells)).outline.unrun == {}


COLAB = "# Commented out IPython magic to ensure Python compatibility.\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param(
            f"{COLAB}# %%time\n# def f(x):\n#     y = x\n# \n#     return y # 2\n\nz = f(1)",
            {2: "def f(x):", 3: "    y = x", 5: "    return y # 2", 7: "z = f(1)"},
            id="a measured cell",
        ),
        pytest.param(
            f"{COLAB}import math\n# %matplotlib inline\nif 1:\n#     %time x = 1\n# 100 %time",
            {1: "import math", 3: "if 1:", 4: "    x = 1"},
            id="lines",
        ),
        pytest.param(f"{COLAB}# %%bash\n# x = 1\n# y = 2\nz = 3", {4: "z = 3"}, id="a shell's"),
        pytest.param(f"{COLAB}# %%time\n# x = = 1\ny = 2", {3: "y = 2"}, id="no Python"),
        pytest.param("# %%time\n# x = 1\ny = 2", {2: "y = 2"}, id="comments of one's own"),
        pytest.param(
            f"{COLAB}# %%time\n# x = 1\n\n# y = 2\nz = 3", {2: "x = 1", 5: "z = 3"}, id="below"
        ),
    ],
)
def test_what_colab_comments_out_is_put_back_at_its_lines(sources, text, lines):
    cells = [source.split("\n") for source in sources(text, name="hw.py")]
    found = {n: line for cell in cells for n, line in enumerate(cell) if line.strip()}
    assert found == lines


def test_what_colab_comments_out_is_noted(reading):
    script = reading(f"{COLAB}# %%time\n# x = 1\n", name="hw.py").script
    assert script.notes[1:] == ("what Colab had commented out was put back",)
    assert len(reading(f"{COLAB}x = 1\n", name="hw.py").script.notes) == 1
