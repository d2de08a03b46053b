"""The names of authorities, read without anything that takes long to load: for planning, before any work begins."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import NamedTuple, Protocol, TypeVar

from sendneeds.errors import DataError, DeclarationError, Problem
from sendneeds.project import Project


class Named(Protocol):
    """An area with its names."""

    @property
    def slug(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def aliases(self) -> tuple[str, ...]: ...

    @property
    def is_current(self) -> bool: ...


NamedArea = TypeVar("NamedArea", bound=Named)


class Authority(NamedTuple):
    """What `data/areas.csv` calls an area. Regions and England are never current authorities."""

    slug: str
    name: str
    aliases: tuple[str, ...]
    is_current: bool


def list_authorities(project: Project) -> tuple[Authority, ...]:
    """Return every area of `data/areas.csv`. Raises DataError if it cannot be read.

    Whether the table is sound in every respect is for `geography.load_areas` to say.
    """
    try:
        with project.area_table.open(encoding="utf-8", newline="") as file:
            return tuple(
                Authority(
                    slug=row["slug"],
                    name=row["name"],
                    aliases=tuple(filter(None, row["aliases"].split(";"))),
                    is_current=not row["area_code"].startswith("E") and not row["closed"],
                )
                for row in csv.DictReader(file)
            )
    except FileNotFoundError:
        raise DataError(Problem("areas.csv", "no such file", "the table of areas", "restore the file")) from None
    except (OSError, ValueError, KeyError, AttributeError, TypeError, csv.Error) as error:
        found = f"{type(error).__name__}: {error}"
        raise DataError(Problem("areas.csv", found, "the table of areas", "restore the file")) from error


def find_named(name: str, areas: Iterable[NamedArea]) -> NamedArea:
    """Return the current authority with this slug, name or alias. Raises DeclarationError with near matches."""
    current = [area for area in areas if area.is_current]
    wanted = name.strip().casefold()
    for area in current:
        if wanted in {area.slug, area.name.casefold(), *(alias.casefold() for alias in area.aliases)}:
            return area
    near = get_close_matches(wanted.replace(" ", "-"), [area.slug for area in current], n=3)
    expected = f"a current authority (nearest: {', '.join(near)})" if near else "a current authority"
    raise DeclarationError(Problem("area", f"'{name}'", expected, "choose one from data/areas.csv"))


def find_slugs(names: Iterable[str], areas: Sequence[Named]) -> list[str]:
    """Return the slug of each area named, once. Raises DeclarationError with a problem for each unknown name."""
    slugs: dict[str, None] = {}
    problems: list[Problem] = []
    for name in names:
        try:
            slugs[find_named(name, areas).slug] = None
        except DeclarationError as error:
            problems += error.problems
    if problems:
        raise DeclarationError(problems)
    return list(slugs)
