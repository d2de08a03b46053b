"""What forked processes share must not be a place in an open file: each would move it for the others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sendneeds.present.theme import FONTS, measure_text, open_font

OPEN_FILES = Path("/proc/self/fd")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists open files so, and forks")
def test_fonts_are_read_from_memory() -> None:
    open_font.cache_clear()
    before = _list_open()
    assert measure_text("Wide", 10, bold=True) > measure_text("Wide", 10)
    assert [name for name in _list_open() if name.startswith("SourceSans") and name not in before] == []
    with (FONTS / "SourceSans3-Bold.ttf").open("rb"):
        assert "SourceSans3-Bold.ttf" in _list_open()


def _list_open() -> list[str]:
    return [path.resolve().name for path in OPEN_FILES.iterdir()]
