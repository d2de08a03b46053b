"""What the id of a published figure names: an area, an indicator and a period, with the committed observation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache

import pandas as pd

from sendneeds.analysis.finding import Finding, compute_interval
from sendneeds.declare.area import Area
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import Period, read_period
from sendneeds.declare.source import DerivedSource, TableSource
from sendneeds.errors import DeclarationError, Problem
from sendneeds.evidence.derived import read_derived
from sendneeds.evidence.figures import Observed, read_year
from sendneeds.evidence.observations import load_indicator
from sendneeds.evidence.reread import Row, find_row
from sendneeds.present.sentences import add_article
from sendneeds.project import Project
from sendneeds.report.area_evidence import AreaEvidence, National

# Readers whose value is 100 times numerator through denominator.
SHARES = {"therapy_waits", "tribunal"}
PERCENT = 100


@dataclass(frozen=True, eq=False)
class Subject:
    """A published figure. `row` is as committed; `shown` what reports may print of it, which a footnote can withhold.

    `evidence` is that of the area in the edition, None for what has no report of its own: regions, England, authorities
    that are no more.
    """

    id: str
    national: National
    evidence: AreaEvidence | None
    area: Area
    entry: IndicatorEntry
    period: Period
    row: Row
    shown: Row

    @cached_property
    def finding(self) -> Finding:
        """The finding as reports have it, with comparators where it has any."""
        series = self.evidence.series.get(self.entry.id) if self.evidence else None
        found = series.find(self.period.code) if series else None
        value, numerator, denominator = self.shown.figures
        return found or Finding(
            id=self.id,
            area_name=add_article(self.area.name),
            entry=self.entry,
            period=self.period,
            value=value,
            numerator=numerator,
            denominator=denominator,
            symbol=self.shown.symbol,
            release=self.shown.release,
            interval=compute_interval(self.entry.indicator.unit, value, numerator, denominator),
        )

    def recompute(self) -> float | None:
        """Return the value worked out again from committed counts, or from the observations that it is derived from.

        A figure that is published as it stands is returned as committed.
        """
        source = self.entry.indicator.source
        if isinstance(source, DerivedSource):
            found = find_row(self._derive(source), self.area.area_code, self.period.code)
            return found.value if found else None
        value, numerator, denominator = self.row.figures
        if value is None or numerator is None or not denominator or not self.has_arithmetic:
            return value
        return getattr(source, "scale", PERCENT) * numerator / denominator

    @property
    def has_arithmetic(self) -> bool:
        """Whether the value is numerator through denominator, and not a published column."""
        source = self.entry.indicator.source
        return source.reader in SHARES or (isinstance(source, TableSource) and not source.value)

    def _derive(self, source: DerivedSource) -> pd.DataFrame:
        entries = self.national.registry.indicators
        observed = {
            name: Observed(entries[name].indicator.period, _load_rows(self.national.project, name))
            for name in source.of
        }
        return read_derived(self.entry.indicator, observed).by_area_period

    def list_behind(self) -> Iterator[str]:
        """Yield the ids of the published figures that this one is worked out from."""
        source = self.entry.indicator.source
        if isinstance(source, DerivedSource):
            lags = [0, source.years] if source.operation == "growth" else [0]
            pairs = [(source.of, lag) for lag in lags]
            if source.operation == "ratio":
                pairs = [(source.of[:1], 0), (source.of[1:], source.lag)]
            for names, lag in pairs:
                yield from self._find_others(names, lag, one=source.operation == "growth")
        elif isinstance(source, TableSource):
            for part in filter(None, (source.numerator, source.denominator)):
                yield from self._find_others(part.indicator, part.lag, one=True)

    def _find_others(self, names: Iterable[str], lag: int, *, one: bool) -> list[str]:
        """Return the ids of other indicators' figures that end `lag` years earlier, of several the last if `one`."""
        year = self.period.end.year - lag
        found = [item for name in names for item in self._list_years(name, year)]
        return found[-1:] if one else found

    def _list_years(self, name: str, year: int) -> Iterator[str]:
        kind = self.national.registry.indicators[name].indicator.period
        rows = _load_rows(self.national.project, name)
        rows = rows[(rows["area_code"] == self.area.area_code) & rows["value"].notna()]
        codes = [str(code) for code in rows["period"]]
        same = [code for code in codes if code == self.period.code and year == self.period.end.year]
        ending = [code for code in codes if read_year(code, kind) == year]
        yield from (f"{self.area.slug}.{name}.{code}" for code in (same or ending[-1:]))


@lru_cache(maxsize=64)
def _load_rows(project: Project, indicator: str) -> pd.DataFrame:
    """Read the committed observations of an indicator, once for a process."""
    return load_indicator(project, indicator)


def find_subject(national: National, evidence: AreaEvidence | None, area: Area, found: tuple[str, str, str]) -> Subject:
    """Return what an id names; `found` is the id, its indicator and its period.

    Raises DeclarationError with near matches for an unknown indicator or period.
    """
    name, indicator, code = found
    entry = national.registry.indicators.get(indicator)
    if entry is None:
        raise say_unknown(name, f"no indicator {indicator!r}", indicator, national.registry.indicators)
    row = find_row(_load_rows(national.project, indicator), area.area_code, code)
    if row is None:
        rows = national.observations
        own = rows[(rows["indicator"] == indicator) & (rows["area_code"] == area.area_code)]
        raise say_unknown(name, f"no period {code!r} of {indicator} for {area.name}", code, map(str, own["period"]))
    kept = national.observations[national.observations["indicator"] == indicator]
    shown = find_row(kept, area.area_code, code) or row
    period = read_period(code, entry.indicator.period)
    return Subject(name, national, evidence, area, entry, period, row, shown)


def say_unknown(where: str, found: str, word: str, known: Iterable[str]) -> DeclarationError:
    """Return the error for a part of an id that does not exist, with the nearest of what does."""
    names = list(known)
    near = get_close_matches(word, names, n=3, cutoff=0.5) or names[-3:]
    expected = f"one that exists (nearest: {', '.join(near)})" if near else "one that exists"
    return DeclarationError(Problem(where, found, expected, "correct the id"))
