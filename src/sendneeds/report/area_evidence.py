"""Everything that is known about one area in one edition, gathered once for all sections of its reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from sendneeds.analysis.comparators import Spread, pivot_values, summarise_group
from sendneeds.analysis.finding import Finding, Series, compute_interval
from sendneeds.declare.area import Area, LocalArea
from sendneeds.declare.edition import Edition
from sendneeds.declare.footnote import Footnote
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.period import Period, make_empty_period, read_period
from sendneeds.declare.registry import Registry, load_registry
from sendneeds.declare.strategy import Strategy
from sendneeds.errors import DeclarationError, Problem
from sendneeds.evidence.geography import load_areas, load_boards, load_inspections, load_neighbours, load_quality
from sendneeds.evidence.local import LocalData, load_local
from sendneeds.evidence.observations import load_observations
from sendneeds.present.sentences import add_article
from sendneeds.project import Project, find_project

ENGLAND = "E92000001"
FEWEST_PLANS = 100
Groups = dict[tuple[str, str], Spread]


class Inspection(NamedTuple):
    """One inspection or revisit; `date` is ISO."""

    date: str
    framework: str
    outcome: str
    release: str


class DataProblem(NamedTuple):
    """Something wrong in a release that concerns an area, or all areas where `area_code` is empty."""

    release: str
    indicator: str
    area_code: str
    period: str
    problem: str


@dataclass(frozen=True, eq=False)
class AreaEvidence:
    """One area's findings by indicator, and the declarations and tables that its reports print.

    `national` holds what all areas share. `neighbours` are its similar areas in order of closeness, `second_neighbours`
    those of the edition's second list; `quality` and `inspections` hold the rows that concern it, `local_data` the
    values that it supplied of its own.
    """

    national: National
    registry: Registry
    area: Area
    region: Area
    edition_name: str
    edition: Edition
    local: LocalArea
    boards: tuple[str, ...]
    neighbours: tuple[Area, ...]
    closeness: tuple[str, ...]
    second_neighbours: tuple[Area, ...]
    series: Mapping[str, Series]
    footnotes: tuple[Footnote, ...]
    quality: tuple[DataProblem, ...]
    inspections: tuple[Inspection, ...]
    local_data: LocalData

    @property
    def strategy(self) -> Strategy | None:
        """Return what the area's own documents say, None where no strategy file has been supplied."""
        return self.registry.strategies.get(self.area.slug)

    def find_series(self, indicator: str) -> Series:
        """Return the series of an indicator, or of the one that stands in for it in early editions.

        Where the edition has a period of neither, a series of one finding without a period or a value.
        """
        entry = self.registry.indicators[indicator]
        name = indicator if indicator in self.series else entry.indicator.earlier or indicator
        if name in self.series:
            return self.series[name]
        return Series(entry, (_build_finding(self.area, entry, make_empty_period(self.edition.as_at), None),))

    def latest(self, indicator: str) -> Finding:
        """Return the latest finding of an indicator."""
        return self.find_series(indicator).latest

    def has(self, indicator: str) -> bool:
        """Say whether the area has a value for the latest period of an indicator."""
        return self.latest(indicator).value is not None


def find_area(name: str, areas: tuple[Area, ...]) -> Area:
    """Return the current authority with this slug, name or alias. Raises DeclarationError with near matches."""
    wanted = name.strip().casefold()
    for area in areas:
        names = {area.slug, area.name.casefold(), *(alias.casefold() for alias in area.aliases)}
        if area.is_current and wanted in names:
            return area
    slugs = [area.slug for area in areas if area.is_current]
    near = get_close_matches(wanted.replace(" ", "-"), slugs, n=3)
    expected = f"a current authority (nearest: {', '.join(near)})" if near else "a current authority"
    raise DeclarationError(Problem("area", f"'{name}'", expected, "choose one from data/areas.csv"))


def gather_evidence(area_name: str, edition_name: str, project: Project | None = None) -> AreaEvidence:
    """Return the evidence for an area. Raises DeclarationError for an unknown area or edition."""
    place = project or find_project()
    national = load_national(place)
    edition = national.registry.find_edition(edition_name)
    area = find_area(area_name, national.areas)
    by_code = {item.area_code: item for item in national.areas}
    ranked = _rank_neighbours(place, edition.neighbours, area)
    second = _rank_neighbours(place, edition.second_neighbours or edition.neighbours, area)
    neighbours = tuple(by_code[code] for code in ranked["neighbour_code"])
    boards, inspections = load_boards(place), load_inspections(place)
    quality = load_quality(place)
    slugs = {area.slug, *(neighbour.slug for neighbour in neighbours)}
    return AreaEvidence(
        national=national,
        registry=national.registry,
        area=area,
        region=by_code[area.region_code],
        edition_name=edition_name,
        edition=edition,
        local=national.registry.local_areas.get(area.slug, LocalArea()),
        boards=tuple(boards.loc[boards["area_code"] == area.area_code, "board"]),
        neighbours=neighbours,
        closeness=tuple(ranked["closeness"]),
        second_neighbours=tuple(by_code[code] for code in second["neighbour_code"] if edition.second_neighbours),
        series=_gather_series(national, area, neighbours, edition),
        footnotes=tuple(
            note for note in national.registry.footnotes.values() if not note.areas or slugs & set(note.areas)
        ),
        quality=tuple(
            item
            for row in _list_rows(quality, DataProblem._fields)
            if (item := DataProblem(*row)).area_code in {area.area_code, ""}
        ),
        inspections=tuple(
            Inspection(*row)
            for row in sorted(_list_rows(inspections[inspections["area_code"] == area.area_code], Inspection._fields))
            if row[0] <= edition.as_at.isoformat()
        ),
        local_data=load_local(place, area.slug),
    )


def _rank_neighbours(project: Project, vintage: str, area: Area) -> pd.DataFrame:
    by_pair = load_neighbours(project, vintage)
    return by_pair[by_pair["area_code"] == area.area_code].sort_values("rank")


@dataclass(frozen=True, eq=False)
class National:
    """What all areas share: declarations, areas, observations, and values by indicator, period and area."""

    project: Project
    registry: Registry
    areas: tuple[Area, ...]
    observations: pd.DataFrame
    by_period: pd.DataFrame


@lru_cache(maxsize=1)
def load_national(project: Project) -> National:
    """Read the declarations and every committed observation, once for a process."""
    registry, areas = load_registry(project), load_areas(project)
    observations = _withhold(load_observations(project, tuple(registry.indicators)), registry, areas)
    return National(project, registry, areas, observations, pivot_values(observations))


def _withhold(observations: pd.DataFrame, registry: Registry, areas: tuple[Area, ...]) -> pd.DataFrame:
    """Return the observations with the figures that a footnote withholds as unreliable (`u`)."""
    codes = {area.slug: area.area_code for area in areas}
    held = observations.copy()
    for note in registry.footnotes.values():
        if note.withheld:
            found = held["indicator"].isin(note.indicators) & held["period"].isin(note.periods)
            found &= held["area_code"].isin([codes[slug] for slug in note.areas])
            held.loc[found, ["value", "numerator", "denominator"]] = float("nan")
            held.loc[found, "symbol"] = "u"
    return held


def _list_rows(table: pd.DataFrame, fields: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(str(cell) for cell in row) for row in table[list(fields)].to_numpy()]


def _gather_series(national: National, area: Area, neighbours: tuple[Area, ...], edition: Edition) -> dict[str, Series]:
    """Return the series of every indicator that has a period within the edition."""
    mine = national.observations[national.observations["area_code"] == area.area_code]
    rows = {(row.indicator, row.period): row for row in mine.itertuples(index=False)}
    same_type = [item.area_code for item in national.areas if item.type == area.type and item.is_authority]
    codes = [item.area_code for item in neighbours]
    similar = summarise_group(national.by_period, codes, edition.fewest_neighbours)
    alike = summarise_group(national.by_period, same_type)
    published = national.by_period.reindex(columns=[ENGLAND, area.region_code]).to_dict("index")
    found: dict[str, list[Finding]] = {}
    few = has_few_children(national, area)
    for key, period in _list_periods(national, edition):
        entry = national.registry.indicators[key[0]]
        finding = _build_finding(area, entry, period, rows.get(key))
        england, region = (_read_number(published[key][code]) for code in (ENGLAND, area.region_code))
        by_board = entry.indicator.counted_by == "board"
        beside = (None, None) if by_board else (alike.get(key), similar.get(key))
        found.setdefault(entry.id, []).append(
            replace(
                finding, england=england, region=region, area_type=beside[0], neighbours=beside[1], few_children=few
            )
        )
    return {name: Series(national.registry.indicators[name], _trim(items)) for name, items in found.items()}


def has_few_children(national: National, area: Area) -> bool:
    """Say whether the council maintains fewer EHC plans than shares without counts can be told for."""
    plans = national.by_period[area.area_code].loc["ehc_plans_total"].dropna()
    return plans.empty or float(plans.iloc[-1]) < FEWEST_PLANS


def _list_periods(national: National, edition: Edition) -> Iterator[tuple[tuple[str, str], Period]]:
    """Yield (indicator, period code) with its period, in order of time, up to the edition's date."""
    dated = []
    for key in national.by_period.index:
        period = read_period(key[1], national.registry.indicators[key[0]].indicator.period)
        if period.end <= edition.as_at:
            dated.append((key[0], period, key))
    for _, period, key in sorted(dated):
        yield key, period


def _build_finding(area: Area, entry: IndicatorEntry, period: Period, row: object) -> Finding:
    value, numerator, denominator = (
        _read_number(getattr(row, field, None)) for field in ("value", "numerator", "denominator")
    )
    return Finding(
        id=f"{area.slug}.{entry.id}.{period.code}",
        area_name=add_article(area.name),
        entry=entry,
        period=period,
        value=value,
        numerator=numerator,
        denominator=denominator,
        symbol="" if value is not None else str(getattr(row, "symbol", "") or "x"),
        release=str(getattr(row, "release", "")),
        interval=compute_interval(entry.indicator.unit, value, numerator, denominator),
    )


def _read_number(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _trim(findings: list[Finding]) -> tuple[Finding, ...]:
    """Leave out the periods before the first value, in which the area may not have existed; keep at least one."""
    first = next((index for index, item in enumerate(findings) if item.value is not None), len(findings) - 1)
    return tuple(findings[first:])
