"""The figures that a target is set beside: published ones and the area's own, with dates in decimal years.

Each month is a twelfth of a year, so that the ends of two Decembers lie whole years apart. A figure is dated to the end
of its period.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.intervals import Interval
from sendneeds.analysis.trajectory import Milestone
from sendneeds.declare.partial_date import read_last_day, say_partial_date
from sendneeds.declare.period import PeriodKind
from sendneeds.declare.stated import Target
from sendneeds.evidence.local import LocalValue, name_local_file
from sendneeds.present.words import MISSING
from sendneeds.report.area_evidence import AreaEvidence

WAITS = "waits for local values"
WITHIN_YEAR = {PeriodKind.TERM, PeriodKind.MONTH}


class DatedFigure(NamedTuple):
    """One figure that a target is set beside, published or the area's own."""

    date: float
    label: str
    value: float
    interval: Interval | None
    id: str
    source: Finding | LocalValue

    @property
    def point(self) -> Milestone:
        return Milestone(self.date, self.value)


def read_end(day: date) -> float:
    """Return the end of a day in decimal years of equal months."""
    return day.year + (day.month - 1 + day.day / monthrange(day.year, day.month)[1]) / 12


def read_start(day: date) -> float:
    """Return the beginning of a day in decimal years of equal months."""
    return day.year + (day.month - 1 + (day.day - 1) / monthrange(day.year, day.month)[1]) / 12


def gather_figures(evidence: AreaEvidence, target: Target) -> tuple[tuple[DatedFigure, ...], str]:
    """Return the figures of a target up to the edition's date, oldest first, and why there are none."""
    if target.local:
        return _gather_local(evidence, target, target.local)
    series = [evidence.series[name] for name in list_series(evidence, str(target.indicator)) if name in evidence.series]
    if not series:
        return (), "no figure of its measure is published for a period up to this edition's date"
    has_value = target.has_number or target.baseline is not None
    if has_value and any(item.entry.indicator.unit != target.unit.value for item in series):
        return (), f"its measure is not in the target's unit, {target.unit}"
    # Where both cover a period, the newer release counts.
    known = {item.period.end: item for one in series for item in one.findings}
    shown = [item for item in known.values() if item.value is not None and not item.is_small]
    if not shown:
        symbol = series[-1].latest.symbol
        return (), f"its figures are {MISSING[symbol]}" if symbol else "its figures are of too few children"
    kept = [item for item in shown if _is_alike(item, shown[-1])]
    found = [
        DatedFigure(read_end(item.period.end), item.period.label, item.value or 0.0, item.interval, item.id, item)
        for item in kept
    ]
    return tuple(sorted(found, key=lambda item: item.date)), ""


def list_series(evidence: AreaEvidence, indicator: str) -> list[str]:
    """Return an indicator and, before it, the one that stands in for it in earlier periods."""
    earlier = evidence.registry.indicators[indicator].indicator.earlier
    return [*([earlier] if earlier else []), indicator]


def _is_alike(finding: Finding, latest: Finding) -> bool:
    """Say whether a finding is of the same term or month of the year as the latest, where a year has several."""
    by_part = finding.entry.indicator.period in WITHIN_YEAR
    return not by_part or finding.period.end.month == latest.period.end.month


def _gather_local(evidence: AreaEvidence, target: Target, name: str) -> tuple[tuple[DatedFigure, ...], str]:
    slot, measure = name.split(".")
    supplied = [
        item
        for item in evidence.local_data.find_values(name)
        if read_last_day(item.date) <= evidence.edition.as_at and item.value is not None
    ]
    found = tuple(
        DatedFigure(
            read_end(read_last_day(item.date)),
            say_partial_date(item.date),
            item.value or 0.0,
            None,
            f"{evidence.area.slug}.local.{item.name}.{item.date}",
            item,
        )
        for item in supplied
        if item.unit == target.unit.value
    )
    if found:
        return found, ""
    place = f"{name_local_file(evidence.area.slug, slot)}, measure {measure}"
    if supplied:
        return (), f"the values in {place} are not in the target's unit, {target.unit}"
    return (), f"{WAITS}: {place}"
