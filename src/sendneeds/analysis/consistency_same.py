"""Rules on figures that belong together: samenesses, years of a series, growth of published counts, rates.

Figures are printed rounded, so each stands for a span of numbers, counts that do not end in zeros aside; a slip is
found only where no numbers within the spans fit together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from sendneeds.analysis.claims import Span, count_decimals, read_figure, read_span
from sendneeds.analysis.consistency_slip import Kind, Rule, RuleResult, Shown, Slip, Spot, find_spot
from sendneeds.analysis.consistency_sums import WHOLE, show, show_claim
from sendneeds.declare.stated import Claim, Number, Sameness, StatedProjection, StatedUnit, Term
from sendneeds.declare.strategy import StatedFigure, Strategy

Published = Mapping[str, Mapping[int, float]]
LEAST_TELLING = 1000
TELLING_DECIMALS = 2


def check_samenesses(strategy: Strategy) -> RuleResult:
    """Find terms that should have one value and differ by more than their rounding."""
    figures = strategy.list_figures()
    slips = [slip for item in strategy.samenesses if (slip := _compare_terms(item, strategy, figures))]
    return RuleResult(Rule.SAME, len(strategy.samenesses), tuple(slips))


def _compare_terms(same: Sameness, strategy: Strategy, figures: Mapping[str, StatedFigure]) -> Slip | None:
    spans = [_work_term(term, figures) for term in same.terms]
    if all(one.overlaps(other) for one, other in combinations(spans, 2)):
        return None
    parts = [[figures[name] for name in (*term.sum, *term.over)] for term in same.terms]
    numbers = {"terms": tuple(_show_term(term, figures) for term in same.terms)}
    numbers |= {f"parts{index}": tuple(show(item) for item in items) for index, items in enumerate(parts)}
    # A figure taken from the wrong column of a series is the likeliest cause, so say where in a series each stands.
    found = [(item, series) for items in parts if len(items) == 1 for item in items for series in strategy.projections]
    found = [(item, series) for item, series in found if _is_telling(item) and _list_years(item, series)]
    for index, (item, series) in enumerate(found):
        years = tuple(Shown(int(year), ref=f"projections.{series.id}.{year}") for year in _list_years(item, series))
        numbers |= {f"value{index}": (show(item),), f"years{index}": years}
    spots = tuple(Spot(items[0].document, items[0].section) for items in parts)
    words = {"projections": tuple(series.title for _, series in found)}
    return Slip(Kind.SAME, f"same-{same.id}", same.title, spots, numbers, words)


def _is_telling(figure: StatedFigure) -> bool:
    """Say whether a figure has digits enough not to stand in a series by chance, and is not of one itself."""
    return figure.value >= LEAST_TELLING and not figure.ref.startswith("projections.")


def _list_years(figure: StatedFigure, series: StatedProjection) -> list[str]:
    return [year for year, value in series.values.items() if value == figure.value]


def _work_term(term: Term, figures: Mapping[str, StatedFigure]) -> Span:
    upper, lower = (
        Span(sum(span.low for span in spans), sum(span.high for span in spans))
        for spans in (
            [read_figure(figures[name].value, figures[name].unit) for name in names] for names in (term.sum, term.over)
        )
    )
    return Span(WHOLE * upper.low / lower.high, WHOLE * upper.high / lower.low) if term.over else upper


def _show_term(term: Term, figures: Mapping[str, StatedFigure]) -> Shown:
    items = [figures[name] for name in term.sum]
    if len(items) == 1 and not term.over:
        return show(items[0])
    total = sum(item.value for item in items)
    if term.over:
        return Shown(WHOLE * total / sum(figures[name].value for name in term.over), 1, StatedUnit.PERCENT)
    return Shown(total, max(item.decimals for item in items), items[0].unit)


def check_years(strategy: Strategy) -> RuleResult:
    """Find a figure for one year that a declared series has for another, and another value for its own.

    Figures that a sameness compares are left to it.
    """
    compared = {name for same in strategy.samenesses for term in same.terms for name in term.sum}
    stated = [item for item in strategy.list_figures().values() if item.ref not in compared and _is_telling(item)]
    pairs = [(item, series, (item.date or "")[:4]) for item in stated for series in strategy.projections]
    pairs = [(item, series, own) for item, series, own in pairs if own in series.values]
    slips = [
        Slip(
            Kind.OTHER_YEAR,
            f"year-{item.ref.replace('.', '-')}",
            item.title,
            (Spot(item.document, item.section),),
            {
                "stated": (show(item),),
                "own": (Shown(series.values[own], ref=f"projections.{series.id}.{own}"),),
                "own_year": (Shown(int(own), ref=f"projections.{series.id}.{own}"),),
                "years": tuple(Shown(int(year), ref=f"projections.{series.id}.{year}") for year in years),
            },
            {"projection": (series.title,)},
        )
        for item, series, own in pairs
        if (years := _list_years(item, series)) and own not in years
    ]
    return RuleResult(Rule.OTHER_YEAR, len(pairs), tuple(slips))


def check_growth(strategy: Strategy, published: Published) -> RuleResult:
    """Find a stated growth that is, to at least two decimals, that of another published count of the area.

    `published` holds values by indicator and year. Two decimals make chance unlikely: among thirty counts that change
    by up to half, one agrees by chance about once in 170 times.
    """
    dated = [
        (item, int(item.since[:4]), int(item.date[:4]))
        for item in strategy.claims
        if item.since and item.date and item.unit is StatedUnit.PERCENT
    ]
    dated = [item for item in dated if count_decimals(item[0].value) >= TELLING_DECIMALS]
    slips = [slip for claim, since, until in dated for slip in _match_growth(claim, (since, until), published)]
    return RuleResult(Rule.OTHER_COUNT, len(dated), tuple(slips))


def _match_growth(claim: Claim, years: tuple[int, int], published: Published) -> Iterator[Slip]:
    own = set(claim.check.of.indicators) if claim.check else set()
    for name, by_year in published.items():
        first, last = (by_year.get(year) for year in years)
        if name in own or not first or last is None or years[0] == years[1]:
            continue
        growth = WHOLE * (last / first - 1)
        if not read_span(claim.value).overlaps(Span(growth, growth)):
            continue
        yield Slip(
            Kind.OTHER_COUNT,
            f"growth-{claim.id}",
            claim.title,
            (find_spot(claim),),
            {
                "stated": (show_claim(claim),),
                "first": (Shown(first, ref=f"{name}/{years[0]}"),),
                "last": (Shown(last, ref=f"{name}/{years[1]}"),),
                "years": tuple(Shown(year, ref=f"claims.{claim.id}") for year in years),
            },
            {"indicator": (name,)},
        )


def check_rates(strategy: Strategy) -> RuleResult:
    """Find years for which two series of the same ages, each value through its rate, imply two populations."""
    series = [(item, item.rate) for item in strategy.projections if item.rate]
    pairs = [
        ((one, first), (other, second), year)
        for (one, first), (other, second) in combinations(series, 2)
        if (one.document, one.ages) == (other.document, other.ages)
        for year in one.values
        if year in other.values
    ]
    return RuleResult(Rule.RATES, len(pairs), tuple(slip for pair in pairs if (slip := _compare_rates(*pair))))


def _compare_rates(
    one: tuple[StatedProjection, Number], other: tuple[StatedProjection, Number], year: str
) -> Slip | None:
    spans = [Span(*(WHOLE * end / rate for end in read_span(item.values[year]))) for item, rate in (one, other)]
    if spans[0].overlaps(spans[1]):
        return None
    implied = tuple(Shown(WHOLE * item.values[year] / rate) for item, rate in (one, other))
    values = tuple(Shown(item.values[year], ref=f"projections.{item.id}.{year}") for item, _ in (one, other))
    return Slip(
        Kind.RATES,
        f"rates-{one[0].id}-{other[0].id}-{year}",
        one[0].title,
        tuple(find_spot(item) for item, _ in (one, other)),
        {"values": values, "implied": implied, "year": (Shown(int(year), ref=values[0].ref),)},
    )
