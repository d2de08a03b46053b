"""Strategy files: whatever is wrong with one is refused with file, line and key."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from how_to import HOW_TO, read_example

from sendneeds.cli import main
from sendneeds.declare.registry import load_registry
from sendneeds.declare.strategy import Strategy
from sendneeds.errors import DeclarationError
from sendneeds.project import ROOT_VARIABLE, Project

AREA = "leeds"


@pytest.fixture
def copy(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a copy of the declarations, without strategies, in which commands run."""
    shutil.copytree(project.root / "params", tmp_path / "params", ignore=shutil.ignore_patterns("strategies"))
    copy = Project(tmp_path)
    copy.data.symlink_to(project.data)
    copy.strategies.mkdir()
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    return copy


def _check(project: Project, text: str, area: str = AREA) -> int:
    """Run `sendneeds check` with `text` as the strategy of an area and return its exit code."""
    (project.strategies / f"{area}.yml").write_text(text, encoding="utf-8")
    try:
        main(["check"])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _find_line(text: str, words: str) -> int:
    assert text.count(words) == 1, words
    return text[: text.index(words)].count("\n") + 1


def test_example_of_the_how_to_passes_and_holds_every_part(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert _check(copy, read_example()) == 0, capsys.readouterr().err
    strategy = load_registry(copy).strategies[AREA]
    assert [name for name in Strategy.model_fields if not getattr(strategy, name)] == []
    assert {"claims.special-share", "targets.in-time.baseline", "projections.residents.2028"} <= set(
        strategy.list_figures()
    )


def test_how_to_explains_every_kind_of_check() -> None:
    text = HOW_TO.read_text(encoding="utf-8")
    for word in ("of", "over", "since", "after", "area", "bound", "high", "one_in", "of_whole", "check", "reason"):
        assert f"`{word}" in text, word
    for page in ("commissioning_cycle.html", "author_check.html", "data/local/<area>/"):
        assert page in text, page


class Slip(NamedTuple):
    """What of the example is replaced, by what, words of the line that is then named, and what is said of it."""

    old: str
    new: str
    line: str
    said: str


REFUSED = {
    "indicator of a target": Slip(
        "    indicator: ehc_20wk_ex_pct",
        "    indicator: ehc_20wk_x_pct",
        "indicator: ehc_20wk_x_pct",
        "targets.0.indicator: found the indicator 'ehc_20wk_x_pct'; expected a known indicator (nearest: 'ehc_20wk_ex_",
    ),
    "indicator of an action": Slip(
        "indicators: [ehc_20wk_ex_pct]", "indicators: [plans]", "indicators: [plans]", "found the indicator 'plans'"
    ),
    "indicator of a check": Slip(
        "      since: {indicators: [ehc_plans_total]",
        "      since: {indicators: [ehc_plans]",
        "since: {indicators: [ehc_plans]",
        "claims.1.check.since.indicators: found the indicator 'ehc_plans'",
    ),
    "objective of an action": Slip(
        'objective: "1"\n    leads',
        'objective: "7"\n    leads',
        'objective: "7"',
        "actions.0.objective: found the objective '7'; expected a known objective",
    ),
    "action of a target": Slip('action: "1.1"', 'action: "1.2"', 'action: "1.2"', "found the action '1.2'"),
    "theme of an objective": Slip(
        "    themes: [timeliness]\n    document",
        "    themes: [timelines]\n    document",
        "themes: [timelines]",
        "found the theme 'timelines'; expected a known theme (nearest: 'timeliness')",
    ),
    "document of a capacity": Slip(
        "status: open, document: strategy",
        "status: open, document: plan",
        "document: plan",
        "places.0.capacity.0.document: found the document 'plan'",
    ),
    "body of a governance route": Slip(
        "reports_to: [board]", "reports_to: [cabinet]", "reports_to: [cabinet]", "found the body 'cabinet'"
    ),
    "sameness of an unknown claim": Slip(
        "{sum: [claims.special-share]}",
        "{sum: [claims.special-shares]}",
        "claims.special-shares",
        "found the stated figure 'claims.special-shares'; expected a known stated figure (nearest: 'claims.special-sh",
    ),
    "sameness of an unknown year": Slip(
        "{sum: [claims.special-share]}",
        "{sum: [projections.residents.2027]}",
        "projections.residents.2027",
        "found the stated figure 'projections.residents.2027'",
    ),
    "change of an unknown claim": Slip(
        "    bound: about\n",
        "    bound: about\n    change: {before: claims.plan, after: claims.plans}\n",
        "change: {before",
        "claims.1.change: found the stated figure 'claims.plan'",
    ),
    "day that does not exist": Slip(
        "due: 2025-09",
        "due: 2019-02-30",
        "due: 2019-02-30",
        "actions.0.due: found '2019-02-30'; expected a date that e",
    ),
    "month that does not exist": Slip(
        "begins: 2025-04", "begins: 2019-13", "begins: 2019-13", "found '2019-13'; expected a date that exists"
    ),
    "month without a zero": Slip(
        "begins: 2025-04", "begins: 2025-4", "begins: 2025-4", "expected a date such as 2019, 2019-04 or 2019-04-03"
    ),
    "year without quotes": Slip("ends: 2028-03", "ends: 2028", "ends: 2028", "documents.0.ends: found 2028; expected"),
    "milestone that does not exist": Slip(
        '{date: "2027", value: 80}',
        '{date: "2027-00", value: 80}',
        "2027-00",
        "targets.0.milestones.1.date: found '2027-00'",
    ),
    "milestones out of order": Slip(
        '{date: "2027", value: 80}', '{date: "2024", value: 80}', "milestones:", "expected milestones in order of their"
    ),
    "unknown key": Slip(
        "    leads: [head of SEND]",
        "    lead: [head of SEND]",
        "lead: [head of SEND]",
        "found the unknown key 'lead'; expected one of the known keys (nearest: 'leads')",
    ),
    "unknown list": Slip("rhythms:", "rythms:", "rythms:", "nearest: 'rhythms'"),
    "missing section": Slip(
        '    answer: waiting times shown in the Local Offer\n    document: strategy\n    section: "2.6"',
        "    document: strategy",
        "id: waits",
        "voices.0.section: found nothing; expected the key 'section'",
    ),
    "action listed twice": Slip(
        '- id: "2.1"', '- id: "1.1"\n    # again', 'id: "1.1"\n    # again', "found '1.1' again (first in line"
    ),
    "target measured twice": Slip(
        "    local: family_surveys.advice_service_pct\n",
        "    local: family_surveys.advice_service_pct\n    indicator: ehc_plans_total\n",
        "id: satisfied",
        "expected either indicator or local is needed",
    ),
    "target without a number": Slip("direction: rise", "direction: at least", "id: satisfied", "milestones are needed"),
    "claim with check and reason": Slip(
        "    value: 2140\n", "    value: 2140\n    reason: none\n", "id: plans\n", "expected either check or reason"
    ),
    "claim with neither": Slip(
        "    reason: the document does not say which kinds of special school it counts\n    document: strategy\n"
        '    section: "2.4"',
        '    document: strategy\n    section: "2.4"',
        "id: special\n",
        "expected either check or reason is needed",
    ),
    "period of another kind": Slip(
        'period: "201920"',
        'period: "2019/20"',
        'period: "2019/20"',
        "found the period '2019/20'; expected one that ehc_plans_total has: 202122, 202223, 202324, 202425 or earl",
    ),
    "period that no release has": Slip(
        'period: "201920"', 'period: "201718"', 'period: "201718"', "claims.1.check.since.period: found the period '201"
    ),
    "period without a year": Slip(
        'period: "201920"',
        'period: "soon"',
        'period: "soon"',
        "found the period 'soon'; expected a january of ehc_plan",
    ),
    "figure with a comma": Slip(
        "value: 2140",
        "value: 2,140",
        "value: 2,140",
        "claims.0.value: found '2,140'; expected a plain number such as 1588 or 2.5 is needed",
    ),
    "figure with a sign": Slip("value: 42\n", "value: 42%\n", "value: 42%", "claims.3.value: found '42%'"),
    "unknown unit": Slip(
        "    unit: percent\n    bound", "    unit: per cent\n    bound", "per cent", "found 'per cent'"
    ),
    "unknown standing of a place": Slip("status: planned", "status: likely", "status: likely", "found 'likely'"),
    "rhythm without time": Slip("months: 1,", "months: 0,", "months: 0,", "rhythms.1.months: found 0; expected"),
    "local measure in an unknown file": Slip(
        "local: family_surveys.advice_service_pct",
        "local: surveys.advice_service_pct",
        "local: surveys",
        "targets.1.local: found the file 'surveys'; expected one of family_surveys, ",
    ),
    "local measure without a file": Slip(
        "local: family_surveys.advice_service_pct", "local: advice", "local: advice", "targets.1.local: found 'advice'"
    ),
}


@pytest.mark.parametrize("slip", REFUSED.values(), ids=REFUSED)
def test_slip_is_named_with_file_line_and_key(copy: Project, capsys: pytest.CaptureFixture[str], slip: Slip) -> None:
    example = read_example()
    assert example.count(slip.old) == 1
    text = example.replace(slip.old, slip.new)
    assert _check(copy, text) == DeclarationError.exit_code
    said = [line for line in capsys.readouterr().err.splitlines() if slip.said in line]
    place = f"strategies/{AREA}.yml, line {_find_line(text, slip.line)}, "
    assert [line.startswith(place) for line in said] == [True]


def test_all_slips_are_said_at_once(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        read_example()
        .replace("{sum: [claims.special-share]}", "{sum: [claims.a]}")
        .replace("themes: [placements]", "themes: [b]")
    )
    assert _check(copy, text) == DeclarationError.exit_code
    errors = capsys.readouterr().err.splitlines()
    assert [re.findall("'([ab]|claims.a)'", line)[0] for line in errors] == ["b", "b", "claims.a"]
    lines = [int(found) for line in errors for found in re.findall(r"line (\d+)", line)]
    assert lines == sorted(lines)


def test_file_of_an_unknown_area_is_refused(copy: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert _check(copy, read_example(), "leedz") == DeclarationError.exit_code
    said = "strategies/leedz.yml: found the area 'leedz'; expected a known area (nearest: 'leeds')"
    assert said in capsys.readouterr().err
