"""The appendices on one or more areas, as a notebook talks to them: every figure of every measure in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sendneeds.present.display import Prose, Table
from sendneeds.project import find_project
from sendneeds.report import appendices_front, appendices_tables
from sendneeds.report.appendices_evidence import AppendixEvidence, gather_appendices


@dataclass(frozen=True)
class AppendixSection:
    """One section. A notebook displays all that `show` returns, in its order."""

    evidence: AppendixEvidence
    parts: Callable[[AppendixEvidence], Iterable[Prose | Table]]

    def show(self) -> tuple[Prose | Table, ...]:
        """Return the texts and tables of the section."""
        return tuple(self.parts(self.evidence))


def open_appendices(areas: Sequence[str], edition: str, root: Path | None = None) -> Appendices:
    """Return the appendices on `areas` (slugs, names or aliases; one will do) in `edition`.

    Raises DeclarationError if an area or the edition is unknown or there is no area, DataError if the observations are
    not sound.
    """
    return Appendices(gather_appendices(areas, edition, find_project(root)))


class Appendices:
    """The sections of the appendices."""

    def __init__(self, evidence: AppendixEvidence) -> None:
        self.evidence = evidence

    def title(self) -> Prose:
        """Return the title, the areas and the status."""
        return appendices_front.say_title(self.evidence)

    @property
    def reading(self) -> AppendixSection:
        """How to read the tables."""
        return AppendixSection(self.evidence, appendices_front.show_reading)

    @property
    def areas(self) -> AppendixSection:
        """The areas, their regions and similar areas."""
        return AppendixSection(self.evidence, appendices_front.show_areas)

    def theme(self, name: str) -> AppendixSection:
        """Return the measures and tables of a theme. Raises KeyError unless it is one of the declared themes."""
        if name not in self.evidence.groups:
            raise KeyError(name)
        return AppendixSection(self.evidence, partial(_show_theme, theme=name))

    @property
    def quality(self) -> AppendixSection:
        """What is known to be wrong with these areas' figures."""
        return AppendixSection(self.evidence, appendices_front.show_quality)

    @property
    def sources(self) -> AppendixSection:
        """Choice of periods, and every release used."""
        return AppendixSection(self.evidence, appendices_front.show_sources)


def _show_theme(evidence: AppendixEvidence, theme: str) -> Iterable[Prose | Table]:
    yield from appendices_front.show_definitions(evidence, theme)
    yield from appendices_tables.show_tables(evidence, theme)
