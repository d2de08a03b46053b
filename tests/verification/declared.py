"""Texts with digits that are declared, dated or named: what is left of a page after them must be a figure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from verification.area import Area
from verification.dates import say_date
from verification.periods import NAMES, find_end, find_label
from verification.tables import Tables

DIGIT = re.compile(r"\d")
WORD = re.compile(r"[A-Za-z]{2}")
MARKUP = re.compile(r"\*\*|\*|`|^#+ |^- |\[([^\]]*)\]\([^)]*\)", re.MULTILINE)
CODES = {"period", "before", "id", "indicators", "release", "member", "where", "columns", "change", "terms"}
CODES |= {"projection", "over", "since", "after"}
PARTIAL = re.compile(r"\d{4}(-\d{2}){0,2}")
AHEAD = 3
# The reports that name actions by their numbers.
CITING = {"commissioning_cycle", "author_check", "commissioning_priorities"}
# When the Act and its regulations began; the names of months hold a part of it.
FIRST = re.compile(r"in force from 1 September 2014")
# Numbers that no figure stands behind, each with its reason.
ALLOWED = (
    (r"^\d\. (?=[A-Z])", "the numbering of stages"),
    (r"16 and 17\b|After age 16\b", "ages that name a group"),
    (r"SHA-256|Licence v3\.0", "names"),
    (r"(regulations?|sections?) \d+(?![.\d])", "the places of a law"),
    (r"\b(Table|Figure|Chart|figure) \d+\b", "the numbering of tables, figures and panels"),
    (r"\b\d line charts\b|\b\d+ rows\b|\b\d+ (?:bar|panel|chart)s?\b", "how many parts a chart has, in its words"),
    (r"\b(95% interval|80% band|95% band)", "the names of intervals and bands"),
    (r"\b(80|95)% of figures", "the names of intervals and bands"),
    (r"\b24 months\b", "the age beyond which numbers of places are not used, a rule of the method"),
    (r"\bper (100|1,000)\b", "units"),
    (r"\bevery 100 (school days|pupils)|Out of every 100|\bfor every (ten|100|1,000)", "units"),
    (r"\bages? \d+ (to|and) \d+|\baged \d+ (to|and) \d+|\b\d+ (to|and) \d+ year olds", "ages that name a group"),
    (
        r"\b(age|ages|aged|key stage|Key stage|Level|level|Attainment|post-) ?\d+\b|\bat 19\b|\bover 5\b",
        "names of stages",
    ),
    (r"\b0 to (17|18|24|25)\b|\b25\b(?= who| years)|age of 25\b|\bto 25\b", "the ages that plans in law can reach"),
    (r"\b(4|6|16|18|20|52|38)(-| )weeks?\b|\b38 weeks\b|\b10 sessions\b", "time limits in law and thresholds of waits"),
    (r"\b10(\.0)?%|\b50%", "thresholds that a measure is named by"),
)


class Declared:
    """The declared texts of one report."""

    def __init__(self, tables: Tables, areas: list[Area], report: str) -> None:
        self.tables, self.areas, self.report = tables, areas, report
        self.allowed = [re.compile(rf"(?<![\d.,])(?:{pattern})(?!\d|[.,]\d)") for pattern, _ in ALLOWED]
        found = {" ".join(text.split()) for text in self._list_all()}
        self.texts = sorted((text for text in found if DIGIT.search(text)), key=lambda text: (-len(text), text))
        sections = [text for area in areas for text in _list_sections(tables.read_strategy(area.slug))]
        self.sections = {re.split("[,; ]", text)[0] for text in sections}
        self.known: dict[str, str] = {}

    def strip(self, text: str) -> str:
        """Return a text without what is declared or allowed."""
        rest = " ".join(text.split())
        if not DIGIT.search(rest):
            return rest
        if rest not in self.known:
            left = rest
            left = FIRST.sub(" ", left)
            for said in self.texts:
                if said in left:
                    left = re.sub(rf"(?<![\d.,]){re.escape(said)}(?![\d%]|[.,]\d)", " ", left)
            if left.startswith("Source:"):
                left = re.sub(r"[\w.]+", lambda found: "" if found[0] in self.sections else found[0], left)
            for pattern in self.allowed:
                left = pattern.sub(" ", left)
            self.known[rest] = left
        return self.known[rest]

    def _list_all(self) -> Iterator[str]:
        params = self.tables.root / "params"
        for entry in self.tables.indicators.values():
            yield from list_strings({key: value for key, value in entry.items() if key not in {"source", "period"}})
        yield from list_strings(self.tables.footnotes)
        yield from list_strings(self.tables.themes)
        yield from list_strings(self.tables.read_yaml(params / "rights.yml"))
        for name, release in self.tables.releases.items():
            yield from (release["publication"], release["release"], release["sha256"][:12], name)
        yield from self._list_notebook()
        yield from self._list_periods()
        for area in self.areas:
            yield from self._list_own(area)
        for row in self.tables.read_rows("data/quality.csv"):
            yield from list_strings(row["problem"])

    def _list_notebook(self) -> Iterator[str]:
        """Yield the lines that the notebook itself says."""
        path = self.tables.root / "notebooks" / f"{self.report}.ipynb"
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.exists() else []
        for cell in cells:
            if cell["cell_type"] == "markdown":
                for line in "".join(cell["source"]).splitlines():
                    yield MARKUP.sub(r"\1", line).strip()

    def _list_periods(self) -> Iterator[str]:
        """Yield what readers call the periods, those projected among them, and short forms for narrow columns."""
        for name, entry in self.tables.indicators.items():
            for code in {period for _, period in self.tables.read_series(name)}:
                label = find_label(code, entry["period"])
                end = find_end(code, entry["period"])
                yield from (label, label.replace("autumn and spring terms ", "").replace(" term", ""))
                yield f"winter {end.year}"
                if entry["unit"] == "count":
                    yield from (label.replace(str(end.year), str(end.year + ahead)) for ahead in range(1, AHEAD + 1))
        yield from (f"{month} {year}" for month in NAMES for year in range(2004, 2031))

    def _list_own(self, area: Area) -> Iterator[str]:
        """Yield what the files of an area and its edition say."""
        edition, as_at = area.edition, area.as_at
        yield from list_strings(edition.get("notes", []))
        yield from (
            area.edition_name,
            f"({edition['neighbours']} list",
            f"Neighbours of {edition['second_neighbours']}",
        )
        yield from (say_date(day.isoformat()) for day in (as_at, as_at.replace(year=as_at.year + 1)))
        yield from list_strings(self.tables.read_local_area(area.slug))
        yield from _list_strategy(self.tables.read_strategy(area.slug), ids=self.report in CITING)
        for row in self.tables.read_rows("data/inspections.csv"):
            if row["area_code"] == area.code:
                yield from (say_date(row["date"]), row["framework"], row["outcome"])


def list_strings(thing: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401 - any part of a declaration
    """Yield the texts with words in a declaration, each also without a leading capital and by its parts."""
    if isinstance(thing, dict):
        for name, item in thing.items():
            yield from list_strings(item, str(name))
    elif isinstance(thing, list):
        for item in thing:
            yield from list_strings(item, key)
    elif isinstance(thing, str) and key not in CODES and DIGIT.search(thing) and WORD.search(thing):
        text = " ".join(thing.split())
        yield from (text, text[:1].lower() + text[1:], text[:1].upper() + text[1:], text.rstrip("."))
        for part in (*re.split(r"\{\w+\}", text), *text.split("; "), *text.split(", ")):
            yield from [part.strip()] if WORD.search(part) else []


def _list_strategy(strategy: dict[str, Any], *, ids: bool) -> Iterator[str]:
    """Yield what documents are called and say, their sections, `ids` where readers see them, and their dates."""
    yield from list_strings(strategy)
    yield from _list_dates(strategy)
    for part in ("actions", "objectives"):
        for item in strategy.get(part, ()):
            yield from (f"{item['id']} {item['title']}", *([item["id"]] if ids else []))
    for item in strategy.get("projections", ()):
        yield from map(str, item["values"])
        yield f"implied at {item.get('rate', 0):g}%"
    for item in strategy.get("places", ()):
        yield from (f"{item['name']}, {step['places']:,} places" for step in item["capacity"])
    for section in _list_sections(strategy):
        numbered = [section, section.split(";")[0], section.split(",")[0]]
        yield from (f"section {text}" for text in numbered)
        yield section


def _list_sections(thing: Any) -> set[str]:  # noqa: ANN401 - any part of a file
    if isinstance(thing, dict):
        own = {str(thing["section"])} if "section" in thing else set()
        return own.union(*(_list_sections(item) for item in thing.values())) if thing else own
    if isinstance(thing, list):
        return set[str]().union(*(_list_sections(item) for item in thing))
    return set()


def _list_dates(thing: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a file
    values: Iterable[Any] = thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else ()
    for item in values:
        if isinstance(item, str | int | date) and PARTIAL.fullmatch(str(item)) and 1900 < int(str(item)[:4]) < 2100:
            yield say_date(str(item))
        else:
            yield from _list_dates(item)
