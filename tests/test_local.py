"""An area's own values: what may stand in their files, and what a user is told of the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from local_projects import make_project, write_local

from sendneeds.cli import main
from sendneeds.declare.registry import load_registry
from sendneeds.errors import DataError, DisclosureError, SendneedsError
from sendneeds.evidence.local import CAPACITY, SLOTS, LocalCapacity, LocalValue, load_all_local, load_local
from sendneeds.project import ROOT_VARIABLE, Project

GOOD = "2019-04,in_time_pct,81.5,percent,Case records"
PLACES = "2025-09,special school,all,610,current,Place return"


@pytest.fixture
def made(project: Project, tmp_path: Path) -> Project:
    return make_project(tmp_path, project)


def say_fault(project: Project, slot: str, *rows: str) -> tuple[type[SendneedsError], str]:
    """Return the class and the one message that a file raises."""
    write_local(project, "sutton", slot, *rows)
    with pytest.raises(SendneedsError) as raised:
        load_local(project, "sutton")
    (problem,) = raised.value.problems
    return type(raised.value), str(problem)


def test_without_files_there_is_nothing(made: Project) -> None:
    assert load_local(made, "sutton").values == ()
    assert load_local(made, "sutton").capacity == ()
    assert load_all_local(made, ["sutton"]) == {}


def test_values_are_read_in_order_and_c_is_kept(made: Project) -> None:
    write_local(
        made,
        "sutton",
        "plan_quality",
        "2020,in_time_pct,90,percent,Case records",
        GOOD,
        "2018-12-31,in_time_pct,74,percent,Case records",
        "2019,residential,c,count,Case records",
        "2019,all_cases,0,count,Case records",
        "2019,change,-2.5,percentage points,Case records",
    )
    found = load_local(made, "sutton")
    assert [(item.date, item.value) for item in found.find_values("plan_quality.in_time_pct")] == [
        ("2018-12-31", 74.0),
        ("2019-04", 81.5),
        ("2020", 90.0),
    ]
    held = LocalValue("plan_quality", "2019", "residential", None, "count", "Case records")
    assert found.find_values("plan_quality.residential") == (held,)
    assert held.symbol == "c"
    assert found.find_values("plan_quality.other") == ()


def test_capacity_is_read(made: Project) -> None:
    write_local(made, "sutton", CAPACITY, "2026-09,special school,secondary,3,planned,Place return", PLACES)
    first, second = load_local(made, "sutton").capacity
    assert first == LocalCapacity("2025-09", "special school", "all", 610, "current", "Place return")
    assert (second.places, second.status) == (3, "planned")


@pytest.mark.parametrize(
    ("slot", "row", "where", "said"),
    [
        ("complaints", "2019,made,1 234,count,Log", "row 2, value", "'1 234'"),
        ("complaints", '2019,made,"1,234",count,Log', "row 2, value", "'1,234'"),
        ("complaints", "2019,made,,count,Log", "row 2, value", "a plain number"),
        ("complaints", "2019,made,nan,count,Log", "row 2, value", "'nan'"),
        ("complaints", "2019,made,1e3,count,Log", "row 2, value", "'1e3'"),
        ("complaints", "2019,made,-8,count,Log", "row 2, value", "0 or more"),
        ("complaints", "2019,made,8.5,count,Log", "row 2, value", "a whole number"),
        ("complaints", "2019,share,101,percent,Log", "row 2, value", "at most 100"),
        ("complaints", "2019-02-30,made,8,count,Log", "row 2, date", "a date that exists"),
        ("complaints", "2019-13,made,8,count,Log", "row 2, date", "'2019-13'"),
        ("complaints", "1/4/2019,made,8,count,Log", "row 2, date", "'1/4/2019'"),
        ("complaints", "2019,Made up,8,count,Log", "row 2, measure", "'Made up'"),
        ("complaints", "2019,made,8,percents,Log", "row 2, unit", "nearest: 'percent'"),
        ("complaints", "2019,made,8,count,", "row 2, source", "where the number comes from"),
        ("capacity", "2025,special schools,all,8,current,Log", "row 2, setting", "nearest: 'special school'"),
        ("capacity", "2025,special school,junior,8,current,Log", "row 2, phase", "early years"),
        ("capacity", "2025,special school,all,-8,current,Log", "row 2, places", "'-8'"),
        ("capacity", "2025,special school,all,8,open,Log", "row 2, status", "current, planned"),
    ],
)
def test_each_fault_names_file_row_and_field(made: Project, slot: str, row: str, where: str, said: str) -> None:
    kind, message = say_fault(made, slot, row)
    assert kind is DataError
    assert message.startswith(f"data/local/sutton/{slot}.csv, {where}: ")
    assert said in message


def test_one_measure_has_one_value_a_date(made: Project) -> None:
    kind, message = say_fault(made, "plan_quality", GOOD, "2019-04,other_pct,4,percent,Log", GOOD)
    assert kind is DataError
    assert "plan_quality.csv, row 4: found 2019-04, in_time_pct again (first in row 2)" in message


def test_planned_places_stand_once(made: Project) -> None:
    rows = [f"2026-09,special school,{phase},40,planned,Log" for phase in ("all", "primary")]
    kind, message = say_fault(made, CAPACITY, *rows)
    assert kind is DataError
    assert "under all phases and under single ones" in message


@pytest.mark.parametrize("value", ["1", "5", "5.0"])
def test_small_counts_are_refused_as_disclosure(made: Project, value: str) -> None:
    kind, message = say_fault(made, "complaints", f"2019,made,{value},count,Log")
    assert kind is DisclosureError
    assert "row 2, value" in message
    assert "write c instead" in message
    assert f"'{value}'" not in message


@pytest.mark.parametrize("row", ["2019,made,0,count,Log", "2019,made,6,count,Log", "2019,wait,3,weeks,Log"])
def test_other_small_numbers_are_kept(made: Project, row: str) -> None:
    write_local(made, "sutton", "complaints", row)
    assert len(load_local(made, "sutton").values) == 1


def test_disclosure_outweighs_other_faults_and_all_are_named(made: Project) -> None:
    write_local(made, "sutton", "complaints", "2019,made,3,count,Log", "2019,share,x,percent,Log")
    write_local(made, "sutton", "transport", "2019,cost,free,pounds,Log")
    with pytest.raises(DisclosureError) as raised:
        load_local(made, "sutton")
    assert [problem.where for problem in raised.value.problems] == [
        "data/local/sutton/complaints.csv, row 2, value",
        "data/local/sutton/complaints.csv, row 3, value",
        "data/local/sutton/transport.csv, row 2, value",
    ]


def test_unknown_file_and_header_are_named(made: Project) -> None:
    folder = made.local_data / "sutton"
    folder.mkdir()
    (folder / "transports.csv").write_text("x\n1\n", encoding="utf-8")
    (folder / "capacity.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "README.md").write_text("notes", encoding="utf-8")
    (folder / "schools.csv").write_text("date,measure,value,source\n2019,a,8,Log\n", encoding="utf-8")
    with pytest.raises(DataError) as raised:
        load_local(made, "sutton")
    capacity, schools, transports = map(str, raised.value.problems)
    assert "data/local/sutton/capacity.xlsx" in capacity
    assert "found the columns date, measure, value, source; expected date, measure, value, unit, source" in schools
    assert "nearest: 'transport'" in transports


def test_unknown_area_is_named_with_the_nearest(made: Project) -> None:
    write_local(made, "suton", "schools", "2019,a,8,count,Log")
    with pytest.raises(DataError, match=r"data/local/suton: found no such area; .*nearest: 'sutton'"):
        load_all_local(made, ["sutton", "leeds"])


@pytest.mark.parametrize(("row", "code"), [(GOOD, 0), ("2019,a_pct,many,percent,Log", 4), ("2019,a,2,count,Log", 5)])
def test_check_reads_local_values(
    made: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], row: str, code: int
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(made.root))
    write_local(made, "sutton", "plan_quality", row)
    with pytest.raises(SystemExit) as ended:
        main(["check"])
    assert ended.value.code == code
    assert ("data/local/sutton/plan_quality.csv, row 2, value" in capsys.readouterr().err) == bool(code)


def test_the_readme_names_every_slot(project: Project) -> None:
    text = (project.local_data / "README.md").read_text(encoding="utf-8")
    assert [slot for slot in (*SLOTS, CAPACITY) if f"| `{slot}.csv` |" not in text] == []


def test_every_local_target_of_this_checkout_has_a_slot(project: Project) -> None:
    strategies = load_registry(project).strategies
    named = {item.local for strategy in strategies.values() for item in strategy.targets if item.local}
    assert {name for name in named if name.split(".")[0] not in SLOTS} == set()
    assert len(named) > 20
