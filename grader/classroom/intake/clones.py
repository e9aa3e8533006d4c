"""Whose the clones of a class's repositories are, called ASSIGNMENT-USER by GitHub Classroom.

Both may have dashes, so where the one ends is never guessed: the folder around the clones says it,
as `gh classroom clone` calls that, or users who are known. A user's name is the student's own
choice, so it is no key of the roster's where that knows their accounts.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from grader.classroom.intake.file_names import Claim
from grader.classroom.intake.github import Tables, read_tables
from grader.classroom.intake.layouts import ACCOUNTED, BESIDE, ClassFolder
from grader.classroom.intake.owners import GroupWork, Owners, list_students
from grader.classroom.intake.roster import MOST_PARTS, Roster
from grader.classroom.intake.sources import SourceFile
from grader.classroom.intake.times import SystemTime
from grader.classroom.intake.wrappers import ATTEMPT, is_work
from grader.classroom.names import fold
from grader.classroom.people import Remark, Student
from grader.course.telling import pattern_of

# As `gh classroom clone student-repos` calls it; a browser puts a number to what comes again.
AROUND = re.compile(r"(.+)-submissions(?:[ _-]?\(?[0-9]{1,3}\)?)?", re.IGNORECASE)
USER = re.compile("[A-Za-z0-9_-]{1,100}")
AGAIN = re.compile("-[0-9]{1,2}$")  # as GitHub Classroom calls a second repository of one user's
RENAME = "rename the folder to whose it is, or lay the grades of GitHub Classroom beside it"
UNLINKED = (
    "is linked to nobody; link it in GitHub Classroom and lay its roster beside the clones, or put "
    "it into the column 'github' of your own"
)


@dataclass(frozen=True)
class Clones:
    """Where the clones lie, what they are of, and who is known by which account."""

    base: ClassFolder
    slugs: Collection[str]
    tables: Tables
    is_evident: bool  # what they are of

    @cached_property
    def roster(self) -> Roster | None:
        """The roster if it knows accounts."""
        roster = self.base.roster
        return roster if roster and any("github" in s.ids for s in roster.students) else None

    @property
    def remarks(self) -> Sequence[Remark]:
        """Say how the folders were taken, who has no account, and what is wrong with a table."""
        return [*self.tables.faults, *self.taken(), *self.unlinked()]

    def taken(self) -> Iterator[Remark]:
        """Say what the users' names were taken for, where only they tell."""
        if not self.is_evident:
            slugs = " and ".join(f"{slug}-USER" for slug in sorted(self.slugs))
            yield Remark(self.base.place(), f"taken for clones called {slugs}")

    def unlinked(self) -> Iterator[Remark]:
        """Say who has linked no account."""
        people = (self.roster or self.tables.people).students
        if lacking := [student for student in people if "github" not in student.ids]:
            listed = list_students(lacking)
            yield Remark(self.base.place(), f"no account of GitHub is linked to {listed}")

    def own(self, file: SourceFile) -> tuple[SourceFile, Owners | str]:
        """Find whose a file is, and give it with the time of its last push, if that is known."""
        folder = self.base.folder_of(file)
        if len(file.parts) <= self.base.depth + 1:
            return file, ACCOUNTED if file in self.tables.files else BESIDE
        time = self.tables.times.get(folder.casefold(), SystemTime())
        return file.at(replace(time, zoned=True)), self.owners_of(folder, file.parts[-1])

    def owners_of(self, folder: str, name: str) -> Owners | str:
        """Find whose a clone is; a text says why it is nobody's."""
        claim = Claim("folder", folder, name)
        if students := self.tables.owners_of(folder):
            return self.joined(students, claim)
        users = [user for slug in self.slugs if (user := after(folder, slug))]
        if not users:
            slugs = " or ".join(f"{slug}-USER" for slug in sorted(self.slugs))
            return f"not called {slugs}, as the clones beside it are; whose it is, nothing says"
        user = min(users, key=len)  # what the longest name of an assignment leaves
        if owners := self.linked(user, claim):
            return owners
        return self.by_key(user, claim)

    def by_key(self, user: str, claim: Claim) -> Owners | str:
        """Find whose a clone is where no account is linked to anybody."""
        if self.roster or self.tables.people.students:
            first = AGAIN.sub("", user)
            # It may as well be an account that somebody has called so.
            if first != user and self.linked(first, claim):
                return f"{first!r}'s second repository or {user!r}'s; {RENAME}"
            return f"GitHub user {user!r} {UNLINKED}"
        if self.base.roster is None:
            return Owners((Student(user, "", {"github": user}),), claim)
        # Never a part of it: each chooses it, also with a classmate's name in it.
        students = self.base.roster.find(user)
        if not students:
            return f"GitHub user {user!r} {UNLINKED}"
        return several(students, claim) or Owners(students, claim)

    def linked(self, user: str, claim: Claim) -> Owners | str | None:
        """Find to whom an account, or a team of some, is linked."""
        if self.roster and (students := self.roster.named("github", user)):
            return several(students, claim) or Owners(students, claim)
        if students := self.tables.people.named("github", user):
            return several(students, claim) or self.joined(students, claim)
        rosters = filter(None, (self.base.roster, self.tables.people))
        members = next(filter(None, (roster.named("group", user) for roster in rosters)), ())
        # Where its members have clones of their own, a user has only called himself as a team.
        if not members or any(self.has_clone(member) for member in members):
            return None
        owners = self.joined(members, claim)
        return replace(owners, group=GroupWork(user, owners.students))

    def has_clone(self, student: Student) -> bool:
        """Tell whether a student has a clone of their own."""
        names = {f"{slug}-{student.ids.get('github', '')}".casefold() for slug in self.slugs}
        return not names.isdisjoint(self.names)

    @cached_property
    def names(self) -> set[str]:
        """What the clones are called, in small letters."""
        return {folder.casefold() for folder in self.base.folders}

    def joined(self, students: Sequence[Student], claim: Claim) -> Owners:
        """Give people of the tables as those of the roster who have their identifiers."""
        if self.base.roster is None:
            return Owners((*students,), claim)
        joined, notes = [], []
        for student in students:
            known = self.base.roster.find(student.key)
            joined.append(known[0] if len(known) == 1 else student)
            if len(known) != 1:
                notes.append(f"not on the roster: {student} in GitHub Classroom")
        return Owners((*joined,), claim, (*notes,))


def several(students: Sequence[Student], claim: Claim) -> str:
    """Say why an account that is linked twice is nobody's."""
    if len(students) < 2:
        return ""
    return f"could be {list_students(students)}; link it to one of them in GitHub Classroom"


def after(folder: str, slug: str) -> str:
    """Give the user in a clone's name."""
    start, user = folder[: len(slug) + 1], folder[len(slug) + 1 :]
    return user if start.casefold() == f"{slug}-".casefold() and USER.fullmatch(user) else ""


def find_clones(base: ClassFolder) -> Clones | None:
    """Find clones of a class's repositories; None where nothing tells that there are any."""
    around = AROUND.fullmatch(base.title)
    if not base.folders or not base.is_class(AROUND):
        return None
    tables = read_tables(base.files)
    if around and are_clones(base, {around[1]}):
        return Clones(base, {around[1]}, tables, is_evident=True)
    slugs = find_slugs(base, tables)
    return Clones(base, slugs, tables, is_evident=False) if are_clones(base, slugs) else None


def are_clones(base: ClassFolder, slugs: Collection[str]) -> bool:
    """Tell whether most of what lies here is clones, and not students' files beside some folder."""
    number = sum(any(after(folder, slug) for slug in slugs) for folder in base.folders)
    return number > sum(is_work(file.parts[-1]) for file in base.files)


def find_slugs(base: ClassFolder, tables: Tables) -> set[str]:
    """Find of what the clones are: homeworks, else what most known users' names come after."""
    roster, users = base.roster, users_in(base.roster) | users_in(tables.people)
    # `ann-lee` may be a student's key, and `lee` another's account.
    if roster and any(roster.find(each) or roster.named("group", each) for each in base.folders):
        return set()
    cuts = [cut for folder in base.folders for cut in cuts_of(folder)]
    patterns = [pattern_of(name) for name in base.names]
    homeworks = [cut for cut in cuts if any(each.fullmatch(cut[0]) for each in patterns)]
    slugs = {slug for slug, _ in homeworks}
    is_all = all(any(after(folder, slug) for slug in slugs) for folder in base.folders)
    if roster is None or users:
        are_attempts = all(ATTEMPT.fullmatch(user) for _, user in homeworks)
        if slugs and is_all and not are_attempts:
            return slugs
    counts = Counter(slug for slug, user in cuts if fold(user) in users)
    best = counts.most_common(2)
    # `hw-ann-lee` alone is `lee`'s or `ann-lee`'s.
    is_clear = len(best) == 1 or (best and best[0][1] > best[1][1])
    return {best[0][0]} if is_clear else set()


def users_in(roster: Roster | None) -> set[str]:
    """Give the accounts that a roster knows."""
    return (
        {fold(s.ids["github"]) for s in roster.students if "github" in s.ids} if roster else set()
    )


def cuts_of(folder: str) -> Iterator[tuple[str, str]]:
    """Give each way in which a clone's name may be an assignment's and a user's."""
    for dash in itertools.islice(re.finditer("-", folder), MOST_PARTS):
        if dash.start() and folder[dash.end() :]:
            yield folder[: dash.start()], folder[dash.end() :]
