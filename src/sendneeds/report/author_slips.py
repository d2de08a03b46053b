"""Consistency: what does not fit in an area's documents, a plain sentence for each, and how much was looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from sendneeds.analysis.consistency import check_consistency
from sendneeds.analysis.consistency_dates import OLDEST_YEARS
from sendneeds.analysis.consistency_slip import Kind, RuleResult, Slip, Spot
from sendneeds.declare.indicator import Unit
from sendneeds.declare.partial_date import say_partial_date
from sendneeds.declare.period import read_period
from sendneeds.declare.strategy import Strategy
from sendneeds.present.display import Cell, Column, Table
from sendneeds.present.sentences import add_article, join_words
from sendneeds.present.words import say_noun, say_number, say_small
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.author_words import (
    SMALL,
    count_things,
    list_lines,
    mark_shown,
    name_author,
    say_no_file,
    say_spot,
    start_sentence,
)
from sendneeds.report.section import join_paragraphs
from sendneeds.report.standing import mark_stated

SENTENCES = {
    Kind.CHANGE: "the change is stated as {bound}{stated}; from {before} to {after} it is {worked}.",
    Kind.POINTS: (
        "{before} to {after} is a change of {points} percentage points, which is stated as {stated}. As a percentage "
        "the change is {worked}."
    ),
    Kind.WHOLE: "{shares} make {sum}, {rest} {side} the whole; rounding explains less.",
    Kind.ONE_IN: (
        "stated as one in {said} and as {stated}. One in {said} is {share}; {stated} is nearest to one in {nearest}."
    ),
    Kind.SAME: "{terms}. They should be one value, and differ by more than their rounding.{series}",
    Kind.OTHER_YEAR: "{stated} is the figure for {years} in {projection}; for {own_year} it has {own}.",
    Kind.OTHER_COUNT: (
        "the growth of {stated} from {years} is that of another published count, {indicator}, which went from {first} "
        "to {last} between the same years."
    ),
    Kind.RATES: "for {year}, {values} through their rates imply populations of {implied}.",
    Kind.RHYTHM: "{terms}{to}.",
    Kind.TWICE: "listed more than once under {headings}.",
    Kind.TWO_HEADINGS: "listed under {headings}.",
    Kind.OLD: "dated {date}, more than {oldest} years before the document begins ({begins}).",
    Kind.TARGET_BEFORE: "the target's date, {date}, is before the document begins ({begins}).",
    Kind.TARGET_AFTER: (
        "the target's date, {date}, is after the document ends ({ends}), so a later document has to carry it."
    ),
    Kind.ACTION_BEFORE: "due {date}, before the document begins ({begins}).",
    Kind.DRAFT: "the document is a draft{version}.",
}


@lru_cache(maxsize=8)
def list_results(evidence: AreaEvidence) -> tuple[RuleResult, ...]:
    """Return the result of each rule on the area's documents, whatever the edition."""
    if evidence.strategy is None:
        return ()
    return check_consistency(evidence.strategy, list_counts(evidence))


def list_counts(evidence: AreaEvidence) -> dict[str, dict[int, float]]:
    """Return every published count of the area by indicator and year."""
    rows = evidence.national.observations
    mine = rows[(rows["area_code"] == evidence.area.area_code) & rows["value"].notna()]
    found: dict[str, dict[int, float]] = {}
    for name, code, value in zip(mine["indicator"], mine["period"], mine["value"], strict=True):
        indicator = evidence.registry.indicators[str(name)].indicator
        if indicator.unit is Unit.COUNT:
            year = read_period(str(code), indicator.period).end.year
            found.setdefault(str(name), {})[year] = float(value)
    return found


def say_slips(evidence: AreaEvidence) -> str:
    """Return what was looked at, and every slip under its rule."""
    strategy = evidence.strategy
    if strategy is None:
        return say_no_file(evidence)
    results = list_results(evidence)
    found = sum(len(item.slips) for item in results)
    fit = say_noun(found, ("thing does", "things do")) if found else "thing does"
    opening = (
        f"{count_things(evidence, len(results), 'rules').capitalize()} rules were applied to the documents of "
        f"{add_article(evidence.area.name)}; {count_things(evidence, found, 'slips', 'no')} {fit} not fit. Nothing is "
        "corrected: which of two figures is right only the author can tell."
    )
    parts = [
        join_paragraphs(f"### {item.rule}", list_lines(say_slip(evidence, strategy, slip) for slip in item.slips))
        for item in results
        if item.slips
    ]
    return join_paragraphs(opening, *parts)


def say_slip(evidence: AreaEvidence, strategy: Strategy, slip: Slip) -> str:
    """Return one slip: its title, where it stands, and what does not fit."""
    say_special = SPECIAL.get(slip.kind)
    words = {name: join_words([text for text in texts if text]) for name, texts in slip.words.items()}
    numbers = {
        name: join_words([mark_shown(evidence, item, slip.id) for item in items])
        for name, items in slip.numbers.items()
    }
    said = {**words, **numbers, **(say_special(evidence, slip) if say_special else {})}
    places = "; ".join(dict.fromkeys(say_spot(strategy, spot) for spot in slip.spots))
    where = f" ({places})" if places and slip.kind not in {Kind.SAME, Kind.RHYTHM} else ""
    return f"**{start_sentence(slip.title)}**{where}: {SENTENCES[slip.kind].format_map(said)}"


def _mark_dates(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    """Return the dates of a slip in words, marked."""
    document = f"documents.{slip.spots[0].document}"
    refs = {"date": slip.words["ref"][0], "begins": document, "ends": document}
    dates = {name: texts[0] for name, texts in slip.words.items() if name in refs}
    said = {name: mark_stated(evidence, say_partial_date(day), refs[name]) for name, day in dates.items()}
    return {**said, "oldest": say_small(OLDEST_YEARS)}


def _say_bound(_evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    bound = slip.words["bound"][0]
    return {"bound": f"{bound} " if bound else ""}


def _say_terms(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    """Return the terms of a sameness, each with its place, and where in a series they stand."""
    terms = [
        f"{_say_term(evidence, slip, index)} ({_say_spot(evidence, spot)})" for index, spot in enumerate(slip.spots)
    ]
    series = [_say_series(evidence, slip, index, title) for index, title in enumerate(slip.words["projections"])]
    return {"terms": " against ".join(terms), "series": "".join(series)}


def _say_term(evidence: AreaEvidence, slip: Slip, index: int) -> str:
    whole, parts = slip.numbers["terms"][index], slip.numbers[f"parts{index}"]
    text = mark_shown(evidence, whole, slip.id)
    if len(parts) == 1:
        return text
    return f"{text} from {join_words([mark_shown(evidence, item, slip.id) for item in parts])}"


def _say_series(evidence: AreaEvidence, slip: Slip, index: int, title: str) -> str:
    value = mark_shown(evidence, slip.numbers[f"value{index}"][0], slip.id)
    return f" {value} is the figure for {_mark_years(evidence, slip, f'years{index}')} in: {title}."


def _mark_years(evidence: AreaEvidence, slip: Slip, name: str) -> str:
    """Return years, without separators of thousands."""
    return join_words([mark_stated(evidence, str(item.value), item.ref) for item in slip.numbers[name]])


def _say_other_year(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    return {name: _mark_years(evidence, slip, name) for name in ("years", "own_year")}


def _say_other_count(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    indicator = evidence.registry.indicators[slip.words["indicator"][0]].indicator
    return {"indicator": indicator.short, "years": _mark_years(evidence, slip, "years").replace(" and ", " to ")}


def _say_fraction(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    said, nearest = (slip.numbers[name][0] for name in ("said", "nearest"))
    return {
        "said": say_small(int(said.value)) if said.value <= SMALL else mark_shown(evidence, said, slip.id),
        "nearest": say_small(int(nearest.value)) if nearest.value <= SMALL else mark_shown(evidence, nearest, slip.id),
    }


def _say_rates(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    return {"year": _mark_years(evidence, slip, "year")}


def _say_rhythms(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    terms = [
        f"every {mark_shown(evidence, item, slip.id) if item.value != 1 else 'month'} ({_say_spot(evidence, spot)})"
        for item, spot in zip(slip.numbers["terms"], slip.spots, strict=True)
    ]
    to = slip.words["to"][0]
    return {"terms": join_words(terms), "to": f", to: {to}" if to else ""}


def _say_version(evidence: AreaEvidence, slip: Slip) -> dict[str, str]:
    version = slip.words["version"][0]
    return {"version": f", {mark_stated(evidence, version, slip.words['ref'][0])}" if version else ""}


def _say_spot(evidence: AreaEvidence, spot: Spot) -> str:
    return say_spot(evidence.strategy, spot) if evidence.strategy else ""


SPECIAL: Mapping[Kind, Callable[[AreaEvidence, Slip], dict[str, str]]] = {
    Kind.CHANGE: _say_bound,
    Kind.POINTS: _say_bound,
    Kind.ONE_IN: _say_fraction,
    Kind.SAME: _say_terms,
    Kind.OTHER_YEAR: _say_other_year,
    Kind.OTHER_COUNT: _say_other_count,
    Kind.RATES: _say_rates,
    Kind.RHYTHM: _say_rhythms,
    Kind.OLD: _mark_dates,
    Kind.TARGET_BEFORE: _mark_dates,
    Kind.TARGET_AFTER: _mark_dates,
    Kind.ACTION_BEFORE: _mark_dates,
    Kind.DRAFT: _say_version,
}


def tabulate_rules(evidence: AreaEvidence) -> tuple[Table, ...]:
    """Return how much each rule looked at, and how much of it does not fit."""
    rows = tuple(
        (
            Cell(item.rule),
            Cell(say_number(item.looked_at), name_author(evidence, f"looked-{item.rule.name.lower()}")),
            Cell(say_number(len(item.slips)), name_author(evidence, f"found-{item.rule.name.lower()}")),
        )
        for item in list_results(evidence)
    )
    table = Table(
        id="rules",
        caption=f"Rules of consistency: what they looked at in the documents of {add_article(evidence.area.name)}",
        columns=(Column("Rule", numeric=False), Column("Looked at"), Column("Does not fit")),
        rows=rows,
        source="Source: the area's own documents and published counts.",
    )
    return (table,) if rows else ()
