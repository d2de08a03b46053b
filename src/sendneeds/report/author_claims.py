"""Claims checked: each figure that an area's documents state beside the published figure for its time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sendneeds.analysis.claims import NEAR, Ground, Verdict, count_decimals
from sendneeds.analysis.consistency_slip import find_spot
from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.period import read_period
from sendneeds.declare.stated import Check, Claim, Operand, StatedUnit
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_number
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.author_published import WHOLE, CheckedClaim, list_checked, list_published
from sendneeds.report.author_words import (
    count_things,
    list_lines,
    mark_worked,
    say_no_file,
    say_spot,
    start_sentence,
)
from sendneeds.report.section import join_paragraph, join_paragraphs, name_releases
from sendneeds.report.stated_words import say_stated

CAPTIONS = {
    Verdict.DIFFERS: "Claims that differ from the published figure",
    Verdict.NEAR: "Claims near the published figure",
    Verdict.AGREES: "Claims that agree with the published figure",
    Verdict.UNCHECKED: "Claims that cannot be checked",
}
BOUNDS = {"over": "over ", "up to": "up to ", "about": "about "}
TYPES = {"OLB": "Outer London boroughs", "ILB": "Inner London boroughs", "MD": "metropolitan districts"}
TYPES |= {"UA": "unitary authorities", "SC": "county councils"}
PICKS = {"type mean": "average of", "type lowest": "lowest of", "type highest": "highest of"}


def say_claims(evidence: AreaEvidence) -> str:
    """Return how many claims have each verdict, and what the verdicts mean."""
    if evidence.strategy is None:
        return say_no_file(evidence)
    checked = list_checked(evidence)
    if not checked:
        return f"The documents supplied for {add_article(evidence.area.name)} state no figure of their own to check."
    counts = Counter(item.judgement.verdict for item in checked)
    near = mark_worked(evidence, f"{say_number(WHOLE * NEAR)}%", "near")
    total = count_things(evidence, len(checked), "claims")
    lines = [
        f"{verdict}: {count_things(evidence, counts[verdict], f'claims-{verdict.name.lower()}')}" for verdict in Verdict
    ]
    return join_paragraphs(
        f"The documents state {total} {say_noun(len(checked), ('figure', 'figures'))} of their own. By verdict:",
        list_lines(lines),
        join_paragraph(
            "A claim agrees where the published figure, rounded as the claim is, is the same.",
            f"It is near where the published figure is within {near} of it, or where it lies between the published "
            "figures before and after its date.",
            "Published figures are those known now; some were revised after the document was written.",
        ),
    )


def tabulate_claims(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return a table for each verdict that a claim has, those that differ first."""
    groups = {
        verdict: [item for item in list_checked(evidence) if item.judgement.verdict is verdict] for verdict in Verdict
    }
    return tuple(_tabulate(evidence, verdict, items) for verdict, items in groups.items() if items)


def _tabulate(evidence: AreaEvidence, verdict: Verdict, items: Sequence[CheckedClaim]) -> Table:
    is_checked = verdict is not Verdict.UNCHECKED
    heads = ["Stated", *(["Published"] if is_checked else [])]
    return Table(
        id=f"claims-{verdict.name.lower()}",
        caption=f"{CAPTIONS[verdict]}, {add_article(evidence.area.name)}",
        columns=(
            Column("What is stated", numeric=False),
            Column("Document and section", numeric=False),
            *(Column(head) for head in heads),
            Column("Set beside, and note" if is_checked else "Why", numeric=False),
        ),
        rows=tuple(_write_claim(evidence, item) for item in items),
        source=_name_sources(evidence, items) if is_checked else "Source: the area's own documents.",
        wide=True,
    )


def _write_claim(evidence: AreaEvidence, item: CheckedClaim) -> tuple[Cell, ...]:
    claim, check, strategy = item.claim, item.claim.check, evidence.strategy
    slug = evidence.area.slug
    published = (
        ()
        if item.published is None or check is None
        else (Cell(_say_published(item), f"{slug}.{check.of.indicators[0]}.{check.of.period}"),)
    )
    return (
        Cell(name_claim(claim)),
        Cell(start_sentence(say_spot(strategy, find_spot(claim))) if strategy else ""),
        Cell(say_claim(claim), f"{slug}.strategy.claims.{claim.id}"),
        *published,
        Cell(_say_note(evidence, item)),
    )


def name_claim(claim: Claim) -> str:
    """Return what a claim is about, with whom and when where its title does not say so."""
    who = f" ({claim.who})" if claim.who and claim.who.casefold() not in claim.title.casefold() else ""
    day = claim.date or ""
    dated = "" if day[:4] in claim.title or f"/{day[2:4]}" in claim.title else f", {say_partial_date(day)}"
    return f"{claim.title}{who}{dated}"


def say_claim(claim: Claim) -> str:
    """Return what a claim states, with its bound: `over 50%`, `24%`, `6,598 to 11,876`."""
    text = say_stated(claim.value, count_decimals(claim.value), claim.unit)
    if claim.high is not None:
        text = f"{text} to {say_stated(claim.high, count_decimals(claim.high), claim.unit)}"
    return f"{BOUNDS.get(claim.bound or '', '')}{text}"


def _say_published(item: CheckedClaim) -> str:
    """Return the published figure, or for a claim that lies between two of them, both."""
    ends = (item.published, item.after) if item.judgement.ground is Ground.BETWEEN else (item.published,)
    return " to ".join(_say_figure(item.claim, value) for value in ends if value is not None)


def _say_figure(claim: Claim, value: float) -> str:
    """Return a published figure, with one decimal more than the claim where it has one."""
    finer = round(value, count_decimals(claim.value) + 1)
    whole = finer == int(finer) and claim.unit is not StatedUnit.PERCENT
    return say_stated(value, 0 if whole else count_decimals(finer), claim.unit)


def _say_note(evidence: AreaEvidence, item: CheckedClaim) -> str:
    claim, check = item.claim, item.claim.check
    if check is None:
        return _end(claim.reason or "")
    if item.published is None:
        return join_paragraph("The figure named for it is not published for this period.", _end(check.note or ""))
    between = (
        "The published figures are those before and after the date of the claim."
        if item.judgement.ground is Ground.BETWEEN
        else ""
    )
    return join_paragraph(_end(_say_beside(evidence, check)), between, _end(check.note or ""))


def _end(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _say_beside(evidence: AreaEvidence, check: Check) -> str:
    """Return which published figure a claim is set beside."""
    of = _name_operand(evidence, check.of)
    whole = f", as a share of: {_name_operand(evidence, check.over)}" if check.over else ""
    since = f", change since {_name_period(evidence, check.since)}" if check.since else ""
    return f"{_name_whose(evidence, check)}{of}{whole}{since}"


def _name_whose(evidence: AreaEvidence, check: Check) -> str:
    if check.area in PICKS:
        number = len(list_published(evidence, check, check.of))
        return f"{PICKS[check.area].capitalize()} {say_number(number)} {TYPES.get(evidence.area.type, 'areas')}: "
    return {"region": f"{evidence.region.name}: ", "england": "England: "}.get(check.area, "")


def _name_operand(evidence: AreaEvidence, operand: Operand) -> str:
    shorts = [evidence.registry.indicators[name].indicator.short for name in operand.indicators]
    counted = {"value": "", "numerator": ", number", "denominator": ", out of"}[operand.figure]
    return f"{join_words(shorts)}{counted} ({_name_period(evidence, operand)})"


def _name_period(evidence: AreaEvidence, operand: Operand) -> str:
    kind = evidence.registry.indicators[operand.indicators[0]].indicator.period
    return read_period(operand.period, kind).label


def _name_sources(evidence: AreaEvidence, items: Sequence[CheckedClaim]) -> str:
    """Return the releases behind the published figures of a table."""
    rows = evidence.national.observations
    checks = [item.claim.check for item in items if item.claim.check]
    operands = [part for check in checks for part in (check.of, check.over, check.since) if part]
    pairs = dict.fromkeys((name, operand.period) for operand in operands for name in operand.indicators)
    found: dict[str, None] = {}
    for name, period in pairs:
        releases = rows.loc[(rows["indicator"] == name) & (rows["period"] == period), "release"]
        found |= dict.fromkeys(part for text in releases.unique() for part in str(text).split("+") if part)
    return name_releases({name: evidence.registry.releases[name] for name in found}) or "Source: no published figure."
