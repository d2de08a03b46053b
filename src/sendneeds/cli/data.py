"""Commands that read the official releases or measure the methods."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sendneeds.cli.app import EDITION, app
from sendneeds.project import find_project


@app.command()
def data(releases: Annotated[Path, typer.Option("--from", help="Folder that holds the official releases.")]) -> None:
    """Rebuild data/ from releases.

    Each release file is verified against data/sources.lock first.
    """
    from sendneeds.evidence.rebuild import rebuild

    typer.echo(str(rebuild(find_project(), releases, lambda stage: typer.echo(stage, err=True))))


@app.command()
def validate() -> None:
    """Measure what the methods achieve.

    Tests and projections are run over all authorities and in simulation; the table is written to docs/validation.csv.
    """
    from sendneeds.build.validation import write_validation

    typer.echo(write_validation(find_project(), EDITION).to_string(index=False))
