"""A rule for every id that a page may carry: what stands there by the second path. An unknown id has none."""

from __future__ import annotations

from functools import cached_property

from verification.area import Area
from verification.courses import MISSING
from verification.expected import Expected
from verification.pages import Block, Mark
from verification.published import Figure
from verification.rendering import Number
from verification.roles import find_columns, find_context, find_role
from verification.rules_author import expect_author, expect_claim
from verification.rules_benchmark import expect_appendices, expect_benchmark, expect_heat
from verification.rules_cycle import expect_cycle, expect_local
from verification.rules_figures import expect_special_cell
from verification.rules_plain import expect_plain
from verification.rules_stated import expect_stated
from verification.rules_summary import expect_annex, expect_edition, expect_priorities, expect_summary
from verification.tables import Tables

TOO_FEW = "too few for a percentage"
OWN = {"strategy": expect_stated, "cycle": expect_cycle, "author": expect_author, "local": expect_local}


class Rules:
    """The rules of one report on some areas of an edition."""

    def __init__(self, tables: Tables, edition: str, slugs: list[str], report: str) -> None:
        self.tables, self.edition, self.slugs, self.report = tables, edition, slugs, report
        self.known: dict[str, Area] = {}

    def find_area(self, slug: str) -> Area | None:
        """Return an area by its slug, regions and England among them; None for an unknown one."""
        if slug not in self.known and slug in self.tables.by_slug:
            self.known[slug] = Area(self.tables, slug, self.edition)
        return self.known.get(slug)

    @cached_property
    def areas(self) -> list[Area]:
        found = (self.find_area(slug) for slug in self.slugs)
        return [item for item in found if item is not None]

    def expect(self, finding: str, block: Block, mark: Mark | None) -> Expected | None:
        """Return what stands in a marked number, or a whole cell where `mark` is None; None without a rule."""
        slug, _, name = finding.partition(".")
        if slug == "appendices":
            return expect_appendices(self.areas, name)
        if slug == "benchmark":
            return expect_benchmark(self.areas, name, block, mark)
        area, (kind, _, rest) = self.find_area(slug), name.partition(".")
        if area is None:
            return None
        if kind in self.tables.indicators:
            return self._expect_published(area, (kind, rest), block, mark)
        return OWN[kind](area, rest, block, mark) if kind in OWN else self._expect_sum(area, name, block, mark)

    def _expect_sum(self, area: Area, name: str, block: Block, mark: Mark | None) -> Expected | None:
        """Return what stands under the id of something that sums up a report."""
        kind, _, rest = name.partition(".")
        if kind == "outside-range" and rest:
            return expect_heat(self.areas, area, rest)
        if kind in {"outside-range", "missing"}:
            return expect_summary(area, kind, block, mark)
        if kind == "edition":
            return expect_edition(area, block, mark)
        if kind.startswith("annex-"):
            return expect_annex(area, kind.removeprefix("annex-"), block)
        return expect_priorities(area, kind.removeprefix("priorities-")) if kind.startswith("priorities-") else None

    def _expect_published(self, area: Area, name: tuple[str, str], block: Block, mark: Mark | None) -> Expected | None:
        """Return a published figure, or the words for its symbol where it has no value and the words say so."""
        if block.table.startswith("table-claims-") and block.column == "Published":
            return expect_claim(area, block)
        indicator, period = name
        row = area.find(indicator, period)
        said = " ".join((mark.text if mark else block.text).split())
        if said == TOO_FEW and area.is_small(indicator, row):
            return Expected("published: symbol", texts=[TOO_FEW])
        if said in MISSING.values() and row.value is None:
            return Expected("published: symbol", texts=[MISSING[row.symbol or "x"]])
        if period not in {code for _, code in self.tables.read_series(indicator)}:
            return None
        if self.tables.indicators[indicator]["unit"] == "yes_no":
            return Expected("published: yes or no", texts=["yes" if row.value else "no"])
        return self._expect_figure(Figure(area, indicator, period), block, mark)

    def _expect_figure(self, figure: Figure, block: Block, mark: Mark | None) -> Expected | None:
        area = figure.area
        if self.report == "plain_english" and not block.column and mark is not None:
            return expect_plain(figure, block, mark)
        if block.column:
            return self._expect_cell(figure, block)
        if mark is None:
            return None
        role = find_role(area, block, mark)
        if role == "growth":
            label = find_context(block, mark).after
            label = label.replace(" more than in ", "").replace(" fewer than in ", "")
            return Expected("change over years", [self._find_growth(figure, label)])
        return Expected(f"published: {role}", [figure.find(role)])

    def list_beside(self, finding: str) -> list[str]:
        """Return what a title may set beside a figure: the figure before it, and the ends of the range."""
        slug, _, name = finding.partition(".")
        kind, _, period = name.partition(".")
        area = self.find_area(slug)
        if area is None or kind not in self.tables.indicators or area.find(kind, period).value is None:
            return []
        figure, earlier = Figure(area, kind, period), area.previous(kind, period)
        found = [figure.find(role) for role in ("value", "range low", "range high", "lowest", "highest")]
        found += [Figure(area, kind, earlier.code).find("value")] if earlier else []
        return [number.write() for number in found if number is not None]

    def _find_growth(self, figure: Figure, after: str) -> Number | None:
        """Return the growth since the period whose label stands at the beginning of a text."""
        points = figure.area.list_points(figure.indicator)
        labels = sorted((figure.area.label(figure.indicator, item.code) for item in points), key=len, reverse=True)
        label = next((item for item in labels if after.startswith(item)), "")
        return figure.find_growth(label)

    def _expect_cell(self, figure: Figure, block: Block) -> Expected | None:
        special = expect_special_cell(figure, block)
        if special is not None:
            return special
        columns = find_columns(figure.area, block)
        names = {item.row["name"] for item in self.areas}
        if columns is None and block.column in names:
            columns = ("value",)
        if columns is None:
            return None
        return Expected(f"table: {columns[0]}", [figure.find(role) for role in columns])
