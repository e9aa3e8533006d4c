"""A course of three homeworks of 10 points each, and a gradebook of some who handed them in."""

from click.testing import CliRunner

from grader.classroom.gradebook.store import Gradebook
from grader.cli.staff import COMMANDS
from support.gradebooks import ADA, BEN, EVE, attempt, describe, judged, record

TITLES = {"hw1": "Lines", "hw2": "Curves", "hw3": "Planes"}
CRITERIA = """\
    points: {visible: 10}
    criteria:
      - {name: c0, group: data, points: 5, probes: ["a:*"]}
      - {name: c1, group: data, points: 5, probes: ["b:*"]}
"""


class Course:
    """The folder with its rubric, the gradebook, and the commands."""

    def __init__(self, folder, where, weights=()):
        self.folder, self.where = folder, where
        self.weigh(weights)

    def weigh(self, weights=()):
        lines = ["version: 1", "assignments:"]
        for name, title in TITLES.items():
            lines += [f"  {name}:", f"    title: {title}"]
            lines += [f"    weight: {weights[name]}"] if name in weights else []
            lines += [CRITERIA.rstrip()]
        (self.folder / "rubric.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run(self, command, *arguments):
        where = ["--course", self.folder, "--gradebook", self.where]
        words = [str(word) for word in (*arguments, *where)]
        return CliRunner().invoke(COMMANDS[command], words, env={"COLUMNS": "80"})

    def open(self, *, create=False):
        return Gradebook.open(self.where, create=create)

    def fill(self, names=("hw1", "hw2")):
        """Ada has both; Ben the first, his second is not graded; Eve is on the roster."""
        with self.open(create=True) as book:
            book.enroll([ADA, BEN, EVE])
            for name in names:
                describe(book, name, title=TITLES[name])
                record(book, attempt(ADA, "A", assignment=name), judged(5, 3))
                score = judged(5, 5) if name == "hw1" else judged(status="not_graded")
                record(book, attempt(BEN, "B", assignment=name), score)
        return self
