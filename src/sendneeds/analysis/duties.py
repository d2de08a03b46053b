"""Duties in law that figures speak to: how many cases were late, and who has to meet them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sendneeds.analysis.finding import Finding, Series
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import Direction

WHOLE = 100.0


@dataclass(frozen=True)
class DutyRecord:
    """What a measure says of a duty, in its latest period and the one before.

    `late` is a number of cases and None where counts are not published; `late_share` is in percent of all cases, and
    `change` in percentage points on the period before, positive where a larger share was late. `change` is None without
    a period before, or across a `definition` break.
    """

    finding: Finding
    name: str
    law: str
    responsible: str
    late: float | None
    cases: float | None
    late_share: float
    change: float | None

    @property
    def is_met(self) -> bool:
        """Whether no case was late."""
        return self.late == 0 if self.late is not None else self.late_share == 0


def list_duties(series: Iterable[Series], edition: Edition) -> tuple[DutyRecord, ...]:
    """Return one record a duty, in order of declaration, from measures with a recent value.

    Where several measures speak to the same duty, the first core one stands for it.
    """
    by_name: dict[str, Series] = {}
    for item in sorted(series, key=lambda item: not item.entry.indicator.core):
        duty, latest = item.entry.indicator.duty, item.latest
        if duty is not None and latest.value is not None and not edition.is_stale(latest.period.end):
            by_name.setdefault(duty.name, item)
    return tuple(record for item in by_name.values() if (record := _record_duty(item)))


def _record_duty(series: Series) -> DutyRecord | None:
    latest, duty = series.latest, series.entry.indicator.duty
    share = _measure_late_share(latest)
    if duty is None or share is None:
        return None
    previous = series.previous
    before = _measure_late_share(previous) if previous else None
    if previous and "definition" in series.find_breaks(previous.period, latest.period):
        before = None
    return DutyRecord(
        finding=latest,
        name=duty.name,
        law=duty.law,
        responsible=series.entry.indicator.responsible,
        late=_count_late(latest),
        cases=latest.denominator,
        late_share=share,
        change=None if before is None else share - before,
    )


def _count_late(finding: Finding) -> float | None:
    in_time = finding.entry.indicator.direction is Direction.HIGH
    return finding.complement if in_time else finding.numerator


def _measure_late_share(finding: Finding) -> float | None:
    if finding.value is None:
        return None
    return WHOLE - finding.value if finding.entry.indicator.direction is Direction.HIGH else finding.value
