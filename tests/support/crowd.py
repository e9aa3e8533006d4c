"""A large class, and markers who mark it over HTTP, each with a session of their own."""

import http.client
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import argon2
import yaml

from grader.classroom.gradebook.entries import Attempt, CriterionRecord, GradedHandIn, ScoreRecord
from grader.classroom.gradebook.store import Gradebook
from grader.classroom.people import HandIn, Student
from support.gradebooks import NOON, rows
from support.markers import Answer, Desk

PASSWORD = "known to all"
CHEAP = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SCORE = ("status", "earned", "maximum", "judging", "isolation", "report")
CRITERION = ("name", "grp", "earned", "maximum", "status", "part")


def make_class(folder, students, where=None):
    """A course whose gradebook has many students: one was graded, the others are copies."""
    desk = Desk(folder)
    desk.hand_in("first")
    desk.where = where or desk.course / "gradebook.db"
    desk.grade("batch", str(desk.files), "--gradebook", str(desk.where))
    with Gradebook.open(desk.where, create=False) as book:
        copy(book, desk, students - 1)
    return desk


def copy(book, desk, amount):
    score = ScoreRecord(*rows(desk.where, "scores", *SCORE)[0])
    criteria = [CriterionRecord(*row) for row in rows(desk.where, "criteria", *CRITERION)]
    score = replace(score, criteria=tuple(criteria))
    observed = book.find_observation(next(iter(book.standings("stats", None))).observation_key)
    raw = (desk.files / "first.ipynb").read_bytes()
    for number in range(1, amount + 1):
        key, content = f"s{number:04}", f"{number:064x}"
        at = NOON + timedelta(seconds=number)
        hand_in = HandIn(f"{key}.ipynb", f"{key}.ipynb", Student(key, f"Student {key}"), at, bytes)
        own = replace(observed, key=content, content=content)
        attempt = Attempt("stats", hand_in, content)
        book.record_hand_in(GradedHandIn(attempt, score, own, file=raw))


def write_users(path, names):
    """Write a file of users whose passwords cost nothing to check."""
    path.write_text(yaml.safe_dump({name: CHEAP.hash(PASSWORD) for name in names}))
    return path


class Marker:
    """One marker: a connection that stays open, a cookie; follows nothing by itself."""

    def __init__(self, name):
        self.name, self.connection, self.cookie = name, None, ""

    def come_in(self, server):
        """Log in at a server, as one does again when it was started again."""
        self.leave()
        place = server.root.removeprefix("http://")
        self.connection = http.client.HTTPConnection(place, timeout=60)
        answer = self.open("/enter", {"name": self.name, "password": PASSWORD})
        assert answer.status == 303, answer.text
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        self.connection.close()  # the next request opens it again: a server ends one that is idle

    def leave(self):
        """Close the connection, if one is open."""
        if self.connection:
            self.connection.close()

    def open(self, path, form=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        headers["Cookie"] = self.cookie
        method, body = "GET", None
        if form is not None:
            method, body = "POST", urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        with self.connection.getresponse() as response:
            response.url = path
            return Answer(response)

    def form(self, key, **given):
        """The form of a student's hand-in as it stands there, filled in."""
        fields = self.open(f"/a/stats/s/{key}").fields("/a/stats/mark")
        return fields | {name.replace("_", ":", 1): value for name, value in given.items()}
