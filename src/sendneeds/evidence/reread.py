"""One figure read again from the original release, to be set beside the committed observation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.source import Release
from sendneeds.errors import DataError
from sendneeds.evidence.assembly import Assembly
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import load_areas
from sendneeds.evidence.release import Releases
from sendneeds.project import Project

FIGURES = ("value", "numerator", "denominator")


@dataclass(frozen=True)
class Row:
    """One row of the table of observations; a figure that is not there is None."""

    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str
    release: str

    @property
    def figures(self) -> tuple[float | None, ...]:
        return self.value, self.numerator, self.denominator


def find_row(by_area_period: pd.DataFrame, area_code: str, period: str) -> Row | None:
    """Return the row of an area and period, None where there is none."""
    found = by_area_period[(by_area_period["area_code"] == area_code) & (by_area_period["period"] == period)]
    if found.empty:
        return None
    first = found.iloc[0]
    value, numerator, denominator = (None if pd.isna(first[name]) else float(first[name]) for name in FIGURES)
    return Row(value, numerator, denominator, str(first["symbol"]), str(first["release"]))


@dataclass
class Rereader:
    """Reads figures again from the releases in `folder`, each file verified against `lock` first."""

    project: Project
    folder: Path
    lock: Mapping[str, Release]
    entries: Mapping[str, IndicatorEntry]

    def __post_init__(self) -> None:
        releases = Releases(self.folder, self.lock)
        self._assembly = Assembly(self.project, self.entries, releases, Crosswalk(load_areas(self.project)))

    def read(self, indicator: str, area_code: str, period: str) -> Row | None:
        """Return the row as the readers give it, None where the release has none.

        Only this indicator is read, and those that it is calculated from. Raises IntegrityError if a file is not the
        locked one, DataError if one is missing or cannot be read.
        """
        self._assembly.build(indicator)
        if problems := [problem for left in self._assembly.left.values() for problem in left]:
            raise DataError(problems)
        return find_row(self._assembly.observed[indicator].by_area_period, area_code, period)
