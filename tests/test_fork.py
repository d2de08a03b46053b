"""What forked processes share must not be a place in an open file: each would move it for the others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sendneeds.present.theme import measure_text, open_font

OPEN_FILES = Path("/proc/self/fd")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists open files so, and forks")
def test_fonts_are_read_from_memory() -> None:
    open_font.cache_clear()
    assert measure_text("Wide", 10, bold=True) > measure_text("Wide", 10)
    opened = [path.resolve().name for path in OPEN_FILES.iterdir()]
    assert opened
    assert not [name for name in opened if name.startswith("SourceSans")]
