"""The plain-English page as a family gets it: how it reads, what it says, and if its words for numbers are true."""

from __future__ import annotations

import ast
import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pikepdf
import pytest
from nbformat import NotebookNode
from reading_age import WORD, count_syllables, measure_reading, split_sentences
from test_numbers import MARKED
from tracing import DATA, ENGLAND, Tracer, is_shown, read_rows, read_series

from sendneeds.build.audience import METADATA_KEY
from sendneeds.build.document import read_document
from sendneeds.build.html import render_html
from sendneeds.build.pdf import render_pdf
from sendneeds.present.display import MARK, strip_marks
from sendneeds.project import Project
from sendneeds.report import AreaReport, open_area
from sendneeds.report.plain_words import names_whole, say_about, say_for_ten, say_in_hundred, say_share
from sendneeds.report.priorities import Passage

AREAS = ("sutton", "somerset", "sunderland", "nottinghamshire", "leeds", "city-of-london", "isles-of-scilly")
ALL = tuple((area, edition) for edition in ("2025", "2018") for area in (*AREAS, "cumberland"))
NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "plain_english.ipynb"
PASSAGES = ("about", "numbers", "families", "decisions", "help", "exact")
OLDEST, MOST_PAGES = 11, 2
USUAL_WORDS, MOST_WORDS, USUAL_PART = 15, 25, 0.85
BARRED = re.compile(
    r"rank|score|league|worst|poor|fail|better than|worse|£|cost|easy read|significant|accessible|complian"
)
# Numbers that are rules or ages, not figures.
FIXED = (
    "up to the age of 25", "from birth to 25", "is 20 weeks", "within 6 weeks", "every 100 school days",
    "Before July 2022", "aged 16 and 17", "After age 16",
)  # fmt: skip
WORDED = re.compile(r"(about|nearly|more than|fewer than) (\d+) in (\d+)")
HALVES = {"nearly half": (45, 49), "about half": (49, 51), "just over half": (51, 55), "nearly all": (95, 100)}
WITHIN_POINTS, WITHIN_PART, APART = 2.5, 1 / 8, 5


@cache
def open_report(area: str, edition: str) -> AreaReport:
    return open_area(area, edition, NOTEBOOK.parents[1])


def list_passages(area: str, edition: str) -> dict[str, Passage]:
    return {name: getattr(open_report(area, edition).plain, name) for name in PASSAGES}


@cache
def run_notebook(area: str, edition: str) -> NotebookNode:
    """Return the notebook with the outputs of its cells, as they are run in a kernel."""
    notebook: NotebookNode = nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]
    names: dict[str, Any] = {}
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        shown: list[Any] = []
        names["display"] = lambda *things, to=shown: to.extend(things)
        is_parameters = "parameters" in cell.metadata.get("tags", [])
        source = f"area = {area!r}\nedition = {edition!r}" if is_parameters else cell.source
        *statements, last = ast.parse(source).body
        if isinstance(last, ast.Expr):
            exec(compile(ast.Module(statements, []), cell.id, "exec"), names)  # noqa: S102 (the project's own notebook)
            result = eval(compile(ast.Expression(last.value), cell.id, "eval"), names)  # noqa: S307 (the same)
            shown += [result] if result is not None else []
        else:
            exec(compile(source, cell.id, "exec"), names)  # noqa: S102 (the same)
        cell.outputs = [_show(thing) for thing in shown]
    notebook.metadata[METADATA_KEY].update(area=area, edition=edition, draft=True)
    return notebook


def _show(thing: Any) -> Any:  # noqa: ANN401 (whatever the notebook displays)
    return nbformat.v4.new_output("display_data", data=thing._repr_mimebundle_())  # type: ignore[no-untyped-call]


@dataclass
class RunningText(HTMLParser):
    """The paragraphs and list items of the main part of a page, tables and source lines left out."""

    paragraphs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in {"main", "p", "li", "figure", "table", "figcaption", "h2", "div"}:
            self._open.append(tag)
        if tag in {"p", "li"}:
            self.paragraphs.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "main" in self._open and self._open[-1] in {"p", "li"} and not {"table", "figure"} & set(self._open):
            self.paragraphs[-1] += data


@cache
def read_page(area: str, edition: str) -> tuple[str, ...]:
    """Return the paragraphs of whole sentences as the HTML page holds them."""
    text = RunningText()
    text.feed(render_html(read_document(run_notebook(area, edition))))
    found = [" ".join(item.split()) for item in text.paragraphs]
    return tuple(item for item in found if item.endswith((".", "?")) and not item.startswith("Source:"))


@pytest.mark.parametrize(("area", "edition"), ALL)
def test_a_reader_of_eleven_can_read_it(area: str, edition: str) -> None:
    page = read_page(area, edition)
    reading = measure_reading(page)
    assert reading.words > 400, page
    assert reading.flesch_kincaid <= 6, reading
    assert reading.coleman_liau <= 6, reading
    assert 8 <= reading.age <= OLDEST, reading


@pytest.mark.parametrize(("area", "edition"), ALL)
def test_sentences_are_short(area: str, edition: str) -> None:
    sentences = [item for text in read_page(area, edition) for item in split_sentences(text)]
    lengths = {item: len(WORD.findall(item)) for item in sentences}
    assert {item for item, count in lengths.items() if count > MOST_WORDS} == set()
    assert sum(count <= USUAL_WORDS for count in lengths.values()) >= USUAL_PART * len(lengths)


@pytest.mark.parametrize(("area", "edition"), ALL)
def test_it_fills_two_sides_at_most(area: str, edition: str) -> None:
    pdf = pikepdf.open(io.BytesIO(render_pdf(read_document(run_notebook(area, edition)))))
    assert len(pdf.pages) <= MOST_PAGES


def test_the_page_has_no_list_of_contents() -> None:
    page = render_html(read_document(run_notebook("sutton", "2025")))
    assert 'id="contents"' not in page
    assert 'href="#contents"' not in page
    assert 'class="columns single"' in page
    assert '<data value="sutton.sen_ehc_pct.2025">' in page


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("council", 2), ("education", 4), ("families", 3), ("little", 2), ("disability", 5), ("special", 2), ("the", 1),
        ("make", 1), ("missed", 1), ("needed", 2), ("wanted", 2), ("places", 2), ("services", 3), ("area", 3),
        ("mediation", 4), ("tribunal", 3), ("appeal", 2), ("people", 2), ("earlier", 3), ("government", 3),
        ("table", 2), ("January", 4), ("age", 1), ("whole", 1), ("commissioning", 4), ("quiet", 2), ("rules", 1),
        ("Somerset", 3), ("Nottinghamshire", 4), ("adviser", 3), ("decision", 3), ("EHC", 3), ("2025", 4),
        ("child's", 1),
    ],
)  # fmt: skip
def test_syllables_are_counted(word: str, count: int) -> None:
    assert count_syllables(word) == count


def test_the_measure_tells_hard_from_easy() -> None:
    easy = measure_reading(["The cat sat on the mat. It was a sunny day. We went to the park."])
    long = "Notwithstanding statutory obligations, commissioning organisations demonstrate considerable variability."
    hard = measure_reading([long])
    assert easy.flesch_kincaid < 2
    assert min(hard.flesch_kincaid, hard.coleman_liau) > 15
    # Counted by hand.
    known = measure_reading(["We like the old school a lot.", "It is clever."])
    assert (known.sentences, known.words, known.syllables, known.letters) == (2, 10, 11, 32)
    assert known.flesch_kincaid == pytest.approx(0.39 * 5 + 11.8 * 1.1 - 15.59)
    assert known.coleman_liau == pytest.approx(5.88 * 3.2 - 29.6 * 0.2 - 15.8)


def holds(words: str, percent: float) -> bool:
    """Say whether words for a share are true of a percentage, by the tolerance they promise."""
    said = words.lower().replace("\N{NO-BREAK SPACE}", " ")
    if said in {"none", "all"}:
        return percent == {"none": 0, "all": 100}[said]
    if said in HALVES:
        low, high = HALVES[said]
        return low <= percent <= high
    found = WORDED.fullmatch(said)
    assert found, said
    part = 100 * int(found[2]) / int(found[3])
    if found[1] == "about":
        return abs(percent - part) <= min(WITHIN_POINTS, WITHIN_PART * percent) + 1e-9
    if found[1] == "fewer than":
        return 0 < percent < part
    return 0 < (percent - part) * (1 if found[1] == "more than" else -1) <= APART


def test_words_for_a_share_hold_for_every_tenth_of_a_percent() -> None:
    for tenths in range(1001):
        assert holds(say_share(tenths / 10), tenths / 10), (tenths, say_share(tenths / 10))
    for wrong in ("about 1 in 4", "nearly half", "more than 4 in 10", "all"):
        assert not holds(wrong, 33.5)


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (33.5, "about 1 in 3"), (46.4, "nearly half"), (50, "about half"), (53, "just over half"),
        (5.1, "about 1 in 20"), (76.5, "about 3 in 4"), (43.6, "more than 4 in 10"),
        (0.4, "fewer than 1 in 100"), (0, "none"), (100, "all"),
        (97.3, "nearly all"), (93.3, "more than 9 in 10"), (37.5, "about 4 in 10"), (9.3, "about 1 in 11"),
        (86, "nearly 9 in 10"), (1.8, "about 1 in 60"),
    ],
)  # fmt: skip
def test_words_for_a_share_are_those_people_use(percent: float, words: str) -> None:
    assert say_share(percent).replace("\N{NO-BREAK SPACE}", " ") == words
    assert names_whole(words) == words.endswith(("half", "all", "none"))


def test_counts_are_rounded_to_two_figures_and_say_so() -> None:
    assert [say_about(number) for number in (7, 99, 100, 2582, 2600, 104_321)] == [
        "7", "99", "100", "about 2,600", "2,600", "about 100,000",
    ]  # fmt: skip
    for number in range(100, 20_000, 7):
        words = say_about(number)
        said = int(words.removeprefix("about ").replace(",", ""))
        assert abs(said - number) <= number / 20
        assert words.startswith("about ") == (said != number)
    assert [say_in_hundred(percent) for percent in (0, 0.3, 10.6, 5.1)] == [
        "none",
        "fewer than 1",
        "about 11",
        "about 5",
    ]
    assert [say_for_ten(ratio) for ratio in (1.42, 1.02, 0.8, 2.28)] == [
        "about 14",
        "still about 10",
        "about 8",
        "about 23",
    ]


def list_values(finding: str) -> Iterator[float]:
    """Yield the value of a finding's area and of England, from the committed table."""
    slug, indicator, period = finding.split(".", 2)
    code = next(row["area_code"] for row in read_rows(DATA / "areas.csv") if row["slug"] == slug)
    for area in (code, ENGLAND):
        row = read_series(indicator).get((area, period), {})
        yield from [float(row["value"])] if row.get("value") else []


def is_true(finding: str, text: str) -> bool:
    """Say whether a marked number or word follows from the committed tables."""
    said = text.lower().replace("\N{NO-BREAK SPACE}", " ")
    values = list(list_values(finding))
    if WORDED.fullmatch(said) or said in {*HALVES, "none", "all"}:
        return any(holds(said, value) for value in values)
    about = re.fullmatch(r"(?:still )?about ([\d,]+)", said)
    if about is None:
        return is_shown(text, Tracer(finding.partition(".")[0]).list_numbers(finding))
    number = float(about[1].replace(",", ""))
    if ".ehc_growth" in finding:
        return abs(10 * (1 + values[0] / 100) - number) <= 0.5
    if ".absence" in finding:
        return abs(values[0] - number) <= 0.5
    return abs(values[0] - number) <= values[0] / 20


@pytest.mark.parametrize(("area", "edition"), ALL)
def test_every_number_in_words_is_true(area: str, edition: str) -> None:
    marked = [pair for item in list_passages(area, edition).values() for pair in MARKED.findall(item.say().markdown)]
    assert [pair for pair in marked if not is_true(*pair)] == []
    assert len(marked) >= 5 or (area, edition) == ("cumberland", "2018")


def test_a_false_word_is_found() -> None:
    finding = "somerset.ehc_20wk_ex_pct.2024"
    assert is_true(finding, "About 1 in 3")
    assert is_true("somerset.absence_ehc_pct.202425", "about 15")
    for wrong in ("About 1 in 4", "Nearly 9 in 10", "none"):
        assert not is_true(finding, wrong), wrong
    assert not is_true("somerset.absence_ehc_pct.202425", "about 14")
    assert not is_true("somerset.ehc_plans_total.202425", "About 5,100")


@pytest.mark.parametrize(("area", "edition"), ALL)
def test_every_digit_is_marked_or_declared(area: str, edition: str) -> None:
    report = open_report(area, edition)
    evidence = report.evidence
    declared = [item.period.label for series in evidence.series.values() for item in series.findings]
    declared += [
        str(part) for item in evidence.local.families for part in (item.plain, item.answer, item.source, item.date)
    ]
    declared += [item.text for item in evidence.registry.rights.values()]
    declared += [item.title for item in evidence.strategy.documents] if evidence.strategy else []
    for passage in list_passages(area, edition).values():
        rest = MARKED.sub("", passage.say().markdown)
        assert not MARK.search(rest)
        rest = "\n".join(line for line in rest.splitlines() if not line.startswith("Source:"))
        rest = re.sub(
            r"It (ended in|runs to) ([A-Z][a-z]+ )?20\d\d|31 December 20\d\d|began later, in 20\d\d", "", rest
        )
        for text in (*FIXED, *sorted(declared, key=len, reverse=True)):
            rest = rest.replace(text, "")
        assert not re.search(r"\d", rest), rest


@pytest.mark.parametrize(("area", "edition"), ALL)
def test_the_exact_figure_stands_behind_each_word(area: str, edition: str) -> None:
    plain = open_report(area, edition).plain
    cells = [cell for table in plain.exact.tabulate() for row in table.rows for cell in row[2:]]
    marked = {finding for finding, _ in MARKED.findall(plain.numbers.say().markdown)}
    shown = {cell.finding for cell in cells if cell.finding}
    base = f"{area}.ehc_new_plans."
    assert {finding for finding in marked if not finding.startswith(base)} <= shown
    for cell in cells:
        for text in re.findall(r"\d[\d,.]*%?", cell.text):
            assert cell.finding, cell
            assert is_shown(text, Tracer(area).list_numbers(cell.finding)), cell


@pytest.mark.parametrize(("area", "edition"), ALL)
def test_it_neither_ranks_nor_judges(area: str, edition: str) -> None:
    for name, passage in list_passages(area, edition).items():
        said = strip_marks(passage.say().markdown)
        assert not BARRED.search(said.lower().replace("priorities", "")), (name, said)
        assert not re.search(r"\bNone\b(?! (had|of))|\bnan\b|[{}]|  |\.\.", said), (name, said)
    assert all(not passage.plot() for passage in list_passages(area, edition).values())


def test_six_numbers_where_there_are_six() -> None:
    for area in AREAS[:5]:
        for edition in ("2025", "2018"):
            lines = open_report(area, edition).plain.numbers.say().markdown.splitlines()
            assert sum(line.startswith("- **") for line in lines) == 6, (area, edition)


def test_what_there_is_no_number_for_is_said() -> None:
    city = open_report("city-of-london", "2025").plain.numbers.say().markdown
    assert "We have no number for school days missed: too few children to say." in city
    assert "We have no number for new plans on time: there were none to count." in city
    assert "12</data> of <data" in city
    early = open_report("cumberland", "2018").plain
    assert (
        early.numbers.say().markdown
        == "We have no numbers for Cumberland up to this date. The council began later, in 2023."
    )
    assert early.exact.tabulate() == ()
    sutton = strip_marks(open_report("sutton", "2018").plain.numbers.say().markdown)
    assert "We have no number for school days missed: not published." in sutton


def test_a_share_names_its_base_where_many_new_plans_are_left_out() -> None:
    said = strip_marks(open_report("somerset", "2025").plain.numbers.say().markdown)
    assert "The limit in law is 20 weeks. Here 377 took longer." in said
    assert "The count looked at 567 of the 743 new plans." in said


def test_families_are_heard_in_their_time_only() -> None:
    later = open_report("sunderland", "2018").plain.families.say().markdown
    assert later.startswith("No one has added here what families in Sunderland said.")
    for area in AREAS[:4]:
        report = open_report(area, "2025")
        said = report.plain.families.say().markdown
        for item in report.evidence.local.families:
            assert item.plain
            assert f"{item.plain}" in said
            assert item.source in said
            assert item.answer is None or f"The answer then: {item.answer}" in said
        assert "It was some years ago." in said


def test_what_an_ended_document_set_out_is_history() -> None:
    assert "It ended in 2021." in open_report("sutton", "2025").plain.decisions.say().markdown
    now = open_report("sutton", "2018").plain.decisions.say().markdown
    assert "It runs to 2021." in now
    assert "ended" not in now
    assert (
        "No paper on what they aim to do has been added" in open_report("leeds", "2025").plain.decisions.say().markdown
    )
    assert "It ended" not in open_report("sunderland", "2018").plain.decisions.say().markdown


def test_rights_name_their_law_and_help_its_local_name() -> None:
    report = open_report("sutton", "2025")
    said = report.plain.help.say().markdown
    for right in report.evidence.registry.rights.values():
        assert right.text in said
        assert all(law.split(", ")[0] in said for law in right.law.split("; "))
        assert all(law.split(", ")[1] in said for law in right.law.split("; "))
    assert "In Sutton: Sutton Information Advice and Support Service." in said
    assert "This is not legal advice." in said
    assert open_report("leeds", "2025").plain.help.say().markdown.count("Its local name has not been added here.") == 2


def test_contact_and_other_forms_appear_once_given(project: Project, tmp_path: Path) -> None:
    shutil.copytree(project.root / "params", tmp_path / "params")
    (tmp_path / "data").symlink_to(project.data, target_is_directory=True)
    path = tmp_path / "params" / "areas" / "leeds.yml"
    path.write_text("contact: send@example.org\nalternative_formats: call us for large print\n", encoding="utf-8")
    said = open_area("leeds", "2025", tmp_path).plain.decisions.say().markdown
    assert "To tell us what you think, use: send@example.org." in said
    assert "To get this page in another form: call us for large print." in said
    assert "has not been added yet" not in said
