"""A small notebook, executed for real, for the tests of the report model and its two renderers."""

from __future__ import annotations

from functools import cache

from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from sendneeds.build.document import Document, read_document

HOSTILE = (
    "#panic() $x$ *a* @b <c> \\ \"q\" 'r' // /* _u_ `v` #[z] {{ y }} {% w %} "
    "</title><script>alert(1)</script> &amp; ~ = + - ;"
)
ALT = "Line chart of plans issued on time. Somerset falls from 69% in 2022 to 34% in 2024; England was at 46%."
SETUP = """
from io import BytesIO, StringIO
from matplotlib import rc_context, pyplot
from sendneeds.present.display import Cell, Column, Figure, Prose, Table, mark_number
COLUMNS = (Column("Area", numeric=False), Column("2022"), Column("2024"))
def tabulate(name, caption, rows, wide=False, columns=COLUMNS):
    cells = tuple(
        (Cell(row[0]), *(Cell(text, f"{name}.{row[0]}.{place}") for place, text in enumerate(row[1:]))) for row in rows
    )
    return Table(name, caption, columns, cells, "Department for Education", ("c: too small to publish.",), wide)
def plot(name):
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "one"}):
        figure, axes = pyplot.subplots(figsize=(7, 3))
        axes.plot([2022, 2023, 2024], [69, 42, 34], clip_on=True)
        svg = StringIO()
        figure.savefig(svg, format="svg", metadata={"Date": None})
        png = BytesIO()
        figure.savefig(png, format="png", dpi=144, metadata={"Software": None})
        pyplot.close(figure)
    data = tabulate(f"{name}-data", "Plans on time, per cent", [("Somerset", "69%", "34%")])
    title, source = "A third of plans were on time", "Department for Education"
    return Figure(name, title, "% of plans", ALT, source, svg.getvalue(), data, png.getvalue())
"""
OPENING = """
number = mark_number("33.5%", "somerset.ehc_20wk_ex_pct.2024")
law = "[law](https://www.legislation.gov.uk/)"
Prose(f"- {number} of plans were **on time**.[^late]\\n- See [the chart](#figure-on-time) and {law}.\\n")
"""
LATER = """
rows = [("Somerset", "69%", "34%"), ("England", "49%", "46%")]
many = [(f"Area {place}", "c", "1,234") for place in range(60)]
broad = (Column("Area", numeric=False), *(Column(f"Share in {year}") for year in range(2010, 2020)))
display(plot("on-time"), tabulate("on-time", "Plans issued on time", rows))
display(plot("again"), tabulate("many", "Every area", many))
display(tabulate("broad", "Ten years", [("Somerset", *map(str, range(10)))], True, broad))
display(tabulate("hostile", HOSTILE, [(HOSTILE, HOSTILE, "1")], True))
"""
METADATA = {
    "title": "Needs assessment: Somerset",
    "area": "Somerset",
    "edition": "2025",
    "description": "What published figures say",
    "data_as_at": "26 June 2025",
    "draft": True,
}


def write_markdown(name: str, text: str) -> NotebookNode:
    """Return a Markdown cell with an id."""
    cell: NotebookNode = new_markdown_cell(text, id=name)  # type: ignore[no-untyped-call]
    return cell


def write_code(name: str, text: str, *outputs: NotebookNode) -> NotebookNode:
    """Return a code cell with an id and, where it is not to be run, its outputs."""
    cell: NotebookNode = new_code_cell(text, id=name, outputs=list(outputs))  # type: ignore[no-untyped-call]
    return cell


def write_output(kind: str, **fields: object) -> NotebookNode:
    """Return an output of a code cell."""
    output: NotebookNode = new_output(kind, **fields)  # type: ignore[no-untyped-call]
    return output


def write_notebook(*cells: NotebookNode, **metadata: object) -> NotebookNode:
    """Return a notebook with the given cells and report metadata."""
    notebook: NotebookNode = new_notebook(cells=list(cells))  # type: ignore[no-untyped-call]
    notebook.metadata["sendneeds"] = METADATA | metadata
    return notebook


def escape_markdown(text: str) -> str:
    """Return Markdown that shows `text` as it is."""
    return "".join(f"\\{letter}" if not letter.isalnum() and letter != " " else letter for letter in text)


def list_cells() -> list[NotebookNode]:
    """Return the cells of the sample before it is run."""
    escaped = escape_markdown(HOSTILE)
    raw = "### Raw <b>HTML</b>\n\n<script>alert(1)</script>\n\n[bad](javascript:x)"
    box = "> **Local commentary**, 3 March 2026\n>\n> # Heading\n>\n> 1. One\n> 2. Two"
    note = "[^late]: Plans with exceptions are left out."
    grid = "| Term | Meaning |\n|---|---|\n| SEND | **Special** needs |"
    return [
        write_code("setup", f"ALT = {ALT!r}\nHOSTILE = {HOSTILE!r}\n{SETUP}"),
        write_markdown("title", "# Needs assessment: Somerset\n\nWhat published figures say."),
        write_markdown("summary", "## On one page\n\nThe main points first."),
        write_code("summary-points", OPENING),
        write_markdown("plans", f"{note}\n\n## Plans\n\nHow many are on time.[^late]"),
        write_code("plans-shown", LATER),
        write_markdown("hostile", f"## Plans\n\n{escaped}\n\n{raw}"),
        write_markdown("local", f"## Local commentary\n\nThe council writes:\n\n{box}"),
        write_markdown("words", f"## Words\n\nTerms.\n\n{grid}\n\n    code"),
    ]


@cache
def execute_sample() -> NotebookNode:
    """Return the sample notebook after a run in a kernel."""
    notebook = write_notebook(*list_cells())
    return NotebookClient(notebook, timeout=60, kernel_name="python3").execute()


@cache
def load_sample() -> Document:
    """Return the report model of the sample."""
    return read_document(execute_sample())
