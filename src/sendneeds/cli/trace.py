"""The command that follows a printed number home."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sendneeds.cli.app import EDITION, FAILED, app
from sendneeds.errors import DeclarationError, Problem
from sendneeds.project import Project, find_project

if TYPE_CHECKING:
    from sendneeds.report.printed_page import Spot
    from sendneeds.report.trace import Tracer
    from sendneeds.report.trace_lines import Trace


@app.command()
def trace(
    finding: Annotated[str | None, typer.Argument(help="The id of a number, as its page carries it.")] = None,
    report: Annotated[Path | None, typer.Option(help="A published page: where the id stands, or all its ids.")] = None,
    raw: Annotated[Path | None, typer.Option(help="Folder that holds the official releases: read them again.")] = None,
    edition: Annotated[
        str | None, typer.Option(help="Edition: a file of params/editions/; that of the page's folder, or 2025.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Follow a printed number home.

    Prints release, file, checksum, filter, numerator and denominator and works the number out again; exit code 1 says
    that it differs. With a page and no id, lists the page's ids.
    """
    spots = _read_spots(report) if report else []
    if finding is None:
        if report is None:
            raise DeclarationError(
                Problem("command line", "no id and no page", "one of them", "name an id, or --report")
            )
        _list_spots(spots, as_json=as_json)
        return
    project = find_project()
    tracer = _open_tracer(project, edition, report)
    found = tracer.trace(finding, with_figures=as_json or report is not None)
    if report:
        found = _judge(tracer, found, spots, report)
    if raw:
        found = _read_again(tracer, found, raw)
    typer.echo(found.to_json() if as_json else "\n".join(found.to_lines()))
    raise typer.Exit(0 if found.agrees else FAILED)


def _read_spots(report: Path) -> list[Spot]:
    from sendneeds.report.printed_page import read_spots

    try:
        return read_spots(report.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise DeclarationError(
            Problem(str(report), "no page that can be read", "a published page", "name one")
        ) from None


def _list_spots(spots: Sequence[Spot], *, as_json: bool) -> None:
    if as_json:
        rows = [{"id": spot.id, "text": spot.text, "place": spot.place} for spot in spots]
        typer.echo(json.dumps(rows, indent=2, sort_keys=True, ensure_ascii=False))
        return
    for spot in spots:
        typer.echo(f"{spot.id}\t{spot.text}\t{spot.place}")
    typer.echo(f"{len(spots)} numbers with {len({spot.id for spot in spots})} ids")


def _open_tracer(project: Project, edition: str | None, report: Path | None) -> Tracer:
    """Return the tracer of an edition: the one named, or else that of the folder in which the page lies."""
    from sendneeds.report.trace import Tracer

    folder = report.resolve().parent.parent.name if report else ""
    known = (project.editions / f"{folder}.yml").is_file()
    return Tracer(project, edition or (folder if known else EDITION), _read_areas(report))


def _read_areas(report: Path | None) -> Sequence[str]:
    """Return the areas of a report across areas, from the executed notebook beside its page."""
    notebook = report.with_suffix(".ipynb") if report else None
    if notebook is None or not notebook.is_file():
        return ()
    metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
    areas = metadata.get("papermill", {}).get("parameters", {}).get("areas", [])
    return [str(area) for area in areas]


def _judge(tracer: Tracer, found: Trace, spots: Sequence[Spot], report: Path) -> Trace:
    """Add where the id stands on a page, and whether it is printed as it should be."""
    from sendneeds.report.trace_subject import say_unknown

    mine = [spot for spot in spots if spot.id == found.id]
    if not mine:
        raise say_unknown(str(report), f"no number with the id {found.id}", found.id, {spot.id: None for spot in spots})
    return found.add(*(tracer.judge(spot, found.figures, report.stem) for spot in mine))


def _read_again(tracer: Tracer, found: Trace, folder: Path) -> Trace:
    """Add the figure as the original release has it, or those that a count is made of."""
    from sendneeds.evidence.reread import Rereader

    registry = tracer.national.registry
    rereader = Rereader(tracer.project, folder, registry.releases, registry.indicators)
    published = [name for name in (found.id, *found.behind) if _is_published(name, registry.indicators)]
    wanted = published[:1] if published[:1] == [found.id] else published
    return found.add(*(tracer.check_release(name, rereader) for name in wanted))


def _is_published(name: str, indicators: object) -> bool:
    parts = name.split(".", 2)
    return len(parts) > 2 and isinstance(indicators, dict) and parts[1] in indicators  # noqa: PLR2004
