"""Building the observations of every declared indicator, each after those that it is calculated from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from sendneeds.declare.indicator import Indicator, IndicatorEntry
from sendneeds.declare.source import DerivedSource, TableSource, YesNoSource
from sendneeds.errors import DataError, Problem
from sendneeds.evidence.coverage import fit_coverage
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.derived import read_derived
from sendneeds.evidence.figures import Observed
from sendneeds.evidence.finance import read_allocations
from sendneeds.evidence.health import read_local_health, read_therapy_waits
from sendneeds.evidence.lait import read_lait
from sendneeds.evidence.observations import load_indicator
from sendneeds.evidence.population import read_population
from sendneeds.evidence.reading import QualityProblem, Reading
from sendneeds.evidence.release import MissingReleaseError, Releases
from sendneeds.evidence.table_reader import read_table, read_yes_no
from sendneeds.evidence.tribunal import read_tribunal
from sendneeds.project import Project

# A reader takes the kind of source that is called like it, which the types cannot say.
READERS: dict[str, Callable[[Any, Releases, Crosswalk], Reading]] = {
    "yes_no": read_yes_no,
    "lait": read_lait,
    "population": read_population,
    "allocations": read_allocations,
    "tribunal": read_tribunal,
    "therapy_waits": read_therapy_waits,
    "local_health": read_local_health,
}


@dataclass
class Assembly:
    """What is built so far. `left` are the problems of indicators that stay as committed for lack of a release."""

    project: Project
    entries: Mapping[str, IndicatorEntry]
    releases: Releases
    crosswalk: Crosswalk
    observed: dict[str, Observed] = field(default_factory=dict)
    problems: list[QualityProblem] = field(default_factory=list)
    left: dict[str, tuple[Problem, ...]] = field(default_factory=dict)

    def build_all(self) -> None:
        """Build every indicator. Raises DataError, with what the first unsound release is found to hold."""
        for key in sorted(self.entries):
            self.build(key)

    def build(self, key: str) -> None:
        """Build one indicator, after those that it is calculated from. Raises DataError as `build_all` does."""
        self._build(key, ())

    def _build(self, key: str, above: tuple[str, ...]) -> None:
        if key in above:
            circle = " > ".join((*above, key))
            raise DataError(Problem(key, f"the circle {circle}", "no circles", "take one of them out of the other"))
        if key in self.observed:
            return
        indicator = self.entries[key].indicator
        for other in list_needed(indicator):
            self._build(other, (*above, key))
        try:
            with explain_shape(key, self.releases.name(next(iter(list_releases(indicator)), key))):
                reading = read_indicator(indicator, self.releases, self.crosswalk, self.observed)
                rows = fit_coverage(reading.by_area_period, indicator.period, self.crosswalk)
        except MissingReleaseError as error:
            self.left[key] = error.problems
            self.observed[key] = Observed(indicator.period, load_indicator(self.project, key).drop(columns="indicator"))
            return
        self.observed[key] = Observed(indicator.period, rows)
        self.problems += [replace(item, indicator=item.indicator or key) for item in reading.problems]


@contextmanager
def explain_shape(thing: str, file: str) -> Iterator[None]:
    """Raise DataError, naming the file, where a reader meets a shape that it does not know."""
    try:
        yield
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, StopIteration) as error:
        found = f"what the reader of {thing} does not know ({type(error).__name__}: {error})"
        action = "compare it with the release before, and correct the file or the reader"
        raise DataError(Problem(file, found, "a table of the known shape", action)) from error


def list_releases(indicator: Indicator) -> tuple[str, ...]:
    """Return the releases that an indicator is read from, without those of its parts."""
    return getattr(indicator.source, "release", ())


def list_needed(indicator: Indicator) -> Iterator[str]:
    """Yield the indicators whose figures this one takes."""
    source = indicator.source
    if isinstance(source, DerivedSource):
        yield from source.of
    elif isinstance(source, TableSource):
        for part in (source.numerator, source.denominator):
            yield from part.indicator if part else ()


def list_tables(entries: Mapping[str, IndicatorEntry]) -> dict[tuple[str, str | None], list[str]]:
    """Return the tables of releases that indicators are read from, each with the indicators that do."""
    tables: dict[tuple[str, str | None], list[str]] = {}
    for key, entry in sorted(entries.items()):
        source = entry.indicator.source
        if isinstance(source, TableSource | YesNoSource):
            parts = (source.numerator, source.denominator) if isinstance(source, TableSource) else ()
            own = {(part.release, part.member) for part in parts if part and part.columns} or {(None, None)}
            for release in source.release:
                for other, member in own:
                    tables.setdefault((other or release, member or source.member), []).append(key)
    return tables


def read_indicator(
    indicator: Indicator, releases: Releases, crosswalk: Crosswalk, observed: Mapping[str, Observed]
) -> Reading:
    """Return one indicator as its reader gives it."""
    source = indicator.source
    if isinstance(source, TableSource):
        return read_table(indicator, releases, crosswalk, observed)
    if isinstance(source, DerivedSource):
        return read_derived(indicator, observed)
    return READERS[source.reader](source, releases, crosswalk)


def gather_rows(observed: Mapping[str, Observed]) -> pd.DataFrame:
    """Return all observations in one table, with `indicator` as the first column."""
    frames = [item.by_area_period.assign(indicator=key) for key, item in sorted(observed.items())]
    together = pd.concat(frames, ignore_index=True)
    return together[["indicator", *[column for column in together.columns if column != "indicator"]]]
