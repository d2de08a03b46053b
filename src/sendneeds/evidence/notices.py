"""What a rebuild says beside its stages: columns that nothing reads, and new differences of England from its sums."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sendneeds.declare.indicator import Indicator
from sendneeds.declare.source import TableSource, YesNoSource
from sendneeds.errors import Problem
from sendneeds.evidence.area_key import AREA_COLUMNS, FIELD
from sendneeds.evidence.assembly import Assembly, list_tables
from sendneeds.evidence.geography import load_quality
from sendneeds.evidence.reading import ENGLAND
from sendneeds.evidence.release import MissingReleaseError
from sendneeds.project import Project

ALWAYS_KNOWN = {*AREA_COLUMNS, "time_period", "time_identifier", "country_code", "country_name"}
MOST_NAMED = 3


def list_unread(assembly: Assembly) -> Iterator[Problem]:
    """Yield a problem for each table with columns that no indicator reads; they do no harm."""
    for (release, member), keys in list_tables(assembly.entries).items():
        read = {column for key in keys for column in _list_columns(assembly.entries[key].indicator)}
        try:
            columns = assembly.releases.read_table(release, member).columns
        except MissingReleaseError:
            continue
        if unread := [str(column) for column in columns if column not in read | ALWAYS_KNOWN]:
            named = ", ".join(repr(column) for column in unread[:MOST_NAMED])
            more = f" and {len(unread) - MOST_NAMED} more" if len(unread) > MOST_NAMED else ""
            where, found = assembly.releases.name(release, member), f"columns that no indicator reads: {named}{more}"
            yield Problem(where, found, "any", "declare an indicator if one is of use")


def list_new_differences(by_problem: pd.DataFrame, project: Project) -> Iterator[Problem]:
    """Yield the rows about England's counts and their sums that the committed table of problems does not have."""
    committed = set(load_quality(project).itertuples(index=False, name=None)) if project.quality_table.exists() else ()
    for row in by_problem.itertuples(index=False, name=None):
        release, indicator, area_code, period, words = row
        if area_code == ENGLAND and "the sum of its" in words and row not in committed:
            found = words.rstrip(".").replace("; ", ", ")
            yield Problem(f"{release}, {indicator} in {period}", found, "equal sums", "look at the release")


def _list_columns(indicator: Indicator) -> Iterator[str]:
    source = indicator.source
    if not isinstance(source, TableSource | YesNoSource):
        return
    yield from FIELD.findall(source.period)
    if isinstance(source, YesNoSource):
        yield from source.columns
        return
    yield from (source.value or "", *source.where)
    for part in (source.numerator, source.denominator):
        yield from (*part.columns, *part.where) if part else ()
