"""Opening a release: the checksum first, then the bytes, a table or a sheet."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path, PurePosixPath

import pandas as pd

from sendneeds.declare.source import Release
from sendneeds.errors import DataError, IntegrityError, Problem
from sendneeds.evidence.delimited import Delimited, parse_delimited, parse_rows
from sendneeds.evidence.reading import check_columns
from sendneeds.evidence.workbook import UNREADABLE_ZIP, parse_sheet

MOST_RATIO = 100
MOST_BYTES = 1_000_000_000
NESTED = (".zip", ".7z", ".rar", ".gz")


class MissingReleaseError(DataError):
    """The file of a release is not in the folder."""


@dataclass
class Releases:
    """The releases of `lock` as files below `folder`. Each file is verified once, each table parsed once."""

    folder: Path
    lock: Mapping[str, Release]
    _files: dict[str, bytes] = field(default_factory=dict, repr=False)
    _tables: dict[tuple[str, str | None], Delimited] = field(default_factory=dict, repr=False)

    def read_bytes(self, release_id: str, member: str | None = None) -> bytes:
        """Return the content of a release file, or of one `member` of its zip.

        Raises MissingReleaseError if the file is not there, DataError if the member is missing or unsafe,
        IntegrityError if the checksum is not the locked one.
        """
        if release_id not in self._files:
            self._files[release_id] = _load_verified(self.folder, release_id, self.lock)
        content = self._files[release_id]
        return content if member is None else _extract(content, self.name(release_id), member)

    def read_table(self, release_id: str, member: str | None = None, *, columns: tuple[str, ...] = ()) -> pd.DataFrame:
        """Return a CSV file as text, cell for cell: nothing is converted and an empty cell is `""`.

        A column that is there twice with equal cells is kept once and named by `repeated_columns`.
        Raises DataError, with the row, for anything that is not a clean table, or if one of `columns` is missing.
        """
        by_row = self._parse(release_id, member).table
        if problems := check_columns(by_row, columns, self.name(release_id, member)):
            raise DataError(problems)
        return by_row

    def repeated_columns(self, release_id: str, member: str | None = None) -> tuple[str, ...]:
        """Return the columns that a table holds twice with equal cells."""
        return self._parse(release_id, member).repeated

    def read_rows(self, release_id: str, member: str | None = None) -> list[list[str]]:
        """Return the rows of a CSV file that has titles above its header, or a header of several rows."""
        return parse_rows(self._read_plain(release_id, member), self.name(release_id, member))

    def read_sheet(self, release_id: str, sheet: str, *, least: tuple[int, int] = (1, 1)) -> pd.DataFrame:
        """Return one sheet of a workbook as text, without a header; an empty cell is `""`.

        Raises DataError if it cannot be read, or has fewer rows or columns than `least`.
        """
        cells = parse_sheet(self.read_bytes(release_id), sheet, self.name(release_id))
        if cells.shape[0] < least[0] or cells.shape[1] < least[1]:
            found = f"{cells.shape[0]} rows and {cells.shape[1]} columns"
            expected, action = f"at least {least[0]} rows and {least[1]} columns", "compare the file with its release"
            raise DataError(Problem(f"{self.name(release_id)}, {sheet}", found, expected, action))
        return cells

    def has(self, release_id: str) -> bool:
        """Say whether the file of a release is in the folder."""
        return (self.folder / self.lock[release_id].file).is_file()

    def name(self, release_id: str, member: str | None = None) -> str:
        """Return the file name, and the member, as messages give it."""
        file = self.lock[release_id].file if release_id in self.lock else release_id
        return f"{file}!{member}" if member else file

    def _parse(self, release_id: str, member: str | None) -> Delimited:
        key = (release_id, member)
        if key not in self._tables:
            self._tables[key] = parse_delimited(self._read_plain(release_id, member), self.name(release_id, member))
        return self._tables[key]

    def _read_plain(self, release_id: str, member: str | None) -> bytes:
        content = self.read_bytes(release_id, member)
        if member is None and self.lock[release_id].file.endswith(".gz"):
            return _decompress(content, self.name(release_id))
        return content


def _load_verified(folder: Path, release_id: str, lock: Mapping[str, Release]) -> bytes:
    if release_id not in lock:
        near = get_close_matches(release_id, lock, n=1)
        expected = f"a release of data/sources.lock{f' (nearest: {near[0]})' if near else ''}"
        raise DataError(Problem(release_id, "no such release", expected, "correct the name or add the release"))
    release = lock[release_id]
    try:
        content = (folder / release.file).read_bytes()
    except OSError:
        problem = Problem(release.file, f"no such file in {folder}", f"the release {release_id}", "put the file there")
        raise MissingReleaseError(problem) from None
    found = sha256(content).hexdigest()
    if found != release.sha256:
        expected = f"sha256 {release.sha256} and {release.bytes} bytes"
        action = "get the locked release again, or lock the new one"
        raise IntegrityError(Problem(release.file, f"sha256 {found} and {len(content)} bytes", expected, action))
    return content


def _decompress(content: bytes, name: str) -> bytes:
    most = max(MOST_RATIO * len(content), 1_000_000)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            plain = file.read(most + 1)
    except (EOFError, OSError, zlib.error):
        raise DataError(Problem(name, "a damaged or truncated gzip file", "a whole file", "get it again")) from None
    if len(plain) > most:
        raise DataError(Problem(name, "a file that grows more than 100 times", "a release", "do not use it"))
    return plain


def _extract(content: bytes, name: str, member: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                _check_entry(entry, name)
            if member not in archive.namelist():
                raise DataError(_explain_member(member, name, archive.namelist()))
            return archive.read(member)
    except UNREADABLE_ZIP:
        raise DataError(Problem(name, "a damaged or truncated zip file", "a whole file", "get it again")) from None


def _check_entry(entry: zipfile.ZipInfo, name: str) -> None:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    unsafe = path.is_absolute() or ".." in path.parts or ":" in entry.filename
    ratio = entry.file_size / max(entry.compress_size, 1)
    if unsafe:
        found = f"the member {entry.filename!r}, which points out of the zip"
    elif path.suffix.lower() in NESTED:
        found = f"the member {entry.filename!r}, a compressed file inside the zip"
    elif ratio > MOST_RATIO or entry.file_size > MOST_BYTES:
        found = f"the member {entry.filename!r}, which grows {ratio:.0f} times"
    else:
        return
    raise DataError(Problem(name, found, "plain files that grow at most 100 times", "do not use this file"))


def _explain_member(member: str, name: str, members: list[str]) -> Problem:
    near = get_close_matches(member, members, n=1, cutoff=0.4)
    found = f"no member {member!r}"
    return Problem(name, found, f"one of its members{f' (nearest: {near[0]!r})' if near else ''}", "correct `member`")
