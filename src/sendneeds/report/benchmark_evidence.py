"""Everything that a benchmark prints: the evidence of several areas in one edition, each beside its own neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sendneeds.analysis.finding import Finding
from sendneeds.analysis.place import Place, find_place
from sendneeds.analysis.unusual import Unusual, find_good_sign, find_reason, is_scored, judge_finding
from sendneeds.declare.edition import Edition
from sendneeds.declare.indicator import IndicatorEntry
from sendneeds.declare.registry import Registry
from sendneeds.errors import DeclarationError, Problem
from sendneeds.project import Project
from sendneeds.report.area_evidence import AreaEvidence, National, gather_evidence
from sendneeds.report.assessment import read_values

MOST_BESIDE = 10
FEWEST_AREAS = 2


@dataclass(frozen=True, eq=False)
class BenchmarkEvidence:
    """The evidence of two or more `areas`, in alphabetical order.

    `tests` sets the latest finding of every measure beside the area's own similar areas, by slug and indicator.
    More than `MOST_BESIDE` areas do not fit side by side: then tables turn, one row an area.
    """

    areas: tuple[AreaEvidence, ...]
    tests: Mapping[tuple[str, str], Unusual]

    @property
    def national(self) -> National:
        return self.areas[0].national

    @property
    def registry(self) -> Registry:
        return self.areas[0].registry

    @property
    def edition(self) -> Edition:
        return self.areas[0].edition

    @property
    def is_many(self) -> bool:
        return len(self.areas) > MOST_BESIDE

    @cached_property
    def measures(self) -> dict[str, tuple[IndicatorEntry, ...]]:
        """The core measures of each theme for which some area has a latest figure."""
        return {theme: tuple(_list_measures(self, theme)) for theme in self.registry.themes}

    def list_findings(self, indicator: str) -> tuple[Finding, ...]:
        """Return the latest finding of each area, all of one period."""
        return tuple(area.latest(indicator) for area in self.areas)

    def list_tests(self, area: AreaEvidence, theme: str) -> list[tuple[Finding, Unusual]]:
        """Return the findings of a theme that are set beside similar areas, with their tests."""
        pairs = [(area.latest(entry.id), self.tests[area.area.slug, entry.id]) for entry in self.measures[theme]]
        return [pair for pair in pairs if pair[1].label is not None]

    def read_all(self, finding: Finding) -> tuple[float, ...]:
        """Return the values of every authority that has one, in the period of a finding."""
        codes = [code for code in self.national.grid.columns if not code.startswith("E")]
        values = read_values(self.national, (finding,), codes)[0]
        return tuple(float(value) for value in values[~np.isnan(values)])

    def find_place(self, finding: Finding) -> Place | None:
        """Return the place among all authorities: from the favourable end of a scored measure, else from the highest.

        None where a finding is not comparable or too old to rank.
        """
        if finding.value is None or find_reason(finding, self.edition):
            return None
        from_low = is_scored(finding.entry.indicator) and find_good_sign(finding.entry.indicator) < 0
        return find_place(finding.value, self.read_all(finding), from_low=from_low)


def gather_areas(names: Sequence[str], edition: str, project: Project) -> BenchmarkEvidence:
    """Return the evidence for several areas. Raises DeclarationError naming every unknown area, or fewer than two."""
    areas = gather_many(names, edition, project)
    if len(areas) < FEWEST_AREAS:
        said = f"only {areas[0].area.slug}" if areas else "none"
        raise DeclarationError(Problem("areas", said, "at least two areas to set side by side", "name another area"))
    return BenchmarkEvidence(areas, {key: test for area in areas for key, test in _test_area(area)})


def gather_many(names: Sequence[str], edition: str, project: Project) -> tuple[AreaEvidence, ...]:
    """Return the evidence for each of some areas, by name. Raises DeclarationError naming every unknown area."""
    if isinstance(names, str):
        raise DeclarationError(Problem("areas", "one text", "a list of areas", f'write areas = ["{names}", "..."]'))
    found: dict[str, AreaEvidence] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            evidence = gather_evidence(name, edition, project)
        except DeclarationError as error:
            problems += error.problems
        else:
            found[evidence.area.slug] = evidence
    if problems:
        raise DeclarationError(dict.fromkeys(problems))
    return tuple(sorted(found.values(), key=lambda evidence: evidence.area.name))


def _test_area(evidence: AreaEvidence) -> Iterator[tuple[tuple[str, str], Unusual]]:
    codes = [area.area_code for area in evidence.neighbours]
    latest = [series.latest for series in evidence.series.values()]
    for finding, values in zip(latest, read_values(evidence.national, latest, codes), strict=True):
        yield (evidence.area.slug, finding.entry.id), judge_finding(finding, values, evidence.edition)


def _list_measures(evidence: BenchmarkEvidence, theme: str) -> Iterator[IndicatorEntry]:
    """Yield the core measures of a theme; an edition for which none has a figure falls back on its other measures."""
    known = [
        entry
        for entry in evidence.registry.indicators.values()
        if entry.theme == theme and any(entry.id in area.series and area.has(entry.id) for area in evidence.areas)
    ]
    core = [entry for entry in known if entry.indicator.core]
    yield from core or known
