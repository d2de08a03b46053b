"""`datapackage.json`: what the CSV files of a data folder hold, in the form of the Data Package standard, version 1."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sendneeds.build.publish import write_text
from sendneeds.build.record import hash_file
from sendneeds.declare.source import Release
from sendneeds.report.data_rows import DATA_COLUMNS
from sendneeds.report.ees_rows import FILTERS, INDICATORS, Pair

PACKAGE = "datapackage.json"
LICENCE = {
    "name": "OGL-UK-3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "title": "Open Government Licence v3.0",
}
SYMBOLS = ["c", "x", "z", "low", "u"]
PLACES = {
    "time_period": "Year, or two years as in 202425.",
    "time_identifier": "Kind of period.",
    "geographic_level": "National, Regional or Local authority.",
    "country_code": "Code of the country.",
    "country_name": "Name of the country.",
    "region_code": "Code of the region.",
    "region_name": "Name of the region.",
    "old_la_code": "Three-digit number of the local authority.",
    "new_la_code": "Nine-character code of the local authority.",
    "la_name": "Name of the local authority.",
    "theme": "Group of measures.",
}

Field = dict[str, str]
Resource = dict[str, Any]


def write_package(
    folder: Path, name: str, title: str, resources: Iterable[Resource], releases: Iterable[Release]
) -> None:
    """Write `datapackage.json` for resources in `folder`, which name their files below it."""
    package = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "licenses": [LICENCE],
        "sources": [_describe_source(release) for release in releases],
        "resources": [_measure(folder, resource) for resource in resources],
    }
    write_text(folder / PACKAGE, json.dumps(package, indent=2, ensure_ascii=False) + "\n")


def describe_table(path: str, title: str) -> Resource:
    """Return the resource of a file with DATA_COLUMNS."""
    fields = [
        {"name": column.name, "title": column.label, "type": column.kind, "description": column.description}
        for column in DATA_COLUMNS
    ]
    return _describe(path, title, fields, [""])


def describe_texts(path: str, title: str, rows: pd.DataFrame, labels: Mapping[str, str] | None = None) -> Resource:
    """Return the resource of a file whose columns are all text."""
    known = labels or {}
    fields = [
        _drop_empty({"name": name, "type": "string", "description": known.get(name, "")}) for name in rows.columns
    ]
    return _describe(path, title, fields, [""])


def describe_pair(path: str, pair: Pair) -> list[Resource]:
    """Return the resources of a data file for Explore Education Statistics and of its metadata."""
    labels = PLACES | FILTERS
    fields = [
        {"name": name, "type": "number", "description": INDICATORS[name]}
        if name in INDICATORS
        else {"name": name, "type": "string", "description": labels[name]}
        for name in pair.data.columns
    ]
    title = f"Explore Education Statistics data file, {pair.kind.replace('-', ' ')}"
    meta = path.replace(".csv", ".meta.csv")
    return [_describe(path, title, fields, ["", *SYMBOLS]), describe_texts(meta, f"{title}: metadata", pair.meta)]


def _describe(path: str, title: str, fields: list[Field], missing: list[str]) -> Resource:
    return {
        "profile": "tabular-data-resource",
        "name": path.removesuffix(".csv").replace("/", "-").lower(),
        "path": path,
        "title": title,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": missing},
    }


def _measure(folder: Path, resource: Resource) -> Resource:
    path = folder / resource["path"]
    return {**resource, "bytes": path.stat().st_size, "hash": f"sha256:{hash_file(path)}"}


def _describe_source(release: Release) -> dict[str, str]:
    title = f"{release.publisher}, {release.publication}, {release.release}"
    return _drop_empty({"title": title, "path": release.url or ""})


def _drop_empty(texts: dict[str, str]) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text}
