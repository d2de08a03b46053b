"""Whether a printed number is the one right rendering of a number: digits, separators, decimals, sign and unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from verification.tables import Entry

MINUS = "\N{MINUS SIGN}"
PRINTED = re.compile(rf"([+{MINUS}]?)(£?)([+{MINUS}]?)(\d[\d,]*(?:\.\d+)?)(%| million|m\b)?")
MILLION = 1e6
SLACK = 1e-9


class Printed(NamedTuple):
    """A number as it stands on a page."""

    sign: str
    before: str
    digits: str
    after: str

    @property
    def text(self) -> str:
        return f"{self.sign}{self.before}{self.digits}{self.after}"


@dataclass(frozen=True)
class Number:
    """A number with the decimals and the unit it is to be printed with.

    `sign` is "kept" (a minus where it is negative), "said" (words around it say which way), or "both" (+ and minus).
    """

    value: float
    decimals: int = 0
    unit: str = ""
    sign: str = "kept"

    def is_shown(self, printed: Printed) -> bool:
        """Say whether this is how the number is printed."""
        in_millions = printed.after.strip() in {"million", "m"}
        if in_millions != (self.unit == "£" and abs(self.value) >= MILLION):
            return False
        decimals, value = (1, self.value / MILLION) if in_millions else (self.decimals, self.value)
        whole, _, part = printed.digits.partition(".")
        size = float(printed.digits.replace(",", ""))
        return (
            len(part) == decimals
            and whole == f"{int(whole.replace(',', '')):,}"
            and abs(abs(value) - size) <= 0.5 * 10**-decimals + SLACK
            and printed.sign == self._choose_sign(size)
            and (printed.before, "" if in_millions else printed.after) == self._split_unit()
        )

    def write(self) -> str:
        """Return the number as it is to be printed, a million as `m`."""
        size, after = abs(self.value), "" if self.unit == "£" else self.unit
        if self.unit == "£" and size >= MILLION:
            return f"{self._choose_sign(size)}£{size / MILLION:,.1f}m"
        return f"{self._choose_sign(size)}{'£' if self.unit == '£' else ''}{size:,.{self.decimals}f}{after}"

    def _choose_sign(self, size: float) -> str:
        if not size or self.sign == "said":
            return ""
        if self.value < 0:
            return MINUS
        return "+" if self.sign == "both" else ""

    def _split_unit(self) -> tuple[str, str]:
        return ("£", "") if self.unit == "£" else ("", self.unit)


def list_printed(text: str) -> list[Printed]:
    """Return the numbers of a text in order."""
    found = PRINTED.findall(text)
    return [Printed(sign or inner, pound, digits.rstrip(","), after) for sign, pound, inner, digits, after in found]


def write_value(value: float, entry: Entry, sign: str = "kept") -> Number:
    """Return a value in the unit of an indicator."""
    unit = entry["unit"]
    if unit in {"percent", "percent_change"}:
        return Number(value, entry["decimals"], "%", sign)
    return Number(value, entry["decimals"], "£" if unit.startswith("pounds") else "", sign)
