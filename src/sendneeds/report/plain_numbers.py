"""Six numbers in words for the plain-English page, and the exact figures behind them."""

from __future__ import annotations

from collections.abc import Iterator

from sendneeds.analysis.finding import Finding
from sendneeds.declare.indicator import Unit
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.sentences import add_article
from sendneeds.present.words import MISSING, say_number, say_value
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.plain_topics import PLACES, Topic, is_usable
from sendneeds.report.section import explain_symbols, join_paragraph, join_paragraphs, say_source

TOO_FEW = "too few children to say"
REASONS = MISSING | {"x": "not published", "z": "there were none to count"}


def say_numbers(evidence: AreaEvidence) -> str:
    """Return six numbers in words, and what there is no number for."""
    chosen = list_topics(evidence)
    if not chosen:
        place = add_article(evidence.area.name)
        opened = evidence.area.opened
        later = f" The council began later, in {opened[:4]}." if opened > evidence.edition.as_at.isoformat() else ""
        return f"We have no numbers for {place} up to this date.{later}"
    lines = [f"- **{item.title}.** {item.sentences(evidence, evidence.latest(item.indicator))}" for item in chosen]
    exact = "We say most numbers in round figures. The exact ones are at the end."
    return join_paragraphs("\n".join(lines), join_paragraph(_say_missing(evidence, chosen), exact))


def list_topics(evidence: AreaEvidence) -> list[Topic]:
    """Return one topic for each of six places: the first that has a number for the area."""
    found = (next((item for item in place if is_usable(evidence.latest(item.indicator))), None) for place in PLACES)
    return list(dict.fromkeys(item for item in found if item))


def _say_missing(evidence: AreaEvidence, chosen: list[Topic]) -> str:
    """Return the first topic of each place that another stands in for, or none, with the reason."""
    said = {item.title for item in chosen}
    wanted = [place[0] for place in PLACES if place[0].title not in said]
    gaps = [
        f"{item.title[:1].lower()}{item.title[1:]}: {_say_reason(evidence.latest(item.indicator))}" for item in wanted
    ]
    return " ".join(f"We have no number for {gap}." for gap in gaps)


def _say_reason(finding: Finding) -> str:
    return TOO_FEW if finding.value is not None else REASONS[finding.symbol]


def say_exact(evidence: AreaEvidence) -> str:
    """Return what the table of exact figures is for."""
    return "They come from the sources below the table." if list_topics(evidence) else "There are none to show."


def tabulate_numbers(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return the exact figures behind the words, with those of England."""
    rows = [(label, finding) for item in list_topics(evidence) for label, finding in _list_exact(evidence, item)]
    written = tuple((Cell(label), *_write_exact(finding)) for label, finding in rows)
    heads = ("When", evidence.area.name, "All of England")
    table = Table(
        id="plain-numbers",
        caption="The exact numbers behind the words",
        columns=(Column("What was counted", numeric=False), *(Column(head, numeric=head != "When") for head in heads)),
        rows=written,
        source=say_source(evidence, [finding for _, finding in rows]),
        notes=explain_symbols(written),
    )
    return (table,) if rows else ()


def _list_exact(evidence: AreaEvidence, topic: Topic) -> Iterator[tuple[str, Finding]]:
    names = zip((topic.indicator, *topic.others), (topic.label, *topic.labels), strict=True)
    for name, label in names:
        finding = evidence.latest(name)
        if is_usable(finding):
            yield label, finding


def _write_exact(finding: Finding) -> tuple[Cell, Cell, Cell]:
    indicator = finding.entry.indicator
    text = say_value(finding.value or 0, indicator)
    if indicator.unit is Unit.PERCENT and finding.numerator is not None and finding.denominator:
        text = f"{text} ({say_number(finding.numerator)} of {say_number(finding.denominator)})"
    if finding.england is None:
        return Cell(finding.period.label), Cell(text, finding.id), Cell("[x]")
    return Cell(finding.period.label), Cell(text, finding.id), Cell(say_value(finding.england, indicator), finding.id)
