"""Tracing a published figure: what it is, where it comes from, what it is set beside; its value worked out again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isclose
from pathlib import Path
from typing import Any

from sendneeds.declare.footnote import Footnote
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import say_date
from sendneeds.evidence.reread import Rereader, Row
from sendneeds.present.sentences import add_article
from sendneeds.present.words import MISSING, say_number, say_unit, say_value
from sendneeds.project import Project
from sendneeds.report.area_evidence import AreaEvidence
from sendneeds.report.trace_figures import list_figures
from sendneeds.report.trace_lines import Check, Fact, Trace
from sendneeds.report.trace_source import list_filter_facts, list_release_facts
from sendneeds.report.trace_subject import Subject

# Binary fractions of one computation, not differences of figures.
EXACT = 1e-9
FIGURES = ("value", "numerator", "denominator")


def trace_finding(subject: Subject, edition: str, *, with_figures: bool) -> Trace:
    """Return what is known of a published figure, recomputed from the committed observations."""
    facts = (
        *_list_what(subject),
        *_list_comparators(subject),
        *list_release_facts(subject.national.registry, subject.row.release),
        *list_filter_facts(subject.entry.indicator, f"params/indicators/{subject.entry.theme}.yml, {subject.entry.id}"),
        *_list_cautions(subject),
    )
    figures = list_figures(subject) if with_figures else ()
    checks = (check_recomputed(subject), *_check_published(subject, edition))
    return Trace(subject.id, facts, figures, tuple(subject.list_behind()), checks)


def trace_absent(evidence: AreaEvidence, entry: IndicatorEntry, name: str) -> Trace:
    """Return that an edition has no period of a measure: what the id of a missing figure without a period says."""
    facts = (
        Fact("what", f"{entry.indicator.label}: {entry.indicator.description}"),
        Fact("area", evidence.area.name),
        Fact(
            "value", f"none: no period of this measure ends by {say_date(evidence.edition.as_at)}, the edition's date"
        ),
        *list_filter_facts(entry.indicator, f"params/indicators/{entry.theme}.yml, {entry.id}"),
    )
    absent = evidence.find_series(entry.id).latest.id == name
    return Trace(name, facts, checks=(Check("recomputed from the observations: none", absent),))


def say_row(subject: Subject, row: Row) -> str:
    """Return a value as reports print it with what it is counted from, or the words for its symbol."""
    if row.value is None:
        return MISSING[row.symbol]
    counts = [say_number(count, 0 if count.is_integer() else 2) for count in row.figures[1:] if count is not None]
    value = say_value(row.value, subject.entry.indicator)
    return f"{value} ({' of '.join(counts)})" if counts else value


def _list_what(subject: Subject) -> Iterator[Fact]:
    indicator, row = subject.entry.indicator, subject.row
    yield Fact("what", f"{indicator.label}: {indicator.description}")
    yield Fact("area", f"{add_article(subject.area.name)} ({subject.area.area_code})")
    yield Fact("period", f"{subject.period.label} ({subject.period.code} in the release)")
    if subject.shown.symbol != row.symbol:
        yield Fact("withheld", "a footnote withholds this figure: no report prints it")
    if row.value is None:
        yield Fact("value", f"none: [{row.symbol}] {MISSING[row.symbol]}")
        return
    yield Fact("value", f"{say_value(row.value, indicator)} ({say_unit(indicator)})")
    yield Fact("numerator", _say_count(row.numerator))
    yield Fact("denominator", _say_count(row.denominator))
    yield Fact("arithmetic", _say_arithmetic(subject))


def _say_count(count: float | None) -> str:
    return "none is published" if count is None else f"{count:,.10g}"


def _say_arithmetic(subject: Subject) -> str:
    """Return how the value comes of its counts and is rounded."""
    value, numerator, denominator = subject.row.figures
    if value is None:
        return ""
    source, printed = subject.entry.indicator.source, say_value(value, subject.entry.indicator)
    if getattr(source, "operation", "") == "growth" and numerator is not None and denominator is not None:
        worked = f"100 x ({numerator:g} / {denominator:g} - 1)"
    elif numerator is not None and denominator is not None and source.reader in {"derived", *_SHARES}:
        worked = f"{getattr(source, 'scale', 100):g} x {numerator:g} / {denominator:g}"
        if not subject.has_arithmetic and source.reader != "derived":
            return f"published as {value:.12g}, printed as {printed}; its counts give {worked}"
    elif source.reader == "derived":
        worked = " + ".join(subject.list_behind())
    else:
        return f"as published: {value:.12g}, printed as {printed}"
    return f"{worked} = {value:.12g}, printed as {printed}"


_SHARES = ("table", "therapy_waits", "tribunal")


def _list_comparators(subject: Subject) -> Iterator[Fact]:
    finding, indicator = subject.finding, subject.entry.indicator
    if finding.england is not None:
        yield Fact("England", say_value(finding.england, indicator))
    if finding.region is not None and subject.evidence is not None:
        yield Fact(subject.evidence.region.name, say_value(finding.region, indicator))
    if (spread := finding.neighbours) and subject.evidence is not None:
        mean, low, high = (say_value(value, indicator) for value in (spread.mean, spread.low, spread.high))
        vintage = subject.evidence.edition.neighbours
        yield Fact("similar areas", f"average {mean}, {low} to {high}, of {spread.k} ({vintage} list)")


def _list_cautions(subject: Subject) -> Iterator[Fact]:
    """Yield the footnotes, caveats and data problems that concern the figure."""
    for note in subject.national.registry.footnotes.values():
        if _concerns(note, subject):
            yield Fact("footnote", note.text)
    for text in subject.entry.indicator.caveats:
        yield Fact("caveat", text)
    for item in subject.evidence.quality if subject.evidence else ():
        if item.indicator == subject.entry.id and item.period in {"", subject.period.code}:
            yield Fact("data problem", item.problem)


def _concerns(note: Footnote, subject: Subject) -> bool:
    place = not note.areas or subject.area.slug in note.areas
    time = not note.periods or subject.period.code in note.periods
    return place and time and subject.entry.id in note.indicators


def check_recomputed(subject: Subject) -> Check:
    """Return the value worked out again, beside the committed one and the one that reports have."""
    value, again = subject.row.value, subject.recompute()
    said = "none" if again is None else say_value(again, subject.entry.indicator)
    shown = subject.finding.value
    same = _is_same(again, value) and (_is_same(shown, value) or subject.shown.symbol != subject.row.symbol)
    return Check(f"recomputed from the observations: {said}", same)


def _check_published(subject: Subject, edition: str) -> Iterator[Check]:
    """Yield a comparison with the published data of the area, if there are any."""
    project: Project = subject.national.project
    path = project.outputs / edition / subject.area.slug / "findings.json"
    published = _load_published(path).get(subject.id)
    if published is not None:
        names = [name for name in FIGURES if not _is_same(published[name], getattr(subject.finding, name))]
        differing = f" ({', '.join(f'{name} {published[name]}' for name in names)})" if names else ""
        yield Check(f"published in {path.relative_to(project.root).as_posix()}{differing}", not names)


def _load_published(path: Path) -> dict[str, dict[str, Any]]:
    if not path.is_file():
        return {}
    return {item["id"]: item for item in json.loads(path.read_text(encoding="utf-8"))["findings"]}


def check_release(subject: Subject, rereader: Rereader) -> Check:
    """Return the figure read again from the original release, beside the committed one."""
    again = rereader.read(subject.entry.id, subject.area.area_code, subject.period.code)
    files = ", ".join(rereader.lock[name].file for name in subject.row.release.split("+") if name)
    if again is None:
        return Check(f"read again from {files}, sha256 as locked: no row", agrees=False)
    same = all(_is_same(*pair) for pair in zip(again.figures, subject.row.figures, strict=True))
    texts = (again.symbol, again.release) == (subject.row.symbol, subject.row.release)
    return Check(f"read again from {files}, sha256 as locked: {say_row(subject, again)}", same and texts)


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=EXACT, abs_tol=EXACT)
