"""Strategies: what an area's own documents say, in `params/strategies/<area>.yml`.

Facts, figures, dates and roles are theirs, with document and section; titles and summaries are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from sendneeds.declare.declaration import Declaration
from sendneeds.declare.partial_date import PartialDate, read_first_day, read_last_day
from sendneeds.declare.provision import Body, Commissioned, GovernanceBody, Place, Service
from sendneeds.declare.stated import (
    Cited,
    Claim,
    Estimate,
    Id,
    Number,
    Rhythm,
    Sameness,
    StatedProjection,
    StatedUnit,
    Target,
)


class Document(Declaration):
    """One of the area's documents. `begins` and `ends` bound the time it is in force."""

    id: Id
    title: str
    kind: Literal["strategy", "statement of action"]
    owners: tuple[str, ...] = Field(min_length=1)
    begins: PartialDate
    ends: PartialDate
    published: PartialDate | None = None
    version: str | None = None
    status: Literal["draft", "final", "not stated"] = "not stated"
    note: str | None = None

    def is_in_force(self, day: date) -> bool:
        return read_first_day(self.begins) <= day <= read_last_day(self.ends)

    def is_past(self, day: date) -> bool:
        return read_last_day(self.ends) < day


class Statement(Cited):
    """A vision, principle, process, aim, outcome or wish, in a few words of our own."""

    id: Id
    kind: Literal["vision", "principle", "process", "aim", "outcome"]
    text: str


class Objective(Cited):
    """An objective or priority. `themes` are the ids of the evidence themes that bear on it."""

    id: Id
    title: str
    themes: tuple[str, ...] = ()


class Part(Declaration):
    """A sub-point of an action."""

    title: str
    themes: tuple[str, ...] = ()


class Action(Cited):
    """An action. `objective` is None where the document links it to none, and `group` the heading it stands under.

    `starts` and `due` hold what a dated action states; `measures` are its stated signs of success in a few words.
    `status` and `evidence` are for the area to fill in.
    """

    id: Id
    title: str
    objective: str | None = None
    group: str | None = None
    leads: tuple[str, ...] = ()
    timescale: Literal["dated", "ongoing", "unstated"]
    starts: PartialDate | None = None
    due: PartialDate | None = None
    measures: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    status: Literal["not started", "under way", "done", "stopped"] | None = None
    evidence: str | None = None

    @property
    def all_themes(self) -> tuple[str, ...]:
        """Return its themes and those of its parts, each once."""
        return tuple(dict.fromkeys([*self.themes, *(theme for part in self.parts for theme in part.themes)]))


class Voice(Cited):
    """What families or young people said, wish or expect, and the answer, if the document gives one."""

    id: Id
    kind: Literal["said", "wish", "expectation"]
    text: str
    answer: str | None = None


class InspectionFinding(Cited):
    """A strength or weakness that inspectors named, and what the area committed itself to."""

    id: Id
    kind: Literal["strength", "weakness"]
    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatedFigure:
    """One figure that a document states, by its reference (`claims.x`, `targets.x.baseline`, `projections.x.2014`)."""

    ref: str
    title: str
    value: Number
    unit: StatedUnit
    date: str | None
    document: str
    section: str

    @property
    def decimals(self) -> int:
        """Return the number of decimals that it is printed with."""
        return len(str(self.value).partition(".")[2])


class Strategy(Declaration):
    """Everything that an area's own documents say on how it understands, plans, delivers and reviews."""

    documents: tuple[Document, ...]
    statements: tuple[Statement, ...] = ()
    objectives: tuple[Objective, ...] = ()
    actions: tuple[Action, ...] = ()
    targets: tuple[Target, ...] = ()
    claims: tuple[Claim, ...] = ()
    samenesses: tuple[Sameness, ...] = ()
    rhythms: tuple[Rhythm, ...] = ()
    places: tuple[Place, ...] = ()
    services: tuple[Service, ...] = ()
    commissioned: tuple[Commissioned, ...] = ()
    bodies: tuple[Body, ...] = ()
    governance: tuple[GovernanceBody, ...] = ()
    voices: tuple[Voice, ...] = ()
    inspections: tuple[InspectionFinding, ...] = ()
    estimates: tuple[Estimate, ...] = ()
    projections: tuple[StatedProjection, ...] = ()
    missing: tuple[str, ...] = ()

    def find_document(self, name: str) -> Document:
        return next(item for item in self.documents if item.id == name)

    def list_figures(self) -> Mapping[str, StatedFigure]:
        """Return every figure that the documents state, by reference."""
        found = [
            StatedFigure(f"claims.{item.id}", item.title, item.value, item.unit, item.date, item.document, item.section)
            for item in self.claims
        ]
        found += [figure for target in self.targets for figure in _list_target(target)]
        found += [figure for estimate in self.estimates for figure in _list_estimate(estimate)]
        found += [
            StatedFigure(
                f"projections.{item.id}.{year}", item.title, value, StatedUnit.COUNT, year, item.document, item.section
            )
            for item in self.projections
            for year, value in item.values.items()
        ]
        return {figure.ref: figure for figure in found}


def _list_target(item: Target) -> list[StatedFigure]:
    named = [("baseline", item.baseline)] if item.baseline else []
    named += [(step.date, step) for step in item.milestones]
    ref, place = f"targets.{item.id}", (item.document, item.section)
    return [StatedFigure(f"{ref}.{name}", item.title, step.value, item.unit, step.date, *place) for name, step in named]


def _list_estimate(item: Estimate) -> list[StatedFigure]:
    ends = [("low", item.low), *([("high", item.high)] if item.high is not None else [])]
    ref, place = f"estimates.{item.id}", (item.document, item.section)
    return [
        StatedFigure(f"{ref}.{name}", item.title, value, StatedUnit.COUNT, item.date, *place) for name, value in ends
    ]
