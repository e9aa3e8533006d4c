"""Write the files of a takeover: the questions, the cases, the rubric's part, the task. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from grader.authoring.takeover.asked import Probing, Taken, Takeover
from grader.authoring.takeover.homework import Left
from grader.authoring.takeover.text import indented
from grader.core.text import clean

CASE = "as_given"
HEAD = '''\
"""What {name} asks: the tests of {source}, each as a question.

`assert f(2) == 4` has become `answers["f(2)"] = f(2)`: what is right is recorded from your
solution, and no student's program can see it. What could not be put so still asserts; such
questions say `asserts` above them. Students can read these in their kit, and their code can while
it runs, and can pass them: by an object whose == says yes, for one. To make a real question of one,
return what you want to know, and leave it to the grader to compare:

    assert abs(f(2) - 4) < 0.1
    return f(2)                     # and in rubric.yaml: tolerance: {{absolute: 0.1}}
"""

from grader.author import {marks}
'''
RUN = '''

def run(code, student, *variables):
    """Run a test that no student has: its code comes with the case, from the staff's side.

    The variables that it reads are named only so that one that is missing is called a variable.
    """
    space = {}
    exec(code, space)
    return space["asked"](student)
'''
ASSERTS = "# asserts: students can read and pass this one; better return what it looks at\n"
STAND_INS = ("matplotlib", "mpl_toolkits", "pylab", "seaborn", "plotly", "IPython", "ipywidgets")


def probes_text(takeover: Takeover, name: str, source: str) -> str:
    """Write `probes.py`."""
    hidden, visible = takeover.probings(hidden=True), takeover.probings(hidden=False)
    marks = "case, needs" if visible else "needs"
    text = HEAD.format(name=name, source=clean(source), marks=marks)
    text += "".join(f"{star}\n" for star in takeover.stars)
    text += RUN if hidden else ""
    for probing in visible:
        mark = ASSERTS if probing.question.asserts else ""
        text += f"\n\n{mark}{head_of(probing)}{indented(probing.question.body)}\n"
    for probing in hidden:
        read = ["case.code", "student", *(f"student.{name}" for name in probing.variables)]
        text += f"\n\n{head_of(probing)}    return run({', '.join(read)})\n"
    text += cases_text(takeover)
    left = [each for each in takeover.left if each.text]
    return text + ("\n\n" + left_text(left) if left else "")


def head_of(probing: Probing) -> str:
    """Write how a question begins."""
    names = ", ".join(json.dumps(name) for name in probing.question.needs)
    return f'@needs({names})\ndef {probing.name}(student, case):\n    """{probing.sentence}"""\n'


def left_text(left: Sequence[Left]) -> str:
    """Write what was not taken over, as comments."""
    lines = ["# Not taken over:"]
    for each in left:
        lines += ["#", f"# {each}", *(f"#     {line}".rstrip() for line in each.text.split("\n"))]
    return "\n".join(lines) + "\n"


def cases_text(takeover: Takeover) -> str:
    """Write the one case of visible questions: what tests ask about stands in them."""
    names = "".join(f",\n    {p.name}" for p in takeover.probings(hidden=False))
    about = "# The inputs stand in the questions: put them here to ask about more."
    return f'\n\n{about}\ncase(\n    "{CASE}"{names},\n)\n' if names else ""


def no_cases_text(takeover: Takeover) -> str:
    """Write the file of cases where no question of visible ones says that there are any."""
    return "" if takeover.probings(hidden=False) else "CASES = {}  # all that is asked is hidden\n"


def hidden_text(takeover: Takeover) -> str:
    """Write the staff's cases: the code of hidden tests, which is sent with the question alone."""
    entries = [
        f'    "unseen_{number}": {{\n        "probes": ["{probing.name}"],\n'
        f'        "code": {quoted(code_of(probing, takeover.stars))},\n    }},\n'
        for number, probing in enumerate(takeover.probings(hidden=True), 1)
    ]
    head = '"""Hidden tests: their code, which goes behind the wall with the question alone."""'
    return f"{head}\n\nCASES = {{\n{''.join(entries)}}}\n" if entries else ""


def code_of(probing: Probing, stars: Sequence[str]) -> str:
    """Write a hidden test as a function of the student's program."""
    above = "".join(f"{star}\n" for star in stars)
    return f"{above}def asked(student):\n{indented(probing.question.body)}\n"


def quoted(code: str) -> str:
    """Write some code as a text of several lines, where it can stand in one."""
    if "'''" in code or "\\" in code:
        return repr(code)
    return f"'''\n{code}'''"


def section_text(takeover: Takeover, name: str, allowed: Sequence[str], data: Sequence[str]) -> str:
    """Write the assignment's part of the rubric."""
    homework = takeover.homework
    visible, hidden = takeover.points(hidden=False), takeover.points(hidden=True)
    points = f"visible: {written(visible)}" + (f", hidden: {written(hidden)}" if hidden else "")
    lines = [
        f"{name}:",
        f"  title: {json.dumps(homework.title or name, ensure_ascii=False)}",
        f"  points: {{{points}}}",
        *([f"  data: [{', '.join(map(json.dumps, data))}]"] if data else []),
        "  modules:",
        f"    allowed: [{', '.join(allowed)}]",
        f"    stand_ins: [{', '.join(STAND_INS)}]",
        "  criteria:",
        *(row for line in takeover.lines for row in criterion_rows(line)),
    ]
    return "\n".join(lines) + "\n"


def criterion_rows(line: Taken) -> Iterator[str]:
    """Write a criterion."""
    yield f"    - name: {line.name}"
    yield f"      title: {json.dumps(line.title, ensure_ascii=False)}"
    yield f"      group: {json.dumps(line.group, ensure_ascii=False)}"
    yield f"      points: {written(line.points)}"
    if not line.probings:
        yield "      marked: by hand"
        if line.tag:
            yield f"      about: [{json.dumps(line.tag, ensure_ascii=False)}]"
        return
    if line.is_hidden:
        yield "      visibility: hidden"
    if len(line.probings) > 1:
        yield "      credit: share"
    probes = ", ".join(json.dumps(f"{probing.name}:*") for probing in line.probings)
    yield f"      probes: [{probes}]"


def written(points: Fraction) -> str:
    """Write points as a rubric has them."""
    return str(points) if points.denominator == 1 else str(float(points))


def task_text(takeover: Takeover, name: str) -> str:
    """Write the students' README."""
    rows = [
        f"| {clean(line.title)} | {written(line.points)} |"
        for line in takeover.lines
        if not line.is_hidden
    ]
    return "\n".join(
        [
            f"# {takeover.homework.title or name}",
            "",
            f"Write in `{name}.ipynb`; what is asked for stands there.",
            f"`grade {name}.ipynb` says how many points you have, and where answers first depart.",
            "",
            "| | points |",
            "|---|---|",
            *rows,
            "",
        ]
    )
