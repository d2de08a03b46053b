"""Faults 1 to 11: a wrong declaration or command line is named with its place, ends with 2, and nothing runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from small_notebooks import PER_AREA, write_small

from faults.small_world import Told, World
from sendneeds.declare.yaml_file import MOST_BYTES

BOMB = "council: &a [x, x, x]\nowner: &b [*a, *a, *a]\ncontact: [*b, *b, *b]\n"


def refuse(world: World, *arguments: str) -> Told:
    """Run a command that must end with 2, name each problem in the one form, and make nothing."""
    told = world.run(*arguments)
    assert told.code == 2, told
    assert told.lines, told
    assert all(re.search(r": found .+; expected .+; .+", line) for line in told.lines), told.err
    made = [path for path in world.project.outputs.rglob("*") if path.is_file() and path.suffix]
    assert made == []
    return told


CHECK, REPORTS = ("check",), ("reports", "--area", "Sutton")


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("themes.yml", CHECK),
        ("rights.yml", CHECK),
        ("indicators", CHECK),
        ("sources.lock", CHECK),
        ("rights.yml", REPORTS),
    ],
)
def test_fault_01_missing_declarations(world: World, name: str, command: tuple[str, ...]) -> None:
    world.rebuild()
    folder = world.project.data if name == "sources.lock" else world.project.themes.parent
    (folder / name).rename(folder.parent / name)
    lines = refuse(world, *command).lines
    assert lines[0].startswith(f"{folder.name}/{name}: found no ")
    assert lines[0].endswith(("create it", "restore the folder"))


def test_fault_01_missing_edition_names_those_that_exist(world: World) -> None:
    world.rebuild()
    (world.project.editions / "2025.yml").rename(world.project.editions / "2018.yml")
    (line,) = refuse(world, "reports", "--area", "sutton").lines
    assert line == "edition: found '2025'; expected one of 2018; choose one of these"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("council: [a\nowner: b\n", "line 2, column 6: found expected ',' or ']', but got ':'"),
        ("council: a: b\n", "line 1, column 11: found mapping values are not allowed here"),
        ("council:\n\towner: b\n", r"line 2, column 1: found character '\t' that cannot start any token"),
        ("council: a\n---\ncouncil: b\n", "line 2, column 1: found another document"),
        (f"council: {'[' * 3000}", ": found lists or keys nested too deep to read"),
        ("council: a\0b\n", "line 1, column 11: found the invisible character U+0000"),
        ("# note\ncouncil: a\u202eb\n", "line 2, column 11: found the invisible character U+202E"),
        ('owner: a\ncouncil: "a\\u202eb"\n', "line 2: found the invisible character U+202E"),
        ('council: "\\ud800"\n', "line 1: found the invisible character U+D800"),
        ('council: "\\Uffffffff"\n', "found what cannot be read"),
        ("? [a]\n: b\n", "line 1: found a key that is no plain word"),
        ("council: !!python/object:os.system x\n", "found the tag 'tag:yaml.org,2002:python/object:os.system'"),
    ],
)
def test_fault_02_yaml_syntax(world: World, text: str, place: str) -> None:
    (world.project.areas / "sutton.yml").write_text(text, encoding="utf-8")
    line = refuse(world, "check").lines[0]
    assert line.startswith("areas/sutton.yml")
    assert place in line


def test_fault_02_files_that_are_no_text(world: World) -> None:
    (world.project.areas / "leeds.yml").mkdir()
    (world.project.areas / "sutton.yml").write_bytes(b"council: caf\xe9\n")
    leeds, sutton = refuse(world, "check").lines
    assert leeds.startswith("areas/leeds.yml: found Is a directory")
    assert sutton.startswith("areas/sutton.yml: found byte 12 that is not UTF-8")


def test_fault_03_duplicate_key(world: World) -> None:
    (world.project.areas / "sutton.yml").write_text("council: a\nowner: b\ncouncil: c\n", encoding="utf-8")
    (line,) = refuse(world, "check").lines
    assert line == (
        "areas/sutton.yml, line 3: found 'council' again (first in line 1); expected each key once; remove one"
    )


def test_fault_04_unknown_key(world: World) -> None:
    number = world.replace(world.project.indicators / "all.yml", "  direction:", "  directon:")
    unknown = [line for line in refuse(world, "check").lines if "'directon'" in line]
    assert len(unknown) == 1
    assert unknown[0].startswith(f"indicators/all.yml, line {number}, share.directon: found the unknown key 'directon'")
    assert "(nearest: 'direction')" in unknown[0]
    assert "rename it to 'direction'" in unknown[0]


def test_fault_05_words_numbers_and_dates_stay_what_they_look_like(world: World) -> None:
    text = "council: NO\nowner: 0319\ncontact: 0o17\nsendiass: 1E5\nlocal_offer: 12:30\nsigned_off: 2025-12-31\n"
    (world.project.areas / "sutton.yml").write_text(text, encoding="utf-8")
    world.rebuild()
    assert world.run("check").code == 0
    (world.project.areas / "sutton.yml").write_text("council: no\nowner: 319\ncontact: true\n", encoding="utf-8")
    owner, contact = refuse(world, "check").lines
    assert owner.startswith("areas/sutton.yml, line 2, owner: found 319; expected input should be a valid string")
    assert contact.startswith("areas/sutton.yml, line 3, contact: found True; expected ")


@pytest.mark.parametrize(
    ("text", "found"),
    [(BOMB, "line 1: found an anchor; expected plain values"), (f"council: {'x' * MOST_BYTES}", "at most a megabyte")],
    ids=["aliases", "size"],
)
def test_fault_06_alias_bomb_and_size(world: World, text: str, found: str) -> None:
    (world.project.areas / "sutton.yml").write_text(text, encoding="utf-8")
    assert found in refuse(world, "check").err


def test_fault_07_unknown_area(world: World) -> None:
    world.rebuild()
    first, second = refuse(world, "reports", "--area", "suton", "--area", "atlantis").lines
    assert first.startswith("area: found 'suton'; expected a current authority (nearest: sutton")
    assert second.startswith("area: found 'atlantis'; expected a current authority; choose one")
    (world.project.areas / "suton.yml").write_text("{}\n", encoding="utf-8")
    (line,) = refuse(world, "check").lines
    assert line.startswith("areas/suton.yml: found the area 'suton'; expected a known area (nearest: 'sutton')")


HOSTILE_NAMES = ["../../x", "/etc", "a\0b", "a" * 300, "", "CON", "..", "sutton/../x", "\x1b[31mred", "\udcff"]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_fault_08_hostile_area_name(world: World, name: str) -> None:
    world.rebuild()
    before = sorted(world.project.root.rglob("*"))
    for command in (("reports", "--area", name), ("reports", "--areas-from", name), ("area", name)):
        told = refuse(world, *command)
        assert "expected a current authority" in told.err
        assert "\x1b" not in told.err
        assert "\0" not in told.err
    assert sorted(world.project.root.rglob("*")) == before


@pytest.mark.parametrize("slug", ["../../x", "/x", "a" * 300, "", "con", "nul", "book", "Sutton", "a--b", "a.b"])
def test_fault_08_hostile_slug_in_the_table_of_areas(world: World, slug: str) -> None:
    world.rebuild()
    world.replace(world.project.area_table, "319,sutton,", f"319,{slug},")
    for command in (CHECK, REPORTS) if slug == "../../x" else (CHECK,):
        (line,) = refuse(world, *command).lines
        assert line.startswith(
            f"areas.csv, 319 Sutton: found the slug {slug[:80]!r}; expected at most 80 small letters"
        )
    assert not (world.project.root.parent / "x").exists()


def test_fault_09_two_areas_with_one_slug(world: World) -> None:
    world.rebuild()
    world.replace(world.project.area_table, "933,somerset,", "933,sutton,")
    for command in (CHECK, REPORTS):
        (line,) = refuse(world, *command).lines
        assert line == (
            "areas.csv, 933 Somerset: found the slug 'sutton' of Sutton; expected a slug of its own; correct the table"
        )


def test_fault_10_notebook_with_an_unknown_parameter(world: World) -> None:
    world.rebuild()
    write_small(world.project.notebooks / "odd.ipynb", f"{PER_AREA}\nyear = 1", "open('ran', 'w')")
    (line,) = refuse(world, "reports", "--area", "sutton").lines
    assert line.startswith("notebooks/odd.ipynb: found the parameters area, edition, year; expected exactly area and")
    assert not (world.project.root / "ran").exists()


@pytest.mark.parametrize("number", ["nan", ".nan", "inf", "-inf", "Infinity", "1e999", "9" * 400])
def test_fault_11_number_that_is_not_finite(world: World, number: str) -> None:
    path = world.project.editions / "2025.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"thresholds:\n  widest: {number}\n", encoding="utf-8")
    (line,) = refuse(world, "check").lines
    assert line.startswith("editions/2025.yml, line 5, thresholds.widest: found ")
    assert "a finite number" in line or "a valid number" in line


def test_fault_11_parameter_that_is_not_finite(world: World) -> None:
    world.rebuild()
    (line,) = refuse(world, "reports", "--area", "sutton", "--edition", "nan").lines
    assert line == "edition: found 'nan'; expected one of 2025; choose one of these"
    told = world.run("reports", "--area", "sutton", "--jobs", "nan")
    assert told.code == 2
    assert "valid integer" in told.err


def test_commands_leave_a_sound_project_as_it_is(world: World) -> None:
    """The small project itself is sound: what the tests above find is what they put there."""
    assert world.rebuild().code == 0
    assert world.rebuild().lines == []
    before = world.read_data()
    assert world.run("check").code == 0
    assert world.read_data() == before
    assert not Path(world.project.outputs).exists()
