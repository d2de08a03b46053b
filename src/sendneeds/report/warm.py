"""What all areas share, worked out once in a process, so that processes forked from it inherit it."""

from __future__ import annotations

import ctypes
import gc
from contextlib import suppress

from sendneeds.project import Project
from sendneeds.report.area_evidence import gather_evidence
from sendneeds.report.assessment import assess
from sendneeds.report.national import National, list_periods, load_national, rank_neighbours, summarise_type
from sendneeds.report.pressures import list_pressures


def warm_national(project: Project, edition_name: str) -> National:
    """Load the national tables and work out what every area of an edition needs.

    Raises DeclarationError for an unknown edition or a wrong declaration, and DataError for unsound observations.
    """
    national = load_national(project)
    edition = national.registry.find_edition(edition_name)
    list_periods(national, edition.as_at)
    for vintage in filter(None, (edition.neighbours, edition.second_neighbours)):
        rank_neighbours(project, vintage)
    for kind in {area.type for area in national.areas if area.is_authority and area.is_current}:
        summarise_type(national, kind)
    _ = national.grid, national.boards, national.inspections, national.quality
    _return_memory()
    return national


def warm_area(area: str, edition_name: str, project: Project) -> None:
    """Gather and assess the evidence of one area, which all its reports share.

    Raises DeclarationError for an unknown area or edition.
    """
    evidence = gather_evidence(area, edition_name, project)
    assess(evidence)
    list_pressures(evidence)


def _return_memory() -> None:
    """Give back what loading has freed, where the C library can: processes forked from this one count it as theirs."""
    gc.collect()
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
