"""The author's check as its reader gets it: every number traced, all of it apart from what is published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from statistics import fmean
from typing import Any

import nbformat
import pytest
from ruamel.yaml import YAML
from tracing import ENGLAND, is_shown, read_rows, read_series

from sendneeds.present.display import MARK, Table, strip_marks
from sendneeds.project import Project
from sendneeds.report import AreaReport, open_area
from sendneeds.report.author_actions import PARTS
from sendneeds.report.author_choices import BOTH, CHOSEN, SHOWN, find_edition, list_comparisons
from sendneeds.report.priorities import Passage

AREAS = ("sutton", "somerset", "sunderland", "nottinghamshire")
WITHOUT = "leeds"
EDITIONS = ("2018", "2025")
ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "author_check.ipynb"
MARKED = re.compile(r'<data value="([^"]+)">([^<]+)</data>')
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
ADJECTIVES = re.compile(r"\b(wrong|mistaken|poor|serious|alarming|failed|failure|error)\b", re.IGNORECASE)
# What rules work out, by slip: computed here by hand from the figures that the documents print.
WORKED: dict[str, tuple[float, ...]] = {
    "sutton.change-complex-needs-growth": (100 * (73000 / 49300 - 1),),
    "sutton.whole-place-mainstream": (24 + 22 + 9 + 16 + 9 + 15, 5),
    "sutton.one-in-place-special-academy": (100 / 7,),
    "sutton.same-mainstream-share": (24 + 22,),
    "sunderland.change-sen-share-increase": (15.94 - 12.38, 100 * (15.94 / 12.38 - 1)),
    "sunderland.growth-requests-growth-2014-2018": (1116, 1361),
}


@cache
def open_report(area: str, edition: str, project: Project) -> AreaReport:
    return open_area(area, edition, project.root)


def list_passages(report: AreaReport) -> dict[str, Passage]:
    names = [name for name, thing in vars(type(report.author)).items() if hasattr(thing, "func")]
    return {name: getattr(report.author, name) for name in names}


@cache
def list_said(area: str, edition: str, project: Project) -> tuple[str, ...]:
    return tuple(item.say().markdown for item in list_passages(open_report(area, edition, project)).values())


@cache
def list_tables(area: str, edition: str, project: Project) -> tuple[Table, ...]:
    passages = list_passages(open_report(area, edition, project)).values()
    return tuple(table for item in passages for table in item.tabulate())


@cache
def read_strategy(area: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(ROOT / "params" / "strategies" / f"{area}.yml")
    return found


def list_stated(area: str, ref: str) -> Iterator[str]:
    """Yield each number within what a reference of the strategy file names, read without the package."""
    part = ref.partition(".")[0]
    items = read_strategy(area)[part]
    item = next(item for item in items if f"{ref}.".startswith(f"{part}.{item['id']}."))
    kept = {key: value for key, value in item.items() if key not in {"title", "note", "reason", "section", "check"}}
    yield from re.findall(r"\d+(?:\.\d+)?", str(kept))


def count_worked(area: str, name: str, evidence: Any) -> Iterator[float]:  # noqa: ANN401 - the report's own evidence
    """Yield what a count of the check may be, from the strategy file."""
    strategy = read_strategy(area)
    actions = Counter(item["document"] for item in strategy["actions"])
    counts = {"claims": len(strategy["claims"]), "actions": len(strategy["actions"]), "near": 10, "rules": 12}
    counts |= {f"actions-{document}": number for document, number in actions.items()}
    counts["claims-unchecked"] = sum("check" not in item for item in strategy["claims"])
    counts["claims-agrees"] = 11  # Nottinghamshire's; smaller counts are words
    if name in counts:
        yield counts[name]
    yield from WORKED.get(f"{area}.{name}", ())
    if name.startswith("edition-"):
        yield from (evidence.registry.editions["2018"].as_at.day, evidence.registry.editions["2018"].as_at.year)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("area", [*AREAS, WITHOUT])
def test_every_passage_speaks(area: str, edition: str, project: Project) -> None:
    said = list_said(area, edition, project)
    assert len(said) == 5
    for text in said:
        assert text.strip()
        assert not re.search(r"None\b(?! (states|of)\b)|\bnan\b|[{}]", text), text
        assert not ADJECTIVES.search(strip_marks(text)), text


@pytest.mark.parametrize("area", [*AREAS, WITHOUT])
def test_the_title_says_whom_it_is_for(area: str, project: Project) -> None:
    title = open_report(area, "2025", project).author.title().markdown
    assert title.split("\n", maxsplit=1)[0].endswith("for the author, not for publication")


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_area_without_a_file_learns_how_to_add_one(edition: str, project: Project) -> None:
    said = "No strategy file of Leeds has been supplied, so there is nothing to check."
    assert set(list_said(WITHOUT, edition, project)) == {f"{said} docs/how-to/add-a-strategy.md says how to add one."}
    assert list_tables(WITHOUT, edition, project) == ()


@pytest.mark.parametrize("area", AREAS)
def test_documents_are_checked_whatever_the_edition(area: str, project: Project) -> None:
    early, late = (list_said(area, edition, project) for edition in EDITIONS)
    assert early == late
    assert [item.rows for item in list_tables(area, "2018", project)] == [
        item.rows for item in list_tables(area, "2025", project)
    ]


@pytest.mark.parametrize("area", AREAS)
def test_every_number_in_prose_is_marked_or_declared(area: str, project: Project) -> None:
    report = open_report(area, "2025", project)
    strategy = read_strategy(area)
    items = [item for part in strategy.values() for item in part if isinstance(item, dict)]
    declared = [item[key] for item in items for key in ("title", "section", "what", "of_whole") if key in item]
    declared += [item.label for item in report.evidence.registry.themes.values()]
    for text in list_said(area, "2025", project):
        rest = MARKED.sub("", text)
        assert not MARK.search(rest)
        for words in sorted({str(item) for item in declared}, key=len, reverse=True):
            rest = rest.replace(words, "")
        assert not re.search(r"\d", rest), rest


@pytest.mark.parametrize("area", AREAS)
def test_every_marked_number_is_stated_or_worked_out(area: str, project: Project) -> None:
    evidence = open_report(area, "2025", project).evidence
    marks = [found for text in list_said(area, "2025", project) for found in MARKED.findall(text)]
    assert marks
    for finding, text in marks:
        slug, kind, name = finding.split(".", 2)
        assert slug == area
        for number in NUMBER.findall(text):
            if kind == "strategy":
                stated = {plain for item in list_stated(area, name) for plain in (item, item.lstrip("0"))}
                assert number.replace(",", "") in stated, (finding, text)
            else:
                assert kind == "author"
                assert is_shown(number, count_worked(area, name, evidence)), (finding, text)


def test_the_tracer_finds_a_changed_digit(project: Project) -> None:
    evidence = open_report("sutton", "2025", project).evidence
    assert "49300" in set(list_stated("sutton", "claims.complex-needs-2004"))
    assert "49301" not in set(list_stated("sutton", "claims.complex-needs-2004"))
    assert is_shown("48.1", count_worked("sutton", "change-complex-needs-growth", evidence))
    assert not is_shown("48.2", count_worked("sutton", "change-complex-needs-growth", evidence))


def add_up(operand: dict[str, Any], code: str) -> float | None:
    rows = [read_series(name).get((code, operand["period"]), {}) for name in operand["indicators"]]
    found = [row.get(operand.get("figure", "value"), "") for row in rows]
    return sum(map(float, found)) if all(found) else None


def work_out(check: dict[str, Any], code: str) -> float | None:
    of, over, since = (add_up(check[name], code) if name in check else None for name in ("of", "over", "since"))
    if of is None or ("over" in check and not over) or ("since" in check and not since):
        return None
    if over:
        return 100 * of / over
    return 100 * (of / since - 1) if since else of


def trace_published(area: str, check: dict[str, Any]) -> float | None:
    """Return the published figure of a check from the committed tables, without the package."""
    areas = read_rows(ROOT / "data" / "areas.csv")
    own = next(row for row in areas if row["slug"] == area)
    whose = check.get("area", "area")
    picks: dict[str, Callable[[list[float]], float]] = {"type mean": fmean, "type lowest": min, "type highest": max}
    if whose not in picks:
        return work_out(check, {"region": own["region_code"], "england": ENGLAND}.get(whose, own["area_code"]))
    alike = [row["area_code"] for row in areas if row["type"] == own["type"] and not row["area_code"].startswith("E")]
    return picks[whose]([value for code in alike if (value := work_out(check, code)) is not None])


@pytest.mark.parametrize("area", AREAS)
def test_published_cells_follow_from_the_committed_tables(area: str, project: Project) -> None:
    claims = {f"{area}.strategy.claims.{item['id']}": item for item in read_strategy(area)["claims"]}
    shown: list[str] = []
    for table in list_tables(area, "2025", project):
        if not table.id.startswith("claims-"):
            continue
        heads = [column.label for column in table.columns]
        for row in table.rows:
            cells = dict(zip(heads, row, strict=True))
            stated = cells["Stated"].finding or ""
            shown.append(stated)
            value = f"{claims[stated]['value']:,}"
            assert value in cells["Stated"].text
            if "Published" in cells:
                check = claims[stated]["check"]
                published = trace_published(area, check)
                assert published is not None
                ends = [published, trace_published(area, check | {"of": check.get("after", check["of"])})]
                for number, end in zip(NUMBER.findall(cells["Published"].text), ends, strict=False):
                    assert is_shown(number, iter([end or 0.0])), cells["Published"]
                of = check["of"]
                assert cells["Published"].finding == f"{area}.{of['indicators'][0]}.{of['period']}"
            else:
                assert cells["Why"].text
    assert sorted(shown) == sorted(claims)


@pytest.mark.parametrize("area", AREAS)
def test_completeness_is_counted_from_the_file(area: str, project: Project) -> None:
    strategy = read_strategy(area)
    table = next(item for item in list_tables(area, "2025", project) if item.id == "completeness")
    titles = {item["title"]: item["id"] for item in strategy["documents"]}
    for row in table.rows:
        actions = [item for item in strategy["actions"] if item["document"] == titles[row[0].text]]
        targets = {
            item["id"]: [t for t in strategy.get("targets", ()) if t.get("action") == item["id"]] for item in actions
        }
        wanted = [
            [
                bool(item.get("leads")),
                bool(item.get("due") or item.get("starts")),
                bool(item.get("measures") or item.get("indicators") or targets[item["id"]]),
                any("baseline" in target for target in targets[item["id"]]),
                any("milestones" in target for target in targets[item["id"]]),
            ]
            for item in actions
        ]
        counts = [len(actions), *(sum(column) for column in zip(*wanted, strict=True)), sum(map(all, wanted))]
        assert [cell.text for cell in row[1:]] == [str(number) for number in counts]
        listed = next(
            item for item in list_tables(area, "2025", project) if item.id == f"actions-{titles[row[0].text]}"
        )
        assert [column.label for column in listed.columns] == ["Action", *PARTS]
        assert [[cell.text == "yes" for cell in line[1:]] for line in listed.rows] == wanted


@pytest.mark.parametrize("area", AREAS)
def test_each_document_is_set_beside_the_edition_of_its_time(area: str, project: Project) -> None:
    evidence = open_report(area, "2025", project).evidence
    found = list_comparisons(evidence)
    assert evidence.strategy is not None
    assert [item.document.id for item in found] == [item.id for item in evidence.strategy.documents]
    assert {item.evidence.edition_name for item in found} == {"2018"}
    far = evidence.strategy.documents[0].model_copy(update={"begins": "2022"})
    assert find_edition(evidence, far) is None


def test_what_was_chosen_is_set_beside_what_is_shown(project: Project) -> None:
    """In 2018 Sutton's late plans stand in the list; its statement of action answers them, its strategy does not."""
    found = {item.document.id: item for item in list_comparisons(open_report("sutton", "2025", project).evidence)}
    read = {(name, choice.theme): choice.reading for name, comparison in found.items() for choice in comparison.choices}
    assert read["wsoa", "timeliness"] == BOTH
    assert read["strategy", "timeliness"] == SHOWN
    assert read["strategy", "adulthood"] == CHOSEN
    shown = next(item for item in found["wsoa"].choices if item.theme == "timeliness")
    assert shown.standing == "Legal duty not met in every case"
    assert shown.actions


def test_nothing_of_it_is_in_another_notebook() -> None:
    others = [path for path in NOTEBOOK.parent.glob("*.ipynb") if path != NOTEBOOK]
    assert len(others) >= 3
    assert [path.name for path in others if "report.author" in path.read_text(encoding="utf-8")] == []
    modules = (ROOT / "src" / "sendneeds" / "report").glob("*.py")
    users = [
        path.name
        for path in modules
        if re.search(r"sendneeds\.report\.author(?!_words)", path.read_text(encoding="utf-8"))
        and not path.name.startswith("author")
    ]
    assert users == ["area_report.py"]


def test_the_notebook_is_for_its_author_alone() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    assert notebook.metadata["sendneeds"]["audience"] == "author"
    shown = "\n".join(cell.source for cell in notebook.cells)
    assert "not for publication" in shown
    for name in ("title", "documents", "claims", "slips", "actions", "choices"):
        assert f"report.author.{name}" in shown
