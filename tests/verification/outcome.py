"""What a check counts and finds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class Difference(NamedTuple):
    """One thing that does not follow: the report, the place or id, and what is wrong."""

    report: str
    where: str
    what: str


@dataclass
class Outcome:
    """The numbers checked by kind of rule, for one report, and the differences."""

    report: str
    checked: Counter[str] = field(default_factory=Counter)
    differences: list[Difference] = field(default_factory=list)

    def count(self, kind: str, number: int = 1) -> None:
        self.checked[kind] += number

    def fail(self, place: str, where: str, what: str) -> None:
        self.differences.append(Difference(self.report, f"{place}: {where}" if place else where, what))
