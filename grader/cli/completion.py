"""`grade completion`: what a shell does at Tab, and what it is answered.

A shell's script sends the line up to the cursor. The answer is printed at its wall: whatever goes
wrong here, the shell hears nothing, and nothing is shown.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from typing import ClassVar

import click
from click.shell_completion import (
    CompletionItem,
    ShellComplete,
    add_completion_class,
    split_arg_string,
)

from grader.cli.options import OneOf, command

LINE, BREAKS = "_GRADE_LINE", "_GRADE_BREAKS"
END = "\x00"  # stands at the cursor, as no word that is typed has it
SPECIAL = re.compile(r"(?<!^)~|^=|[^\w@%+=:,./~-]")
IN_DOUBLE_QUOTES = re.compile(r'["$`\\]')

# Nothing here is newer than the bash of macOS, 3.2; what older ones can't do they leave out.
BASH = """\
%(complete_func)s() {
    local answer
    COMPREPLY=()
    while IFS= read -r answer; do
        [[ -n $answer ]] && COMPREPLY+=("$answer")
    done < <(_GRADE_LINE=$(LC_ALL=C; printf %%s "${COMP_LINE:0:COMP_POINT}") \\
        _GRADE_BREAKS=$COMP_WORDBREAKS %(complete_var)s=bash_complete "$1" 2>/dev/null)
    # What goes on, as a folder does, is followed by no blank.
    [[ ${COMPREPLY[0]} == *[/:] ]] && compopt -o nospace 2>/dev/null
    return 0
}
complete -o nosort -F %(complete_func)s %(prog_name)s 2>/dev/null ||
    complete -F %(complete_func)s %(prog_name)s
"""
ZSH = """\
#compdef %(prog_name)s
%(complete_func)s() {
    local answer value meaning
    local -a open values shown
    for answer in "${(@f)$(_GRADE_LINE="${(j: :)words[1,CURRENT-1]} $QIPREFIX$PREFIX" \\
        %(complete_var)s=zsh_complete ${words[1]} 2>/dev/null)}"; do
        value=${answer%%%%$'\\t'*} meaning=${answer#*$'\\t'}
        if [[ $value == *[/:] ]]; then
            open+=("$value")
        elif [[ -n $value ]]; then
            values+=("$value") shown+=("$value${meaning:+  -- $meaning}")
        fi
    done
    (( $#open )) && compadd -U -Q -S '' -V open -a open
    (( $#values )) && compadd -U -Q -l -V values -d shown -a values
    return 0
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    %(complete_func)s "$@"
else
    compdef %(complete_func)s %(prog_name)s
fi
"""
FISH = """\
function %(complete_func)s
    env _GRADE_LINE=(commandline -cp | string collect) %(complete_var)s=fish_complete \\
        %(prog_name)s 2>/dev/null | string match -v ''
end
complete --no-files --command %(prog_name)s --arguments "(%(complete_func)s)"
"""


class Answering(ShellComplete):
    """A shell that is answered, a line for each word that can be meant."""

    line: str
    word: str  # the last one, as far as it is typed

    def get_completion_args(self) -> tuple[list[str], str]:
        self.line = os.environ[LINE]
        words = split_arg_string(f"{self.line}{END}")
        self.word = words[-1].removesuffix(END)
        return words[1:-1], self.word

    def complete(self) -> str:
        try:
            with contextlib.redirect_stderr(io.StringIO()):
                return super().complete()
        except BaseException:
            return ""

    @property
    def prefix(self) -> str:
        """What is typed of the word before its value: `--html=`."""
        name, equals, _ = self.word.partition("=")
        return name + equals if equals and name.startswith("-") else ""

    @property
    def quote(self) -> str:
        """The quote that is open at the cursor, if one is."""
        for mark in ("", '"', "'"):
            with contextlib.suppress(ValueError):
                shlex.split(f"{self.line}{END}{mark}")
                return mark
        return ""

    def quoted(self, value: str) -> str:
        """Write a value so that the shell takes it as it is."""
        if self.quote == '"':
            return IN_DOUBLE_QUOTES.sub(r"\\\g<0>", value)
        if self.quote:
            return value.replace("'", r"'\''")
        return SPECIAL.sub(r"\\\g<0>", value)


class Bash(Answering):
    """Bash, which puts what it is answered in the place of a word's last part."""

    name: ClassVar[str] = "bash"
    source_template: ClassVar[str] = BASH

    def source(self) -> str:
        return self.source_template % self.source_vars()  # click would ask which bash there is

    def format_completion(self, item: CompletionItem[str]) -> str:
        value = self.prefix + item.value
        breaks = os.environ.get(BREAKS, "") if not self.quote else ""
        ends = {":": 1, "=": 1, "@": 0}  # an @ is completed with what follows it
        begin = max([0, *(self.word.rfind(mark) + n for mark, n in ends.items() if mark in breaks)])
        return self.quoted(value[begin:] if value.startswith(self.word[:begin]) else value)


class Zsh(Answering):
    """Zsh, which shows what a value means."""

    name: ClassVar[str] = "zsh"
    source_template: ClassVar[str] = ZSH

    def format_completion(self, item: CompletionItem[str]) -> str:
        return f"{self.quoted(self.prefix + item.value)}\t{item.help or ''}"


class Fish(Answering):
    """Fish, which quotes by itself."""

    name: ClassVar[str] = "fish"
    source_template: ClassVar[str] = FISH

    def format_completion(self, item: CompletionItem[str]) -> str:
        return f"{self.prefix}{item.value}\t{item.help or ''}".rstrip()


SHELLS = {shell.name: shell for shell in (Bash, Zsh, Fish)}
for each in SHELLS.values():
    add_completion_class(each)


@command("Let a shell complete what is typed.")
@click.argument("shell", metavar="bash|zsh|fish", type=OneOf(SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what lets a SHELL complete commands, options, assignments, students, criteria, files.

    One line in the file that the shell reads when it starts is enough:

    \b
    Examples:
      eval "$(grade completion bash)"
          In ~/.bashrc.
      eval "$(grade completion zsh)"
          In ~/.zshrc, below `autoload -Uz compinit && compinit`.
      grade completion fish > ~/.config/fish/completions/grade.fish
          Typed once.
    """
    root = ctx.find_root().command
    click.echo(SHELLS[shell](root, {}, "grade", "_GRADE_COMPLETE").source(), nl=False)


COMMANDS = (completion,)
