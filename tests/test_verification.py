"""The check of published reports finds an edit of one digit wherever it stands, and passes what is right."""

from __future__ import annotations

import ast
import io
import json
import random
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import verify_reports
from conftest import ROOT
from executed_reports import AREA, EDITION, execute_report
from verification.area import Area
from verification.findings_file import check_findings
from verification.outcome import Outcome
from verification.portable import read_glyphs
from verification.published_files import check_report
from verification.rules import Rules
from verification.tables import Tables

from sendneeds.build.charts import write_charts
from sendneeds.build.document import read_document
from sendneeds.build.docx import render_docx
from sendneeds.build.html import render_html
from sendneeds.build.pdf import render_pdf
from sendneeds.project import Project
from sendneeds.report import open_area

REPORTS = ("commissioning_priorities", "plain_english")
PLANS = f"{AREA}.ehc_plans_total.202425"
PACKAGE = ROOT / "tests" / "verification"
THIRD_PARTY = {"numpy", "pikepdf", "ruamel", "scipy", "statsmodels"}
EDITS = 40


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an area with two reports in every format, their charts, and findings.json."""
    folder = tmp_path_factory.mktemp("outputs") / EDITION / AREA
    folder.mkdir(parents=True)
    for name in REPORTS:
        notebook = execute_report(name)
        document = read_document(notebook)
        (folder / f"{name}.html").write_text(render_html(document), encoding="utf-8")
        (folder / f"{name}.pdf").write_bytes(render_pdf(document))
        (folder / f"{name}.docx").write_bytes(render_docx(document))
        write_charts(folder, name, notebook)
    text = open_area(AREA, EDITION, Project(ROOT).root).to_findings_json()
    (folder / "findings.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules(Tables(ROOT), EDITION, [AREA], "")


@pytest.fixture
def edited(published: Path, tmp_path: Path) -> Path:
    """Return a copy of the folder to edit."""
    shutil.copytree(published, tmp_path / EDITION / AREA)
    return tmp_path / EDITION / AREA


def change_digit(path: Path, pattern: str) -> None:
    """Change the last digit of what a pattern's group finds first in a file."""
    text = path.read_text(encoding="utf-8")
    found = re.search(pattern, text)
    assert found, pattern
    at = found.start(1) + max(number for number, sign in enumerate(found[1]) if sign.isdigit())
    path.write_text(f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}", encoding="utf-8")


def list_faults(rules: Rules, folder: Path, report: str) -> list[str]:
    outcome = check_report(rules, folder / f"{report}.html")
    return [f"{item.where}: {item.what}" for item in outcome.differences]


def test_right_reports_pass_and_are_counted(published: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify_reports.main(["--edition", EDITION, "--outputs", str(published.parents[1])]) == 0
    said = capsys.readouterr().out
    lines = {line.split()[0]: line.split() for line in said.splitlines() if line.startswith((AREA, "all"))}
    assert set(lines) == {f"{AREA}/{name}" for name in ("findings.json", *REPORTS)} | {"all"}
    assert int(lines["all"][1].replace(",", "")) > 15_000
    assert all(line[-1] == "0" for line in lines.values())


def test_an_edit_fails_the_command_and_is_named(edited: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_digit(edited / "plain_english.html", rf'<data value="{PLANS}"[^>]*>(About [\d,]+)<')
    assert verify_reports.main(["--edition", EDITION, "--outputs", str(edited.parents[1])]) == 1
    assert PLANS in capsys.readouterr().err


def test_nothing_published_is_no_success(tmp_path: Path) -> None:
    assert verify_reports.main(["--edition", EDITION, "--outputs", str(tmp_path)]) == 2


@pytest.mark.parametrize(
    ("report", "pattern"),
    [
        ("commissioning_priorities", rf'<li><data value="{PLANS}"[^>]*>([^<]*)</data>'),
        ("commissioning_priorities", r'80% band <data value="[^"]*"[^>]*>([^<]*)</data>'),
        ("commissioning_priorities", r'<td class="numeric"><data value="[^"]*"[^>]*>([^<]*\d)</data></td>'),
        ("commissioning_priorities", r'<td class="numeric"><data value="sutton\.annex-\w+"[^>]*>([^<]*)</data>'),
        ("commissioning_priorities", r'id="figure-duties-trend".*?<td class="numeric">(?:<data[^>]*>)?([\d.]+%)<'),
        (
            "commissioning_priorities",
            r'id="figure-duties-trend".*?<td class="numeric">(?:<data[^>]*>)?([\d.]+% to [\d.]+%)<',
        ),
        ("commissioning_priorities", r'id="figure-duties-trend-title">.*?</span> (?:<data[^>]*>)?([\d.]+%)'),
        ("commissioning_priorities", r"<text [^>]*>(\d\d\.\d%)</text>"),
        ("plain_english", rf'<data value="{PLANS}"[^>]*>(About [\d,]+)<'),
        ("plain_english", r'<data value="[^"]*"[^>]*>(About 1\xa0in\xa0\d+)<'),
    ],
)
def test_an_edited_digit_of_a_page_is_found(report: str, pattern: str, edited: Path, rules: Rules) -> None:
    assert list_faults(rules, edited, report) == []
    for suffix in (".pdf", ".docx"):
        (edited / f"{report}{suffix}").unlink()
    change_digit(edited / f"{report}.html", f"(?s){pattern}")
    assert list_faults(rules, edited, report)


def test_every_digit_counts(published: Path, tmp_path: Path, rules: Rules) -> None:
    """Edit digits of marked numbers at random places: each edit is found by the page alone."""
    chance = random.Random(2025)  # noqa: S311 - a fixed seed
    text = (published / "commissioning_priorities.html").read_text(encoding="utf-8")
    marks = [found.span(1) for found in re.finditer(r'<data value="[^"]*"[^>]*>([^<]*\d[^<]*)</data>', text)]
    missed = []
    for _ in range(EDITS):
        start, end = chance.choice(marks)
        at = chance.choice([number for number in range(start, end) if text[number].isdigit()])
        digit = chance.choice([sign for sign in "0123456789" if sign != text[at]])
        path = tmp_path / "commissioning_priorities.html"
        path.write_text(f"{text[:at]}{digit}{text[at + 1 :]}", encoding="utf-8")
        if not check_report(rules, path).differences:
            missed.append((text[start - 60 : end], digit))
    assert missed == []


def test_an_edited_digit_of_a_chart_file_is_found(edited: Path, rules: Rules) -> None:
    path = edited / "charts" / "commissioning_priorities-duties-trend.csv"
    change_digit(path, r"\n\d{4},([\d.]+%)")
    assert any(path.name in fault for fault in list_faults(rules, edited, "commissioning_priorities"))


@pytest.mark.parametrize("report", REPORTS)
def test_an_edited_digit_of_a_pdf_is_found(report: str, edited: Path, rules: Rules) -> None:
    change_pdf(edited / f"{report}.pdf", "2,582")
    assert any(fault.startswith("PDF") for fault in list_faults(rules, edited, report))


def change_pdf(path: Path, number: str) -> None:
    """Set another glyph for the last digit of a number where it first stands in the text of a PDF."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            items: list[Any] = list(pikepdf.parse_content_stream(page))
            if _change_run(items, read_glyphs(page), number):
                page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(items))
                pdf.save(path)
                return
    pytest.fail(f"{number} stands in no run of {path.name}")


def _change_run(items: list[Any], fonts: dict[str, dict[int, str]], number: str) -> bool:
    glyphs: dict[int, str] = {}
    for item in items:
        name = str(item.operator)
        if name == "Tf":
            glyphs = fonts[str(item.operands[0])]
        elif name in {"Tj", "TJ"}:
            strings = item.operands[0] if name == "TJ" else item.operands
            for at, string in enumerate(strings):
                codes = bytes(string) if isinstance(string, pikepdf.String) else b""
                text = [glyphs[int.from_bytes(codes[i : i + 2], "big")] for i in range(0, len(codes), 2)]
                if number in "".join(text):
                    place = "".join(text).index(number) + len(number) - 1
                    other = next(code for code, sign in glyphs.items() if sign.isdigit() and sign != text[place])
                    new = codes[: 2 * place] + other.to_bytes(2, "big") + codes[2 * place + 2 :]
                    strings[at] = pikepdf.String(new)
                    return True
    return False


def test_an_edited_digit_of_a_word_file_is_found(edited: Path, rules: Rules) -> None:
    path = edited / "plain_english.docx"
    made = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(made, "w") as after:
        for item in before.infolist():
            content = before.read(item)
            changed = content.replace(b"2,582", b"2,583", 1) if item.filename == "word/document.xml" else content
            assert changed != content or item.filename != "word/document.xml"
            after.writestr(item, changed)
    path.write_bytes(made.getvalue())
    assert any(fault.startswith("Word") for fault in list_faults(rules, edited, "plain_english"))


def test_an_unknown_id_has_no_rule(edited: Path, rules: Rules) -> None:
    path = edited / "plain_english.html"
    for wrong in (f"{AREA}.ehc_plans_invented.202425", "nowhere.ehc_plans_total.202425", f"{AREA}.cycle.invented", "x"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(f'value="{PLANS}"', f'value="{wrong}"', 1), encoding="utf-8")
        assert any(f": {wrong}: no rule for" in fault for fault in list_faults(rules, edited, "plain_english"))
        path.write_text(text, encoding="utf-8")


def test_a_number_without_an_id_is_unknown(edited: Path, rules: Rules) -> None:
    path = edited / "plain_english.html"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("</p>", " It was 4321 once.</p>", 1), encoding="utf-8")
    assert any("unknown number" in fault and "4321" in fault for fault in list_faults(rules, edited, "plain_english"))


def list_numbers(thing: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 - any JSON
    """Yield where the numbers of a JSON value stand."""
    pairs = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    for key, item in pairs:
        if isinstance(item, int | float) and not isinstance(item, bool):
            yield (*path, key)
        else:
            yield from list_numbers(item, (*path, key))


@pytest.mark.parametrize(
    "wanted",
    [
        "value", "numerator", "denominator", "interval", "england", "region", "area_type", "neighbours", "unusual",
        "trend", "opportunity", "priorities", "targets", "demand", "discovery", "annex",
    ],
)  # fmt: skip
def test_an_edited_number_of_findings_is_found(wanted: str, published: Path, rules: Rules) -> None:
    findings = json.loads((published / "findings.json").read_text(encoding="utf-8"))
    places = [place for place in list_numbers(findings) if wanted in place]
    place = random.Random(wanted).choice(places)  # noqa: S311 - a fixed seed
    holder = findings
    for key in place[:-1]:
        holder = holder[key]
    text = str(holder[place[-1]])
    at = max(number for number, sign in enumerate(text[:7]) if sign.isdigit())
    holder[place[-1]] = float(f"{text[:at]}{(int(text[at]) + 1) % 10}{text[at + 1 :]}")
    assert find_findings_faults(rules.areas[0], json.dumps(findings)), place


def find_findings_faults(area: Area, text: str) -> list[Any]:
    outcome = Outcome("")
    check_findings(area, text, outcome)
    return list(outcome.differences)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda findings: findings["findings"].pop(7),
        lambda findings: findings["findings"].append(findings["findings"][7]),
        lambda findings: findings["priorities"].reverse(),
        lambda findings: findings["findings"][7]["source"].update(sha256="0" * 64),
        lambda findings: findings["annex"].pop("scores"),
        lambda findings: findings["demand"].reverse(),
    ],
)
def test_what_is_left_out_or_moved_is_found(
    spoil: Callable[[dict[str, Any]], object], published: Path, rules: Rules
) -> None:
    text = (published / "findings.json").read_text(encoding="utf-8")
    assert find_findings_faults(rules.areas[0], text) == []
    findings = json.loads(text)
    spoil(findings)
    assert find_findings_faults(rules.areas[0], json.dumps(findings))


def list_imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_second_path_shares_no_code_with_the_first() -> None:
    modules = [*sorted(PACKAGE.glob("*.py")), ROOT / "tests" / "verify_reports.py"]
    assert len(modules) > 25
    for path in modules:
        others = {name for name in list_imports(path) if name not in {"verification", "__future__"}}
        assert others - THIRD_PARTY <= sys.stdlib_module_names, path.name
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path.name
        assert "import_module" not in path.read_text(encoding="utf-8")
