"""The benchmark of several areas, as a notebook talks to it: one section after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sendneeds.present.display import Figure, Prose, Table
from sendneeds.project import find_project
from sendneeds.report import benchmark_back, benchmark_front, benchmark_tables
from sendneeds.report.benchmark_evidence import BenchmarkEvidence, gather_areas
from sendneeds.report.benchmark_themes import show_themes

Shown = Prose | Figure | Table
# The themes of each section, and the measure that its text and chart show.
SECTIONS = {
    "children": (("population", "plans"), "sen_ehc_pct"),
    "needs": (("needs",), "need_asd_pct"),
    "timeliness": (("timeliness",), "ehc_20wk_ex_pct"),
    "placements": (("placements",), "place_mainstream_pct"),
    "attendance": (("attendance",), "susp_rate_ehc"),
    "attainment": (("attainment",), "ks2_rwm_support_pct"),
    "adulthood": (("adulthood",), "neet_nk_ehc_pct"),
    "health": (("health", "workforce"), ""),
    "redress": (("disputes", "budgets"), "tribunal_appeal_rate_pct"),
    "money": (("money",), "sen_weekly_unit_cost"),
}


@dataclass(frozen=True)
class BenchmarkSection:
    """One section. A notebook displays all that `show` returns, in its order."""

    evidence: BenchmarkEvidence
    parts: Callable[[BenchmarkEvidence], Iterable[Shown]]

    def show(self) -> tuple[Shown, ...]:
        """Return the texts, charts and tables of the section."""
        return tuple(self.parts(self.evidence))


def open_benchmark(areas: Sequence[str], edition: str, root: Path | None = None) -> BenchmarkReport:
    """Return the benchmark of `areas` (slugs, names or aliases) in `edition`.

    Raises DeclarationError if an area or the edition is unknown or there are fewer than two areas, DataError if the
    observations are not sound.
    """
    return BenchmarkReport(gather_areas(areas, edition, find_project(root)))


class BenchmarkReport:
    """The sections of a benchmark."""

    def __init__(self, evidence: BenchmarkEvidence) -> None:
        self.evidence = evidence

    def title(self) -> Prose:
        """Return the title, the areas and the status."""
        return benchmark_front.say_title(self.evidence)

    @property
    def summary(self) -> BenchmarkSection:
        """How many comparisons stand out, and the grid of areas by theme."""
        return BenchmarkSection(self.evidence, benchmark_front.show_summary)

    @property
    def shared(self) -> BenchmarkSection:
        """Themes in which several areas lie outside the range of their similar areas."""
        return BenchmarkSection(self.evidence, benchmark_front.show_shared)

    @property
    def similar(self) -> BenchmarkSection:
        """What each area is set beside."""
        return BenchmarkSection(self.evidence, benchmark_tables.show_similar)

    def section(self, name: str) -> BenchmarkSection:
        """Return the section of one or two themes. Raises KeyError unless `name` is one of `SECTIONS`."""
        themes, featured = SECTIONS[name]
        return BenchmarkSection(self.evidence, partial(show_themes, themes=themes, featured=featured))

    @property
    def places(self) -> BenchmarkSection:
        """Rank and quarter among all authorities, for reference."""
        return BenchmarkSection(self.evidence, benchmark_tables.show_places)

    @property
    def quality(self) -> BenchmarkSection:
        """What is known to be wrong with these areas' figures."""
        return BenchmarkSection(self.evidence, benchmark_back.show_quality)

    @property
    def full(self) -> BenchmarkSection:
        """Every core measure with its comparators."""
        return BenchmarkSection(self.evidence, benchmark_tables.show_full)

    @property
    def sources(self) -> BenchmarkSection:
        """Choice of periods, and every release used."""
        return BenchmarkSection(self.evidence, benchmark_back.show_sources)
