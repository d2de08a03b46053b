"""An area's own values, in `data/local/<area>/<slot>.csv`: kept by the area, and part of no published release."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sendneeds.declare.partial_date import read_first_day
from sendneeds.errors import DataError, DisclosureError, Problem
from sendneeds.evidence.delimited import parse_delimited
from sendneeds.evidence.local_rows import (
    WITHHELD,
    Row,
    check_places,
    check_seen,
    check_small,
    check_split,
    check_value,
    suggest_name,
)
from sendneeds.project import Project

SLOTS = {
    "family_surveys": "surveys of families",
    "sendiass": "information, advice and support service",
    "complaints": "complaints",
    "short_breaks": "short breaks",
    "continuing_care": "continuing care",
    "transport": "transport",
    "out_of_area": "places out of the area",
    "therapy_waits": "waits for therapies",
    "plan_quality": "quality of plans and advice",
    "workforce": "workforce",
    "schools": "schools",
}
CAPACITY = "capacity"
VALUE_COLUMNS = ("date", "measure", "value", "unit", "source")
CAPACITY_COLUMNS = ("date", "setting", "phase", "places", "status", "source")


@dataclass(frozen=True)
class LocalValue:
    """One value of an area's own. `value` is None exactly where `symbol` is `c`: too few children to say."""

    slot: str
    date: str
    measure: str
    value: float | None
    unit: str
    source: str

    @property
    def symbol(self) -> str:
        return WITHHELD if self.value is None else ""

    @property
    def name(self) -> str:
        """Return `slot.measure`, by which a target refers to it."""
        return f"{self.slot}.{self.measure}"


@dataclass(frozen=True)
class LocalCapacity:
    """Places in a setting that the area can fill with its own children, wherever they are.

    `current` places are all there are at the date, `planned` ones are added by the date.
    """

    date: str
    setting: str
    phase: str
    places: int
    status: str
    source: str


@dataclass(frozen=True)
class LocalData:
    """Everything that an area has supplied of its own, in order of date."""

    values: tuple[LocalValue, ...] = ()
    capacity: tuple[LocalCapacity, ...] = ()

    def find_values(self, name: str) -> tuple[LocalValue, ...]:
        """Return the values of a measure written `slot.measure`, oldest first."""
        return tuple(item for item in self.values if item.name == name)


def load_local(project: Project, area: str) -> LocalData:
    """Return what an area has supplied, nothing without files.

    Raises DisclosureError if a count of 1 to 5 is written out, and DataError for anything else that is wrong, with
    file, row and field.
    """
    reading = _Reading()
    found = reading.read_area(project.local_data / area)
    reading.close()
    return found


def load_all_local(
    project: Project, areas: Iterable[str], warn: Callable[[Problem], None] = lambda _: None
) -> dict[str, LocalData]:
    """Return what every area has supplied, by slug. Raises as `load_local` does, and DataError for an unknown area.

    `warn` is called with each column that is not read.
    """
    reading, known = _Reading(), list(areas)
    folders = [path for path in sorted(project.local_data.glob("*")) if path.is_dir()]
    for path in folders:
        if path.name not in known:
            expected = suggest_name(path.name, known, "the slug of an area of data/areas.csv")
            reading.faults.append(Problem(f"data/local/{path.name}", "no such area", expected, "rename the folder"))
    found = {path.name: reading.read_area(path) for path in folders}
    reading.close()
    for problem in reading.unread:
        warn(problem)
    return found


def name_local_file(area: str, slot: str) -> str:
    """Return where a file of an area's own values is looked for."""
    return f"data/local/{area}/{slot}.csv"


@dataclass
class _Reading:
    """Reads files and gathers what is wrong with any of them; small counts apart, since they weigh more."""

    faults: list[Problem] = field(default_factory=list)
    small: list[Problem] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)

    def close(self) -> None:
        """Raise what was found."""
        if self.small:
            raise DisclosureError([*self.small, *self.faults])
        if self.faults:
            raise DataError(self.faults)

    def read_area(self, folder: Path) -> LocalData:
        values: list[LocalValue] = []
        capacity: list[LocalCapacity] = []
        for path in _list_files(folder):
            if path.suffix != ".csv" or path.stem not in (*SLOTS, CAPACITY):
                expected = suggest_name(path.stem, (*SLOTS, CAPACITY), "a CSV file that data/local/README.md names")
                self.faults.append(Problem(_name(path), "an unknown file", expected, "rename it or move it away"))
            elif path.stem == CAPACITY:
                capacity += self._read_capacity(path)
            else:
                values += self._read_values(path)
        return LocalData(
            tuple(sorted(values, key=lambda item: (item.name, read_first_day(item.date)))),
            tuple(sorted(capacity, key=lambda item: (item.setting, read_first_day(item.date), item.phase))),
        )

    def _read_values(self, path: Path) -> list[LocalValue]:
        rows = self._read_rows(path, VALUE_COLUMNS, check_value)
        found = [
            LocalValue(path.stem, row["date"], row["measure"], _read_number(row["value"]), row["unit"], row["source"])
            for row in rows
        ]
        self._check_once(path, [(item.date, item.measure) for item in found])
        return found

    def _read_capacity(self, path: Path) -> list[LocalCapacity]:
        rows = self._read_rows(path, CAPACITY_COLUMNS, check_places)
        found = [
            LocalCapacity(row["date"], row["setting"], row["phase"], int(row["places"]), row["status"], row["source"])
            for row in rows
        ]
        self._check_once(path, [(item.date, item.setting, item.phase, item.status) for item in found])
        self.faults += check_split(rows, _name(path))
        return found

    def _read_rows(
        self, path: Path, columns: tuple[str, ...], check: Callable[[Row, str], Iterator[Problem]]
    ) -> list[Row]:
        """Return the rows of a file, or none where anything in it is wrong."""
        name, known = _name(path), len(self.faults) + len(self.small)
        try:
            table = parse_delimited(path.read_bytes(), name).table
        except OSError as error:
            self.faults.append(Problem(name, str(error.strerror), "a file that can be read", "correct it"))
            return []
        except DataError as error:
            self.faults += error.problems
            return []
        for extra in set(table.columns).difference(columns):
            self.unread.append(Problem(name, f"the column '{extra}'", f"{', '.join(columns)} alone", "it is not read"))
        table = table[[column for column in table.columns if column in columns]]
        if tuple(table.columns) != columns:
            found, expected = ", ".join(map(str, table.columns)), ", ".join(columns)
            self.faults.append(Problem(name, f"the columns {found}", expected, "correct the first row"))
            return []
        rows: list[Row] = [
            {str(key): str(cell).strip() for key, cell in row.items()} for row in table.to_dict("records")
        ]
        for number, row in enumerate(rows, start=2):
            where = f"{name}, row {number}"
            self.faults += [*check(row, where), *check_seen(row, where)]
            self.small += check_small(row, where)
        return rows if len(self.faults) + len(self.small) == known else []

    def _check_once(self, path: Path, keys: Iterable[tuple[str, ...]]) -> None:
        first: dict[tuple[str, ...], int] = {}
        for number, key in enumerate(keys, start=2):
            if key in first:
                where, found = f"{_name(path)}, row {number}", f"{', '.join(key)} again (first in row {first[key]})"
                self.faults.append(Problem(where, found, "each once", "remove one of them"))
            first.setdefault(key, number)


def _list_files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.glob("*")) if path.name != "README.md" and not path.name.startswith(".")]


def _name(path: Path) -> str:
    return f"data/local/{path.parent.name}/{path.name}"


def _read_number(text: str) -> float | None:
    return None if text == WITHHELD else float(text)
