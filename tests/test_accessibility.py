"""The HTML page of a report with every kind of block, in a real browser: wide, in dark colours, and 320 px narrow."""

from __future__ import annotations

from pathlib import Path

from axe import VIEWS, check_found, run_axe
from sample_report import load_sample

from sendneeds.build.html import render_html

BAD_PAGE = '<!DOCTYPE html><html><title></title><img src="x.png"><p style="color:#ccc">Pale <a href="#x"></a></p>'


def _write(page: str, folder: Path) -> Path:
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    return path


def test_report_has_no_violation(chromium: str, tmp_path: Path) -> None:
    found = run_axe(_write(render_html(load_sample()), tmp_path), chromium)
    assert tuple(found) == VIEWS
    check_found(found)


def test_chart_is_never_narrower_than_its_lettering_allows(chromium: str, tmp_path: Path) -> None:
    found = run_axe(_write(render_html(load_sample()), tmp_path), chromium, ("narrow",))
    assert found["narrow"]["charts"] >= 460


def test_bad_page_is_found_out(chromium: str, tmp_path: Path) -> None:
    found = run_axe(_write(BAD_PAGE, tmp_path), chromium)
    rules = {rule for rule, _ in found["desktop"]["violations"]}
    assert {"image-alt", "html-has-lang", "document-title", "color-contrast", "link-name"} <= rules
    assert found["desktop"]["requests"] != []
