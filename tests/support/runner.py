"""GitHub's runner, as far as it reads what a step prints. Source: actions/runner,
`ActionCommand.cs` and `ActionCommandManager.cs`."""

import re

COMMANDS = {
    *("add-mask", "add-matcher", "add-path", "debug", "echo", "endgroup", "error", "group"),
    *("notice", "remove-matcher", "save-state", "set-env", "set-output", "warning"),
}
STOP = "stop-commands"
DOUBLE = re.compile(r"\s*::(?P<name>[^\s:]+)(?: (?P<given>.*?))?::(?P<data>.*)")
OLD = re.compile(r".*?##\[(?P<name>[^\s\]]+)(?: (?P<given>[^\]]*))?\](?P<data>.*)")


def obeyed(printed):
    """The commands that the runner obeys, in order: name, properties, data."""
    done, token = [], None
    for line in printed.splitlines():
        name, given, data = parsed(line, {*COMMANDS, STOP, token})
        if token is not None:
            token = None if name == token else token
        elif name == STOP:
            token = data
        elif name:
            done.append((name, given, data))
    return done


def parsed(line, known):
    for form, separator in ((DOUBLE, ","), (OLD, ";")):
        match = form.match(line)
        if match and match["name"] in known:
            pairs = (part.partition("=") for part in (match["given"] or "").split(separator))
            given = {name: unescaped(value) for name, _, value in pairs if value}
            return match["name"], given, unescaped(match["data"])
    return "", {}, ""


def unescaped(text):
    for mark, code in (("\r", "0D"), ("\n", "0A"), (":", "3A"), (",", "2C"), ("%", "25")):
        text = text.replace(f"%{code}", mark)
    return text
