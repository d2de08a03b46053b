"""Commands on the declarations under params/."""

from __future__ import annotations

from typing import Annotated

import typer

from sendneeds.cli.app import app, warn
from sendneeds.project import find_project


@app.command()
def check() -> None:
    """Check every declaration.

    All problems under params/, in the lock and in the tables are reported at once.
    """
    from sendneeds.build.declarations import load_declarations

    registry, areas = load_declarations(find_project(), warn)
    typer.echo(
        f"{len(registry.indicators)} indicators, {len(registry.releases)} releases, {len(registry.editions)} editions, "
        f"{len(registry.local_areas)} area files, {len(areas)} areas: no problem found"
    )


@app.command(name="area")
def add_area(names: Annotated[list[str], typer.Argument(help="Slugs, names or aliases of authorities.")]) -> None:
    """Add an area.

    Writes params/areas/<area>.yml, ready to fill in.
    """
    from sendneeds.declare.area import write_area_file
    from sendneeds.evidence.authorities import find_slugs
    from sendneeds.evidence.geography import load_areas

    project = find_project()
    areas = load_areas(project)
    by_slug = {item.slug: item for item in areas}
    for slug in find_slugs(names, areas):
        typer.echo(str(write_area_file(project, by_slug[slug]).relative_to(project.root)))
