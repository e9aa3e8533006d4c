"""Take IPython's magics out of a cell, keeping its line numbers. Pure.

A line magic or shell line becomes `pass` at its indent, what `%time` measures is kept, a cell
magic is unwrapped, or its cell dropped where it is in another language. What writes a cell to a
file, or runs such a file, is left to the shell behind the wall. The tokenizer decides what
a line is, so nothing inside brackets or strings is touched. An indent of the whole cell and prompts
that were copied along go, as they do in IPython.
"""

from __future__ import annotations

import contextlib
import re
import tokenize

from grader.core.text import one_line
from grader.submission.syntax import parse

SHOWN_LENGTH = 60  # enough to know a line again
MOST_NESTED = 3  # cell magics, one below the other
MOST_ERRORS = 200  # after each of which the tokenizer looks at all of a line again

# Cell magics whose body is not Python to be run in the notebook.
OTHER_LANGUAGES = re.compile(
    "!|bash|cmd|cython|file|html|javascript|js|latex|markdown|perl|pypy|python[23]?|R|ruby|script|"
    "sh|sql|svg|sx|system|writefile"
)
WRITES = re.compile("(?:writefile|file)")
# Cell magics whose body is Python even when it is wrong: a mistake in it must be seen.
PYTHON = re.compile("capture|prun|time|timeit")
LINE_MAGIC = re.compile(
    r"\s*(?:[%!?]|[^\W\d][\w.,\s\[\]]*=\s*[%!]|(?:pip|conda|mamba)3?\s+install\b)"
)
HELP = re.compile(r"\s*[%*\w.\[\]]+\s*\?{1,2}\s*$")
CELL_MAGIC = re.compile(r"\s*%%(\S+)[^\S\n]*(.*)")
DONE = re.compile(
    r"(\s*)%(?:(run)\s+((?:-[in]\s+)*['\"]?(?!\S*\.ipynb)[^\s'\"]+['\"]?)|(cd)\s+(\S.*?))\s*$"
)
# What IPython takes for a magic where it is all of a cell.
AUTOMATIC = re.compile(
    r"\s*(?:cat|cd|config|cp|env|load_ext|ls|matplotlib|mkdir|mv|pylab|rm|run|time|timeit)\s"
)
COLAB = "# Commented out IPython magic to ensure Python compatibility.\n"
COMMENTED_CELL = re.compile(f"^({COLAB})(# *%%.*\n(?:#.*\n)*(?:#.*)?)", re.MULTILINE)
COMMENTED_LINE = re.compile(
    r"^# (?=\s*(?:[^\W\d][^=%\n]*=\s*)?%(?:cd|prun|run|time)\s)", re.MULTILINE
)
OPTIONS = re.compile(r"(?:-[nrp]\s*\d+\s*|-[a-z]\b\s*)+")  # of %%timeit
TIMED = re.compile(r"(\s*(?:[^\W\d][^=%!]*=\s*)?)%(?:time|prun)\s+(.+)")
ASSIGNED = re.compile(r"\s*[^\W\d][^=%!]*=\s*(?=[%!])")
PROMPT = re.compile(r"\s*(?:>>>|\.\.\.(?!:))[ \t]?|(?:(?:\[\w+\])? )?In \[\d+\]: |\s*\.{3,}: ?")
FIRST_PROMPT = re.compile(r"^(?:[ \t]*>>>|In \[\d+\]: )", re.MULTILINE)
NUMBERED = re.compile(r"\s*In \[\d+\]: ")
QUOTES = re.compile(r"(?<!\\)(?:\"{3}|'{3})")


def remove_magics(source: str, nested: int = 0) -> tuple[str, list[str]]:
    """Make a cell plain Python with the same lines, with a note for each thing taken out."""
    lines = without_prompts(without_indent(source)).split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), None)
    if first is None or not (match := CELL_MAGIC.match(lines[first])) or nested > MOST_NESTED:
        return remove_line_magics(with_percent(lines))
    name, words, body = match[1], match[2].strip(), lines[first + 1 :]
    line, magic, above = f"line {first + 1}", start_of("%%" + name), [""] * first
    if WRITES.fullmatch(name) and words:
        text = "\n".join([*above, written(name, words, "\n".join(body))])
        return text, [f"{line}: {magic} writes its cell to the file {start_of(words)}"]
    text, notes = remove_magics("\n".join([*above, "", *body]), nested + 1)
    # An unknown magic may be Python in a wrapper, or another language: whether it parses tells.
    unknown = not PYTHON.fullmatch(name)
    if OTHER_LANGUAGES.fullmatch(name) or (unknown and parse(text) is None):
        empty = "\n" * (len(lines) - 1)
        return empty, [f"{line}: a cell in another language ({magic}) was left out"]
    cleaned = text.split("\n")
    cleaned[first] = beside(name, words)
    return "\n".join(cleaned), [f"{line}: {magic} was left out, its cell kept", *notes]


def with_commented(text: str) -> tuple[str, list[str]]:
    """Put back what Colab comments out of a file: cells below a magic, lines that are measured."""
    if COLAB not in text:
        return text, []

    def restored(match: re.Match[str]) -> str:
        cell, _ = remove_magics(re.sub("^# ?", "", match[2], flags=re.MULTILINE))
        return match[0] if parse(cell) is None else match[1] + cell

    whole = COMMENTED_LINE.sub("", COMMENTED_CELL.sub(restored, text))
    return whole, ["what Colab had commented out was put back"] if whole != text else []


def with_percent(lines: list[str]) -> list[str]:
    """Put the percent sign that IPython lets a cell of one line do without."""
    full = [i for i, line in enumerate(lines) if line.strip()]
    if len(full) == 1 and AUTOMATIC.match(line := lines[full[0]]) and parse(line.strip()) is None:
        return [*lines[: full[0]], f"%{line.lstrip()}", *lines[full[0] + 1 :]]
    return lines


def beside(magic: str, words: str) -> str:
    """Give what is run for the words beside a cell magic: what prepares it, or a name for it."""
    if magic == "capture":
        name = words.rpartition(" ")[2]
        return f"{name} = get_ipython()" if name.isidentifier() else ""
    code = OPTIONS.sub("", words) if magic == "timeit" else ""
    return code if parse(code) is not None else ""


def written(magic: str, line: str, body: str) -> str:
    """Say as IPython does that a cell is written to a file, in as many lines."""
    text = body.rstrip("'")
    end = r"\'" * (len(body) - len(text))
    text = text.replace("\\", "\\\\").replace("'''", r"\'\'\'")
    return f"get_ipython().run_cell_magic({magic!r}, {line!r}, '''\\\n{text}{end}''')"


def without_indent(source: str) -> str:
    """Take the first line's indent from every line that has it."""
    match = re.match(r"\s*?^([ \t]+)(?=\S)", source, re.MULTILINE)
    if match is None or parse(source) is not None:
        return source
    return re.sub(f"^{match[1]}", "", source, flags=re.MULTILINE)


def without_prompts(source: str) -> str:
    """Take away prompts, but none in a text that is code: it may be in a docstring."""
    # `In [1]: f(x)` is Python, too: an annotation that nobody writes.
    if not FIRST_PROMPT.search(source) or not (NUMBERED.match(source) or parse(source) is None):
        return source
    clean, quote, inside = [], "", False
    for line in source.split("\n"):
        text = line if inside else PROMPT.sub("", line, count=1)
        prompted = text != line
        for mark in QUOTES.findall(text):
            # What a quote without a prompt opens is a docstring, with examples.
            inside, quote = (
                (False, "") if quote == mark else (inside or not prompted, quote or mark)
            )
        clean.append(text)
    return without_indent("\n".join(clean))


def remove_line_magics(lines: list[str]) -> tuple[str, list[str]]:
    """Put `pass` for each magic line, with a note for each."""
    if not any(map(looks_magic, lines)):
        return "\n".join(lines), []
    cleaner = Cleaner(lines)
    # Where the tokenizer gives up, Python does, too: the lines that follow are never run.
    with contextlib.suppress(tokenize.TokenError, SyntaxError, ValueError):
        for token in tokenize.generate_tokens(cleaner.next_line):
            cleaner.pass_over(token)
    return "\n".join(cleaner.clean + lines[len(cleaner.clean) :]), cleaner.notes


class Cleaner:
    """Hands out lines to the tokenizer, which asks for one when it is done with those before.

    So what it has said of them tells what the next one begins in, and all is read only once.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.clean: list[str] = []
        self.notes: list[str] = []
        self.depth = self.errors = 0
        self.starts_statement = True
        self.continues_magic = False  # a magic line that ends with a backslash goes on

    def pass_over(self, token: tokenize.TokenInfo) -> None:
        self.errors += token.type == tokenize.ERRORTOKEN
        if self.errors > MOST_ERRORS:
            raise tokenize.TokenError
        if token.type == tokenize.OP:
            self.depth += (token.string in "([{") - (token.string in ")]}")
        at_end = token.type in (tokenize.NEWLINE, tokenize.NL)
        self.starts_statement = at_end and self.depth == 0

    def next_line(self) -> str:
        number = len(self.clean)
        if number == len(self.lines):
            return ""
        self.clean.append(self.cleaned(self.lines[number]))
        self.starts_statement = False  # unless a token says that the line is at its end
        # From 3.12 on the tokenizer can't take half a character; where it stands is the same.
        return self.clean[-1].encode("utf-8", "replace").decode("utf-8") + "\n"

    def cleaned(self, line: str) -> str:
        goes_on = line.rstrip().endswith("\\")
        if self.continues_magic:
            self.continues_magic = goes_on
            return ""
        if not (self.starts_statement and looks_magic(line)):
            return line
        self.continues_magic = goes_on
        text, what = without_magic(line)
        self.notes.append(f"line {len(self.clean) + 1}: {what}")
        return text


def without_magic(line: str) -> tuple[str, str]:
    """Give what is run in a magic's place, and what has become of that."""
    timed, left_out = TIMED.match(line), f"`{start_of(line)}` was left out"
    if timed and parse(timed[2]) is not None:
        text = timed[1] + timed[2]
        return text, f"%time was left out, `{start_of(text)}` kept"
    if done := DONE.match(line):
        indent, name, words = (part for part in done.groups() if part is not None)
        call = f"get_ipython().run_line_magic({name!r}, {words!r})"
        return indent + call, f"`{start_of(line)}` is done where what it names is there"
    if assigned := ASSIGNED.match(line):
        return f"{assigned[0]}get_ipython()", left_out  # something inert: the name is there
    return line[: len(line) - len(line.lstrip())] + "pass", left_out


def start_of(line: str) -> str:
    """Give the start of a line, fit for a note."""
    return one_line(line.strip()[:SHOWN_LENGTH])


def looks_magic(line: str) -> bool:
    """Tell whether no statement of Python's can begin with this line."""
    return bool(LINE_MAGIC.match(line) or HELP.match(line))
