import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission.magics import remove_magics


def cleaned(source):
    return remove_magics(source)[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("%matplotlib inline", "pass", id="a line magic"),
        pytest.param("!ls -l | wc", "pass", id="a shell line"),
        pytest.param("!!ls", "pass", id="a shell line for its output"),
        pytest.param("x = %time f()", "x = f()", id="an assigned magic"),
        pytest.param("files = !ls", "files = get_ipython()", id="an assigned shell line"),
        pytest.param(
            "a, b.c, d[0] = !ls",
            "a, b.c, d[0] = get_ipython()",
            id="a shell line assigned to several",
        ),
        pytest.param(
            "Größe, λ = %time f()", "Größe, λ = f()", id="a magic assigned to a name not in ASCII"
        ),
        pytest.param("foo?", "pass", id="help asked after a name"),
        pytest.param("math.sqrt??", "pass", id="source asked after a dotted name"),
        pytest.param("rows[0]?", "pass", id="help asked after an item"),
        pytest.param("str.*find*?", "pass", id="names asked for with stars"),
        pytest.param("%time?", "pass", id="help asked for a magic"),
        pytest.param("%time f(", "pass", id="a measured statement that is none"),
        pytest.param("?foo", "pass", id="help asked before a name"),
        pytest.param("In [1]: f(x)", "f(x)", id="below a prompt that is Python, too"),
        pytest.param("\n time x = f()", "\nx = f()", id="a magic without its sign"),
        pytest.param("matplotlib inline", "pass", id="another"),
        pytest.param(
            "%cd 'my data'",
            "get_ipython().run_line_magic('cd', \"'my data'\")",
            id="a folder that is entered",
        ),
        pytest.param("%load a.py", "pass", id="a file that is only shown"),
        pytest.param("%run b.ipynb", "pass", id="a notebook that is run"),
        pytest.param(
            "%run -i a.py",
            "get_ipython().run_line_magic('run', '-i a.py')",
            id="a file that is run",
        ),
        pytest.param("pip install numpy", "pass", id="pip without its percent sign"),
        pytest.param("if x:\n    %time y = f()\ny", "if x:\n    y = f()\ny", id="at its indent"),
        pytest.param("if x:\n\t!ls", "if x:\n\tpass", id="at its indent of a tab"),
        pytest.param("!pip \\\n  install \\\n  x\ny = 1", "pass\n\n\ny = 1", id="goes on by \\"),
        pytest.param("!pip \\", "pass", id="a backslash at the very end"),
        pytest.param(
            "# see C:\\\n%timeit f()", "# see C:\\\npass", id="below a comment ending in \\"
        ),
        pytest.param("x = [\n]\n%timeit f()", "x = [\n]\npass", id="below a closed bracket"),
        pytest.param('"""\ntext"""\n!ls', '"""\ntext"""\npass', id="below a closed string"),
        pytest.param("# %%bash\n%%time\nx = 1", "# %%bash\npass\nx = 1", id="a late cell magic"),
    ],
)
def test_a_magic_line_becomes_pass(source, expected):
    assert cleaned(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("x = (7\n% 4)", id="remainder inside brackets"),
        pytest.param("x = 7 \\\n% 4", id="remainder on a continued line"),
        pytest.param("x = {\n'a': [\n7\n% 4]}", id="remainder inside brackets inside brackets"),
        pytest.param('"""\n%time\n!ls\nfoo?\n"""', id="text inside a string"),
        pytest.param("'''\"\"\"\n%time\n'''", id="text inside a string with other quotes in it"),
        pytest.param('f"""{\nx}\n%time"""', id="text inside a formatted string"),
        pytest.param('f"""\n{x\n!r}"""', id="the conversion of a formatted string"),
        pytest.param("'a\\\n%b'", id="text inside a continued string"),
        pytest.param("# really?", id="a question in a comment"),
        pytest.param("x = 1  # %time", id="a percent sign in a comment"),
        pytest.param("x != y", id="unequal"),
        pytest.param("x %= 2", id="remainder in place"),
        pytest.param("x = y % 2", id="remainder"),
        pytest.param("x['= !'] = 1", id="a key that looks like a shell line"),
        pytest.param("print('what?')", id="a question in a call"),
        pytest.param("pip in tools", id="pip as a name"),
        pytest.param("", id="nothing"),
        pytest.param("\n  \n\t\n", id="blank lines"),
    ],
)
def test_python_is_left_alone(source):
    assert remove_magics(source) == (source, [])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(" x = 1\n if x:\n  y = 2", "x = 1\nif x:\n y = 2", id="an indent of all"),
        pytest.param("\n\n\tx = 1\n\ty = 2", "\n\nx = 1\ny = 2", id="a tab below blank lines"),
        pytest.param("  %%time\n  x = 1", "\nx = 1", id="an indent with a cell magic"),
        pytest.param(">>> x = [\n...   1]\n>>> x", "x = [\n  1]\nx", id="Python's prompts"),
        pytest.param("  >>> x = 1\n  >>> x", "x = 1\nx", id="indented prompts"),
        pytest.param(
            ">>> def f():\n...   '''a\n...   b'''\n...",
            "def f():\n  '''a\n  b'''\n",
            id="a text with prompts",
        ),
        pytest.param(
            "In [3]: if x:\n   ...:     y\n   ...: ", "if x:\n    y\n", id="IPython's prompts"
        ),
    ],
)
def test_indents_and_prompts_go_as_in_ipython(source, expected):
    from IPython.core.inputtransformer2 import TransformerManager

    assert cleaned(source) == expected
    if "%%" not in source:
        assert TransformerManager().transform_cell(source).strip() == expected.strip()


EXAMPLES = "def f():\n    '''\n    >>> f()\n    1\n    '''\n"


def test_prompts_in_a_docstring_stay():
    assert cleaned(EXAMPLES) == EXAMPLES
    assert cleaned(f"{EXAMPLES}y = = 1\n>>> x = 1") == f"{EXAMPLES}y = = 1\nx = 1"


@pytest.mark.parametrize("magic", ["time", "timeit -n 3", "capture", "prun", "my_own"])
def test_a_cell_magic_over_python_is_unwrapped(magic):
    assert cleaned(f"%%{magic}\nx = 1\n!ls") == "\nx = 1\npass"


@pytest.mark.parametrize(
    "magic",
    ["bash", "html", "writefile", "script perl", "!", "python3", "javascript", "R"],
)
def test_a_cell_in_another_language_is_dropped(magic):
    assert cleaned(f"%%{magic}\nx = 1\ny = 2") == "\n\n"


@pytest.mark.parametrize(
    ("source", "line", "body"),
    [
        pytest.param("%%writefile a.py\nx = 1\n\ny", "a.py", "x = 1\n\ny", id="a module"),
        pytest.param(" \n%%writefile  -a  'a b'\n1", "-a  'a b'", "1", id="what is added to it"),
        pytest.param("%%file a\n%time\n!ls", "a", "%time\n!ls", id="what looks like magics"),
        pytest.param("%%file a\n'\\n' + \\\n''''", "a", "'\\n' + \\\n''''", id="quotes"),
        pytest.param("%%file a\n''\\'", "a", "''\\'", id="quotes at its end"),
        pytest.param("%%file a\ns = '''\n'''", "a", "s = '''\n'''", id="a text at its end"),
        pytest.param("%%file a", "a", "", id="nothing"),
    ],
)
def test_a_cell_that_is_written_to_a_file_is_kept_as_ipython_keeps_it(source, line, body):
    text, notes = remove_magics(source)
    call = ast.parse(text).body[0].value
    assert ast.unparse(call.func) == "get_ipython().run_cell_magic"
    assert [part.value for part in call.args][1:] == [line, body]
    assert text.count("\n") == max(source.count("\n"), 1)
    assert "writes its cell to the file" in notes[0]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("\n \n%%time\nx = 1", "\n\n\nx = 1", id="below blank lines"),
        pytest.param("  %%time\nx = 1", "\nx = 1", id="with an indent"),
        pytest.param("%%capture\n%%time\nx = 1", "\n\nx = 1", id="above another one"),
        pytest.param("%%capture\n%%bash\nls", "\n\n", id="above another language"),
        pytest.param("%%time\n  x = 1", "\nx = 1", id="above an indent"),
        pytest.param("%%capture --no-stderr out\n1", "out = get_ipython()\n1", id="with a name"),
        pytest.param("%%timeit -n 3 -r1 x = 1\nx", "x = 1\nx", id="with what prepares it"),
        pytest.param("%%time x = 1\nx", "\nx", id="with words that are not run"),
        pytest.param("%%time\nx = = 1", "\nx = = 1", id="above a mistake, which is then seen"),
        pytest.param("%%unknown\nSELECT * FROM x", "\n", id="unknown, and above no Python"),
        pytest.param("%% time\nx = 1", "pass\nx = 1", id="with a space, which makes it none"),
    ],
)
def test_a_cell_magic_is_found(source, expected):
    assert cleaned(source) == expected


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        pytest.param("x\n  %timeit f()", ["line 2: `%timeit f()` was left out"], id="a line magic"),
        pytest.param("!a\n!b", [f"line {n}" for n in (1, 2)], id="each of two"),
        pytest.param("!a \\\nb", ["line 1: `!a \\` was left out"], id="one for a continued line"),
        pytest.param(
            "\n%%time\n!ls",
            ["line 2: %%time was left out, its cell kept", "line 3: `!ls` was left out"],
            id="a cell magic and what is in its cell",
        ),
        pytest.param(
            "%%bash\nls",
            ["line 1: a cell in another language (%%bash) was left out"],
            id="a cell in another language",
        ),
        pytest.param(
            "!\x1b[31m\u2028" + "a" * 99, [f"line 1: `! [31m {'a' * 53}`"], id="cut, and printable"
        ),
    ],
)
def test_each_thing_taken_out_is_noted(source, notes):
    found = remove_magics(source)[1]
    assert len(found) == len(notes)
    assert all(map(str.startswith, found, notes))


def test_what_follows_text_that_no_tokenizer_reads_is_kept():
    assert cleaned("!ls\nx = (\n!ls").split("\n") == ["pass", "x = (", "!ls"]


PYTHON = st.sampled_from(
    [
        "x = 1",
        "x = 17 \\\n% 4",
        "rows = [\n7\n% 4,\n]",
        '"""\n%time\n!ls\nfoo?\n"""',
        "text = f'''{x}\n%b {x!r}'''",
        "def f(a, b=(1,\n2)):\n    '''%doc\n?'''\n    return a % b",
        "if x:\n\ty = 2\nelse:\n\ty = 3 # why?",
        "class A:\n\n    @staticmethod\n    def g(): return 'λ'",
        "# a comment \\",
        "\x0cx = '\u2028'",
        "",
        "   ",
    ]
)
MAGIC = st.sampled_from(
    ["%time x", "!ls", "a = !ls", "y = %time x", "x?", "?x", "!a \\\nb", "if x:\n    %time\n    !b"]
)
CELL_MAGIC = st.sampled_from(["%%time", "%%bash", "%%capture out", "\n\n%%html", "%%what"])


@settings(deadline=None)
@given(st.text(alphabet="%!?=x1 \n\t\\\"'()[]{}#:f\x0c\r\u2028"))
def test_no_text_changes_its_number_of_lines(source):
    assert cleaned(source).count("\n") == source.count("\n")


@settings(deadline=None)
@given(st.lists(PYTHON | MAGIC), st.none() | CELL_MAGIC)
def test_no_program_changes_its_number_of_lines(pieces, first):
    source = "\n".join([first, *pieces] if first else pieces)
    assert cleaned(source).count("\n") == source.count("\n")


@settings(deadline=None)
@given(st.lists(PYTHON))
def test_a_program_without_magics_is_unchanged(pieces):
    source = "\n".join(pieces)
    ast.parse(source)
    assert remove_magics(source) == (source, [])


@settings(deadline=None)
@given(st.lists(PYTHON | MAGIC))
def test_a_program_with_magics_is_python_without_them(pieces):
    ast.parse(cleaned("\n".join(pieces)))


@settings(deadline=None)
@given(st.lists(PYTHON | MAGIC))
def test_taking_magics_out_twice_changes_nothing_more(pieces):
    once = cleaned("\n".join(pieces))
    assert remove_magics(once) == (once, [])


@settings(deadline=None, max_examples=500)
@given(st.text(alphabet="x1=,.()[]{}%!:# \n\\\"'f?"))
def test_text_that_is_python_is_unchanged(source):
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return
    assert cleaned(source) == source
