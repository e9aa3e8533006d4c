"""A class is graded by `grade batch`, as a TA does it: real files, processes and gradebooks."""

import contextlib
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from support import classroom
from support.courses import STATS, change, notebook
from support.desk import Desk, hand_in
from support.project import (
    HANGING_SECONDS,
    ROOT,
    TINY,
    children_of,
    descendants_of,
    is_alive,
    of_a_class,
    run_grade,
)

pytestmark = pytest.mark.processes


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def folder_class(tmp_path_factory):
    """Twenty students in a folder, each file named by its student."""
    return classroom.make_class(20, tmp_path_factory.mktemp("folder_class"))


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A folder in which Ada was graded, once for all; only to be copied."""
    folder = tmp_path_factory.mktemp("graded")
    hand_in(folder / "in", "ada.ipynb")
    assert Desk(folder).batch(folder / "in").returncode == 0
    return folder


@pytest.fixture
def graded_desk(graded, tmp_path):
    """A desk at which Ada was graded, her file beside it."""
    shutil.copytree(graded, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path)


def points(standings):
    return {key: one["earned"] for key, one in standings.items()}


NO_BIAS = ("self.bias += error", "pass")


# What is graded


@pytest.mark.parametrize("layout", classroom.LAYOUTS)
def test_a_class_gets_the_scores_that_each_would_get_alone(desk, tmp_path, layout):
    made = classroom.make_class(12, tmp_path / "class", layout)
    done = desk.batch(made.source, "--roster", made.roster)
    assert done.returncode == 0, done.stderr
    expected = {key: one["earned"] for key, one in made.expectations().items()}
    assert points(desk.standings()) == expected


def test_what_has_todays_score_is_not_graded_again(desk, folder_class):
    assert "20 graded now" in desk.batch(folder_class.source).stdout
    again = desk.batch(folder_class.source)
    assert again.stdout.startswith("20 known already\n")
    assert desk.ask("SELECT count(*) FROM scores") == [(20,)]


def test_force_grades_all_anew(graded_desk, tmp_path):
    assert "1 graded now" in graded_desk.batch(tmp_path / "in", "--force").stdout
    assert graded_desk.ask("SELECT count(*) FROM attempts") == [(1,)]


def test_a_resubmission_is_a_new_attempt_and_the_last_counts(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb", NO_BIAS)
    desk.batch(tmp_path / "in")
    first = desk.standings()["ada"]
    hand_in(tmp_path / "in", "ada.ipynb")
    assert "1 graded now" in desk.batch(tmp_path / "in").stdout
    last = desk.standings()["ada"]
    assert (first["attempts"], last["attempts"]) == (1, 2)
    assert first["earned"] < last["earned"] == 50


def test_a_return_to_an_older_file_is_a_third_attempt_without_a_run(desk, tmp_path):
    for number, changes in enumerate([[], [NO_BIAS], []]):
        path = hand_in(tmp_path / "in", "ada.ipynb", *changes)
        os.utime(path, (1_700_000_000 + 60 * number,) * 2)
        done = desk.batch(tmp_path / "in")
    assert "1 judged again, not run" in done.stdout
    assert desk.standings()["ada"]["attempts"] == 3


CANVAS = ("leeann_101_2001_hw.ipynb", "leeann_101_2077_hw.ipynb")
MOODLE = ("Ann Lee_5_assignsubmission_file/hw.ipynb",) * 2


@pytest.mark.parametrize(
    ("names", "times", "zones"),
    [
        pytest.param(CANVAS, [(10, 0), (12, 0)], ("UTC-1", "UTC-11"), id="Canvas, two zones"),
        pytest.param(MOODLE, [(10, 0), (12, 0)], ("UTC-1", "UTC-11"), id="Moodle, two zones"),
        pytest.param(MOODLE, [(2, 50), (2, 10)], ("CET", "CET"), id="an hour that comes twice"),
        pytest.param(CANVAS, [(10, 0), (8, 0)], ("UTC", "UTC"), id="a clock put back"),
    ],
)
def test_the_later_download_counts_wherever_it_is_graded(desk, tmp_path, names, times, zones):
    downloads = zip(names, times, zones, [[NO_BIAS], []], strict=True)
    for number, (name, (hour, minute), zone, changes) in enumerate(downloads):
        path = hand_in(tmp_path / f"{number}", "hw.ipynb", *changes)
        source = tmp_path / f"{number}.zip"
        with zipfile.ZipFile(source, "w") as archive:
            info = zipfile.ZipInfo(name, (2026, 10, 25, hour, minute, 0))
            archive.writestr(info, path.read_bytes())
        done = desk.batch(source, TZ=zone)
    (ann,) = desk.standings().values()
    assert (ann["attempts"], ann["earned"], ann["submitted_at"][19:]) == (2, 50, "")
    is_earlier = times[1] < times[0]
    assert ("dated 2026-10-25" in done.stderr) is is_earlier
    assert ("it counts as the later of the two" in done.stderr) is is_earlier


def test_equal_files_of_two_students_are_run_once(desk, tmp_path):
    for name in ("ada", "bob"):
        hand_in(tmp_path / "in", f"{name}.ipynb")
    desk.batch(tmp_path / "in")
    assert points(desk.standings()) == {"ada": 50, "bob": 50}
    assert desk.ask("SELECT count(*) FROM observations") == [(1,)]


def test_a_notebook_that_is_given_its_right_name_is_read_as_one(desk, tmp_path):
    hand_in(tmp_path / "in", "ann/hw.ipynb.txt")
    desk.batch(tmp_path / "in")
    assert desk.statuses() == {"ann": "unreadable"}
    (tmp_path / "in/ann/hw.ipynb.txt").rename(tmp_path / "in/ann/hw.ipynb")
    shutil.copytree(tmp_path / "in/ann", tmp_path / "in/ben")
    assert desk.batch(tmp_path / "in").returncode == 0
    assert points(desk.standings()) == {"ann": 50, "ben": 50}


UNREADABLE = {"empty": "", "object": "{}", "program": "print('no notebook')"}


@pytest.fixture(scope="module", params=[True, False], ids=["in one batch", "in two"])
def pages(request, tmp_path_factory):
    """The pages of an Ann and a Ben for each content that both of them hand in."""
    folder = tmp_path_factory.mktemp("equal")
    desk = Desk(folder)
    for who, name in (("ann", "ann_271828.ipynb"), ("ben", "hw.ipynb")):
        for kind, content in UNREADABLE.items():
            path = folder / "in" / f"{who}-{kind}" / name
            path.parent.mkdir(parents=True)
            path.write_text(content, encoding="utf-8")
        if not request.param:
            desk.batch(folder / "in")
    desk.batch(folder / "in")
    desk.grade("report", "--out", folder / "pages")
    return folder / "pages/students"


@pytest.mark.parametrize("kind", UNREADABLE)
def test_no_page_names_another_students_file(pages, kind):
    ann, ben = (
        (pages / f"{name}-{kind}.html").read_text(encoding="utf-8") for name in ("ann", "ben")
    )
    assert "ann_271828.ipynb: " in ann
    assert "hw.ipynb: " in ben
    assert "271828" not in ben


def test_of_a_cloned_repository_the_assignments_own_notebook_counts(desk, tmp_path):
    for name in ("ann", "bob"):
        hand_in(tmp_path / "in", f"{name}/hw1/hw.ipynb", grade={"assignment": "perceptron"})
        hand_in(tmp_path / "in", f"{name}/hw2/hw.ipynb", NO_BIAS, grade={"assignment": "logistic"})
        for notes in ("a_tutorial", "z_notes"):
            path = tmp_path / "in" / name / f"{notes}.ipynb"
            path.write_text('{"nbformat": 4, "metadata": {}, "cells": []}', encoding="utf-8")
    done = desk.batch(tmp_path / "in")
    assert done.returncode == 0, done.stdout
    assert points(desk.standings()) == {"ann": 50, "bob": 50}


def test_two_files_of_equal_right_are_not_graded_until_one_is_left(desk, tmp_path):
    path = hand_in(tmp_path / "in", "ann/hw.ipynb")
    other = hand_in(tmp_path / "in", "ann/other.ipynb", NO_BIAS)
    for file in (path, other):
        os.utime(file, (1_700_000_000, 1_700_000_000))
    done = desk.batch(tmp_path / "in")
    assert done.returncode == 4
    assert "which of them counts, nothing tells" in " ".join(done.stdout.split())
    assert desk.statuses() == {"ann": "not_graded"}
    other.unlink()
    assert desk.batch(tmp_path / "in").returncode == 0
    assert points(desk.standings()) == {"ann": 50}


def test_who_hands_in_nothing_is_missing_and_has_no_score(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name\nada,Ada\nbob,Bob\n", encoding="utf-8")
    done = desk.batch(tmp_path / "in", "--roster", roster)
    assert done.returncode == 0
    assert "Bob (bob)" in done.stdout.partition("missing: nothing was handed in")[2]
    bob = desk.standings()["bob"]
    assert (bob["status"], bob["earned"]) == ("missing", None)


def test_a_roster_once_given_holds_for_later_batches(desk, tmp_path):
    hand_in(tmp_path / "in", "Ada Ng_7_assignsubmission_file_/hw.ipynb")
    hand_in(tmp_path / "in", "Bob Ek_8_assignsubmission_file_/hw.ipynb")
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name,moodle\nada,Ada Ng,7\nbob,Bob Ek,8\n", encoding="utf-8")
    desk.batch(tmp_path / "in", "--roster", roster)
    hand_in(tmp_path / "in", "Ada Ng_7_assignsubmission_file_/hw.ipynb", NO_BIAS)
    assert "1 graded now" in desk.batch(tmp_path / "in").stdout
    assert desk.statuses() == {"ada": "graded", "bob": "graded"}


def test_a_notebook_of_another_assignment_is_refused(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb", grade={"assignment": "logistic"})
    hand_in(tmp_path / "in", "bob.ipynb", grade={"assignment": "perceptron"})
    done = desk.batch(tmp_path / "in")
    assert done.returncode == 4
    assert "'logistic'" in done.stdout
    assert desk.statuses() == {"ada": "refused", "bob": "graded"}


def test_a_file_of_nobody_is_named_and_stops_nothing(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    hand_in(tmp_path / "in", "stray.ipynb")
    roster = tmp_path / "roster.csv"
    roster.write_text("student\nada\n", encoding="utf-8")
    done = desk.batch(tmp_path / "in", "--roster", roster)
    assert done.returncode == 4
    assert "stray.ipynb" in done.stderr
    assert "stray.ipynb" in done.stdout.partition("nobody has them: 1")[2]
    assert desk.statuses() == {"ada": "graded"}


def test_a_file_that_cannot_be_read_has_no_score_and_the_exit_status_says_so(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    (tmp_path / "in" / "bob.ipynb").write_text("{", encoding="utf-8")
    done = desk.batch(tmp_path / "in")
    assert done.returncode == 4
    assert "bob: unreadable" in done.stdout
    assert points(desk.standings()) == {"ada": 50, "bob": None}
    assert desk.batch(tmp_path / "in").stdout.startswith("2 known already\n")


def test_seeds_count_and_are_remembered(desk, tmp_path):
    first_rows = ("for row, label in zip(x, y):", "for row, label in list(zip(x, y))[:16]:")
    hand_in(tmp_path / "in", "ada.ipynb", first_rows)
    desk.batch(tmp_path / "in", "--seed", "3")
    report = desk.standings()["ada"]["report"]
    assert any("@3" in d["probe"] for c in report["criteria"] for d in c["departures"])
    assert desk.grade("rescore").stdout.startswith("0 change")


def test_too_weak_a_wall_is_refused_before_anything_runs(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    done = desk.batch(tmp_path / "in", "--isolation", "process")
    report = desk.standings()["ada"]["report"]
    assert done.returncode == 0
    assert "too weak" in report["isolation_warning"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["nowhere"], "nowhere", id="no such source"),
        pytest.param(["assignments", "--engine", "magic"], "--engine magic", id="no such engine"),
        pytest.param(["assignments", "--roster", "none.csv"], "none.csv", id="no such roster"),
        pytest.param(
            ["assignments", "--assignment", "x"], "there are: logistic, perceptron", id="no such"
        ),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(desk, arguments, words):
    done = desk.batch(*arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not desk.book.exists()


# What goes wrong


def workers_of(pid):
    """The processes of a batch that grade: copies of its own, and those that it starts later."""
    own = Path(f"/proc/{pid}/cmdline").read_bytes()
    for child in children_of(pid):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{child}/cmdline").read_bytes()
            if words == own or b"grader.classroom.batch.local" in words:
                yield child


def wait_until(what, seconds=HANGING_SECONDS):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return
        time.sleep(0.01)
    pytest.fail("it did not come about")


def scores_in(desk):
    with contextlib.suppress(sqlite3.Error):
        return desk.ask("SELECT count(*) FROM scores")[0][0]
    return 0


def await_scores(desk, wanted, running):
    wait_until(lambda: scores_in(desk) >= wanted or running.poll() is not None)


def test_a_killed_batch_is_continued_by_running_it_again(desk, folder_class):
    """At 30 moments: nothing that was written is lost or doubled, and no process is left."""
    moments = random.Random(1)
    before = 0
    for _ in range(30):
        running = desk.start(folder_class.source)
        started = scores_in(desk)
        if started < 20 and moments.random() < 0.7:
            wanted = min(20, started + moments.randint(1, 2))
            await_scores(desk, wanted, running)
        time.sleep(moments.random() * 0.2)
        family = [running.pid, *descendants_of(running.pid)]
        running.kill()
        running.communicate()
        wait_until(lambda family=family: not any(map(is_alive, family)))
        assert scores_in(desk) >= before
        before = scores_in(desk)
    assert desk.batch(folder_class.source).returncode == 0
    assert desk.ask("PRAGMA integrity_check") == [("ok",)]
    assert desk.ask("SELECT count(*), count(DISTINCT attempt_id) FROM scores") == [(20, 20)]
    assert desk.ask("SELECT count(*), count(DISTINCT student_id) FROM attempts") == [(20, 20)]
    expected = {key: one["earned"] for key, one in folder_class.expectations().items()}
    assert points(desk.standings()) == expected


def test_killed_workers_are_replaced_and_their_work_is_done_again(desk, folder_class):
    running = desk.start(folder_class.source)
    killed = set()
    for wanted in (2, 8):  # a third death may be the third of one submission
        wait_until(lambda wanted=wanted: scores_in(desk) >= wanted)
        wait_until(lambda: {*workers_of(running.pid)} - killed)  # then others, in their place
        for worker in workers_of(running.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
                killed.add(worker)
    _, errors = running.communicate(timeout=HANGING_SECONDS)
    assert running.returncode == 0, errors
    assert set(desk.statuses().values()) == {"graded"}
    assert len(desk.standings()) == 20


def test_work_that_three_workers_die_of_is_not_graded_and_the_others_go_on(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb", ("import", "while True: pass\nimport"))
    others = ("bob", "cleo", "dora", "emil")  # the first of them lies ready in each that dies
    for student in others:
        hand_in(tmp_path / "in", f"{student}.ipynb", ("import", f"# {student}\nimport"))
    running = desk.start(tmp_path / "in", "--jobs", "1")
    killed = set()
    while running.poll() is None and len(killed) < 3:
        for worker in workers_of(running.pid):
            # One that has a process behind a wall, besides that which reads, is at work.
            if worker not in killed and len(children_of(worker)) > 1:
                os.kill(worker, signal.SIGKILL)
                killed.add(worker)
        time.sleep(0.05)
    output, errors = running.communicate(timeout=HANGING_SECONDS)
    assert running.returncode == 4, errors
    assert "3 processes that were to grade it died" in " ".join(output.split())
    assert desk.statuses() == {"ada": "not_graded"} | dict.fromkeys(others, "graded")
    assert "1 graded now" in desk.batch(tmp_path / "in").stdout
    assert desk.statuses()["ada"] == "graded"


def test_ctrl_c_keeps_what_is_done(desk, tmp_path):
    # On a busy machine the others may take longer than what never ends would be given.
    source, patient = tmp_path / "in", ("--timeout", 3600)
    for student in ("bob", "cleo", "dora"):
        hand_in(source, f"{student}.ipynb")
    # It can't come to its end before it is stopped.
    hand_in(source, "ada.ipynb", ("import", "while True: pass\nimport"))
    running = desk.start(source, "--jobs", 2, *patient)
    wait_until(lambda: scores_in(desk) >= 3)
    os.killpg(running.pid, signal.SIGINT)
    output, errors = running.communicate(timeout=HANGING_SECONDS)
    assert running.returncode == 130
    assert "run it again to go on" in errors
    assert "Traceback" not in errors
    assert "4 students" not in output
    assert scores_in(desk) == 3
    hand_in(source, "ada.ipynb")
    assert "3 known already" in desk.batch(source, *patient).stdout


def test_ctrl_c_is_for_none_of_the_processes_that_grade(desk, folder_class):
    running = desk.start(folder_class.source)
    wait_until(lambda: scores_in(desk) >= 3)
    own = Path(f"/proc/{running.pid}/cmdline").read_bytes()
    workers = [*workers_of(running.pid)]
    are_copies = all(Path(f"/proc/{pid}/cmdline").read_bytes() == own for pid in workers)
    masks = [blocked_signals(pid) for pid in workers]
    running.communicate(timeout=HANGING_SECONDS)
    assert masks
    assert are_copies  # so that none of them loads again what was loaded
    assert all(mask >> (signal.SIGINT - 1) & 1 for mask in masks)


def blocked_signals(pid):
    """The signals that a process has put off, as bits."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("SigBlk:"))


def test_two_batches_on_one_gradebook_share_the_work(desk, folder_class):
    both = [desk.start(folder_class.source) for _ in range(2)]
    graded = 0
    for running in both:
        printed, errors = running.communicate(timeout=HANGING_SECONDS)
        assert running.returncode == 0, errors
        graded += sum(map(int, re.findall(r"([0-9]+) graded now", printed)))
    assert graded == 20
    assert desk.ask("SELECT count(*) FROM scores") == [(20,)]
    assert desk.ask("SELECT count(*) FROM attempts") == [(20,)]
    assert desk.ask("SELECT count(*) FROM observations") == [(20,)]


def test_a_gradebook_that_another_process_holds_is_said_to_be_locked(graded_desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb", NO_BIAS)
    with contextlib.closing(sqlite3.connect(graded_desk.book)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        done = graded_desk.batch(tmp_path / "in")
    assert done.returncode == 3
    assert "locked" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_loses_nothing_that_was_written(tmp_path, folder_class):
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", disk], check=True)
    try:
        desk = Desk(disk)
        done = desk.batch(folder_class.source)
        assert done.returncode == 3
        assert "full" in done.stderr
        kept = scores_in(desk)
        subprocess.run(["mount", "-o", "remount,size=50m", disk], check=True)
        again = desk.batch(folder_class.source)
        assert again.returncode == 0, again.stderr
        assert f"{kept} known already" in again.stdout or kept == 0
        assert desk.ask("SELECT count(*), count(DISTINCT attempt_id) FROM scores") == [(20, 20)]
    finally:
        subprocess.run(["umount", disk], check=True)


def scores_in_server(server, desk):
    name = desk.where.partition("@/")[2].partition("?")[0]
    with contextlib.suppress(subprocess.CalledProcessError):  # there is no such table yet
        return int(server.ask("SELECT count(*) FROM scores", name))
    return 0


def test_a_batch_survives_a_dropped_connection(postgresql, folder_class, tmp_path):
    desk = Desk(tmp_path)
    desk.where = postgresql.make_database()
    running = desk.start(folder_class.source)
    wait_until(lambda: scores_in_server(postgresql, desk) or running.poll() is not None)
    for _ in range(5):
        postgresql.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
        )
        time.sleep(0.2)
    _, errors = running.communicate(timeout=HANGING_SECONDS)
    assert running.returncode == 0, errors
    expected = {key: one["earned"] for key, one in folder_class.expectations().items()}
    assert points(desk.standings()) == expected


def test_a_machine_that_is_busy_with_other_things_changes_no_score(desk, tmp_path):
    for number in range(40):
        hand_in(tmp_path / "in", f"student{number}.ipynb", number=number)
    with contextlib.ExitStack() as others:
        for _ in range(4):
            spin = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            others.callback(spin.wait)
            others.callback(spin.kill)
        done = desk.batch(tmp_path / "in")
    assert done.returncode == 0, done.stderr
    assert [*points(desk.standings()).values()] == [50] * 40


def test_a_class_with_every_tenth_hostile_gets_the_right_statuses(tmp_path):
    made = classroom.make_class(200, tmp_path / "class", "canvas", mix="hostile")
    course = tmp_path / "course"
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, course / part)
    rubric = (ROOT / "rubric.yaml").read_text(encoding="utf-8")
    hurried = "{probe_seconds: 0.5, cell_seconds: 1, submission_seconds: 6, memory_mb: 512}"
    patient = "{probe_seconds: 2, cell_seconds: 4, submission_seconds: 20, memory_mb: 512}"
    assert patient in rubric
    (course / "rubric.yaml").write_text(rubric.replace(patient, hurried), encoding="utf-8")
    desk = Desk(tmp_path)
    done = desk.batch(made.source, "--roster", made.roster, "--course", course)
    assert done.returncode == 4, done.stderr
    seen = desk.standings()
    for key, one in made.expectations().items():
        assert seen[key]["status"] == one["status"], one
        assert one["earned"] in (None, seen[key]["earned"]), one


def test_a_zip_is_never_unpacked(desk, tmp_path):
    made = classroom.make_class(3, tmp_path / "class", "moodle")
    before = sorted(tmp_path.rglob("*"))
    assert zipfile.is_zipfile(made.source)
    desk.batch(made.source)
    after = [path for path in sorted(tmp_path.rglob("*")) if not path.name.startswith("gradebook")]
    assert after == before


# What is judged, overruled and shown


@pytest.fixture
def own_course(tmp_path):
    """A copy of the course, whose rubric may be changed."""
    for part in ("assignments", "reference"):
        shutil.copytree(ROOT / part, tmp_path / "course" / part)
    shutil.copy(ROOT / "rubric.yaml", tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def tiny(tmp_path):
    """A copy of the smallest course, and Ada's right homework for it."""
    ignore = shutil.ignore_patterns("__pycache__")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/ada.ipynb").write_text(notebook(STATS), encoding="utf-8")
    return shutil.copytree(TINY, tmp_path / "tiny", ignore=ignore)


def double_forward(course):
    change(course / "rubric.yaml", "visible: 43", "visible: 46")
    forward = "title: forward() predicts 1 above the boundary, else 0\n        group: updates\n"
    change(course / "rubric.yaml", forward + "        points: 3", forward + "        points: 6")


def test_a_changed_rubric_is_shown_before_it_is_written(graded_desk, own_course, tmp_path):
    double_forward(own_course)
    shown = graded_desk.grade("rescore", "--course", own_course)
    assert "50/50 ->   53/53      +3" in shown.stdout
    assert points(graded_desk.standings()) == {"ada": 50}
    written = graded_desk.grade("rescore", "--course", own_course, "--yes")
    assert "1 score written" in written.stdout
    assert points(graded_desk.standings()) == {"ada": 53}
    again = graded_desk.batch(tmp_path / "in", "--course", own_course).stdout
    assert again.startswith("1 known already")


def test_the_type_of_kept_answers_is_judged_again(desk, own_course, tmp_path):
    counts = "title: class_counts() counts both labels\n"
    narrow, own = (
        f"{counts}        compare: dtype\n        dtype: {n}\n" for n in ("int8", "int64")
    )
    change(own_course / "rubric.yaml", counts, narrow)
    hand_in(tmp_path / "in", "ada.ipynb")
    desk.batch(tmp_path / "in", "--course", own_course)
    assert points(desk.standings()) == {"ada": 49}
    change(own_course / "rubric.yaml", narrow, own)
    desk.grade("rescore", "--course", own_course, "--yes")
    assert points(desk.standings()) == {"ada": 50}


def test_what_was_asked_otherwise_is_left_as_it_is(desk, tiny, tmp_path):
    desk.batch(tmp_path / "in", "--course", tiny)
    more = "\n# Nothing is asked otherwise, but who can know?\n"
    probes = tiny / "assignments/stats/probes.py"
    probes.write_text(probes.read_text(encoding="utf-8") + more, encoding="utf-8")
    change(tiny / "rubric.yaml", "visible: 5", "visible: 6")
    change(tiny / "rubric.yaml", "points: 3", "points: 4")
    assert run_grade("golden", "stats", "--course", str(tiny)).returncode == 0
    shown = desk.grade("rescore", "--course", tiny)
    assert "its probes, cases or data have changed" in shown.stdout
    assert "give `grade batch` their files again" in shown.stdout
    asked = desk.grade("export", "--format", "csv", "--course", tiny).stderr
    assert "1 score is of other questions; give grade batch their files again" in asked
    assert "run grade rescore" not in asked
    assert "1 graded now" in desk.batch(tmp_path / "in", "--course", tiny).stdout


BROKEN = """
import sys
import grader.classroom.batch.worker as worker

own = worker.judge_read

def judge_read(reading, observations, assignment):
    if observations.stdout.startswith("broken"):
        raise KeyError("measured:uneven")
    return own(reading, observations, assignment)

worker.judge_read = judge_read
from grader.cli import main
main(prog_name="grade")
"""


@pytest.mark.parametrize("yes", [[], ["--yes"]], ids=["rehearsed", "written"])
def test_a_fault_of_ours_in_judging_again_takes_no_score_away(desk, own_course, tmp_path, yes):
    hand_in(tmp_path / "in", "ada.ipynb", ('print("weights",', 'print("broken",'), NO_BIAS)
    hand_in(tmp_path / "in", "bob.ipynb", NO_BIAS)
    desk.batch(tmp_path / "in", "--course", own_course)
    had = points(desk.standings())
    double_forward(own_course)
    words = of_a_class("rescore", *yes, "--gradebook", desk.where, "--course", own_course)
    command = [sys.executable, "-c", BROKEN, *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 4, done.stderr
    fault = "grade: ada: a fault of the grader's: KeyError: 'measured:uneven' ("
    assert done.stderr.startswith(fault)
    assert done.stderr.endswith("; it stays as it is\n")
    assert done.stdout.startswith("1 change; 0 attempts are judged alike, 1 otherwise")
    now = points(desk.standings())
    assert now["ada"] == had["ada"]
    assert (now["bob"] > had["bob"]) is bool(yes)


def test_rescoring_runs_no_student_code(graded_desk, own_course):
    double_forward(own_course)
    program = "import grader.sandbox.protocol as d, sys; d.Worker.__init__ = None; "
    program += "from grader.cli import main; main(prog_name='grade')"
    words = of_a_class("rescore", "--gradebook", graded_desk.where, "--course", own_course)
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 change")


def test_an_override_stands_in_place_of_the_judged_points_and_survives(desk, own_course, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb", NO_BIAS)
    desk.batch(tmp_path / "in", "--course", own_course)
    judged = desk.standings()["ada"]["earned"]
    said = desk.grade("override", "ada", "update", "2", "--why", "half of it", "--who", "Eva")
    assert "update: 0 -> 2, by Eva: half of it" in " ".join(said.stdout.split())
    double_forward(own_course)
    shown = desk.grade("rescore", "--course", own_course).stdout
    assert f"{judged + 2:g}/50 ->   {judged + 5:g}/53" in shown
    desk.grade("rescore", "--course", own_course, "--yes")
    assert desk.standings()["ada"]["earned"] == judged + 2 + 3
    history = desk.grade("gradebook", "ada").stdout
    assert "half of it" in history
    assert "mistake: the bias is never updated" in " ".join(history.split())
    desk.grade("override", "ada", "update", "none", "--why", "an error of mine")
    assert desk.standings()["ada"]["earned"] == judged + 3


TAMPERS = """
import os
for fd in range(3, 64):
    try:
        os.write(fd, b"{}" * 99)
    except OSError:
        pass
"""


def test_a_person_can_give_points_for_what_the_grader_gave_none(desk, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    (tmp_path / "in" / "bob.ipynb").write_text("{", encoding="utf-8")
    (tmp_path / "in" / "eve.py").write_text(TAMPERS, encoding="utf-8")
    roster = tmp_path / "roster.csv"
    roster.write_text("student\nada\nbob\ncleo\neve\n", encoding="utf-8")
    desk.batch(tmp_path / "in", "--roster", roster)
    assert desk.statuses() == {
        "ada": "graded",
        "bob": "unreadable",
        "cleo": "missing",
        "eve": "tampered",
    }
    for key, total in (("bob", 31), ("cleo", 40), ("eve", 50)):
        said = desk.grade("override", key, "--total", total, "--why", "an oral exam")
        assert f"the whole: {'0' if key == 'eve' else 'no points'} -> {total}" in said.stdout
    given = {"ada": 50, "bob": 31, "cleo": 40, "eve": 50}
    assert (points(desk.standings()), set(desk.statuses().values())) == (given, {"graded"})
    shown = desk.grade("gradebook").stdout
    assert "4 students: 4 graded" in shown
    assert "tampered" not in shown
    rows = desk.grade("export", "--format", "csv").stdout.splitlines()
    assert [row.split(",")[3] for row in rows[1:]] == ["50", "31", "40", "50"]
    assert desk.grade("report", "--out", tmp_path / "site").returncode == 0
    page = (tmp_path / "site" / "students" / "eve.html").read_text(encoding="utf-8")
    assert "A person gave 50 of 50 points for the whole." in page
    assert "tampered" not in page.lower()
    desk.grade("override", "eve", "--total", "none", "--why", "it was no mistake of ours")
    assert desk.statuses()["eve"] == "tampered"


def test_a_class_may_be_given_more_time_than_the_rubric_gives(desk, tiny, tmp_path):
    change(tiny / "rubric.yaml", "allowed: [math]", "allowed: [math, time]")
    works = "    end = time.process_time() + 0.4\n    while time.process_time() < end: pass\n"
    source = f"import time\n{STATS}".replace("    ordered", f"{works}    ordered", 1)
    (tmp_path / "in/ada.ipynb").write_text(notebook(source), encoding="utf-8")
    earned = []
    for seconds in (1, 60):
        desk.batch(tmp_path / "in", "--timeout", seconds, "--course", tiny)
        (ada,) = json.loads(desk.grade("export", "--format", "json", "--course", tiny).stdout)
        earned.append(ada["earned"])
    assert earned[0] < earned[1] == 7


@pytest.fixture(scope="module")
def listed_desk(graded, tmp_path_factory):
    """The same with a roster, on which Cleo has handed in nothing; for what changes nothing."""
    folder = shutil.copytree(graded, tmp_path_factory.mktemp("listed"), dirs_exist_ok=True)
    roster = folder / "roster.csv"
    roster.write_text("student,group\nada,B\ncleo,C\n", encoding="utf-8")
    assert Desk(folder).batch(folder / "in", "--roster", roster).returncode == 0
    return Desk(folder)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["ada", "forwards", "1"], "did you mean 'forward'?", id="no such criterion"),
        pytest.param(["ada", "forward", "4"], "from 0 to 3", id="too many points"),
        pytest.param(["ada", "forward", "nan"], "from 0 to 3", id="no number"),
        pytest.param(["ada", "forward", "0.001"], "two decimals", id="too fine"),
        pytest.param(["adda", "forward", "1"], "did you mean ada", id="no such student"),
        pytest.param(["B", "forward", "1"], "no student 'B'", id="a group of one"),
        pytest.param(["cleo", "forward", "1"], "nothing was handed in", id="nothing handed in"),
        pytest.param(["ada", "forward"], "write either CRITERION POINTS or", id="no points"),
        pytest.param(["ada", "--total", "51"], "from 0 to 50", id="too many in total"),
        pytest.param(["ada", "forward", "--total", "5"], "leave the criterion out", id="both"),
    ],
)
def test_an_override_that_cannot_be_is_said(listed_desk, arguments, words):
    done = listed_desk.grade("override", *arguments, "--why", "because")
    assert done.returncode == 2
    assert words in " ".join(done.stderr.split())


def test_the_rubric_says_which_attempt_counts(desk, own_course, tmp_path):
    change(
        own_course / "rubric.yaml",
        "carry_forward: 1.0\n",
        "carry_forward: 1.0\n    attempts: best\n",
    )
    for number, changes in enumerate([[], [NO_BIAS]]):
        path = hand_in(tmp_path / "in", "ada.ipynb", *changes)
        os.utime(path, (1_700_000_000 + 60 * number,) * 2)
        desk.batch(tmp_path / "in", "--course", own_course)
    assert points(desk.standings()) == {"ada": 50}


def test_a_rubric_that_lets_another_attempt_count_is_told_before_it_does(
    desk, own_course, tmp_path
):
    for number, changes in enumerate([[], [NO_BIAS]]):
        path = hand_in(tmp_path / "in", "ada.ipynb", *changes)
        os.utime(path, (1_700_000_000 + 60 * number,) * 2)
        desk.batch(tmp_path / "in", "--course", own_course)
    judged = points(desk.standings())["ada"]
    assert judged < 50
    rubric = own_course / "rubric.yaml"
    change(rubric, "carry_forward: 1.0\n", "carry_forward: 1.0\n    attempts: best\n")
    words = "by the rubric the best attempt counts, in the gradebook still the last"
    export = ["export", "--format", "csv", "--course", own_course]
    assert words in desk.grade(*export).stderr
    shown = desk.grade("rescore", "--course", own_course).stdout
    assert f"{words}; --yes changes that" in shown
    assert shown.startswith("1 change")
    assert f"ada{judged:g}/50->50/50+{50 - judged:g}" in "".join(shown.split())
    assert points(desk.standings()) == {"ada": judged}
    assert f"{words}: changed" in desk.grade("rescore", "--course", own_course, "--yes").stdout
    assert points(desk.standings()) == {"ada": 50}
    assert words not in desk.grade(*export).stderr


def test_scores_of_another_rubric_are_told_of(desk, own_course, tmp_path):
    hand_in(tmp_path / "in", "ada.ipynb")
    hand_in(tmp_path / "in", "bob.ipynb")
    desk.batch(tmp_path / "in", "--course", own_course)
    double_forward(own_course)
    done = desk.batch(tmp_path / "in" / "ada.ipynb", "--course", own_course)
    told = "grade: 1 score is of another rubric; run grade rescore, "
    assert done.stderr.endswith(f"{told}and give grade batch again the files that it leaves\n")


def test_the_class_list_names_everyone_with_points(desk, folder_class):
    desk.batch(folder_class.source)
    shown = desk.grade("gradebook").stdout
    for key in folder_class.expectations():
        assert key in shown
    assert "earned it whole, and the mean points" in shown


def test_a_gradebook_that_is_not_there_is_named(desk):
    done = desk.grade("gradebook")
    assert done.returncode == 2
    assert str(desk.book) in done.stderr.replace("\n", "")


@pytest.mark.parametrize("form", ["canvas", "moodle"])
def test_a_downloaded_file_is_filled_in_and_nothing_else_is_changed(desk, tmp_path, form):
    made = classroom.make_class(6, tmp_path / "class", form)
    desk.batch(made.source, "--roster", made.roster)
    out = tmp_path / "upload.csv"
    column = ["--column", "The Perceptron"] if form == "canvas" else []
    done = desk.grade("export", "--format", form, "--into", made.roster, "--out", out, *column)
    assert done.returncode == 0, done.stderr
    before, after = (
        path.read_text(encoding="utf-8-sig").splitlines() for path in (made.roster, out)
    )
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 6
