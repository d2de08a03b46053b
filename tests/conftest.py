"""What several tests need: the project itself, and the outside things that a machine may not have."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from accessibility.tools import MissingToolError, find_chromium, find_java

from sendneeds.project import Project

ROOT = Path(__file__).resolve().parent.parent
REQUIRED = {name.strip() for name in os.environ.get("SENDNEEDS_REQUIRE", "").split(",") if name.strip()}


@pytest.fixture(scope="session")
def project() -> Project:
    """Return this checkout."""
    return Project(ROOT)


@pytest.fixture(scope="session")
def releases() -> Path:
    """Return the folder of the official releases, which are not part of the project."""
    named = os.environ.get("SENDNEEDS_RELEASES")
    if not named:
        miss("releases", "SENDNEEDS_RELEASES names no folder")
    folder = Path(named)
    if not folder.is_dir():
        miss("releases", f"{folder} is no folder")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of a Chromium that can run without a screen."""
    return _find("chromium", find_chromium)


@pytest.fixture(scope="session")
def java() -> str:
    """Return the path of a Java runtime."""
    return _find("java", find_java)


def _find(thing: str, find: Callable[[], str]) -> str:
    try:
        return find()
    except MissingToolError as error:
        miss(thing, str(error))


def miss(thing: str, reason: str) -> NoReturn:
    """Skip the test, or fail it where SENDNEEDS_REQUIRE says that `thing` must be there."""
    if thing in REQUIRED:
        pytest.fail(f"{reason}, and SENDNEEDS_REQUIRE names {thing}")
    pytest.skip(reason)
