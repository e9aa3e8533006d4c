"""What the command says of itself: every help, its examples and words, the documents, and slips."""

import re
import shlex
import shutil
import subprocess

import click
import pytest
from click.testing import CliRunner
from support.project import ROOT, run_grade

from grader.cli import main
from grader.cli.command import CLASS, STAFF, TEACHERS, grade_files
from grader.cli.options import OneOf
from grader.cli.terminal import EXAMPLE
from grader.core.terms import terms
from grader.kit.wheel import WORDS

ROOT_CONTEXT = click.Context(main, info_name="grade")
NAMES = [name for name in main.list_commands(ROOT_CONTEXT) if name != "files"]
ALL = {name: main.get_command(ROOT_CONTEXT, name) for name in NAMES}
HELPS = {"grade": main.help, **{name: command.help for name, command in ALL.items()}}
EXAMPLES = [(name, line) for name, text in HELPS.items() for line in EXAMPLE.findall(text or "")]
DOCUMENTS = sorted(path.stem for path in (ROOT / "docs").glob("*.md"))
each_command = pytest.mark.parametrize(
    ("name", "command"), [("grade", grade_files), *ALL.items()], ids=["grade", *ALL]
)


def grade(*words):
    return CliRunner().invoke(main, words, prog_name="grade")


def parse(line):
    """Parse a line as the command does, and give the words that were put to it."""
    words = shlex.split(line.partition(" > ")[0])[1:]
    command = ALL.get(words[0], grade_files)
    rest = words[words[0] in ALL :]
    with command.make_context(words[0], [*rest], parent=ROOT_CONTEXT) as ctx:
        return ctx, rest


@each_command
def test_every_command_and_option_has_help_and_an_example(name, command):
    assert (command.help or "").strip()
    assert command.get_short_help_str()
    lines = [line for command_name, line in EXAMPLES if command_name == name]
    assert lines
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert all(each.help and each.help[0].isupper() for each in options)
    words = {word.partition("=")[0] for line in lines for word in shlex.split(line)}
    assert {each.opts[0] for each in options if not words & {*each.opts}} == set()


@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _, line in EXAMPLES])
def test_every_example_parses(name, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ctx, rest = parse(line)
    assert ctx.command is ALL.get(name, grade_files)
    assert not ctx.args
    is_command, words = name != "grade", shlex.split(line.partition(" > ")[0])[1:]
    assert [*rest] == words[is_command:]


def test_an_example_that_is_no_line_of_the_command_does_not_parse():
    with pytest.raises(click.NoSuchOption):
        parse("grade batch week3 --rooster class.csv")


@each_command
def test_the_words_of_a_help_are_explained(name, command):
    assert {*getattr(command, "words", ())} <= terms().keys()
    shown = grade(*([] if name == "grade" else [name]), "--help").output
    for word in getattr(command, "words", ()):
        assert f"  {word}  " in shown


def test_the_help_is_grouped_by_who_reads_it():
    shown = grade("--help").output
    assert shown.index("Examples:") < shown.index("Options:") < shown.index("\nCommands:")
    for title, names in {"for a class": CLASS, "for teachers": TEACHERS}.items():
        part = shown.partition(f"Commands {title}:\n")[2].partition("\n\n")[0]
        listed = [line.split()[0] for line in part.splitlines()]
        assert listed == [name for name in names if not ALL[name].hidden]
    assert {*CLASS, *TEACHERS} <= {*STAFF}


def test_each_choice_names_the_nearest():
    kinds = [each.type for command in ALL.values() for each in command.params]
    choices = [kind for kind in kinds if isinstance(kind, click.Choice)]
    assert choices
    assert all(isinstance(kind, OneOf) for kind in choices)


# What was typed wrong


@pytest.mark.parametrize(
    ("words", "line"),
    [
        pytest.param(
            ["batch", "--rostr", "x"],
            "no such option: --rostr; did you mean '--roster'? (grade batch --help)",
            id="an option",
        ),
        pytest.param(
            ["hw.ipynb", "--wach"],
            "no such option: --wach; did you mean '--watch'? (grade --help)",
            id="an option of a file",
        ),
        pytest.param(
            ["hw.ipynb", "--xyzzy"], "no such option: --xyzzy (grade --help)", id="like none"
        ),
        pytest.param(
            ["export", "--format", "cavas"],
            "invalid value for '--format': 'cavas' is none of csv, canvas, moodle, gradescope, "
            "junit, json; did you mean 'canvas'? (grade export --help)",
            id="a choice",
        ),
        pytest.param(
            ["batch"],
            "missing argument 'SOURCES...'; for example: grade batch submissions.zip --roster "
            "class.csv (grade batch --help)",
            id="nothing to grade",
        ),
        pytest.param(
            ["hw.ipynb", "--seed", "x"],
            "invalid value for '--seed': 'x' is not a valid integer (grade --help)",
            id="a number",
        ),
        pytest.param(
            ["golden", "a", "b"],
            "got unexpected extra argument (b) (grade golden --help)",
            id="a word too many",
        ),
        pytest.param(
            ["bacth"],
            "no such command: 'bacth'; did you mean `batch`? (grade --help)",
            id="a command",
        ),
        pytest.param(
            ["--verson"],
            "no such option: --verson; did you mean '--version'? (grade --help)",
            id="v",
        ),
        pytest.param(
            ["hw.ipynb", "--timeout", "abc"],
            "invalid value for '--timeout': 'abc' is not a valid number (grade --help)",
            id="seconds",
        ),
        pytest.param(
            ["golden", "perceptro", "--course", str(ROOT)],
            "--assignment perceptro: no such assignment; did you mean 'perceptron'?",
            id="an assignment",
        ),
        pytest.param(
            ["new", "--example", "perceptro"],
            "--example perceptro: no such example; did you mean 'perceptron'?",
            id="an example",
        ),
        pytest.param(
            ["batch", "notebok.ipynb", "--course", str(ROOT)],
            "notebok.ipynb: no such file or folder; did you mean 'notebook.ipynb'?",
            id="a file of a class",
        ),
        pytest.param(
            ["batch", "notebook.ipynb", "--course", str(ROOT), "--roster", "clas.csv"],
            "clas.csv: cannot be read: No such file or directory; did you mean 'class.csv'?",
            id="a roster",
        ),
        pytest.param(["batch", "x", "--jobs"], "option '--jobs' requires an argument", id="half"),
        pytest.param(
            ["docs", "goldn"], "no topic is 'goldn'; did you mean 'golden'?", id="a topic"
        ),
        pytest.param(
            ["docs", "xyzzy"], "no topic is 'xyzzy'; grade docs lists them", id="no topic"
        ),
    ],
)
def test_a_slip_is_told_in_one_line_with_the_nearest(words, line, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("notebook.ipynb", "class.csv"):
        (tmp_path / name).touch()
    done = grade(*words)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"grade: {line}\n")


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("notebok.ipynb", "did you mean 'notebook.ipynb'?", id="a letter less"),
        pytest.param("notebook.ipnyb", "did you mean 'notebook.ipynb'?", id="in how it ends"),
        pytest.param("another.ipynb", "check the name and the folder", id="like in its end only"),
    ],
)
def test_a_file_that_is_not_there_is_told_with_the_nearest(name, hint, tmp_path):
    (tmp_path / "notebook.ipynb").touch()
    done = run_grade(name, "--course", str(ROOT), cwd=tmp_path)
    line = f"grade: {name}: no such file; {hint}\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


# `grade docs`


def test_docs_lists_each_word_document_and_nothing_that_it_does_not_show():
    shown = " ".join(grade("docs").output.split())
    assert all(f"{word}," in shown or f"{word} or shows" in shown for word in terms())
    assert all(f" {name} " in shown for name in DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_each_document_is_shown_as_it_is_written(name):
    text = (ROOT / f"docs/{name}.md").read_text(encoding="utf-8")
    assert grade("docs", f"{name}.md").output == text


def test_a_word_is_explained_and_leads_to_more():
    shown = " ".join(grade("docs", "kit").output.split())
    assert shown.startswith("kit: What students are given: task, starter")
    assert shown.endswith("See also: grade docs kit.md, grade kit --help")


def test_a_commands_name_that_is_no_word_shows_its_help():
    assert grade("docs", "ask").output.rstrip() == grade("ask", "--help").output.rstrip()


# The man page


def test_the_man_page_has_every_command_option_example_and_word():
    page = grade("docs", "--man").output
    plain = page.replace(r"\-", "-").replace(r"\(aq", "'").replace(r"\(ti", "~")
    for name, command in ALL.items():
        assert command.hidden or f"\n.SS grade {name} " in plain
    shown = [grade_files, *(command for command in ALL.values() if not command.hidden)]
    options = [each for command in shown for each in command.params]
    assert all(each.opts[0] in plain for each in options if isinstance(each, click.Option))
    assert all(f"\\fB{line}\\fR" in plain for name, line in EXAMPLES if name != "autograder")
    assert all(f"\\fB{word}\\fR" in plain for word in terms())
    assert "\b" not in page
    assert r"\-\-roster" in page


@pytest.mark.processes
@pytest.mark.parametrize("words", [["mandoc", "-Tlint", "-Werror"], ["groff", "-man", "-ww", "-z"]])
def test_the_man_page_is_without_fault(words):
    if not shutil.which(words[0]):
        pytest.skip(f"{words[0]} is not installed here")
    page = grade("docs", "--man").output
    done = subprocess.run(words, input=page, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    broken = subprocess.run(
        words, input=f'{page}.\\"\n.XX\n.ft Q\n', capture_output=True, text=True
    )
    assert broken.returncode or broken.stdout or broken.stderr


def test_every_row_of_the_terms_is_a_word():
    text = (ROOT / "docs/terms.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (?!term )(.+?) \|", text)
    assert {name for row in rows for name in re.sub("[*`]", "", row).split(", ")} == {*terms()}
    assert {*WORDS} <= {*terms()}
    assert all(meaning and "*" not in meaning for meaning in terms().values())
