"""Faults 12 to 42: input data that are missing, damaged or wrong are named with file, row and field.

Nothing that was written before changes, the exit code is 4 (6 where a checksum does not agree), and what does no harm
is a warning.
"""

from __future__ import annotations

import gzip
import io
import re
import struct
import zipfile
from hashlib import sha256

import pytest

from faults.small_world import FIGURES, HEADER, NEIGHBOURS, TABLES, Told, World, write_sheet, zip_members

SUTTON = '2024,Calendar year,Local authority,E12000007,E09000029,319,"Sutton",All,3,10,20\n'
ENGLAND = "2024,Calendar year,National,,,,,All,39,130,260\n"


def refuse(world: World, code: int = 4) -> Told:
    """Rebuild from releases that must be refused: each problem in the one form, and data/ as it was."""
    before = world.read_data()
    told = world.rebuild()
    assert told.code == code, told
    assert told.lines, told
    assert all(re.search(r": found .+; expected .+; .+", line) for line in told.lines), told.err
    assert world.read_data() == before
    return told


def refuse_figures(world: World, content: str | bytes) -> str:
    """Return the one problem that a rebuild finds in `figures.csv` with this content."""
    world.rebuild()
    world.set_release("figures", content)
    (line,) = refuse(world).lines
    return line


def change(old: str, new: str) -> str:
    """Return the table of figures with the first `old` replaced."""
    assert old in FIGURES
    return FIGURES.replace(old, new, 1)


def test_fault_12_missing_core_file(world: World) -> None:
    world.rebuild()
    (world.releases / "figures.csv").unlink()
    (line,) = refuse(world).lines
    assert line.startswith("figures.csv: found no such file in ")
    assert line.endswith("; expected the release figures; put the file there")


def test_fault_12_missing_other_file_leaves_what_comes_from_it(world: World) -> None:
    world.rebuild()
    before = world.read_data()
    (world.project.observations / "share.csv").unlink()
    (world.releases / "board_lookup.csv").unlink()
    told = world.rebuild()
    assert told.code == 4
    assert [line.split(":")[0] for line in told.lines] == ["board_lookup.csv"]
    assert world.read_data() == before, "the rest is written, boards stay as they were"


def test_fault_13_checksum_mismatch(world: World) -> None:
    world.rebuild()
    (world.releases / "figures.csv").write_text(change("39,130,260", "93,130,260"), encoding="utf-8")
    (line,) = refuse(world, code=6).lines
    for text in (FIGURES, change("39,130,260", "93,130,260")):
        assert sha256(text.encode()).hexdigest() in line
    assert line.endswith("get the locked release again, or lock the new one")


def test_fault_14_empty_file(world: World) -> None:
    assert refuse_figures(world, "") == "figures.csv: found an empty file; expected a table; get the file again"
    assert "an empty file" in refuse_figures(world, "\r\n\r\n")


def test_fault_15_header_only(world: World) -> None:
    assert refuse_figures(world, HEADER).startswith("figures.csv: found a header and no rows; expected a table with")


def test_fault_16_missing_column(world: World) -> None:
    text = "\n".join(line.rsplit(",", 2)[0] for line in FIGURES.splitlines())
    line = refuse_figures(world, text.replace("bottom", "top_of_it"))
    assert "figures.csv: found no such column; expected the column 'n'; get a release that has it" in line


@pytest.mark.parametrize(
    ("release", "file", "content", "column"),
    [
        ("board_lookup", "board_lookup.csv", "la,icb_name,nhs_code\nSutton,A,1\n", "la_name"),
        ("ofsted_2022_23", "ofsted_2022_23.csv", TABLES["ofsted_2022_23"].replace("outcome", "result"), "outcome"),
        ("ehc_plans_2025", "plans_2025.zip", zip_members({"data/caseload.csv": "la_name\nSutton\n"}), "old_la_code"),
        ("ofsted_2023_2026", "x.xlsx", write_sheet("ofsted_cs_send_inspections", [["la"], ["319"]]), "la_code"),
    ],
)
def test_fault_16_missing_column_of_any_release(
    world: World, release: str, file: str, content: str | bytes, column: str
) -> None:
    world.rebuild()
    world.set_release(release, content, file)
    assert any(column in line and file in line for line in refuse(world).lines)


def test_fault_16_sheet_of_another_shape(world: World) -> None:
    world.rebuild()
    world.set_release("neighbours_2025", write_sheet("LA SN Groups", [["x"] * 3] * 20))
    (line,) = refuse(world).lines
    assert line.startswith("neighbours_2025.xlsx, LA SN Groups: found 20 rows and 3 columns; expected at least 3 rows")


def test_fault_16_what_a_reader_does_not_know_names_the_file(world: World) -> None:
    world.rebuild()
    world.set_release("ofsted_2022_23", TABLES["ofsted_2022_23"].replace("01/02/2023", "in February"))
    (line,) = refuse(world).lines
    assert line.startswith("ofsted_2023_2026.xlsx: found what the reader of ofsted_2023_2026 does not know (ValueError")


def test_fault_17_renamed_column(world: World) -> None:
    line = refuse_figures(world, FIGURES.replace("bottom", "bottoms"))
    assert line == "figures.csv: found no such column; expected the column 'bottom'; use 'bottoms' if it was renamed"


def test_fault_18_extra_column_of_a_release(world: World) -> None:
    world.rebuild()
    before = world.read_rows("share")
    world.set_release("figures", FIGURES.replace("\n", ",see note\n").replace(",n,see note", ",n,remark"))
    told = world.rebuild()
    assert told.code == 0
    (line,) = told.lines
    assert line.startswith(
        "warning: figures.csv: found columns that no indicator reads: 'remark'; expected any; declare"
    )
    assert world.read_rows("share") == before


def test_fault_18_extra_column_of_an_area_s_own_values(world: World) -> None:
    world.rebuild()
    path = world.project.local_data / "sutton" / "complaints.csv"
    path.parent.mkdir(parents=True)
    path.write_text("date,measure,remark,value,unit,source\n2024,made,why,12,count,Log\n", encoding="utf-8")
    told = world.run("check")
    assert told.code == 0
    (line,) = told.lines
    assert line.startswith(
        "warning: data/local/sutton/complaints.csv: found the column 'remark'; expected date, measure"
    )


def test_fault_19_duplicate_column(world: World) -> None:
    line = refuse_figures(world, FIGURES.replace("bottom", "top"))
    assert line.startswith(
        "figures.csv, row 2: found the column 'top' twice, with different cells; expected each column"
    )


def test_fault_19_duplicate_column_with_equal_cells_is_kept_once(world: World) -> None:
    lines = [f"{line},{line.split(',')[0]}" for line in FIGURES.splitlines()]
    world.set_release("figures", "\n".join(lines) + "\n")
    assert world.rebuild().code == 0
    assert "figures.csv: the column time_period is there twice" in world.project.quality_table.read_text("utf-8")


@pytest.mark.parametrize(("added", "cells"), [(",9", 12), ("", 10)], ids=["long", "short"])
def test_fault_20_row_too_long_or_short(world: World, added: str, cells: int) -> None:
    row = SUTTON.strip() + added if added else SUTTON.strip().rsplit(",", 1)[0]
    content = change(SUTTON, row + "\n")
    number = content[: content.index(row)].count("\n") + 1
    line = refuse_figures(world, content)
    assert line == f"figures.csv, row {number}: found {cells} cells; expected 11 cells; fix the row"


def test_fault_20_every_row_too_long(world: World) -> None:
    line = refuse_figures(world, FIGURES.replace("\n", ",0\n").replace(",n,0", ",n"))
    assert line.startswith("figures.csv, row 2: found 12 cells; expected 11 cells")


def test_fault_21_unclosed_quote(world: World) -> None:
    last = FIGURES.count("\n")
    line = refuse_figures(world, FIGURES.removesuffix("20\n") + '"20\n')
    assert line == f"figures.csv, line {last}: found a quote that is not closed; expected a CSV row; fix the quotes"
    line = refuse_figures(world, change('"Sutton"', '"Sutton'))
    assert re.match(r"figures\.csv, line \d+: found .*; expected a CSV row; fix the quotes", line)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_fault_22_bad_encoding(world: World, encoding: str) -> None:
    content = change("Sutton", "S\u00fctton").encode(encoding)
    line = refuse_figures(world, content)
    if encoding == "utf-16":
        assert re.match(r"figures\.csv, row 1: found a NUL at byte \d+", line)
        return
    at = content.index(b"\xfc")
    row = content[:at].count(b"\n") + 1
    assert line.startswith(f"figures.csv, row {row}: found byte 0xfc at {at}, which is not UTF-8; expected UTF-8 text")


def test_fault_23_byte_order_mark_and_windows_lines_are_fine(world: World) -> None:
    world.rebuild()
    before = world.read_rows("share")
    world.set_release("figures", b"\xef\xbb\xbf" + FIGURES.replace("\n", "\r\n").encode())
    assert world.rebuild().code == 0
    assert world.read_rows("share") == before


def test_fault_24_nul(world: World) -> None:
    line = refuse_figures(world, change("Sutton", "Sut\0ton"))
    assert re.match(r"figures\.csv, row \d+: found a NUL at byte \d+; expected text; get the file again", line)


@pytest.mark.parametrize(
    "page",
    ["<!DOCTYPE html>\n<html></html>", "\n <HTML lang='en'>", "<?xml version='1.0'?><Error/>", "<!-- x --><html>"],
)
def test_fault_25_page_saved_as_csv(world: World, page: str) -> None:
    assert refuse_figures(world, page).startswith(
        "figures.csv: found a web page; expected a CSV file; download the data"
    )


@pytest.mark.parametrize("name", ["figures.csv.gz", "figures.csv", "plans.zip", "codes.xlsx"])
def test_fault_26_truncated_file(world: World, name: str) -> None:
    world.rebuild()
    plans = zip_members({"data/caseload.csv": FIGURES})
    whole = {
        "figures.csv.gz": gzip.compress(FIGURES.encode()),
        "figures.csv": FIGURES.encode(),
        "plans.zip": plans,
        "codes.xlsx": write_sheet("Sheet1", [["a", "b", "c", "d"]]),
    }[name]
    release = {"plans.zip": "ehc_plans_2025", "codes.xlsx": "lait_area_codes"}.get(name, "figures")
    world.set_release(release, whole[: len(whole) - 12], name)
    (line,) = refuse(world).lines
    assert line.startswith(name)
    assert re.search("damaged or truncated|cells; expected|workbook that cannot be read", line)


def test_fault_27_legacy_symbols(world: World) -> None:
    marks = {"-": "x", "..": "x", ":": "x", "N/A": "z", "*": "c", "~": "low", "": "x"}
    for mark, symbol in marks.items():
        world.set_release("figures", change(SUTTON, SUTTON.replace(",20\n", f",{mark}\n")))
        assert world.rebuild().code == 0
        row = world.read_rows("plans")["319", "2024"]
        assert (row["value"], row["symbol"]) == ("", symbol), mark


@pytest.mark.parametrize("symbol", ["c", "x", "z", "low"])
def test_fault_28_symbols_are_kept_and_never_zero(world: World, symbol: str) -> None:
    world.set_release("figures", change(SUTTON, SUTTON.replace(",3,10,20", f",{symbol},10,{symbol}")))
    assert world.rebuild().code == 0
    for indicator in ("plans", "share"):
        row = world.read_rows(indicator)["319", "2024"]
        assert (row["value"], row["symbol"]) == ("", symbol)


def test_fault_28_unknown_symbol_is_named(world: World) -> None:
    line = refuse_figures(world, change(SUTTON, SUTTON.replace(",3,10,20", ",3,10,some")))
    assert re.match(r"figures\.csv, n, row \d+: found 'some'; expected a number or one of c, x, z", line)


def test_fault_29_impossible_values_are_reported(world: World) -> None:
    text = change(SUTTON, SUTTON.replace(",3,10,20", ",13,10,-20")).replace("top,bottom", "top,bottom")
    world.set_release("figures", text)
    assert world.rebuild().code == 0
    noted = world.project.quality_table.read_text("utf-8")
    assert 'figures,share,319,2024,"The figure is 130.0%, more than all (13 out of 10)."' in noted
    assert 'figures,plans,319,2024,"The figure is -20, below 0."' in noted
    assert 'figures,,319,2024,"figures.csv: n is negative in 1 row, the lowest -20."' in noted


def test_fault_30_duplicate_key_row(world: World) -> None:
    line = refuse_figures(world, change(SUTTON, SUTTON * 2))
    number = FIGURES[: FIGURES.index(SUTTON)].count("\n") + 1
    assert line.startswith(f"figures.csv, rows {number} and {number + 1}: found two rows for 319 in 2024; expected one")


def test_fault_30_duplicate_row_of_observations(world: World) -> None:
    world.rebuild()
    path = world.project.observations / "plans.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8", newline="")
    told = world.run("check")
    assert told.code == 4
    rows = f"rows {len(lines)} and {len(lines) + 1}"
    (line,) = told.lines
    assert line.startswith(f"observations/plans.csv, {rows}: found E92000001 in 2024 twice; expected each area and")


def test_fault_31_unknown_authority_code(world: World) -> None:
    line = refuse_figures(world, change(SUTTON, SUTTON.replace('E09000029,319,"Sutton"', "E09000999,999,Atlantis")))
    assert re.match(r"figures\.csv, row \d+: found the area '.*Atlantis.*'; expected a known area; add the area", line)


def test_fault_31_retired_code_is_mapped_with_a_note(world: World) -> None:
    assert world.rebuild().code == 0
    assert "E10000027" in FIGURES
    assert world.read_rows("plans")["933", "2024"]["value"] == "20"
    note = 'figures,,933,,"The release prints the code E10000027, which E06000066 replaced on 2023-04-01."'
    assert note in world.project.quality_table.read_text("utf-8")


def test_fault_32_area_absent_in_a_year(world: World) -> None:
    world.set_release("figures", change(SUTTON, ""))
    assert world.rebuild().code == 0
    rows = world.read_rows("share")
    assert rows["319", "2023"]["value"] == "30"
    assert (rows["319", "2024"]["value"], rows["319", "2024"]["symbol"]) == ("", "x")
    assert "figures,,319,2024,figures.csv: no row for this authority in 2024." in world.project.quality_table.read_text(
        "utf-8"
    )


def test_fault_33_denominator_of_zero(world: World) -> None:
    world.set_release("figures", change(SUTTON, SUTTON.replace(",3,10,20", ",0,0,0")))
    assert world.rebuild().code == 0
    row = world.read_rows("share")["319", "2024"]
    assert (row["value"], row["denominator"], row["symbol"]) == ("", "0", "z")
    assert world.read_rows("plans")["319", "2024"]["value"] == "0", "a count of zero is a figure"


def test_fault_34_mixed_time_identifiers(world: World) -> None:
    line = refuse_figures(world, change(SUTTON, SUTTON.replace("Calendar year", "Academic year")))
    assert line == (
        "figures.csv: found several kinds of period (Academic year, Calendar year); expected one kind; "
        "add time_identifier to `where` or to `period`"
    )


def test_fault_35_break_in_series_needs_a_period_that_exists(world: World) -> None:
    path = world.project.indicators / "all.yml"
    world.replace(
        path, '  ages: "0 to 25"\n', '  ages: "0 to 25"\n  breaks: [{before: soon, kind: collection, label: a}]\n'
    )
    told = world.run("check")
    assert told.code == 2
    assert told.lines == [
        "indicators/all.yml, share: found the period 'soon'; expected a calendar_year as releases write it; correct it"
    ]


def test_fault_36_england_differs_from_its_sums(world: World) -> None:
    world.set_release("figures", change(ENGLAND, ENGLAND.replace("260", "261")))
    told = world.rebuild()
    assert told.code == 0
    for group in ("authorities", "regions"):
        words = f"England has 261, the sum of its {group} is 260 (+1 in England)"
        warning = f"warning: figures, plans in 2024: found {words}; expected equal sums; look at the release"
        assert warning in told.lines
        assert f'figures,plans,E92000001,2024,"{words}."' in world.project.quality_table.read_text("utf-8")
    assert world.rebuild().lines == [], "what is known already is not said again"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("302", "319", "the authority among its own neighbours"),
        ("302", "777", "'777'"),
        ("302", "303", "9 different neighbours"),
        ("302", "-", "9 different neighbours"),
    ],
    ids=["self", "unknown", "twice", "missing"],
)
def test_fault_37_neighbours_of_a_release(world: World, old: str, new: str, found: str) -> None:
    world.rebuild()
    lists = [[new if cell == old and row[0] == "319" else cell for cell in row] for row in NEIGHBOURS]
    world.set_release("neighbours_2025", write_sheet("LA SN Groups", [["x"] * 25] * 3 + lists))
    assert any(line.startswith(f"neighbours_2025.xlsx, 319: found {found};") for line in refuse(world).lines)


def test_fault_37_closed_neighbour_is_noted(world: World) -> None:
    lists = [["835" if cell == "838" and row[0] == "319" else cell for cell in row] for row in NEIGHBOURS]
    world.set_release("neighbours_2025", write_sheet("LA SN Groups", [["x"] * 25] * 3 + lists))
    assert world.rebuild().code == 0
    note = "neighbours_2025,,319,,Its statistical neighbour 835 no longer exists."
    assert note in world.project.quality_table.read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("319,1,302", "319,1,319", ", 319: found an authority among its own neighbours"),
        ("319,1,302", "319,1,777", ", neighbour_code: found '777'"),
        ("319,1,302", "319,one,302", ", 319: found the rank 'one'"),
        ("319,1,302", "319,1,303", ", 319: found a neighbour or rank twice"),
        ("area_code", "code", ": found the columns code, rank"),
    ],
)
def test_fault_37_committed_list_of_neighbours(world: World, old: str, new: str, found: str) -> None:
    world.rebuild()
    world.replace(world.project.neighbours / "2025.csv", old, new)
    told = world.run("check")
    assert told.code == 4
    (line,) = told.lines
    assert line.startswith("neighbours/2025.csv")
    assert found in line


def test_fault_37_edition_without_its_list(world: World) -> None:
    world.rebuild()
    (world.project.neighbours / "2021.csv").unlink()
    told = world.run("check")
    assert told.code == 4
    assert told.lines[0].startswith("neighbours/2021.csv: found no such file; expected a table of the project; run")


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({"../../evil.csv": "a\n1\n"}, "points out of the zip"),
        ({"/evil.csv": "a\n1\n"}, "points out of the zip"),
        ({"C:\\evil.csv": "a\n1\n"}, "points out of the zip"),
        ({"inner.zip": zip_members({"a.csv": "a"})}, "a compressed file inside the zip"),
        ({"bomb.csv": b"0" * 5_000_000}, "grows"),
    ],
)
def test_fault_40_unsafe_zip(world: World, members: dict[str, str | bytes], found: str) -> None:
    world.rebuild()
    world.set_release("ehc_plans_2025", zip_members({"data/caseload.csv": "a\n1\n", **members}))
    (line,) = refuse(world).lines
    assert line.startswith("plans_2025.zip: found the member ")
    assert found in line
    assert not list(world.project.root.parent.rglob("evil*"))


def test_fault_40_zip_with_a_password_or_false_sizes(world: World) -> None:
    world.rebuild()
    content = bytearray(zip_members({"data/caseload.csv": FIGURES}))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + at] |= 1
    world.set_release("ehc_plans_2025", bytes(content))
    assert "a damaged or truncated zip file" in refuse(world).err
    content = bytearray(zip_members({"data/caseload.csv": b"0" * 5_000_000}))
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 1000)
    world.set_release("ehc_plans_2025", bytes(content))
    assert "a damaged or truncated zip file" in refuse(world).err


def test_fault_40_gzip_bomb_is_not_unpacked(world: World) -> None:
    world.rebuild()
    world.set_release("figures", gzip.compress(b"0" * 50_000_000), "figures.csv.gz")
    assert "figures.csv.gz: found a file that grows more than 100 times" in refuse(world).err


BOMB = '<?xml version="1.0"?>{}<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "part", [BOMB.format("").encode(), BOMB.format(f"<!--{' ' * 5000}-->").encode(), BOMB.format("").encode("utf-16")]
)
def test_fault_41_xml_entity_bomb(world: World, part: bytes) -> None:
    world.rebuild()
    world.set_release("lait_area_codes", zip_members({"xl/workbook.xml": part}))
    (line,) = refuse(world).lines
    assert line.startswith("codes.xlsx: found a document type in its XML; expected a workbook; do not use this file")


def test_fault_40_sheet_with_a_cell_far_away(world: World) -> None:
    world.rebuild()
    far = b'<worksheet><sheetData><row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData></worksheet>'
    world.set_release("lait_area_codes", zip_members({"xl/worksheets/sheet1.xml": far}))
    (line,) = refuse(world).lines
    assert line.startswith("codes.xlsx: found a sheet of more than 20,000,000 cells; expected a workbook; do not use")


def test_fault_42_workbook_given_as_csv(world: World) -> None:
    line = refuse_figures(world, write_sheet("Sheet1", [["a"], ["1"]]))
    assert line == "figures.csv: found a workbook or zip file; expected a CSV file; save the sheet as CSV"


def test_fault_42_old_workbook_given_as_csv(world: World) -> None:
    line = refuse_figures(world, bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))
    assert line == "figures.csv: found a workbook or zip file; expected a CSV file; save the sheet as CSV"


def test_fault_42_csv_given_as_workbook(world: World) -> None:
    world.rebuild()
    world.set_release("lait_area_codes", FIGURES)
    (line,) = refuse(world).lines
    assert line.startswith(
        "codes.xlsx: found a workbook that cannot be read (File is not a zip file); expected an xlsx"
    )


@pytest.mark.parametrize(
    ("table", "old", "new", "found"),
    [
        ("observations/plans.csv", "319,2024,20", "319,2024,twenty", "row 17, value: found 'twenty'"),
        ("observations/plans.csv", "319,2024,20", "777,2024,20", "found '777'; expected the code of an area"),
        ("observations/plans.csv", "319,2024,20,,,,figures", "319,2024,20,,,,figurs", "found 'figurs'"),
        ("observations/plans.csv", "319,2024", "319,later", "found 'later'; expected a calendar_year"),
        ("boards.csv", "319", "\0", "found a NUL"),
        ("inspections.csv", "319,2018", "777,2018", "inspections.csv, area_code: found '777'"),
    ],
)
def test_committed_tables_are_checked(world: World, table: str, old: str, new: str, found: str) -> None:
    world.rebuild()
    world.replace(world.project.data / table, old, new)
    told = world.run("check")
    assert told.code == 4
    assert any(found in line for line in told.lines), told.err


def test_zip_holds_what_was_put_there() -> None:
    """What the tests above damage is sound before."""
    content = zip_members({"data/caseload.csv": FIGURES})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("data/caseload.csv").decode() == FIGURES
