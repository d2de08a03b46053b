"""The areas that a command names."""

from __future__ import annotations

from sendneeds.declare.area import Area
from sendneeds.declare.registry import Registry
from sendneeds.errors import DeclarationError, Problem
from sendneeds.evidence.authorities import find_slugs


def find_comparators(name: str, registry: Registry, areas: tuple[Area, ...]) -> list[str]:
    """Return the slugs of an authority and of the comparators that its own file names."""
    slug = find_slugs([name], areas)[0]
    local = registry.local_areas.get(slug)
    if local is None or not local.comparators:
        where = f"params/areas/{slug}.yml"
        raise DeclarationError(Problem(where, "no comparators", "areas to compare with", "add the key comparators"))
    return find_slugs([slug, *local.comparators], areas)
