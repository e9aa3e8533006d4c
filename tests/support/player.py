"""Plays a term: a course of four homeworks, Moodle's downloads, the commands, also killed ones."""

import csv
import io
import json
import multiprocessing
import os
import random
import re
import shutil
import time
import zipfile
from datetime import datetime

from click.testing import CliRunner

from grader.classroom.gradebook.store import Gradebook
from grader.cli import main
from support.courses import STATS
from support.project import HANGING_SECONDS, TINY

HOMEWORKS = ("hw1", "hw2", "hw3", "hw4")
CRITERIA = """\
    points: {visible: 5, hidden: 2}
    modules: {allowed: [math]}
    criteria:
      - {name: median, group: data, points: 3, probes: ["middle:*"]}
      - {name: clip, group: boundaries, points: 2, probes: ["clipped:*"]}
      - {name: unseen, group: data, points: 2, visibility: hidden, probes: ["middle:*"]}
"""
# What students hand in, and what of the 7 points that is worth.
FULL = STATS
FLAT = STATS.replace("[min(max(value, low), high) for value in values]", "values")  # 5
HALF = STATS.replace(" + ordered[n // 2]) / 2", ")")  # 4: wrong for an even number of values
NONE = "answer = 42\n"
WORKSHEET = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade"]
WORKSHEET += ["Grade can be changed", "Last modified (submission)", "Last modified (grade)"]
WORKSHEET += ["Feedback comments"]
# An action that is done twice counts twice, or is refused: whoever was killed reads the log first.
IN_THE_LOG = ("extend", "excuse", "adjust", "choose", "remove", "undo", "rename", "merge")
IN_THE_LOG += ("anonymous",)
PRELOADED = ("grader.cli.staff", "grader.classroom.batch.run", "grader.classroom.batch.local")
PRELOADED += ("grader.classroom.gradebook.store", "grader.classroom.site.pages")
PRELOADED += ("grader.classroom.membership", "grader.classroom.term", "support.player")


def make_course(folder, rules):
    """The tiny course's homework four times, with what each says of late ones."""
    for kind in ("assignments", "reference"):
        for name in HOMEWORKS:
            shutil.copytree(TINY / kind / "stats", folder / kind / name)
    parts = [f"  {name}:\n    {rules[name]}\n{CRITERIA}" for name in HOMEWORKS]
    text = "".join(["version: 1\n", rules["all"], "\nassignments:\n", *parts])
    (folder / "rubric.yaml").write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["golden", "--course", str(folder)])
    assert done.exit_code == 0, done.output
    return folder


def name_of(who):
    return f"Ann Lee{who.upper()}"


class Moodle:
    """What Moodle lets a teacher download of one homework, with its own number of everybody."""

    def __init__(self, folder, homework):
        self.folder, self.homework = folder, homework
        self.folder.mkdir(parents=True, exist_ok=True)

    def number(self, who):
        # Two accounts of one person are two participants.
        digits = int(re.sub(r"\D", "", who) or 99) + 500 * (who[0] != "s")
        return 10_000 * int(self.homework[-1]) + digits

    def zip(self, label, hand_ins):
        """The hand-ins, at no time at all."""
        path = self.folder / f"{label}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for who, (program, _) in sorted(hand_ins.items()):
                place = f"{name_of(who)}_{self.number(who)}_assignsubmission_file"
                cell = {"cell_type": "code", "metadata": {}, "outputs": []}
                cell["source"] = f"# {who} {self.homework}\n{program}"
                book = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}
                archive.writestr(f"{place}/{self.homework}.ipynb", json.dumps(book))
        return path

    def worksheet(self, label, people, hand_ins):
        """Who is in the class, and when they have handed in."""
        text = io.StringIO()
        rows = csv.writer(text)
        rows.writerow(WORKSHEET)
        for who, email in people.items():
            when = words_of(hand_ins[who][1]) if who in hand_ins else "-"
            status = "Submitted for grading" if who in hand_ins else "No submission"
            person = [f"Participant {self.number(who)}", name_of(who), email]
            rows.writerow([*person, status, "", "7.00", "Yes", when, "-", ""])
        path = self.folder / f"{label}.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        return path


def words_of(when):
    """A time as Moodle writes it in English: without a zone."""
    at = datetime.strptime(when, "%Y-%m-%d %H:%M")
    return f"{at:%A}, {at.day} {at:%B %Y, %I:%M %p}"


class Player:
    """A teacher at the command line, with the course and its gradebook."""

    def __init__(self, course, where):
        self.course, self.where = course, where

    def words(self, command, *words):
        words = [command, *map(str, words), "--gradebook", str(self.where)]
        return [*words, "--course", str(self.course)]

    def do(self, command, *words, status=0):
        """Do a command, and give what it says."""
        done = CliRunner().invoke(main, self.words(command, *words))
        assert done.exit_code == status, (command, words, done.output)
        return done.output

    def weigh_clip(self, homework, points):
        """Have clip() be worth so many points in one homework."""
        path = self.course / "rubric.yaml"
        before, heading, after = path.read_text(encoding="utf-8").partition(f"  {homework}:\n")
        after = after.replace("boundaries, points: 2", f"boundaries, points: {points}", 1)
        after = after.replace("visible: 5", f"visible: {points + 3}", 1)
        path.write_text(f"{before}{heading}{after}", encoding="utf-8")

    def open(self):
        return Gradebook.open(self.where, create=False)

    def actions(self, kind):
        """The numbers of what was done of a kind."""
        if "://" not in str(self.where) and not self.where.exists():
            return []
        with self.open() as book:
            return [action.id for action in book.actions() if action.kind == kind]

    def standings(self, homework):
        with self.open() as book:
            return {each.student.key: each for each in book.standings(homework)}


class KilledPlayer(Player):
    """A teacher whose commands are killed at random moments, and who then types them again."""

    def __init__(self, course, where, seed):
        super().__init__(course, where)
        self.rng, self.kills = random.Random(seed), 0
        self.seconds = {}  # what a command has taken, unkilled
        self.processes = multiprocessing.get_context("forkserver")
        self.processes.set_forkserver_preload([*PRELOADED])

    def do(self, command, *words, status=0):
        before = self.actions(command)
        for _ in range(self.rng.choice((2, 3, 4) if command == "batch" else (0, 1, 1, 2))):
            self.start_and_kill(command, *words)
            if command in IN_THE_LOG and self.actions(command) != before:
                return ""
        return super().do(command, *words, status=status)

    def kill_on(self, *words, kills):
        """Do what changes nothing until so many commands of the term have been killed."""
        while self.kills < kills:
            self.start_and_kill(*words)
            self.seconds[words[0]] /= 2  # sooner and sooner, so that it comes to an end

    def start_and_kill(self, command, *words):
        """Start a command, and kill it unless it is over before."""
        expected = self.seconds.get(command, 0.5)
        process = self.processes.Process(target=run, args=(self.words(command, *words),))
        began = time.monotonic()
        process.start()
        process.join(self.rng.uniform(0, expected))
        if process.is_alive():
            process.kill()
            self.kills += 1
            self.seconds[command] = expected * 1.1
        else:
            self.seconds[command] = time.monotonic() - began
        process.join(HANGING_SECONDS)


def run(words):
    """A command, in a process of its own that says nothing."""
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silent, stream)
    main(words, prog_name="grade")
