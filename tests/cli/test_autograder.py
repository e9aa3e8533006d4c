"""What Gradescope's container runs: the archive that it is given, unpacked, its own script run."""

import io
import json
import os
import signal
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from support.autograder import Container, make_archive, make_course
from support.courses import STATS, change, notebook
from support.project import HANGING_SECONDS

pytestmark = pytest.mark.processes

RIGHT = notebook(STATS, "stats")
HALF = notebook("def median(values):\n    return sorted(values)[len(values) // 2]\n", "stats")
NO_SCORE = "NOT GRADED, and this is no score"


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    return make_archive(make_course(folder / "course"), folder / "autograder.zip")


@pytest.fixture
def container(tmp_path, archive):
    return Container(tmp_path / "autograder", archive)


def zipped(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as members:
        for name, content in files.items():
            members.writestr(f"{name}.ipynb", content)
    return target.getvalue()


def test_a_right_notebook_has_all_points_and_students_read_the_sum_of_what_they_see(container):
    container.hand_in("hw.ipynb", RIGHT)
    result = container.run()
    assert result["score"] == 7 == sum(test["score"] for test in result["tests"])
    assert [(test["name"], test["visibility"]) for test in result["tests"]] == [
        ("median", "visible"),
        ("clip", "visible"),
        ("Hidden criteria", "after_published"),
    ]
    assert "5/5 points for what you can see; 2 more are hidden so far" in result["output"]
    assert f"isolation: {result['extra_data']['isolation']}" in result["output"]
    assert result["stdout_visibility"] == "hidden"
    assert "unseen (hidden)" in container.printed  # where staff read it
    assert "unseen" not in json.dumps(result)


HAND_INS = [
    pytest.param({}, "nothing was handed in", id="nothing"),
    pytest.param({"hw.ipynb": "{"}, "hw.ipynb", id="a broken notebook"),
    pytest.param({"hw.ipynb": ""}, "empty", id="an empty file"),
    pytest.param({"report.pdf": b"%PDF-1.7"}, "report.pdf", id="another kind of file"),
    pytest.param({"hw.ipynb": notebook(STATS, "means")}, "'means'", id="another homework"),
    pytest.param({"a.zip": b"PK\3\4 no more"}, "a.zip", id="half a zip"),
    pytest.param({"a\x1b[31m\n{{.ipynb": "{"}, "not", id="a hostile name"),
]


@pytest.mark.parametrize(("files", "said"), HAND_INS)
def test_what_can_t_be_graded_has_a_result_that_says_so(container, files, said):
    for name, content in files.items():
        container.hand_in(name, content)
    result = container.run()
    assert (result["score"], result["extra_data"]["status"]) != (0, "graded")
    assert result["score"] == 0
    assert said in result["output"]
    assert str(container.root) not in json.dumps(result)
    assert "\x1b" not in result["output"]


def test_of_two_that_may_both_count_there_is_no_score_which_is_no_zero(container):
    container.hand_in("a.zip", zipped(a=RIGHT, b=RIGHT + " "))
    result = container.run()
    assert "score" not in result
    assert result["output"].startswith("NOT GRADED, and this is no score: hand in again the file")
    assert "which of them counts" in result["output"]
    assert result["tests"] == []


def test_a_file_of_200_mb_a_link_and_a_folder_called_as_a_notebook_are_refused(container):
    folder = container.root / "submission"
    with (folder / "large.ipynb").open("wb") as file:
        file.truncate(200 << 20)
    (folder / "link.ipynb").symlink_to(container.root / "source/course/rubric.yaml")
    (folder / "folder.ipynb").mkdir()
    result = container.run()
    assert result["score"] == 0
    assert "folder.ipynb" not in result["output"]
    assert "larger than 100 MB" in result["output"]


def test_of_several_the_one_counts_in_which_most_is_written_and_the_rest_is_named(container):
    container.hand_in("all.zip", zipped(old=notebook("x = 1"), good=RIGHT))
    container.hand_in("more/notes.txt", "none")
    result = container.run()
    assert result["score"] == 7
    assert "all.zip/old.ipynb: not graded, all.zip/good.ipynb counts instead" in result["output"]


def test_lateness_is_that_of_the_time_of_handing_in_and_attempts_are_counted(container):
    container.hand_in("hw.ipynb", HALF)
    container.tell(
        created_at="2026-03-02T01:04:30.5-08:00",
        assignment={"due_date": "2026-03-01T23:00:00.000000-08:00", "late_due_date": None},
        previous_submissions=[{"score": "5.0"}, {"score": 6, "autograder_error": True}],
    )
    result = container.run()
    assert "Attempt 3; the last one counts." in result["output"]
    assert "Handed in late by 2 h 4 min (due 2026-03-01 23:00 -0800)." in result["output"]


def test_a_fault_of_ours_is_no_score_and_its_reason_is_for_staff(container):
    container.hand_in("hw.ipynb", RIGHT)
    change(container.root / "source/course/reference/stats/cases.py", "[", "[[")
    (container.root / "submission_metadata.json").write_text("\x00no JSON")
    result = container.run()
    assert "score" not in result
    assert NO_SCORE in result["output"]
    assert "cases.py" not in json.dumps(result)
    assert "NOT GRADED: " in container.printed
    assert "reference/stats/cases.py" in container.printed


def test_a_fault_of_ours_leaves_the_score_of_before_and_shows_no_total(container):
    container.hand_in("hw.ipynb", RIGHT)
    container.tell(previous_submissions=[{"score": 6.5}])
    result = container.run(ISOLATION="basic")  # which is for macOS
    assert result["score"] == 6.5
    assert "stays until then" in result["output"]
    assert [test["visibility"] for test in result["tests"]] == ["after_published"]


def test_where_python_does_not_start_there_is_a_result(container):
    container.grade.write_text("#!/bin/sh\nkill -9 $$\n")
    assert "NOT GRADED" in container.run()["output"]


def test_a_result_that_can_t_be_written_leaves_the_first_one(container):
    container.hand_in("hw.ipynb", RIGHT)
    script = container.root / "run_autograder"
    script.write_text(script.read_text().replace("minutes=", "ulimit -f 1\nminutes=", 1))
    assert NO_SCORE in container.run()["output"]


@pytest.fixture
def endless(tmp_path):
    """A container for a program that never ends, and may take what time it wants."""
    course = make_course(tmp_path / "course")
    archive = make_archive(course, tmp_path / "autograder.zip")
    container = Container(tmp_path / "autograder", archive)
    longer = "limits: {cell_seconds: 3000, submission_seconds: 3000}\n    modules:"
    change(container.root / "source/course/rubric.yaml", "modules:", longer)
    container.hand_in("hw.ipynb", notebook("while True:\n    pass\n", "stats"))
    return container


def test_what_takes_longer_than_the_minutes_is_not_graded(endless):
    assert NO_SCORE in endless.run(MINUTES="0.05")["output"]
    assert "it took more than 0.05 minutes" in endless.printed


def test_what_the_system_ends_is_not_graded(endless):
    process = endless.start()
    result = endless.root / "results/results.json"
    deadline = time.monotonic() + HANGING_SECONDS
    # Until the grader itself has written one: then it listens to signals, too.
    while not (result.exists() and "extra_data" in result.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=HANGING_SECONDS)
    assert NO_SCORE in endless.result()["output"]


ATTACK = """
import os
loot = []
for path in ({source!r} + "/course/reference/stats/golden.json", {results!r} + "/stdout"):
    try:
        with open(path) as file:
            loot.append(len(file.read()))
    except OSError:
        pass
for name in ("results.json", "forged"):
    try:
        with open({results!r} + "/" + name, "w") as file:
            loot.append(file.write('{{"score": 100}}'))
    except OSError:
        pass
raise RuntimeError("loot: " + str(len(loot)))
"""


def attack_on(container):
    (container.root / "results").mkdir()
    (container.root / "results/stdout").write_text("what is printed for staff")
    return ATTACK.format(
        source=str(container.root / "source"), results=str(container.root / "results")
    )


@pytest.fixture
def reachable(archive):
    """A container whose folder anybody can reach, as `/autograder` is, and pytest's own are not."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)
        yield Container(Path(folder, "autograder"), archive)


@pytest.mark.parametrize("isolation", ["auto", "process"])
def test_a_submission_reads_no_answer_and_writes_no_result(reachable, isolation):
    # `process` has no wall around files: there it is the rights alone, which take a root.
    if isolation == "process" and os.geteuid() != 0:
        pytest.skip("not as root, a submission is run as the same user")
    reachable.hand_in("hw.ipynb", notebook(STATS + attack_on(reachable), "stats"))
    result = reachable.run(ISOLATION=isolation)
    assert result["score"] == 7
    assert "loot: 0" in result["output"]
    assert sorted(os.listdir(reachable.root / "results")) == ["results.json", "stdout"]


def test_without_the_wall_the_same_program_does_both(reachable):
    with pytest.raises(RuntimeError, match="loot: 4"):
        exec(attack_on(reachable), {})
    assert json.loads((reachable.root / "results/results.json").read_text()) == {"score": 100}


def test_nobody_but_root_looks_into_the_folders(container):
    container.hand_in("hw.ipynb", RIGHT)
    container.tell(id=1)
    container.run()
    for name in ("source", "results", "submission", "submission_metadata.json"):
        assert (container.root / name).stat().st_mode & 0o077 == 0
