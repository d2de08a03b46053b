"""All declarations and tables of a project, checked together before anything runs."""

from __future__ import annotations

from collections.abc import Callable

from sendneeds.declare.area import Area
from sendneeds.declare.registry import Registry, check_area_names, load_registry
from sendneeds.errors import DataError, DeclarationError, Problem
from sendneeds.evidence.geography import load_areas
from sendneeds.evidence.local import load_all_local
from sendneeds.evidence.strategy_links import check_strategy_links
from sendneeds.evidence.table_check import check_tables
from sendneeds.project import Project


def load_declarations(
    project: Project, warn: Callable[[Problem], None] = lambda _: None
) -> tuple[Registry, tuple[Area, ...]]:
    """Return the declarations and the areas they may name. Raises DeclarationError with every problem.

    The tables under `data/` and areas' own values are read too: a wrong one is a DataError, a count small enough to
    disclose a DisclosureError.
    `warn` is called with what is wrong and does no harm.
    """
    registry = load_registry(project)
    areas = load_areas(project)
    problems = check_area_names(registry, [area.slug for area in areas]) + check_strategy_links(project, registry)
    if problems:
        raise DeclarationError(problems)
    load_all_local(project, [area.slug for area in areas], warn)
    if problems := check_tables(project, registry, areas):
        raise DataError(problems)
    return registry, areas
