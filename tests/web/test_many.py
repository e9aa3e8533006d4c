"""Twenty markers at once: what was accepted is in the gradebook once, what was not is not."""

import http.client
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from support.crowd import Marker, make_class, write_users
from support.gradebooks import rows
from support.markers import Server

pytestmark = [pytest.mark.processes, pytest.mark.database]
MARKERS, STUDENTS, ROUNDS, ALONE = 20, 60, 2, 6
NAMES = [f"marker{number:02}" for number in range(MARKERS)]


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request, tmp_path):
    is_file = request.param == "sqlite"
    where = None if is_file else request.getfixturevalue("postgresql").make_database()
    return make_class(tmp_path / "class", STUDENTS, where)


class Office:
    """A server that can be killed and started again, and what its markers were answered."""

    def __init__(self, desk, users):
        self.words = [desk, "--gradebook", str(desk.where), "--users", str(users)]
        self.server, self.answers, self.lock = Server(*self.words), {}, threading.Lock()
        self.sent = threading.Event()

    def start_again(self):
        self.server.process.kill()
        self.server.close()
        self.server = Server(*self.words)

    def note(self, form, status):
        with self.lock:
            self.answers[form["comment:names"]] = status
            if len(self.answers) >= MARKERS * ROUNDS + 20:
                self.sent.set()

    def send(self, marker, form):
        """Send a form; where the server is gone, log in at the next and send the same again."""
        while True:
            server = self.server
            try:
                status = marker.open("/a/stats/mark", form).status
            except (OSError, http.client.HTTPException):
                self.come_in_again(marker, server)
                form |= {"secret": marker.form("first")["secret"]}
                continue
            return self.note(form, status)

    def come_in_again(self, marker, gone):
        """Wait for the server that comes after one, and log in."""
        while True:
            try:
                return marker.come_in(self.server)
            except (OSError, http.client.HTTPException):
                threading.Event().wait(0.05)


def mark_in_pairs(office, marker, number, barrier):
    """Send, with another, a form about the same student that both have opened before."""
    for turn in range(ROUNDS):
        key = f"s{number // 2 * ROUNDS + turn + 1:04}"
        form = marker.form(key, points_names="1", comment_names=f"{key}, {marker.name}")
        barrier.wait(60)
        office.send(marker, form)


def mark_alone(office, marker, number):
    """Mark students of one's own, whatever becomes of the server."""
    for turn in range(ALONE // 2):
        key = f"s{number * 2 + turn % 2 + 1:04}"
        while True:
            server = office.server
            try:
                form = marker.form(key, points_names="2", comment_names=f"{number}-{turn}")
                break
            except (OSError, http.client.HTTPException):
                office.come_in_again(marker, server)
        office.send(marker, form)


def test_marks_of_many_are_neither_lost_nor_doubled_though_the_server_is_killed(desk, tmp_path):
    office = Office(desk, write_users(tmp_path / "users.yaml", NAMES))
    crowd = [Marker(name) for name in NAMES]
    try:
        for marker in crowd:
            marker.come_in(office.server)
        barriers = [threading.Barrier(2) for _ in range(MARKERS // 2)]
        with ThreadPoolExecutor(MARKERS) as pool:
            for number, marker in enumerate(crowd):
                pool.submit(mark_in_pairs, office, marker, number, barriers[number // 2])
        # Of two who had the same before them, one is first.
        half = MARKERS * ROUNDS // 2
        assert Counter(office.answers.values()) == {303: half, 409: half}
        with ThreadPoolExecutor(MARKERS) as pool:
            jobs = [
                pool.submit(mark_alone, office, marker, number)
                for number, marker in enumerate(crowd)
            ]
            assert office.sent.wait(120)
            office.start_again()
        for job in jobs:
            job.result()
    finally:
        for marker in crowd:
            marker.leave()
        office.server.close()
    accepted = [comment for comment, status in office.answers.items() if status == 303]
    assert len(accepted) == half + MARKERS * ALONE // 2
    written = [comment for (comment,) in rows(desk.where, "marks", "comment")]
    assert sorted(written) == sorted(accepted)
