"""Rules on time and lists: rhythms, services listed twice, old evidence, dates outside a document's time, drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sendneeds.analysis.consistency_slip import Kind, Rule, RuleResult, Shown, Slip, Spot, find_spot
from sendneeds.declare.partial_date import read_first_day, read_last_day
from sendneeds.declare.stated import Claim, Estimate, Rhythm, StatedUnit, Target
from sendneeds.declare.strategy import Action, Document, Strategy

OLDEST_YEARS = 5
NOT_TELLING = re.compile(r"\b(?:services?|the|a|an)\b|[^a-z0-9]+")


def check_rhythms(strategy: Strategy) -> RuleResult:
    """Find something that is to happen, or a report to one body, at two intervals."""
    by_what: dict[tuple[str, str | None], list[Rhythm]] = {}
    for item in strategy.rhythms:
        by_what.setdefault((item.what.casefold(), item.to and item.to.casefold()), []).append(item)
    slips = [
        Slip(
            Kind.RHYTHM,
            f"rhythm-{items[0].id}",
            items[0].what,
            tuple(find_spot(item) for item in items),
            {"terms": tuple(Shown(item.months, 0, StatedUnit.MONTHS, f"rhythms.{item.id}") for item in items)},
            {"to": (items[0].to or "",)},
        )
        for items in by_what.values()
        if len({item.months for item in items}) > 1
    ]
    return RuleResult(Rule.RHYTHM, len(by_what), tuple(slips))


def check_lists(strategy: Strategy) -> RuleResult:
    """Find a service that one table lists twice under a heading, or under two headings.

    Names are compared without case, "service" and the like.
    """
    listed: dict[tuple[Spot, str], list[tuple[str, str]]] = {}
    for item in strategy.commissioned:
        name = NOT_TELLING.sub(" ", item.service.casefold()).strip()
        listed.setdefault((find_spot(item), " ".join(name.split())), []).append((item.service, item.under))
    slips = [
        Slip(
            Kind.TWO_HEADINGS if len(headings) > 1 else Kind.TWICE,
            f"listed-{name.replace(' ', '-')}",
            lines[0][0],
            (spot,),
            words={"headings": headings},
        )
        for (spot, name), lines in listed.items()
        if len(lines) > 1 and (headings := tuple(dict.fromkeys(under for _, under in lines)))
    ]
    return RuleResult(Rule.LISTED, len(listed), tuple(slips))


def check_ages(strategy: Strategy) -> RuleResult:
    """Find claims and estimates dated more than five years before their document begins.

    The earlier end of a stated change is meant to be old.
    """
    starts = {item.change.before for item in strategy.claims if item.change}
    claims = [(item, item.date, f"claims.{item.id}") for item in strategy.claims if item.date]
    estimates = [(item, item.date, f"estimates.{item.id}") for item in strategy.estimates if item.date]
    dated: list[tuple[Claim | Estimate, str, str]] = [*(item for item in claims if item[2] not in starts), *estimates]
    slips = [
        Slip(
            Kind.OLD,
            f"old-{item.id}",
            f"{item.title} ({item.who})" if isinstance(item, Claim) and item.who else item.title,
            (find_spot(item),),
            words={"date": (day,), "begins": (begins,), "ref": (ref,)},
        )
        for item, day, ref in dated
        if _is_old(day, begins := strategy.find_document(item.document).begins)
    ]
    return RuleResult(Rule.OLD, len(dated), tuple(slips))


def _is_old(day: str, begins: str) -> bool:
    """Compare to the day, the last day of what is dated with the first day of the document."""
    last, first = read_last_day(day), read_first_day(begins)
    return (last.year + OLDEST_YEARS, last.month, last.day) < (first.year, first.month, first.day)


def check_times(strategy: Strategy) -> RuleResult:
    """Find targets dated outside the time of their document, and actions due before it begins."""
    targets = [(item, day) for item in strategy.targets if (day := item.last_date)]
    actions = [(item, item.due) for item in strategy.actions if item.due]
    slips: list[Slip] = []
    for target, day in targets:
        slips += _place_target(target, day, strategy.find_document(target.document))
    for action, day in actions:
        slips += _place_action(action, day, strategy.find_document(action.document))
    return RuleResult(Rule.DATES, len(targets) + len(actions), tuple(slips))


def _place_target(target: Target, day: str, document: Document) -> Iterator[Slip]:
    words = {"date": (day,), "begins": (document.begins,), "ends": (document.ends,), "ref": (f"targets.{target.id}",)}
    if read_last_day(day) < read_first_day(document.begins):
        yield Slip(Kind.TARGET_BEFORE, f"dates-{target.id}", target.title, (find_spot(target),), words=words)
    if read_first_day(day) > read_last_day(document.ends):
        yield Slip(Kind.TARGET_AFTER, f"dates-{target.id}", target.title, (find_spot(target),), words=words)


def _place_action(action: Action, day: str, document: Document) -> Iterator[Slip]:
    if read_last_day(day) < read_first_day(document.begins):
        words = {"date": (day,), "begins": (document.begins,), "ref": (f"actions.{action.id}",)}
        yield Slip(Kind.ACTION_BEFORE, f"dates-{action.id}", action.title, (find_spot(action),), words=words)


def check_status(strategy: Strategy) -> RuleResult:
    """Find documents that are still drafts."""
    slips = [
        Slip(
            Kind.DRAFT,
            f"draft-{item.id}",
            item.title,
            (),
            words={"version": (item.version or "",), "ref": (f"documents.{item.id}",)},
        )
        for item in strategy.documents
        if item.status == "draft"
    ]
    return RuleResult(Rule.STATUS, len(strategy.documents), tuple(slips))
