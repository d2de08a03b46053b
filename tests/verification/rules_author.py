"""What the check for the author counts and works out."""

from __future__ import annotations

from datetime import date

from verification.area import Area
from verification.claims import count_decimals, list_claims
from verification.dates import first_day, say_date
from verification.expected import Expected
from verification.pages import Block, Mark
from verification.rendering import Number
from verification.rules_stated import say_stated
from verification.slips import list_slips
from verification.tables import Entry
from verification.thread import read_strategy

NEAR = 10
PARTS = ("lead", "date", "measure", "baseline", "target")
VERDICTS = {"differs": "differs", "near": "near", "agrees": "agrees", "unchecked": "cannot be checked"}


def expect_author(area: Area, name: str, block: Block, mark: Mark | None) -> Expected | None:
    """Return what stands under an id of the check."""
    del block, mark
    if "author" not in area.known:
        area.known["author"] = _count(area)
    counts: dict[str, int] = area.known["author"]
    if name in counts:
        return Expected("author: counts", [Number(counts[name])])
    if name == "near":
        return Expected("author: counts", [Number(NEAR, 0, "%")])
    if name.startswith("edition-"):
        return _expect_edition(area, name.removeprefix("edition-"))
    for _, slips in list_slips(area).values():
        if name in slips:
            texts = [say_stated(item.value, item.unit, item.decimals) for item in slips[name]]
            return Expected("author: worked out", texts=texts)
    return None


def expect_claim(area: Area, block: Block) -> Expected | None:
    """Return the published figure beside the claim of the same row, with one decimal more than the claim has."""
    ids = [mark.finding for cell in block.cells for mark in cell.marks]
    found = next((item for item in list_claims(area) if f"{area.slug}.strategy.claims.{item.claim['id']}" in ids), None)
    if found is None:
        return None
    ends = (found.published, found.after) if found.is_between else (found.published,)
    texts = [_say_published(found.claim, value) for value in ends if value is not None]
    return Expected("author: published", texts=[" to ".join(texts)])


def _say_published(claim: Entry, value: float) -> str:
    unit = claim.get("unit", "count")
    finer = round(value, count_decimals(claim["value"]) + 1)
    whole = finer == int(finer) and unit != "percent"
    return say_stated(value, unit, 0 if whole else count_decimals(finer))


def _count(area: Area) -> dict[str, int]:
    strategy, results = read_strategy(area), list_slips(area)
    actions, checked = strategy.get("actions", []), list_claims(area)
    found = {"claims": len(checked), "actions": len(actions), "rules": len(results)}
    found["slips"] = sum(len(slips) for _, slips in results.values())
    for name, verdict in VERDICTS.items():
        found[f"claims-{name}"] = sum(item.verdict == verdict for item in checked)
    for name, (looked, slips) in results.items():
        found |= {f"looked-{name}": looked, f"found-{name}": len(slips)}
    parts = {item["id"]: list_parts(strategy, item) for item in actions}
    found["complete"] = sum(all(has) for has in parts.values())
    for document in strategy.get("documents", ()):
        mine = [parts[item["id"]] for item in actions if item["document"] == document["id"]]
        found |= {f"actions-{document['id']}": len(mine), f"complete-{document['id']}": sum(map(all, mine))}
        for at, part in enumerate(PARTS):
            found[f"{part}-{document['id']}"] = sum(has[at] for has in mine)
    return found


def list_parts(strategy: Entry, action: Entry) -> tuple[bool, ...]:
    """Return whether an action has a lead, a date, a measure, a baseline and a target."""
    targets = [
        item
        for item in strategy.get("targets", ())
        if item.get("action") == action["id"] and item["document"] == action["document"]
    ]
    return (
        bool(action.get("leads")),
        bool(action.get("due") or action.get("starts")),
        bool(action.get("measures") or action.get("indicators") or targets),
        any(item.get("baseline") for item in targets),
        any(item.get("milestones") for item in targets),
    )


def _expect_edition(area: Area, name: str) -> Expected | None:
    """Return the date of the edition that lies nearest to the beginning of a document."""
    document = next((item for item in read_strategy(area).get("documents", ()) if item["id"] == name), None)
    if document is None:
        return None
    begins = first_day(str(document["begins"]))
    folder = area.tables.root / "params" / "editions"
    dates = [date.fromisoformat(area.tables.read_edition(path.stem)["as_at"]) for path in sorted(folder.glob("*.yml"))]
    nearest = min(dates, key=lambda day: abs((day - begins).days))
    return Expected("author: edition", texts=[say_date(nearest.isoformat())])
