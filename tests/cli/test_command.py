"""The command, as students and scripts meet it; most of it in real processes."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest
from support.commands import start_grade
from support.project import HANGING_SECONDS, ROOT, wait_for_child
from support.project import run_grade as grade

from grader.core.version import __version__

pytestmark = pytest.mark.processes

SCHEMA = json.loads((ROOT / "grader/reports/report.schema.json").read_text(encoding="utf-8"))
EXAMPLE = "assignments/perceptron/example.ipynb"
STARTER = "assignments/perceptron/perceptron.ipynb"


def documents(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def example_run():
    return grade(EXAMPLE)


@pytest.fixture(scope="module")
def starter_run():
    return grade(STARTER, "--json", "-")


@pytest.fixture
def notebook(tmp_path):
    """A copy of the example, changed by replacing text in its cells."""

    def make(*changes, name="hw.ipynb", edit=lambda document: None):
        document = json.loads((ROOT / EXAMPLE).read_text(encoding="utf-8"))
        for cell in document["cells"]:
            source = "".join(cell["source"])
            for old, new in changes:
                source = source.replace(old, new)
            cell["source"] = source
        edit(document)
        path = tmp_path / name
        path.write_text(json.dumps(document), encoding="utf-8")
        return str(path)

    return make


def test_the_example_earns_50_of_50(example_run):
    assert example_run.returncode == 0
    assert example_run.stderr == ""
    assert " 50/50\n" in example_run.stdout


def test_the_table_is_by_group(example_run):
    lines = example_run.stdout.splitlines()
    heads = [line.split()[0] for line in lines if line and line[0] != " " and "/" in line]
    groups = ["data", "shapes", "updates", "boundaries", "accuracy", "rules", "total"]
    assert [head for head in heads if head in groups] == groups


def test_the_end_says_isolation_version_and_rubric(example_run, sandbox):
    *_, isolation, version = example_run.stdout.splitlines()
    assert isolation.startswith(f"isolation: {sandbox.level.value}")
    assert version.startswith(f"golden-grader {__version__}, rubric ")


def test_piped_output_has_no_colour(example_run):
    assert "\033" not in example_run.stdout


def on_a_terminal(*words):
    """What the command shows where a person looks on."""
    import pty  # Windows has none

    main, side = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    streams = {"stdin": side, "stdout": side, "stderr": side}
    process = start_grade(*words, cwd=ROOT, env=environment, **streams)
    os.close(side)
    shown = b""
    try:
        while chunk := os.read(main, 4096):
            shown += chunk
    except OSError:  # the other side of a terminal is closed like this on Linux
        pass
    os.close(main)
    process.wait()
    return shown


def test_a_terminal_gets_colour_and_progress():
    shown = on_a_terminal(EXAMPLE)
    assert b"\033[32m" in shown
    assert b"grading assignments/perceptron/example.ipynb" in shown


def test_a_document_that_is_long_goes_through_a_pager_and_a_word_does_not(monkeypatch):
    monkeypatch.setenv("PAGER", "sed s/^/PAGED/")
    shown = on_a_terminal("docs", "terms")
    assert b"PAGED" in shown
    assert b"# Grading terms" not in shown  # it is set, not as it is written
    assert b"Grading terms" in shown
    assert b"PAGED" not in on_a_terminal("docs", "golden")


def test_the_course_in_use_is_said_where_nobody_has_named_it(example_run):
    assert example_run.stdout.splitlines()[-1].endswith(f" in {ROOT}")
    named = grade(EXAMPLE, "--course", str(ROOT))
    assert str(ROOT) not in named.stdout
    line = f"course: {ROOT}".encode()
    assert line in on_a_terminal("gradebook", "--gradebook", "none.db")
    assert line not in on_a_terminal("gradebook", "--gradebook", "none.db", "--course", str(ROOT))


def test_a_terminal_without_unicode_gets_plain_marks():
    done = grade(STARTER, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "  x load_data()" in done.stdout


def test_the_starter_earns_0_and_says_what_to_write_first(starter_run):
    (document,) = documents(starter_run)
    assert (document["status"], document["earned"]) == ("graded", 0)
    assert document["notes"][0].startswith("write `load_data` next (cell 1, line 1)")


def test_every_document_keeps_to_the_schema(starter_run, notebook, tmp_path):
    (tmp_path / "bad.ipynb").write_text("{", encoding="utf-8")
    wrong = notebook(("error * value", "error"), ("return y - ", "return float('nan') * "))
    done = grade(EXAMPLE, wrong, str(tmp_path / "bad.ipynb"), "--json", "-")
    for document in [*documents(starter_run), *documents(done)]:
        jsonschema.validate(document, SCHEMA)


def test_the_schema_refuses_what_is_no_report(starter_run):
    (document,) = documents(starter_run)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**document, "status": "perhaps"}, SCHEMA)


def test_json_on_standard_output_stands_alone(notebook):
    done = grade(EXAMPLE, notebook(), "--json", "-")
    assert [document["earned"] for document in documents(done)] == [50, 50]


def test_json_in_a_file_leaves_the_table(tmp_path):
    target = tmp_path / "report.json"
    done = grade(EXAMPLE, "--json", str(target))
    assert " 50/50\n" in done.stdout
    assert json.loads(target.read_text(encoding="utf-8"))["earned"] == 50


def test_json_that_cannot_be_written(tmp_path):
    done = grade(EXAMPLE, "--json", str(tmp_path / "no" / "report.json"))
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_json_is_never_written_over_a_notebook(notebook):
    path = notebook()
    before = (ROOT / path).read_bytes()
    done = grade(path, "--json", path)
    assert done.returncode == 2
    assert (ROOT / path).read_bytes() == before


def test_json_is_never_written_over_another_submission(notebook, tmp_path):
    other = tmp_path / "other.ipynb"
    other.write_text("precious", encoding="utf-8")
    done = grade(EXAMPLE, "--json", str(other))
    assert (done.returncode, other.read_text(encoding="utf-8")) == (2, "precious")
    assert "that is a submission's name" in done.stderr


def test_ctrl_c_is_one_line_and_no_low_score(notebook):
    endless = notebook(("def load_data", "while True:\n    pass\n\ndef load_data"))
    program = "from grader.cli import main; main(prog_name='grade')"
    command = [sys.executable, "-c", program, endless, "--course", str(ROOT)]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as running:
        wait_for_child(running.pid)  # it grades, however busy the machine is
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=HANGING_SECONDS)
    assert (running.returncode, out, err) == (130, "", "grade: stopped\n")


def test_a_mistake_shows_where_it_first_departs(notebook):
    done = grade(notebook(("self.bias += error", "pass")))
    assert "epoch 1, example 3: weights expected [-1.5, -1], got" in done.stdout or (
        "bias expected 1, got 0" in done.stdout
    )


def test_the_readme_s_transcript_is_what_is_printed(notebook):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (transcript,) = [part for part in readme.split("```") if part.startswith("\ndata ")]
    path = notebook(("mean_std(X_train)", "mean_std(X)"))
    shown = grade(path, PYTHONIOENCODING="utf-8").stdout.splitlines()
    for line in transcript.strip().splitlines():
        assert line in ("...", "") or line in shown


def test_an_error_in_a_function_shows_cell_and_line(notebook):
    done = grade(notebook(("net_input = self.bias", "net_input = bais")))
    assert "cell 7, line 11: NameError: name 'bais' is not defined" in " ".join(done.stdout.split())


def test_a_missing_function_names_the_nearest(notebook):
    done = grade(notebook(("def standardize(", "def standardise(")), "--json", "-")
    (document,) = documents(done)
    (criterion,) = [c for c in document["criteria"] if c["name"] == "standardize"]
    assert (criterion["status"], criterion["cause"]) == ("not_asked", "standardize")
    assert "`standardise`: did you mean `standardize`?" in criterion["departures"][0]["message"]


def test_cells_run_out_of_order_are_warned_of(notebook):
    def shuffle(document):
        code = [cell for cell in document["cells"] if cell["cell_type"] == "code"]
        code[4]["execution_count"] = 1

    done = grade(notebook(edit=shuffle), "--json", "-")
    assert any("cell 5 was run before cell 4" in note for note in documents(done)[0]["notes"])


def test_the_report_says_when_the_notebook_was_saved(notebook):
    path = notebook()
    os.utime(path, (0, 1_700_000_000))
    notes = documents(grade(path, "--json", "-", TZ="UTC"))[0]["notes"]
    assert "last saved 2023-11-14 22:13" in notes


def test_an_unused_numpy_costs_the_rule_only(notebook):
    done = grade(notebook(("def load_data", "import numpy as np\n\ndef load_data")), "--json", "-")
    (document,) = documents(done)
    assert document["earned"] == 49
    (lost,) = [c for c in document["criteria"] if c["status"] != "earned"]
    expected = "cell 1, line 1: import of numpy, which is not allowed"
    assert (lost["group"], lost["departures"][0]["message"]) == ("rules", expected)


def test_prints_and_warnings_cost_nothing(notebook):
    noisy = "import warnings; warnings.warn('hm'); print('x', row); error = self"
    done = grade(notebook(("error = self", noisy)), "--json", "-")
    assert documents(done)[0]["earned"] == 50


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        pytest.param([EXAMPLE, "--fail-under", "50"], 0, id="at the bound"),
        pytest.param([EXAMPLE, "--fail-under", "50.5"], 1, id="below the bound"),
        pytest.param([STARTER], 0, id="no points, but graded"),
        pytest.param(["gone.ipynb"], 2, id="no such file"),
        pytest.param([STARTER, "gone.ipynb", "--fail-under", "1"], 2, id="the highest of several"),
        pytest.param([EXAMPLE, "--assignment", "unheard"], 2, id="no such assignment"),
        pytest.param([EXAMPLE, "--course", "tests"], 2, id="no such course"),
        pytest.param([EXAMPLE, "--no-such-option"], 2, id="no such option"),
        pytest.param([EXAMPLE, "--timeout", "0"], 2, id="no time"),
        pytest.param([EXAMPLE, "--timeout", "0.5"], 2, id="too little time to begin"),
        pytest.param([EXAMPLE, "--timeout", "nan"], 2, id="no number"),
        pytest.param([EXAMPLE, "--timeout", "inf"], 2, id="no end"),
        pytest.param([EXAMPLE, "--fail-under", "nan"], 2, id="no bound"),
        pytest.param([], 2, id="nothing to do"),
    ],
)
def test_the_exit_status(arguments, status):
    done = grade(*arguments)
    assert done.returncode == status
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_read_is_one_line():
    done = grade("gone.ipynb")
    assert done.stdout == ""
    assert done.stderr == "grade: gone.ipynb: no such file; check the name and the folder\n"


def test_a_stale_golden_is_our_fault_and_no_score(tmp_path):
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    with (tmp_path / "assignments/perceptron/probes.py").open("a", encoding="utf-8") as probes:
        probes.write("# changed\n")
    done = grade(EXAMPLE, "--json", "-", cwd=tmp_path)
    (document,) = documents(done)
    assert (done.returncode, document["status"], document["earned"]) == (3, "not_graded", None)
    assert "stale" in done.stderr


def test_outside_a_course_the_error_says_what_to_do(tmp_path):
    done = grade("hw.ipynb", cwd=tmp_path)
    assert done.returncode == 2
    assert "--course DIR" in done.stderr


def test_a_course_named_from_elsewhere(notebook, tmp_path):
    done = grade(notebook(), "--course", str(ROOT), cwd=tmp_path)
    assert " 50/50\n" in done.stdout


def test_seeds_add_cases_that_count(notebook):
    path = notebook(("for row, label in zip(x, y):", "for row, label in list(zip(x, y))[:16]:"))
    plain, seeded = (documents(grade(path, "--json", "-", *more)) for more in ([], ["--seed", "3"]))
    assert seeded[0]["maximum"] == plain[0]["maximum"]
    probes = {d["probe"] for c in seeded[0]["criteria"] for d in c["departures"]}
    assert any("@3" in probe for probe in probes)


def test_a_kit_shows_nothing_of_the_hidden_criteria(tmp_path):
    shutil.copytree(ROOT / "assignments", tmp_path / "assignments")
    shutil.copy(ROOT / "rubric.yaml", tmp_path)
    done = grade(STARTER, "--json", "-", cwd=tmp_path)
    assert "unseen" not in done.stdout
    table = grade(EXAMPLE, cwd=tmp_path).stdout
    assert " 43/43\n" in table
    assert "7 more points are hidden" in table


def test_help_says_what_a_student_needs():
    done = grade("--help")
    for word in ("hw.ipynb", "--fail-under", "--json", "golden", "Exit status"):
        assert word in done.stdout


@pytest.mark.minutes
@pytest.mark.parametrize("name", ["logistic", "perceptron", "softmax", "torch_mlp"])
def test_golden_check_passes_on_the_course(name):
    # A thousand programs are run: minutes where other tests run beside them.
    done = grade("golden", name, "--check", "--device", "cpu", seconds=1200)
    assert (done.returncode, done.stderr) == (0, "")
    assert "are what the references answer now" in done.stdout


def test_golden_of_no_assignment_lists_what_there_is():
    done = grade("golden", "unheard")
    assert done.returncode == 2
    assert "there are: logistic, perceptron" in done.stderr


def test_a_device_that_is_not_there_is_named():
    import torch  # by whoever collects it would be waited for

    if torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")
    done = grade("golden", "--check", "--device", "cuda")
    assert done.returncode == 2
    assert "PyTorch finds no CUDA device here" in done.stderr


# Pages


def test_html_writes_a_page_and_says_where(notebook, tmp_path):
    page = tmp_path / "report.html"
    path = notebook()
    plain, done = grade(path).stdout, grade(path, "--html", str(page)).stdout
    assert done == f"{plain}page: {page}\n"
    html = page.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>")
    assert "The perceptron in plain Python" in html
    assert "hw.ipynb" in html


def test_several_pages_go_into_a_folder_that_is_made(notebook, tmp_path):
    (tmp_path / "b").mkdir()
    same = shutil.copy(notebook(), tmp_path / "b" / "HW.ipynb")
    folder = tmp_path / "new" / "pages"
    done = grade(notebook(), str(same), notebook(name="other.ipynb"), "--html", str(folder))
    assert done.returncode == 0
    assert sorted(page.name for page in folder.iterdir()) == ["HW-2.html", "hw.html", "other.html"]
    assert done.stdout.index("hw.html") < done.stdout.index("HW-2.html")


def test_a_single_page_may_go_into_a_folder_that_is_there(notebook, tmp_path):
    assert f"page: {tmp_path / 'hw.html'}\n" in grade(notebook(), "--html", str(tmp_path)).stdout


def test_what_could_not_be_graded_has_a_page_that_says_why(tmp_path):
    (tmp_path / "bad.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "link.ipynb").symlink_to(ROOT / "README.md")
    files = [str(tmp_path / name) for name in ("bad.ipynb", "link.ipynb", "gone.ipynb")]
    done = grade(*files, "--html", str(tmp_path / "pages"))
    assert done.returncode == 2
    for name, words in [("bad", "not a notebook"), ("link", "is a link"), ("gone", "no such file")]:
        html = (tmp_path / "pages" / f"{name}.html").read_text(encoding="utf-8")
        assert words in html
        assert str(tmp_path) not in html


def test_a_page_of_what_json_alone_tells_of_is_announced_elsewhere(notebook, tmp_path):
    done = grade(notebook(), "--json", "-", "--html", str(tmp_path / "report.html"))
    assert [document["earned"] for document in documents(done)] == [50]
    assert done.stderr == f"page: {tmp_path / 'report.html'}\n"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        pytest.param(["--html", "{hw}"], "a submission's name", id="over the notebook"),
        pytest.param(["--html", "{tmp}/new.ipynb"], "a submission's name", id="as a notebook"),
        pytest.param(["--html", "{link}"], "a submission's name", id="through a link"),
        pytest.param(["{hw}", "--html", "{tmp}/r.html"], "one file is for one", id="two in one"),
        pytest.param(["{hw}", "--html", "{file}"], "one file is for one", id="a file as folder"),
        pytest.param(["--html", "{file}/r.html"], "cannot be written", id="below a file"),
        pytest.param(["{hw}", "--html", "{file}/r"], "cannot be made", id="a folder below a file"),
        pytest.param(["--html", "{tmp}/r", "--json", "{tmp}/r"], "--json writes", id="over JSON"),
        pytest.param(["--open"], "that --html FILE writes", id="nothing to open"),
        pytest.param(["{hw}", "--html", "{tmp}", "--open"], "one notebook", id="two to open"),
        pytest.param(["--watch", "--json", "-"], "name a file for --json", id="watched JSON"),
    ],
)
def test_options_that_can_t_be_followed_harm_nothing(notebook, tmp_path, options, words):
    path, file = notebook(), tmp_path / "file"
    file.write_text("kept", encoding="utf-8")
    link, before = tmp_path / "link.html", (ROOT / path).read_bytes()
    link.symlink_to(path)
    filled = [option.format(hw=path, tmp=tmp_path, file=file, link=link) for option in options]
    done = grade(path, *filled)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert ((ROOT / path).read_bytes(), file.read_text(encoding="utf-8")) == (before, "kept")


@pytest.fixture
def browser(tmp_path):
    """A browser that only notes what it is to show."""
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\necho "$1" > {tmp_path}/shown\n', encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_open_shows_the_page_in_the_browser(notebook, tmp_path, browser):
    page = tmp_path / "a report.html"
    done = grade(notebook(), "--html", str(page), "--open", BROWSER=browser)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "shown").read_text(encoding="utf-8").strip() == page.as_uri()


def test_where_there_is_no_browser_the_page_is_there_all_the_same(notebook, tmp_path):
    page = tmp_path / "report.html"
    none = {"BROWSER": "", "PATH": str(tmp_path), "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    done = grade(notebook(), "--html", str(page), "--open", "--isolation", "process", **none)
    assert done.returncode == 2
    assert done.stderr == (
        f"grade: --open: no browser could be started here; open {page} yourself\n"
    )
    assert page.is_file()


# What was typed wrong


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        pytest.param("bacth", "no such command: 'bacth'; did you mean `batch`?", id="swapped"),
        pytest.param("gradbook", "'gradbook'; did you mean `gradebook`?", id="a letter less"),
        pytest.param("xyzzy", "no such command or file: 'xyzzy'; `grade --help`", id="like none"),
    ],
)
def test_a_mistyped_command_is_no_file_that_is_missing(word, hint):
    done = grade(word)
    assert done.returncode == 2
    assert hint in done.stderr
    assert "not a notebook" not in done.stderr


def test_a_word_that_is_no_file_stops_no_other(tmp_path):
    (tmp_path / "bad.py").write_text("x = 1\n", encoding="utf-8")
    done = grade("hw", str(tmp_path / "bad.py"), "--isolation", "process")
    assert done.returncode == 2
    assert "hw: no such file; grade reads .ipynb and .py files" in done.stderr
    assert "bad.py" in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="named pipes and rights are POSIX's")
def test_a_page_goes_through_links_into_pipes_and_keeps_rights(notebook, tmp_path):
    target, link = tmp_path / "target.html", tmp_path / "link.html"
    target.write_text("old", encoding="utf-8")
    target.chmod(0o600)
    link.symlink_to(target)
    assert grade(notebook(), "--html", str(link), "--isolation", "process").returncode == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert target.stat().st_mode & 0o777 == 0o600
    assert grade(notebook(), "--html", os.devnull, "--isolation", "process").returncode == 0
    assert not Path(os.devnull).is_file()


def test_a_file_without_a_suffix_is_no_mistyped_command(tmp_path):
    (tmp_path / "bacth").write_text("x = 1\n", encoding="utf-8")
    done = grade("bacth", "--course", str(ROOT), cwd=tmp_path)
    assert "no such command" not in done.stderr


def test_the_short_word_for_help_is_the_long_one():
    assert grade("-h").stdout == grade("--help").stdout != ""
