"""A course with criteria that are marked by hand, a class, the command, and its pages."""

import contextlib
import csv
import html
import http.cookiejar
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from click.testing import CliRunner

from grader.cli import main
from support.commands import start_grade
from support.courses import STATS
from support.project import ROOT, TINY

GUIDE = """
      - name: style
        title: The median is explained
        group: text
        marked: by hand
        about: [explain]
        levels:
          - {points: 3, words: Says why}
          - {points: 1, words: "Says what, not why"}
          - {points: 0, words: Says nothing}
      - {name: names, group: text, marked: by hand, points: 2, about: [clip]}
"""
SOON = "2999-01-01 12:00 UTC"
WRONG = STATS.replace("/ 2", "/ 3")


class Desk:
    """A course with two criteria that are marked by hand, a class, and the command."""

    def __init__(self, folder):
        self.folder, self.course, self.files = folder, folder / "course", folder / "in"
        self.right = STATS
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(TINY, self.course, ignore=ignore)
        text = (TINY / "rubric.yaml").read_text(encoding="utf-8")
        self.rubric = text.replace("visible: 5", "visible: 10").rstrip() + GUIDE
        self.write_rubric(self.rubric)

    def write_rubric(self, text):
        (self.course / "rubric.yaml").write_text(text, encoding="utf-8")

    def hand_in(self, name, source=STATS, explained="It is the middle."):
        cells = [
            {"cell_type": "code", "metadata": {}, "source": source, "outputs": []},
            {"cell_type": "markdown", "metadata": {"tags": ["explain"]}, "source": explained},
        ]
        document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
        self.files.mkdir(exist_ok=True)
        (self.files / f"{name}.ipynb").write_text(json.dumps(document), encoding="utf-8")

    def run(self, *words, status=0):
        """The command in this process, which is a second less."""
        done = CliRunner().invoke(main, [*words, "--course", str(self.course)])
        assert done.exit_code == status, done.output
        return done

    def grade(self, *words, **options):
        return self.run(*words, **options).output

    def batch(self):
        return self.grade("batch", str(self.files))

    def table(self):
        text = self.run("export", "--format", "csv").stdout
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
        return {row["student"]: row for row in rows}

    def sheet(self, *options):
        path = self.folder / "marks.csv"
        path.unlink(missing_ok=True)
        self.grade("mark", "--out", str(path), *options)
        return Sheet(path)


@contextlib.contextmanager
def full(desk, table):
    """A disk that has no room for a table's rows."""
    with contextlib.closing(sqlite3.connect(desk.course / "gradebook.db")) as file:
        fault = "SELECT RAISE(ABORT, 'database or disk is full')"
        file.execute(f"CREATE TRIGGER full BEFORE INSERT ON {table} BEGIN {fault}; END")
        try:
            yield
        finally:
            file.execute("DROP TRIGGER full")


class Sheet:
    """A table as a spreadsheet has it."""

    def __init__(self, path):
        self.path = path
        with path.open(encoding="utf-8-sig", newline="") as file:
            self.rows = list(csv.DictReader(file))

    def row(self, student, criterion):
        key = student, criterion
        return next(row for row in self.rows if (row["student"], row["criterion"]) == key)

    def save(self, delimiter=","):
        with self.path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.rows[0], delimiter=delimiter)
            writer.writeheader()
            writer.writerows(self.rows)
        return str(self.path)


class Server:
    """`grade serve` as a process of its own, and the link that it printed last."""

    def __init__(self, desk, *words):
        self.process = start_grade(
            *("serve", "--port", "0", "--course", desk.course, *words),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.link = self.process.stdout.readline().strip()
        self.root = re.match(r"http://[^/]+", self.link)[0]
        assert "Ctrl-C" in self.process.stdout.readline()

    def visitor(self):
        """One who was let in by the link."""
        visitor = Visitor(self.root)
        assert visitor.open(self.link).status == 200
        self.link = self.process.stdout.readline().split()[-1]
        return visitor

    def close(self):
        self.process.terminate()
        self.process.communicate(timeout=30)


class Answer:
    """What came back: a status, headers, where it ended, a text."""

    def __init__(self, response):
        with response:
            self.status, self.headers, self.url = response.status, response.headers, response.url
            self.text = response.read().decode("utf-8")

    @property
    def words(self):
        return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", self.text).split()))

    def fields(self, action):
        """The fields of the form that goes to an address, as they stand there."""
        form = next(
            form
            for form in re.findall(r"<form.*?</form>", self.text, re.DOTALL)
            if f'action="{action}"' in form
        )
        fields = {}
        for tag in re.findall(r"<input[^>]*>", form):
            attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
            if attributes.get("type") != "radio" or " checked" in tag:
                fields[attributes["name"]] = attributes.get("value", "")
        for name, text in re.findall(r'<textarea name="([^"]*)"[^>]*>([^<]*)<', form):
            fields[name] = text
        return fields


class Visitor:
    """A browser without a script: cookies, links and forms."""

    def __init__(self, root):
        self.root = root
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path, form=None, **headers):
        url = path if path.startswith("http") else self.root + path
        data = None if form is None else urllib.parse.urlencode(form).encode()
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(url, data, names)
        try:
            return Answer(self.opener.open(request, timeout=60))
        except urllib.error.HTTPError as error:
            return Answer(error)

    def hand_in(self, key, assignment="stats"):
        return self.open(f"/a/{assignment}/s/{key}")

    def mark(self, key, **given):
        """Open a hand-in, fill in points or comments by criterion, and save."""
        return self.send(self.hand_in(key), **given)

    def send(self, page, **given):
        """Fill in the form of a page that was opened, and save."""
        fields = page.fields("/a/stats/mark")
        fields |= {name.replace("_", ":", 1): value for name, value in given.items()}
        return self.open("/a/stats/mark", fields)
