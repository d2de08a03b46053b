"""A run that is killed at any moment leaves, of every area, the old reports or the new ones, and never both."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest
from killed_runs import KillGround, Moment, Victim

KILLS = int(os.environ.get("SENDNEEDS_KILLS", "5"))
SEED = 7


@pytest.mark.skipif(sys.platform != "linux", reason="the processes of a run are found under /proc")
def test_killed_runs_leave_old_or_new_reports(tmp_path: Path) -> None:
    killed = list(KillGround(tmp_path, SEED).kill_runs(KILLS))
    assert [item for item in killed if item.faults] == []
    assert len(killed) == KILLS
    # Each pair of victim and moment comes up once before any comes up again.
    pairs = Counter((item.victim, item.moment) for item in killed)
    assert len(pairs) == min(KILLS, len(Victim) * len(Moment))
    if len(pairs) == len(Victim) * len(Moment):
        assert {item.outcome for item in killed} >= {"old", "old and new"}
