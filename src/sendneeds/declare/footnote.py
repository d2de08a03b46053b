"""A release's own footnotes, in the project's words, tied to the indicators and areas that they touch."""

from __future__ import annotations

from sendneeds.declare.declaration import Declaration


class Footnote(Declaration):
    """One footnote. Empty `areas` or `periods` mean all; areas are slugs.

    `withheld` figures are kept in the data as published and shown nowhere: they are known to be wrong.
    """

    text: str
    indicators: tuple[str, ...]
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    withheld: bool = False
