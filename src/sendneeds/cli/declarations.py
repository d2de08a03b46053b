"""Commands on the declarations under params/."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sendneeds.cli.app import app
from sendneeds.errors import DeclarationError
from sendneeds.project import Project, find_project

if TYPE_CHECKING:
    from sendneeds.declare.area import Area
    from sendneeds.declare.registry import Registry


@app.command()
def check() -> None:
    """Check every declaration.

    All problems under params/, in the lock and in the tables are reported at once.
    """
    registry, areas = load_declarations(find_project())
    typer.echo(
        f"{len(registry.indicators)} indicators, {len(registry.releases)} releases, {len(registry.editions)} editions, "
        f"{len(registry.local_areas)} area files, {len(areas)} areas: no problem found"
    )


@app.command(name="area")
def add_area(names: Annotated[list[str], typer.Argument(help="Slugs, names or aliases of authorities.")]) -> None:
    """Add an area.

    Writes params/areas/<area>.yml, ready to fill in.
    """
    from sendneeds.build.areas import find_slugs
    from sendneeds.declare.area import write_area_file
    from sendneeds.evidence.geography import load_areas

    project = find_project()
    areas = load_areas(project)
    by_slug = {item.slug: item for item in areas}
    for slug in find_slugs(names, areas):
        typer.echo(str(write_area_file(project, by_slug[slug]).relative_to(project.root)))


def load_declarations(project: Project) -> tuple[Registry, tuple[Area, ...]]:
    """Return the declarations and the areas they may name. Raises DeclarationError with every problem.

    Areas' own values are read too: a wrong one is a DataError, a count small enough to disclose a DisclosureError.
    """
    from sendneeds.declare.registry import check_area_names, load_registry
    from sendneeds.evidence.geography import load_areas
    from sendneeds.evidence.local import load_all_local
    from sendneeds.evidence.strategy_links import check_strategy_links

    registry = load_registry(project)
    areas = load_areas(project)
    problems = check_area_names(registry, [area.slug for area in areas]) + check_strategy_links(project, registry)
    if problems:
        raise DeclarationError(problems)
    load_all_local(project, [area.slug for area in areas])
    return registry, areas
