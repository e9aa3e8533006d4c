"""A class that works on a course of two homeworks, graded by the command."""

import contextlib
import sqlite3

from support.courses import change, make_pair
from support.desk import Desk
from support.project import run_grade


class OurClass:
    """A class of the homeworks `stats` and `means`, its roster and what it hands in."""

    def __init__(self, folder, roster):
        self.roster = roster
        self.course, self.folder = make_pair(folder / "course"), folder
        self.desk, self.rubric = Desk(folder), self.course / "rubric.yaml"

    def says(self, name, groups):
        change(self.rubric, f"  {name}:\n", f"  {name}:\n    groups: {groups}\n")

    def hand_in(self, name, text, week="in"):
        path = self.folder / week / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def batch(self, roster=None, week="in"):
        """Grade what was handed in; with "" for a roster by that of the gradebook."""
        roster = self.roster if roster is None else roster
        path = self.folder / "roster.csv"
        path.write_text(roster, encoding="utf-8")
        return self.grade("batch", self.folder / week, *(["--roster", path] if roster else []))

    def grade(self, *words):
        options = ["--course", self.course, "--gradebook", self.desk.where]
        return run_grade(*map(str, [*words, *options]))

    def forget(self, key):
        """What a batch that was killed had not written yet."""
        theirs = "SELECT attempts.id FROM attempts JOIN students ON students.id = student_id"
        with contextlib.closing(sqlite3.connect(self.desk.book)) as connection, connection:
            ids = connection.execute(f"{theirs} WHERE key = ?", (key,)).fetchall()
            last = "SELECT max(id) FROM scores"
            connection.execute(f"DELETE FROM criteria WHERE score_id = ({last})")
            connection.execute(f"DELETE FROM scores WHERE id = ({last})")
            connection.executemany("DELETE FROM attempts WHERE id = ?", ids)

    @property
    def attempts(self):
        query = "SELECT students.key, assignment FROM attempts JOIN students"
        return self.desk.ask(f"{query} ON students.id = student_id ORDER BY 2, 1")
