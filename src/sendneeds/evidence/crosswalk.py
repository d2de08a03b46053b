"""From the codes and names that releases print to the code of an area."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sendneeds.declare.area import Area

SPACES = re.compile(r"\s+")
FOOTNOTE = re.compile(r"(?<=[A-Za-z)])\s*\[?\d+(,\s*\d+)*\]?$")
MARKS = re.compile(r"[.,'\u2019()*-]")


def clean_name(name: str) -> str:
    """Return `name` in the one form in which names are compared: no case, footnote digits or punctuation."""
    bare = FOOTNOTE.sub("", name.strip()).replace("&", " and ")
    return SPACES.sub(" ", MARKS.sub(" ", bare)).strip().lower()


def _split_code(text: str) -> tuple[str, str]:
    """Return a GSS code and the day from which it holds, "" for always."""
    code, _, start = text.partition(":")
    return code, start


class Crosswalk:
    """Finds areas by DfE number, by any of their GSS codes, or by name.

    Where two areas had one name (Dorset, reorganised in 2019), the current one is found.
    """

    def __init__(self, areas: Sequence[Area]) -> None:
        newest_last = sorted(areas, key=lambda area: (not area.closed, area.opened, area.area_code))
        self._codes = {area.area_code for area in areas}
        self._by_gss = {code.partition(":")[0]: area.area_code for area in newest_last for code in area.gss_codes}
        self._by_name = {
            clean_name(name): area.area_code for area in newest_last for name in (*area.aliases, area.name)
        }
        self.current = tuple(sorted(area.area_code for area in areas if area.is_current))
        self.regions = {area.area_code: area.region_code for area in areas if area.is_authority}
        self._codes_of = {area.area_code: tuple(map(_split_code, area.gss_codes)) for area in areas}
        self._namesakes: dict[str, list[str]] = {}
        for area in areas:
            for name in {clean_name(name) for name in (area.name, *area.aliases)}:
                self._namesakes.setdefault(name, []).append(area.area_code)
        self._names = {area.area_code: clean_name(area.name) for area in areas}
        self._lives = {area.area_code: (area.opened, area.closed or "9999") for area in areas}

    def find_by_code(self, dfe: str) -> str | None:
        """Return the area of a 3-digit DfE number, or of a region's or England's code."""
        return dfe.strip() if dfe.strip() in self._codes else None

    def find_by_gss(self, code: str) -> str | None:
        """Return the area that has, or had, this GSS code."""
        return code.strip() if code.strip() in self._codes else self._by_gss.get(code.strip())

    def find_by_name(self, name: str) -> str | None:
        """Return the area of this name or alias, whatever its spelling, case or footnote digits."""
        return self._by_name.get(clean_name(name))

    def find_replaced(self, area_code: str, code: str, day: date) -> tuple[str, str] | None:
        """Return the GSS code that had replaced `code` for an area by `day`, and since when; None if none had."""
        codes = self._codes_of[area_code]
        own = next((start for other, start in codes if other == code), None)
        later = [(start, other) for other, start in codes if own is not None and own < start <= day.isoformat()]
        return max(later)[::-1] if later else None

    def find_namesake(self, area_code: str, day: date) -> str:
        """Return the area of the same name that existed on `day`, else the area itself."""
        if self.existed(area_code, day):
            return area_code
        others = self._namesakes[self._names[area_code]]
        return next((other for other in others if self.existed(other, day)), area_code)

    def existed(self, area_code: str, day: date) -> bool:
        """Say whether an area had been set up, and not yet abolished, on `day`."""
        opened, closed = self._lives[area_code]
        return opened <= day.isoformat() <= closed
