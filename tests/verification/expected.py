"""What is expected in a place, and whether a text says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from verification.rendering import Number, list_printed


@dataclass(frozen=True)
class Expected:
    """The numbers that stand in a place, in order, by kind of rule; or the `texts` one of which stands there.

    A number that is None is one that the second path does not find: whatever is printed for it is wrong.
    """

    kind: str
    numbers: Sequence[Number | None] = ()
    texts: Sequence[str] = ()

    def find_fault(self, text: str, fewest: int | None = None) -> str:
        """Return what is wrong with a text, or nothing. A chart of several measures may have `fewest` decimals."""
        said = " ".join(text.split())
        if self.texts:
            return "" if said in self.texts else f"{said!r} is printed, {' or '.join(self.texts)!r} found"
        printed = list_printed(said)
        if len(printed) != len(self.numbers):
            return f"{said!r} holds {len(printed)} numbers, {len(self.numbers)} found"
        for one, number in zip(printed, self.numbers, strict=True):
            if number is None:
                return f"{said!r} is printed, nothing found"
            coarser = replace(number, decimals=min(number.decimals, number.decimals if fewest is None else fewest))
            if not number.is_shown(one) and not coarser.is_shown(one):
                return f"{said!r} is printed, {number.value!r} found ({number.decimals} decimals{number.unit})"
        return ""
