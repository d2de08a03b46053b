"""Areas, their codes and names, neighbours and boards."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sendneeds.declare.area import Area
from sendneeds.declare.registry import load_registry
from sendneeds.errors import DataError
from sendneeds.evidence.area_table import make_slug, read_areas
from sendneeds.evidence.boards import read_boards
from sendneeds.evidence.crosswalk import Crosswalk
from sendneeds.evidence.geography import (
    check_areas,
    load_areas,
    load_boards,
    load_neighbours,
    parse_areas,
    tabulate_areas,
)
from sendneeds.evidence.neighbours import VINTAGES, check_neighbours, read_neighbours
from sendneeds.evidence.release import Releases
from sendneeds.project import Project

NAME_COLUMNS = ("la_name", "utla20_name", "Local.area.partnership")
GSS_COLUMNS = ("new_la_code", "utla20_code")
PLANS = {
    "ehc_plans_2025": ("caseload", "requests", "assessments", "timeliness_20_week", "sen_needs_all_plans"),
    "ehc_plans_2022": ("sen2_age_caseload", "sen2_estab_caseload", "sen2_mi"),
}


@pytest.fixture(scope="module")
def areas(project: Project) -> tuple[Area, ...]:
    return load_areas(project)


@pytest.fixture(scope="module")
def crosswalk(areas: tuple[Area, ...]) -> Crosswalk:
    return Crosswalk(areas)


@pytest.fixture(scope="module")
def opened(project: Project, releases: Path) -> Releases:
    return Releases(releases, load_registry(project).releases)


def test_areas_are_those_of_england(areas: tuple[Area, ...]) -> None:
    by_code = {area.area_code: area for area in areas}
    assert sum(area.is_current for area in areas) == 153
    assert sorted(code for code in by_code if code.startswith("E12")) == [f"E1200000{n}" for n in range(1, 10)]
    assert {"E13000001", "E13000002", "E92000001"} <= set(by_code)
    assert by_code["E92000001"].slug == "england"
    sutton = by_code["319"]
    assert (sutton.slug, sutton.type, sutton.region_code, sutton.gss_codes) == (
        "sutton", "OLB", "E12000007", ("E09000029",),
    )  # fmt: skip
    assert all(area.region_code.startswith("E12") for area in areas if area.is_authority)


def test_names_are_as_people_say_them(areas: tuple[Area, ...]) -> None:
    names = {area.area_code: area.name for area in areas}
    assert (names["801"], names["884"], names["810"]) == ("Bristol", "Herefordshire", "Kingston upon Hull")
    assert names["840"] == "County Durham"


def test_slugs_are_safe_and_unique(areas: tuple[Area, ...]) -> None:
    slugs = [area.slug for area in areas]
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)
    assert make_slug("St. Helens & Möre (Pre LG)") == "st-helens-and-more-pre-lg"


@pytest.mark.parametrize(
    ("closed", "day", "successors"),
    [
        ("835", "2019-03-31", ("838", "839")),
        ("836", "2019-03-31", ("839",)),
        ("837", "2019-03-31", ("839",)),
        ("928", "2021-03-31", ("940", "941")),
        ("909", "2023-03-31", ("942", "943")),
    ],
)
def test_closed_authorities_lead_to_their_successors(
    areas: tuple[Area, ...], closed: str, day: str, successors: tuple[str, ...]
) -> None:
    by_code = {area.area_code: area for area in areas}
    assert (by_code[closed].closed, by_code[closed].successors) == (day, successors)
    assert all(by_code[code].opened > day and by_code[code].is_current for code in successors)
    assert [area.area_code for area in areas if area.closed] == ["835", "836", "837", "909", "928"]


@pytest.mark.parametrize(
    ("code", "area_code"),
    [
        ("E10000027", "933"), ("E06000066", "933"), ("E10000002", "825"), ("E06000060", "825"),
        ("E10000023", "815"), ("E06000065", "815"), ("E08000020", "390"), ("E08000037", "390"),
        ("E06000048", "929"), ("E06000057", "929"), ("E10000009", "835"), ("E06000059", "838"),
        ("E10000006", "909"), ("E12000007", "E12000007"), ("E06999999", None),
    ],
)  # fmt: skip
def test_every_gss_code_finds_its_authority(crosswalk: Crosswalk, code: str, area_code: str | None) -> None:
    assert crosswalk.find_by_gss(code) == area_code


@pytest.mark.parametrize(
    ("name", "area_code"),
    [
        ("Durham", "840"), ("County Durham", "840"), ("durham", "840"), ("Kingston Upon Hull, City of", "810"),
        ("kingston upon hull", "810"), ("Herefordshire", "884"), ("Herefordshire, County of", "884"),
        ("Bristol, City of", "801"), ("bristol", "801"), ("Bedford Borough", "822"), ("telford & wrekin", "894"),
        ("St Helens", "342"), ("St. Helens", "342"), ("Cumbria8", "909"), ("Nottinghamshire7", "891"),
        ("Bournemouth, Christchurch and Poole5", "839"), ("Bournemouth (Pre LG)", "837"), ("Poole5", "836"),
        ("Dorset", "838"), ("Dorset6", "838"), ("Dorset (Pre LG)", "835"),
        ("Yorkshire and The Humber", "E12000003"), ("YORKSHIRE AND THE HUMBER", "E12000003"),
        ("London (Outer)", "E13000002"), ("Inner London", "E13000001"), ("England Total4,9", "E92000001"),
        ("England total excluding suppressed", None), ("Suttton", None),
    ],
)  # fmt: skip
def test_every_spelling_finds_its_area(crosswalk: Crosswalk, name: str, area_code: str | None) -> None:
    assert crosswalk.find_by_name(name) == area_code


def test_areas_survive_their_table(areas: tuple[Area, ...]) -> None:
    assert parse_areas(tabulate_areas(areas)) == areas
    assert check_areas(areas) == []


def test_faults_in_the_table_of_areas_are_named(areas: tuple[Area, ...]) -> None:
    sutton = next(area for area in areas if area.slug == "sutton")
    twin = replace(
        sutton, area_code="999", name="Twin", type="XX", region_code="E12000099", gss_codes=("E09000029:2020",)
    )
    found = [str(problem) for problem in check_areas((*areas, twin))]
    assert len(found) == 4
    for words in ("the slug 'sutton' of Sutton", "the GSS code 'E09000029' of Sutton", "type 'XX'", "'E12000099'"):
        assert any(words in text for text in found), words
    assert all("999 Twin" in text for text in found)


def test_a_missing_or_changed_table_is_an_error(tmp_path: Path) -> None:
    project = Project(tmp_path)
    with pytest.raises(DataError, match=r"areas\.csv: found no such file"):
        load_areas(project)
    project.area_table.parent.mkdir()
    project.area_table.write_text("area_code,slug\n319,sutton\n")
    with pytest.raises(DataError, match="found the columns area_code, slug"):
        load_areas(project)


@pytest.mark.parametrize("vintage", sorted(VINTAGES))
def test_each_list_has_ten_neighbours(project: Project, crosswalk: Crosswalk, vintage: str) -> None:
    by_pair = load_neighbours(project, vintage)
    assert check_neighbours(by_pair, crosswalk, vintage) == []
    ranks = by_pair.groupby("area_code")["rank"].agg(list)
    assert all(own == list(range(1, 11)) for own in ranks)
    without = set(crosswalk.current) - set(by_pair["area_code"])
    assert without == ({"942", "943"} if vintage == "2021" else set())


def test_neighbours_are_those_published(project: Project) -> None:
    by_pair = load_neighbours(project, "2025")
    sutton = by_pair[by_pair["area_code"] == "319"]
    assert sutton["neighbour_code"].tolist() == ["315", "919", "826", "873", "931", "314", "822", "938", "839", "825"]
    assert sutton["closeness"].tolist() == ["Very close"] * 2 + ["Close"] * 8


def test_faulty_lists_are_named(project: Project, crosswalk: Crosswalk) -> None:
    sutton = load_neighbours(project, "2025").query("area_code == '319'").reset_index(drop=True)
    sutton.loc[0, "neighbour_code"] = "319"
    sutton.loc[1, "neighbour_code"] = "777"
    sutton.loc[2, "closeness"] = "Near"
    found = "\n".join(str(problem) for problem in check_neighbours(sutton.iloc[:9], crosswalk, "list"))
    for words in ("9 different neighbours", "among its own neighbours", "'777'", "'Near'"):
        assert words in found


def test_boards_of_authorities(project: Project) -> None:
    boards = load_boards(project).groupby("area_code")["board"].agg(list)
    assert boards["319"] == ["South West London"]
    assert boards["891"] == ["Nottingham and Nottinghamshire"]
    assert boards["881"] == ["Hertfordshire and West Essex", "Mid and South Essex", "Suffolk and North East Essex"]
    assert "942" not in boards


def test_committed_tables_are_those_of_the_releases(project: Project, opened: Releases) -> None:
    areas = read_areas(opened)
    assert areas == load_areas(project)
    crosswalk = Crosswalk(areas)
    pd.testing.assert_frame_equal(read_boards(opened, crosswalk), load_boards(project))
    for vintage in VINTAGES:
        pd.testing.assert_frame_equal(read_neighbours(vintage, opened, crosswalk)[0], load_neighbours(project, vintage))


def test_closed_and_missing_neighbours_are_reported(opened: Releases, crosswalk: Crosswalk) -> None:
    _, problems = read_neighbours("2021", opened, crosswalk)
    told = {problem.area_code: problem.problem for problem in problems}
    assert told["891"] == "Its statistical neighbour Cumbria no longer exists."
    assert told["942"].startswith("The release lists no statistical neighbours")
    assert read_neighbours("2025", opened, crosswalk)[1] == ()


def test_every_name_and_code_of_every_table_is_known(opened: Releases, crosswalk: Crosswalk) -> None:
    members = [(release, f"data/{table}.csv") for release, tables in PLANS.items() for table in tables]
    tables = [(release, None) for release, entry in opened.lock.items() if entry.file.endswith((".csv", ".csv.gz"))]
    checked = 0
    for release, member in [*members, *tables]:
        by_row = opened.read_table(release, member)
        columns = [name for name in (*NAME_COLUMNS, *GSS_COLUMNS, "old_la_code") if name in by_row]
        for cells in by_row[columns].drop_duplicates().to_dict("records"):
            names = {crosswalk.find_by_name(cells[name]) for name in NAME_COLUMNS if cells.get(name)}
            codes = {crosswalk.find_by_gss(cells[name]) for name in GSS_COLUMNS if cells.get(name)}
            codes |= {
                crosswalk.find_by_code(cells[name].removesuffix(".0")) for name in ("old_la_code",) if cells.get(name)
            }
            if any(str(cell).startswith("W06") for cell in cells.values()):
                continue
            # A row of the Dorset that closed in 2019 has its own codes and the name of both.
            assert None not in names | codes, (release, cells)
            assert len(names | codes) <= 1 or (names, codes) == ({"838"}, {"835"}), (release, cells)
            checked += 1
    assert checked > 2000
