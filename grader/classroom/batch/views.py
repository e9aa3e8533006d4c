"""An assignment as it is for each student of a class, where some criteria are for a group only."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.classroom.batch.fingerprints import judging_hash
from grader.classroom.people import Student
from grader.classroom.sections import groups_in
from grader.course.load import Assignment


@dataclass(frozen=True)
class Views:
    """What an assignment is for whom, and the hash of what each is judged by."""

    assignment: Assignment
    hashes: dict[frozenset[str], str] = field(default_factory=dict)
    made: dict[frozenset[str], Assignment] = field(default_factory=dict)

    def groups(self, student: Student) -> frozenset[str]:
        """Give the groups of a student's that make a difference."""
        audiences = self.assignment.audiences
        return groups_in(student) & audiences if audiences else audiences

    def of(self, student: Student) -> Assignment:
        """Give the assignment as it is for a student."""
        return self.of_groups(self.groups(student))

    def of_groups(self, groups: frozenset[str]) -> Assignment:
        """Give the assignment as it is for some groups, once: much is worked out of one."""
        if groups not in self.made:
            self.made[groups] = self.assignment.for_groups(groups)
        return self.made[groups]

    def judging(self, student: Student) -> str:
        """Hash everything that decides what an observation of a student's is worth."""
        groups = self.groups(student)
        if groups not in self.hashes:
            self.hashes[groups] = judging_hash(self.of_groups(groups))
        return self.hashes[groups]
