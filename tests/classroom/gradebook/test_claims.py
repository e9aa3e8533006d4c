"""What a batch has claimed, no other does, for as long as that batch lives."""

import os
import subprocess
import sys

import pytest
from support.project import ROOT

from grader.classroom.gradebook.store import Gradebook
from grader.core.hashing import digest

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no such locks"),
]
KEY, OTHER = digest(b"one"), digest(b"another")
HOLDS = """
import sys
from grader.classroom.gradebook.store import Gradebook
with Gradebook.open(sys.argv[1], create=True) as book:
    print(book.claims.take(sys.argv[2]), flush=True)
    for line in sys.stdin:
        book.claims.release(sys.argv[2])
        print("released", flush=True)
"""


@pytest.fixture
def holder(book, where):
    """Another process that has claimed something."""
    command = [sys.executable, "-c", HOLDS, str(where), KEY]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout.readline() == "True\n"
        yield process
        process.kill()


def test_what_another_has_claimed_is_not_to_be_had(book, holder):
    assert not book.claims.take(KEY)
    assert book.claims.take(OTHER)


def test_what_another_has_released_is_to_be_had(book, holder):
    holder.stdin.write("now\n")
    holder.stdin.flush()
    assert holder.stdout.readline() == "released\n"
    assert book.claims.take(KEY)


def test_a_claim_ends_with_its_process_however_that_ends(book, holder):
    holder.kill()
    holder.wait()
    # A server notices the end of a connection a moment later.
    for _ in range(10_000):
        if book.claims.take(KEY):
            return
    pytest.fail("still claimed")


def test_where_nothing_can_be_claimed_all_is_done_all_the_same(tmp_path):
    (tmp_path / "g.db-claims").mkdir()
    with Gradebook.open(tmp_path / "g.db", create=True) as book:
        assert book.claims.take(KEY)
        book.claims.release(KEY)


def test_no_file_of_claims_stays_behind(tmp_path):
    with Gradebook.open(tmp_path / "g.db", create=True) as book:
        assert book.claims.take(KEY)
        assert (tmp_path / "g.db-claims").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["g.db"]
