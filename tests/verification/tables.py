"""The committed tables and declarations, read with the standard library and a YAML parser alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

ENGLAND = "E92000001"
THRESHOLDS = {"outside": 0.975, "edge": 0.90, "discovery": 0.10, "clear": 9.55, "possible": 3.84, "widest": 50.0}
EDITION = {"second_neighbours": None, "fewest_neighbours": 6, "stale_after_years": 3, "fewest_points": 5}
ALIKE = dict.fromkeys(("gap", "evidence", "trend", "opportunity", "duty"), 1.0)
ANNEX = {"weights": ALIKE, "other_weights": {}, "draws": 2000, "seed": 0}

Entry = dict[str, Any]
Row = dict[str, str]
Key = tuple[str, str]


class Figures(NamedTuple):
    """One row of observations; None where a field is empty."""

    value: float | None
    numerator: float | None
    denominator: float | None
    symbol: str
    release: str


NOTHING = Figures(None, None, None, "x", "")


@dataclass(frozen=True, eq=False)
class Tables:
    """Everything below `data` and `params` of a project, each file read once."""

    root: Path
    known: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def areas(self) -> dict[str, Row]:
        """Return the rows of areas by code."""
        return {row["area_code"]: row for row in self.read_rows("data/areas.csv")}

    @cached_property
    def by_slug(self) -> dict[str, Row]:
        return {row["slug"]: row for row in self.areas.values()}

    @cached_property
    def indicators(self) -> dict[str, Entry]:
        """Return the declared indicators in the order of their files, each with its theme."""
        return {
            name: {"core": True, "decimals": 1, "breaks": [], **entry, "theme": path.stem}
            for path in sorted((self.root / "params" / "indicators").glob("*.yml"))
            for name, entry in self.read_yaml(path).items()
        }

    @cached_property
    def themes(self) -> dict[str, Entry]:
        found: dict[str, Entry] = self.read_yaml(self.root / "params" / "themes.yml")
        return found

    @cached_property
    def footnotes(self) -> list[Entry]:
        folder = self.root / "params" / "footnotes"
        return [note for path in sorted(folder.glob("*.yml")) for note in self.read_yaml(path).values()]

    @cached_property
    def releases(self) -> dict[str, Entry]:
        found: dict[str, Entry] = self.read_yaml(self.root / "data" / "sources.lock")
        return found

    def read_edition(self, name: str) -> Entry:
        """Return an edition with what it leaves to the defaults."""
        given = self.read_yaml(self.root / "params" / "editions" / f"{name}.yml")
        return {**EDITION, **ANNEX, **given, "thresholds": {**THRESHOLDS, **given.get("thresholds", {})}}

    def read_local_area(self, slug: str) -> Entry:
        """Return what the file of an area under `params/areas` says, empty without one."""
        return self._read_if_there(self.root / "params" / "areas" / f"{slug}.yml")

    def read_strategy(self, slug: str) -> Entry:
        """Return what the documents of an area say, empty without a file."""
        return self._read_if_there(self.root / "params" / "strategies" / f"{slug}.yml")

    def _read_if_there(self, path: Path) -> Entry:
        return (self.read_yaml(path) or {}) if path.exists() else {}

    def read_yaml(self, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        if str(path) not in self.known:
            with path.open(encoding="utf-8") as file:
                self.known[str(path)] = YAML(typ="safe").load(file)
        return self.known[str(path)]

    def read_rows(self, place: str) -> list[Row]:
        """Return the rows of a CSV file of the project, none without the file."""
        path = self.root / place
        if not path.exists():
            return []
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def read_json(self, path: Path) -> Any:  # noqa: ANN401 - whatever the file holds
        return json.loads(path.read_text(encoding="utf-8"))

    def read_series(self, indicator: str) -> dict[Key, Figures]:
        """Return the rows of an indicator by area and period; what a footnote withholds has the symbol u."""
        if indicator not in self.known:
            self.known[indicator] = dict(self._read_figures(indicator))
        found: dict[Key, Figures] = self.known[indicator]
        return found

    def _read_figures(self, indicator: str) -> Iterator[tuple[Key, Figures]]:
        held = self._list_withheld(indicator)
        path = self.root / "data" / "observations" / f"{indicator}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            for area, period, value, numerator, denominator, symbol, release in rows:
                if (area, period) in held:
                    yield (area, period), Figures(None, None, None, "u", release)
                else:
                    one, two, three = (float(text) if text else None for text in (value, numerator, denominator))
                    yield (area, period), Figures(one, two, three, symbol, release)

    def _list_withheld(self, indicator: str) -> set[Key]:
        return {
            (self.by_slug[slug]["area_code"], str(period))
            for note in self.footnotes
            if note.get("withheld") and indicator in note["indicators"]
            for slug in note["areas"]
            for period in note["periods"]
        }

    def list_neighbours(self, vintage: str | None, code: str) -> list[str]:
        """Return the codes of an area's similar areas, the closest first."""
        rows = [row for row in self._neighbours(str(vintage)) if row["area_code"] == code] if vintage else []
        return [row["neighbour_code"] for row in sorted(rows, key=lambda row: int(row["rank"]))]

    def _neighbours(self, vintage: str) -> list[Row]:
        place = f"data/neighbours/{vintage}.csv"
        if place not in self.known:
            self.known[place] = self.read_rows(place)
        found: list[Row] = self.known[place]
        return found
