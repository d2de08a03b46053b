"""The list of priorities a second time: duties, tiers, and the order of lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from verification.area import Area, Point
from verification.measures import EDGE, Measure, measure_all
from verification.periods import is_stale

TIERS = ("A", "B1", "B2", "V", "C")


@dataclass(frozen=True)
class Duty:
    """What a measure says of a duty: late cases (None without counts), and the late share in percent."""

    indicator: str
    name: str
    theme: str
    responsible: str
    latest: Point
    late: float | None
    share: float
    change: float | None

    @property
    def cases(self) -> float | None:
        return self.latest.figures.denominator

    @property
    def is_met(self) -> bool:
        return self.share == 0 if self.late is None else self.late == 0


@dataclass(frozen=True)
class Line:
    """One line of the list."""

    theme: str
    tier: str
    responsible: tuple[str, ...] = ()
    children: float | None = None
    measures: tuple[Measure, ...] = ()
    duties: tuple[Duty, ...] = field(default=())

    @property
    def indicators(self) -> list[str]:
        names = [item.indicator for item in self.duties] + [item.indicator for item in self.measures]
        return list(dict.fromkeys(names))

    @property
    def rank(self) -> tuple[Any, ...]:
        distance = self.measures[0].distance if self.measures else 0.0
        return TIERS.index(self.tier), self.children is None, -(self.children or 0.0), -distance


def find_late(area: Area, indicator: str, point: Point) -> tuple[float | None, float]:
    """Return the late cases of a duty and their share in percent."""
    row, value = point.figures, point.value or 0.0
    if area.entry(indicator)["direction"] != "high":
        return row.numerator, value
    known = row.numerator is not None and row.denominator is not None
    return (row.denominator or 0.0) - (row.numerator or 0.0) if known else None, 100 - value


def list_duties(area: Area) -> list[Duty]:
    """Return one record a duty; where several measures speak to it, the first core one stands for it."""
    found: dict[str, Duty] = {}
    for indicator in sorted(area.list_indicators(), key=lambda name: not area.entry(name)["core"]):
        entry, latest = area.entry(indicator), area.list_points(indicator)[-1]
        duty = entry.get("duty")
        if not duty or latest.value is None or is_stale(latest.end, area.as_at, area.edition["stale_after_years"]):
            continue
        late, share = find_late(area, indicator, latest)
        body = entry.get("responsible", "council")
        change = find_change(area, indicator, share)
        found.setdefault(duty["name"], Duty(indicator, duty["name"], entry["theme"], body, latest, late, share, change))
    return list(found.values())


def find_change(area: Area, indicator: str, share: float) -> float | None:
    """Return the change of a late share on the period before, None across a change of definition."""
    earlier, latest = area.previous(indicator), area.latest(indicator)
    if earlier is None or latest is None or earlier.value is None:
        return None
    if any(item["kind"] == "definition" for item in area.find_breaks(indicator, earlier.code, latest.code)):
        return None
    return share - find_late(area, indicator, earlier)[1]


def group_core(measures: Iterable[Measure], area: Area) -> dict[str, list[Measure]]:
    """Return the core measures of each theme."""
    found: dict[str, list[Measure]] = {}
    for item in measures:
        if item.core:
            found.setdefault(area.entry(item.indicator)["theme"], []).append(item)
    return found


def place(item: Measure, area: Area) -> str | None:
    """Return the tier that a measure reaches."""
    if not item.is_in_family:
        return None
    if item.is_unfavourable and item.is_beyond:
        return "B1" if (item.q if item.q is not None else 1.0) < area.edition["thresholds"]["discovery"] else "B2"
    worsening = bool(item.trend) and str((item.trend or {})["neighbours"]["label"]).startswith("worsening")
    return "C" if worsening or (item.is_unfavourable and item.label == EDGE) else None


def _rank(item: Measure) -> tuple[Any, ...]:
    return item.fewest is None, -(item.fewest or 0.0), -item.distance


def rank_lines(area: Area) -> list[Line]:
    """Return the lines of the list in order, what people raised among them."""
    measures, duties = measure_all(area, area.edition["neighbours"]), list_duties(area)
    themes = group_core(measures.values(), area)
    for duty in duties:
        themes.setdefault(duty.theme, [])
    lines = [line for theme, members in themes.items() if (line := _build_line(theme, members, duties, area))]
    lines += [Line(item["theme"], "V") for item in area.tables.read_local_area(area.slug).get("families", ())]
    return sorted(lines, key=lambda line: line.rank)


def _build_line(theme: str, members: list[Measure], duties: list[Duty], area: Area) -> Line | None:
    placed = [(tier, item) for item in members if (tier := place(item, area))]
    placed.sort(key=lambda pair: (TIERS.index(pair[0]), *_rank(pair[1])))
    missed = [item for item in duties if item.theme == theme and not item.is_met]
    missed.sort(key=lambda item: (item.late is None, -(item.late or 0.0)))
    measures = tuple(item for _, item in placed)
    if missed:
        bodies = tuple(dict.fromkeys(item.responsible for item in missed))
        return Line(theme, "A", bodies, missed[0].late, measures, tuple(missed))
    if not placed:
        return None
    tier = placed[0][0]
    names = [item.indicator for reached, item in placed if reached == tier]
    bodies = tuple(dict.fromkeys(area.entry(name).get("responsible", "council") for name in names))
    return Line(theme, tier, bodies, measures[0].fewest, measures)


def list_untested(area: Area) -> tuple[list[str], list[str]]:
    """Return the themes that nothing sets apart, and those without a test."""
    listed = {line.theme for line in rank_lines(area)}
    themes = group_core(measure_all(area, area.edition["neighbours"]).values(), area)
    rest = {theme: members for theme, members in themes.items() if theme not in listed}
    tested = [theme for theme, members in rest.items() if any(item.is_in_family for item in members)]
    scored = [theme for theme, members in rest.items() if any(item.scored for item in members)]
    return tested, [theme for theme in scored if theme not in tested]
