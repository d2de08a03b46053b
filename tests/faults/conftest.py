"""What tests of faults need."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults.small_world import World, make_world


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> World:
    """Return a small project of its own, in which the commands of a test run."""
    return make_world(tmp_path, monkeypatch, capsys)
