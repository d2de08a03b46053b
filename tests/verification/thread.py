"""What an area's documents hold at a date: the items of those that have begun, and what they say of each theme."""

from __future__ import annotations

from typing import Any

from verification.area import Area
from verification.dates import find_standing
from verification.projections import find_growth, list_demand
from verification.tables import Entry
from verification.tiers import rank_lines


def read_strategy(area: Area) -> Entry:
    """Return the strategy file of an area, read once."""
    if "strategy" not in area.known:
        area.known["strategy"] = area.tables.read_strategy(area.slug)
    found: Entry = area.known["strategy"]
    return found


def find_standings(area: Area) -> dict[str, str]:
    """Return how each document stands at the edition's date."""
    return {item["id"]: find_standing(item, area.as_at) for item in read_strategy(area).get("documents", ())}


def list_shown(area: Area, part: str, *wanted: str) -> list[Entry]:
    """Return the items of a part in documents that stand so, by default in those that have begun."""
    stands = find_standings(area)
    kept = wanted or ("in force", "past")
    return [item for item in read_strategy(area).get(part, ()) if stands[item["document"]] in kept]


def list_themes(action: Entry) -> set[str]:
    """Return the themes of an action and of its parts."""
    return {*action.get("themes", ()), *(name for part in action.get("parts", ()) for name in part.get("themes", ()))}


def list_strands(area: Area) -> list[str]:
    """Return the themes that the list of priorities or rising demand points to."""
    named = [line.theme for line in rank_lines(area) if line.tier != "V"]
    if not area.has_few_children:
        grown = [(name, find_growth(points)) for name, points in list_demand(area) if points]
        named += [area.entry(name)["theme"] for name, growth in grown if (growth or 0.0) > 0]
    return list(dict.fromkeys(named))


def count_held(area: Area, theme: str, standing: str) -> dict[str, Any]:
    """Return the objectives and actions on a theme in documents that stand so."""
    objectives = [item for item in list_shown(area, "objectives", standing) if theme in item.get("themes", ())]
    actions = [item for item in list_shown(area, "actions", standing) if theme in list_themes(item)]
    return {"objectives": objectives, "actions": actions}
