"""What a report on the commissioning cycle counts and works out from an area's documents and its own values."""

from __future__ import annotations

from collections.abc import Callable

from verification.area import Area
from verification.courses import Course, describe_target, list_courses
from verification.dates import last_day
from verification.expected import Expected
from verification.pages import Block, Mark
from verification.places import describe_places
from verification.rendering import Number
from verification.rules_stated import say_stated
from verification.tables import Entry
from verification.thread import count_held, find_standings, list_shown, list_strands, list_themes, read_strategy

RHYTHMS = {
    1: "monthly",
    2: "every two months",
    3: "quarterly",
    4: "every four months",
    6: "every six months",
    12: "yearly",
}
ENDED = {"met": "met", "were": "met", "not": "not met by its date", "that": "cannot be checked"}
MOST_NAMED = 4
SHARED = ("shared", "joint")
WHOLE = {"count", "places"}
OVER_YEARS = 2

Counter = Callable[[Area], int]


def count_part(part: str) -> Counter:
    """Return how to count the items of a part."""
    return lambda area: len(list_shown(area, part))


def count_actions(kind: str) -> Counter:
    return lambda area: sum(item["timescale"] == kind for item in list_shown(area, "actions"))


def count_targets(*wanted: str) -> Counter:
    return lambda area: sum(course.standing in wanted for course in list_courses(area))


def _count_status(word: str) -> Counter:
    return lambda area: sum(c.standing == "past" and c.status == ENDED[word] for c in list_courses(area))


def _count_inspected(kind: str) -> Counter:
    return lambda area: sum(item["kind"] == kind for item in list_shown(area, "inspections"))


def _count_strands(part: str, standing: str) -> Counter:
    def count(area: Area) -> int:
        held = [count_held(area, theme, standing) for theme in list_strands(area)]
        return sum(bool(item["actions"] or (part == "any" and item["objectives"])) for item in held)

    return count


def _count_loose(*, elsewhere: bool) -> Counter:
    def count(area: Area) -> int:
        wanted = set(list_strands(area))
        themes = [list_themes(item) for item in list_shown(area, "actions", "in force")]
        return sum(bool(found) is elsewhere and not wanted & found for found in themes)

    return count


def _count_overdue(area: Area) -> int:
    late = [item for item in list_shown(area, "actions", "in force") if item.get("due")]
    return sum(
        last_day(str(item["due"])) < area.as_at and item.get("status") not in {"done", "stopped"} for item in late
    )


def _count_places(area: Area, *, planned: bool = False) -> int:
    stands = find_standings(area)
    steps = [
        (place["id"], step)
        for place in read_strategy(area).get("places", ())
        for step in place["capacity"]
        if stands[step["document"]] != "not begun"
    ]
    return sum(step["status"] != "open" for _, step in steps) if planned else len({name for name, _ in steps})


def _count_commissioned(area: Area, *, shared: bool = False) -> int:
    headings: dict[str, set[str]] = {}
    for item in list_shown(area, "commissioned"):
        headings.setdefault(item["service"], set()).add(item["under"])
    if not shared:
        return len(headings)
    return sum(
        len(under) > 1 or any(word in text.casefold() for text in under for word in SHARED)
        for under in headings.values()
    )


def _count_contracts(area: Area, *, soon: bool = False) -> int:
    stands = find_standings(area)
    ends = [item for item in list_shown(area, "services") if item.get("contract_ends")]
    if not soon:
        return len(ends)
    limit = area.as_at.replace(year=area.as_at.year + OVER_YEARS)
    current = [last_day(str(item["contract_ends"])) for item in ends if stands[item["document"]] != "past"]
    return sum(area.as_at < day <= limit for day in current)


COUNTS: dict[str, Counter] = {
    **{name: count_part(name) for name in ("objectives", "actions", "services", "voices", "bodies", "governance")},
    "estimates": count_part("estimates"),
    "targets.all": count_targets("in force", "past"),
    "targets.past": count_targets("past"),
    "targets.known": lambda area: sum(c.standing == "in force" and bool(c.figures) for c in list_courses(area)),
    "targets.waiting": lambda area: sum(
        c.standing == "in force" and not c.figures and bool(c.target.get("local")) for c in list_courses(area)
    ),
    **{f"targets.past.{word}": _count_status(word) for word in ENDED},
    "missing": lambda area: len(read_strategy(area).get("missing", ())),
    "strengths": _count_inspected("strength"),
    "weaknesses": _count_inspected("weakness"),
    "actions-with-a-date": count_actions("dated"),
    "actions-ongoing": count_actions("ongoing"),
    "actions-without-a-date": count_actions("unstated"),
    "overdue": _count_overdue,
    "no-objective": lambda area: sum(not item.get("objective") for item in list_shown(area, "actions")),
    "answered-voices": lambda area: sum(bool(item.get("answer")) for item in list_shown(area, "voices")),
    "bodies.answering": lambda area: sum(bool(item.get("accountable_to")) for item in list_shown(area, "bodies")),
    "commissioned": _count_commissioned,
    "shared": lambda area: _count_commissioned(area, shared=True),
    "places": _count_places,
    "places.planned": lambda area: _count_places(area, planned=True),
    "contracts": _count_contracts,
    "contracts.soon": lambda area: _count_contracts(area, soon=True),
    "strands": lambda area: len(list_strands(area)),
    "answered": _count_strands("any", "in force"),
    "acted": _count_strands("actions", "in force"),
    "held": _count_strands("any", "past"),
    "loose": _count_loose(elsewhere=False),
    "elsewhere": _count_loose(elsewhere=True),
}


def expect_cycle(area: Area, name: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return what stands under the id of something counted or worked out from the documents."""
    if name == "targets":
        in_force = bool(mark) and "in force" in block.text
        count = count_targets("in force") if in_force else count_targets("in force", "past")
        return Expected("cycle: counts", [Number(count(area))])
    if name in COUNTS:
        return Expected("cycle: counts", [Number(COUNTS[name](area))])
    if name.startswith("actions-of-"):
        wanted = name.removeprefix("actions-of-")
        actions = [item.get("objective") or "none" for item in list_shown(area, "actions")]
        return Expected("cycle: counts", [Number(actions.count(wanted))])
    if name.startswith("more-"):
        held = count_held(area, name.removeprefix("more-"), "in force")
        return Expected("cycle: counts", [Number(len(held["actions"]) - MOST_NAMED)])
    finders = {
        "rhythms": _expect_rhythm,
        "places": _expect_places,
        "targets": _expect_target,
        "sufficiency": _expect_sufficiency,
    }
    first, _, rest = name.partition(".")
    if first in finders:
        return finders[first](area, rest, block)
    return _expect_implied(area, name.removeprefix("implied-")) if name.startswith("implied-") else None


def _expect_rhythm(area: Area, name: str, block: Block) -> Expected | None:
    del block
    item = next((item for item in read_strategy(area).get("rhythms", ()) if item["id"] == name), None)
    if item is None:
        return None
    months = item["months"]
    years = months // 12
    in_years = months % 12 == 0 and years > 1
    text = f"every {years} years" if in_years else RHYTHMS.get(months, f"every {months:g} months")
    return Expected("cycle: rhythms", texts=[f"{text[:1].upper()}{text[1:]}"])


def _expect_places(area: Area, name: str, block: Block) -> Expected | None:
    del block
    for place in read_strategy(area).get("places", ()):
        for step in place["capacity"]:
            if name == f"{place['id']}.{step['date']}":
                return Expected("cycle: places", [Number(step["places"])])
    return None


def _expect_implied(area: Area, name: str) -> Expected | None:
    """Return the population that a stated number implies at its rate."""
    projection, _, year = name.rpartition("-")
    for item in read_strategy(area).get("projections", ()):
        if item["id"] == projection and year in {str(key) for key in item["values"]}:
            values = {str(key): value for key, value in item["values"].items()}
            return Expected("cycle: implied", [Number(100 * values[year] / item["rate"])])
    return None


def _expect_target(area: Area, name: str, block: Block) -> Expected | None:
    """Return what is worked out for a target: the course, the change, its pace, or a probability."""
    ref, _, what = name.rpartition(".")
    course = next((item for item in list_courses(area) if item.target["id"] == ref), None)
    if course is None or what not in {"expected", "change", "needed", "probability"}:
        return None
    value = describe_target(course)[what]
    if value is None:
        return Expected("cycle: targets", [None])
    if what == "probability":
        text = "under 1%" if value < 0.01 else "over 99%" if value > 0.99 else f"{100 * value:.0f}%"
        return Expected("cycle: targets", texts=[text])
    if what == "needed" and block.column:
        return Expected("cycle: targets", [Number(value, 1, "", "both")])
    return Expected("cycle: targets", texts=[_say_worked(course, value, what)])


def _say_worked(course: Course, value: float, what: str) -> str:
    unit = course.target.get("unit", "percent")
    said = "percentage points" if unit == "percent" and what != "expected" else unit
    number = value if what == "expected" else abs(value)
    return say_stated(number, said, 0 if said in WHOLE else 1)


def _expect_sufficiency(area: Area, name: str, block: Block) -> Expected | None:
    """Return demand, places and gap of a setting in a projected year."""
    setting, year, what = name.split(".", 2)
    rows = [item for item in describe_places(area) if item["setting"].replace(" ", "-") == setting]
    found: Entry | None = next((row for item in rows for row in item["years"] if str(row["year"]) == year), None)
    if found is None:
        return None
    low, high = found["band80"]
    least, most = found["gap80"]
    sign = "kept" if block.column else "said"
    values = {
        "demand": [found["demand"]],
        "band": [low, high],
        "low": [low],
        "high": [high],
        "capacity": [found["capacity"]],
        "pipeline": [found["pipeline"]],
        "gap": [found["gap"]],
        "gap-band": [least, most],
        "gap_low": [least],
        "gap_high": [most],
    }
    return Expected("cycle: places", [Number(value, 0, "", sign) for value in values[what]]) if what in values else None


def expect_local(area: Area, name: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return a value of the area's own, as its file has it."""
    del block, mark
    slot, measure, date = name.split(".", 2)
    rows = area.tables.read_rows(f"data/local/{area.slug}/{slot}.csv")
    if slot == "capacity":
        wanted = [row for row in rows if row["setting"].replace(" ", "-") == measure and row["date"] == date]
        found = next((row for row in wanted if row["status"] == "current" and row["phase"] == "all"), None)
        return Expected("local", [Number(int(found["places"]))]) if found else None
    row = next((row for row in rows if row["measure"] == measure and row["date"] == date), None)
    if row is None:
        return None
    text = row["value"].removesuffix(".0")
    return Expected("local", texts=[say_stated(float(text), row["unit"], len(text.partition(".")[2]))])
