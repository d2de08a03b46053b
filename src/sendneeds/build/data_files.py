"""The folder `data` of an area and of an edition: workbook, CSV files, and files for Explore Education Statistics."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from sendneeds.build.cell_text import write_csv
from sendneeds.build.data_package import Resource, describe_pair, describe_table, describe_texts, write_package
from sendneeds.build.data_sheets import (
    describe_area_front,
    describe_edition_front,
    list_area_sheets,
    list_edition_sheets,
    list_release_ids,
)
from sendneeds.build.workbook import write_workbook
from sendneeds.report.area_evidence import ENGLAND, AreaEvidence, National
from sendneeds.report.data_rows import list_all_findings, list_observations, tabulate_data, tabulate_dictionary
from sendneeds.report.ees_rows import list_pairs

DATA = "data"
PAIRS = "explore-education-statistics"
DICTIONARY = "data-dictionary.csv"
TITLE = "Figures on special educational needs and disability"


def write_area_data(staging: Path, evidence: AreaEvidence) -> tuple[str, ...]:
    """Write the folder `data` of an area: every figure of its reports, with comparators. Returns its name."""
    folder, area = staging / DATA, evidence.area
    name = name_data(evidence.edition_name, area.slug)
    write_workbook(
        folder / f"{name}.xlsx", describe_area_front(evidence), list_area_sheets(evidence), evidence.edition.as_at
    )
    write_csv(folder / f"{name}.csv", tabulate_data(evidence))
    codes = {area.area_code, area.region_code, ENGLAND}
    tables = [
        describe_table(f"{name}.csv", f"{area.name}: one row for each indicator and period, with comparators"),
        *_write_shared(folder, evidence.national, evidence.edition_name, codes, area.slug),
    ]
    releases = [evidence.registry.releases[item] for item in list_release_ids(list_all_findings(evidence))]
    write_package(folder, name, f"{TITLE}, {area.name}, edition {evidence.edition_name}", tables, releases)
    return (DATA,)


def write_edition_data(
    staging: Path, national: National, edition_name: str, published: Mapping[str, Path]
) -> tuple[str, ...]:
    """Write the folder `data` of an edition: the figures of areas, their regions and England. Returns its name.

    `published` is the folder of each area (slug) that has files of its own.
    """
    areas = [area for area in national.areas if area.slug in published]
    folder, edition = staging / DATA, national.registry.find_edition(edition_name)
    name = name_data(edition_name)
    sheets = list_edition_sheets(national, edition, areas)
    write_workbook(folder / f"{name}.xlsx", describe_edition_front(edition_name, edition, areas), sheets, edition.as_at)
    codes = {code for area in areas for code in (area.area_code, area.region_code)} | {ENGLAND}
    own = [published[area.slug] / DATA / f"{name_data(edition_name, area.slug)}.csv" for area in areas]
    _join_tables([path for path in own if path.is_file()], folder / f"{name}.csv")
    tables = [
        describe_table(f"{name}.csv", "One row for each area, indicator and period, with comparators"),
        *_write_shared(folder, national, edition_name, codes),
    ]
    ids = sorted({name for row in list_observations(national, codes) for name in row.release_ids})
    releases = [national.registry.releases[item] for item in ids]
    write_package(folder, name, f"{TITLE}, edition {edition_name}", tables, releases)
    return (DATA,)


def _join_tables(paths: Sequence[Path], target: Path) -> None:
    """Write the rows of several files with the same header as one file."""
    with target.open("wb") as joined:
        for number, path in enumerate(paths):
            header, _, rows = path.read_bytes().partition(b"\n")
            joined.write(rows if number else header + b"\n" + rows)


def name_data(edition_name: str, slug: str = "") -> str:
    """Return what the files of a data folder are called: `leeds-send-data-2025`, `send-data-2025`."""
    return f"{slug}-send-data-{edition_name}".removeprefix("-")


def _write_shared(
    folder: Path, national: National, edition_name: str, codes: Collection[str], slug: str = ""
) -> list[Resource]:
    """Write the data dictionary and the pairs for Explore Education Statistics. Returns what they hold."""
    dictionary = tabulate_dictionary()
    write_csv(folder / DICTIONARY, dictionary)
    resources = [describe_texts(DICTIONARY, "Columns of an area's data file", dictionary)]
    for pair in list_pairs(national, national.registry.find_edition(edition_name), codes):
        stem = f"{PAIRS}/{slug}-send-{pair.kind}-{edition_name}".replace("/-", "/")
        write_csv(folder / f"{stem}.csv", pair.data)
        write_csv(folder / f"{stem}.meta.csv", pair.meta)
        resources += describe_pair(f"{stem}.csv", pair)
    return resources
