"""Understand: estimates of need from several sources, and projections recomputed from what they state."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.stated import Estimate, StatedProjection
from sendneeds.present.display import Cell, Column, Figure, Table
from sendneeds.present.estimate_chart import EstimateChart, EstimateRow
from sendneeds.present.figures import Caption, show_estimates
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_number
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.cycle_words import (
    BLANK,
    count_noun,
    list_lines,
    make_columns,
    name_count,
    say_absent,
    say_documents,
)
from sendneeds.report.section import explain_symbols, join_paragraph, join_paragraphs, say_source
from sendneeds.report.standing import list_shown, mark_stated

POPULATION = "pop_0_25"
HALF = 0.5


def list_estimates(evidence: AreaEvidence) -> list[Estimate]:
    """Return the estimates of documents that have begun."""
    return list_shown(evidence, evidence.strategy.estimates) if evidence.strategy else []


def list_projections(evidence: AreaEvidence) -> list[StatedProjection]:
    """Return the projections of documents that have begun."""
    return list_shown(evidence, evidence.strategy.projections) if evidence.strategy else []


def say_estimates(evidence: AreaEvidence) -> str:
    """Return how many sources there are and why they are not averaged."""
    found = list_estimates(evidence)
    if not found:
        return say_absent(evidence, "estimates of how many children have a need")
    sources = count_noun(evidence, len(found), ("estimate", "estimates"), "estimates")
    return join_paragraph(
        f"The documents give {sources} of how many children and young people are concerned.",
        "They count different things, at different ages and dates, so they stand side by side and are not averaged."
        if len(found) > 1
        else "",
    )


def plot_estimates(evidence: AreaEvidence) -> tuple[Figure, ...]:
    """Return the estimates, one row a source."""
    found = list_estimates(evidence)
    if not found:
        return ()
    rows = tuple(
        EstimateRow(
            item.title,
            ", ".join([item.source, f"ages {item.ages}", *([say_partial_date(item.date)] if item.date else [])]),
            item.low,
            item.high,
            f"{evidence.area.slug}.strategy.estimates.{item.id}",
        )
        for item in found
    )
    place = add_article(evidence.area.name)
    caption = Caption(
        "estimates",
        f"Each source counts something else in {place}: {span_estimates(found)}",
        "Children and young people concerned, number, by source as the documents give them",
        say_documents(evidence, found),
    )
    chart = EstimateChart(evidence.area.name, rows)
    return (show_estimates(chart, caption, data=_tabulate_estimates(evidence, found, caption)),)


def _tabulate_estimates(evidence: AreaEvidence, found: Sequence[Estimate], caption: Caption) -> Table:
    ref = f"{evidence.area.slug}.strategy.estimates"
    rows = tuple(
        (
            Cell(item.title),
            Cell(item.source),
            Cell(item.ages),
            Cell(say_partial_date(item.date) if item.date else BLANK),
            Cell(say_number(item.low), f"{ref}.{item.id}.low"),
            Cell("[z]") if item.high is None else Cell(say_number(item.high), f"{ref}.{item.id}.high"),
        )
        for item in found
    )
    return Table(
        id="estimates-data",
        caption=f"Data: {caption.subtitle}",
        columns=(*make_columns("Estimate", "Source", "Ages", "Date"), Column("Number, or from"), Column("To")),
        rows=rows,
        source=caption.source,
        notes=(*(f"{item.title}: {item.note}" for item in found if item.note), *explain_symbols(rows)),
    )


def span_estimates(estimates: Sequence[Estimate]) -> str:
    """Return the lowest and highest end of all estimates in words."""
    ends = [end for item in estimates for end in (item.low, item.high) if end is not None]
    return f"from {say_number(min(ends))} to {say_number(max(ends))}"


def say_projections(evidence: AreaEvidence) -> str:
    """Return how much each projection grows, recomputed, and whether two rates imply one population."""
    found = list_projections(evidence)
    if not found:
        return say_absent(evidence, "projections by year")
    pairs = [pair for pair in combinations(found, 2) if is_pair(*pair)]
    return join_paragraphs(
        list_lines(_say_growth(evidence, item) for item in found),
        *(_say_pair(evidence, *pair) for pair in pairs),
        _say_population(evidence, found),
    )


def _say_growth(evidence: AreaEvidence, item: StatedProjection) -> str:
    (first, start), *_, (last, end) = item.values.items()
    growth = say_number(abs(100 * (end / start - 1)), 1)
    ref = f"projections.{item.id}"
    before = mark_stated(evidence, say_number(start), f"{ref}.{first}")
    after = mark_stated(evidence, say_number(end), f"{ref}.{last}")
    change = mark_stated(evidence, f"{growth}%", f"{ref}.{last}")
    return (
        f"{name_projection(item)} ({item.source}): {before} in {first} and {after} in {last}, that is {change} "
        f"{'more' if end >= start else 'fewer'} (recomputed)."
    )


def name_projection(item: StatedProjection) -> str:
    """Return the title of a projection, with the ages unless it names them."""
    return item.title if item.ages in item.title else f"{item.title}, ages {item.ages}"


def is_pair(one: StatedProjection, other: StatedProjection) -> bool:
    """Say whether two projections apply different rates to what should be one population."""
    rates = one.rate is not None and other.rate is not None and one.rate != other.rate
    same = (one.document, one.ages) == (other.document, other.ages)
    return rates and same and bool(set(one.values) & set(other.values))


def imply_population(value: float, rate: float) -> tuple[float, float]:
    """Return the lowest and highest population that gives a rounded value at a rate in percent."""
    return 100 * (value - HALF) / rate, 100 * (value + HALF) / rate


def list_apart(one: StatedProjection, other: StatedProjection) -> list[str]:
    """Return the years in which two projections imply populations that rounding cannot reconcile."""
    if one.rate is None or other.rate is None:
        return []
    apart = []
    for year in one.values:
        if year not in other.values:
            continue
        spans = [imply_population(item.values[year], item.rate) for item in (one, other) if item.rate]
        if max(low for low, _ in spans) > min(high for _, high in spans):
            apart.append(year)
    return apart


def _say_pair(evidence: AreaEvidence, one: StatedProjection, other: StatedProjection) -> str:
    shared = [year for year in one.values if year in other.values]
    apart = list_apart(one, other)
    rates = join_words([_mark_rate(evidence, item) for item in (one, other)])
    agree = len(shared) - len(apart)
    years = count_noun(evidence, agree, ("year", "years"), "reconciled")
    said = (
        f"The projections at {rates} apply two rates to one population: divided by its rate, each gives the same "
        f"population within rounding in {years}"
    )
    return f"{said}, and not in {join_words(apart)}." if apart else f"{said}, which is every year that both state."


def _mark_rate(evidence: AreaEvidence, item: StatedProjection) -> str:
    first = next(iter(item.values))
    return mark_stated(evidence, f"{item.rate:g}%", f"projections.{item.id}.{first}")


def _say_population(evidence: AreaEvidence, found: Sequence[StatedProjection]) -> str:
    """Return why published population is or is not set beside the projections."""
    if any(list_published(evidence, item) for item in found):
        return "Published estimates of the same ages and years stand beside them in the table."
    indicator = evidence.registry.indicators[POPULATION].indicator
    ages = join_words(list(dict.fromkeys(item.ages for item in found)))
    held = [item.period.label for item in evidence.series[POPULATION].findings] if POPULATION in evidence.series else []
    if not held:
        return "This edition holds no published population to set beside them."
    return (
        f"Published population is held here for ages {indicator.ages} in {join_words(held)}; the projections "
        f"are for ages {ages}. No year and ages are in both, so the two are not set side by side."
    )


def list_published(evidence: AreaEvidence, item: StatedProjection) -> dict[str, float]:
    """Return published residents by year where ages and years are those of a projection of a whole population."""
    indicator = evidence.registry.indicators[POPULATION].indicator
    if POPULATION not in evidence.series or item.ages != indicator.ages or item.rate is not None:
        return {}
    findings = evidence.series[POPULATION].findings
    by_year = {str(finding.period.end.year): finding.value for finding in findings}
    return {year: value for year in item.values if (value := by_year.get(year)) is not None}


def tabulate_projections(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return each year of the projections with the population that a rate implies."""
    found = list_projections(evidence)
    if not found:
        return ()
    years = sorted({year for item in found for year in item.values})
    implied = [item for item in found if item.rate is not None]
    published = [item for item in found if list_published(evidence, item)]
    heads = [item.title for item in found]
    heads += [f"Population implied at {item.rate:g}%" for item in implied]
    heads += ["Published residents"] if published else []
    rows = tuple(
        (
            Cell(year),
            *(_write_value(evidence, item, year) for item in found),
            *(_write_implied(evidence, item, year) for item in implied),
            *(_write_published(evidence, item, year) for item in published[:1]),
        )
        for year in years
    )
    latest = [evidence.latest(POPULATION)] if published else []
    source = say_documents(evidence, found)
    table = Table(
        id="stated-projections",
        caption=f"Projections as the documents state them, {add_article(evidence.area.name)}",
        columns=(Column("Year", numeric=False), *(Column(head) for head in heads)),
        rows=rows,
        source=f"{source} {say_source(evidence, latest)}" if latest else source,
        notes=(
            *(("Implied population: the stated number divided by its rate, recomputed here.",) if implied else ()),
            *explain_symbols(rows),
        ),
    )
    return (table,)


def _write_value(evidence: AreaEvidence, item: StatedProjection, year: str) -> Cell:
    if year not in item.values:
        return Cell("[z]")
    return Cell(say_number(item.values[year]), f"{evidence.area.slug}.strategy.projections.{item.id}.{year}")


def _write_implied(evidence: AreaEvidence, item: StatedProjection, year: str) -> Cell:
    if item.rate is None or year not in item.values:
        return Cell("[z]")
    return Cell(say_number(100 * item.values[year] / item.rate), name_count(evidence, f"implied-{item.id}-{year}"))


def _write_published(evidence: AreaEvidence, item: StatedProjection, year: str) -> Cell:
    value = list_published(evidence, item).get(year)
    if value is None:
        return Cell("[x]")
    findings = evidence.series[POPULATION].findings
    name = next(finding.id for finding in findings if str(finding.period.end.year) == year)
    return Cell(say_number(value), name)
