"""Sufficiency by setting: projected demand beside the places that an area has supplied, or why it cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.pressure import Pressure
from sendneeds.analysis.sufficiency import Added, Sufficiency, measure_sufficiency
from sendneeds.declare.partial_date import read_last_day
from sendneeds.evidence.local import LocalCapacity
from sendneeds.evidence.local_rows import CURRENT, PLANNED, SETTINGS, WHOLE
from sendneeds.present.sentences import join_words
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_figures import read_end
from sendneeds.report.cycle_words import REPORT
from sendneeds.report.priorities_demand import PLANS, list_points, list_projected, name_year, say_demand
from sendneeds.report.section import join_paragraphs

SHARES = {
    "special school": "place_state_special_pct",
    "unit in a mainstream school": "place_unit_pct",
    "alternative provision": "place_ap_pct",
    "independent or non-maintained special school": "place_inmss_pct",
    "further education": "place_fe_pct",
}
YEARS = 2


@dataclass(frozen=True)
class SettingPlaces:
    """One setting: its places now, planned rows after that, its share of plans, and the projected years.

    `years` and `labels` (their periods) are empty where `reason` says why demand cannot be set beside places.
    """

    setting: str
    share: Finding
    plans: Finding
    current: LocalCapacity | None = None
    planned: tuple[LocalCapacity, ...] = ()
    years: tuple[Sufficiency, ...] = ()
    labels: tuple[str, ...] = ()
    reason: str = ""

    @property
    def slug(self) -> str:
        return self.setting.replace(" ", "-")


def is_within_years(earlier: date, later: date, years: int = YEARS) -> bool:
    """Say whether `later` is no more than so many years after `earlier`, to the day."""
    return (earlier.year + years, earlier.month, earlier.day) >= (later.year, later.month, later.day)


@lru_cache(maxsize=8)
def list_settings(evidence: AreaEvidence) -> tuple[SettingPlaces, ...]:
    """Return every setting for which the area has supplied places, with its demand where that can be told."""
    supplied = {item.setting for item in evidence.local_data.capacity}
    plans = next((item for item in list_projected(evidence) if item.finding.id == evidence.latest(PLANS).id), None)
    return tuple(_measure(evidence, setting, plans) for setting in SETTINGS if setting in supplied)


def say_demand_and_places(evidence: AreaEvidence) -> str:
    """Return each count of demand with its projection, and whether it is set against places."""
    return join_paragraphs(say_demand(evidence), say_supplied(evidence))


def say_supplied(evidence: AreaEvidence) -> str:
    """Return, for the report on priorities, whether projected demand is set against places, and where."""
    settings = list_settings(evidence)
    told = [item.setting for item in settings if item.years]
    if not settings:
        return "Capacity was not supplied, so projected demand is not set against places."
    if not told:
        return f"The capacity supplied cannot be set against projected demand; the {REPORT} says why."
    return f"The {REPORT} sets projected demand against the places supplied in: {join_words(told)}."


def _measure(evidence: AreaEvidence, setting: str, plans: Pressure | None) -> SettingPlaces:
    share, as_at = evidence.latest(SHARES[setting]), evidence.edition.as_at
    rows = [item for item in evidence.local_data.capacity if item.setting == setting]
    known = [item for item in rows if item.status == CURRENT and read_last_day(item.date) <= as_at]
    whole = [item for item in known if item.phase == WHOLE]
    found = SettingPlaces(setting, share, evidence.latest(PLANS))
    if not whole:
        return _leave(found, "no places now under the phase all, up to this edition's date")
    current = whole[-1]
    opened = read_last_day(current.date)
    if not is_within_years(opened, as_at):
        return _leave(found, "its places now are dated more than 24 months before this edition")
    if plans is None:
        return _leave(found, "the number of plans cannot be projected")
    if share.value is None or share.is_small or evidence.edition.is_stale(share.period.end):
        return _leave(found, "its share of plans is not published for recent years")
    points, counted = list_points(plans), read_end(plans.finding.period.end) - plans.finding.period.end.year
    last = points[-1].year + counted
    ahead = [item for item in rows if item.status == PLANNED and read_last_day(item.date) > opened]
    planned = tuple(item for item in ahead if read_end(read_last_day(item.date)) <= last)
    return SettingPlaces(
        setting=setting,
        share=share,
        plans=plans.finding,
        current=current,
        planned=planned,
        years=measure_sufficiency(
            points,
            _read_share(share),
            current.places,
            [Added(read_end(read_last_day(item.date)), item.places) for item in planned],
            counted,
        ),
        labels=tuple(name_year(plans, point) for point in points),
    )


def _leave(item: SettingPlaces, reason: str) -> SettingPlaces:
    return SettingPlaces(item.setting, item.share, item.plans, reason=reason)


def _read_share(share: Finding) -> float:
    """Return a share from 0 to 1, from its counts where they are published."""
    if share.numerator is not None and share.denominator:
        return share.numerator / share.denominator
    return (share.value or 0.0) / 100


def describe_sufficiency(evidence: AreaEvidence) -> list[dict[str, Any]]:
    """Return each setting with its projected years for `findings.json`, unrounded."""
    return [
        {
            "setting": item.setting,
            "share": item.share.id,
            "plans": item.plans.id,
            "reason": item.reason or None,
            "years": [
                {
                    "year": year.year,
                    "demand": year.demand,
                    "band80": list(year.band80),
                    "capacity": year.capacity,
                    "pipeline": year.pipeline,
                    "gap": year.gap,
                    "gap80": list(year.gap80),
                }
                for year in item.years
            ],
        }
        for item in list_settings(evidence)
    ]
