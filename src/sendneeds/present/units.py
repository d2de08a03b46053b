"""Units of measure: how a value and an axis tick are written, and where the ticks are."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

NumberFormat = Callable[[float], str]
MILLION = 1_000_000


@dataclass(frozen=True)
class Unit:
    """A unit of measure. Percentages are 0 to 100; `suffix` follows the number, for example " weeks"."""

    kind: Literal["percent", "count", "rate", "gbp"]
    decimals: int = 0
    suffix: str = ""

    def say(self, value: float) -> str:
        """Return a value as printed: `33.5%`, `1,234`, `£12.3m`."""
        return self._write(
            value, 1 if self._in_millions(value) else self.decimals, in_millions=self._in_millions(value)
        )

    def say_tick(self, value: float, step: float) -> str:
        """Return an axis tick with only the decimals that `step` needs."""
        in_millions = self._in_millions(step)
        scaled = step / MILLION if in_millions else step
        return self._write(value, _count_decimals(scaled), in_millions=in_millions)

    def _in_millions(self, value: float) -> bool:
        return self.kind == "gbp" and abs(value) >= MILLION

    def _write(self, value: float, decimals: int, *, in_millions: bool) -> str:
        text = f"{abs(value) / (MILLION if in_millions else 1):,.{decimals}f}"
        sign = "\N{MINUS SIGN}" if value < 0 and any(digit in "123456789" for digit in text) else ""
        before = "£" if self.kind == "gbp" else ""
        in_millions = in_millions and value != 0
        after = "%" if self.kind == "percent" else "m" if in_millions else ""
        return f"{sign}{before}{text}{after}{self.suffix}"


PERCENT = Unit("percent", 1)
COUNT = Unit("count")
RATE = Unit("rate", 1)
GBP = Unit("gbp")


def find_unit(label: str, values: Iterable[float]) -> Unit:
    """Return the unit that words such as `% of new plans` or `places` name, with a decimal where values need it."""
    whole = all(float(value).is_integer() for value in values)
    if label.startswith("£"):
        return GBP
    if label.startswith("%"):
        return Unit("percent", 0 if whole else 1)
    return COUNT if whole else RATE


def _count_decimals(step: float) -> int:
    return next((places for places in range(4) if math.isclose(step, round(step, places), abs_tol=1e-9)), 4)


def _choose_step(span: float, parts: int, unit: Unit) -> float:
    """Return the round step (1, 2, 2.5 or 5 times a power of ten) that cuts `span` into about `parts`."""
    rough = span / parts
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough * 0.999)
    if unit.kind in ("count", "gbp"):
        return max(1.0, 3.0 if step == 2.5 else step)  # noqa: PLR2004 - no half children
    return step


def find_ticks(values: Iterable[float], unit: Unit, *, from_zero: bool = True, parts: int = 5) -> tuple[float, ...]:
    """Return round axis ticks that enclose all values; the first and last are the ends of the axis."""
    known = [value for value in values if not math.isnan(value)] or [0.0]
    low = min(0.0, *known, 0.0) if from_zero else min(known)
    high = max(0.0, *known, 0.0) if from_zero else max(known)
    span = high - low or abs(high) or 1.0
    step = _choose_step(span, parts, unit)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil((low + span if high == low else high) / step - 1e-9), first + 1)
    return tuple(number * step for number in range(first, last + 1))
