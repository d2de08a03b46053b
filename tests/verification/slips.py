"""What does not fit within an area's documents, a second time: what each rule looks at, and its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import NamedTuple

from verification.area import Area
from verification.claims import SLACK, count_decimals, find_span, list_counts
from verification.dates import first_day, last_day
from verification.periods import is_stale
from verification.tables import Entry
from verification.thread import read_strategy

SAID = (2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 25, 50, 100, 200, 500, 1000)
DULL = re.compile(r"\b(?:services?|the|a|an)\b|[^a-z0-9]+")
TELLING, DECIMALS, OLDEST, FEWEST_ZEROS = 1000, 2, 5, 2
TWO = 2

Span = tuple[float, float]
Figure = tuple[float, str, str]
Found = tuple[int, dict[str, list["Worked"]]]


class Worked(NamedTuple):
    """A number that a rule works out: its value, decimals and unit."""

    value: float
    decimals: int
    unit: str = "count"


def list_figures(strategy: Entry) -> dict[str, Figure]:
    """Return value, unit and date of every stated figure by its reference."""
    found: dict[str, Figure] = {}
    for item in strategy.get("claims", ()):
        found[f"claims.{item['id']}"] = (item["value"], item.get("unit", "count"), str(item.get("date") or ""))
    for item in strategy.get("targets", ()):
        steps = [("baseline", item["baseline"])] if item.get("baseline") else []
        for name, step in [*steps, *((str(step["date"]), step) for step in item.get("milestones", ()))]:
            found[f"targets.{item['id']}.{name}"] = (step["value"], item.get("unit", "percent"), str(step["date"]))
    for item in strategy.get("estimates", ()):
        for name in ("low", "high"):
            if item.get(name) is not None:
                found[f"estimates.{item['id']}.{name}"] = (item[name], "count", str(item.get("date") or ""))
    for item in strategy.get("projections", ()):
        for year, value in item["values"].items():
            found[f"projections.{item['id']}.{year}"] = (value, "count", str(year))
    return found


def _read(figure: Figure) -> Span:
    """Return what a figure may have been; a count is exact unless it ends in two zeros or more."""
    value, unit, _ = figure
    if unit not in {"count", "places"} or not isinstance(value, int):
        return find_span(value)
    zeros = len(str(value)) - len(str(value).rstrip("0"))
    step = 0.5 * 10.0**zeros if value and zeros >= FEWEST_ZEROS else 0.0
    return value - step, value + step


def _meet(one: Span, other: Span) -> bool:
    return bool(one[0] <= other[1] + SLACK and other[0] <= one[1] + SLACK)


def _check_changes(strategy: Entry, area: Area) -> Found:
    del area
    figures, found = list_figures(strategy), {}
    joined = [item for item in strategy.get("claims", ()) if item.get("change")]
    for claim in joined:
        before, after = (figures[claim["change"][name]] for name in ("before", "after"))
        first, last = _read(before), _read(after)
        points = (last[0] - first[1], last[1] - first[0])
        share = claim.get("unit", "count") == "percent"
        relative = (100 * (last[0] / first[1] - 1), 100 * (last[1] / first[0] - 1))
        if _holds(claim, relative if share else points):
            continue
        places = max(count_decimals(before[0]), count_decimals(after[0]))
        apart = after[0] - before[0]
        worked = Worked(100 * (after[0] / before[0] - 1), 1, "percent") if share else Worked(apart, places, before[1])
        found[f"change-{claim['id']}"] = [Worked(apart, places), worked]
    return len(joined), found


def _holds(claim: Entry, worked: Span) -> bool:
    bound, value = claim.get("bound"), float(claim["value"])
    if bound == "over":
        return worked[1] > value
    if bound == "up to":
        return worked[0] <= find_span(claim["value"])[1]
    upper = claim["value"] if claim.get("high") is None else claim["high"]
    low = find_span(claim["value"], 1.0 if bound == "about" else 0.5)[0]
    return _meet(worked, (low, find_span(upper, 1.0 if bound else 0.5)[1]))


def _check_wholes(strategy: Entry, area: Area) -> Found:
    del area
    wholes: dict[tuple[str, str], list[Entry]] = {}
    for item in strategy.get("claims", ()):
        if item.get("of_whole") and item.get("unit", "count") == "percent":
            wholes.setdefault((item["document"], item["of_whole"]), []).append(item)
    found = {}
    for claims in wholes.values():
        spans = [find_span(item["value"]) for item in claims]
        total = (sum(low for low, _ in spans), sum(high for _, high in spans))
        if len(claims) > 1 and not _meet(total, (100, 100)):
            added = sum(item["value"] for item in claims)
            places = max(count_decimals(item["value"]) for item in claims)
            rest = Worked(abs(100 - added), places, "percentage points")
            found[f"whole-{claims[0]['id']}"] = [Worked(added, places, "percent"), rest]
    return len(wholes), found


def _check_fractions(strategy: Entry, area: Area) -> Found:
    del area
    claims = [i for i in strategy.get("claims", ()) if i.get("one_in") and i.get("unit", "count") == "percent"]
    found = {}
    for item in claims:
        said = item["one_in"]
        near = [
            min((abs(100 / one - number), one) for one in {*SAID, said})[1]
            for number in (item["value"], *find_span(item["value"]))
        ]
        if said not in near:
            found[f"one-in-{item['id']}"] = [Worked(100 / said, 1, "percent"), Worked(near[0], 0)]
    return len(claims), found


def _check_samenesses(strategy: Entry, area: Area) -> Found:
    del area
    figures, found = list_figures(strategy), {}
    for same in strategy.get("samenesses", ()):
        spans = [_work_term(term, figures) for term in same["terms"]]
        if not all(_meet(one, other) for one, other in combinations(spans, TWO)):
            found[f"same-{same['id']}"] = [_show_term(term, figures) for term in same["terms"]]
    return len(strategy.get("samenesses", ())), found


def _add(names: list[str], figures: dict[str, Figure]) -> Span:
    spans = [_read(figures[name]) for name in names]
    return sum(low for low, _ in spans), sum(high for _, high in spans)


def _work_term(term: Entry, figures: dict[str, Figure]) -> Span:
    upper = _add(term["sum"], figures)
    if not term.get("over"):
        return upper
    lower = _add(term["over"], figures)
    return 100 * upper[0] / lower[1], 100 * upper[1] / lower[0]


def _show_term(term: Entry, figures: dict[str, Figure]) -> Worked:
    items = [figures[name] for name in term["sum"]]
    total = sum(item[0] for item in items)
    if term.get("over"):
        return Worked(100 * total / sum(figures[name][0] for name in term["over"]), 1, "percent")
    return Worked(total, max(count_decimals(item[0]) for item in items), items[0][1])


def _check_years(strategy: Entry, area: Area) -> Found:
    del area
    compared = {name for same in strategy.get("samenesses", ()) for term in same["terms"] for name in term["sum"]}
    looked = 0
    found: dict[str, list[Worked]] = {}
    for ref, (value, _, date) in list_figures(strategy).items():
        if ref in compared or value < TELLING or ref.startswith("projections."):
            continue
        for series in strategy.get("projections", ()):
            values = {str(year): number for year, number in series["values"].items()}
            if date[:4] in values:
                looked += 1
                if value in values.values() and values[date[:4]] != value:
                    found[f"year-{ref.replace('.', '-')}"] = []
    return looked, found


def _check_growth(strategy: Entry, area: Area) -> Found:
    dated = [
        item
        for item in strategy.get("claims", ())
        if item.get("since") and item.get("date") and item.get("unit", "count") == "percent"
        and count_decimals(item["value"]) >= DECIMALS
    ]  # fmt: skip
    counts, found = list_counts(area), {}
    for item in dated:
        since, until = int(str(item["since"])[:4]), int(str(item["date"])[:4])
        own = set(item["check"]["of"]["indicators"]) if item.get("check") else set()
        for name, years in counts.items():
            if name in own or since == until or not years.get(since) or years.get(until) is None:
                continue
            growth = 100 * (years[until] / years[since] - 1)
            if _meet(find_span(item["value"]), (growth, growth)):
                found[f"growth-{item['id']}"] = [Worked(years[since], 0), Worked(years[until], 0)]
    return len(dated), found


def _check_rates(strategy: Entry, area: Area) -> Found:
    del area
    looked, found = 0, {}
    series = [item for item in strategy.get("projections", ()) if item.get("rate")]
    for one, other in combinations(series, TWO):
        if (one["document"], one["ages"]) != (other["document"], other["ages"]):
            continue
        for year in [year for year in one["values"] if year in other["values"]]:
            looked += 1
            spans = [[100 * end / item["rate"] for end in find_span(item["values"][year])] for item in (one, other)]
            if not _meet((spans[0][0], spans[0][1]), (spans[1][0], spans[1][1])):
                implied = [Worked(100 * item["values"][year] / item["rate"], 0) for item in (one, other)]
                found[f"rates-{one['id']}-{other['id']}-{year}"] = implied
    return looked, found


def _check_rhythms(strategy: Entry, area: Area) -> Found:
    del area
    by_what: dict[tuple[str, str], list[Entry]] = {}
    for item in strategy.get("rhythms", ()):
        by_what.setdefault((item["what"].casefold(), (item.get("to") or "").casefold()), []).append(item)
    apart = [items for items in by_what.values() if len({item["months"] for item in items}) > 1]
    return len(by_what), {f"rhythm-{items[0]['id']}": [] for items in apart}


def _check_lists(strategy: Entry, area: Area) -> Found:
    del area
    listed: dict[tuple[str, str, str], int] = {}
    for item in strategy.get("commissioned", ()):
        name = " ".join(DULL.sub(" ", item["service"].casefold()).split())
        key = (item["document"], str(item["section"]), name)
        listed[key] = listed.get(key, 0) + 1
    return len(listed), {"listed-" + "/".join(key): [] for key, count in listed.items() if count > 1}


def _check_ages(strategy: Entry, area: Area) -> Found:
    del area
    begins = {item["id"]: first_day(str(item["begins"])) for item in strategy.get("documents", ())}
    starts = {item["change"]["before"] for item in strategy.get("claims", ()) if item.get("change")}
    dated = [i for i in strategy.get("claims", ()) if i.get("date") and f"claims.{i['id']}" not in starts]
    dated += [item for item in strategy.get("estimates", ()) if item.get("date")]
    old = [item for item in dated if is_stale(last_day(str(item["date"])), begins[item["document"]], OLDEST)]
    return len(dated), {f"old-{item['id']}": [] for item in old}


def _check_times(strategy: Entry, area: Area) -> Found:
    del area
    spans = {
        item["id"]: (first_day(str(item["begins"])), last_day(str(item["ends"])))
        for item in strategy.get("documents", ())
    }
    dated = list(_list_dated(strategy))
    outside = [
        item["id"]
        for item, day, is_target in dated
        if last_day(day) < spans[item["document"]][0] or (is_target and first_day(day) > spans[item["document"]][1])
    ]
    return len(dated), {f"dates-{name}": [] for name in outside}


def _list_dated(strategy: Entry) -> Iterator[tuple[Entry, str, bool]]:
    for item in strategy.get("targets", ()):
        day = item["milestones"][-1]["date"] if item.get("milestones") else item.get("due")
        if day:
            yield item, str(day), True
    yield from ((item, str(item["due"]), False) for item in strategy.get("actions", ()) if item.get("due"))


def _check_status(strategy: Entry, area: Area) -> Found:
    del area
    documents = strategy.get("documents", ())
    return len(documents), {f"draft-{i['id']}": [] for i in documents if i.get("status") == "draft"}


CHECKS: dict[str, Callable[[Entry, Area], Found]] = {
    "change": _check_changes,
    "whole": _check_wholes,
    "one_in": _check_fractions,
    "same": _check_samenesses,
    "other_year": _check_years,
    "other_count": _check_growth,
    "rates": _check_rates,
    "rhythm": _check_rhythms,
    "listed": _check_lists,
    "old": _check_ages,
    "dates": _check_times,
    "status": _check_status,
}


def list_slips(area: Area) -> dict[str, Found]:
    """Return for each rule how much it looks at, and its slips with the numbers they work out."""
    if "slips" not in area.known:
        strategy = read_strategy(area)
        area.known["slips"] = {name: check(strategy, area) for name, check in CHECKS.items()}
    found: dict[str, Found] = area.known["slips"]
    return found
