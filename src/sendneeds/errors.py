"""Errors that a user can act on, and the exit code that each one means.

    SendneedsError                1  an area could not be produced
    |-- DeclarationError          2  a file under params/, or the command line, is wrong; nothing was run
    |-- NewerSourceError          3  a newer release exists
    |-- DataError                 4  input data are invalid
    |-- DisclosureError           5  a disclosure check failed; nothing was published
    `-- IntegrityError            6  a checksum or a lock does not agree

Exit code 0 means that everything was done, 130 that the user interrupted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, in the words "where: found X; expected Y; do Z"."""

    where: str
    found: str
    expected: str
    action: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}; expected {self.expected}; {self.action}"


class SendneedsError(Exception):
    """Base of every error raised on purpose. Carries one or more `problems`."""

    exit_code = 1

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class DeclarationError(SendneedsError):
    """A declaration under `params/`, `data/sources.lock` or on the command line is wrong."""

    exit_code = 2


class NewerSourceError(SendneedsError):
    """A newer release of a source exists."""

    exit_code = 3


class DataError(SendneedsError):
    """Input data are missing, damaged or not of the expected shape."""

    exit_code = 4


class DisclosureError(SendneedsError):
    """An output would let a reader learn something about a person."""

    exit_code = 5


class IntegrityError(SendneedsError):
    """A checksum or a lock does not agree with what is on disk."""

    exit_code = 6
