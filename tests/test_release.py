"""Opening a release: only the locked bytes, only clean tables, and a message that says what to do."""

from __future__ import annotations

import gzip
import io
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from sendneeds.declare.source import Release
from sendneeds.errors import DataError, IntegrityError
from sendneeds.evidence.release import Releases
from sendneeds.evidence.workbook import parse_sheet


def open_file(folder: Path, name: str, content: bytes) -> Releases:
    (folder / name).write_bytes(content)
    release = Release(
        publisher="Department for Education",
        publication="A publication",
        release="2025",
        file=name,
        sha256=sha256(content).hexdigest(),
        bytes=len(content),
        licence="Open Government Licence v3.0",
        retrieved="2026-11",
    )
    return Releases(folder, {"a_release": release})


def zip_members(members: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def test_text_stays_text(tmp_path: Path) -> None:
    content = b'\xef\xbb\xbfcode,name,value\r\n0319,NA,1E5\r\n319,"a, b",\r\n\r\n'
    table = open_file(tmp_path, "a.csv", content).read_table("a_release")
    assert table.to_dict("list") == {"code": ["0319", "319"], "name": ["NA", "a, b"], "value": ["1E5", ""]}


def test_gzip_is_transparent(tmp_path: Path) -> None:
    table = open_file(tmp_path, "a.csv.gz", gzip.compress(b"a,b\n1,2\n")).read_table("a_release")
    assert table.to_dict("list") == {"a": ["1"], "b": ["2"]}


def test_missing_file(tmp_path: Path) -> None:
    releases = open_file(tmp_path, "a.csv", b"a\n1\n")
    (tmp_path / "a.csv").unlink()
    with pytest.raises(DataError, match=r"a\.csv: found no such file in .*; expected the release a_release; put"):
        releases.read_table("a_release")


def test_checksums_are_both_shown(tmp_path: Path) -> None:
    releases = open_file(tmp_path, "a.csv", b"a\n1\n")
    (tmp_path / "a.csv").write_bytes(b"a\n2\n")
    with pytest.raises(IntegrityError) as caught:
        releases.read_bytes("a_release")
    assert sha256(b"a\n1\n").hexdigest() in str(caught.value)
    assert sha256(b"a\n2\n").hexdigest() in str(caught.value)
    assert caught.value.exit_code == 6


def test_unknown_release_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nearest: a_release"):
        open_file(tmp_path, "a.csv", b"a\n1\n").read_bytes("a_releas")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "an empty file"),
        (b"a,b\n", "a header and no rows"),
        (b"a,b\n1,2\n1,2,3\n", r"row 3: found 3 cells; expected 2 cells"),
        (b"a,b\n1,2,3\n4,5,6\n", r"row 2: found 3 cells"),
        (b"a,b\n1\n", r"row 2: found 1 cells"),
        (b'a,b\n1,"2\n', "a quote that is not closed"),
        (b"a,b\n1,\xe9\n", r"row 2: found byte 0xe9 at 6, which is not UTF-8"),
        (b"a,b\n1,\x002\n", r"row 2: found a NUL at byte 6"),
        (b"<!DOCTYPE html>\n<html><body>Not here</body></html>", "a web page"),
        (zip_members({"xl/workbook.xml": b"<x/>"}), "a workbook or zip file; expected a CSV file"),
        (b"a,b,a\n1,2,1\n1,2,3\n", r"row 3: found the column 'a' twice, with different cells"),
    ],
    ids=["empty", "header only", "long row", "every row long", "short row", "quote", "encoding", "nul", "html",
         "workbook", "duplicate column"],
)  # fmt: skip
def test_unclean_tables(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        open_file(tmp_path, "a.csv", content).read_table("a_release")


def test_equal_columns_are_kept_once_and_named(tmp_path: Path) -> None:
    releases = open_file(tmp_path, "a.csv", b"a,b,a\n1,2,1\n3,4,3\n")
    assert list(releases.read_table("a_release").columns) == ["a", "b"]
    assert releases.repeated_columns("a_release") == ("a",)


def test_truncated_gzip(tmp_path: Path) -> None:
    content = gzip.compress(b"a,b\n" + b"1,2\n" * 1000)[:-20]
    with pytest.raises(DataError, match="damaged or truncated gzip"):
        open_file(tmp_path, "a.csv.gz", content).read_table("a_release")


def test_member_of_a_zip(tmp_path: Path) -> None:
    releases = open_file(tmp_path, "a.zip", zip_members({"data/caseload.csv": b"a\n1\n"}))
    assert releases.read_table("a_release", "data/caseload.csv")["a"].tolist() == ["1"]
    with pytest.raises(DataError, match=r"no member 'data/caselod\.csv'; expected .*nearest: 'data/caseload\.csv'"):
        releases.read_table("a_release", "data/caselod.csv")


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"../../evil.csv": b"a\n1\n"}, "points out of the zip"),
        ({"/etc/evil.csv": b"a\n1\n"}, "points out of the zip"),
        ({"C:\\evil.csv": b"a\n1\n"}, "points out of the zip"),
        ({"inner.zip": zip_members({"a.csv": b"a\n1\n"})}, "a compressed file inside the zip"),
        ({"bomb.csv": b"0" * 10_000_000}, "grows [0-9]+ times"),
    ],
)
def test_unsafe_zips(tmp_path: Path, members: dict[str, bytes], message: str) -> None:
    content = zip_members({"good.csv": b"a\n1\n", **members})
    with pytest.raises(DataError, match=message):
        open_file(tmp_path, "a.zip", content).read_table("a_release", "good.csv")


def test_truncated_zip(tmp_path: Path) -> None:
    content = zip_members({"good.csv": b"a\n1\n"})[:-30]
    with pytest.raises(DataError, match="damaged or truncated zip"):
        open_file(tmp_path, "a.zip", content).read_table("a_release", "good.csv")


def test_workbook_with_a_document_type() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(DataError, match="a document type in its XML"):
        parse_sheet(zip_members({"xl/workbook.xml": bomb}), "Sheet1", "a.xlsx")


def test_workbook_without_its_type_is_repaired(releases: Path, tmp_path: Path) -> None:
    content = (releases / "finance/dedicated-schools-grant_2024_07_20.ods").read_bytes()
    assert "mimetype" not in zipfile.ZipFile(io.BytesIO(content)).namelist()
    sheet = open_file(tmp_path, "a.ods", content).read_sheet("a_release", "Allocations_summary")
    assert "ENGLAND" in sheet[0].str.upper().str.strip().tolist()
