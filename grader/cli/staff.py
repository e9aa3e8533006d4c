"""The commands that a kit's copy of the grader leaves out, with their modules."""

import click

from grader.cli import (
    anonymous,
    ask,
    assignments,
    authoring,
    autograder,
    backup,
    batch,
    check,
    completion,
    feedback,
    gradebook,
    marks,
    new,
    people,
    report,
    requests,
    serve,
    similar,
    term,
)

PARTS = (
    *(ask, assignments, authoring, autograder, backup, batch, check, completion, gradebook, marks),
    *(anonymous, feedback, new, people, report, requests, serve, similar, term),
)
COMMANDS: dict[str, click.Command] = {
    str(command.name): command for part in PARTS for command in part.COMMANDS
}
