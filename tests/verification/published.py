"""Every number that may be printed with the id of a published figure, by what it is said to be."""

from __future__ import annotations

from verification.area import Area
from verification.chance import Beside
from verification.measures import Measure, is_share, measure_all
from verification.projections import Ahead, project
from verification.rendering import Number, write_value
from verification.tables import Entry
from verification.tiers import find_change, find_late

POINTS = {"percent", "percent_change"}


class Figure:
    """One finding of an area, and its numbers by role."""

    def __init__(self, area: Area, indicator: str, period: str) -> None:
        self.area, self.indicator, self.period = area, indicator, period
        self.entry: Entry = area.entry(indicator)
        self.row = area.find(indicator, period)

    def find(self, role: str) -> Number | None:
        """Return the number that a role names, None where there is none."""
        finders = {
            "england": self._find_beside,
            "region": self._find_beside,
            "interval low": self._find_interval,
            "interval high": self._find_interval,
            "range low": self._find_range,
            "range high": self._find_range,
            "gap": self._find_gap,
            "gap low": self._find_gap,
            "gap high": self._find_gap,
            "projected": self._find_ahead,
            "band low": self._find_ahead,
            "band high": self._find_ahead,
            "past error": self._find_ahead,
            "naive error": self._find_ahead,
        }
        if role in finders:
            return finders[role](role)
        if role in SPREADS:
            return self._find_spread(role)
        found = getattr(self, f"_find_{role.replace(' ', '_')}", None)
        return found() if found else None

    def _write(self, value: float | None, sign: str = "kept") -> Number | None:
        return None if value is None else write_value(value, self.entry, sign)

    def _find_value(self) -> Number | None:
        return self._write(self.row.value)

    def _find_size(self) -> Number | None:
        return self._write(self.row.value, "said")

    def _find_numerator(self) -> Number | None:
        return None if self.row.numerator is None else Number(self.row.numerator)

    def _find_denominator(self) -> Number | None:
        return None if self.row.denominator is None else Number(self.row.denominator)

    def _find_late(self) -> Number | None:
        point = next(item for item in self.area.list_points(self.indicator) if item.code == self.period)
        late, _ = find_late(self.area, self.indicator, point)
        return None if late is None else Number(late)

    def _find_late_share(self) -> Number | None:
        point = next(item for item in self.area.list_points(self.indicator) if item.code == self.period)
        return Number(find_late(self.area, self.indicator, point)[1], self.entry["decimals"], "%")

    def _find_late_change(self) -> Number | None:
        """Return the change of the late share on the period before, in points."""
        share = find_late(self.area, self.indicator, self.area.list_points(self.indicator)[-1])[1]
        change = find_change(self.area, self.indicator, share)
        return None if change is None else Number(change, self.entry["decimals"], "", "both")

    def _find_in_time(self) -> Number | None:
        return self._find_value()

    def _find_uncounted(self) -> Number | None:
        made = self.area.find("ehc_new_plans", self.period).value
        counted = self.row.denominator
        return None if made is None or counted is None else Number(made - counted)

    def _find_exceptions(self) -> Number | None:
        without = self.area.find("ehc_20wk_ex_pct", self.period).denominator
        return None if self.row.denominator is None else Number(self.row.denominator - (without or 0))

    def _find_flow(self) -> Number | None:
        """Return by how many new plans exceed ended ones, in the year of either finding."""
        made, ended = (self.area.find(name, self.period).value for name in ("ehc_new_plans", "ehc_ceased"))
        return None if made is None or ended is None else Number(made - ended, 0, "", "said")

    def _find_change(self) -> Number | None:
        earlier = self.area.previous(self.indicator, self.period)
        if earlier is None or earlier.value is None or self.row.value is None:
            return None
        change = self.row.value - earlier.value
        unit = "" if self.entry["unit"] in POINTS or not self.entry["unit"].startswith("pounds") else "£"
        return Number(change, self.entry["decimals"], unit, "both")

    def find_growth(self, label: str) -> Number | None:
        """Return the change in percent since the period that readers call so."""
        points = self.area.list_points(self.indicator)
        earlier = next((p for p in points if self.area.label(self.indicator, p.code) == label), None)
        if earlier is None or not earlier.value or self.row.value is None:
            return None
        return Number(100 * (self.row.value / earlier.value - 1), 1, "%", "said")

    def _find_beside(self, role: str) -> Number | None:
        value = (self.area.england if role == "england" else self.area.regional)(self.indicator, self.period)
        return self._write(value)

    def _find_interval(self, role: str) -> Number | None:
        ends = self.area.interval(self.indicator, self.period)
        return self._write(ends[role.endswith("high")]) if ends else None

    def _find_spread(self, role: str) -> Number | None:
        spread = self.area.find_spread(self.indicator, self.period, "neighbours")
        return self._write(spread[SPREADS[role]]) if spread else None

    def find_ends(self) -> tuple[float, float] | None:
        """Return the range that similar areas point to; what cannot be negative begins at zero."""
        similar = self.area.list_similar(self.indicator, self.period)
        limit = self.area.edition["thresholds"]["outside"]
        ends = Beside(similar, limit, share=is_share(self.entry)).ends
        if ends is None or self.entry.get("signed") or self.entry["unit"] == "percent_change":
            return ends
        return max(ends[0], 0.0), ends[1]

    def _find_range(self, role: str) -> Number | None:
        ends = self.find_ends()
        return self._write(ends[role.endswith("high")]) if ends else None

    @property
    def measure(self) -> Measure:
        return measure_all(self.area, self.area.edition["neighbours"])[self.indicator]

    def _find_gap(self, role: str) -> Number | None:
        gap = self.measure.gap
        return Number(gap[("gap", "gap low", "gap high").index(role)]) if gap else None

    def _find_slope(self) -> Number | None:
        trend = self.measure.trend
        if trend is None:
            return None
        unit = "£" if self.entry["unit"].startswith("pounds") else ""
        return Number(trend["slope"], 1, unit, "said")

    def _find_ahead(self, role: str) -> Number | None:
        points = project(self.area, self.indicator)
        return write_ahead(points[0], role) if points else None


SPREADS = {
    "mean": "mean",
    "lowest": "low",
    "highest": "high",
    "lower quartile": "lower_quartile",
    "upper quartile": "upper_quartile",
}


def write_ahead(point: Ahead, role: str) -> Number | None:
    """Return a number of a projected year: counts without decimals, errors in percent with one."""
    if role in {"past error", "naive error"}:
        error = point.past_error if role == "past error" else point.naive_error
        return None if error is None else Number(error, 1, "%")
    low, high = point.band80
    return Number({"projected": point.value, "band low": low, "band high": high}[role])
