"""Provision and who commissions it, as an area's documents list them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sendneeds.declare.partial_date import PartialDate
from sendneeds.declare.stated import Cited, Id


class Capacity(Cited):
    """Places at a date: as many in all, or, where `is_added`, as many more than before."""

    date: PartialDate
    places: int = Field(ge=0)
    is_added: bool = False
    status: Literal["open", "planned", "proposed"]
    note: str | None = None


class Place(Cited):
    """A school, unit or other setting with places for children with SEND, and its capacity over time."""

    id: Id
    name: str
    setting: Literal["special school", "unit in a mainstream school", "alternative provision", "other"]
    ages: str | None = None
    needs: tuple[str, ...] = ()
    capacity: tuple[Capacity, ...] = Field(min_length=1)


class Service(Cited):
    """A service and what a mapping of services asks of it. What a document does not say is left out."""

    id: Id
    name: str
    support: str | None = None
    access: str | None = None
    accountable: str | None = None
    commissioned: str | None = None
    contract_ends: PartialDate | None = None
    measures: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


class Commissioned(Cited):
    """One line of a table of responsible commissioners: a service under the heading it stands under."""

    service: str
    under: str


class Body(Cited):
    """A body with its duties, and to whom it answers."""

    id: Id
    name: str
    duties: tuple[str, ...] = ()
    accountable_to: tuple[str, ...] = ()


class GovernanceBody(Cited):
    """A board or officer of the governance route: what it does, and to which other bodies it reports."""

    id: Id
    name: str
    role: str | None = None
    reports_to: tuple[str, ...] = ()
