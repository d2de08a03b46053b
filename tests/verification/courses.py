"""Targets a second time: the figures that count, the course, and how each stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import hypot
from typing import Any, NamedTuple

import numpy as np

from verification.area import WITHIN_YEAR, Area
from verification.chance import Pair
from verification.dates import end_of, find_standing, first_day, last_day, say_date, start_of
from verification.measures import is_share
from verification.periods import find_end, find_label
from verification.projections import project
from verification.tables import Entry

MISSING = {
    "c": "withheld by the publisher",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero",
    "u": "too unreliable to show",
}
NONE_SINCE = "there is no later figure yet than what it set out from"
NO_FIGURES = "no figure is held from when the document began and one up to the target's date"
NO_CHANGE = "cannot be told from no change"
UNCHECKED = "cannot be checked"
ENDED = {"moving as intended": "met", "moving the other way": "not met by its date", NO_CHANGE: UNCHECKED}
ONE_SIDED, TWO_SIDED = 1.645, 1.959963984540054


class Dated(NamedTuple):
    """One figure with its date; `year` is that of its period's end, None for one of the area's own."""

    date: float
    id: str
    value: float
    interval: Pair | None
    year: int | None


@dataclass(frozen=True)
class Course:
    """How a target stands; `start` is the figure or None where the document states a baseline."""

    target: Entry
    standing: str
    figures: list[Dated]
    status: str | None = None
    reason: str = ""
    start: Dated | None = None
    counted: Dated | None = None
    steps: list[tuple[float, float]] = field(default_factory=list)
    probability: float | None = None

    @property
    def sign(self) -> int:
        return 1 if self.target["direction"] in {"at least", "rise"} else -1


def list_courses(area: Area) -> list[Course]:
    """Return the targets of the documents that have begun."""
    if "courses" not in area.known:
        area.known["courses"] = list(_list_courses(area))
    found: list[Course] = area.known["courses"]
    return found


def _list_courses(area: Area) -> Iterator[Course]:
    strategy = area.tables.read_strategy(area.slug)
    documents = {item["id"]: item for item in strategy.get("documents", ())}
    stands = {name: find_standing(item, area.as_at) for name, item in documents.items()}
    for item in strategy.get("targets", ()):
        if stands[item["document"]] != "not begun":
            yield _find(area, item, documents[item["document"]], stands[item["document"]])


def _find(area: Area, target: Entry, document: Entry, standing: str) -> Course:
    figures, reason = gather_figures(area, target)
    course = Course(target, standing, figures)
    due = target["milestones"][-1] if target.get("milestones") else None
    day = end_of(last_day(str(due["date"]))) if due else None
    over = standing == "past" or (day is not None and day <= end_of(area.as_at))
    if not figures:
        if over:
            said = "no local value was supplied" if reason.startswith("waits for") else reason
            return replace(course, status=UNCHECKED, reason=said)
        return replace(course, reason=reason)
    if over and due is not None and day is not None:
        return _judge_ended(area, course, document, (day, float(due["value"]), str(due["date"])))
    if over:
        return _judge_ended_direction(area, course, document)
    return _judge_course(area, course, document) if due else _judge_direction(area, course, document)


def gather_figures(area: Area, target: Entry) -> tuple[list[Dated], str]:
    """Return the figures of a target, oldest first, or why there are none."""
    if target.get("local"):
        return _gather_local(area, target)
    name = target["indicator"]
    earlier = area.entry(name).get("earlier")
    series = [item for item in ([earlier] if earlier else []) + [name] if area.list_points(item)]
    if not series:
        return [], "no figure of its measure is published for a period up to this edition's date"
    unit = target.get("unit", "percent")
    if (target.get("milestones") or target.get("baseline")) and any(
        area.entry(item)["unit"] != unit for item in series
    ):
        return [], f"its measure is not in the target's unit, {unit}"
    by_end = {point.end: (item, point) for item in series for point in area.list_points(item)}
    shown = [(i, p) for i, p in by_end.values() if p.value is not None and not area.is_small(i, p.figures)]
    if not shown:
        last = area.list_points(series[-1])[-1]
        return [], f"its figures are {MISSING[last.figures.symbol or 'x']}" if last.value is None else (
            "its figures are of too few children"
        )
    month, kind = shown[-1][1].end.month, area.entry(name)["period"]
    kept = [(i, p) for i, p in shown if kind not in WITHIN_YEAR or p.end.month == month]
    found = [
        Dated(end_of(p.end), f"{area.slug}.{i}.{p.code}", float(p.value or 0.0), area.interval(i, p.code), p.end.year)
        for i, p in kept
    ]
    return sorted(found, key=lambda item: item.date), ""


def _gather_local(area: Area, target: Entry) -> tuple[list[Dated], str]:
    slot, measure = target["local"].split(".")
    place = f"data/local/{area.slug}/{slot}.csv"
    rows = [row for row in area.tables.read_rows(place) if row["measure"] == measure and row["value"] != "c"]
    known = [row for row in rows if last_day(row["date"]) <= area.as_at]
    found = [
        Dated(
            end_of(last_day(row["date"])),
            f"{area.slug}.local.{slot}.{measure}.{row['date']}",
            float(row["value"]),
            None,
            None,
        )
        for row in known
        if row["unit"] == target.get("unit", "percent")
    ]
    if found:
        return sorted(found, key=lambda item: item.date), ""
    if known:
        return (
            [],
            f"the values in {place}, measure {measure} are not in the target's unit, {target.get('unit', 'percent')}",
        )
    return [], f"waits for local values: {place}, measure {measure}"


def _find_change(area: Area, target: Entry, dates: Pair, kinds: Sequence[str] = ("definition",)) -> str:
    """Return why figures of two dates cannot be set beside each other."""
    name = target.get("indicator")
    earlier = area.entry(name).get("earlier") if name else None
    for item in ([earlier] if earlier else []) + ([name] if name else []):
        entry = area.entry(item)
        for change in entry["breaks"]:
            if change["kind"] in kinds and dates[0] < end_of(find_end(change["before"], entry["period"])) <= dates[1]:
                what = "what is counted" if change["kind"] == "definition" else "the way of counting"
                return f"{what} changed from {find_label(change['before'], entry['period'])} on"
    return ""


def _judge_ended(area: Area, course: Course, document: Entry, due: tuple[float, float, str]) -> Course:
    known = [item for item in course.figures if due[0] - 1 <= item.date <= due[0]]
    if not known:
        return replace(course, status=UNCHECKED, reason=f"there is no figure for the year up to {say_date(due[2])}")
    begun = start_of(first_day(str(document["begins"])))
    if changed := _find_change(area, course.target, (begun, known[-1].date)):
        return replace(course, status=UNCHECKED, reason=changed)
    met = course.sign * (known[-1].value - due[1]) >= 0
    return replace(course, status="met" if met else "not met by its date", counted=known[-1])


def _find_start(course: Course, document: Entry) -> tuple[Pair, Dated | None]:
    baseline = course.target.get("baseline")
    if baseline:
        return (start_of(first_day(str(baseline["date"]))), float(baseline["value"])), None
    begun = start_of(first_day(str(document["begins"])))
    before = [item for item in course.figures if begun - 1 <= item.date <= begun]
    after = [item for item in course.figures if item.date > begun]
    start = before[-1] if before else after[0] if after else course.figures[-1]
    return (start.date, start.value), start


def _is_before(course: Course, document: Entry, start: Dated | None) -> bool:
    latest = course.figures[-1]
    return latest is start or latest.date <= start_of(first_day(str(document["begins"])))


def _measure_error(item: Dated | None) -> float:
    return (item.interval[1] - item.interval[0]) / (2 * TWO_SIDED) if item is not None and item.interval else 0.0


def _judge_course(area: Area, course: Course, document: Entry) -> Course:
    latest = course.figures[-1]
    point, start = _find_start(course, document)
    if changed := _find_change(area, course.target, (point[0], latest.date)):
        return replace(course, reason=changed)
    ahead = [(end_of(last_day(str(item["date"]))), float(item["value"])) for item in course.target["milestones"]]
    steps = [point, *(step for step in ahead if step[0] > point[0])]
    shortfall = course.sign * (_read_course(steps, latest.date) - latest.value)
    if course.sign * (latest.value - steps[-1][1]) >= 0:
        status = "achieved"
    elif shortfall <= 0:
        status = "on track"
    else:
        status = "at risk" if shortfall <= ONE_SIDED * _measure_error(latest) else "off track"
    untold = _is_before(course, document, start) and status != "achieved"
    return replace(
        course,
        status=None if untold else status,
        reason=NONE_SINCE if untold else "",
        start=start,
        counted=latest,
        steps=steps,
        probability=_find_probability(area, course, latest, steps[-1]),
    )


def _read_course(steps: list[tuple[float, float]], day: float) -> float:
    return float(np.interp(day, [item[0] for item in steps], [item[1] for item in steps]))


def _find_probability(area: Area, course: Course, latest: Dated, goal: Pair) -> float | None:
    name = course.target.get("indicator")
    if name is None:
        return None
    series = area.choose_series(name)
    entry = area.entry(series)
    fits = entry["unit"] == "count" or is_share(entry)
    if entry["period"] in WITHIN_YEAR or entry["counted_by"] == "board" or not fits:
        return None
    points = project(area, series)
    if not points or latest.year != points[0].year - 1:
        return None
    horizon = int(goal[0] - latest.date + 1e-6)
    point = next((item for at, item in enumerate(points, start=1) if at == horizon), None)
    if point is None:
        return None
    return float(np.mean([course.sign * (value - goal[1]) >= 0 for value in point.outcomes]))


def _judge_direction(area: Area, course: Course, document: Entry) -> Course:
    latest = course.figures[-1]
    point, start = _find_start(course, document)
    if _is_before(course, document, start):
        return replace(course, reason=NONE_SINCE, counted=latest)
    if changed := _find_change(area, course.target, (point[0], latest.date), ("definition", "collection")):
        return replace(course, reason=changed)
    change = course.sign * (latest.value - point[1])
    if change == 0 or abs(change) <= TWO_SIDED * hypot(_measure_error(start), _measure_error(latest)):
        status = NO_CHANGE
    else:
        status = "moving as intended" if change > 0 else "moving the other way"
    return replace(course, status=status, start=start, counted=latest, steps=[point])


def _judge_ended_direction(area: Area, course: Course, document: Entry) -> Course:
    by = end_of(last_day(str(course.target.get("due") or document["ends"])))
    known = [item for item in course.figures if item.date <= by]
    judged = _judge_direction(area, replace(course, figures=known), document) if known else course
    if judged.status is None or by - known[-1].date > 1:
        return replace(course, status=UNCHECKED, reason=judged.reason or NO_FIGURES)
    reason = f"the change {NO_CHANGE}" if judged.status == NO_CHANGE else ""
    return replace(judged, figures=course.figures, status=ENDED[judged.status], reason=reason)


def describe_target(course: Course) -> dict[str, Any]:
    """Return a target as findings.json has it."""
    item, counted, steps = course.target, course.counted, course.steps
    numbered = counted is not None and len(steps) > 1
    last = steps[-1] if steps else (0.0, 0.0)
    years = last[0] - counted.date if counted else 0.0
    change = last[1] - counted.value if counted and numbered else None
    milestones = [{"date": str(step["date"]), "value": step["value"]} for step in item.get("milestones", ())]
    baseline = item.get("baseline")
    return {
        **{name: item.get(name) for name in ("id", "title", "document", "direction", "indicator", "local")},
        "section": str(item["section"]),
        "unit": item.get("unit", "percent"),
        "standing": course.standing,
        "baseline": {"date": str(baseline["date"]), "value": baseline["value"]} if baseline else None,
        "milestones": milestones,
        "due": milestones[-1]["date"] if milestones else item.get("due"),
        "start": course.start.id if course.start else None,
        "latest": counted.id if counted else None,
        "value": counted.value if counted else None,
        "status": course.status,
        "reason": course.reason or None,
        "expected": _read_course(steps, counted.date) if counted and numbered else None,
        "change": change,
        "needed": change / years if change is not None and years > 0 else None,
        "probability": course.probability,
    }
