"""The kit: what is in it and what is not, that it works alone, and where it may be put."""

import gzip
import json
import math
import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import zipfile

import pytest
import yaml
from support.courses import STATS
from support.project import CHAIN, ROOT, TINY, run_grade

from grader.authoring.audit import answers_of
from grader.cli.command import STAFF
from grader.cli.staff import COMMANDS
from grader.core.errors import GoldenError, UsageError
from grader.core.probe import Answer
from grader.core.result import Tolerance
from grader.core.version import __version__
from grader.course.find import find_course
from grader.course.golden import read_golden
from grader.course.load import load_assignment
from grader.course.recording import pack_mistakes
from grader.course.signatures import load_record, spread
from grader.judging.charging import find_mistakes
from grader.judging.likeness import is_like
from grader.kit.build import hand_out
from grader.kit.contents import contents, visible_rubric
from grader.kit.leaks import find_leaks
from grader.kit.readme import readme
from grader.kit.secrets import withheld_from
from grader.kit.wheel import WORDS, engine_files
from grader.pipeline import catalogue_of

pytestmark = pytest.mark.processes

LIMIT = 400_000
CLOSE = Tolerance(absolute=0, relative=1e-6)
WHEEL = f"golden_grader-{__version__}-py3-none-any.whl"
FOLDER = "assignments/perceptron"
FILES = {
    "README.md",
    "rubric.yaml",
    "constraints.txt",
    "kit.json",
    WHEEL,
    *(f"{FOLDER}/{name}" for name in ("README.md", "perceptron.ipynb")),
    *(f"{FOLDER}/{name}.gz" for name in ("golden.json", "signatures.json")),
    *(f"{FOLDER}/{name}.gz" for name in ("probes.py", "cases.py", "families.py")),
    *(f"{FOLDER}/data/{name}" for name in ("points.txt", "flipped.txt")),
}
KIT = "from grader.cli.authoring import kit; kit(prog_name='grade kit')"


def silent(text):
    pass


def run_kit(name, out, course, *, mask=0o022, **environment):
    return subprocess.run(
        [sys.executable, "-c", KIT, name, "--out", str(out), "--course", str(course)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        umask=mask,
    )


@pytest.fixture(scope="module")
def archive(course, tmp_path_factory):
    """The kit that students of the course get."""
    path = tmp_path_factory.mktemp("made") / "kit.zip"
    hand_out(course, "perceptron", path, silent)
    return path


@pytest.fixture(scope="module")
def kit(archive, tmp_path_factory):
    """The kit as they have it, unpacked in an empty folder."""
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(archive) as members:
        members.extractall(folder)
    return folder / "perceptron-kit"


def files_of(root):
    return {p.relative_to(root).as_posix(): p for p in root.rglob("*") if p.is_file()}


def test_a_kit_holds_what_students_need_and_no_more(kit):
    assert set(files_of(kit)) == FILES


def test_a_kit_is_small(kit):
    assert sum(path.stat().st_size for path in files_of(kit).values()) < LIMIT


def test_a_kit_has_the_rubric_hash_of_the_course(kit, assignment):
    alone = find_course(None, kit).assignment("perceptron")
    assert alone.rubric_hash == assignment.rubric_hash
    assert json.loads((kit / "kit.json").read_text())["rubric"] == assignment.rubric_hash


def test_a_kits_rubric_is_all_that_is_visible(kit, course):
    whole = course.rubric.assignments["perceptron"].section
    alone = find_course(None, kit).rubric.assignments["perceptron"].section
    criteria = [one for one in whole.criteria if one.visibility == "visible"]
    assert alone == whole.model_copy(update={"criteria": criteria})


def test_a_kit_knows_each_mistake_by_all_that_is_visible_of_it(kit, assignment):
    alone = find_course(None, kit).assignment("perceptron")
    visible = {probe.name for probe in alone.probes}
    assert [texts_of(one) for one in alone.signatures] == [
        texts_of(one) for one in assignment.signatures
    ]
    for one, other in zip(alone.signatures, assignment.signatures, strict=True):
        assert set(one.answers) == visible & set(other.answers)
        assert is_like(one, frozenset(one.answers), other.answers, CLOSE)


def texts_of(one):
    return (one.name, one.cause, one.advice, one.about, one.target, one.carry_forward)


def test_a_kit_names_each_mistake(kit):
    alone = find_course(None, kit).assignment("perceptron")
    for one in alone.signatures:
        seen = answers_of(alone, one)
        # Where what fails did so is not recorded: what only fails gets no name by that.
        if not any(isinstance(answer, Answer) for answer in one.answers.values()):
            continue
        found = find_mistakes(seen, catalogue_of(alone))
        assert len(found) == 1
        assert one in found[0]


def test_one_line_of_the_readme_installs_and_grades(kit, assignment, tmp_path):
    student = tmp_path / "student"
    shutil.copytree(kit, student)
    readme = (student / "README.md").read_text(encoding="utf-8")
    [line] = [one for one in readme.splitlines() if one.startswith("python3 -m venv")]
    bare = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    here = {"cwd": student, "env": bare, "capture_output": True, "text": True}
    first = subprocess.run(["bash", "-euo", "pipefail", "-c", line], **here)
    assert first.returncode == 0, first.stderr
    assert first.stdout.split("total")[1].split()[0] == "0/43"
    assert "7 more points are hidden" in first.stdout
    assert f"rubric {assignment.rubric_hash}" in first.stdout
    shutil.copy(ROOT / FOLDER / "example.ipynb", student / FOLDER / "perceptron.ipynb")
    grade = [student / ".venv/bin/grade", "perceptron.ipynb"]
    done = subprocess.run(grade, **{**here, "cwd": student / FOLDER})
    assert done.stdout.split("total")[1].split()[0] == "43/43"


def test_windows_has_its_line_too(kit):
    readme = (kit / "README.md").read_text(encoding="utf-8")
    [line] = [one for one in readme.splitlines() if one.startswith("py -m venv")]
    assert "/" not in line
    assert "&&" not in line
    assert WHEEL in line


def test_nothing_hidden_is_in_a_kit(kit, course, assignment):
    withheld = withheld_from(course, assignment, engine_files())
    assert find_leaks({n: p.read_bytes() for n, p in files_of(kit).items()}, withheld) == []


def test_the_archive_shows_no_clock_owner_or_machine(archive):
    with zipfile.ZipFile(archive) as members:
        infos = members.infolist()
    assert [one.filename for one in infos] == sorted(one.filename for one in infos)
    assert {one.date_time for one in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {(one.create_system, one.external_attr >> 16) for one in infos} == {(3, 0o100644)}


def test_the_same_course_gives_the_same_bytes(archive, tmp_path):
    other = tmp_path / "other.zip"
    elsewhere = {"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "7", "LC_ALL": "C", "HOME": str(tmp_path)}
    done = run_kit("perceptron", other, ROOT, mask=0o077, **elsewhere)
    assert done.returncode == 0, done.stderr
    assert other.read_bytes() == archive.read_bytes()


def test_the_same_course_elsewhere_gives_the_same_bytes(stats, tmp_path):
    copy = tmp_path / "elsewhere/copied"
    for name in sorted(files_of(stats), reverse=True):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stats / name, copy / name)
        os.utime(copy / name, (0, 1_000_000_000))
    for root, name in ((stats, "a.zip"), (copy, "b.zip")):
        hand_out(find_course(root, root), "stats", tmp_path / name, silent)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


EMPTY = "def median(values):\n    raise NotImplementedError\n"
FALSE_VARIANT = """
from grader.course.marks import variant

@variant("median")
def lower_median(values):
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2]
"""


def notebook(source, **metadata):
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": source}
    cells = [{**cell, "execution_count": None}]
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def stats(tmp_path):
    """A course of one small assignment that is ready to be handed out."""
    root = tmp_path / "course"
    tiny = TINY
    shutil.copytree(tiny, root, ignore=shutil.ignore_patterns("__pycache__"))
    folder = root / "assignments/stats"
    write(folder / "README.md", "# Median and clip\n")
    write(folder / "stats.ipynb", notebook(EMPTY, grade={"assignment": "stats"}))
    write(folder / "example.ipynb", notebook(STATS))
    return root


def make(root, out):
    return hand_out(find_course(root, root), "stats", out, silent)


def test_the_smallest_course_has_a_kit(stats, tmp_path):
    kit = make(stats, tmp_path / "kit")
    assert set(files_of(tmp_path / "kit")) == set(kit.files)
    assert "assignments/stats/stats.ipynb" in kit.files


BY_HAND = """
      - name: style
        group: text
        marked: by hand
        levels: [{points: 3, words: Easy to read}, {points: 0, words: Hard to read}]
"""


def test_a_kit_is_proven_by_the_points_that_the_grader_itself_gives(stats, tmp_path):
    rubric = stats / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8").replace("visible: 5", "visible: 8").rstrip()
    rubric.write_text(text + BY_HAND, encoding="utf-8")
    made = []
    hand_out(find_course(stats, stats), "stats", tmp_path / "kit", made.append)
    assert "with the kit alone, example.ipynb has 5 of 8 points, of which 3 are" in "\n".join(made)
    copy = shutil.copy(stats / "assignments/stats/example.ipynb", tmp_path / "hw.ipynb")
    done = run_grade(str(copy), "--course", str(tmp_path / "kit"), "--fail-under", "8")
    assert done.returncode == 0, done.stdout
    assert "3: Easy to read" in done.stdout
    assert "3 of these points are marked by hand after handing in" in done.stdout
    page = (tmp_path / "kit/README.md").read_text(encoding="utf-8")
    assert "A person gives 3 of these 8, after you have handed in" in page


RULE = """
      - {name: sorts, group: rules, rule: calls, points: 1, required: [sorted], in: [median]}
"""


def test_a_rule_about_some_functions_is_in_a_kit_as_it_was_written(stats, tmp_path):
    rubric = stats / "rubric.yaml"
    text = rubric.read_text(encoding="utf-8").replace("visible: 5", "visible: 6").rstrip()
    rubric.write_text(text + RULE, encoding="utf-8")
    make(stats, tmp_path / "kit")
    whole, alone = (
        find_course(None, root).rubric.assignments["stats"].section
        for root in (stats, tmp_path / "kit")
    )
    (rule,) = [criterion for criterion in whole.criteria if criterion.rule]
    assert rule in alone.criteria
    copy = shutil.copy(stats / "assignments/stats/example.ipynb", tmp_path / "hw.ipynb")
    done = run_grade(str(copy), "--course", str(tmp_path / "kit"), "--fail-under", "6")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_kit_knows_nothing_of_what_may_change_in_the_term(stats):
    head, _, rest = (stats / "rubric.yaml").read_text(encoding="utf-8").partition("  stats:\n")
    dated = "    attempts: last_before_due\n    due: 2026-10-15 23:59 Europe/Berlin\n"
    late = "    late: {per_day: 10%}\n"
    write(stats / "rubric.yaml", f"{head}  stats:\n{dated}{late}{rest}")
    rubric = visible_rubric(find_course(stats, stats).rubric.assignments["stats"])
    assert not {"attempts", "due", "late"} & yaml.safe_load(rubric)["assignments"]["stats"].keys()


@pytest.mark.parametrize("with_seed", [True, False])
def test_the_page_says_that_a_class_is_asked_about_more(stats, with_seed):
    rubric = (stats / "rubric.yaml").read_text(encoding="utf-8")
    shown = "".join(line for line in rubric.splitlines(True) if "unseen" not in line)
    write(stats / "rubric.yaml", shown.replace(", hidden: 2", ""))
    if with_seed:
        write(stats / "reference/stats/seed", "0123456789abcdef" * 2)
    rubric = find_course(stats, stats).rubric.assignments["stats"]
    assignment = load_assignment(stats, rubric, with_golden=False)
    page = readme(assignment, "stats.ipynb", WHEEL).decode()
    assert ("inputs that nobody knows before" in page) is with_seed
    assert ("All 5 points are decided by what is in this folder" in page) is not with_seed


def test_the_page_lists_a_folder_of_data_where_there_is_one(stats):
    for root, name in ((stats, "stats"), (ROOT, "perceptron")):
        rubric = find_course(root, root).rubric.assignments[name]
        assignment = load_assignment(root, rubric, with_golden=False)
        page = readme(assignment, "starter.ipynb", WHEEL).decode()
        assert ("/data/`" in page) is (assignment.folder / "data").is_dir()


def test_without_a_name_each_assignment_s_kit_is_made_in_the_folder(stats, tmp_path):
    for part in ("assignments", "reference"):
        shutil.copytree(CHAIN / part, stats / part, dirs_exist_ok=True)
    means = (CHAIN / "rubric.yaml").read_text(encoding="utf-8").partition("assignments:\n")[2]
    with (stats / "rubric.yaml").open("a", encoding="utf-8") as rubric:
        rubric.write(means)
    words = ["kit", "--out", str(tmp_path / "kits"), "--course", str(stats)]
    assert "several kits go into a folder that is there" in run_grade(*words).stderr
    (tmp_path / "kits").mkdir()
    done = run_grade(*words)
    assert done.returncode == 2  # of `means`, which has no starter
    assert "assignments/means: a kit needs one starter notebook" in done.stderr
    assert [path.name for path in (tmp_path / "kits").iterdir()] == ["stats"]
    assert "assignments/stats/stats.ipynb" in files_of(tmp_path / "kits/stats")


UNFINISHED = """
  trees:
    criteria:
      - {name: planted_oaks, visibility: hidden, probes: ["grown:*"]}
"""


def test_an_unfinished_assignment_stops_no_kit_but_what_it_hides_stays_out(stats, tmp_path):
    with (stats / "rubric.yaml").open("a", encoding="utf-8") as rubric:
        rubric.write(UNFINISHED)
    make(stats, tmp_path / "kit")
    change(stats, "assignments/stats/README.md", "Median", "planted_oaks")
    with pytest.raises(UsageError, match="README.md holds the hidden criterion planted_oaks"):
        make(stats, tmp_path / "other")


def change(root, name, old, new):
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    write(root / name, text.replace(old, new))


def add_points(root):
    write(root / "assignments/stats/stats.ipynb", notebook(STATS, grade={"assignment": "stats"}))


def break_example(root):
    change(root, "assignments/stats/example.ipynb", "/ 2", "/ 3")


def give_name_away(root):
    change(root, "assignments/stats/README.md", "Median", "A middle:unseen")


def give_code_away(root):
    write(root / "reference/stats/more.py", "LINE = sorted([4, 5])[1]\n")
    starter = notebook("# LINE = sorted([4, 5])[1]\n", grade={"assignment": "stats"})
    write(root / "assignments/stats/stats.ipynb", starter)


def penalise(root):
    write(root / "reference/stats/variants/some.py", FALSE_VARIANT)


def forget_metadata(root):
    write(root / "assignments/stats/stats.ipynb", notebook(EMPTY))


def forget_example(root):
    (root / "assignments/stats/example.ipynb").unlink()


def forget_task(root):
    (root / "assignments/stats/README.md").unlink()


def add_starter(root):
    shutil.copy(root / "assignments/stats/stats.ipynb", root / "assignments/stats/more.ipynb")


def remove_staff(root):
    shutil.rmtree(root / "reference")


FAULTS = [
    pytest.param(add_points, "stats.ipynb has 5 of 5 points, not 0", id="a starter with points"),
    pytest.param(break_example, "not 5 of 5: median", id="an example without all points"),
    pytest.param(give_name_away, "README.md holds the hidden probe", id="a hidden probe's name"),
    pytest.param(give_code_away, "line 1 of reference/stats/more.py", id="the staff's code"),
    pytest.param(penalise, "lower_median is right, but loses points", id="the audit fails"),
    pytest.param(forget_metadata, '"assignment": "stats"', id="a starter of no assignment"),
    pytest.param(forget_example, "example.ipynb must prove", id="no example"),
    pytest.param(forget_task, "README.md: a kit needs this file", id="no task"),
    pytest.param(add_starter, "more.ipynb, stats.ipynb", id="two starters"),
    pytest.param(remove_staff, "is a student's kit already", id="a kit of a kit"),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
@pytest.mark.parametrize("out", ["kit", "kit.zip"])
def test_a_kit_that_is_not_proven_is_not_made(stats, tmp_path, fault, said, out):
    before = sorted(os.listdir(tmp_path))
    fault(stats)
    with pytest.raises(UsageError) as raised:
        make(stats, tmp_path / out)
    assert said in str(raised.value)
    assert sorted(os.listdir(tmp_path)) == before


def test_a_kit_that_is_not_proven_replaces_none(stats, tmp_path):
    make(stats, tmp_path / "kit")
    before = {name: path.read_bytes() for name, path in files_of(tmp_path / "kit").items()}
    break_example(stats)
    with pytest.raises(UsageError):
        make(stats, tmp_path / "kit")
    assert {n: p.read_bytes() for n, p in files_of(tmp_path / "kit").items()} == before


@pytest.mark.parametrize("out", ["kit", "kit.zip"])
def test_another_kit_of_ours_is_replaced(stats, tmp_path, out):
    first = make(stats, tmp_path / out)
    change(stats, "assignments/stats/README.md", "Median", "The median")
    second = make(stats, tmp_path / out)
    assert first.archive != second.archive
    if out == "kit":
        assert {n: p.read_bytes() for n, p in files_of(tmp_path / out).items()} == second.files
    else:
        assert (tmp_path / out).read_bytes() == second.archive
    assert sorted(os.listdir(tmp_path)) == ["course", out]


def test_an_empty_folder_is_filled(stats, tmp_path):
    (tmp_path / "kit").mkdir()
    make(stats, tmp_path / "kit")
    assert (tmp_path / "kit/rubric.yaml").is_file()


def test_all_may_read_a_kit_whatever_the_mask_of_who_made_it(stats, tmp_path):
    done = run_kit("stats", tmp_path / "kit", stats, mask=0o077)
    assert done.returncode == 0, done.stderr
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files_of(tmp_path / "kit").values()}
    folders = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "kit").rglob("*") if p.is_dir()}
    assert (modes, folders) == ({0o644}, {0o755})


def foreign_folder(path):
    write(path / "thesis.txt", "mine")


def used_kit(path):
    write(path / "assignments/stats/stats.ipynb", "a student's work")


def foreign_archive(path):
    with zipfile.ZipFile(path, "w") as members:
        members.writestr("thesis.txt", "mine")


OCCUPIED = [
    pytest.param("kit", foreign_folder, "is a folder, but no kit of ours", id="a folder"),
    pytest.param("kit.zip", lambda p: write(p, "x"), "no kit of ours", id="a file that is no zip"),
    pytest.param("kit.zip", foreign_archive, "no kit of ours", id="another archive"),
    pytest.param("kit.zip", foreign_folder, "is no archive", id="a folder named as an archive"),
    pytest.param("kit", lambda p: write(p, "x"), "is no folder", id="a file named as a folder"),
]


@pytest.mark.parametrize(("out", "occupy", "said"), OCCUPIED)
def test_nothing_but_a_kit_of_ours_is_replaced(stats, tmp_path, out, occupy, said):
    occupy(tmp_path / out)
    before = {name: path.read_bytes() for name, path in files_of(tmp_path).items()}
    with pytest.raises(UsageError, match=said):
        make(stats, tmp_path / out)
    assert {name: path.read_bytes() for name, path in files_of(tmp_path).items()} == before


@pytest.mark.parametrize("spoil", [foreign_folder, used_kit], ids=["added to", "worked in"])
def test_a_kit_that_somebody_uses_is_not_replaced(stats, tmp_path, spoil):
    make(stats, tmp_path / "kit")
    spoil(tmp_path / "kit")
    with pytest.raises(UsageError, match=r"changed or added (thesis.txt|assignments/stats/stats)"):
        make(stats, tmp_path / "kit")


@pytest.mark.parametrize(
    "out", ["course/kit", "course/kit.zip", "course/assignments/../k", "link/k"]
)
def test_no_kit_is_put_inside_the_course(stats, tmp_path, out):
    (tmp_path / "link").symlink_to(stats, target_is_directory=True)
    with pytest.raises(UsageError, match="is inside the course"):
        make(stats, tmp_path / out)


def test_a_place_that_is_not_there_is_said(stats, tmp_path):
    with pytest.raises(UsageError, match="there is no folder"):
        make(stats, tmp_path / "none/kit.zip")


def test_an_unknown_assignment_is_said(stats, tmp_path):
    done = run_kit("median", tmp_path / "kit", stats)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "grade: --assignment median: no such assignment; there are: stats"
    ]


def test_the_command_says_what_it_made_and_proved(stats, tmp_path):
    write(stats / "assignments/stats/notes.txt", "for staff")
    write(stats / "assignments/stats/data/.DS_Store", "left by a system")
    done = run_kit("stats", tmp_path / "kit.zip", stats)
    assert done.returncode == 0, done.stderr
    assert "stats: not in the kit: notes.txt" in done.stdout
    assert "with the kit alone, stats.ipynb has 0 of 5 points" in done.stdout
    assert "with the kit alone, example.ipynb has 5 of 5 points" in done.stdout
    assert "assignments/stats/golden.json" in done.stdout
    assert ".DS_Store" not in done.stdout
    rubric = find_course(stats, stats).assignment("stats").rubric_hash
    assert done.stdout.splitlines()[-1] == f"rubric {rubric}, as in the course"


def test_a_kit_names_none_of_the_staffs_files(kit):
    for name, path in files_of(kit).items():
        if name != WHEEL:
            assert b"reference/" not in path.read_bytes(), name


def test_a_mistake_that_shows_on_hidden_data_only_is_left_out(course, assignment, monkeypatch):
    document = json.loads((ROOT / FOLDER / "signatures.json").read_text(encoding="utf-8"))
    first, second = document["mistakes"][:2]
    first["answers"], second["about"] = {}, ["unseen_run", *second["about"]]
    monkeypatch.setattr("grader.kit.contents.read_document", lambda path, name: document)
    files = contents(course, assignment, silent)
    packed = json.loads(gzip.decompress(files[f"{FOLDER}/signatures.json.gz"]))
    known = {one["name"]: one["about"] for one in spread(packed)["mistakes"]}
    assert first["name"] not in known
    assert "unseen_run" not in known[second["name"]]


def test_packed_signatures_are_the_same_signatures():
    document = json.loads((ROOT / FOLDER / "signatures.json").read_text(encoding="utf-8"))
    packed = pack_mistakes(document)
    assert len(packed) * 12 < (ROOT / FOLDER / "signatures.json").stat().st_size
    assert is_close(document, spread(json.loads(gzip.decompress(packed))))


def test_texts_are_packed_as_they_are():
    texts = {"a:b": ["d", "row [0.123456789, 1.0]", 5, '100 %s \\ "', ["l", 1.0, -2.5e-07]]}
    failure = {"a:c": {"failure": "raised", "message": "5% of [1.0, 2.123456789]"}}
    document = {"format": 1, "mistakes": [{"name": "x", "answers": {**texts, **failure}}]}
    assert is_close(document, spread(json.loads(gzip.decompress(pack_mistakes(document)))))


def is_close(value, other):
    """Tell whether two documents are the same, the floats of one to six digits."""
    if isinstance(value, list):
        return len(value) == len(other) and all(map(is_close, value, other))
    if isinstance(value, dict):
        return value.keys() == other.keys() and all(is_close(value[k], other[k]) for k in value)
    if isinstance(value, float) and isinstance(other, (int, float)):
        return math.isclose(value, other, rel_tol=1e-6)
    return type(value) is type(other) and value == other


def test_packed_goldens_are_the_visible_goldens(kit, assignment):
    alone = find_course(None, kit).assignment("perceptron")
    visible = {probe.name for probe in assignment.probes if not probe.hidden}
    assert alone.golden == {name: assignment.golden[name] for name in visible}


def test_packed_goldens_that_are_cut_off_are_said(kit, tmp_path):
    broken = tmp_path / "golden.json.gz"
    broken.write_bytes((kit / FOLDER / "golden.json.gz").read_bytes()[:5000])
    with pytest.raises(GoldenError, match="cannot be read"):
        read_golden(tmp_path / "golden.json", "perceptron")


def test_packed_signatures_that_are_cut_off_are_said(kit, tmp_path):
    broken = tmp_path / FOLDER / "signatures.json.gz"
    broken.parent.mkdir(parents=True)
    broken.write_bytes((kit / FOLDER / "signatures.json.gz").read_bytes()[:5000])
    with pytest.raises(GoldenError, match="cannot be read"):
        load_record(tmp_path, "perceptron")


@pytest.fixture(scope="module")
def grade_of_a_kit(kit, tmp_path_factory):
    """`grade` as a kit's wheel has it, with the packages that are installed here."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(kit / WHEEL) as members:
        members.extractall(folder)
    packages = (sysconfig.get_path(name) for name in ("purelib", "platlib"))
    path = os.pathsep.join(map(str, (folder, *packages)))

    def run(*arguments):
        # Without `site`: what finds an editable installation would lend the staff's modules.
        return subprocess.run(
            [sys.executable, "-S", "-c", "from grader.cli import main; main()", *arguments],
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": path},
        )

    return run


def test_a_kits_grader_lists_no_command_for_staff(grade_of_a_kit):
    done = grade_of_a_kit("--help")
    assert done.returncode == 0, done.stderr
    listed = done.stdout.partition("\nCommands:\n")[2].partition("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == ["docs", "doctor"]
    assert "Commands for" not in done.stdout
    assert "carried forward  Points that are lost only since" in done.stdout


def test_a_kits_grader_explains_the_words_of_reports_and_no_others(grade_of_a_kit):
    done = grade_of_a_kit("docs", "carried", "forward")
    assert done.stdout.startswith("carried forward: Points that are lost only since")
    for word in WORDS:
        assert grade_of_a_kit("docs", *word.split()).returncode == 0
    assert "has no man page" in grade_of_a_kit("docs", "--man").stderr
    for word in ("audit", "mutant", "batch"):
        assert f"no topic is '{word}'" in grade_of_a_kit("docs", word).stderr


def test_a_kits_grader_says_in_one_line_that_a_command_is_for_staff(grade_of_a_kit):
    for command in STAFF:
        done = grade_of_a_kit(command, ".")
        assert done.returncode == 2
        said = f"grade: `grade {command}` is for staff: a kit's copy of the grader leaves it out"
        assert done.stderr == f"{said} (-c --help)\n"


def test_a_kits_grader_says_that_a_seed_needs_the_reference(grade_of_a_kit, kit):
    starter = str(kit / FOLDER / "perceptron.ipynb")
    done = grade_of_a_kit(starter, "--seed", "7", "--course", str(kit))
    assert done.returncode == 2
    assert "--seed needs the NumPy reference, which a student's kit does not hold" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_kits_grader_says_which_kit_tells_github(grade_of_a_kit, kit):
    starter = str(kit / FOLDER / "perceptron.ipynb")
    done = grade_of_a_kit(starter, "--format", "github", "--course", str(kit))
    assert done.returncode == 2
    assert done.stderr.startswith("grade: --format github: this copy was made for students; ")


def test_the_commands_for_staff_are_those_that_are_left_out():
    assert set(STAFF) == set(COMMANDS)
