"""An area's data files: the same figures as its findings, described once, the same bytes each time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from sendneeds.build.cell_text import neutralise, write_cell
from sendneeds.build.data_files import write_area_data, write_edition_data
from sendneeds.project import Project
from sendneeds.report import open_area
from sendneeds.report.area_evidence import AreaEvidence, gather_evidence
from sendneeds.report.data_rows import DATA_COLUMNS

AREAS = ("sutton", "somerset", "sunderland", "nottinghamshire", "leeds", "city-of-london")
HOSTILE = (
    '=HYPERLINK("http://example.org")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "{=1+1}",
    "\t=1",
    "[link](http://x.org)",
    "$$n0$$",
)
FRESH = """
import sys
from pathlib import Path
from sendneeds.build.data_files import write_area_data
from sendneeds.report.area_evidence import gather_evidence
write_area_data(Path(sys.argv[1]), gather_evidence("sutton", "2025"))
"""
# What version 1 of the Data Package standard asks of a tabular package, and what this project promises on top.
FIELD = {
    "type": "object",
    "required": ["name", "type", "description"],
    "properties": {"type": {"enum": ["string", "integer", "number", "date"]}, "description": {"minLength": 5}},
}
RESOURCE = {
    "type": "object",
    "required": ["profile", "name", "path", "schema", "bytes", "hash", "encoding", "mediatype"],
    "properties": {
        "profile": {"const": "tabular-data-resource"},
        "name": {"pattern": "^[-a-z0-9._/]+$"},
        "path": {"pattern": r"^(?=^[^./~])(^((?!\.{2}).)*$).*$"},
        "hash": {"pattern": "^sha256:[0-9a-f]{64}$"},
        "schema": {
            "required": ["fields", "missingValues"],
            "properties": {"fields": {"type": "array", "minItems": 1}, "missingValues": {"items": {"type": "string"}}},
        },
    },
}
PACKAGE = {
    "type": "object",
    "required": ["profile", "name", "title", "licenses", "sources", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "name": {"pattern": "^[-a-z0-9._/]+$"},
        "licenses": {"minItems": 1, "items": {"required": ["name", "path", "title"]}},
        "sources": {"minItems": 1, "items": {"required": ["title"], "properties": {"path": {"pattern": "^https://"}}}},
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
    },
}


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the data of several areas, below their slugs, and of the edition."""
    folder = tmp_path_factory.mktemp("data")
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        for area in AREAS:
            assert write_area_data(folder / area, _gather(area)) == ("data",)
        published = {area: folder / area for area in AREAS}
        assert write_edition_data(folder, _gather("sutton").national, "2025", published) == ("data",)
    return folder


@cache
def _gather(area: str) -> AreaEvidence:
    return gather_evidence(area, "2025", Project(Path(__file__).resolve().parent.parent))


def _read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")))


def _read_number(text: str) -> float | None:
    return float(text) if text else None


@pytest.mark.parametrize("area", AREAS)
def test_rows_are_the_findings(folder: Path, area: str) -> None:
    findings = {item["id"]: item for item in json.loads(open_area(area, "2025").to_findings_json())["findings"]}
    rows = _read(folder / area / "data" / f"{area}-send-data-2025.csv")
    assert sorted(row["finding"] for row in rows) == sorted(findings)
    for row in rows:
        finding, beside = findings[row["finding"]], findings[row["finding"]]["comparators"]
        similar, interval = beside["neighbours"] or {}, finding["interval"] or [None, None]
        assert {name: _read_number(row[name]) for name in ("value", "numerator", "denominator")} == {
            name: finding[name] for name in ("value", "numerator", "denominator")
        }
        assert (row["symbol"], row["period"], row["indicator"]) == (
            finding["symbol"],
            finding["period"],
            finding["indicator"],
        )
        assert [_read_number(row[name]) for name in ("interval_low", "interval_high")] == interval
        assert [_read_number(row[name]) for name in ("england", "region")] == [beside["england"], beside["region"]]
        for name, key in {"mean": "mean", "sd": "sd", "lowest": "low", "highest": "high", "count": "k"}.items():
            assert _read_number(row[f"similar_{name}"]) == similar.get(key)
        assert row["releases"] == finding["source"]["release"]


def test_every_column_is_described_once(folder: Path) -> None:
    names = [column.name for column in DATA_COLUMNS]
    assert len(set(names)) == len(names)
    dictionary = _read(folder / "sutton" / "data" / "data-dictionary.csv")
    assert [row["column"] for row in dictionary] == names
    assert all(len(row["description"]) > 15 for row in dictionary)
    assert list(_read(folder / "sutton" / "data" / "sutton-send-data-2025.csv")[0]) == names


def test_figures_of_the_edition_are_those_of_its_areas(folder: Path) -> None:
    rows = _read(folder / "data" / "send-data-2025.csv")
    own = [row for area in AREAS for row in _read(folder / area / "data" / f"{area}-send-data-2025.csv")]
    assert sorted(row["finding"] for row in rows) == sorted(row["finding"] for row in own)
    assert {row["area_name"] for row in rows} == {_gather(area).area.name for area in AREAS}


@pytest.mark.parametrize("below", ["sutton/data", "city-of-london/data", "data"])
def test_package_lists_every_csv_file_as_it_is(folder: Path, below: str) -> None:
    package = _check_package(folder / below)
    found = {path.relative_to(folder / below).as_posix() for path in (folder / below).rglob("*.csv")}
    assert {resource["path"] for resource in package["resources"]} == found
    assert len({resource["name"] for resource in package["resources"]}) == len(found)
    for resource in package["resources"]:
        content = (folder / below / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        _check_fields(content.decode("utf-8"), resource["schema"])


def _check_package(folder: Path) -> dict[str, Any]:
    package: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert [error.message for error in Draft7Validator(PACKAGE).iter_errors(package)] == []
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    main = next(item for item in package["resources"] if item["path"].endswith("send-data-2025.csv"))
    assert [
        error.message for field in main["schema"]["fields"] for error in Draft7Validator(FIELD).iter_errors(field)
    ] == []
    return package


def _check_fields(text: str, schema: dict[str, Any]) -> None:
    """Check that every cell is of the type that its field declares."""
    reader = csv.reader(io.StringIO(text, newline=""))
    assert next(reader) == [field["name"] for field in schema["fields"]]
    patterns = {"number": r"-?\d+(\.\d+)?(e-?\d+)?", "integer": r"-?\d+", "date": r"\d{4}-\d\d-\d\d", "string": ".*"}
    for row in reader:
        for cell, field in zip(row, schema["fields"], strict=True):
            assert cell in schema["missingValues"] or re.fullmatch(patterns[field["type"]], cell), (field, cell)


def test_sources_are_those_of_the_lock(folder: Path) -> None:
    releases = _gather("sutton").registry.releases.values()
    package = json.loads((folder / "sutton" / "data" / "datapackage.json").read_text(encoding="utf-8"))
    known = {f"{item.publisher}, {item.publication}, {item.release}" for item in releases}
    assert {source["title"] for source in package["sources"]} <= known


def test_another_clock_and_time_zone_give_the_same_bytes(folder: Path, tmp_path: Path, project: Project) -> None:
    for number, zone in enumerate(("Pacific/Kiritimati", "America/Los_Angeles")):
        surroundings = os.environ | {"TZ": zone, "PYTHONHASHSEED": str(number), "LC_ALL": "C", "UMASK": "077"}
        command = [sys.executable, "-W", "ignore", "-c", FRESH, str(tmp_path / zone.replace("/", "-"))]
        subprocess.run(command, check=True, cwd=project.root, env=surroundings)
    wanted = _hash_all(folder / "sutton")
    assert [_hash_all(path) for path in sorted(tmp_path.iterdir())] == [wanted, wanted]


def _hash_all(folder: Path) -> dict[str, str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("text", HOSTILE[:6])
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert neutralise(text).startswith("'")
    assert neutralise(f"{text[0]}") != "="


def test_numbers_are_never_taken_for_formulas() -> None:
    assert [write_cell(cell) for cell in (-3.5, -3, "-3.5", None, float("nan"), 0.1, 1e-7, 12.0)] == [
        *("-3.5", "-3", "-3.5", "", "", "0.1", "1e-07", "12"),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_reach_no_file_as_formulas(tmp_path: Path, name: str) -> None:
    honest = _gather("city-of-london")
    write_area_data(tmp_path, replace(honest, area=replace(honest.area, name=name)))
    rows = _read(tmp_path / "data" / "city-of-london-send-data-2025.csv")
    assert {row["area_name"] for row in rows} == {neutralise(name)}
    for path in tmp_path.rglob("*.csv"):
        cells = [cell for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")) for cell in row]
        assert [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d)|\{=", cell)] == [], path.name
