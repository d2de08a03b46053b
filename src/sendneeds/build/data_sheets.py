"""The sheets of the data workbooks: every figure of one area beside its comparators, or of all areas side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import pandas as pd

from sendneeds.analysis.finding import Finding
from sendneeds.build.workbook import Cell, Front, Sheet
from sendneeds.declare.area import Area
from sendneeds.declare.edition import Edition
from sendneeds.declare.footnote import Footnote
from sendneeds.declare.indicator import Indicator, IndicatorEntry
from sendneeds.declare.period import read_period, say_date
from sendneeds.declare.source import Release
from sendneeds.present.sentences import join_words
from sendneeds.present.words import MISSING, say_unit
from sendneeds.report.area_evidence import ENGLAND, AreaEvidence, National
from sendneeds.report.data_rows import Observation, list_all_findings, list_observations, tabulate_dictionary

LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0: "
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)
LEGEND = tuple(f"[{symbol}] {MISSING[symbol]}" for symbol in ("c", "x", "z", "low", "u"))
ROUNDED = "Values are rounded as the reports print them. The CSV files beside this workbook hold them unrounded."
INTERVAL = (
    "95% interval of chance variation: Wilson's for shares, a Poisson interval for counts and rates. [z] where counts "
    "are not published or do not give the published value. Published counts are complete, so the interval says only "
    "how far chance alone could move a figure."
)
SIMILAR = (
    "Similar areas are the area's statistical neighbours, named on the cover. Mean, standard deviation, lowest and "
    "highest are over those that have a value; [x] where too few have one."
)
SAME_TYPE = "Unweighted mean over all authorities of the area's type that have a value."
SOURCE = "Source: the releases named in the last column; the sheet Sources describes them."


def describe_area_front(evidence: AreaEvidence) -> Front:
    """Return the cover of an area's workbook."""
    local, similar = evidence.local, "; ".join(area.name for area in evidence.neighbours)
    contact = (f"Owner: {local.owner}" if local.owner else "", f"Contact: {local.contact}" if local.contact else "",
               local.alternative_formats or "")  # fmt: skip
    return Front(
        title=f"{evidence.area.name}: figures on special educational needs and disability, edition "
        f"{evidence.edition_name}",
        intro=(
            f"Every published figure behind the reports on {evidence.area.name}, one sheet for each theme.",
            f"Data as at {say_date(evidence.edition.as_at)}.",
            *(("DRAFT: the area has not signed this off.",) if local.is_draft else ()),
        ),
        about=(
            ROUNDED,
            f"Shorthand in cells: {join_words([*LEGEND])}.",
            f"Similar areas ({evidence.edition.neighbours} list, closest first): {similar}.",
            LICENCE,
        ),
        contact=tuple(filter(None, contact)) or ("No contact has been given yet.",),
    )


def list_area_sheets(evidence: AreaEvidence) -> list[Sheet]:
    """Return the sheets of an area's workbook: a theme each, then its sources and the columns of the CSV file."""
    findings = list_all_findings(evidence)
    themes = dict.fromkeys(finding.entry.theme for finding in findings)
    return [
        *(_build_theme(evidence, theme, [item for item in findings if item.entry.theme == theme]) for theme in themes),
        _build_sources({name: evidence.registry.releases[name] for name in list_release_ids(findings)}),
        _build_columns(),
    ]


def list_release_ids(findings: Iterable[Finding]) -> list[str]:
    """Return the ids of the releases behind some findings, in alphabetical order."""
    return sorted({name for finding in findings for name in finding.release.split("+") if name})


def _build_theme(evidence: AreaEvidence, theme: str, findings: Sequence[Finding]) -> Sheet:
    label = evidence.registry.themes[theme].label
    rows = [_list_cells(evidence, finding) for finding in findings]
    return Sheet(
        name=theme.capitalize(),
        title=f"{label}: {evidence.area.name} and its comparators",
        rows=pd.DataFrame(rows, dtype=object),
        headers=2,
        column_notes={
            "Interval, low": INTERVAL,
            "Interval, high": INTERVAL,
            "Similar areas, mean": SIMILAR,
            "Areas of the same type, mean": SAME_TYPE,
        },
        row_notes=[list_notes(finding.entry, evidence.footnotes) for finding in findings],
        legend=LEGEND,
        source=SOURCE,
        widths=(46, 22, 16, 30),
    )


def _list_cells(evidence: AreaEvidence, finding: Finding) -> dict[str, Cell]:
    indicator, similar, alike = finding.entry.indicator, finding.neighbours, finding.area_type
    low, high = finding.interval or (None, None)
    absent = "[z]" if finding.value is not None else f"[{finding.symbol}]"
    return {
        "Measure": indicator.short,
        "Period": finding.period.label,
        "Unit": _name_unit(indicator),
        evidence.area.name: round_value(finding.value, indicator, absent),
        "Number": round_value(finding.numerator, None, "[x]"),
        "Out of": round_value(finding.denominator, None, "[x]"),
        "Interval, low": round_value(low, indicator, "[z]"),
        "Interval, high": round_value(high, indicator, "[z]"),
        "England": round_value(finding.england, indicator),
        f"Region: {evidence.region.name}": round_value(finding.region, indicator),
        "Similar areas, mean": round_value(similar.mean if similar else None, indicator),
        "Similar areas, standard deviation": round_value(similar.sd if similar else None, indicator, more=1),
        "Similar areas, lowest": round_value(similar.low if similar else None, indicator),
        "Similar areas, highest": round_value(similar.high if similar else None, indicator),
        "Similar areas, number": similar.k if similar else "[x]",
        "Areas of the same type, mean": round_value(alike.mean if alike else None, indicator),
        "Releases": finding.release.replace("+", ", ") or "[x]",
    }


def round_value(value: float | None, indicator: Indicator | None, absent: str = "[x]", more: int = 0) -> Cell:
    """Return a value as the reports round it (`more` decimals on top), a count as it is, or `absent`."""
    if value is None:
        return absent
    rounded = value if indicator is None else round(value, indicator.decimals + more)
    return int(rounded) if float(rounded).is_integer() else float(rounded)


def _name_unit(indicator: Indicator) -> str:
    return "£ (pounds)" if (unit := say_unit(indicator)) == "£" else unit


def list_notes(entry: IndicatorEntry, footnotes: Iterable[Footnote]) -> list[str]:
    """Return what a reader of a measure must know: caveats, breaks and footnotes, each once."""
    indicator = entry.indicator
    breaks = [f"{item.label}: figures from {item.before} on do not continue earlier ones." for item in indicator.breaks]
    marks = [f"{item.period}: {item.label}." for item in indicator.marks]
    return list(dict.fromkeys([*indicator.caveats, *breaks, *marks, *_list_footnotes(entry, footnotes)]))


def _list_footnotes(entry: IndicatorEntry, footnotes: Iterable[Footnote]) -> list[str]:
    return [note.text for note in footnotes if entry.id in note.indicators]


def _build_sources(releases: Mapping[str, Release]) -> Sheet:
    rows = [
        {
            "Release id": name,
            "Publisher": item.publisher,
            "Publication": item.publication,
            "Release": item.release,
            "Address": item.url or "none printed in the release",
            "Licence": item.licence,
            "SHA-256 of the file": item.sha256,
        }
        for name, item in releases.items()
    ]
    return Sheet("Sources", "Releases that the figures come from", pd.DataFrame(rows), widths=(24, 30, 40, 40, 40, 28))


def _build_columns() -> Sheet:
    columns = tabulate_dictionary().rename(
        columns={"column": "Column", "label": "Label", "type": "Type", "description": "Description"}
    )
    return Sheet("Columns", "Columns of the CSV file beside this workbook", columns, widths=(22, 34, 12, 110))


def describe_edition_front(edition_name: str, edition: Edition, areas: Sequence[Area]) -> Front:
    """Return the cover of an edition's workbook."""
    count, noun = len(areas), "area" if len(areas) == 1 else "areas"
    return Front(
        title=f"Figures on special educational needs and disability, edition {edition_name}",
        intro=(
            f"Every published figure behind the reports on {count} local {noun}, one sheet for each theme.",
            f"Data as at {say_date(edition.as_at)}.",
            "Areas stand side by side in alphabetical order: this is not a league table.",
        ),
        about=(ROUNDED, f"Shorthand in cells: {join_words([*LEGEND])}.", LICENCE),
        contact=("Each area's own workbook says whom to ask.",),
    )


def list_edition_sheets(national: National, edition: Edition, areas: Sequence[Area]) -> list[Sheet]:
    """Return the sheets of an edition's workbook: a theme each, measures and periods down, areas across."""
    names = {ENGLAND: "England", **{area.area_code: area.name for area in sorted(areas, key=lambda item: item.name)}}
    cells = {(row.indicator, row.period, row.area_code): row for row in list_observations(national, names)}
    sheets = [_build_across(national, edition, theme, names, cells) for theme in national.registry.themes]
    releases = sorted({name for row in cells.values() for name in row.release_ids})
    sources = _build_sources({name: national.registry.releases[name] for name in releases})
    return [*(sheet for sheet in sheets if len(sheet.rows)), sources]


Held = Mapping[tuple[str, str, str], Observation]


def _build_across(national: National, edition: Edition, theme: str, names: Mapping[str, str], cells: Held) -> Sheet:
    lines = list(_list_across(national, edition, theme, names, cells))
    footnotes = national.registry.footnotes.values()
    return Sheet(
        name=theme.capitalize(),
        title=f"{national.registry.themes[theme].label}: all areas of the edition",
        rows=pd.DataFrame([row for _, row in lines], dtype=object),
        headers=2,
        row_notes=[list_notes(entry, footnotes) for entry, _ in lines],
        legend=LEGEND,
        source="Source: the releases on the sheet Sources.",
        widths=(46, 22, 16, 30),
    )


def _list_across(
    national: National, edition: Edition, theme: str, names: Mapping[str, str], cells: Held
) -> Iterator[tuple[IndicatorEntry, dict[str, Cell]]]:
    """Yield a row for each measure and period in which one of the places has a value."""
    for entry in national.registry.indicators.values():
        codes = national.by_period.index.get_loc(entry.id) if entry.theme == theme else slice(0)
        periods = [str(key[1]) for key in national.by_period.index[codes]]
        for period in sorted(read_period(code, entry.indicator.period) for code in periods):
            found = {code: cells.get((entry.id, period.code, code)) for code in names}
            if period.end <= edition.as_at and any(row and row.value is not None for row in found.values()):
                yield (
                    entry,
                    {
                        "Measure": entry.indicator.short,
                        "Period": period.label,
                        "Unit": _name_unit(entry.indicator),
                        **{names[code]: _write_held(item, entry.indicator) for code, item in found.items()},
                    },
                )


def _write_held(row: Observation | None, indicator: Indicator) -> Cell:
    return round_value(row.value, indicator, f"[{row.symbol}]") if row else "[x]"
