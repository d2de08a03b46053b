"""Where a figure comes from: its releases, and how it is taken from them, in plain words and as declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sendneeds.declare.indicator import Indicator
from sendneeds.declare.registry import Registry
from sendneeds.declare.source import (
    AllocationsSource,
    DerivedSource,
    LaitSource,
    LocalHealthSource,
    Part,
    PopulationSource,
    Source,
    TableSource,
    TherapyWaitsSource,
    YesNoSource,
)
from sendneeds.present.sentences import join_words
from sendneeds.report.findings import say_filter
from sendneeds.report.trace_lines import Fact


def list_release_facts(registry: Registry, releases: str) -> Iterator[Fact]:
    """Yield publisher, address, licence, file and checksum of the releases of an observation."""
    for name in filter(None, releases.split("+")):
        release = registry.releases[name]
        yield Fact("release", f"{release.publication}, {release.release} ({name} in data/sources.lock)")
        yield Fact("publisher", release.publisher)
        yield Fact("licence", release.licence)
        yield Fact("page", release.url or "the release prints no address")
        yield Fact("file", release.file)
        yield Fact("sha256", release.sha256)


def list_filter_facts(indicator: Indicator, path: str) -> Iterator[Fact]:
    """Yield how a figure is taken from its release; `path` is the file that declares it."""
    source = indicator.source
    if isinstance(source, TableSource):
        yield from _list_table_facts(source)
    else:
        yield Fact("taken", _say_taken(source))
    yield Fact("declared", f"{path}: {say_filter(indicator)}")


def _list_table_facts(source: TableSource) -> Iterator[Fact]:
    if source.member:
        yield Fact("table", source.member)
    if source.where:
        yield Fact("rows", _say_where(source.where))
    if source.value:
        yield Fact("value taken from", f"the column {source.value}")
    for role, part in (("numerator", source.numerator), ("denominator", source.denominator)):
        if part:
            yield Fact(f"{role} taken from", _say_part(part))


def _say_part(part: Part) -> str:
    if part.indicator:
        lag = f", {part.lag} year{'s' if abs(part.lag) != 1 else ''} before" if part.lag else ""
        return f"the {part.figure} of {join_words(list(part.indicator))}{lag}"
    column = "the column" if len(part.columns) == 1 else "the sum of the columns"
    rows = f", in rows where {_say_where(part.where)}" if part.where else ""
    table = f", in {part.member}" if part.member else ""
    release = f" of {part.release}" if part.release else ""
    return f"{column} {' + '.join(part.columns)}{rows}{table}{release}"


def _say_where(where: Mapping[str, tuple[str, ...]]) -> str:
    return " and ".join(f"{column} is {' or '.join(map(repr, cells))}" for column, cells in where.items())


def _say_taken(source: Source) -> str:  # noqa: PLR0911 - one for each reader
    match source:
        case DerivedSource():
            return _say_derived(source)
        case LaitSource():
            return f"the measure {source.measure!r}"
        case YesNoSource():
            return f"yes where any of these columns says so: {', '.join(source.columns)}"
        case PopulationSource():
            return f"residents aged {source.youngest} to {source.oldest}, the sum of single years of age"
        case AllocationsSource():
            return f"the column {source.column!r} of the summary sheet"
        case TherapyWaitsSource():
            return f"children waiting for {source.therapy}, of the integrated care board of the area"
        case LocalHealthSource():
            rows = f", in rows where {_say_where(source.where)}" if source.where else ""
            return f"the column {source.value!r} of the area's location{rows}"
    return "appeals registered per 100 appealable decisions, matched by the name of the authority"


def _say_derived(source: DerivedSource) -> str:
    names = join_words(list(source.of))
    if source.operation == "growth":
        return f"calculated: the change in percent over {source.years} years of {names}"
    if source.operation == "sum":
        return f"calculated: the sum of {names}"
    lag = f", that {source.lag} year before" if source.lag else ""
    return f"calculated: {source.scale:g} x {source.of[0]} / {source.of[1]}{lag}"
