"""Stated numbers in their units, as reports print them."""

from __future__ import annotations

from sendneeds.declare.stated import Number, StatedUnit
from sendneeds.present.words import say_number

MONEY = {StatedUnit.POUNDS: "", StatedUnit.THOUSAND_POUNDS: " thousand", StatedUnit.MILLION_POUNDS: " million"}
PLAIN = {StatedUnit.COUNT: "", StatedUnit.PERCENT: "%"}


def say_stated(value: Number, decimals: int, unit: StatedUnit) -> str:
    """Return a stated number in its unit: `24%`, `£40.3 million`, `12 months`."""
    text = say_number(value, decimals)
    if unit in MONEY:
        return f"£{text}{MONEY[unit]}"
    if unit in PLAIN:
        return f"{text}{PLAIN[unit]}"
    return f"{text} {unit.removesuffix('s') if value == 1 else unit}"
