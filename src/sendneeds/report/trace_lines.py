"""What tracing a number tells: facts, the numbers that may be printed with its id, and what was computed again."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace

AGREES = {True: "agrees", False: "differs"}


@dataclass(frozen=True)
class Fact:
    """One thing that is known of a number."""

    name: str
    text: str


@dataclass(frozen=True)
class Figure:
    """A number, unrounded, that may be printed with an id, and what it is of the finding."""

    name: str
    value: float


@dataclass(frozen=True)
class Check:
    """Something computed or read again, and whether it is what was there."""

    said: str
    agrees: bool


@dataclass(frozen=True)
class Trace:
    """All that is known of one id. `behind` are the ids of the findings that it is worked out from."""

    id: str
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...] = ()
    behind: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def agrees(self) -> bool:
        return all(check.agrees for check in self.checks)

    def add(self, *checks: Check) -> Trace:
        """Return the trace with more checks."""
        return replace(self, checks=(*self.checks, *checks))

    def to_lines(self) -> list[str]:
        """Return plain lines for a terminal."""
        lines = [self.id, *(f"  {fact.name}: {fact.text}" for fact in self.facts)]
        lines += [f"  from: {name}" for name in self.behind]
        return lines + [f"  {check.said}: {AGREES[check.agrees]}" for check in self.checks]

    def to_json(self) -> str:
        """Return everything, the figures too, with sorted keys."""
        content = asdict(self) | {"agrees": self.agrees}
        return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
