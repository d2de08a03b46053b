"""What is published beside the reports: files made from an area's evidence, or from all areas of an edition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock

from sendneeds.build.appendix_files import write_appendix_data
from sendneeds.build.data_files import DATA, write_area_data, write_edition_data
from sendneeds.report.area_evidence import AreaEvidence, National

AreaMaker = Callable[[Path, AreaEvidence], tuple[str, ...]]
EditionMaker = Callable[[Path, National, str, Mapping[str, Path]], tuple[str, ...]]
AcrossMaker = Callable[[Path, National, str, Sequence[str]], tuple[str, ...]]

# What is made for each area beside its reports: by the name of the step, what writes files or folders into a staging
# folder and returns their names there.
AREA_ATTACHMENTS: Mapping[str, AreaMaker] = {DATA: write_area_data}
# What is made for an edition: from what all areas share, the edition's name, and the folder of each published area.
EDITION_ATTACHMENTS: Mapping[str, EditionMaker] = {DATA: write_edition_data}
# What is made beside a report across areas, by the report's name: from the edition's name and the slugs of its areas.
ACROSS_ATTACHMENTS: Mapping[str, AcrossMaker] = {"appendices": write_appendix_data}

# Makers need not be safe in several threads.
_ONE_AT_A_TIME = Lock()


def attach_to_area(staging: Path, evidence: AreaEvidence, say: Callable[[str], None]) -> tuple[str, ...]:
    """Write what belongs beside an area's reports, saying each step. Returns the names of files and folders."""
    names: list[str] = []
    for step, make in AREA_ATTACHMENTS.items():
        with _ONE_AT_A_TIME:
            names += make(staging, evidence)
        say(step)
    return tuple(names)


def attach_to_across(
    staging: Path, national: National, edition_name: str, report: str, slugs: Sequence[str]
) -> tuple[str, ...]:
    """Write what belongs beside a report across areas. Returns the names of files, none for most reports."""
    make = ACROSS_ATTACHMENTS.get(report)
    if make is None:
        return ()
    with _ONE_AT_A_TIME:
        return make(staging, national, edition_name, slugs)


def attach_to_edition(staging: Path, national: National, edition_name: str, folder: Path) -> tuple[str, ...]:
    """Write what belongs to an edition as a whole. Returns the names of files and folders, none without an area.

    `folder` is that of the edition; an area is published if it has a data folder there.
    """
    slugs = {area.slug for area in national.areas}
    published = {path.name: path for path in sorted(folder.iterdir()) if path.name in slugs and (path / DATA).is_dir()}
    names: list[str] = []
    for make in EDITION_ATTACHMENTS.values() if published else ():
        with _ONE_AT_A_TIME:
            names += make(staging, national, edition_name, published)
    return tuple(names)
