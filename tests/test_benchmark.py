"""The benchmark of several areas: its words, its places and ranges, and the way home of every number."""

from __future__ import annotations

import json
import math
import re
import shutil
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from conftest import ROOT
from ruamel.yaml import YAML
from scipy.stats import rankdata
from scipy.stats import t as student
from tracing import Tracer, is_shown, read_rows, read_series

from sendneeds.analysis.place import find_place
from sendneeds.analysis.unusual import Label, Unusual
from sendneeds.build.plan import plan_reports
from sendneeds.errors import DeclarationError
from sendneeds.present.display import MARK, Cell, Figure, Prose, Table, strip_marks
from sendneeds.project import Project
from sendneeds.report import BenchmarkReport, open_benchmark
from sendneeds.report.assessment import assess
from sendneeds.report.benchmark import SECTIONS
from sendneeds.report.benchmark_evidence import MOST_BESIDE

FOUR = ("sutton", "somerset", "nottinghamshire", "sunderland")
ODD = ("isles-of-scilly", "cumberland", "city-of-london")
MANY = (*FOUR, *ODD, "leeds", "dorset", "kent", "surrey", "blackpool")
LISTS = {"two": FOUR[:2], "four": FOUR, "odd": ODD, "many": MANY}
MARKED = re.compile(r'<data value="([^"]+)">([^<]+)</data>')
NUMBER = re.compile(r"\u2212?£?\u2212?\d[\d,]*(?:\.\d+)?%?(?: million|m)?")
BARRED = re.compile(
    r"\b(better|worse|best|worst|must act|no strong evidence|weight 0|opportunity|significant(ly)?|score[sd]?)\b",
    re.IGNORECASE,
)
DEMAND = {"neutral", "contested"}
INDICATORS = {
    name: entry
    for path in sorted((ROOT / "params" / "indicators").glob("*.yml"))
    for name, entry in YAML(typ="safe").load(path).items()
}


@cache
def open_report(name: str) -> BenchmarkReport:
    return open_benchmark(LISTS[name], "2025", ROOT)


@cache
def list_shown(name: str) -> dict[str, tuple[Prose | Figure | Table, ...]]:
    """Return what every section of a report shows, and its title."""
    report = open_report(name)
    parts = {
        part: getattr(report, part).show()
        for part in ("summary", "shared", "similar", "places", "quality", "full", "sources")
    }
    return {"title": (report.title(),), **parts, **{part: report.section(part).show() for part in SECTIONS}}


def list_prose(name: str) -> list[str]:
    return [item.markdown for items in list_shown(name).values() for item in items if isinstance(item, Prose)]


def list_tables(name: str) -> list[Table]:
    shown = [item for items in list_shown(name).values() for item in items if not isinstance(item, Prose)]
    return [item.data if isinstance(item, Figure) else item for item in shown]


def list_texts(name: str) -> Iterator[str]:
    """Yield every text of a report."""
    yield from (strip_marks(text) for text in list_prose(name))
    for items in list_shown(name).values():
        for item in items:
            if isinstance(item, Figure):
                yield from (item.title, item.subtitle, item.alt, item.source)
    for table in list_tables(name):
        yield from (table.caption, *table.notes, *(column.label for column in table.columns))
        yield from (cell.text for row in table.rows for cell in row)


@dataclass(frozen=True)
class Home(Tracer):
    """Follows the numbers of one area of a benchmark home: also ranges, places and what is said of a region."""

    together: tuple[str, ...] = ()

    def list_numbers(self, finding: str) -> Iterator[float]:
        yield from super().list_numbers(finding)
        _, indicator, period = finding.split(".", 2)
        yield from (end for end in find_range(self, indicator, period) if end is not None)
        yield from self.list_region(indicator, period)

    def list_region(self, indicator: str, period: str) -> Iterator[float]:
        """Yield the lowest and highest value of the report's areas in a region."""
        rows = [row for row in read_rows(ROOT / "data" / "areas.csv") if row["slug"] in self.together]
        codes = [row["area_code"] for row in rows if row["region_code"] == self.area["area_code"]]
        series = read_series(indicator)
        values = [float(text) for code in codes if (text := series.get((code, period), {}).get("value"))]
        if values:
            yield from (min(values), max(values))

    def find_place(self, finding: str) -> tuple[int, int]:
        """Return rank and count among all authorities, from the favourable end or else from the highest."""
        _, indicator, period = finding.split(".", 2)
        rows = read_series(indicator).items()
        known = {code: float(row["value"]) for (code, when), row in rows if when == period and row["value"]}
        values = [value for code, value in known.items() if not code.startswith("E")]
        sign = 1 if INDICATORS[indicator]["direction"] == "low" else -1
        ranks = rankdata([sign * value for value in values], method="min")
        mine = values.index(known[self.area["area_code"]])
        return int(ranks[mine]), len(values)


def list_similar(home: Tracer, indicator: str, period: str) -> list[float]:
    rows = read_rows(ROOT / "data" / "neighbours" / f"{home.vintage}.csv")
    codes = [row["neighbour_code"] for row in rows if row["area_code"] == home.area["area_code"]]
    series = read_series(indicator)
    return [float(text) for code in codes if (text := series.get((code, period), {}).get("value"))]


def find_range(home: Tracer, indicator: str, period: str) -> tuple[float | None, float | None]:
    """Return the range of similar areas by the standard library: in log odds for shares, from zero for the rest."""
    values, entry = list_similar(home, indicator, period), INDICATORS[indicator]
    share = entry["unit"] == "percent" and not entry.get("signed")
    if len(values) < 2:
        return None, None
    scale = [math.log(p / (100 - p)) for p in (min(max(value, 0.5), 99.5) for value in values)] if share else values
    half = student.ppf(0.975, len(scale) - 1) * statistics.stdev(scale) * math.sqrt(1 + 1 / len(scale))
    low, high = statistics.fmean(scale) - half, statistics.fmean(scale) + half
    if share:
        return 100 / (1 + math.exp(-low)), 100 / (1 + math.exp(-high))
    return low if entry.get("signed") or entry["unit"] == "percent_change" else max(low, 0.0), high


@cache
def list_home(finding: str, areas: tuple[str, ...]) -> tuple[float, ...]:
    """Return every number that may be printed with the id of a finding in a report on some areas."""
    return tuple(Home(finding.split(".", maxsplit=1)[0], together=areas).list_numbers(finding))


@pytest.mark.parametrize("name", LISTS)
def test_every_section_speaks(name: str) -> None:
    for part, items in list_shown(name).items():
        assert items, part
    for text in list_texts(name):
        assert text.strip()
        assert not {"None", "nan"} & set(re.findall(r"\w+", text)), text
        assert "{" not in text


@pytest.mark.parametrize("name", LISTS)
def test_every_number_in_prose_is_marked_or_declared(name: str) -> None:
    evidence = open_report(name).evidence
    declared = [note.text for note in evidence.registry.footnotes.values()] + [*evidence.edition.notes]
    for entry in evidence.registry.indicators.values():
        declared += [entry.indicator.label, entry.indicator.short, entry.indicator.of or ""]
    declared += [theme.label for theme in evidence.registry.themes.values()]
    declared += [area.latest(indicator).period.label for area in evidence.areas for indicator in area.series]
    declared += ["95% interval", "(2025 list)", "31 December 2025", "31 December 2026", "**Edition:** 2025"]
    declared += [unit for text in declared for unit in (f"per 100 {text}", f"per 1,000 {text}")]
    declared = sorted({text for text in declared if re.search(r"\d", text)}, key=len, reverse=True)
    for text in list_prose(name):
        rest = MARKED.sub("", text)
        assert not MARK.search(rest)
        for said in declared:
            rest = rest.replace(said, "")
        assert not re.search(r"\d", rest), rest


@pytest.mark.parametrize("name", LISTS)
def test_every_marked_number_is_a_figure_of_its_finding(name: str) -> None:
    found = 0
    for text in list_prose(name):
        for finding, number in MARKED.findall(text):
            if not finding.startswith("benchmark."):
                found += 1
                assert is_shown(number, iter(list_home(finding, LISTS[name]))), (finding, number)
    assert found > len(LISTS[name]) or name == "many"


@pytest.mark.parametrize("name", ["four", "odd", "many"])
def test_every_number_in_tables_is_a_figure_of_its_finding(name: str) -> None:
    checked = 0
    for table in list_tables(name):
        if table.id in {"sources", "heat", "heat-data", "shared", "quality", "places", "places-plain"}:
            continue
        for row in table.rows:
            for column, cell in zip(table.columns[1:], row[1:], strict=True):
                if column.numeric:
                    checked += check_cell(cell, name)
    assert checked > 100


def check_cell(cell: Cell, name: str) -> int:
    numbers = NUMBER.findall(cell.text)
    for number in numbers:
        assert cell.finding, cell
        assert is_shown(number, iter(list_home(cell.finding, LISTS[name]))), cell
    return len(numbers)


@pytest.mark.parametrize("name", ["two", "four", "odd"])
def test_places_count_from_the_declared_end(name: str) -> None:
    tables = {table.id: table for table in list_shown(name)["places"] if isinstance(table, Table)}
    assert {"places", "places-plain"} <= set(tables)
    for table in tables.values():
        for row in table.rows:
            for cell in row:
                if cell.finding:
                    direction = INDICATORS[cell.finding.split(".")[1]]["direction"]
                    assert (table.id == "places") == (direction not in DEMAND)
                    rank, count = Home(cell.finding.split(".", maxsplit=1)[0]).find_place(cell.finding)
                    quarter = ("first", "second", "third", "last")[4 * (rank - 1) // count]
                    assert cell.text == f"{rank} of {count}, {quarter} quarter"


def test_places_name_the_favourable_end() -> None:
    table = next(table for table in list_tables("four") if table.id == "places")
    ends = {row[0].text: row[1].text for row in table.rows}
    assert ends["New plans within 20 weeks"] == "high"
    assert ends["Suspensions, EHC plan"] == "low"


@pytest.mark.parametrize("name", LISTS)
def test_labels_follow_an_independent_test(name: str) -> None:
    evidence = open_report(name).evidence
    checked = 0
    for area in evidence.areas:
        for theme in evidence.measures:
            for finding, test in evidence.list_tests(area, theme):
                checked += check_label(Home(area.area.slug), finding.id, finding.value, test)
    assert checked > 10 * len(evidence.areas)


def check_label(home: Home, finding: str, value: float | None, test: Unusual) -> int:
    _, indicator, period = finding.split(".", 2)
    if test.t is None:
        assert test.label is Label.UNTOLD
        return 0
    low, high = find_range(home, indicator, period)
    assert value is not None
    assert low is not None
    assert high is not None
    share = INDICATORS[indicator]["unit"] == "percent" and not INDICATORS[indicator].get("signed")
    shown = min(max(value, 0.5), 99.5) if share else value  # as the test clips
    assert test.is_beyond == (not low <= shown <= high), finding
    if test.is_beyond:
        neutral = INDICATORS[indicator]["direction"] in DEMAND
        side = Label.HIGHER if shown > high else Label.LOWER
        assert test.label is (side if neutral else Label.OUTSIDE)
    return 1


@pytest.mark.parametrize("name", LISTS)
def test_summary_counts_the_comparisons(name: str) -> None:
    evidence = open_report(name).evidence
    tests = [
        test for area in evidence.areas for theme in evidence.measures for _, test in evidence.list_tests(area, theme)
    ]
    text = next(item for item in list_shown(name)["summary"] if isinstance(item, Prose)).markdown
    said = {finding.removeprefix("benchmark."): number for finding, number in MARKED.findall(text)}
    tested = sum(test.t is not None for test in tests)
    assert said["compared"] == f"{tested:,}"
    assert said["outside-range"] == f"{sum(test.is_beyond for test in tests):,}"
    assert said["by-chance"] == f"{0.05 * tested:,.0f}"
    assert said["untold"] == f"{sum(test.label is Label.UNTOLD for test in tests):,}"
    assert "Similar does not mean good enough." in text


@pytest.mark.parametrize("name", LISTS)
def test_cells_of_the_grid_say_in_words_what_their_shade_shows(name: str) -> None:
    evidence = open_report(name).evidence
    table = next(table for table in list_tables(name) if table.id in {"heat", "heat-data"})
    cells = {cell.finding: cell.text for row in table.rows for cell in row if cell.finding}
    assert len(cells) > 4 * len(evidence.areas)
    for finding, text in cells.items():
        slug, _, theme = finding.split(".")
        area = next(item for item in evidence.areas if item.area.slug == slug)
        labels = [test.label for _, test in evidence.list_tests(area, theme)]
        beyond = sum(label in {Label.OUTSIDE, Label.HIGHER, Label.LOWER} for label in labels)
        assert text.startswith("outside") == bool(beyond)
        if beyond:
            assert f"{beyond} of {len(labels)}" in text
        assert re.match(r"(outside|towards|edge|within|cannot be told)\b", text)


@pytest.mark.parametrize("name", LISTS)
def test_within_is_never_said_alone(name: str) -> None:
    for part, items in list_shown(name).items():
        texts = [strip_marks(item.markdown) for item in items if isinstance(item, Prose)]
        texts += [" ".join(item.notes) for item in items if isinstance(item, Table)]
        alts = [item.alt for item in items if isinstance(item, Figure)]
        cells = [cell.text for item in items if isinstance(item, Table) for row in item.rows for cell in row]
        if any("within the range" in text for text in (*texts, *alts, *cells)):
            assert any("Similar does not mean good enough." in text for text in texts), part


@pytest.mark.parametrize("name", LISTS)
def test_no_barred_word(name: str) -> None:
    notes = {note.text for note in open_report(name).evidence.registry.footnotes.values()}
    declared = {text for entry in INDICATORS.values() for text in (entry["short"], entry["label"])}
    for text in list_texts(name):
        rest = text.replace("(score)", "")
        for said in notes | declared:
            rest = rest.replace(said, "")
        assert not BARRED.search(rest), rest


@pytest.mark.parametrize("name", LISTS)
def test_areas_stand_in_alphabetical_order(name: str) -> None:
    names = [item.area.name for item in open_report(name).evidence.areas]
    assert names == sorted(names)
    for table in list_tables(name):
        heads = [column.label for column in table.columns if column.label in names]
        rows = [row[0].text for row in table.rows if row[0].text in names]
        assert heads in ([], names), table.id
        if table.id != "quality":
            assert rows in ([], names), table.id


def test_many_areas_turn_the_tables() -> None:
    assert len(MANY) > MOST_BESIDE
    tables = {table.id: table for table in list_tables("many")}
    for theme, entries in open_report("many").evidence.measures.items():
        if entries:
            assert tables[f"{theme}-table"].columns[0].label == "Area"
            assert len(tables[f"{theme}-table"].rows) == len(MANY) + 1
    assert not {"places", "places-plain", "full"} & set(tables)


def test_every_core_measure_of_every_area_is_in_the_full_table() -> None:
    evidence = open_report("four").evidence
    table = next(table for table in list_tables("four") if table.id == "full")
    core = [
        entry.id
        for entry in evidence.registry.indicators.values()
        if entry.indicator.core and any(area.has(entry.id) for area in evidence.areas)
    ]
    assert len(core) > 50
    assert len(table.rows) == len(core) * len(FOUR)


def test_late_cases_are_counted_where_the_law_sets_a_limit() -> None:
    text = strip_marks(" ".join(item.markdown for item in list_shown("four")["timeliness"] if isinstance(item, Prose)))
    assert "472 of 1,259" in text
    assert "787 took longer" in text
    assert "377 took longer" in text


def test_tests_are_those_of_the_priorities() -> None:
    evidence = open_report("four").evidence
    for area in evidence.areas:
        for name, measure in assess(area).measures.items():
            assert evidence.tests[area.area.slug, name] == measure.unusual


def test_each_theme_has_a_section() -> None:
    themes = [theme for found, _ in SECTIONS.values() for theme in found]
    assert sorted(themes) == sorted(open_report("four").evidence.registry.themes)
    assert {featured for _, featured in SECTIONS.values()} - {""} <= set(INDICATORS)


def test_an_area_named_twice_counts_once() -> None:
    report = open_benchmark(["Somerset", "leeds", "somerset"], "2025", ROOT)
    assert [item.area.slug for item in report.evidence.areas] == ["leeds", "somerset"]


@pytest.mark.parametrize(
    ("areas", "found"),
    [
        (["somerset"], ["only somerset"]),
        (["somerset", "Somerset"], ["only somerset"]),
        ([], ["none"]),
        (["ledes", "somerset", "nowhere"], ["'ledes'", "'nowhere'"]),
        ("somerset", ["one text"]),
    ],
)
def test_too_few_or_unknown_areas_are_a_problem(areas: list[str], found: list[str]) -> None:
    with pytest.raises(DeclarationError) as caught:
        open_benchmark(areas, "2025", ROOT)
    assert [problem.found for problem in caught.value.problems] == found
    assert all(problem.action for problem in caught.value.problems)


def test_a_run_for_one_area_compares_nothing_unless_asked() -> None:
    def list_compared(areas: list[str], *names: str) -> list[tuple[str, ...]]:
        return [item.areas for item in plan_reports(Project(ROOT), areas, names) if item.name == "benchmark"]

    assert list_compared(["sutton"]) == []
    assert list_compared(["sutton"], "benchmark") == [("sutton",)]
    assert list_compared(["sutton", "leeds"]) == [("leeds", "sutton")]


def test_own_comparators_are_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    (tmp_path / "params" / "areas" / "leeds.yml").write_text("comparators: [sheffield, bradford]\n", encoding="utf-8")
    report = open_benchmark(["leeds", "somerset"], "2025", tmp_path)
    text = next(item for item in report.similar.show() if isinstance(item, Prose)).markdown
    assert "Leeds has also chosen its own comparators: Bradford and Sheffield." in text


def test_an_earlier_edition_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "data").symlink_to(ROOT / "data", target_is_directory=True)
    text = 'as_at: "2018-12-31"\nneighbours: "2021"\n'
    (tmp_path / "params" / "editions" / "2018.yml").write_text(text, encoding="utf-8")
    report = open_benchmark(FOUR, "2018", tmp_path)
    shown = [item for name in SECTIONS for item in report.section(name).show()]
    shown += [item for part in (report.summary, report.shared, report.places, report.full) for item in part.show()]
    assert sum(isinstance(item, Table) for item in shown) > 8
    assert sum(isinstance(item, Figure) for item in shown) > 4
    latest = [series.latest for area in report.evidence.areas for series in area.series.values()]
    assert max(item.period.end for item in latest).isoformat() <= "2018-12-31"


def test_notebook_shows_every_section() -> None:
    notebook = json.loads((ROOT / "notebooks" / "benchmark.ipynb").read_text(encoding="utf-8"))
    codes = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    parts = set(re.findall(r"report\.(\w+)", "\n".join(codes))) - {"title", "section"}
    assert parts == {"summary", "shared", "similar", "places", "quality", "full", "sources"}
    assert re.findall(r'report\.section\("(\w+)"\)', "\n".join(codes)) == list(SECTIONS)


def test_places_agree_with_scipy() -> None:
    values = [4.0, 1.0, 3.0, 3.0, 2.0, 9.0]
    for value, low, high in zip(values, rankdata(values, "min"), rankdata([-v for v in values], "min"), strict=True):
        assert find_place(value, values, from_low=True).rank == low
        assert find_place(value, values, from_low=False).rank == high
    assert [replace(find_place(1.0, values, from_low=True), rank=rank, count=8).quarter for rank in (1, 2, 3, 8)] == [
        1,
        1,
        2,
        4,
    ]
    with pytest.raises(ValueError, match="none of the"):
        find_place(5.0, values, from_low=True)
