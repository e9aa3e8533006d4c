"""A class in pieces, each of which is read, and made into text, by whichever process has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from grader.classroom.batch.forks import count_processors, spread
from grader.classroom.people import Standing

R = TypeVar("R")
Reader: TypeAlias = Callable[[], tuple[Sequence[Standing], Any]]


@dataclass(frozen=True)
class InPieces:
    """A class that is read piece by piece, in its order.

    `readers` begins to read it; each that it gives reads the standings of one piece, and what is
    noted of them. That is handed to `note`, in this process, whichever has read them.
    """

    readers: Callable[[], Sequence[Reader]]
    note: Callable[[Any], None]

    def __iter__(self) -> Iterator[Standing]:
        for read in self.readers():
            yield from self.take(*read())

    def take(self, standings: Sequence[Standing], noted: Any) -> Sequence[Standing]:
        """Give what was read, and note what is beside it; no piece is held any longer."""
        self.note(noted)
        return standings

    def spread(self, work: Callable[[Sequence[Standing]], R]) -> Iterator[R]:
        """Do work on the standings of each piece, on all processors; give what comes of it."""
        readers = self.readers()

        def work_on(number: int) -> tuple[R, Any]:
            standings, noted = readers[number]()
            return work(standings), noted

        # By number: each fork has what they begin with, and need not be sent it.
        for done, noted in spread(work_on, range(len(readers)), count_processors()):
            self.note(noted)
            yield done
